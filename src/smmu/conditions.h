// SPDX-License-Identifier: MIT
/* The conditions under which fields of an entry are IGNORED or RES0, for reports. */
#ifndef HITLESS_SMMU_CONDITIONS_H
#define HITLESS_SMMU_CONDITIONS_H

#include "entry/decoder.h"
#include "smmu/probe.h"

struct hl_condition_info {
    const char *id; /* "STE_MTCFG_ATTR_TYPES_OVR" */
    const char *section;
    const char *doc;
    bool res0; /* the section calls the fields RES0, not IGNORED */
};

/* Those of STEs, then those of CDs, in the order of their fields. */
extern const struct hl_condition_info hl_conditions[];
extern const size_t hl_ste_condition_count, hl_condition_count;

/* Of a condition of these files; HL_CONDITION_COUNT: that no field has the bit. */
struct hl_reason hl_condition_reason(enum hl_condition condition);

#endif
