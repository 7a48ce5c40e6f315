// SPDX-License-Identifier: MIT
#include "device/watch.h"

/* Traffic with PASID p is class p + 1. */
enum { CLASSES = HL_DEVICE_PASIDS + 1 };

static void mean(const struct hl_device *d, unsigned quiesced, struct hl_fresh *f)
{
    const struct hl_smmu *smmu = &d->smmu[quiesced];
    struct hl_meaning m;

    hl_ste_decode(smmu, &f->ste, &m);
    for (int pasid = HL_NO_PASID; pasid < HL_DEVICE_PASIDS; pasid++) {
        struct hl_joint *j = &f->joint[quiesced][pasid + 1];
        int index = hl_joint_ste(smmu, &m, d->table, pasid, j);
        if (index >= 0)
            hl_joint_cd(&d->context, &f->cd[index], j);
    }
}

bool hl_fresh(const struct hl_device *d, const struct hl_wanted *wanted, struct hl_fresh *f)
{
    struct hl_ste_wish ste = hl_wanted_ste(&d->shape, wanted);

    if (!d->maker.ste(&d->maker, &d->shape, &ste, &f->ste))
        return false;
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++) {
        struct hl_attachment cd = hl_wanted_cd(wanted, i);
        f->cd[i] = (struct hl_entry){{0}};
        if (cd.kind != HL_PASID_NONE && !d->maker.cd(&d->maker, &d->shape, &cd, &f->cd[i]))
            return false;
    }
    f->ats = hl_wanted_ats(&d->shape, wanted);
    mean(d, 0, f);
    mean(d, 1, f);
    return true;
}

void hl_watch_add(struct hl_device *d, const struct hl_device_finding *f)
{
    struct hl_device_verdict *v = d->verdict;

    v->found[f->kind]++;
    if (v->findings < HL_DEVICE_FINDINGS)
        v->finding[v->findings++] = *f;
}

static void add_target(struct hl_device *d, const struct hl_meaning *m, enum hl_kind kind,
                       unsigned index, const struct hl_entry *old, const struct hl_entry *target)
{
    const struct hl_device_finding f = {.kind = HL_ILLEGAL_TARGET,
                                        .where = HL_IN_END,
                                        .pasid = HL_NO_PASID,
                                        .ats = d->ats,
                                        .entry = kind,
                                        .index = index,
                                        .rule = m->rule,
                                        .old = *old,
                                        .target = *target};

    if (m->state == HL_STATE_ILLEGAL)
        hl_watch_add(d, &f);
}

void hl_watch_targets(struct hl_device *d)
{
    struct hl_meaning m;

    hl_ste_decode(&d->smmu[0], &d->after.ste, &m);
    if (!hl_entry_equal(&d->after.ste, &d->before.ste))
        add_target(d, &m, HL_KIND_STE, 0, &d->ste[0], &d->after.ste);
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++) {
        if (hl_entry_equal(&d->after.cd[i], &d->before.cd[i]) || hl_entry_is_zero(&d->after.cd[i]))
            continue;
        hl_cd_decode(&d->context, &d->after.cd[i], &m);
        add_target(d, &m, HL_KIND_CD, i, &d->cd[i], &d->after.cd[i]);
    }
}

/* One joint view. */
struct sight {
    unsigned stream;
    int pasid;
    bool at_end;
    const struct hl_entry *ste, *cd; /* cd: or NULL */
    const struct hl_joint *joint;
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

static bool is_fine(const struct hl_device *d, const struct sight *s, enum hl_finding_kind *kind)
{
    const struct hl_joint *j = s->joint;

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

static void judge(struct hl_device *d, const struct sight *s)
{
    struct hl_device_finding f = {.where = HL_IN_JOINT};

    d->verdict->views++;
    if (is_fine(d, s, &f.kind))
        return;
    f.stream = s->stream;
    f.pasid = s->pasid;
    f.ats = d->ats;
    f.joint = *s->joint;
    f.rule = s->joint->rule;
    f.ste = *s->ste;
    if (s->cd)
        f.cd = *s->cd;
    hl_watch_add(d, &f);
}

/* The CDs under one STE view. */
static void look_at_cds(struct hl_device *d, struct sight *s, const struct hl_cd_context *context,
                        const struct hl_joint *by_ste, unsigned index)
{
    const struct hl_window *w = &d->cds[s->stream][index];
    unsigned views = hl_window_views(w);

    d->verdict->too_many_views |= views == 0;
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry cd = hl_window_view(w, n);
        struct hl_joint joint = *by_ste;

        hl_joint_cd(context, &cd, &joint);
        s->cd = &cd;
        s->joint = &joint;
        judge(d, s);
    }
    s->cd = NULL;
}

/* classes: those to look at. */
static void look_at_ste(struct hl_device *d, struct sight *s, unsigned classes)
{
    const struct hl_smmu *smmu = &d->smmu[!d->ats];
    struct hl_cd_context context;
    struct hl_meaning m;
    bool leads = false;

    hl_ste_decode(smmu, s->ste, &m);
    for (unsigned c = 0; c < CLASSES; c++) {
        struct hl_joint joint;
        int index;

        if (!(classes >> c & 1))
            continue;
        s->pasid = (int)c - 1;
        index = hl_joint_ste(smmu, &m, d->table, s->pasid, &joint);
        s->joint = &joint;
        if (index < 0) {
            judge(d, s);
            continue;
        }
        if (!leads)
            leads = hl_cd_context_init(&context, smmu, &m);
        if (leads)
            look_at_cds(d, s, &context, &joint, (unsigned)index);
    }
}

static void look_at_stream(struct hl_device *d, unsigned stream, unsigned classes, bool at_end)
{
    const struct hl_window *w = &d->stes[stream];
    struct sight s = {.stream = stream, .at_end = at_end};
    unsigned views = hl_window_views(w);

    d->verdict->too_many_views |= views == 0;
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry ste = hl_window_view(w, n);
        s.ste = &ste;
        look_at_ste(d, &s, classes);
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

static void compare(struct hl_device *d, struct hl_device_finding f)
{
    f.kind = HL_WRONG_FINAL;
    f.where = HL_IN_END;
    f.pasid = HL_NO_PASID;
    f.ats = d->ats;
    if (!hl_entry_equal(&f.old, &f.target))
        hl_watch_add(d, &f);
}

static void compare_all(struct hl_device *d)
{
    struct hl_device_finding f = {.entry = HL_KIND_STE, .target = d->after.ste};

    for (f.stream = 0; f.stream < d->shape.streams; f.stream++) {
        f.old = d->ste[f.stream];
        compare(d, f);
    }
    f = (struct hl_device_finding){.entry = HL_KIND_CD};
    for (f.index = 0; f.index < HL_DEVICE_PASIDS; f.index++) {
        f.old = d->cd[f.index];
        f.target = d->after.cd[f.index];
        compare(d, f);
    }
    if (d->ats != d->after.ats)
        hl_watch_add(d, &(struct hl_device_finding){.kind = HL_WRONG_FINAL,
                                                    .where = HL_IN_END,
                                                    .pasid = HL_NO_PASID,
                                                    .ats = d->ats,
                                                    .entry = HL_KIND_STE,
                                                    .old = d->ste[0],
                                                    .target = d->after.ste});
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
    compare_all(d);
}
