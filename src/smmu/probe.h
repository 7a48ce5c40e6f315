// SPDX-License-Identifier: MIT
/* Every legality rule and every IGNORED condition is written as HL_HOLDS(identifier, condition), so
 * that ./dev rules can count how often each held and did not hold, and ./dev mutate can negate it.
 * In an ordinary build it is the condition and nothing else. */
#ifndef HITLESS_SMMU_PROBE_H
#define HITLESS_SMMU_PROBE_H

#include <stdbool.h>

/* The identifiers of ste_rules.def, cd_rules.def, ste_ignored.def and cd_ignored.def. */
enum hl_condition {
#define HL_RULE(id, section, doc) HL_COND_##id,
#include "smmu/ste_rules.def"
#include "smmu/cd_rules.def"
#undef HL_RULE
#define HL_IGNORED(id, section, doc) HL_COND_##id,
#define HL_RES0(id, section, doc) HL_COND_##id,
#include "smmu/ste_ignored.def"
#include "smmu/cd_ignored.def"
#undef HL_IGNORED
#undef HL_RES0
    HL_CONDITION_COUNT
};

#ifdef HITLESS_PROBE
bool hl_probe(enum hl_condition condition, bool holds);
#define HL_HOLDS(id, condition) hl_probe(HL_COND_##id, (condition))
/* The same for an enum hl_condition that is known at run time only. */
#define HL_HOLDS_AT(index, condition) hl_probe((enum hl_condition)(index), (condition))
#else
#define HL_HOLDS(id, condition) (condition)
#define HL_HOLDS_AT(index, condition) ((void)(index), (condition))
#endif

#endif
