// SPDX-License-Identifier: MIT
#include "case/severity.h"

enum { SEEN, OLD, NEW, SIDES, ONE_PASID = 1, NO_TABLE = -1 };

static void mean(const struct hl_trial *t, const struct hl_entry *e, int pasid,
                 struct hl_joint *joint)
{
    struct hl_meaning m;

    hl_decode(&t->at.decoder, e, &m);
    if (t->source->kind == HL_KIND_CD) {
        *joint = (struct hl_joint){.state = HL_JOINT_LIVE};
        hl_joint_decoded(&m, joint);
    } else {
        /* Which CD decides is another question: all fields that lead to it count. */
        hl_joint_ste(&t->at.smmu, &m, (uint64_t)NO_TABLE, pasid, joint);
    }
}

static bool is_a_side(const struct hl_joint side[SIDES])
{
    return hl_joint_equal(&side[SEEN], &side[OLD]) || hl_joint_equal(&side[SEEN], &side[NEW]);
}

static bool ats_is_a_side(const struct hl_joint side[SIDES])
{
    return side[SEEN].eats == side[OLD].eats || side[SEEN].eats == side[NEW].eats;
}

static enum hl_severity of_view(const struct hl_trial *t, const struct hl_entry *view)
{
    const struct hl_entry *entry[SIDES] = {view, &t->question.old, &t->question.target};
    enum hl_severity worst = HL_SEVERITY_FAULT_ONLY, s;
    struct hl_joint side[SIDES];

    for (int pasid = HL_NO_PASID; pasid <= ONE_PASID; pasid += ONE_PASID - HL_NO_PASID) {
        for (unsigned i = 0; i < SIDES; i++)
            mean(t, entry[i], pasid, &side[i]);
        if (is_a_side(side) && ats_is_a_side(side))
            continue;
        s = is_a_side(side) ? hl_severity_of_ats(&side[SEEN], &side[OLD], SIDES - 1)
                            : hl_severity_of_view(&side[SEEN], &side[OLD], SIDES - 1);
        if (worst < s)
            worst = s;
    }
    return worst;
}

enum hl_severity hl_finding_severity(const struct hl_trial *t, const struct hl_finding *f)
{
    if (f->kind == HL_ILLEGAL_VIEW || f->kind == HL_MIXED_VIEW)
        return of_view(t, &f->view);
    return hl_severity_of_kind(f->kind);
}

bool hl_verdict_severity(const struct hl_trial *t, const struct hl_verdict *v,
                         enum hl_severity *severity)
{
    bool any = false;

    *severity = HL_SEVERITY_ADVICE;
    for (unsigned i = 0; i < v->findings; i++) {
        const enum hl_severity s = hl_finding_severity(t, &v->finding[i]);

        any |= s != HL_SEVERITY_ADVICE;
        if (*severity < s)
            *severity = s;
    }
    return any;
}
