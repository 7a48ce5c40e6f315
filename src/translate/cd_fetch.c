// SPDX-License-Identifier: MIT
#include "translate/cd_fetch.h"
#include "smmu/tables.h"
#include "translate/read.h"

static bool fail(struct hl_failure *why, enum hl_event_type event, enum hl_step step,
                 uint32_t substream)
{
    *why = (struct hl_failure){.event = event, .step = step, .substream = substream};
    return false;
}

void hl_failure_of_stages(const struct hl_stages_result *r, struct hl_failure *why)
{
    *why = (struct hl_failure){.step = r->step, .unmodelled = r->kind == HL_STAGES_NOT_MODELLED};
    if (why->unmodelled)
        return;
    why->event = r->type;
    why->fetch = r->fetch;
    why->s2 = r->s2;
    why->nsipa = r->nsipa;
    why->fault_write = r->fault_write;
    why->class = r->class;
    why->ipa = r->ipa;
}

/* 5.2 S1CDMax and S1DSS, with a SubstreamID; 7.3.22: C_BAD_SUBSTREAMID comes first. */
static bool with_substream(const struct hl_lookup *l, unsigned s1cdmax, struct hl_failure *why)
{
    uint32_t ssid = l->t.substream;

    if (s1cdmax == 0)
        return fail(why, HL_C_BAD_SUBSTREAMID, HL_STEP_SSID_OFF, ssid);
    if (ssid >> s1cdmax)
        return fail(why, HL_C_BAD_SUBSTREAMID, HL_STEP_SSID_RANGE, ssid);
    if (ssid == 0 && HL_GET(STE, &l->ste.regime, S1DSS) == 2)
        return fail(why, HL_F_STREAM_DISABLED, HL_STEP_SSID_ZERO, 0);
    return true;
}

bool hl_substream_select(const struct hl_lookup *l, bool *stage1, uint32_t *index,
                         struct hl_failure *why)
{
    unsigned s1cdmax = (unsigned)HL_GET(STE, &l->ste.regime, S1CDMax);

    *stage1 = l->ste.config == HL_CONFIG_S1 || l->ste.config == HL_CONFIG_NESTED;
    *index = 0;
    if (!*stage1)
        return !l->t.has_substream ||
               fail(why, HL_C_BAD_SUBSTREAMID, HL_STEP_SSID_NO_STAGE1, l->t.substream);
    if (l->t.has_substream) {
        *index = l->t.substream;
        return with_substream(l, s1cdmax, why);
    }
    if (s1cdmax == 0)
        return true;
    switch (HL_GET(STE, &l->ste.regime, S1DSS)) {
    case 0:
        return fail(why, HL_F_STREAM_DISABLED, HL_STEP_S1DSS_TERMINATE, 0);
    case 1:
        hl_trace_add(l->trace, HL_STEP_S1DSS_BYPASS, l->t.address, 0);
        *stage1 = false;
        return true;
    default:
        hl_trace_add(l->trace, HL_STEP_S1DSS_CD0, l->t.address, 0);
        return true;
    }
}

/* The place of an L1CD or CD: a PA, or an IPA that stage 2 translates. */
static bool locate(const struct hl_lookup *l, uint64_t *address, enum hl_space *space,
                   struct hl_failure *why)
{
    struct hl_stages stages = {
        .smmu = l->smmu, .memory = l->memory, .ste = &l->ste, .trace = l->trace};
    struct hl_stages_result result = {0};

    *space = hl_own_space(l->smmu);
    if (l->ste.config != HL_CONFIG_NESTED)
        return true;
    hl_stages_fetch(&stages, *address, HL_CLASS_CD, &result);
    if (result.kind != HL_STAGES_DONE) {
        hl_failure_of_stages(&result, why);
        return false;
    }
    *address = result.address;
    *space = result.space;
    return true;
}

/* 3.4.3 notes 3 and 4. False: C_BAD_SUBSTREAMID. */
static bool l2ptr_allowed(const struct hl_lookup *l, uint64_t *l2ptr)
{
    const struct hl_smmu *s = l->smmu;
    bool nested = l->ste.config == HL_CONFIG_NESTED;
    unsigned bits = nested ? s->ias : s->oas;

    if (!hl_out_of_range(*l2ptr, bits))
        return true;
    if (s->options.s1ctxptr_oor_illegal || !(nested || s->v30))
        return false;
    if (s->v30)
        *l2ptr = hl_truncate(*l2ptr, bits);
    return true; /* else stage 2 faults */
}

/* Replace the address of the table by that of the second-level table. */
static bool through_first_level(const struct hl_lookup *l, uint32_t index, unsigned split,
                                uint64_t *table, struct hl_failure *why)
{
    uint64_t at = *table | (uint64_t)(index >> split) * 8, l1cd, l2ptr;
    enum hl_space space;

    if (!locate(l, &at, &space, why))
        return false;
    if (!hl_read_pointer(l->memory, HL_FETCH_L1CD, space, at, &l1cd)) {
        fail(why, HL_F_CD_FETCH, HL_STEP_L1CD_EABT, 0);
        why->l1 = true;
        why->fetch = at;
        return false;
    }
    hl_trace_add(l->trace, HL_STEP_L1CD_FETCH, at, l1cd);
    l2ptr = hl_l1cd_pointer(l1cd, split);
    if (hl_l1cd_valid(l1cd) && l2ptr_allowed(l, &l2ptr)) {
        *table = l2ptr;
        return true;
    }
    fail(why, HL_C_BAD_SUBSTREAMID, hl_l1cd_valid(l1cd) ? HL_STEP_L1CD_L2PTR : HL_STEP_L1CD_V,
         index);
    why->l1 = true;
    return false;
}

static bool read_cd(const struct hl_lookup *l, uint32_t index, struct hl_entry *cd,
                    struct hl_failure *why)
{
    const struct hl_cd_table table = hl_cd_table(&l->ste.regime);
    uint64_t at = table.base;
    enum hl_space space;

    if (table.split) {
        if (!through_first_level(l, index, table.split, &at, why))
            return false;
        index &= (1u << table.split) - 1;
    }
    at |= (uint64_t)index * 64; /* tables are aligned to their size */
    if (!locate(l, &at, &space, why))
        return false;
    if (!hl_read_entry(l->memory, HL_FETCH_CD, space, at, cd)) {
        fail(why, HL_F_CD_FETCH, HL_STEP_CD_EABT, 0);
        why->fetch = at;
        return false;
    }
    hl_trace_add(l->trace, HL_STEP_CD_FETCH, at, cd->q[0]);
    return true;
}

bool hl_cd_fetch(struct hl_lookup *l, uint32_t index, struct hl_failure *why)
{
    struct hl_entry cd;

    hl_trace_add(l->trace, HL_STEP_CD_SELECT, l->t.address, index);
    if (!hl_cd_context_init(&l->context, l->smmu, &l->ste)) /* not for what select() chose */
        return fail(why, HL_C_BAD_SUBSTREAMID, HL_STEP_SSID_NO_STAGE1, index);
    if (l->given_cd) {
        cd = *l->given_cd;
        hl_trace_add(l->trace, HL_STEP_CD_GIVEN, 0, cd.q[0]);
    } else if (!read_cd(l, index, &cd, why)) {
        return false;
    }
    hl_cd_decode(&l->context, &cd, &l->cd);
    l->stage1 = l->cd.state == HL_STATE_LIVE;
    if (l->stage1)
        return true;
    fail(why, HL_C_BAD_CD, HL_STEP_CD_BAD, 0);
    why->rule = l->cd.rule;
    return false;
}
