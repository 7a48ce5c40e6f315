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

static struct hl_entry never_set[HL_CONFIG_COUNT], made;

void hl_used_never_set(unsigned config, const struct hl_entry *bits)
{
    never_set[config] = hl_entry_or(never_set[config], *bits);
}

void hl_used_made(const struct hl_entry *e)
{
    made = hl_entry_or(made, *e);
}

/* A program's entries do not set a bit that another program's makers do: then nothing shows it yet.
 */
static uint64_t count_of(unsigned gap, unsigned config, unsigned field)
{
    const struct hl_field *f = &hl_ste_layout.fields[field];
    const struct hl_entry both = hl_entry_and(never_set[config], made);
    const bool is_set = hl_field_get(f, &both);

    if (gap == HL_USED_NEVER_SET && is_set)
        return 0;
    return tally[gap][config][field] +
           (gap == HL_USED_OPEN && is_set ? tally[HL_USED_NEVER_SET][config][field] : 0);
}

static void print_line(FILE *out, unsigned gap, unsigned config)
{
    bool any = false;

    for (unsigned f = 0; f < HL_STE_FIELD_COUNT; f++) {
        if (!count_of(gap, config, f))
            continue;
        if (!any)
            fprintf(out, "used, %s: %s:", gap_names[gap], hl_ste_config_names[config]);
        any = true;
        fprintf(out, " %s %llu", hl_ste_layout.fields[f].name,
                (unsigned long long)count_of(gap, config, f));
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
