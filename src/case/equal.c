// SPDX-License-Identifier: MIT
#include "case/case.h"

#include <string.h>

static bool same_smmu(const struct hl_case *a, const struct hl_case *b)
{
    return strcmp(a->profile, b->profile) == 0 && hl_setting_equal(&a->setting, &b->setting);
}

static bool same_entry(bool has_a, const struct hl_entry *a, bool has_b, const struct hl_entry *b)
{
    return has_a == has_b && (!has_a || hl_entry_equal(a, b));
}

static bool same_expectation(const struct hl_expectation *a, const struct hl_expectation *b)
{
    return strcmp(a->sequencer, b->sequencer) == 0 && a->outcome == b->outcome &&
           a->findings == b->findings && a->severity == b->severity;
}

bool hl_case_equal(const struct hl_case *a, const struct hl_case *b)
{
    if (strcmp(a->title, b->title) != 0 || strcmp(a->origin, b->origin) != 0 ||
        strcmp(a->reach, b->reach) != 0 || strcmp(a->mend, b->mend) != 0 || a->kind != b->kind ||
        a->expectations != b->expectations)
        return false;
    for (unsigned i = 0; i < a->expectations; i++)
        if (!same_expectation(&a->expect[i], &b->expect[i]))
            return false;
    return same_smmu(a, b) && a->reads_128 == b->reads_128 && a->old_made == b->old_made &&
           a->target_made == b->target_made && hl_entry_equal(&a->old, &b->old) &&
           hl_entry_equal(&a->target, &b->target) &&
           same_entry(a->has_ste, &a->ste, b->has_ste, &b->ste) &&
           same_entry(a->has_safe, &a->safe, b->has_safe, &b->safe);
}
