// SPDX-License-Identifier: MIT
/* With stage 2, QEMU translates the TTBs of a CD as soon as it reads the CD, also one that this
 * transaction does not use; a fault is that of the start table's fetch. */
#include "exceptions.h"
#include "pci.h"
#include "translate/stages.h"

static void fault(const struct hq_difference *d, const struct hl_stages_result *r, uint64_t ttb,
                  bool recorded, struct hq_expected *e)
{
    e->answer = (struct hq_answer){0};
    if (!recorded && r->type != HL_F_WALK_EABT)
        return;
    e->answer.events = 1;
    e->answer.event = (struct hl_event){.type = r->type,
                                        .stream = hq_stream(d->c->function),
                                        .s2 = true,
                                        .class = HL_CLASS_TTD,
                                        .input = hq_iova(d->c->function)};
    if (r->type == HL_F_WALK_EABT)
        e->answer.event.fetch = r->fetch;
    else
        e->answer.event.ipa = ttb & hl_ones(56) & ~hl_ones(12);
}

bool hq_answer_TTB_EAGER(const struct hq_difference *d, const struct hq_view *v,
                         struct hq_expected *e)
{
    const uint64_t ttb[2] = {HL_GET(CD, &v->cd, TTB0) << 4, HL_GET(CD, &v->cd, TTB1) << 4};
    const bool off[2] = {HL_GET(CD, &v->cd, EPD0), HL_GET(CD, &v->cd, EPD1)};
    struct hq_memory machine = v->memory;
    struct hl_memory memory = hq_memory(&machine);
    struct hl_meaning ste;
    struct hl_stages stages = {.smmu = d->smmu, .memory = &memory, .ste = &ste};
    struct hl_stages_result r;

    hl_ste_decode(d->smmu, &v->ste, &ste);
    if (d->c->kind != HL_KIND_CD || ste.config != HL_CONFIG_NESTED || !HL_GET(CD, &v->cd, V))
        return false;
    hl_stages_fetch(&stages, HL_GET(STE, &v->ste, S1ContextPtr) << 6, HL_CLASS_CD, &r);
    if (r.kind != HL_STAGES_DONE)
        return false; /* it does not get as far as the CD */
    for (unsigned i = 0; i < 2; i++) {
        if (off[i])
            continue;
        hl_stages_fetch(&stages, ttb[i], HL_CLASS_TTD, &r);
        if (r.kind != HL_STAGES_FAULT)
            continue;
        fault(d, &r, ttb[i], HL_GET(STE, &v->ste, S2R), e);
        return true;
    }
    return false;
}
