// SPDX-License-Identifier: MIT
#include "case/trial.h"

const char *hl_trial_ste(struct hl_trial *trial, const struct hl_entry *ste)
{
    hl_ste_decode(&trial->smmu, ste, &trial->ste);
    if (hl_cd_context_init(&trial->context, &trial->smmu, &trial->ste))
        return NULL;
    return trial->ste.rule ? "the STE is not legal" : "the STE does not enable stage 1";
}

static const char *init_cd(struct hl_trial *trial, const struct hl_case *c)
{
    trial->decoder = hl_cd_decoder(&trial->context);
    return c->has_ste ? hl_trial_ste(trial, &c->ste) : NULL;
}

const char *hl_trial_init(struct hl_trial *trial, const struct hl_case *c,
                          const struct hl_sequencer *sequencer)
{
    struct hl_entry overlook;
    const char *wrong;

    if (sequencer && !(sequencer->kinds & (unsigned)c->kind))
        return c->kind == HL_KIND_CD ? "this sequencer does not update CDs"
                                     : "this sequencer does not update STEs";
    trial->source = c;
    hl_smmu_init(&trial->smmu, &c->regs, c->security, &c->options);
    overlook = hl_ste_assume(&trial->smmu, &c->assume);
    if (c->kind == HL_KIND_CD) {
        overlook = (struct hl_entry){{0}};
        if ((wrong = init_cd(trial, c)) != NULL)
            return wrong;
    } else {
        trial->decoder = hl_ste_decoder(&trial->smmu);
    }
    trial->question = (struct hl_question){
        .decoder = &trial->decoder,
        .sequencer = sequencer,
        .old = c->old,
        .target = c->target,
        .safe = c->has_safe ? &c->safe : NULL,
        .overlook = overlook,
        .unit = 1,
        .checks = HL_CHECK_ALL,
    };
    return NULL;
}

const char *hl_trial_streamworld(const struct hl_trial *trial, const struct hl_meaning *meaning)
{
    const bool cd = trial->decoder.kind == HL_KIND_CD;

    return meaning->rule ? NULL : hl_ste_streamworld(&trial->smmu, cd ? &trial->ste : meaning);
}
