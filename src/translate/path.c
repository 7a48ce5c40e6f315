// SPDX-License-Identifier: MIT
#include "translate/path.h"
#include "translate/cd_fetch.h"
#include "translate/inputs.h"

bool hl_configure(struct hl_lookup *l, struct hl_failure *why)
{
    bool stage1;
    uint32_t index;

    if (!hl_substream_select(l, &stage1, &index, why))
        return false;
    return !stage1 || hl_cd_fetch(l, index, why);
}

static bool stage2(const struct hl_lookup *l)
{
    return l->ste.config == HL_CONFIG_S2 || l->ste.config == HL_CONFIG_NESTED;
}

static bool fail(struct hl_failure *why, enum hl_event_type event, enum hl_step step)
{
    *why = (struct hl_failure){.event = event, .step = step, .class = HL_CLASS_IN};
    return false;
}

/* 3.4, 6.3.57, 3.10.3.3: what a stage 1 that is bypassed still checks. */
static bool bypass_allows(const struct hl_lookup *l, const struct hl_access *a,
                          struct hl_failure *why)
{
    const struct hl_smmu *s = l->smmu;
    unsigned bits = l->ste.config == HL_CONFIG_BYPASS ? s->oas : s->ias;

    if (hl_out_of_range(a->address, bits))
        return fail(why, HL_F_ADDR_SIZE, HL_STEP_BYPASS_ADDRESS);
    if (!a->instruction || !a->nonsecure || a->ats) /* of an ATS request: permissions, later */
        return true;
    if (hl_sif(s))
        return fail(why, HL_F_PERMISSION, HL_STEP_BYPASS_SIF);
    if (s->security == HL_REALM && !stage2(l))
        return fail(why, HL_F_PERMISSION, HL_STEP_BYPASS_REALM);
    return true;
}

/* 3.9.4.3: NSCFG compares the incoming NS attribute with the output PA space. */
static bool xt_allows(const struct hl_lookup *l, const struct hl_stages_result *done,
                      struct hl_failure *why)
{
    if (!l->smmu->xt || !l->t.xt || HL_GET(STE, &l->ste.regime, NSCFG) != 1 ||
        (done->space == HL_SPACE_NONSECURE) == l->t.nonsecure)
        return true;
    fail(why, HL_F_PERMISSION, HL_STEP_XT_CHECK);
    why->s2 = stage2(l);
    why->ipa = l->stage1 ? done->ipa : l->t.address;
    return false;
}

enum hl_path hl_path(const struct hl_lookup *l, const struct hl_access *a,
                     struct hl_stages_result *result, struct hl_failure *why)
{
    struct hl_stages stages = {.smmu = l->smmu,
                               .memory = l->memory,
                               .ste = &l->ste,
                               .context = l->stage1 ? &l->context : NULL,
                               .cd = l->stage1 ? &l->cd : NULL,
                               .trace = l->trace};
    struct hl_access access = *a;

    *result = (struct hl_stages_result){.kind = HL_STAGES_NOT_MODELLED};
    if (!l->stage1 && !bypass_allows(l, a, why))
        return HL_PATH_FAILED;
    if (!l->stage1 && !stage2(l))
        return HL_PATH_DIRECT;
    access.nonsecure = a->nonsecure && l->smmu->security == HL_SECURE;
    hl_stages(&stages, &access, result);
    if (result->kind != HL_STAGES_DONE) {
        hl_failure_of_stages(result, why);
        return HL_PATH_FAILED;
    }
    hl_trace_add(l->trace, HL_STEP_TRANSLATE, a->address, result->address);
    return xt_allows(l, result, why) ? HL_PATH_TRANSLATED : HL_PATH_FAILED;
}
