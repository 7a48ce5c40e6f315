// SPDX-License-Identifier: MIT
/* What QEMU makes of a finding. */
#include "exceptions.h"
#include "pci.h"

bool hq_answer_IPA_LOW(const struct hq_difference *d, const struct hq_view *v,
                       struct hq_expected *e)
{
    const uint64_t low = 0xfff;

    (void)v;
    if (!e->answer.events || !e->answer.event.s2 || d->qemu.event.ipa == e->answer.event.ipa ||
        (d->qemu.event.ipa & ~low) != e->answer.event.ipa)
        return false;
    e->answer.event.ipa = d->qemu.event.ipa;
    return true;
}

bool hq_answer_RNW_FETCH(const struct hq_difference *d, const struct hq_view *v,
                         struct hq_expected *e)
{
    (void)d;
    (void)v;
    if (!e->answer.events || !e->answer.event.s2 || e->answer.event.class == HL_CLASS_IN)
        return false;
    e->answer.event.rnw = true;
    return true;
}

bool hq_answer_CD_FETCHADDR(const struct hq_difference *d, const struct hq_view *v,
                            struct hq_expected *e)
{
    (void)d;
    (void)v;
    if (e->answer.event.type != HL_F_CD_FETCH)
        return false;
    e->answer.event.input = e->answer.event.fetch;
    e->answer.event.fetch = 0;
    return true;
}

/* F_WALK_EABT is recorded whatever R and S2R are. */
bool hq_answer_TABLE_ADDRESS(const struct hq_difference *d, const struct hq_view *v,
                             struct hq_expected *e)
{
    const struct hl_event *q = &d->qemu.event;
    bool s2 = e->step == HL_STEP_S2_ADDR_SIZE;

    (void)v;
    if ((e->step != HL_STEP_S1_ADDR_SIZE && !s2) || q->type != HL_F_WALK_EABT || q->s2 != s2 ||
        q->fetch >> 32 == 0)
        return false;
    e->answer = d->qemu;
    return true;
}

bool hq_answer_PRIORITY(const struct hq_difference *d, const struct hq_view *v,
                        struct hq_expected *e)
{
    enum hl_event_type type = d->qemu.event.type;

    (void)v;
    if (e->answer.event.type != HL_F_ADDR_SIZE || e->step == HL_STEP_BYPASS_ADDRESS ||
        (type != HL_F_PERMISSION && type != HL_F_ACCESS))
        return false;
    e->answer.event.type = type;
    return true;
}

static bool illegal(const struct hq_expected *e, enum hl_ste_rule rule)
{
    return e->answer.event.type == HL_C_BAD_STE && e->answer.event.rule == rule;
}

static bool accepted(const struct hq_answer *qemu)
{
    return qemu->events == 0 || qemu->event.type != HL_C_BAD_STE;
}

/* Is the IPA no larger than what one entry of the start table maps? */
static bool small_ipa(const struct hl_entry *ste)
{
    static const unsigned granules[4] = {12, 16, 14, 0};
    unsigned granule = granules[HL_GET(STE, ste, S2TG)], sl0 = (unsigned)HL_GET(STE, ste, S2SL0);
    unsigned level = (granule == 12 ? 2 : 3) - sl0;

    return granule && level <= 3 &&
           64 - HL_GET(STE, ste, S2T0SZ) <= granule + (3 - level) * (granule - 3);
}

bool hq_answer_S2SL0(const struct hq_difference *d, const struct hq_view *v, struct hq_expected *e)
{
    if (!illegal(e, HL_RULE_STE_S2SL0) || !small_ipa(&v->ste) || !accepted(&d->qemu))
        return false;
    e->answer = d->qemu;
    return true;
}

bool hq_answer_S1CONTEXTPTR(const struct hq_difference *d, const struct hq_view *v,
                            struct hq_expected *e)
{
    (void)v;
    if (!illegal(e, HL_RULE_STE_S1CONTEXTPTR) || !accepted(&d->qemu) || d->qemu.landed)
        return false;
    e->answer = d->qemu;
    return true;
}

bool hq_answer_BYPASS_ADDRESS(const struct hq_difference *d, const struct hq_view *v,
                              struct hq_expected *e)
{
    (void)v;
    if (e->step != HL_STEP_BYPASS_ADDRESS || d->qemu.events)
        return false;
    e->answer.events = 0;
    return true;
}
