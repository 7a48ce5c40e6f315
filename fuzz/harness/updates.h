// SPDX-License-Identifier: MIT
/* The updates between the entries of a program, each judged and counted: what the targets of
 * updates share. */
#ifndef HITLESS_FUZZ_HARNESS_UPDATES_H
#define HITLESS_FUZZ_HARNESS_UPDATES_H

#include "program/pool.h"
#include "verdict/verdict.h"

struct hl_updates {
    struct hl_program program;
    struct hl_pool pool;
    struct hl_setting setting;
    struct hl_question q;
    struct hl_entry left[HL_PROGRAM_ENTRIES]; /* what is in memory where each was written */
    struct hl_verdict v;                      /* of the last update */
};

/* The sequencer under test updates entries of this kind; else the process ends with status 2. */
void hl_updates_require(enum hl_kind kind);

/* Foreign code tells its masks, used and (safe) update_safe; else likewise. */
void hl_updates_require_masks(bool safe);

/* Build the pool of a program for the sequencer under test, and look at what a driver's own make
 * functions built: it must be legal on its own SMMU, and nothing that the driver warns of. */
void hl_updates_begin(struct hl_updates *u, const struct hl_program *program);

/* All updates between the entries of a program, under the sequencer under test: every view is
 * judged, and of some pairs the sequencer's own masks, which have targets of their own. */
void hl_updates_run(const struct hl_program *program);

/* Whether the sequencer could meet this update: some need never start from or go to an ILLEGAL
 * entry, and nobody goes to the entry that is there. */
bool hl_updates_possible(const struct hl_updates *u, unsigned from, unsigned to);

/* Make the question of one update, by numbers in the pool. */
void hl_updates_ask(struct hl_updates *u, unsigned from, unsigned to);

/* The same of an update between entries of any origin. */
void hl_updates_ask_entries(struct hl_updates *u, const struct hl_entry *old,
                            const struct hl_entry *target);

/* Count the verdict on the question. made: by the driver's own make functions. */
void hl_updates_count(struct hl_updates *u, bool made);

/* Report that two of our own oracles disagree on the question, and abort. */
_Noreturn void hl_updates_disagree(const struct hl_updates *u, const char *what);

/* Whether an entry sets nothing but what the sequencer calls used. */
bool hl_updates_is_sanitised(const struct hl_updates *u, const struct hl_entry *e);

/* Remove the findings of a kind: another target's business. */
void hl_updates_forget(struct hl_updates *u, enum hl_finding_kind kind);

#endif
