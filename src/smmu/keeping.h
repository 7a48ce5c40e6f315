// SPDX-License-Identifier: MIT
/* Which bits of an entry can have a meaning: all, less those that conditions of *_ignored.def take
 * away field by field. What goes because it is RES0 is told from what is IGNORED: a field that two
 * conditions hold for belongs to the first. Private to smmu/. */
#ifndef HITLESS_SMMU_KEEPING_H
#define HITLESS_SMMU_KEEPING_H

#include "entry/field.h"
#include "smmu/probe.h"

struct hl_keeping {
    struct hl_entry bits; /* what is left */
    struct hl_entry res0; /* what went as RES0 */
    enum hl_condition why;
    bool why_is_res0;         /* it calls its fields RES0 */
    bool asks;                /* which condition takes a bit as RES0? */
    unsigned bit;             /* that bit */
    enum hl_condition answer; /* HL_CONDITION_COUNT: none */
};

/* Whether a condition calls its fields RES0: HL_TAKES_RES0_STE_MTCFG_PCIE and so on. */
enum {
#define HL_IGNORED(id, section, doc) HL_TAKES_RES0_##id = 0,
#define HL_RES0(id, section, doc) HL_TAKES_RES0_##id = 1,
#include "smmu/ste_ignored.def"
#include "smmu/cd_ignored.def"
#undef HL_IGNORED
#undef HL_RES0
};

static inline struct hl_keeping hl_keeping_begin(struct hl_entry all)
{
    return (struct hl_keeping){
        .bits = all, .why = HL_CONDITION_COUNT, .answer = HL_CONDITION_COUNT};
}

/* A condition under which fields are taken away, and then the reason for what follows. */
#define HL_WHY(k, id, condition)                                                                   \
    (HL_HOLDS(id, condition) &&                                                                    \
     ((k)->why = HL_COND_##id, (k)->why_is_res0 = HL_TAKES_RES0_##id, true))

/* Keep of a field only the bits of value. */
static inline void hl_keep_only(struct hl_keeping *k, unsigned lsb, unsigned width, uint64_t value)
{
    const unsigned q = lsb / 64;
    const uint64_t gone = k->bits.q[q] & (hl_ones(width) & ~value) << lsb % 64;

    k->bits.q[q] &= ~gone;
    if (!k->why_is_res0)
        return;
    k->res0.q[q] |= gone;
    if (k->asks && k->bit / 64 == q && gone >> k->bit % 64 & 1)
        k->answer = k->why;
}

#define HL_KEEP_ONLY(kind, k, name, value)                                                         \
    hl_keep_only((k), HL_##kind##_##name##_LSB, HL_##kind##_##name##_WIDTH, (value))

#endif
