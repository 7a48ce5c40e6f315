// SPDX-License-Identifier: MIT
/* The hitless update algorithm, and the mistakes that a driver could make in it. */
#ifndef HITLESS_UPDATE_ALGORITHM_H
#define HITLESS_UPDATE_ALGORITHM_H

#include "update/sequencer.h"

/* What one of the family of algorithms does; or-ed. 0 is break-first. */
enum hl_trait {
    HL_USED_BITS = 1 << 0, /* look for a hitless way by used bits */
    HL_SAFE_BITS = 1 << 1, /* relax it by update_safe bits */

    /* Seeded bugs: each is one realistic mistake in the right algorithm. */
    HL_BUG_USED_ERRATUM = 1 << 6,  /* S2TTB not used by stage 1, whatever the silicon does */
    HL_BUG_USED_S1CTXPTR = 1 << 7, /* S1ContextPtr not used when it is the last page of 44 bits */
    HL_BUG_SAFE_UNCALLED = 1 << 8,
    HL_BUG_SAFE_S2S = 1 << 9,      /* EATS safe whatever S2S is */
    HL_BUG_SAFE_SPLIT = 1 << 10,   /* EATS safe although one side is split-stage */
    HL_BUG_SAFE_S2TTB = 1 << 11,   /* S2TTB safe */
    HL_BUG_FIRST_SYNC = 1 << 12,   /* no sync before the critical store */
    HL_BUG_SECOND_SYNC = 1 << 13,  /* no sync after it */
    HL_BUG_USED_S2VMID = 1 << 14,  /* S2VMID not used by stage 1 */
    HL_BUG_USED_SHCFG = 1 << 15,   /* SHCFG not used with S1DSS=bypass */
    HL_BUG_V_FIRST = 1 << 16,      /* breaking: V set before the rest */
    HL_BUG_V_KEPT = 1 << 17,       /* breaking: V not cleared */
    HL_BUG_TWO_AS_ONE = 1 << 18,   /* two critical qwords taken for one */
    HL_BUG_NO_CLEANUP = 1 << 19,   /* unused bits of the target not written */
    HL_BUG_USED_S1DSS = 1 << 20,   /* S1DSS not used */
    HL_BUG_BREAK_SYNC = 1 << 21,   /* breaking: no sync after V is cleared */
    HL_BUG_LAST_SYNC = 1 << 22,    /* no sync after the last store */
    HL_BUG_BREAK_ALWAYS = 1 << 23, /* a break wherever more than one qword changes */
    HL_BUG_CD_TTB0 = 1 << 24,      /* TTB0 not used */
    HL_BUG_CD_EPD0 = 1 << 25,      /* EPD0 not used */
    HL_BUG_CD_ASID = 1 << 26,      /* ASID not used */
    HL_BUG_CD_MAIR = 1 << 27,      /* MAIR not used */
    HL_BUG_CD_PAIR = 1 << 28,      /* qwords 0 and 1 taken for one: no sync between */
    HL_BUG_CD_V_FIRST = 1 << 29,   /* V set before the other qwords are there */
    HL_BUG_CD_ALONE = 1 << 30      /* no sync after qword 0 alone */
};

/* The bits of entry that the algorithm with these traits takes to be used. */
void hl_algorithm_used(unsigned traits, const struct hl_decoder *decoder,
                       const struct hl_entry *entry, struct hl_entry *used);

/* The bits that it takes to be update_safe between these two: those that may go early, and those
 * that may go late. */
struct hl_safe_bits {
    struct hl_entry early, late;
};
struct hl_safe_bits hl_algorithm_safe(unsigned traits, const struct hl_decoder *decoder,
                                      const struct hl_entry *current,
                                      const struct hl_entry *target);

void hl_algorithm_update(unsigned traits, const struct hl_update *u);

#endif
