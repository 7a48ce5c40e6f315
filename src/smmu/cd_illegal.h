// SPDX-License-Identifier: MIT
/* CdIllegal(): the legality rules of section 5.4, in its order. IGNORED fields are zero here. */
#ifndef HITLESS_SMMU_CD_ILLEGAL_H
#define HITLESS_SMMU_CD_ILLEGAL_H

#include "smmu/cd_work.h"

static inline enum hl_cd_rule cd_check_faults(const struct hl_cd_work *w)
{
    const bool stall = W_GET(w, S);

    if (HL_HOLDS(CD_S_S1STALLD, w->c->s1stalld && stall))
        return HL_RULE_CD_S_S1STALLD;
    if (HL_HOLDS(CD_A, w->c->term_abort && !W_GET(w, A)))
        return HL_RULE_CD_A;
    if (HL_HOLDS(CD_S_TERMINATE, w->s->stall_model == 1 && stall))
        return HL_RULE_CD_S_TERMINATE;
    if (HL_HOLDS(CD_S_STALL, w->s->stall_model == 2 && !stall))
        return HL_RULE_CD_S_STALL;
    return HL_CD_LEGAL;
}

static inline enum hl_cd_rule cd_check_endian(const struct hl_cd_work *w)
{
    const bool walks = w->region[0].on || w->region[1].on;

    if (HL_HOLDS(CD_ENDI_BIG, walks && w->s->ttendian == 2 && W_GET(w, ENDI)))
        return HL_RULE_CD_ENDI_BIG;
    if (HL_HOLDS(CD_ENDI_LITTLE, walks && w->s->ttendian == 3 && !W_GET(w, ENDI)))
        return HL_RULE_CD_ENDI_LITTLE;
    return HL_CD_LEGAL;
}

static inline enum hl_cd_rule cd_check_format(const struct hl_cd_work *w)
{
    const bool vmsa32 = w->format == HL_VMSA32, vmsa64 = w->format == HL_VMSA64;
    const enum hl_world world = w->c->world;

    if (HL_HOLDS(CD_AA64_VMSA32, vmsa32 && !w->s->vmsa32))
        return HL_RULE_CD_AA64_VMSA32;
    if (HL_HOLDS(CD_AA64_VMSA32_WORLD,
                 vmsa32 && (world == HL_WORLD_EL3 || world == HL_WORLD_EL2_E2H)))
        return HL_RULE_CD_AA64_VMSA32_WORLD;
    if (HL_HOLDS(CD_AA64_VMSA32_SEL2,
                 vmsa32 && world == HL_WORLD_EL2 && w->s->security == HL_SECURE))
        return HL_RULE_CD_AA64_VMSA32_SEL2;
    if (HL_HOLDS(CD_AA64_VMSA64, vmsa64 && !w->s->vmsa64))
        return HL_RULE_CD_AA64_VMSA64;
    if (HL_HOLDS(CD_AA64_STAGE2, vmsa64 && w->c->s2_vmsa32))
        return HL_RULE_CD_AA64_STAGE2;
    return HL_CD_LEGAL;
}

/* HA, HD and HAFT are zero here with VMSAv8-32 LPAE. */
static inline enum hl_cd_rule cd_check_httu(const struct hl_cd_work *w)
{
    const bool ha = W_GET(w, HA), hd = W_GET(w, HD);

    if (HL_HOLDS(CD_HA, (ha || hd) && w->s->httu == 0))
        return HL_RULE_CD_HA;
    if (HL_HOLDS(CD_HD, hd && w->s->httu == 1))
        return HL_RULE_CD_HD;
    if (HL_HOLDS(CD_HAFT, W_GET(w, HAFT) && !ha))
        return HL_RULE_CD_HAFT;
    return HL_CD_LEGAL;
}

static inline unsigned cd_tsz_max(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    const bool prose = w->format == HL_VMSA128 && !w->s->options.txsz_stt_vmsa128;

    if (!w->s->stt && !prose)
        return 39;
    return r->tg == 0 || r->tg == 2 ? 48 : 47;
}

static inline unsigned cd_tsz_min(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    const bool vmsa128 = w->format == HL_VMSA128;

    if (vmsa128 && w->c->vax == 2)
        return w->c->world == HL_WORLD_EL3 ? 8 : 9;
    if (w->c->vax != 0 && (r->tg == 1 || W_GET(w, DS) || vmsa128))
        return 12;
    return 16;
}

static inline bool cd_tsz_invalid(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    return r->on && w->format != HL_VMSA32 &&
           (r->tsz < cd_tsz_min(w, r) || r->tsz > cd_tsz_max(w, r));
}

/* 5.4 T0SZ, SMMUv3.0: what is used instead of a value out of range. */
static inline unsigned cd_tsz_clamp(unsigned tsz)
{
    return tsz < 16 ? 16 : tsz > 39 ? 39 : tsz;
}

static inline enum hl_cd_rule cd_check_sizes(struct hl_cd_work *w)
{
    const bool clamp = w->s->v30 && !w->s->options.txsz_oor_illegal;

    if (HL_HOLDS(CD_T0SZ, !clamp && cd_tsz_invalid(w, &w->region[0])))
        return HL_RULE_CD_T0SZ;
    if (HL_HOLDS(CD_T1SZ, !clamp && cd_tsz_invalid(w, &w->region[1])))
        return HL_RULE_CD_T1SZ;
    if (HL_HOLDS(CD_T0SZ_LIMIT, clamp && cd_tsz_invalid(w, &w->region[0])))
        W_SET(w, T0SZ, w->region[0].tsz = cd_tsz_clamp(w->region[0].tsz));
    if (HL_HOLDS(CD_T1SZ_LIMIT, clamp && cd_tsz_invalid(w, &w->region[1])))
        W_SET(w, T1SZ, w->region[1].tsz = cd_tsz_clamp(w->region[1].tsz));
    return HL_CD_LEGAL;
}

static inline bool cd_granule_missing(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    return r->on && w->format != HL_VMSA32 && !hl_granule_supported(w->s, r->tg);
}

static inline bool cd_ttb_out_of_range(const struct hl_cd_work *w, const struct hl_cd_region *r,
                                       uint64_t field)
{
    const uint64_t ttb = field << 4;

    if (!r->on)
        return false;
    if (ttb >> w->pa_range)
        return true;
    return w->format == HL_VMSA64 && r->tg != 1 && !W_GET(w, DS) && ttb >> 48;
}

static inline enum hl_cd_rule cd_check_tables(const struct hl_cd_work *w)
{
    const struct hl_cd_region *r = w->region;

    if (HL_HOLDS(CD_TG0, cd_granule_missing(w, &r[0])))
        return HL_RULE_CD_TG0;
    if (HL_HOLDS(CD_TTB0, cd_ttb_out_of_range(w, &r[0], W_GET(w, TTB0))))
        return HL_RULE_CD_TTB0;
    if (HL_HOLDS(CD_TG1, cd_granule_missing(w, &r[1])))
        return HL_RULE_CD_TG1;
    if (HL_HOLDS(CD_TTB1, cd_ttb_out_of_range(w, &r[1], W_GET(w, TTB1))))
        return HL_RULE_CD_TTB1;
    return HL_CD_LEGAL;
}

static inline unsigned cd_granule_bits(unsigned tg)
{
    return tg == 1 ? 16 : tg == 2 ? 14 : 12;
}

static inline bool cd_skl_too_large(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    const unsigned granule = cd_granule_bits(r->tg);

    return w->format == HL_VMSA128 && r->on && r->skl > (63 - r->tsz - granule) / (granule - 4);
}

static inline enum hl_cd_rule cd_check_vmsa128(const struct hl_cd_work *w)
{
    const bool vmsa128 = w->format == HL_VMSA128;

    if (HL_HOLDS(CD_S1PIE, vmsa128 && !w->c->s1pie))
        return HL_RULE_CD_S1PIE;
    if (HL_HOLDS(CD_AA64_VMSA128_EL2, vmsa128 && w->c->world == HL_WORLD_EL2))
        return HL_RULE_CD_AA64_VMSA128_EL2;
    if (HL_HOLDS(CD_SKL0, cd_skl_too_large(w, &w->region[0])))
        return HL_RULE_CD_SKL0;
    if (HL_HOLDS(CD_SKL1, cd_skl_too_large(w, &w->region[1])))
        return HL_RULE_CD_SKL1;
    return HL_CD_LEGAL;
}

static inline unsigned cd_permission(uint64_t qword, unsigned index)
{
    return (qword >> (3 * index)) & 7;
}

/* The first of PIIP, PIIU and their conflict for the lowest index, as CdIllegal() finds it. PIIU is
 * zero here where it is RES0. */
static inline enum hl_cd_rule cd_check_indirection(const struct hl_cd_work *w)
{
    for (unsigned i = 0; w->indirect && i < 16; i++) {
        const unsigned piip = cd_permission(w->e.q[7], i), piiu = cd_permission(w->e.q[6], i);

        if (HL_HOLDS(CD_PIIP, piip == 4 || piip == 6))
            return HL_RULE_CD_PIIP;
        if (HL_HOLDS(CD_PIIU, piiu == 4 || piiu == 6))
            return HL_RULE_CD_PIIU;
        if (HL_HOLDS(CD_PIIP_PIIU, (piip & 2) && (piiu & 4)))
            return HL_RULE_CD_PIIP_PIIU;
    }
    return HL_CD_LEGAL;
}

/* The first rule that applies, or HL_CD_LEGAL. */
static inline enum hl_cd_rule cd_illegal(struct hl_cd_work *w)
{
    enum hl_cd_rule rule;

    if ((rule = cd_check_faults(w)) != HL_CD_LEGAL)
        return rule;
    if ((rule = cd_check_endian(w)) != HL_CD_LEGAL)
        return rule;
    if ((rule = cd_check_format(w)) != HL_CD_LEGAL)
        return rule;
    if ((rule = cd_check_httu(w)) != HL_CD_LEGAL)
        return rule;
    if (HL_HOLDS(CD_ASID, !w->c->asid16 && W_GET(w, ASID) >> 8))
        return HL_RULE_CD_ASID;
    if ((rule = cd_check_sizes(w)) != HL_CD_LEGAL)
        return rule;
    if ((rule = cd_check_tables(w)) != HL_CD_LEGAL)
        return rule;
    if ((rule = cd_check_vmsa128(w)) != HL_CD_LEGAL)
        return rule;
    return cd_check_indirection(w);
}

#endif
