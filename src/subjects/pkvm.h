// SPDX-License-Identifier: MIT
/* The stage 2 table of pKVM's drivers, as they keep it. */
#ifndef HITLESS_SUBJECTS_PKVM_H
#define HITLESS_SUBJECTS_PKVM_H

#include "subjects/kernel.h"

struct io_pgtable_cfg {
    struct {
        u64 vttbr;
        struct {
            u32 ps, tg, sh, orgn, irgn, sl, tsz;
        } vtcr;
    } arm_lpae_s2_cfg;
};
struct io_pgtable {
    struct io_pgtable_cfg cfg;
};

/* The one that this STE has. */
static inline struct io_pgtable_cfg hl_pkvm_table_of(const struct hl_entry *e)
{
    return (struct io_pgtable_cfg){
        .arm_lpae_s2_cfg = {.vttbr = HL_GET(STE, e, S2TTB) << 4,
                            .vtcr = {.ps = (u32)HL_GET(STE, e, S2PS),
                                     .tg = (u32)HL_GET(STE, e, S2TG),
                                     .sh = (u32)HL_GET(STE, e, S2SH0),
                                     .orgn = (u32)HL_GET(STE, e, S2OR0),
                                     .irgn = (u32)HL_GET(STE, e, S2IR0),
                                     .sl = (u32)HL_GET(STE, e, S2SL0),
                                     .tsz = (u32)HL_GET(STE, e, S2T0SZ)}}};
}

#endif
