// SPDX-License-Identifier: MIT
/* What this process of a fuzz run did and found, as numbers. */
#ifndef HITLESS_FUZZ_HARNESS_COUNTS_H
#define HITLESS_FUZZ_HARNESS_COUNTS_H

#include "harness/stats.h"

void hl_count(enum hl_count what);
uint64_t hl_counted(enum hl_count what);

/* An update, and the views of it that were judged. */
void hl_count_update(enum hl_outcome outcome, uint64_t views);
/* Several that were judged together. */
void hl_count_updates(uint64_t updates, const uint64_t outcomes[HL_OUTCOME_COUNT], uint64_t views);
/* One that is run for something else than its outcome. */
void hl_count_trial(uint64_t views);

/* What a whole driver was asked to do. */
void hl_count_operations(uint64_t operations);

void hl_count_finding(enum hl_finding_kind kind);

/* Add what is new to the file of HITLESS_STATS, if that is set. A file that cannot be mapped ends
 * the process with status 2 and one line. */
void hl_counts_flush(void);

#endif
