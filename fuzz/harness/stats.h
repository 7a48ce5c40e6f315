// SPDX-License-Identifier: MIT
/* Counts of all processes of a fuzz run, whatever the engine, in one mapped file. */
#ifndef HITLESS_FUZZ_HARNESS_STATS_H
#define HITLESS_FUZZ_HARNESS_STATS_H

#include "verdict/verdict.h"

/* Their order is that of the file, which lives no longer than a run. */
enum hl_count {
    HL_COUNT_EXECUTIONS,
    HL_COUNT_UPDATES,
    HL_COUNT_VIEWS,
    HL_COUNT_OPERATIONS, /* of a whole driver */
    HL_COUNT_CUSTOM,     /* mutations by the mutator, by the engine, and of two inputs into one */
    HL_COUNT_PLAIN,
    HL_COUNT_CROSSOVERS,
    HL_COUNT_UNJUDGED, /* updates, walks and programs that exceed a bound, as HL_MAX_VIEWS */
    HL_COUNT_OUTCOME,
    HL_COUNT_FOUND = HL_COUNT_OUTCOME + HL_OUTCOME_COUNT,
    HL_COUNTS = HL_COUNT_FOUND + HL_FINDING_COUNT
};

/* Map the file, made if it is not there. NULL: it cannot be, errno says why. */
uint64_t *hl_stats_map(const char *path);

/* Add what was counted since the last call to a mapped file. */
void hl_stats_add(uint64_t *shared, const uint64_t counts[HL_COUNTS]);

#endif
