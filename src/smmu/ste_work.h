// SPDX-License-Identifier: MIT
/* One STE while it is being decoded. Private to the STE decoder: ste_ignored.h and ste_illegal.h
 * are inlined into ste.c so that the entry stays in registers. */
#ifndef HITLESS_SMMU_STE_WORK_H
#define HITLESS_SMMU_STE_WORK_H

#include "smmu/probe.h"
#include "smmu/stage2.h"
#include "smmu/ste.h"

struct hl_ste_work {
    const struct hl_smmu *s;
    unsigned config;
    struct hl_entry e;              /* the entry, IGNORED bits zero */
    struct hl_entry used;           /* the bits that are not IGNORED */
    struct hl_s2_walk *walk;        /* stage 2, through S2TTB */
    struct hl_s2_walk *secure_walk; /* Secure IPA space, through S_S2TTB */
    unsigned pa_range;              /* bits, the effective stage 2 output size */
};

/* The table format that S2AA64 selects. */
static inline enum hl_format hl_stage2_format(const struct hl_smmu *s, bool s2aa64)
{
    if (s2aa64)
        return HL_VMSA64;
    return s->d128 ? HL_VMSA128 : HL_VMSA32;
}

/* Of an SMMU whose features are derived: its members keep and reserved. */
void hl_ste_keep(struct hl_smmu *s);

/* The condition by which a bit of reserved[config] is RES0; HL_CONDITION_COUNT: it is of no field.
 */
enum hl_condition hl_ste_why_reserved(const struct hl_smmu *s, unsigned config, unsigned bit);

#define W_GET(w, name) HL_GET(STE, &(w)->e, name)
#define W_SET(w, name, value) HL_SET(STE, &(w)->e, name, value)
/* The field is IGNORED after all. */
#define W_IGNORE(w, name) (HL_CLEAR(STE, &(w)->e, name), HL_CLEAR(STE, &(w)->used, name))

#endif
