// SPDX-License-Identifier: MIT
/* From what is wanted of a device to its entries, and from one wish to the next. */
#include "device/device.h"

enum hl_guest hl_guest_of(unsigned domain)
{
    return domain % 4 < 2 ? HL_GUEST_S1 : (enum hl_guest)(domain % 4);
}

bool hl_wanted_pasids(const struct hl_wanted *wanted)
{
    for (unsigned p = 1; p < HL_DEVICE_PASIDS; p++)
        if (wanted->pasid[p].kind != HL_PASID_NONE)
            return true;
    return false;
}

/* A CD table is there for PASIDs, or for a RID that must have ATS although nothing translates for
 * it. S1DSS is then for a RID that does not use it. */
static bool keeps_table(const struct hl_shape *shape, const struct hl_wanted *wanted)
{
    return hl_wanted_pasids(wanted) ||
           (shape->ats_always_on && wanted->rid.kind == HL_RID_IDENTITY);
}

/* 5.2 EATS: Config bypass refuses ATS. */
bool hl_wanted_ats(const struct hl_shape *shape, const struct hl_wanted *wanted)
{
    if (!shape->ats_always_on && (!wanted->ats || !shape->ats))
        return false;
    if (wanted->rid.kind == HL_RID_NESTED)
        return hl_guest_of(wanted->rid.domain) != HL_GUEST_ABORT;
    return keeps_table(shape, wanted) || wanted->rid.kind == HL_RID_S1 ||
           wanted->rid.kind == HL_RID_S2;
}

struct hl_ste_wish hl_wanted_ste(const struct hl_shape *shape, const struct hl_wanted *wanted)
{
    static const enum hl_ste_kind kinds[HL_RID_COUNT] = {HL_STE_ABORT, HL_STE_BYPASS,
                                                         HL_STE_CDTABLE, HL_STE_S2, HL_STE_NESTED};
    static const uint8_t s1dss[HL_RID_COUNT] = {
        [HL_RID_BLOCKED] = 0, [HL_RID_IDENTITY] = 1, [HL_RID_S1] = 2};
    struct hl_ste_wish wish = {.kind = kinds[wanted->rid.kind],
                               .ats = hl_wanted_ats(shape, wanted)};

    if (keeps_table(shape, wanted))
        wish.kind = HL_STE_CDTABLE;
    if (wish.kind == HL_STE_CDTABLE)
        wish.s1dss = s1dss[wanted->rid.kind];
    else
        wish.domain = wanted->rid.domain;
    return wish;
}

struct hl_attachment hl_wanted_cd(const struct hl_wanted *wanted, unsigned index)
{
    if (index != 0)
        return wanted->pasid[index];
    if (wanted->rid.kind != HL_RID_S1)
        return (struct hl_attachment){.kind = HL_PASID_NONE};
    return (struct hl_attachment){.kind = HL_PASID_S1, .domain = wanted->rid.domain};
}

static bool same(struct hl_attachment a, struct hl_attachment b)
{
    return a.kind == b.kind && a.domain == b.domain;
}

static bool attach_rid(const struct hl_action *a, struct hl_wanted *w)
{
    /* Only a CD table has a place for PASIDs. */
    if (hl_wanted_pasids(w) &&
        (a->attachment.kind == HL_RID_S2 || a->attachment.kind == HL_RID_NESTED))
        return false;
    if (same(w->rid, a->attachment))
        return false;
    w->rid = a->attachment;
    return true;
}

static bool set_pasid(const struct hl_shape *shape, const struct hl_action *a, struct hl_wanted *w)
{
    if (a->pasid == 0 || a->pasid >> shape->ssid_bits || same(w->pasid[a->pasid], a->attachment))
        return false;
    if (w->rid.kind == HL_RID_S2 || w->rid.kind == HL_RID_NESTED)
        return false;
    w->pasid[a->pasid] = a->attachment;
    return true;
}

static bool remove_pasid(unsigned pasid, struct hl_wanted *w)
{
    if (w->pasid[pasid].kind == HL_PASID_NONE)
        return false;
    w->pasid[pasid] = (struct hl_attachment){.kind = HL_PASID_NONE};
    return true;
}

static bool exit_mm(unsigned domain, struct hl_wanted *w)
{
    bool any = false;

    for (unsigned p = 1; p < HL_DEVICE_PASIDS; p++)
        if (w->pasid[p].kind == HL_PASID_SVA && w->pasid[p].domain == domain) {
            w->pasid[p].kind = HL_PASID_SVA_RELEASED;
            any = true;
        }
    return any;
}

static bool set_ats(const struct hl_shape *shape, bool on, struct hl_wanted *w)
{
    if (w->ats == on || !shape->ats || shape->ats_always_on)
        return false;
    w->ats = on;
    return true;
}

bool hl_wanted_next(const struct hl_shape *shape, const struct hl_wanted *wanted,
                    const struct hl_action *a, struct hl_wanted *next)
{
    *next = *wanted;
    switch (a->kind) {
    case HL_ATTACH_RID:
        return attach_rid(a, next);
    case HL_SET_PASID:
        return set_pasid(shape, a, next);
    case HL_REMOVE_PASID:
        return remove_pasid(a->pasid, next);
    case HL_EXIT_MM:
        return exit_mm(a->attachment.domain, next);
    case HL_SET_ATS:
        return set_ats(shape, a->on, next);
    default:
        return false;
    }
}

static unsigned class_of(int pasid)
{
    return 1u << (pasid + 1);
}

unsigned hl_wanted_named(const struct hl_wanted *w, const struct hl_action *a)
{
    unsigned classes = 0;

    switch (a->kind) {
    case HL_ATTACH_RID: /* PASID 0 shares CD 0 with it; a guest has all of its PASIDs */
        if (w->rid.kind == HL_RID_NESTED || a->attachment.kind == HL_RID_NESTED)
            return ~0u;
        return class_of(HL_NO_PASID) | class_of(0);
    case HL_SET_PASID:
    case HL_REMOVE_PASID:
        return class_of(a->pasid);
    case HL_EXIT_MM:
        for (int p = 1; p < HL_DEVICE_PASIDS; p++)
            if (w->pasid[p].kind == HL_PASID_SVA && w->pasid[p].domain == a->attachment.domain)
                classes |= class_of(p);
        return classes;
    default:
        return 0;
    }
}
