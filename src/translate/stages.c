// SPDX-License-Identifier: MIT
#include "translate/stages.h"
#include "translate/attributes.h"
#include "translate/stage_walks.h"
#include "translate/trace.h"

static void access_ipa(const struct hl_stages *g, uint64_t ipa, bool write, enum hl_class class,
                       struct hl_stages_result *r)
{
    /* Privilege matters for execution only. */
    const struct hl_access a = {
        .address = ipa, .write = write, .attributes = hl_default_attributes};

    if (hl_stage2(g, &a, r)) {
        if (r->attributes.type != HL_NORMAL && HL_GET(STE, &g->ste->regime, S2PTW)) {
            hl_fault(r, HL_F_PERMISSION, HL_STEP_S2_PTW, true);
            r->ipa = ipa;
        } else if (g->smmu->security == HL_REALM && r->space == HL_SPACE_NONSECURE) {
            hl_fault(r, HL_F_PERMISSION, HL_STEP_S2_REALM_NONSECURE, true); /* 7.3.16 */
            r->ipa = ipa;
        }
    }
    if (r->kind == HL_STAGES_FAULT)
        r->class = class;
    r->fault_write = write;
}

void hl_stages_fetch(const struct hl_stages *g, uint64_t ipa, enum hl_class class,
                     struct hl_stages_result *r)
{
    access_ipa(g, ipa, false, class, r);
}

bool hl_stages_update(const struct hl_stages *g, uint64_t ipa, struct hl_stages_result *r)
{
    struct hl_stages_result update;

    access_ipa(g, ipa, true, HL_CLASS_TTD, &update);
    if (update.kind == HL_STAGES_DONE)
        return true;
    *r = update;
    return false;
}

static void merge(const struct hl_stages_result *first, struct hl_stages_result *r)
{
    r->ipa = first->address;
    r->page_bits = first->page_bits < r->page_bits ? first->page_bits : r->page_bits;
    r->read = r->read && first->read;
    r->write = r->write && first->write;
    r->exec = r->exec && first->exec;
    r->global = first->global;
    r->af_update = r->af_update || first->af_update;
    r->dirty_update = r->write && (r->dirty_update || first->dirty_update); /* 3.13.7.1 */
}

/* 3.9.1.2 with 13.7.1: an ATS request to which stage 1 grants nothing does not reach stage 2. */
static bool ats_stops(const struct hl_stages *g, const struct hl_access *a,
                      struct hl_stages_result *r)
{
    const bool fetches = HL_GET(STE, &g->ste->regime, INSTCFG) == 3;

    if (!a->ats || r->write || (fetches ? r->exec : r->read))
        return false;
    hl_fault(r, HL_F_PERMISSION, HL_STEP_S1_PERMISSION, false);
    return true;
}

void hl_stages(const struct hl_stages *g, const struct hl_access *access,
               struct hl_stages_result *r)
{
    const bool stage2 = g->ste->config == HL_CONFIG_S2 || g->ste->config == HL_CONFIG_NESTED;
    struct hl_stages_result first = {.kind = HL_STAGES_DONE};
    struct hl_access a = *access;

    if (g->context) {
        if (!hl_stage1(g, &a, stage2, r) || !stage2 || ats_stops(g, &a, r))
            return;
        first = *r;
        a.address = first.address;
        a.attributes = first.attributes;
    }
    if (!hl_stage2(g, &a, r))
        return;
    if (g->context)
        merge(&first, r);
}
