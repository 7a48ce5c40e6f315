// SPDX-License-Identifier: MIT
/* A walk, and what was found in it, in words. */
#include "oracles/print.h"
#include "program/life.h"

#include "report/report.h"

#include <stdio.h>
#include <string.h>

void hl_life_report_walk(FILE *out, const struct hl_walk *walk, unsigned step)
{
    char words[HL_WORDS];

    hl_shape_words(&walk->shape, words);
    fprintf(out, "==== hitless: a device's life\nprobe a device with %s: blocked\n", words);
    for (unsigned i = 0; i <= step; i++) {
        if (!walk->done[i])
            continue;
        hl_action_words(&walk->action[i], words);
        fprintf(out, "%3u  %s%s\n", i + 1, words, i == step ? "    <-- found here" : "");
    }
}

static void print_class(FILE *out, const struct hl_device_finding *f)
{
    fprintf(out, "traffic of stream %u ", f->stream);
    if (f->pasid == HL_NO_PASID)
        fputs("without PASID", out);
    else
        fprintf(out, "with PASID %d", f->pasid);
    fprintf(out, ", ATS %s at the endpoint, could meet\n", f->ats ? "on" : "off");
}

const char *hl_life_rule(const struct hl_device_finding *f)
{
    bool cd =
        f->where == HL_IN_JOINT ? f->joint.state == HL_JOINT_CD_ILLEGAL : f->entry == HL_KIND_CD;

    return !f->rule ? NULL : cd ? hl_cd_rules[f->rule].id : hl_ste_rules[f->rule].id;
}

/* What this traffic met before the step, or will after it. */
static void print_side(FILE *out, const char *what, const struct hl_fresh *side,
                       const struct hl_device_finding *f)
{
    const struct hl_joint *j = &side->joint[!f->ats][f->pasid + 1];

    hl_print_joint(out, what, j);
    hl_print_fields(out, "STE", &hl_ste_layout, &side->ste);
    if (j->uses_cd)
        hl_print_fields(out, "CD", &hl_cd_layout,
                        &side->cd[f->pasid == HL_NO_PASID ? 0 : f->pasid]);
}

static void report_joint(FILE *out, const struct hl_device *d, const struct hl_device_finding *f)
{
    print_class(out, f);
    hl_print_fields(out, "STE", &hl_ste_layout, &f->ste);
    if (f->joint.uses_cd || !hl_entry_is_zero(&f->cd))
        hl_print_fields(out, "CD", &hl_cd_layout, &f->cd);
    hl_print_joint(out, "which is", &f->joint);
    if (f->rule)
        fprintf(out, "by rule %s\n", hl_life_rule(f));
    print_side(out, "before", &d->before, f);
    print_side(out, "after", &d->after, f);
}

static void report_end(FILE *out, const struct hl_device *d, const struct hl_device_finding *f)
{
    const struct hl_layout *layout = f->entry == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout;

    if (f->entry == HL_KIND_CD)
        fprintf(out, "CD %u", f->index);
    else
        fprintf(out, "the STE of stream %u", f->stream);
    if (f->kind == HL_ILLEGAL_TARGET)
        fprintf(out, " is to be ILLEGAL: %s\n", hl_life_rule(f));
    else
        fprintf(out, " is not that of a fresh attach; ATS is %s and should be %s\n",
                f->ats ? "on" : "off", d->after.ats ? "on" : "off");
    hl_print_fields(out, "is", layout, &f->old);
    hl_print_fields(out, "wanted", layout, &f->target);
}

void hl_life_report(FILE *out, const struct hl_walk *walk, unsigned step, const struct hl_device *d,
                    const struct hl_device_finding *f)
{
    char words[HL_WORDS], smmu[1024];

    hl_life_report_walk(out, walk, step);
    hl_smmu_format(&d->smmu[0].regs, smmu, sizeof smmu);
    hl_wanted_words(&d->next, words);
    fprintf(out, "SMMU %s\nsequencer %s\n%s, on the way to: %s\n", smmu, d->sequencer->name,
            hl_finding_names[f->kind], words);
    if (f->where == HL_IN_JOINT)
        report_joint(out, d, f);
    else if (f->where == HL_IN_END)
        report_end(out, d, f);
    else if (f->entry == HL_KIND_CD)
        fprintf(out, "in the update of CD %u:\n", f->index);
    else
        fprintf(out, "in the update of the STE of stream %u:\n", f->stream);
}

void hl_life_sign(const struct hl_action *a, const struct hl_device *d,
                  const struct hl_device_finding *f, char words[HL_WORDS])
{
    const char *what = f->where == HL_IN_END     ? f->entry == HL_KIND_CD ? "the CD" : "the STE"
                       : f->pasid == HL_NO_PASID ? "traffic without PASID"
                                                 : "traffic with a PASID";

    static const char *const actions[HL_ACTION_COUNT] = {"attach", "set PASID", "remove PASID",
                                                         "exit",   "ATS",       "release"};
    static const char *const makes[] = {"abort", "bypass", "CD table", "stage 2", "nested"};
    snprintf(words, HL_WORDS, "%s%s%s: %s, to %s: %s%s", hl_finding_names[f->kind],
             f->rule ? " " : "", f->rule ? hl_life_rule(f) : "", actions[a->kind],
             makes[hl_wanted_ste(&d->shape, &d->next).kind], what, f->ats ? ", ATS on" : "");
}
