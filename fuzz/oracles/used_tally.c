// SPDX-License-Identifier: MIT
#include "oracles/used_tally.h"

static uint64_t tally[HL_USED_GAPS][HL_CONFIG_COUNT][HL_STE_FIELD_COUNT];

static const char *const gap_names[HL_USED_GAPS] = {
    [HL_USED_ADDED] = "added",
    [HL_USED_BREAKS] = "added, and breaks",
    [HL_USED_TEARS] = "missed, and tears",
    [HL_USED_OPEN] = "missed, no pair shows it",
    [HL_USED_NEVER_SET] = "missed, never set",
    [HL_USED_NO_EFFECT] = "missed, without effect",
};

uint64_t hl_used_count(enum hl_used_gap gap, unsigned config, size_t field)
{
    return tally[gap][config][field]++;
}

static void print_line(FILE *out, unsigned gap, unsigned config)
{
    bool any = false;

    for (unsigned f = 0; f < HL_STE_FIELD_COUNT; f++) {
        if (!tally[gap][config][f])
            continue;
        if (!any)
            fprintf(out, "used, %s: %s:", gap_names[gap], hl_ste_config_names[config]);
        any = true;
        fprintf(out, " %s %llu", hl_ste_layout.fields[f].name,
                (unsigned long long)tally[gap][config][f]);
    }
    if (any)
        fputc('\n', out);
}

void hl_used_summary(FILE *out)
{
    for (unsigned gap = 0; gap < HL_USED_GAPS; gap++)
        for (unsigned config = 0; config < HL_CONFIG_COUNT; config++)
            print_line(out, gap, config);
}
