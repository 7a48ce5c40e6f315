// SPDX-License-Identifier: MIT
/* What a fuzz run did and found: counts, and one example of each distinct finding. */
#ifndef HITLESS_FUZZ_HARNESS_LEDGER_H
#define HITLESS_FUZZ_HARNESS_LEDGER_H

#include "report/report.h"

/* What a run is about; from the environment, so that the target needs no options of its own:
 *   HITLESS_SEQUENCER  the sequencer under test; default: linux if the build has a tree, else
 *                      update-safe; or a seeded bug of what the target has above a sequencer, which
 *                      then is update-safe
 *   HITLESS_TOLERATE   finding kinds, comma-separated, that are counted and listed but do not abort
 *   HITLESS_FINDINGS   a folder for one case file per distinct finding, named by its cause
 *   HITLESS_OPTIONS    "any": judge a driver under any options of the decoder, too; else under the
 *                      defaults (built-in sequencers read the decoder, so they always are)
 *   HITLESS_MUTATOR    "off": mutations are the engine's own, see hooks_libfuzzer.c
 *   HITLESS_STATS      a file in which all processes of a run count together (stats.h)
 *   HITLESS_QUIET      print no summary */
struct hl_ledger {
    const struct hl_sequencer *sequencer;
    const char *bug;     /* of the layer above it, or NULL */
    const char *context; /* of the next updates, for reports; or NULL */
    bool innocent;       /* what is wrong with them is not the sequencer's fault */
    unsigned tolerated;  /* bit (1 << enum hl_finding_kind) */
    bool any_options;
    const char *folder;
    const char *program;        /* argv[0], for the replay command */
    const struct hl_entry *ste; /* of CDs in question: what leads to them; else NULL */
    uint64_t executions, updates, views;
    uint64_t outcomes[HL_OUTCOME_COUNT];
    uint64_t found[HL_FINDING_COUNT];
    struct {
        uint64_t custom, plain, crossovers;
    } mutations;                /* that were made in this process */
    void (*summary)(FILE *out); /* the target's own lines of the summary; or NULL */
};
extern struct hl_ledger hl_ledger;

/* Read the environment; a wrong value ends the process with status 2 and one line. is_bug: whether
 * a name is a seeded bug of a layer above the sequencer, or NULL. */
void hl_ledger_begin(const char *program, bool (*is_bug)(const char *name));

/* Count a verdict; report and abort at a finding that is not tolerated. smmu and assume are those
 * of the question; made: a driver's own make functions built both entries. */
void hl_ledger_count(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                     const struct hl_question *q, const struct hl_verdict *v, bool made);

/* The same for an update that is counted already: its findings. */
void hl_ledger_find(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                    const struct hl_question *q, const struct hl_verdict *v, bool made);

/* Count a finding that is not one of a single entry. signature: alike for alike findings; made: as
 * above. False: it is not tolerated, and to be reported. */
bool hl_ledger_note(enum hl_finding_kind kind, const char *signature, bool made);
/* How to see it again, the summary, and abort. */
_Noreturn void hl_ledger_stop(void);

/* Report a disagreement between two of our own oracles, and abort. */
_Noreturn void hl_ledger_disagree(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                                  const struct hl_question *q, const struct hl_verdict *v,
                                  const char *what);

#endif
