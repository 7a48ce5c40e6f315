// SPDX-License-Identifier: MIT
#include "translate/translate.h"
#include "translate/ats.h"
#include "translate/disabled.h"
#include "translate/inputs.h"
#include "translate/path.h"
#include "translate/respond.h"
#include "translate/ste_fetch.h"

/* 3.9.1.3, 13.7: attributes that PCIe carries in a PASID are not there without one. */
static struct hl_transaction presented(const struct hl_smmu *s, const struct hl_transaction *t)
{
    struct hl_transaction p = *t;

    if (p.traffic == HL_ATS_TRANSLATED && !hl_pasidtt(s))
        p.has_substream = false;
    if (p.traffic != HL_ORDINARY && !p.has_substream)
        p.instruction = p.privileged = false;
    if (!p.has_substream)
        p.substream = 0;
    return p;
}

static void start(struct hl_lookup *l, const struct hl_transaction *transaction)
{
    l->t = presented(l->smmu, transaction);
    if (l->trace)
        l->trace->count = 0;
}

static void ordinary(struct hl_lookup *l, struct hl_response *r)
{
    struct hl_access a;
    struct hl_failure why;
    struct hl_stages_result done;
    enum hl_path path;

    hl_inputs_of_ste(l, &a);
    path = hl_configure(l, &why) ? hl_path(l, &a, &done, &why) : HL_PATH_FAILED;
    if (path == HL_PATH_FAILED)
        hl_respond_failure(l, &why, &a, r);
    else if (path == HL_PATH_TRANSLATED)
        hl_respond_translated(l, &a, &done, r);
    else
        hl_respond_output(l, &a, hl_truncate(a.address, l->smmu->oas), hl_direct_space(l->smmu, &a),
                          HL_STEP_BYPASS, r);
}

static void with_live_ste(struct hl_lookup *l, struct hl_response *r)
{
    switch (l->t.traffic) {
    case HL_ATS_REQUEST:
        hl_ats_request(l, r);
        break;
    case HL_ATS_TRANSLATED:
        hl_ats_translated(l, r);
        break;
    default:
        ordinary(l, r);
    }
}

static void with_ste(struct hl_lookup *l, const struct hl_entry *ste, struct hl_response *r)
{
    struct hl_failure why = {.event = HL_C_BAD_STE, .step = HL_STEP_STE_BAD};
    bool request = l->t.traffic == HL_ATS_REQUEST;

    hl_ste_decode(l->smmu, ste, &l->ste);
    if (l->ste.state == HL_STATE_LIVE) {
        with_live_ste(l, r);
    } else if (l->ste.state == HL_STATE_STOP) {
        hl_respond_silent(l, request ? HL_ATS_UNSUPPORTED : HL_ABORTED, HL_STEP_STE_ABORT, r);
    } else {
        why.rule = l->ste.rule;
        hl_respond_failure(l, &why, NULL, r);
    }
}

static bool unchecked(const struct hl_lookup *l)
{
    return l->t.traffic == HL_ATS_TRANSLATED && !l->smmu->atschk;
}

void hl_translate(const struct hl_smmu *smmu, const struct hl_tables *tables,
                  const struct hl_memory *memory, const struct hl_transaction *transaction,
                  struct hl_trace *trace, struct hl_response *r)
{
    struct hl_lookup l = {.smmu = smmu, .tables = tables, .memory = memory, .trace = trace};
    struct hl_entry ste;
    struct hl_failure why;

    start(&l, transaction);
    if (hl_ats_refuse(&l, tables->smmuen, r))
        return;
    if (!tables->smmuen)
        hl_disabled(&l, r);
    else if (unchecked(&l))
        hl_ats_unchecked(&l, r);
    else if (!hl_ste_fetch(&l, &ste, &why))
        hl_respond_failure(&l, &why, NULL, r);
    else
        with_ste(&l, &ste, r);
}

static void translate_given(struct hl_lookup *l, const struct hl_transaction *transaction,
                            const struct hl_entry *ste, struct hl_response *r)
{
    start(l, transaction);
    if (hl_ats_refuse(l, true, r))
        return;
    if (unchecked(l)) {
        hl_ats_unchecked(l, r);
        return;
    }
    hl_trace_add(l->trace, HL_STEP_STE_GIVEN, 0, ste->q[0]);
    with_ste(l, ste, r);
}

void hl_translate_ste(const struct hl_smmu *smmu, const struct hl_entry *ste,
                      const struct hl_memory *memory, const struct hl_transaction *transaction,
                      struct hl_trace *trace, struct hl_response *r)
{
    struct hl_lookup l = {.smmu = smmu, .memory = memory, .trace = trace};

    translate_given(&l, transaction, ste, r);
}

void hl_translate_cd(const struct hl_smmu *smmu, const struct hl_entry *ste,
                     const struct hl_entry *cd, const struct hl_memory *memory,
                     const struct hl_transaction *transaction, struct hl_trace *trace,
                     struct hl_response *r)
{
    struct hl_lookup l = {.smmu = smmu, .given_cd = cd, .memory = memory, .trace = trace};

    translate_given(&l, transaction, ste, r);
}
