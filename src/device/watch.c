// SPDX-License-Identifier: MIT
#include "device/watch.h"

#include "device/found.h"
#include "device/fresh.h"

/* Traffic with PASID p is class p + 1. */
enum { CLASSES = HL_DEVICE_PASIDS + 1 };

/* Whose traffic meets what. */
struct sight {
    unsigned stream;
    int pasid;
    bool at_end;
    const struct hl_entry *ste;
};

static bool live(const struct hl_joint *j)
{
    return j->state == HL_JOINT_LIVE;
}

/* While ATS is on at the endpoint, its traffic is there, too: also EATS must be that of a side that
 * has ATS. */
static bool is_side(const struct hl_device *d, const struct hl_joint *j,
                    const struct hl_fresh *side, int pasid)
{
    const struct hl_joint *s = &side->joint[!d->ats][pasid + 1];

    if (!hl_joint_equal(j, s))
        return false;
    return !d->ats || !live(j) || (side->ats && s->eats == j->eats);
}

/* PASID 0 shares CD 0 with the traffic without PASID: while the RID's domain changes under PASIDs
 * that are in use, no order keeps it from being treated like that. No driver gives it out. */
static bool is_either(const struct hl_device *d, const struct hl_joint *j, int pasid)
{
    if (is_side(d, j, &d->before, pasid) || is_side(d, j, &d->after, pasid))
        return true;
    return pasid == 0 && live(j) && is_either(d, j, HL_NO_PASID);
}

static bool side_state(const struct hl_device *d, int pasid, enum hl_joint_state state)
{
    return d->before.joint[!d->ats][pasid + 1].state == state ||
           d->after.joint[!d->ats][pasid + 1].state == state;
}

/* An entry that this traffic uses had to break. */
static bool had_to_stop(const struct hl_device *d, const struct sight *s)
{
    unsigned index = s->pasid == HL_NO_PASID ? 0 : (unsigned)s->pasid;

    return d->broke_ste >> s->stream & 1 || d->broke_cd >> index & 1;
}

static bool is_fine(const struct hl_device *d, const struct sight *s, const struct hl_joint *j,
                    enum hl_finding_kind *kind)
{
    *kind = HL_UNSYNCED_STORE;
    if (s->at_end)
        return is_side(d, j, &d->after, s->pasid);
    if (is_either(d, j, s->pasid)) {
        *kind = HL_ILLEGAL_VIEW;
        return (j->state != HL_JOINT_STE_ILLEGAL && j->state != HL_JOINT_CD_ILLEGAL) ||
               side_state(d, s->pasid, j->state);
    }
    *kind = live(j) ? HL_MIXED_VIEW
            : j->state == HL_JOINT_STE_ILLEGAL || j->state == HL_JOINT_CD_ILLEGAL
                ? HL_ILLEGAL_VIEW
                : HL_NEEDLESS_BREAK;
    return *kind == HL_NEEDLESS_BREAK && had_to_stop(d, s);
}

/* cd: or NULL. */
static void judge(struct hl_device *d, const struct sight *s, const struct hl_joint *j,
                  const struct hl_entry *cd)
{
    struct hl_device_finding f = {.where = HL_IN_JOINT};

    d->verdict->views++;
    if (is_fine(d, s, j, &f.kind))
        return;
    f.stream = s->stream;
    f.pasid = s->pasid;
    f.ats = d->ats;
    f.joint = *j;
    f.rule = j->rule;
    f.ste = *s->ste;
    if (cd)
        f.cd = *cd;
    hl_device_found(d, &f);
}

/* The CDs under one STE view. */
static void look_at_cds(struct hl_device *d, const struct sight *s,
                        const struct hl_cd_context *context, const struct hl_joint *by_ste,
                        unsigned index)
{
    const struct hl_window *w = &d->cds[s->stream][index];
    unsigned views = hl_window_views(w);

    /* Joint views have the bound of views. */
    if (!views || (uint64_t)views * hl_window_views(&d->stes[s->stream]) > HL_MAX_VIEWS) {
        d->verdict->too_many_views = true;
        return;
    }
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry cd = hl_window_view(w, n);
        struct hl_joint joint = *by_ste;

        hl_joint_cd(context, &cd, &joint);
        judge(d, s, &joint, &cd);
    }
}

/* classes: those to look at. */
static void look_at_ste(struct hl_device *d, struct sight s, unsigned classes)
{
    const struct hl_smmu *smmu = &d->smmu[!d->ats];
    struct hl_cd_context context;
    struct hl_meaning m;
    bool leads = false;

    hl_ste_decode(smmu, s.ste, &m);
    for (unsigned c = 0; c < CLASSES; c++) {
        struct hl_joint joint;
        int index;

        if (!(classes >> c & 1))
            continue;
        s.pasid = (int)c - 1;
        index = hl_joint_ste(smmu, &m, d->table, s.pasid, &joint);
        if (index < 0) {
            judge(d, &s, &joint, NULL);
            continue;
        }
        if (!leads)
            leads = hl_cd_context_init(&context, smmu, &m);
        if (leads)
            look_at_cds(d, &s, &context, &joint, (unsigned)index);
    }
}

static void look_at_stream(struct hl_device *d, unsigned stream, unsigned classes, bool at_end)
{
    const struct hl_window *w = &d->stes[stream];
    unsigned views = hl_window_views(w);

    d->verdict->too_many_views |= views == 0;
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry ste = hl_window_view(w, n);
        look_at_ste(d, (struct sight){.stream = stream, .at_end = at_end, .ste = &ste}, classes);
    }
}

enum { ALL_CLASSES = (1 << CLASSES) - 1 };

/* CD 0 is also that of traffic without PASID. */
static unsigned classes_of_cds(unsigned cds)
{
    return cds << 1 | (cds & 1);
}

void hl_watch_look(struct hl_device *d)
{
    for (unsigned i = 0; i < d->shape.streams; i++) {
        unsigned classes = d->changed_ste >> i & 1 ? ALL_CLASSES : classes_of_cds(d->changed_cd[i]);

        if (classes)
            look_at_stream(d, i, classes, false);
        d->changed_cd[i] = 0;
    }
    d->changed_ste = 0;
}

void hl_watch_unasked(struct hl_device *d, unsigned named)
{
    for (unsigned c = 0; c < CLASSES; c++) {
        /* With ATS quiesced: ordinary traffic. */
        const struct hl_joint *before = &d->before.joint[1][c], *after = &d->after.joint[1][c];
        const int pasid = (int)c - 1;

        if ((named >> c & 1) || hl_joint_equal(before, after))
            continue;
        hl_device_found(d, &(struct hl_device_finding){
                               .kind = HL_UNASKED_CHANGE,
                               .where = HL_IN_JOINT,
                               .pasid = pasid,
                               .ats = d->ats,
                               .joint = *after,
                               .ste = d->after.ste,
                               .cd = d->after.cd[pasid == HL_NO_PASID ? 0 : pasid],
                           });
    }
}

static bool settled(const struct hl_device *d, unsigned stream)
{
    if (!hl_window_single(&d->stes[stream]))
        return false;
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++)
        if (!hl_window_single(&d->cds[stream][i]))
            return false;
    return true;
}

void hl_watch_end(struct hl_device *d)
{
    hl_watch_look(d);
    for (unsigned i = 0; i < d->shape.streams; i++)
        if (!settled(d, i))
            look_at_stream(d, i, ALL_CLASSES, true);
    hl_fresh_compare(d);
}
