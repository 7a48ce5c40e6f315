// SPDX-License-Identifier: MIT
/* hitless sweep: what it is about, what its workers do, what its journal keeps, what it has found.
 */
#ifndef HITLESS_CLI_SWEEP_H
#define HITLESS_CLI_SWEEP_H

#include "cli/accept.h"
#include "sweep/tiles.h"

enum { SWEEP_SMMUS = 32, SWEEP_CAUSES = 4096 };

/* A place in the order of all that is judged. */
struct sweep_place {
    unsigned task;
    uint32_t pair;
};

struct sweep_cause {
    uint64_t hash, count;
    struct sweep_place first;
    enum hl_finding_kind kind;
    char title[HL_CAUSE_TEXT];
    bool accepted;
};

/* Of one SMMU. */
struct sweep_smmu {
    struct hl_case settings;
    struct hl_space space;
    unsigned tiles;      /* within the budget */
    uint64_t all, pairs; /* of the space; within the budget */
    unsigned first;      /* its first task */
    uint64_t outcome[HL_OUTCOME_COUNT], unjudged, judged;
};

struct sweep {
    struct hl_case settings;
    const struct hl_sequencer *sequencer;
    const char *name; /* as it was given */
    struct cli_accepted accepted;
    bool json, assumed;
    const char *folder; /* NULL: nothing is kept */
    const char *fields;
    uint64_t budget; /* pairs of each SMMU */
    unsigned shard, shards, jobs;
    unsigned smmus;
    struct sweep_smmu smmu[SWEEP_SMMUS];
    unsigned tasks; /* tiles of all SMMUs, of all shards */
    bool *done;     /* by task */
    unsigned causes;
    struct sweep_cause cause[SWEEP_CAUSES];
    uint64_t more; /* findings of causes for which there was no room */
};

/* The SMMU of a task, and its tile. */
struct sweep_smmu *sweep_tile(struct sweep *s, unsigned task, struct hl_tile *tile);
static inline bool sweep_is_mine(const struct sweep *s, unsigned task)
{
    return task % s->shards == s->shard - 1;
}
/* What was counted in a task that is done. */
void sweep_count(struct sweep *s, unsigned task, const struct hl_tile_result *r);

/* Open the journal in the folder, and count what it has; or begin it. Dies. */
void sweep_journal_open(struct sweep *s);
/* Keep what was counted. Dies, and leaves what was kept whole. */
void sweep_journal_add(unsigned task, const struct hl_tile_result *r);

/* Judge what is not done, in processes of their own. */
void sweep_work(struct sweep *s);

#endif
