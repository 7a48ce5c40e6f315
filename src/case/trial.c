// SPDX-License-Identifier: MIT
#include "case/trial.h"

const char *hl_trial_init(struct hl_trial *trial, const struct hl_case *c,
                          const struct hl_sequencer *sequencer)
{
    const char *wrong = NULL;

    if (sequencer && !(sequencer->kinds & (unsigned)c->kind))
        return c->kind == HL_KIND_CD ? "this sequencer does not update CDs"
                                     : "this sequencer does not update STEs";
    trial->source = c;
    hl_reading_init(&trial->at, &c->setting, c->kind);
    if (c->kind == HL_KIND_CD && c->has_ste)
        wrong = hl_reading_lead(&trial->at, &c->ste);
    trial->question = (struct hl_question){
        .decoder = &trial->at.decoder,
        .sequencer = sequencer,
        .old = c->old,
        .target = c->target,
        .old_made = c->old_made,
        .target_made = c->target_made,
        .safe = c->has_safe ? &c->safe : NULL,
        .overlook = trial->at.overlook,
        .unit = c->reads_128 ? 2 : 1,
        .checks = HL_CHECK_ALL,
    };
    return wrong;
}

const char *hl_trial_streamworld(const struct hl_trial *trial, const struct hl_meaning *meaning)
{
    const bool cd = trial->source->kind == HL_KIND_CD;

    return meaning->rule ? NULL
                         : hl_ste_streamworld(&trial->at.smmu, cd ? &trial->at.ste : meaning);
}
