// SPDX-License-Identifier: MIT
/* Views against what traffic means before and after, and the ends against what is due. */
#include "driver/judge_work.h"

static bool live(const struct hl_joint *joint)
{
    return joint->state == HL_JOINT_LIVE;
}

static bool is_illegal(const struct hl_joint *joint)
{
    return joint->state == HL_JOINT_STE_ILLEGAL || joint->state == HL_JOINT_CD_ILLEGAL;
}

/* A side, or NULL, without an index that it does not know. */
static const struct hl_joint *of(const struct hl_side *side, unsigned kind)
{
    return &side->joint[kind];
}

/* While ATS is on at the endpoint its traffic is there, too: it must be on at this side, with this
 * EATS. An STE that aborts everything refuses ATS (3.9.1.2); what else stops traffic says nothing
 * of it. */
static bool ats_is(const struct hl_seen *seen, const struct hl_side *side)
{
    if (!seen->ats)
        return true;
    if (!live(&seen->joint))
        return side->ats || seen->joint.state != HL_JOINT_ABORT;
    return side->ats && of(side, seen->kind)->eats == seen->joint.eats;
}

bool hl_side_is(const struct hl_seen *seen, const struct hl_side *side)
{
    return hl_joint_equal(&seen->joint, of(side, seen->kind)) && ats_is(seen, side);
}

struct sides {
    const struct hl_side *side[2];
    struct hl_joint joint[2];
};

static struct sides sides_of(const struct hl_driver_judge *j, const struct hl_seen *seen,
                             unsigned kind)
{
    const struct hl_judge_stream *s = &j->stream[seen->stream];

    return (struct sides){{&s->before, &s->after}, {s->before.joint[kind], s->after.joint[kind]}};
}

static bool is_either(const struct hl_driver_judge *j, const struct hl_seen *seen)
{
    const struct hl_judge_stream *s = &j->stream[seen->stream];
    struct hl_seen as;

    if (hl_side_is(seen, &s->before) || hl_side_is(seen, &s->after))
        return true;
    /* PASID 0 shares CD 0 with traffic without PASID: no order of stores keeps it from passing like
     * that while the RID's domain changes under PASIDs. No driver gives it out. */
    if (j->cached.pasid[seen->kind] != 0)
        return false;
    as = *seen;
    as.kind = 0;
    return is_either(j, &as);
}

static bool state_of_side(const struct sides *sides, enum hl_joint_state state)
{
    return sides->joint[0].state == state || sides->joint[1].state == state;
}

/* Whether what stopped the traffic had to break: there is no hitless sequence from what it was to
 * what it is in the end. */
static bool had_to_stop(struct hl_driver_judge *j, const struct hl_seen *seen)
{
    const struct hl_judge_stream *s = &j->stream[seen->stream];
    const struct hl_smmu *smmu = &j->smmu[!seen->ats];
    const bool by_cd =
        seen->joint.state == HL_JOINT_CD_OFF || seen->joint.state == HL_JOINT_CD_ILLEGAL;
    const struct hl_assumptions assume = {.ats_quiesced = !seen->ats};
    struct hl_smmu overlooking = *smmu;
    struct hl_cd_context context;
    struct hl_decoder decoder;
    struct hl_question q = {.overlook = hl_ste_assume(&overlooking, &assume)};
    struct hl_meaning m;
    struct hl_log plan;

    if (by_cd) {
        hl_ste_decode(smmu, &seen->ste, &m);
        if (!hl_cd_context_init(&context, smmu, &m))
            return true;
        decoder = hl_cd_decoder(&context);
        q.old = s->before.cd[seen->kind];
        q.target = s->after.cd[seen->kind];
        q.overlook = (struct hl_entry){{0}};
    } else {
        decoder = hl_ste_decoder(smmu);
        q.old = s->before.ste;
        q.target = s->after.ste;
    }
    if (hl_entry_equal(&q.old, &q.target))
        return false;
    q.decoder = &decoder;
    return hl_plan(&q, &plan) != HL_PLAN_FOUND;
}

static void found(struct hl_driver_judge *j, const struct hl_seen *seen, enum hl_finding_kind kind,
                  enum hl_severity severity)
{
    const struct hl_judge_stream *s = &j->stream[seen->stream];

    hl_judge_add(j, &(struct hl_driver_finding){
                        .kind = kind,
                        .severity = severity,
                        .where = HL_AT_VIEW,
                        .section = kind == HL_ATS_ORDER ? "3.9.2" : "3.21.3",
                        .device = s->device,
                        .ats = seen->ats,
                        .sid = s->sid,
                        .pasid = j->cached.pasid[seen->kind],
                        .seen = seen->joint,
                        .before = s->before.joint[seen->kind],
                        .after = s->after.joint[seen->kind],
                        .ste = seen->ste,
                        .cd = seen->cd,
                    });
}

/* But for the endpoint's ATS, which is on. */
static bool is_either_quiet(const struct hl_driver_judge *j, const struct hl_seen *seen)
{
    struct hl_seen quiet = *seen;

    quiet.ats = false;
    return is_either(j, &quiet);
}

static void judge(struct hl_driver_judge *j, const struct hl_seen *seen)
{
    const struct sides sides = sides_of(j, seen, seen->kind);
    const bool illegal = is_illegal(&seen->joint) && !state_of_side(&sides, seen->joint.state);
    enum hl_finding_kind kind;

    if (is_either(j, seen)) {
        if (!illegal)
            return;
        kind = HL_ILLEGAL_VIEW;
    } else if (is_either_quiet(j, seen)) {
        found(j, seen, HL_ATS_ORDER, hl_severity_of_ats(&seen->joint, sides.joint, 2));
        return;
    } else if (live(&seen->joint)) {
        if (hl_judge_is_between(j, seen))
            return;
        kind = HL_MIXED_VIEW;
    } else if (illegal) {
        kind = HL_ILLEGAL_VIEW;
    } else if (!hl_judge_is_between(j, seen) && !had_to_stop(j, seen)) {
        kind = HL_NEEDLESS_BREAK;
    } else {
        return;
    }
    found(j, seen, kind, hl_severity_of_view(&seen->joint, sides.joint, 2));
}

void hl_judge_kept(struct hl_driver_judge *j)
{
    for (unsigned i = 0; i < j->seens; i++)
        if (!j->seen[i].old)
            judge(j, &j->seen[i]);
}

/* ---- the ends --------------------------------------------------------------------------------
 */

static struct hl_driver_finding end_finding(const struct hl_driver_judge *j, unsigned stream,
                                            unsigned kind)
{
    const struct hl_judge_stream *s = &j->stream[stream];

    return (struct hl_driver_finding){.where = HL_AT_END,
                                      .device = s->device,
                                      .ats = s->after.ats,
                                      .sid = s->sid,
                                      .pasid = j->cached.pasid[kind],
                                      .seen = s->after.joint[kind],
                                      .before = s->before.joint[kind],
                                      .after = s->after.joint[kind],
                                      .ste = s->after.ste,
                                      .cd = s->after.cd[kind]};
}

/* What the driver made is ILLEGAL: all else about this traffic follows from that. */
static bool check_target(struct hl_driver_judge *j, unsigned stream, unsigned kind,
                         const struct hl_contract *contract)
{
    const struct hl_judge_stream *s = &j->stream[stream];
    const struct hl_joint *after = of(&s->after, kind);
    struct hl_driver_finding f;

    if (!is_illegal(after) || of(&s->before, kind)->state == after->state)
        return false;
    if (hl_due_of(j, contract, s->device, j->cached.pasid[kind]).guest_illegal)
        return false;
    f = end_finding(j, stream, kind);
    f.kind = HL_ILLEGAL_TARGET;
    f.severity = hl_severity_of_kind(HL_ILLEGAL_TARGET);
    f.section = f.after.state == HL_JOINT_STE_ILLEGAL ? "5.2.2" : "5.4.2";
    hl_judge_add(j, &f);
    return true;
}

static void check_unasked(struct hl_driver_judge *j, unsigned stream, unsigned kind, bool failed)
{
    const struct hl_judge_stream *s = &j->stream[stream];
    struct hl_driver_finding f;

    if (hl_joint_equal(of(&s->before, kind), of(&s->after, kind)))
        return;
    f = end_finding(j, stream, kind);
    f.kind = HL_UNASKED_CHANGE;
    f.severity = hl_severity_of_view(&f.after, &f.before, 1);
    f.why = failed ? "the operation failed" : "the operation does not name this traffic";
    hl_judge_add(j, &f);
}

static void check_due(struct hl_driver_judge *j, unsigned stream, unsigned kind,
                      const struct hl_contract *contract)
{
    const struct hl_judge_stream *s = &j->stream[stream];
    const struct hl_due due = hl_due_of(j, contract, s->device, j->cached.pasid[kind]);
    struct hl_driver_finding f;

    if (hl_due_is(&due, of(&s->after, kind)))
        return;
    f = end_finding(j, stream, kind);
    f.due = due;
    f.kind = HL_WRONG_FINAL;
    f.severity = hl_due_severity(&f.due, &f.after);
    f.why = hl_due_names[f.due.kind];
    hl_judge_add(j, &f);
}

/* Its default domain is the same whenever a device has it. */
static void check_home(struct hl_driver_judge *j, unsigned stream,
                       const struct hl_contract *contract)
{
    struct hl_judge_stream *s = &j->stream[stream];
    const struct hl_device_state *d = &contract->device[s->device];
    struct hl_driver_finding f;

    if (!d->probed)
        s->learnt = false; /* the next that appears is another device */
    if (!d->probed || d->domain != HL_DEFAULT_DOMAIN)
        return;
    if (!s->learnt) {
        s->learnt = true;
        s->home = *of(&s->after, 0);
    }
    if (hl_joint_equal(&s->home, of(&s->after, 0)))
        return;
    f = end_finding(j, stream, 0);
    f.kind = HL_WRONG_FINAL;
    f.severity = hl_severity_of_view(&f.after, &s->home, 1);
    f.why = "its default domain";
    hl_judge_add(j, &f);
}

void hl_judge_ends(struct hl_driver_judge *j, const struct hl_contract *contract)
{
    for (unsigned i = 0; i < j->streams; i++) {
        const unsigned device = j->stream[i].device;
        const uint32_t failed = j->failed[device], done = j->named[device] & ~failed;

        for (unsigned kind = 0; kind < j->cached.kinds; kind++) {
            if (check_target(j, i, kind, contract))
                continue;
            if (done >> kind & 1)
                check_due(j, i, kind, contract);
            else
                check_unasked(j, i, kind, failed >> kind & 1);
        }
        if (done & 1)
            check_home(j, i, contract);
    }
}
