// SPDX-License-Identifier: MIT
/* Stage 1 of an access: sections 3.4.1, 5.4 and 13.4.1; A-profile D8. */
#include "translate/attributes.h"
#include "translate/lookup.h"
#include "translate/stage_walks.h"
#include "translate/trace.h"

#define CD(name) ((unsigned)HL_GET(CD, &g->cd->regime, name))

/* The range of VAs of one TTB. */
struct range {
    bool off, e0pd, had, ds_share;
    unsigned tsz, granule, share;
    bool nonsecure; /* NSCFGn */
    uint64_t ttb;
};

static bool modelled(const struct hl_stages *g, struct hl_stages_result *r)
{
    if (g->cd->config == HL_CD_CONFIG_VMSA32)
        return hl_not_modelled(r, HL_STEP_NM_S1_VMSA32);
    if (g->cd->config == HL_CD_CONFIG_VMSA128)
        return hl_not_modelled(r, HL_STEP_NM_VMSA128);
    if (CD(PIE))
        return hl_not_modelled(r, HL_STEP_NM_S1PIE);
    if (CD(HAFT))
        return hl_not_modelled(r, HL_STEP_NM_HAFT);
    if (CD(PnCH))
        return hl_not_modelled(r, HL_STEP_NM_THE);
    return true;
}

static struct range low_range(const struct hl_stages *g)
{
    static const unsigned char granules[4] = {12, 16, 14, 12};

    return (struct range){.off = CD(EPD0),
                          .e0pd = CD(E0PD0),
                          .had = CD(HAD0),
                          .tsz = CD(T0SZ),
                          .granule = granules[CD(TG0)],
                          .share = CD(SH0),
                          .nonsecure = CD(NSCFG0),
                          .ttb = HL_GET(CD, &g->cd->regime, TTB0) << 4};
}

static struct range high_range(const struct hl_stages *g)
{
    static const unsigned char granules[4] = {12, 14, 12, 16};

    return (struct range){.off = CD(EPD1),
                          .e0pd = CD(E0PD1),
                          .had = CD(HAD1),
                          .tsz = CD(T1SZ),
                          .granule = granules[CD(TG1)],
                          .share = CD(SH1),
                          .nonsecure = CD(NSCFG1),
                          .ttb = HL_GET(CD, &g->cd->regime, TTB1) << 4};
}

/* 3.4.1: the range is chosen by VA[55], and the bits above it must be copies of that. In a world
 * with one range they must be zero. */
static bool select_range(const struct hl_stages *g, uint64_t va, struct range *range)
{
    const bool high = g->context->unprivileged && (va >> 55 & 1);
    const bool tbi = high ? CD(TBI1) : CD(TBI0);
    uint64_t above;

    *range = high ? high_range(g) : low_range(g);
    if (range->off)
        return true;
    above = va >> (64 - range->tsz);
    if (tbi && range->tsz > 8)
        above &= hl_ones(range->tsz - 8);
    if (tbi && range->tsz <= 8)
        above = 0;
    return above == (!high ? 0 : hl_ones(tbi ? range->tsz - 8 : range->tsz));
}

static bool begin(const struct hl_stages *g, const struct hl_access *a, struct range *range,
                  struct hl_stages_result *r)
{
    const bool in_range = select_range(g, a->address, range);

    if (range->e0pd && !a->privileged)
        return hl_fault(r, HL_F_TRANSLATION, HL_STEP_S1_E0PD, false);
    if (range->off)
        return hl_fault(r, HL_F_TRANSLATION, HL_STEP_S1_EPD, false);
    if (!in_range)
        return hl_fault(r, HL_F_TRANSLATION, HL_STEP_S1_VA_RANGE, false);
    return true;
}

static struct hl_table_walk geometry(const struct hl_stages *g, const struct range *range,
                                     bool nested)
{
    static const unsigned char sizes[8] = {32, 36, 40, 42, 44, 48, 52, 56};
    const unsigned input = 64 - range->tsz, stride = range->granule - 3;

    return (struct hl_table_walk){
        .stages = g,
        .nested = nested,
        .big_endian = CD(ENDI),
        .ds = CD(DS),
        .lpa = g->smmu->oas >= 52,
        .hierarchical = !range->had && !CD(AIE), /* AIE: A-profile D8.6.1 */
        .granule = range->granule,
        .input = input,
        .output = sizes[CD(IPS)],
        .start = 3 - (int)((input - 1 - range->granule) / stride),
        .base = range->ttb,
        .space = hl_stage_space(g->smmu),
    };
}

struct rights {
    bool pr, pw, px, ur, uw, ux;
};

/* The Direct Permission Scheme with two privilege levels. */
static struct rights two_levels(const struct hl_stages *g, const struct hl_leaf *leaf, bool write)
{
    const uint64_t d = leaf->descriptor;
    const bool user = (d >> 6 & 1) && !leaf->no_user;
    struct rights p = {.pr = true, .pw = write, .ur = user, .uw = user && write};

    p.ux = !(d >> 54 & 1) && !leaf->no_ux;
    p.px = !(d >> 53 & 1) && !leaf->no_px && !p.uw; /* EL0-writable implies PXN */
    if (CD(WXN)) {
        p.ux = p.ux && !p.uw;
        p.px = p.px && !p.pw;
    }
    if (CD(PAN) && (p.ur || (CD(EPAN) && p.ux)))
        p.pr = p.pw = false;
    return p;
}

/* With one level: AP[1] counts as 1, and UXN is XN. */
static struct rights one_level(const struct hl_stages *g, const struct hl_leaf *leaf, bool write)
{
    struct rights p = {.pr = true, .pw = write};

    p.px = !(leaf->descriptor >> 54 & 1) && !leaf->no_ux && !(CD(WXN) && write);
    p.ur = p.pr;
    p.uw = p.pw;
    p.ux = p.px;
    return p;
}

static void permissions(const struct hl_stages *g, const struct hl_access *a,
                        const struct hl_leaf *leaf, struct hl_stages_result *r)
{
    const uint64_t d = leaf->descriptor;
    const bool clean = (d >> 7 & 1) && CD(HD) && (d >> 51 & 1);
    const bool write = (!(d >> 7 & 1) || clean) && !leaf->read_only;
    const struct rights p =
        g->context->unprivileged ? two_levels(g, leaf, write) : one_level(g, leaf, write);

    r->read = a->privileged ? p.pr : p.ur;
    r->write = a->privileged ? p.pw : p.uw;
    r->exec = a->privileged ? p.px : p.ux;
    if (g->smmu->security == HL_REALM && r->space == HL_SPACE_NONSECURE)
        r->exec = false;
    r->dirty_update = clean && a->write && r->write;
    if (clean && a->ats && !a->write) /* 13.7: NW = 1 makes nothing dirty */
        r->write = false;
}

static bool check(const struct hl_stages *g, const struct hl_access *a, const struct hl_leaf *leaf,
                  struct hl_stages_result *r)
{
    if (!(leaf->descriptor >> 10 & 1)) {
        r->af_update = CD(HA);
        if (!CD(HA) && !CD(AFFD))
            return hl_fault(r, HL_F_ACCESS, HL_STEP_S1_ACCESS, false);
    }
    permissions(g, a, leaf, r);
    if (g->smmu->security == HL_SECURE && r->space == HL_SPACE_NONSECURE && hl_sif(g->smmu)) {
        r->exec = false;
        if (a->instruction && !a->ats)
            return hl_fault(r, HL_F_PERMISSION, HL_STEP_S1_SIF, false);
    }
    if (!a->ats && !(a->write ? r->write : a->instruction ? r->exec : r->read))
        return hl_fault(r, HL_F_PERMISSION, HL_STEP_S1_PERMISSION, false);
    return true;
}

/* The output space: the NS bit counts for Secure streams, and for Realm ones above EL1. */
static enum hl_space output_space(const struct hl_stages *g, const struct hl_leaf *leaf)
{
    const bool ns = (leaf->descriptor >> 5 & 1) || leaf->nonsecure;
    const enum hl_space own = hl_stage_space(g->smmu);

    if (own == HL_SPACE_SECURE && ns)
        return HL_SPACE_NONSECURE;
    if (own == HL_SPACE_REALM && g->context->world != HL_WORLD_EL1 && (leaf->descriptor >> 5 & 1))
        return HL_SPACE_NONSECURE;
    return own;
}

static struct hl_attributes attributes(const struct hl_stages *g, const struct hl_access *a,
                                       const struct range *range, uint64_t d)
{
    const bool ds = CD(DS) && range->granule != 16;
    unsigned index = d >> 2 & 7;

    if (CD(AIE) && (d >> 59 & 1))
        index = 7;
    return hl_attributes_stage1(a->attributes,
                                hl_attributes_of_mair(g->cd->regime.q[3] >> (8 * index) & 0xff,
                                                      ds ? range->share : (unsigned)(d >> 8 & 3)));
}

bool hl_stage1(const struct hl_stages *g, const struct hl_access *a, bool nested,
               struct hl_stages_result *r)
{
    struct range range;
    struct hl_leaf leaf = {0};
    struct hl_table_walk w;

    if (!modelled(g, r) || !begin(g, a, &range, r))
        return false;
    w = geometry(g, &range, nested);
    leaf.nonsecure = range.nonsecure;
    if (!hl_walk(&w, a->address & hl_ones(w.input), &leaf, r))
        return false;
    *r = (struct hl_stages_result){.kind = HL_STAGES_DONE, .step = HL_STEP_S1_DONE};
    r->address = leaf.address;
    r->page_bits = leaf.bits;
    r->space = output_space(g, &leaf);
    r->attributes = attributes(g, a, &range, leaf.descriptor);
    r->global = !(leaf.descriptor >> 11 & 1);
    if (!check(g, a, &leaf, r))
        return false;
    if (nested && (r->af_update || r->dirty_update) && !hl_stages_update(g, leaf.at, r))
        return false;
    hl_trace_add(g->trace, HL_STEP_S1_DONE, a->address, r->address);
    return true;
}
