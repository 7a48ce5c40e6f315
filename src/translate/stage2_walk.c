// SPDX-License-Identifier: MIT
/* Stage 2 of an access: section 5.2, 13.4.3; A-profile D8. */
#include "translate/attributes.h"
#include "translate/lookup.h"
#include "translate/stage_walks.h"
#include "translate/trace.h"

#define S2(name) ((unsigned)HL_GET(STE, &g->ste->regime, name))

static bool modelled(const struct hl_stages *g, struct hl_stages_result *r)
{
    const struct hl_smmu *s = g->smmu;

    if (s->security == HL_SECURE)
        return hl_not_modelled(r, HL_STEP_NM_SECURE_STAGE2);
    if (!S2(S2AA64) && s->d128)
        return hl_not_modelled(r, HL_STEP_NM_VMSA128);
    if (S2(S2PIE) || S2(S2POE))
        return hl_not_modelled(r, HL_STEP_NM_S2PIE);
    if (S2(AssuredOnly) || S2(TL0) || S2(TL1))
        return hl_not_modelled(r, HL_STEP_NM_THE);
    if (S2(S2HAFT))
        return hl_not_modelled(r, HL_STEP_NM_HAFT);
    return true;
}

static void geometry(const struct hl_stages *g, struct hl_table_walk *w)
{
    static const unsigned char granules[4] = {12, 16, 14, 12};
    static const unsigned char sizes[8] = {32, 36, 40, 42, 44, 48, 52, 56};
    const bool vmsa32 = !S2(S2AA64);
    const struct hl_s2_walk s2 = {
        .format = vmsa32 ? HL_VMSA32 : HL_VMSA64,
        .tg = S2(S2TG),
        .t0sz = S2(S2T0SZ),
        .sl = S2(S2SL0_2) << 2 | S2(S2SL0),
        .ds = S2(S2DS),
    };

    *w = (struct hl_table_walk){
        .stages = g,
        .stage2 = true,
        .big_endian = S2(S2ENDI),
        .ds = s2.ds,
        .lpa = g->smmu->oas >= 52,
        .granule = vmsa32 ? 12 : granules[s2.tg],
        .input = hl_s2_input_bits(&s2),
        .output = vmsa32 ? 40 : sizes[S2(S2PS)],
        .vmsa32 = vmsa32,
        .start = hl_s2_start_level(&s2),
        .base = HL_GET(STE, &g->ste->regime, S2TTB) << 4,
        .space = hl_stage_space(g->smmu),
    };
}

/* XN[1:0]: with XNX by privilege, for both formats (6.3.4; A-profile D8.4), otherwise its upper
 * bit. */
static bool executable(const struct hl_stages *g, uint64_t d, bool privileged)
{
    const unsigned xn = d >> 53 & 3;

    if (!hl_reg_XNX(&g->smmu->regs) || g->smmu->v30) /* v3.0: RES0 */
        return !(xn & 2);
    return xn == 0 || (privileged ? xn == 3 : xn == 1);
}

/* Of a writable-clean page. An ATS request with NW = 1 makes nothing dirty (13.7), but with split
 * stages its write permission does not depend on that (3.13.7.1). */
static bool clean_writable(const struct hl_stages *g, const struct hl_access *a)
{
    return !a->ats || a->write || S2(EATS) == 2;
}

static void permissions(const struct hl_stages *g, const struct hl_access *a, uint64_t d,
                        struct hl_stages_result *r)
{
    const bool clean = S2(S2HD) && (d >> 51 & 1) && !(d >> 7 & 1);

    r->read = d >> 6 & 1;
    r->write = (d >> 7 & 1) || (clean && clean_writable(g, a));
    r->exec = executable(g, d, a->privileged);
    if (g->smmu->security == HL_REALM && r->space == HL_SPACE_NONSECURE)
        r->exec = false; /* 3.10.3.3 */
    r->dirty_update = clean && a->write;
}

static bool check(const struct hl_stages *g, const struct hl_access *a, uint64_t d,
                  struct hl_stages_result *r)
{
    if (!(d >> 10 & 1)) {
        r->af_update = S2(S2HA);
        if (!S2(S2HA) && !S2(S2AFFD))
            return hl_fault(r, HL_F_ACCESS, HL_STEP_S2_ACCESS, true);
    }
    permissions(g, a, d, r);
    if (!a->ats && !(a->write ? r->write : a->instruction ? r->exec : r->read))
        return hl_fault(r, HL_F_PERMISSION, HL_STEP_S2_PERMISSION, true);
    return true;
}

/* 3.23.1: NoTagAccess has no meaning here, and Write-Back remains. */
static unsigned memattr_of(const struct hl_stages *g, uint64_t d)
{
    const unsigned memattr = d >> 2 & 15;
    const bool no_tag_access = memattr == 4 && !S2(S2FWB) && S2(S2AA64) && hl_mteperm(g->smmu);

    return no_tag_access ? 15 : memattr;
}

bool hl_stage2(const struct hl_stages *g, const struct hl_access *a, struct hl_stages_result *r)
{
    struct hl_leaf leaf = {0};
    struct hl_table_walk w;

    if (!modelled(g, r))
        return false;
    geometry(g, &w);
    if (w.input < 64 && a->address >> w.input) {
        hl_fault(r, HL_F_TRANSLATION, HL_STEP_S2_IPA_RANGE, true);
        r->ipa = a->address;
        return false;
    }
    *r = (struct hl_stages_result){.kind = HL_STAGES_DONE, .step = HL_STEP_S2_DONE};
    if (!hl_walk(&w, a->address, &leaf, r)) {
        r->ipa = a->address;
        return false;
    }
    r->address = hl_truncate(leaf.address, g->smmu->oas); /* 3.4: 40 bits of VMSAv8-32 LPAE */
    r->page_bits = leaf.bits;
    r->space = w.space;
    if (w.space == HL_SPACE_REALM && (leaf.descriptor >> 55 & 1))
        r->space = HL_SPACE_NONSECURE;
    r->attributes = hl_attributes_stage2(
        a->attributes, memattr_of(g, leaf.descriptor),
        w.ds && w.granule != 16 ? S2(S2SH0) : leaf.descriptor >> 8 & 3, S2(S2FWB));
    if (!check(g, a, leaf.descriptor, r)) {
        r->ipa = a->address;
        return false;
    }
    hl_trace_add(g->trace, HL_STEP_S2_DONE, a->address, r->address);
    return true;
}
