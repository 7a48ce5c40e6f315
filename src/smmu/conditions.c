// SPDX-License-Identifier: MIT
#include "smmu/conditions.h"

#define HL_IGNORED(id, section, doc) {#id, section, doc, false},
#define HL_RES0(id, section, doc) {#id, section, doc, true},
const struct hl_condition_info hl_conditions[] = {
#include "smmu/ste_ignored.def"
#include "smmu/cd_ignored.def"
};
#undef HL_IGNORED
#undef HL_RES0
const size_t hl_condition_count = sizeof hl_conditions / sizeof hl_conditions[0];

#define HL_IGNORED(id, section, doc) NUMBER_##id,
#define HL_RES0(id, section, doc) NUMBER_##id,
enum {
#include "smmu/ste_ignored.def"
    STE_CONDITIONS
};
const size_t hl_ste_condition_count = STE_CONDITIONS;

struct hl_reason hl_condition_reason(enum hl_condition condition)
{
    const struct hl_condition_info *c;

    if (condition == HL_CONDITION_COUNT)
        return (struct hl_reason){NULL, "5", "no field has this bit"};
    /* enum hl_condition has the rules first, and then these */
    c = &hl_conditions[(size_t)condition + hl_condition_count - HL_CONDITION_COUNT];
    return (struct hl_reason){c->id, c->section, c->doc};
}
