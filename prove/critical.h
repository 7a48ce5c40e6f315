// SPDX-License-Identifier: MIT
/* The qwords in which two live entries must differ, whatever means the same as either. */
#ifndef HITLESS_PROVE_CRITICAL_H
#define HITLESS_PROVE_CRITICAL_H

#include "prove.h"

/* The bits of the regimes that differ, where both are used: but for those that are no difference,
 * and for MemAttr, whose effective value also follows from Config, in another qword (13.5). */
static inline struct hl_entry differing(const struct hl_meaning *a, const struct hl_meaning *b,
                                        const struct hl_entry *overlook)
{
    struct hl_entry counts = hl_entry_andnot(hl_entry_and(a->used, b->used), *overlook);

    HL_CLEAR(STE, &counts, MemAttr);
    return hl_entry_and(hl_entry_xor(a->regime, b->regime), counts);
}

#endif
