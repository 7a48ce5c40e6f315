// SPDX-License-Identifier: MIT
/* A device's life, step by step. */
#include "device/device.h"
#include "device/attach.h"
#include "device/fresh.h"
#include "device/watch.h"
#include "smmu/registers.h"

static const struct hl_ste_wish abort_wish = {.kind = HL_STE_ABORT};

/* 3.12: ATS is for devices that are never stalled. 5.2 S1CDMax: at most SSIDSIZE; S1DSS: only where
 * S1CDMax is not 0. */
static struct hl_shape reduce(const struct hl_maker *maker, struct hl_shape shape)
{
    const struct hl_registers *r = &maker->smmu->regs;
    unsigned model = hl_reg_STALL_MODEL(r);

    shape.stall = model == HL_STALL_FORCED || (model == HL_STALL_ALLOWED && shape.stall);
    shape.ats = hl_reg_ATS(r) && !shape.stall;
    shape.ats_always_on = shape.ats_always_on && shape.ats && maker->ats_always_on &&
                          hl_reg_S1P(r) && hl_reg_SSIDSIZE(r) != 0;
    if (shape.ssid_bits > hl_reg_SSIDSIZE(r))
        shape.ssid_bits = (uint8_t)hl_reg_SSIDSIZE(r);
    return shape;
}

/* A CD table of its own, and nothing in it. False: the maker cannot even block it. */
static bool begin_life(struct hl_device *d, const struct hl_shape *given)
{
    const struct hl_ste_wish wish = {.kind = HL_STE_CDTABLE, .s1dss = 2};
    const struct hl_shape *shape = &d->shape;
    struct hl_meaning m;

    d->shape = reduce(&d->maker, *given);
    d->table_ste = (struct hl_entry){{0}};
    d->table = ~UINT64_C(0);
    if (d->maker.ste(&d->maker, shape, &wish, &d->table_ste)) {
        hl_ste_decode(&d->smmu[0], &d->table_ste, &m);
        if (hl_cd_context_init(&d->context, &d->smmu[0], &m))
            d->table = HL_GET(STE, &d->table_ste, S1ContextPtr);
    }
    for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++) {
        d->cd[p] = (struct hl_entry){{0}};
        for (unsigned i = 0; i < HL_DEVICE_STREAMS; i++)
            hl_window_set(&d->cds[i][p], &d->cd[p]);
    }
    return hl_fresh(d, &d->wanted, &d->settled);
}

bool hl_device_init(struct hl_device *d, const struct hl_maker *maker,
                    const struct hl_sequencer *sequencer, const struct hl_attach_bug *bug,
                    const struct hl_shape *shape)
{
    d->maker = *maker;
    for (unsigned quiesced = 0; quiesced < 2; quiesced++) {
        const struct hl_assumptions assume = {.ats_quiesced = quiesced};
        d->smmu[quiesced] = *maker->smmu;
        d->overlook[quiesced] = hl_ste_assume(&d->smmu[quiesced], &assume);
        d->decoder[quiesced] = hl_ste_decoder(&d->smmu[quiesced]);
    }
    d->sequencer = sequencer;
    d->traits = bug ? bug->trait : 0;
    d->layer = NULL;
    d->checks = 0;
    d->wanted = (struct hl_wanted){.rid.kind = HL_RID_BLOCKED};
    d->ats = false;
    d->changed_ste = 0;
    d->shape = reduce(maker, *shape);
    for (unsigned i = 0; i < HL_DEVICE_STREAMS; i++) {
        if (!maker->ste(maker, &d->shape, &abort_wish, &d->ste[i]))
            return false;
        hl_window_set(&d->stes[i], &d->ste[i]);
        d->changed_cd[i] = 0;
    }
    return begin_life(d, shape);
}

static bool step(struct hl_device *d, const struct hl_action *a)
{
    if (!hl_wanted_next(&d->shape, &d->wanted, a, &d->next) || !hl_fresh(d, &d->next, &d->after))
        return false;
    d->before = d->settled;
    d->broke_ste = 0;
    d->broke_cd = 0;
    if (!hl_fresh_targets(d))
        return true; /* the cause of whatever else there would be */
    hl_watch_unasked(d, hl_wanted_named(&d->wanted, a));
    if (d->layer)
        hl_attach_by(d, a);
    else
        hl_attach(d, a);
    hl_watch_end(d);
    d->wanted = d->next;
    d->settled = d->after;
    return true;
}

/* Whatever is attached is detached; then it is another device. */
static void release(struct hl_device *d, const struct hl_action *a)
{
    const struct hl_action block = {
        .kind = HL_ATTACH_RID, .attachment.kind = HL_RID_BLOCKED, .on = true};
    struct hl_shape shape = a->shape;

    for (unsigned p = 1; p < HL_DEVICE_PASIDS; p++)
        step(d, &(struct hl_action){.kind = HL_REMOVE_PASID, .pasid = (uint8_t)p});
    step(d, &block);
    d->wanted.ats = false;
    shape.life = (uint8_t)(d->shape.life + 1);
    begin_life(d, &shape);
}

bool hl_device_step(struct hl_device *d, const struct hl_action *a, struct hl_device_verdict *v)
{
    *v = (struct hl_device_verdict){0};
    d->verdict = v;
    if (a->kind != HL_RELEASE)
        return step(d, a);
    release(d, a);
    return true;
}
