// SPDX-License-Identifier: MIT
#include "report/report.h"

const char *hl_trial_init(struct hl_trial *trial, const struct hl_case *c,
                          const struct hl_sequencer *sequencer)
{
    if (c->kind != HL_KIND_STE)
        return "CD decoding is not implemented yet";
    if (sequencer && !(sequencer->kinds & (unsigned)c->kind))
        return "this sequencer does not update STEs";
    trial->source = c;
    hl_smmu_init(&trial->smmu, &c->regs, c->security, &c->options);
    trial->decoder = hl_ste_decoder(&trial->smmu);
    trial->question = (struct hl_question){
        .decoder = &trial->decoder,
        .sequencer = sequencer,
        .old = c->old,
        .target = c->target,
        .safe = c->has_safe ? &c->safe : NULL,
        .overlook = hl_ste_assume(&trial->smmu, &c->assume),
        .unit = 1,
        .checks = HL_CHECK_ALL,
    };
    return NULL;
}
