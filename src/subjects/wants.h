// SPDX-License-Identifier: MIT
/* What a driver is asked for, read from an STE. It is asked in its own words: it gets a stage 2
 * table and a VMID, not an STE. */
#ifndef HITLESS_SUBJECTS_WANTS_H
#define HITLESS_SUBJECTS_WANTS_H

#include "entry/field.h"

enum hl_want { HL_WANT_STOP, HL_WANT_BYPASS, HL_WANT_S1, HL_WANT_S2, HL_WANT_NESTED };

static inline enum hl_want hl_wanted_of(const struct hl_entry *e)
{
    if (!HL_GET(STE, e, V))
        return HL_WANT_STOP;
    switch (HL_GET(STE, e, Config)) {
    case 4:
        return HL_WANT_BYPASS;
    case 5:
        return HL_WANT_S1;
    case 6:
        return HL_WANT_S2;
    case 7:
        return HL_WANT_NESTED;
    default:
        return HL_WANT_STOP;
    }
}

/* A value that a driver keeps in the form of VTCR_EL2: the 19 bits from S2T0SZ on. */
static inline uint64_t hl_vtcr_of(const struct hl_entry *e)
{
    return e->q[2] >> 32 & 0x7ffff;
}

#endif
