// SPDX-License-Identifier: MIT
/* SteIllegal(): the legality rules of section 5.2.2, in its order. IGNORED fields are zero here. */
#ifndef HITLESS_SMMU_STE_ILLEGAL_H
#define HITLESS_SMMU_STE_ILLEGAL_H

#include "smmu/ste_work.h"

static inline bool stage1(const struct hl_ste_work *w)
{
    return w->config & 1;
}

static inline bool stage2(const struct hl_ste_work *w)
{
    return w->config & 2;
}

static inline enum hl_ste_rule check_config(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;

    if (HL_HOLDS(STE_CONFIG_S1P, stage1(w) && !s->s1p))
        return HL_RULE_STE_CONFIG_S1P;
    if (!stage2(w))
        return HL_STE_LEGAL;
    if (HL_HOLDS(STE_CONFIG_S2P, !s->s2p))
        return HL_RULE_STE_CONFIG_S2P;
    if (HL_HOLDS(STE_CONFIG_SEL2, s->security == HL_SECURE && !s->sel2))
        return HL_RULE_STE_CONFIG_SEL2;
    if (HL_HOLDS(STE_CONFIG_VMSA32, s->security != HL_NONSECURE && w->walk->format == HL_VMSA32))
        return HL_RULE_STE_CONFIG_VMSA32;
    return HL_STE_LEGAL;
}

/* EATS is zero here in a Secure STE, without ATS, and in Config 0bx00. */
static inline enum hl_ste_rule check_eats(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    uint64_t eats = W_GET(w, EATS);
    bool s2s = W_GET(w, S2S), dpt = eats == 3 && s->dpt;

    if (HL_HOLDS(STE_EATS_SPLIT, eats == 2 && (w->config != 7 || s2s || s->ns1ats)))
        return HL_RULE_STE_EATS_SPLIT;
    /* S2S of a disabled stage 2 is kept only where it counts */
    if (HL_HOLDS(STE_EATS_FULL_S2S, eats == 1 && s2s))
        return HL_RULE_STE_EATS_FULL_S2S;
    if (HL_HOLDS(STE_EATS_DPT_WORLD, dpt && W_GET(w, STRW) != 0))
        return HL_RULE_STE_EATS_DPT_WORLD;
    if (HL_HOLDS(STE_DPT_VMATCH, dpt && s->security == HL_REALM && W_GET(w, DPT_VMATCH) != 0))
        return HL_RULE_STE_DPT_VMATCH;
    if (HL_HOLDS(STE_EATS_DPT_S2S, dpt && s->options.eats_dpt_s2s && stage2(w) && s2s))
        return HL_RULE_STE_EATS_DPT_S2S;
    return HL_STE_LEGAL;
}

/* STRW is zero here unless it is used: Config 0b101, and Hyp in a Non-secure STE. */
static inline enum hl_ste_rule check_strw(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    uint64_t strw = W_GET(w, STRW);
    bool secure = s->security == HL_SECURE;

    if (HL_HOLDS(STE_STRW, !secure && (strw & 1)))
        return HL_RULE_STE_STRW;
    if (HL_HOLDS(STE_STRW_SECURE, secure && strw == 3))
        return HL_RULE_STE_STRW_SECURE;
    if (HL_HOLDS(STE_STRW_EL3, secure && strw == 1 && s->rme))
        return HL_RULE_STE_STRW_EL3;
    if (HL_HOLDS(STE_STRW_SEL2, secure && strw == 2 && !s->sel2))
        return HL_RULE_STE_STRW_SEL2;
    return HL_STE_LEGAL;
}

static inline enum hl_ste_rule check_s1stalld(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    bool wrong = W_GET(w, S1STALLD) && s->stall_model != 0;

    if (HL_HOLDS(STE_S1STALLD, wrong && s->security == HL_NONSECURE))
        return HL_RULE_STE_S1STALLD;
    if (HL_HOLDS(STE_S1STALLD_SECURE, wrong && s->security == HL_SECURE))
        return HL_RULE_STE_S1STALLD_SECURE;
    if (HL_HOLDS(STE_S1STALLD_REALM, wrong && s->security == HL_REALM &&
                                         (s->stall_model == 1 || s->options.realm_s1stalld_any)))
        return HL_RULE_STE_S1STALLD_REALM;
    return HL_STE_LEGAL;
}

/* 3.4.3 notes 1 and 2: from SMMUv3.1 on only the stage 2 case has a choice. */
static inline bool pointer_out_of_range(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    unsigned bits = stage2(w) ? s->ias : s->oas;

    if (bits >= 56 || W_GET(w, S1ContextPtr) >> (bits - 6) == 0)
        return false;
    return s->options.s1ctxptr_oor_illegal || !stage2(w);
}

static inline enum hl_ste_rule check_stage1(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    enum hl_ste_rule rule = check_s1stalld(w);

    if (rule)
        return rule;
    if (HL_HOLDS(STE_S1CDMAX, W_GET(w, S1CDMax) > s->ssidsize))
        return HL_RULE_STE_S1CDMAX;
    if (HL_HOLDS(STE_S1FMT, !s->cd2l && W_GET(w, S1Fmt) != 0))
        return HL_RULE_STE_S1FMT;
    if (HL_HOLDS(STE_S1CONTEXTPTR, pointer_out_of_range(w)))
        return HL_RULE_STE_S1CONTEXTPTR;
    return HL_STE_LEGAL;
}

static inline enum hl_ste_rule check_s2s(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;

    if (HL_HOLDS(STE_S2S_TERMINATE, W_GET(w, S2S) && s->s2s_stall_model == 1))
        return HL_RULE_STE_S2S_TERMINATE;
    if (HL_HOLDS(STE_S2S_REALM, W_GET(w, S2S) && s->security == HL_REALM && s->stall_model == 1))
        return HL_RULE_STE_S2S_REALM;
    if (HL_HOLDS(STE_S2S_STALL, !W_GET(w, S2S) && s->s2s_stall_model == 2))
        return HL_RULE_STE_S2S_STALL;
    return HL_STE_LEGAL;
}

static inline enum hl_ste_rule check_format(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    bool vmsa32 = w->walk->format == HL_VMSA32;
    bool ha = W_GET(w, S2HA), hd = W_GET(w, S2HD);

    if (HL_HOLDS(STE_S2AA64_VMSA32, vmsa32 && !s->vmsa32))
        return HL_RULE_STE_S2AA64_VMSA32;
    if (HL_HOLDS(STE_S2AA64_VMSA64, w->walk->format == HL_VMSA64 && !s->vmsa64))
        return HL_RULE_STE_S2AA64_VMSA64;
    if (HL_HOLDS(STE_S2HA, (ha || hd) && (vmsa32 || s->httu == 0)))
        return HL_RULE_STE_S2HA;
    if (HL_HOLDS(STE_S2HD, hd && s->httu == 1))
        return HL_RULE_STE_S2HD;
    if (HL_HOLDS(STE_S2HAFT, W_GET(w, S2HAFT) && !ha))
        return HL_RULE_STE_S2HAFT;
    return HL_STE_LEGAL;
}

static inline bool ttb_out_of_range(const struct hl_ste_work *w, const struct hl_s2_walk *walk,
                                    uint64_t field)
{
    uint64_t ttb = field << 4;

    if (ttb >> w->pa_range)
        return true;
    return walk->format == HL_VMSA64 && walk->tg != 1 && !walk->ds && ttb >> 48;
}

/* The nth of the four rules of one stage 2 table: both lists stand in this order. */
#define WALK_ORDER(first, second, third, fourth)                                                   \
    ((int)(second) == (int)(first) + 1 && (int)(third) == (int)(first) + 2 &&                      \
     (int)(fourth) == (int)(first) + 3)
_Static_assert(WALK_ORDER(HL_RULE_STE_S2TG, HL_RULE_STE_S2TTB, HL_RULE_STE_S2T0SZ,
                          HL_RULE_STE_S2SL0) &&
                   WALK_ORDER(HL_RULE_STE_S_S2TG, HL_RULE_STE_S_S2TTB, HL_RULE_STE_S_S2T0SZ,
                              HL_RULE_STE_S_S2SL0) &&
                   WALK_ORDER(HL_COND_STE_S2TG, HL_COND_STE_S2TTB, HL_COND_STE_S2T0SZ,
                              HL_COND_STE_S2SL0) &&
                   WALK_ORDER(HL_COND_STE_S_S2TG, HL_COND_STE_S_S2TTB, HL_COND_STE_S_S2T0SZ,
                              HL_COND_STE_S_S2SL0),
               "the rules of a walk stand together, in this order");
#undef WALK_ORDER
#define WALK_RULE(secure, n)                                                                       \
    (enum hl_ste_rule)(((secure) ? HL_RULE_STE_S_S2TG : HL_RULE_STE_S2TG) + (n))
#define WALK_HOLDS(secure, n, condition)                                                           \
    HL_HOLDS_AT(((secure) ? HL_COND_STE_S_S2TG : HL_COND_STE_S2TG) + (n), condition)

static inline enum hl_ste_rule check_walk(const struct hl_ste_work *w,
                                          const struct hl_s2_walk *walk, uint64_t ttb, bool secure)
{
    bool vmsa32 = walk->format == HL_VMSA32;

    if (WALK_HOLDS(secure, 0, !vmsa32 && !hl_granule_supported(w->s, walk->tg)))
        return WALK_RULE(secure, 0);
    if (WALK_HOLDS(secure, 1, ttb_out_of_range(w, walk, ttb)))
        return WALK_RULE(secure, 1);
    if (WALK_HOLDS(secure, 2, !vmsa32 && hl_s2_t0sz_invalid(w->s, walk)))
        return WALK_RULE(secure, 2);
    if (WALK_HOLDS(secure, 3, hl_s2_inconsistent(w->s, walk)))
        return WALK_RULE(secure, 3);
    return HL_STE_LEGAL;
}

static inline bool overlay_reserved(const struct hl_ste_work *w)
{
    for (unsigned i = 0; i < 16; i++) {
        uint64_t poi = (w->e.q[7] >> (4 * i)) & 15;
        if (poi == 1 || poi == 5)
            return true;
    }
    return false;
}

static inline enum hl_ste_rule check_permissions(const struct hl_ste_work *w)
{
    bool pie = W_GET(w, S2PIE);
    bool poe = W_GET(w, S2POE);
    bool hwu = W_GET(w, S2HWU59) | W_GET(w, S2HWU60) | W_GET(w, S2HWU61) | W_GET(w, S2HWU62);

    if (HL_HOLDS(STE_S2PIE, pie && w->walk->format == HL_VMSA32))
        return HL_RULE_STE_S2PIE;
    if (HL_HOLDS(STE_S2POE_DIRECT, poe && !pie && w->walk->format != HL_VMSA128))
        return HL_RULE_STE_S2POE_DIRECT;
    if (HL_HOLDS(STE_S2POE_PBHA, poe && hwu))
        return HL_RULE_STE_S2POE_PBHA;
    if (HL_HOLDS(STE_S2POI, poe && overlay_reserved(w)))
        return HL_RULE_STE_S2POI;
    return HL_STE_LEGAL;
}

static inline enum hl_ste_rule check_stage2(const struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    enum hl_ste_rule rule;

    if (HL_HOLDS(STE_S2FWB, w->walk->format == HL_VMSA32 && W_GET(w, S2FWB)))
        return HL_RULE_STE_S2FWB;
    if ((rule = check_s2s(w)) != HL_STE_LEGAL)
        return rule;
    if ((rule = check_format(w)) != HL_STE_LEGAL)
        return rule;
    if ((rule = check_walk(w, w->walk, W_GET(w, S2TTB), false)) != HL_STE_LEGAL)
        return rule;
    if (s->security == HL_SECURE) {
        rule = check_walk(w, w->secure_walk, W_GET(w, S_S2TTB), true);
        if (rule)
            return rule;
    }
    if (HL_HOLDS(STE_S2ENDI_BIG, s->ttendian == 2 && W_GET(w, S2ENDI)))
        return HL_RULE_STE_S2ENDI_BIG;
    if (HL_HOLDS(STE_S2ENDI_LITTLE, s->ttendian == 3 && !W_GET(w, S2ENDI)))
        return HL_RULE_STE_S2ENDI_LITTLE;
    return check_permissions(w);
}

/* No rule of the architecture's: what some silicon refuses, or what it must not be given. */
static inline enum hl_ste_rule check_errata(const struct hl_ste_work *w)
{
    /* without the option S2TTB is IGNORED, and so zero here */
    if (HL_HOLDS(STE_ERRATUM_S1_S2TTB, w->config == 5 && W_GET(w, S2TTB) != 0))
        return HL_RULE_STE_ERRATUM_S1_S2TTB;
    if (HL_HOLDS(STE_ERRATUM_NESTED_TLBI, w->config == 7 && w->s->options.erratum_nested_tlbi))
        return HL_RULE_STE_ERRATUM_NESTED_TLBI;
    return HL_STE_LEGAL;
}

/* The first rule that applies, or HL_STE_LEGAL. */
static inline enum hl_ste_rule ste_illegal(const struct hl_ste_work *w)
{
    enum hl_ste_rule rule;

    if ((rule = check_config(w)) != HL_STE_LEGAL)
        return rule;
    if ((rule = check_eats(w)) != HL_STE_LEGAL)
        return rule;
    if ((rule = check_strw(w)) != HL_STE_LEGAL)
        return rule;
    if (stage1(w) && (rule = check_stage1(w)) != HL_STE_LEGAL)
        return rule;
    if (stage2(w) && (rule = check_stage2(w)) != HL_STE_LEGAL)
        return rule;
    if (HL_HOLDS(STE_S2VMID, !w->s->vmid16 && W_GET(w, S2VMID) >> 8))
        return HL_RULE_STE_S2VMID;
    if (HL_HOLDS(STE_VMSPTR, w->s->oas < 56 && W_GET(w, VMSPtr) >> (w->s->oas - 12)))
        return HL_RULE_STE_VMSPTR;
    return check_errata(w);
}

#endif
