// SPDX-License-Identifier: MIT
/* An attach layer: a CD is there before an STE leads to it, and goes after; EATS is on while the
 * endpoint's ATS is. WRONG: 1 the STE first, 2 crash, 3 another device's stream, 4 no end. */
#include "device/layer.h"

#ifndef WRONG
#define WRONG 0
#endif

static volatile unsigned zero;

static void cds(const struct hl_attach_step *s, struct hl_attach_ops *ops, bool coming)
{
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++) {
        bool valid = s->after.cd[i].q[0] >> 31 & 1; /* CD.V */
        if (valid == coming)
            ops->cd(ops, i, &s->after.cd[i]);
    }
}

static void act(const struct hl_attach_layer *self, const struct hl_attach_step *s,
                struct hl_attach_ops *ops)
{
    /* A PASID that goes is closed before the table may go with it; CD 0 goes after the STE. */
    const bool keeps_table = s->action.kind != HL_ATTACH_RID;

    (void)self;
    if (WRONG == 2)
        *(volatile unsigned *)(uintptr_t)zero = 1;
    if (WRONG == 3)
        ops->ste(ops, s->streams, &s->after.ste);
    while (WRONG == 4)
        ops->ats(ops, s->before.ats);
    if (WRONG != 1) {
        cds(s, ops, true);
        if (keeps_table)
            cds(s, ops, false);
    }
    if (!s->after.ats)
        ops->ats(ops, false);
    for (unsigned i = 0; i < s->streams; i++)
        ops->ste(ops, i, &s->after.ste);
    ops->ats(ops, s->after.ats);
    cds(s, ops, true);
    cds(s, ops, false);
}

const struct hl_attach_layer hitless_attach = {
    .abi = HL_ATTACH_ABI, .name = "layer", .description = "CDs, STEs, CDs", .act = act};
