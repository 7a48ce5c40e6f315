// SPDX-License-Identifier: MIT
/* Nested translation: QEMU translates the TTBs of a CD as soon as it reads the CD, also one that
 * this transaction does not use, and takes a fault on a next table for one of stage 1. */
#include "exceptions.h"
#include "pci.h"
#include "translate/stages.h"

/* What stage 2 makes of an IPA that the SMMU fetches from. False: no stage 2. */
static bool fetch(const struct hq_difference *d, const struct hq_view *v, uint64_t ipa,
                  struct hl_stages_result *r)
{
    struct hq_memory machine = v->memory;
    struct hl_memory memory = hq_memory(&machine);
    struct hl_meaning ste;
    struct hl_stages stages = {.smmu = d->smmu, .memory = &memory, .ste = &ste};

    hl_ste_decode(d->smmu, &v->ste, &ste);
    if (ste.config != HL_CONFIG_NESTED)
        return false;
    hl_stages_fetch(&stages, ipa, HL_CLASS_TTD, r);
    return true;
}

bool hq_nested_cd(const struct hq_difference *d, const struct hq_view *v, struct hl_entry *cd)
{
    struct hq_memory machine = v->memory;
    struct hl_memory memory = hq_memory(&machine);
    struct hl_stages_result r;

    if (!fetch(d, v, HL_GET(STE, &v->ste, S1ContextPtr) << 6, &r) || r.kind != HL_STAGES_DONE)
        return false;
    return memory.read(memory.context, HL_FETCH_CD, HL_SPACE_NONSECURE, r.address, sizeof *cd,
                       (unsigned char *)cd) &&
           HL_GET(CD, cd, V);
}

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
    struct hl_stages_result r;
    struct hl_entry cd;

    if (!hq_nested_cd(d, v, &cd))
        return false;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t ttb = (i ? HL_GET(CD, &cd, TTB1) : HL_GET(CD, &cd, TTB0)) << 4;
        if (i ? HL_GET(CD, &cd, EPD1) : HL_GET(CD, &cd, EPD0))
            continue;
        if (!fetch(d, v, ttb, &r) || r.kind != HL_STAGES_FAULT)
            continue;
        fault(d, &r, ttb, HL_GET(STE, &v->ste, S2R), e);
        return true;
    }
    return false;
}

static bool of_stage2(enum hl_step step)
{
    return step == HL_STEP_S2_IPA_RANGE || step == HL_STEP_S2_INVALID ||
           step == HL_STEP_S2_ADDR_SIZE || step == HL_STEP_S2_ACCESS ||
           step == HL_STEP_S2_PERMISSION;
}

/* Only a fault on a table; what S2R hides is found again by what QEMU recorded. */
bool hq_answer_TABLE_STAGE(const struct hq_difference *d, const struct hq_view *v,
                           struct hq_expected *e)
{
    const struct hl_event *q = &d->qemu.event;
    struct hl_event *x = &e->answer.event;
    struct hl_entry cd;
    bool s2r = HL_GET(STE, &v->ste, S2R), r;

    if (!hq_nested_cd(d, v, &cd) || !of_stage2(e->step) || e->outcome == HL_OUTPUT)
        return false;
    r = HL_GET(CD, &cd, R);
    if (s2r && (x->class != HL_CLASS_TTD || !x->s2))
        return false;
    if (!r && d->qemu.events)
        return false; /* not lost: the fault of a TTB */
    if (!r) {
        e->answer = (struct hq_answer){0};
        return s2r;
    }
    if (q->class != HL_CLASS_TTD || q->s2 || q->type < HL_F_TRANSLATION)
        return false;
    if (!s2r)
        e->answer = d->qemu;
    if ((x->ipa ^ q->ipa) >> 16 == 0)
        x->ipa = q->ipa;
    x->s2 = false;
    return true;
}
