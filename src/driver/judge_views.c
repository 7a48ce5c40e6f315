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

/* While ATS is off at the endpoint nothing depends on EATS (3.9.2). */
static const struct hl_smmu *smmu_of(const struct hl_driver_judge *j, unsigned stream)
{
    return &j->smmu[!j->ats[j->stream[stream].device]];
}

static int pasid_of(const struct hl_driver_judge *j, unsigned kind)
{
    return kind ? (int)j->cached.pasid[kind] : HL_NO_PASID;
}

/* Which CD decides, or -1: *joint is complete. */
static int by_ste(const struct hl_smmu *smmu, const struct hl_meaning *m, int pasid,
                  struct hl_joint *joint)
{
    return hl_joint_ste(smmu, m, HL_GET(STE, &m->regime, S1ContextPtr), pasid, joint);
}

typedef void each_view(struct hl_driver_judge *j, const struct hl_seen *seen);

static void by_cds(struct hl_driver_judge *j, const struct hl_meaning *m, struct hl_seen *seen,
                   unsigned index, each_view *each)
{
    const struct hl_smmu *smmu = smmu_of(j, seen->stream);
    const struct hl_joint joint = seen->joint;
    struct hl_cd_context context;
    struct hl_views v;

    if (!hl_cd_context_init(&context, smmu, m))
        return;
    hl_holds_cds(j->holds, j->stream[seen->stream].sid, m, index, &v);
    j->too_many |= v.too_many;
    for (unsigned n = 0; n < v.views; n++) {
        const struct hl_source *source;

        seen->joint = joint;
        seen->cd = (struct hl_entry){{0}};
        if (hl_views_get(&v, n, &seen->cd, &source) == HL_HELD)
            hl_joint_cd(&context, &seen->cd, &seen->joint);
        else
            seen->joint = (struct hl_joint){.state = HL_JOINT_CD_OFF};
        drop_pointers(&seen->joint.ste);
        each(j, seen);
    }
}

static void by_view(struct hl_driver_judge *j, struct hl_seen *seen, each_view *each)
{
    const struct hl_smmu *smmu = smmu_of(j, seen->stream);
    struct hl_meaning m;

    hl_ste_decode(smmu, &seen->ste, &m);
    for (unsigned kind = 0; kind < j->cached.kinds; kind++) {
        int index;

        seen->kind = (uint8_t)kind;
        seen->cd = (struct hl_entry){{0}};
        index = by_ste(smmu, &m, pasid_of(j, kind), &seen->joint);
        if (index < 0)
            each(j, seen);
        else
            by_cds(j, &m, seen, (unsigned)index, each);
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
        struct hl_meaning m;

        hl_ste_decode(&j->smmu[!side->ats], &side->ste, &m);
        for (unsigned kind = j->kinds; kind < j->cached.kinds; kind++) {
            side->cd[kind] = (struct hl_entry){{0}};
            if (by_ste(&j->smmu[!side->ats], &m, pasid_of(j, kind), &side->joint[kind]) >= 0)
                side->joint[kind] = (struct hl_joint){.state = HL_JOINT_CD_OFF};
        }
    }
    j->kinds = j->cached.kinds;
}

void hl_judge_each_view(struct hl_driver_judge *j, unsigned stream, each_view *each)
{
    struct hl_seen seen = {.stream = (uint8_t)stream, .ats = j->ats[j->stream[stream].device]};
    struct hl_views v;

    note_kinds(j, j->stream[stream].sid);
    hl_judge_new_kinds(j);
    hl_holds_stes(j->holds, j->stream[stream].sid, &v);
    j->too_many |= v.too_many;
    for (unsigned n = 0; n < v.views; n++) {
        const struct hl_source *source;

        if (hl_views_get(&v, n, &seen.ste, &source) == HL_HELD) {
            by_view(j, &seen, each);
            continue;
        }
        seen.ste = (struct hl_entry){{0}};
        for (unsigned kind = 0; kind < j->cached.kinds; kind++) {
            seen.kind = (uint8_t)kind;
            seen.joint = (struct hl_joint){.state = HL_JOINT_STE_OFF};
            each(j, &seen);
        }
    }
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
    const struct hl_smmu *smmu = smmu_of(j, stream);
    struct hl_cd_context context;
    struct hl_meaning m;
    bool leads;

    side->ats = j->ats[j->stream[stream].device];
    side->ste = (struct hl_entry){{0}};
    side->has_ste = read_ste(j, j->stream[stream].sid, &side->ste);
    hl_ste_decode(smmu, &side->ste, &m);
    leads = hl_cd_context_init(&context, smmu, &m);
    for (unsigned kind = 0; kind < j->cached.kinds; kind++) {
        struct hl_joint *joint = &side->joint[kind];
        const int index = by_ste(smmu, &m, pasid_of(j, kind), joint);

        side->cd[kind] = (struct hl_entry){{0}};
        if (index < 0)
            continue;
        if (leads && read_cd(j, &m.regime, (uint32_t)index, &side->cd[kind]))
            hl_joint_cd(&context, &side->cd[kind], joint);
        else
            *joint = (struct hl_joint){.state = HL_JOINT_CD_OFF};
        drop_pointers(&joint->ste);
    }
}
