// SPDX-License-Identifier: MIT
#include "translate/respond.h"

static bool translation_related(enum hl_event_type type)
{
    return type == HL_F_TRANSLATION || type == HL_F_ADDR_SIZE || type == HL_F_ACCESS ||
           type == HL_F_PERMISSION;
}

void hl_respond_silent(const struct hl_lookup *l, enum hl_fate outcome, enum hl_step step,
                       struct hl_response *r)
{
    *r = (struct hl_response){.outcome = outcome, .step = step};
    hl_trace_add(l->trace, step, l->t.address, 0);
}

void hl_respond_output(const struct hl_lookup *l, const struct hl_access *a, uint64_t address,
                       enum hl_space space, enum hl_step step, struct hl_response *r)
{
    bool fixed = hl_reg_ARCH_MINOR(&l->smmu->regs) >= 4; /* 13.1.2: Data, Privileged */

    *r = (struct hl_response){.outcome = HL_OUTPUT, .step = step, .address = address};
    r->space = space;
    r->attributes = a->attributes;
    r->instruction = !fixed && a->instruction;
    r->privileged = fixed || a->privileged;
    r->page_bits = 64;
    hl_trace_add(l->trace, step, l->t.address, address);
}

void hl_respond_translated(const struct hl_lookup *l, const struct hl_access *a,
                           const struct hl_stages_result *done, struct hl_response *r)
{
    enum hl_step step = done->step ? done->step : HL_STEP_TRANSLATE;

    hl_respond_output(l, a, done->address, done->space, step, r);
    r->attributes = done->attributes;
    r->page_bits = done->page_bits;
    r->af_update = done->af_update;
    r->dirty_update = done->dirty_update;
}

/* 5.5: what becomes of an ordinary transaction with a Translation-related fault. */
struct fault_model {
    enum hl_fate outcome;
    bool record, stall;
    enum hl_step step;
};

static struct fault_model stage1_model(const struct hl_lookup *l)
{
    const struct hl_entry *cd = &l->cd.regime;

    if (!l->stage1) /* 3.12: bypassed stage 1 has no CD to configure it */
        return (struct fault_model){HL_ABORTED, true, false, HL_STEP_FAULT_ABORT};
    if (HL_GET(CD, cd, S))
        return (struct fault_model){HL_STALLED, true, true, HL_STEP_FAULT_STALL};
    if (HL_GET(CD, cd, A))
        return (struct fault_model){HL_ABORTED, HL_GET(CD, cd, R), false, HL_STEP_FAULT_ABORT};
    return (struct fault_model){HL_READ_ZERO, HL_GET(CD, cd, R), false, HL_STEP_FAULT_READ_ZERO};
}

static struct fault_model stage2_model(const struct hl_lookup *l)
{
    const struct hl_entry *ste = &l->ste.regime;

    if (HL_GET(STE, ste, S2S))
        return (struct fault_model){HL_STALLED, true, true, HL_STEP_FAULT_STALL};
    return (struct fault_model){HL_ABORTED, HL_GET(STE, ste, S2R), false, HL_STEP_FAULT_ABORT};
}

static void respond_fault(const struct hl_lookup *l, const struct hl_failure *why,
                          const struct hl_access *a, struct hl_response *r)
{
    struct fault_model model = why->s2 ? stage2_model(l) : stage1_model(l);

    hl_trace_add(l->trace, model.step, l->t.address, 0);
    r->outcome = model.outcome;
    if (!model.record)
        return;
    hl_event_fill(l, why, a, &r->event);
    r->event.stall = model.stall;
}

/* Errors of configuration, and F_WALK_EABT, of an ordinary transaction: 5.5, 7.3.3. */
static bool ordinary_records(const struct hl_lookup *l, enum hl_event_type event)
{
    return event != HL_C_BAD_STREAMID || (l->tables && l->tables->rec_inv_sid);
}

/* 3.9.1.2 */
static void respond_request(const struct hl_lookup *l, const struct hl_failure *why,
                            const struct hl_access *a, struct hl_response *r)
{
    const struct hl_smmu *s = l->smmu;

    if (translation_related(why->event)) {
        r->outcome = HL_ATS_NO_ACCESS;
        r->page_bits = s->gran4k ? 12 : s->gran16k ? 14 : 16; /* one STU */
        return;
    }
    if (why->event == HL_F_BAD_ATS_TREQ) {
        r->outcome = HL_ATS_UNSUPPORTED;
        hl_event_fill(l, why, a, &r->event);
        return;
    }
    r->outcome = HL_ATS_COMPLETER_ABORT;
    if (hl_rec_cfg_ats(s) && ordinary_records(l, why->event)) /* C_BAD_CD, too: see decoder.md */
        hl_event_fill(l, why, a, &r->event);
}

/* 3.9.1.3: configuration errors are recorded with REC_CFG_ATS only, whatever RECINVSID says. */
static bool translated_records(const struct hl_lookup *l, enum hl_event_type event)
{
    return event == HL_F_TRANSL_FORBIDDEN || event == HL_F_WALK_EABT || hl_rec_cfg_ats(l->smmu);
}

void hl_respond_failure(const struct hl_lookup *l, const struct hl_failure *why,
                        const struct hl_access *a, struct hl_response *r)
{
    bool translated = l->t.traffic == HL_ATS_TRANSLATED;

    *r = (struct hl_response){.outcome = HL_ABORTED, .step = why->step};
    hl_trace_add(l->trace, why->step, l->t.address, why->fetch);
    if (why->unmodelled)
        r->outcome = HL_NOT_MODELLED;
    else if (l->t.traffic == HL_ATS_REQUEST)
        respond_request(l, why, a, r);
    else if (translation_related(why->event))
        respond_fault(l, why, a, r);
    else if (translated ? translated_records(l, why->event) : ordinary_records(l, why->event))
        hl_event_fill(l, why, a, &r->event);
}
