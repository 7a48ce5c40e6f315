// SPDX-License-Identifier: MIT
/* STE fields that are IGNORED, or RES0, because of other fields: section 5.2, field by field. */
#ifndef HITLESS_SMMU_STE_IGNORED_H
#define HITLESS_SMMU_STE_IGNORED_H

#include "smmu/ste_work.h"

static inline bool stage1_bypassed(const struct hl_ste_work *w)
{
    return !(w->config & 1) || W_GET(w, S1DSS) == 1;
}

/* 5.2 S1Fmt: how many low bits of S1ContextPtr are below the table's alignment. */
static inline unsigned context_table_low_bits(unsigned s1fmt, unsigned s1cdmax)
{
    switch (s1fmt) {
    case 1:
        return s1cdmax > 9 ? s1cdmax - 9 : 0;
    case 2:
        return s1cdmax > 13 ? s1cdmax - 13 : 0;
    default:
        return s1cdmax;
    }
}

static inline void ignore_low_pointer_bits(struct hl_ste_work *w)
{
    unsigned low = context_table_low_bits((unsigned)W_GET(w, S1Fmt), (unsigned)W_GET(w, S1CDMax));
    uint64_t keep = ~UINT64_C(0) << low;

    HL_SET(STE, &w->used, S1ContextPtr, HL_GET(STE, &w->used, S1ContextPtr) & keep);
    W_SET(w, S1ContextPtr, W_GET(w, S1ContextPtr) & keep);
}

static inline void ignore_stage1(struct hl_ste_work *w)
{
    if (HL_HOLDS(STE_S1FMT_S1CDMAX, W_GET(w, S1CDMax) == 0)) {
        W_IGNORE(w, S1Fmt);
        W_IGNORE(w, S1DSS);
    }
    if (HL_HOLDS(STE_S1FMT_RESERVED, W_GET(w, S1Fmt) == 3))
        W_SET(w, S1Fmt, 0);
    if (HL_HOLDS(STE_S1DSS_RESERVED, W_GET(w, S1DSS) == 3))
        W_SET(w, S1DSS, 0);
    if (HL_HOLDS(STE_S1CSH_NONCACHEABLE, W_GET(w, S1CIR) == 0 && W_GET(w, S1COR) == 0))
        W_IGNORE(w, S1CSH); /* non-cacheable is always Outer Shareable */
    else if (HL_HOLDS(STE_S1CSH_RESERVED, W_GET(w, S1CSH) == 1))
        W_SET(w, S1CSH, 0);
    if (HL_HOLDS(STE_S1CONTEXTPTR_ALIGN, w->s->options.s1ctxptr_align))
        ignore_low_pointer_bits(w);
    if (HL_HOLDS(STE_S2VMID_STRW, W_GET(w, STRW) != 0))
        W_IGNORE(w, S2VMID);
}

/* 5.2 VMSPtr. */
static inline void ignore_vms(struct hl_ste_work *w)
{
    bool selected = W_GET(w, MPAM_NS) ? w->s->vms_ns : w->s->vms_own;

    if (HL_HOLDS(STE_VMSPTR_S1MPAM, !W_GET(w, S1MPAM)))
        W_IGNORE(w, VMSPtr);
    if (HL_HOLDS(STE_VMSPTR_PARTID, w->s->options.vmsptr_partid && !selected))
        W_IGNORE(w, VMSPtr);
}

static inline bool reads_wt_or_wb(unsigned memattr)
{
    return (memattr >> 2) > 1 || ((memattr & 12) && (memattr & 3) > 1);
}

/* 5.2 MemAttr to SHCFG with table 13.5: what stage 1 replaces does not matter. */
static inline void ignore_memory_attributes(struct hl_ste_work *w)
{
    bool bypassed = stage1_bypassed(w), cacheable;
    unsigned memattr = (unsigned)W_GET(w, MemAttr);

    if (HL_HOLDS(STE_MEMATTR_MTCFG, !W_GET(w, MTCFG))) {
        W_IGNORE(w, MemAttr);
    } else {
        if (HL_HOLDS(STE_MEMATTR_RESERVED, (memattr & 3) == 0 && memattr))
            memattr = 0; /* Device-nGnRnE */
        /* then, only whether there are allocation hints to combine (13.4.2) */
        if (HL_HOLDS(STE_MEMATTR_STAGE1, !bypassed))
            memattr = !reads_wt_or_wb(memattr)
                          ? 0
                          : ((memattr >> 2) > 1 ? 12u : 4u) | ((memattr & 3) > 1 ? 3u : 1u);
        W_SET(w, MemAttr, memattr);
    }
    cacheable = !W_GET(w, MTCFG) || reads_wt_or_wb(memattr);
    if (HL_HOLDS(STE_ALLOCCFG_MTCFG, !W_GET(w, MTCFG) && !w->s->options.alloccfg_alone))
        W_IGNORE(w, ALLOCCFG);
    if (HL_HOLDS(STE_ALLOCCFG_NONCACHEABLE, !cacheable))
        W_IGNORE(w, ALLOCCFG);
    if (HL_HOLDS(STE_SHCFG_NONCACHEABLE, !cacheable))
        W_IGNORE(w, SHCFG);
    if (HL_HOLDS(STE_SHCFG_STAGE1, !bypassed))
        W_IGNORE(w, SHCFG);

    if (HL_HOLDS(STE_ALLOCCFG_INCOMING, !(W_GET(w, ALLOCCFG) & 8))) {
        W_SET(w, ALLOCCFG, 0);
        HL_SET(STE, &w->used, ALLOCCFG, HL_GET(STE, &w->used, ALLOCCFG) & 8);
    } else if (HL_HOLDS(STE_ALLOCCFG_TRANSIENT, W_GET(w, ALLOCCFG) == 9)) {
        W_SET(w, ALLOCCFG, 8);
    }
}

static inline void ignore_permission_attributes(struct hl_ste_work *w)
{
    if (HL_HOLDS(STE_PRIVCFG_RESERVED, W_GET(w, PRIVCFG) == 1))
        W_SET(w, PRIVCFG, 0);
    if (HL_HOLDS(STE_INSTCFG_RESERVED, W_GET(w, INSTCFG) == 1))
        W_SET(w, INSTCFG, 0);
}

static inline void ignore_secure_nscfg(struct hl_ste_work *w)
{
    if (HL_HOLDS(STE_NSCFG_STAGE1, !stage1_bypassed(w)))
        W_IGNORE(w, NSCFG);
    if (HL_HOLDS(STE_NSCFG_RESERVED, W_GET(w, NSCFG) == 1))
        W_SET(w, NSCFG, 0);
}

/* Realm NSCFG: the PA space of what is not translated (13.5), and of ATS Translated transactions
 * with Full ATS; with XT the value 1 is a check on every transaction (3.9.4.3). */
static inline void ignore_realm_nscfg(struct hl_ste_work *w)
{
    bool direct = w->config == 4 || (w->config == 5 && W_GET(w, S1DSS) == 1) ||
                  (W_GET(w, EATS) == 1 && !w->s->ats_quiesced);

    if (HL_HOLDS(STE_NSCFG_REALM, !direct && !w->s->xt))
        W_IGNORE(w, NSCFG);
    if (HL_HOLDS(STE_NSCFG_REALM_XT, !direct && W_GET(w, NSCFG) != 1))
        W_SET(w, NSCFG, 0);
    if (HL_HOLDS(STE_NSCFG_REALM_RESERVED, !w->s->xt && W_GET(w, NSCFG) == 1))
        W_SET(w, NSCFG, 0);
}

static inline void ignore_dpt(struct hl_ste_work *w)
{
    bool nonsecure = w->s->security == HL_NONSECURE;

    if (HL_HOLDS(STE_DPT_VMATCH_EATS, W_GET(w, EATS) != 3))
        W_IGNORE(w, DPT_VMATCH);
    if (HL_HOLDS(STE_DPT_VMATCH_ATSCHK, nonsecure && !w->s->atschk))
        W_IGNORE(w, DPT_VMATCH);
    if (HL_HOLDS(STE_DPT_VMATCH_RESERVED, nonsecure && W_GET(w, DPT_VMATCH) == 3))
        W_SET(w, DPT_VMATCH, 0);
}

/* S2DS and S2SL0_2 are zero here where the format has neither. */
static inline void ignore_52_bit(struct hl_ste_work *w)
{
    bool ds;

    if (HL_HOLDS(STE_S2DS_S2TG, W_GET(w, S2TG) == 1))
        W_IGNORE(w, S2DS);
    if (HL_HOLDS(STE_S2DS_S_S2TG, W_GET(w, S_S2TG) == 1))
        W_IGNORE(w, S2DS);
    ds = W_GET(w, S2DS);
    if (HL_HOLDS(STE_S2SL0_2_S2DS, !ds))
        W_IGNORE(w, S2SL0_2);
    if (HL_HOLDS(STE_S2SL0_2_S2TG, W_GET(w, S2TG) != 0))
        W_IGNORE(w, S2SL0_2);
    if (HL_HOLDS(STE_S_S2SL0_2_S2DS, !ds))
        W_IGNORE(w, S_S2SL0_2);
    if (HL_HOLDS(STE_S_S2SL0_2_S_S2TG, W_GET(w, S_S2TG) != 0))
        W_IGNORE(w, S_S2SL0_2);
}

/* 5.2 S2PS: reserved values, and the cap at the OAS. */
static inline void effective_ps(struct hl_ste_work *w)
{
    static const unsigned bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};
    unsigned ps = (unsigned)W_GET(w, S2PS);

    if (HL_HOLDS(STE_S2PS_OAS, ps > w->s->oas_code)) /* no OAS is a reserved value */
        ps = w->s->oas_code;
    W_SET(w, S2PS, ps);
    w->pa_range = w->walk->format == HL_VMSA32 ? 40 : bits[ps];
}

static inline void ignore_secure_space(struct hl_ste_work *w)
{
    if (HL_HOLDS(STE_S2NSA_S2SA, W_GET(w, S2SW) || W_GET(w, S2SA)))
        W_IGNORE(w, S2NSA);
    if (HL_HOLDS(STE_S2NSA_S2NSW, W_GET(w, S2NSW)))
        W_IGNORE(w, S2NSA);
    if (HL_HOLDS(STE_S2SA_S2SW, W_GET(w, S2SW)))
        W_IGNORE(w, S2SA); /* effective value 1 */
}

static inline void describe_walks(struct hl_ste_work *w)
{
    bool ds = W_GET(w, S2DS);

    w->walk->tg = (unsigned)W_GET(w, S2TG);
    w->walk->t0sz = (unsigned)W_GET(w, S2T0SZ);
    w->walk->sl = (unsigned)(W_GET(w, S2SL0_2) << 2 | W_GET(w, S2SL0));
    w->walk->skl = (unsigned)W_GET(w, S2SKL);
    w->walk->ds = ds;
    if (HL_HOLDS(STE_S2T0SZ_RANGE,
                 w->s->v30 && !w->s->options.s2t0sz_oor_illegal && w->walk->format != HL_VMSA32)) {
        w->walk->t0sz = hl_s2_t0sz_clamp(w->s, w->walk);
        W_SET(w, S2T0SZ, w->walk->t0sz);
    }
    if (w->s->security != HL_SECURE)
        return;
    w->secure_walk->format = w->walk->format;
    w->secure_walk->tg = (unsigned)W_GET(w, S_S2TG);
    w->secure_walk->t0sz = (unsigned)W_GET(w, S_S2T0SZ);
    w->secure_walk->sl = (unsigned)(W_GET(w, S_S2SL0_2) << 2 | W_GET(w, S_S2SL0));
    w->secure_walk->skl = (unsigned)W_GET(w, S_S2SKL);
    w->secure_walk->ds = ds;
}

static inline void ignore_stage2(struct hl_ste_work *w)
{
    w->walk->format = hl_stage2_format(w->s, W_GET(w, S2AA64));
    ignore_52_bit(w);
    if (HL_HOLDS(STE_S2AFFD_S2HA, W_GET(w, S2HA)))
        W_IGNORE(w, S2AFFD);
    if (HL_HOLDS(STE_S2R_S2S, W_GET(w, S2S)))
        W_IGNORE(w, S2R); /* 5.5: a stall is always recorded */
    if (HL_HOLDS(STE_S2SH0_NONCACHEABLE, !W_GET(w, S2IR0) && !W_GET(w, S2OR0) && !W_GET(w, S2DS)))
        W_IGNORE(w, S2SH0); /* non-cacheable is always Outer Shareable */
    else if (HL_HOLDS(STE_S2SH0_RESERVED, W_GET(w, S2SH0) == 1))
        W_SET(w, S2SH0, 0);
    if (HL_HOLDS(STE_S2POI_S2POE, !W_GET(w, S2POE))) {
        w->e.q[7] = 0;
        w->used.q[7] = 0;
    }
    effective_ps(w);
    if (w->s->security == HL_SECURE)
        ignore_secure_space(w);
    describe_walks(w);
}

/* Apply the IGNORED conditions that depend on other fields. */
static inline void ste_ignore(struct hl_ste_work *w)
{
    if (w->config & 1)
        ignore_stage1(w);
    if (w->config == 7)
        ignore_vms(w);
    ignore_memory_attributes(w);
    ignore_permission_attributes(w);
    if (w->s->security == HL_SECURE)
        ignore_secure_nscfg(w);
    else if (w->s->security == HL_REALM)
        ignore_realm_nscfg(w);
    if (w->s->dpt)
        ignore_dpt(w);
    if (w->config & 2)
        ignore_stage2(w);
}

#endif
