// SPDX-License-Identifier: MIT
#include "harness/counts.h"

#include "harness/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static uint64_t counts[HL_COUNTS];

void hl_count(enum hl_count what)
{
    counts[what]++;
}

uint64_t hl_counted(enum hl_count what)
{
    return counts[what];
}

void hl_count_trial(uint64_t views)
{
    counts[HL_COUNT_UPDATES]++;
    counts[HL_COUNT_VIEWS] += views;
}

void hl_count_update(enum hl_outcome outcome, uint64_t views)
{
    hl_count_trial(views);
    counts[HL_COUNT_OUTCOME + (unsigned)outcome]++;
}

void hl_count_updates(uint64_t updates, const uint64_t outcomes[HL_OUTCOME_COUNT], uint64_t views)
{
    counts[HL_COUNT_UPDATES] += updates;
    counts[HL_COUNT_VIEWS] += views;
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        counts[HL_COUNT_OUTCOME + i] += outcomes[i];
}

void hl_count_operations(uint64_t operations)
{
    counts[HL_COUNT_OPERATIONS] += operations;
}

void hl_count_finding(enum hl_finding_kind kind)
{
    counts[HL_COUNT_FOUND + (unsigned)kind]++;
}

void hl_counts_flush(void)
{
    static uint64_t *shared;
    const char *path = hl_settings()->stats;
    char what[1024];

    if (!path)
        return;
    if (!shared)
        shared = hl_stats_map(path);
    if (!shared) {
        snprintf(what, sizeof what, "HITLESS_STATS: %s", path);
        hl_settings_refuse(what, strerror(errno));
    }
    hl_stats_add(shared, counts);
}
