// SPDX-License-Identifier: MIT
/* hitless_stats FILE: print the counts of a fuzz run (HITLESS_STATS=FILE), a line each. */
#include "harness/stats.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show(const char *name, uint64_t count)
{
    printf("%s %llu\n", name, (unsigned long long)count);
}

int main(int argc, char **argv)
{
    const uint64_t *counts;

    if (argc != 2) {
        fputs("hitless_stats: usage: hitless_stats FILE\n", stderr);
        return 2;
    }
    counts = access(argv[1], R_OK) == 0 ? hl_stats_map(argv[1]) : NULL;
    if (!counts) {
        fprintf(stderr, "hitless_stats: %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    show("executions", counts[HL_COUNT_EXECUTIONS]);
    show("updates", counts[HL_COUNT_UPDATES]);
    if (counts[HL_COUNT_OPERATIONS])
        show("operations", counts[HL_COUNT_OPERATIONS]);
    show("views", counts[HL_COUNT_VIEWS]);
    if (counts[HL_COUNT_UNJUDGED])
        show("unjudged", counts[HL_COUNT_UNJUDGED]);
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        show(hl_outcome_names[i], counts[HL_COUNT_OUTCOME + i]);
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        if (counts[HL_COUNT_FOUND + i])
            show(hl_finding_names[i], counts[HL_COUNT_FOUND + i]);
    return 0;
}
