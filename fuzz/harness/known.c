// SPDX-License-Identifier: MIT
#include "harness/known.h"

static struct hl_suppressions known;

bool hl_known_read(const char *path, struct hl_error *error)
{
    if (path)
        return hl_suppressions_read(&known, path, error);
    for (unsigned i = 0; i < hl_known_built_in_count; i++) {
        struct hl_suppression *one = hl_suppressions_more(&known);
        if (one)
            *one = hl_known_built_in[i];
    }
    return true;
}

bool hl_knows_any(void)
{
    return known.count != 0;
}

static uint64_t *told;

void hl_known_tell(uint64_t needed[HL_SUPPRESSIONS])
{
    told = needed;
}

bool hl_is_known(const struct hl_cause *cause)
{
    if (!known.count || !hl_suppresses(&known, cause))
        return false;
    for (unsigned i = 0; told && i < known.count; i++)
        if (known.needed[i])
            told[i] = 1;
    return true;
}

bool hl_known_ends(const struct hl_cause *cause)
{
    return hl_suppression_ends(&known, cause);
}

void hl_known_print(FILE *out)
{
    unsigned stated = 0, needed = 0;

    for (unsigned i = 0; i < known.count; i++) {
        stated += known.list[i].stated;
        needed += known.list[i].stated && known.needed[i];
    }
    if (!stated)
        return;
    fprintf(out, "suppressions: %u of %u needed\n", needed, stated);
    for (unsigned i = 0; i < known.count; i++)
        if (known.list[i].stated && !known.needed[i])
            fprintf(out, "  not needed: %s\n", known.list[i].words);
}
