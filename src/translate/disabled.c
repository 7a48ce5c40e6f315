// SPDX-License-Identifier: MIT
#include "translate/disabled.h"
#include "translate/inputs.h"
#include "translate/respond.h"

/* Why it is aborted, without an event; HL_STEP_NONE: it passes. */
static enum hl_step refusal(const struct hl_lookup *l, const struct hl_access *a)
{
    if (l->smmu->security == HL_REALM)
        return HL_STEP_GBPA_REALM;
    if (hl_word_bits(l->tables->gbpa, 20, 1))
        return HL_STEP_GBPA_ABORT;
    if (hl_out_of_range(a->address, l->smmu->oas))
        return HL_STEP_GBPA_ADDRESS;
    if (hl_sif(l->smmu) && a->instruction && a->nonsecure)
        return HL_STEP_GBPA_SIF;
    return HL_STEP_NONE;
}

void hl_disabled(const struct hl_lookup *l, struct hl_response *r)
{
    struct hl_access a;
    enum hl_step why;

    hl_inputs_of_gbpa(l, &a);
    why = refusal(l, &a);
    if (why)
        hl_respond_silent(l, HL_ABORTED, why, r);
    else
        hl_respond_output(l, &a, a.address, hl_direct_space(l->smmu, &a), HL_STEP_GBPA_BYPASS, r);
}
