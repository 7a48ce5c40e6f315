// SPDX-License-Identifier: MIT
/* Counts of all processes of a fuzz run, whatever the engine, in one mapped file. */
#ifndef HITLESS_FUZZ_HARNESS_STATS_H
#define HITLESS_FUZZ_HARNESS_STATS_H

#include "verdict/verdict.h"

enum hl_count {
    HL_COUNT_EXECUTIONS,
    HL_COUNT_UPDATES,
    HL_COUNT_VIEWS,
    HL_COUNT_OUTCOME,
    HL_COUNT_FOUND = HL_COUNT_OUTCOME + HL_OUTCOME_COUNT,
    HL_COUNTS = HL_COUNT_FOUND + HL_FINDING_COUNT
};

/* Map the file, made if it is not there. NULL: it cannot be, errno says why. */
uint64_t *hl_stats_map(const char *path);

/* Add what the ledger counted since the last call to the file of HITLESS_STATS, if that is set.
 * A file that cannot be mapped ends the process with status 2 and one line. */
void hl_stats_flush(void);

#endif
