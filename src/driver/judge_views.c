// SPDX-License-Identifier: MIT
/* What a stream's traffic means by what the SMMU may hold, and by memory. */
#include "driver/judge_work.h"

/* What a CD view means is decided where it is found: the pointer to it is nothing that traffic can
 * tell. */
static void drop_pointers(struct hl_entry *ste)
{
    HL_CLEAR(STE, ste, S1ContextPtr);
    HL_CLEAR(STE, ste, S1Fmt);
}

static int pasid_of(const struct hl_driver_judge *j, unsigned kind)
{
    return kind ? (int)j->cached.pasid[kind] : HL_NO_PASID;
}

void hl_judge_forget_known(struct hl_driver_judge *j)
{
    for (unsigned i = 0; i < HL_JUDGE_STES; i++)
        j->known_ste[i].serial = 0;
    for (unsigned i = 0; i < HL_JUDGE_CDS; i++)
        j->known_cd[i].serial = 0;
}

static unsigned hash(const struct hl_entry *e)
{
    uint64_t h = 0;

    for (unsigned i = 0; i < 4; i++)
        h = (h ^ e->q[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (unsigned)(h >> 56);
}

/* Which CD decides, or that none does and what the STE makes of it, by kind of traffic. */
static struct hl_known_ste *know_ste(struct hl_driver_judge *j, const struct hl_entry *ste,
                                     bool quiesced)
{
    const struct hl_smmu *smmu = &j->smmu[quiesced];
    struct hl_known_ste *k = &j->known_ste[hash(ste) % HL_JUDGE_STES];

    if (!k->serial || k->quiesced != quiesced || !hl_entry_equal(&k->ste, ste)) {
        k->serial = ++j->serial;
        k->quiesced = quiesced;
        k->kinds = 0;
        k->noted.kinds = 0;
        k->ste = *ste;
        hl_ste_decode(smmu, ste, &k->meaning);
        k->leads = hl_cd_context_init(&k->context, smmu, &k->meaning);
    }
    for (; k->kinds < j->cached.kinds; k->kinds++)
        k->index[k->kinds] =
            hl_joint_ste(smmu, &k->meaning, HL_GET(STE, &k->meaning.regime, S1ContextPtr),
                         pasid_of(j, k->kinds), &k->joint[k->kinds]);
    return k;
}

static struct hl_known_cd *know_cd(struct hl_driver_judge *j, const struct hl_known_ste *ste,
                                   const struct hl_entry *cd)
{
    struct hl_known_cd *k = &j->known_cd[(hash(cd) + ste->serial) % HL_JUDGE_CDS];

    if (k->serial != ste->serial || !hl_entry_equal(&k->cd, cd)) {
        k->serial = ste->serial;
        k->noted.kinds = 0;
        k->cd = *cd;
        hl_cd_decode(&ste->context, cd, &k->meaning);
    }
    return k;
}

static void by_cd(const struct hl_known_ste *ste, const struct hl_known_cd *cd, unsigned kind,
                  struct hl_joint *joint)
{
    *joint = ste->joint[kind];
    hl_joint_decoded(&cd->meaning, joint);
    drop_pointers(&joint->ste);
}

void hl_judge_look_anew(struct hl_driver_judge *j)
{
    j->epoch++;
}

struct walk {
    hl_judge_each *each;
    bool new_only;
};

/* Whether it need not be looked at; from now on. */
static bool is_noted(const struct hl_driver_judge *j, struct hl_noted *noted,
                     const struct hl_seen *seen, const struct walk *w)
{
    const uint16_t kind = (uint16_t)(1u << seen->kind);

    if (!w->new_only)
        return false;
    if (noted->epoch != j->epoch || noted->stream != seen->stream)
        *noted = (struct hl_noted){.epoch = j->epoch, .stream = seen->stream};
    if (noted->kinds & kind)
        return true;
    noted->kinds |= kind;
    return false;
}

static void by_cds(struct hl_driver_judge *j, const struct hl_known_ste *ste, struct hl_seen *seen,
                   const struct walk *w)
{
    struct hl_views v;

    if (!ste->leads)
        return;
    hl_holds_cds(j->holds, j->stream[seen->stream].sid, &ste->meaning,
                 (unsigned)ste->index[seen->kind], &v);
    j->too_many |= v.too_many;
    for (unsigned n = 0; n < v.views; n++) {
        const struct hl_source *source;

        if (hl_views_get(&v, n, &seen->cd, &source) == HL_HELD) {
            struct hl_known_cd *cd = know_cd(j, ste, &seen->cd);

            if (is_noted(j, &cd->noted, seen, w))
                continue;
            by_cd(ste, cd, seen->kind, &seen->joint);
        } else {
            seen->cd = (struct hl_entry){{0}};
            seen->joint = (struct hl_joint){.state = HL_JOINT_CD_OFF};
        }
        w->each(j, seen);
    }
}

static void by_view(struct hl_driver_judge *j, struct hl_seen *seen, const struct walk *w)
{
    struct hl_known_ste *ste = know_ste(j, &seen->ste, !seen->ats);

    for (unsigned kind = 0; kind < ste->kinds; kind++) {
        seen->kind = (uint8_t)kind;
        if (ste->index[kind] >= 0) {
            by_cds(j, ste, seen, w);
            continue;
        }
        if (is_noted(j, &ste->noted, seen, w))
            continue;
        seen->cd = (struct hl_entry){{0}};
        seen->joint = ste->joint[kind];
        w->each(j, seen);
    }
}

/* CDs that were changed are of kinds of traffic, whoever named them. */
static void note_kinds(struct hl_driver_judge *j, uint32_t sid)
{
    for (unsigned i = 0; i < j->holds->copies; i++) {
        const struct hl_place *p = &j->holds->copy[i].place;

        if (p->structure == HL_STRUCTURE_CD && p->sid == sid && p->ssid)
            hl_cached_kind(&j->cached, p->ssid);
    }
}

void hl_judge_new_kinds(struct hl_driver_judge *j)
{
    if (j->kinds == j->cached.kinds)
        return;
    for (unsigned i = 0; i < j->streams; i++) {
        struct hl_side *side = &j->stream[i].before;
        const struct hl_known_ste *ste = know_ste(j, &side->ste, !side->ats);

        for (unsigned kind = j->kinds; kind < ste->kinds; kind++) {
            side->cd[kind] = (struct hl_entry){{0}};
            side->joint[kind] = ste->joint[kind];
            if (ste->index[kind] >= 0)
                side->joint[kind] = (struct hl_joint){.state = HL_JOINT_CD_OFF};
        }
    }
    j->kinds = j->cached.kinds;
}

static void walk(struct hl_driver_judge *j, unsigned stream, const struct walk *w)
{
    struct hl_seen seen;
    struct hl_views v;

    seen.stream = (uint8_t)stream;
    seen.ats = j->ats[j->stream[stream].device];
    seen.old = false;
    note_kinds(j, j->stream[stream].sid);
    hl_judge_new_kinds(j);
    hl_holds_stes(j->holds, j->stream[stream].sid, &v);
    j->too_many |= v.too_many;
    for (unsigned n = 0; n < v.views; n++) {
        const struct hl_source *source;

        if (hl_views_get(&v, n, &seen.ste, &source) == HL_HELD) {
            by_view(j, &seen, w);
            continue;
        }
        seen.ste = seen.cd = (struct hl_entry){{0}};
        for (unsigned kind = 0; kind < j->cached.kinds; kind++) {
            seen.kind = (uint8_t)kind;
            seen.joint = (struct hl_joint){.state = HL_JOINT_STE_OFF};
            w->each(j, &seen);
        }
    }
}

void hl_judge_each_view(struct hl_driver_judge *j, unsigned stream, hl_judge_each *each)
{
    walk(j, stream, &(struct walk){each, false});
}

void hl_judge_each_new_view(struct hl_driver_judge *j, unsigned stream, hl_judge_each *each)
{
    walk(j, stream, &(struct walk){each, true});
}

/* ---- memory ----------------------------------------------------------------------------------
 */

static bool read_at(const struct hl_driver_judge *j, uint64_t address, unsigned qwords, uint64_t *q)
{
    const struct hl_model_host *host = &j->holds->model->host;

    return host->read(host->context, address, qwords, q);
}

static bool read_ste(const struct hl_driver_judge *j, uint32_t sid, struct hl_entry *e)
{
    const struct hl_stream_table *t = &j->holds->root;
    uint64_t value, address = t->base + (uint64_t)sid * 64;

    if (!hl_stream_in_range(t, sid))
        return false;
    if (t->two_level) {
        struct hl_l1std to;

        if (!read_at(j, t->base + (uint64_t)(sid >> t->split) * 8, 1, &value))
            return false;
        to = hl_l1std(t, value);
        sid &= (uint32_t)(hl_ones(t->split + 1) >> 1);
        if (to.state != HL_L1STD_VALID || sid >> to.bits)
            return false;
        address = to.base + (uint64_t)sid * 64;
    }
    return read_at(j, address, HL_QWORDS, e->q);
}

static bool read_cd(const struct hl_driver_judge *j, const struct hl_entry *regime, uint32_t index,
                    struct hl_entry *e)
{
    const struct hl_cd_table t = hl_cd_table(regime);
    uint64_t value, address = t.base + (uint64_t)index * 64;

    if (index >> t.bits)
        return false;
    if (t.split) {
        if (!read_at(j, t.base + (uint64_t)(index >> t.split) * 8, 1, &value) ||
            !hl_l1cd_valid(value))
            return false;
        address = hl_l1cd_pointer(value, t.split) + (index & ((1u << t.split) - 1)) * 64;
    }
    return read_at(j, address, HL_QWORDS, e->q);
}

void hl_judge_memory(struct hl_driver_judge *j, unsigned stream, struct hl_side *side)
{
    const struct hl_known_ste *ste;

    side->ats = j->ats[j->stream[stream].device];
    side->ste = (struct hl_entry){{0}};
    side->has_ste = read_ste(j, j->stream[stream].sid, &side->ste);
    ste = know_ste(j, &side->ste, !side->ats);
    for (unsigned kind = 0; kind < ste->kinds; kind++) {
        struct hl_joint *joint = &side->joint[kind];

        side->cd[kind] = (struct hl_entry){{0}};
        if (ste->index[kind] < 0)
            *joint = ste->joint[kind];
        else if (ste->leads &&
                 read_cd(j, &ste->meaning.regime, (uint32_t)ste->index[kind], &side->cd[kind]))
            by_cd(ste, know_cd(j, ste, &side->cd[kind]), kind, joint);
        else
            *joint = (struct hl_joint){.state = HL_JOINT_CD_OFF};
    }
}
