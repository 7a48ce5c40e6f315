// SPDX-License-Identifier: MIT
/* CD fields that are IGNORED, or behave as another value, because of other fields: section 5.4. */
#ifndef HITLESS_SMMU_CD_IGNORED_H
#define HITLESS_SMMU_CD_IGNORED_H

#include "smmu/cd_work.h"

static inline enum hl_format cd_format(const struct hl_cd_work *w)
{
    if (W_GET(w, AA64))
        return HL_VMSA64;
    return w->s->d128 ? HL_VMSA128 : HL_VMSA32;
}

static inline void cd_ignore_e0pd_and_pnch(struct hl_cd_work *w)
{
    W_IGNORE(w, E0PD0);
    W_IGNORE(w, E0PD1);
    W_IGNORE(w, PnCH);
    W_IGNORE(w, DS);
    W_IGNORE(w, PIE);
}

static inline void cd_ignore_for_vmsa32(struct hl_cd_work *w)
{
    if (HL_HOLDS(CD_VMSA32_SIZES, w->format == HL_VMSA32)) {
        HL_SET(CD, &w->used, T0SZ, HL_GET(CD, &w->used, T0SZ) & 7);
        HL_SET(CD, &w->used, T1SZ, HL_GET(CD, &w->used, T1SZ) & 7);
        W_SET(w, T0SZ, W_GET(w, T0SZ) & 7);
        W_SET(w, T1SZ, W_GET(w, T1SZ) & 7);
        W_IGNORE(w, TG0);
        W_IGNORE(w, TG1);
        W_IGNORE(w, IPS);
    }
    if (HL_HOLDS(CD_VMSA32_HTTU, w->format == HL_VMSA32)) {
        W_IGNORE(w, HA);
        W_IGNORE(w, HD);
        W_IGNORE(w, HAFT);
    }
    if (HL_HOLDS(CD_VMSA32_FEATURES, w->format == HL_VMSA32)) {
        cd_ignore_e0pd_and_pnch(w);
        W_IGNORE(w, EPAN);
        W_IGNORE(w, AIE);
    }
}

static inline void cd_ignore_for_vmsa128(struct hl_cd_work *w)
{
    if (HL_HOLDS(CD_VMSA128_FEATURES, w->format == HL_VMSA128)) {
        cd_ignore_e0pd_and_pnch(w);
        W_IGNORE(w, HWU059);
        W_IGNORE(w, HWU060);
        W_IGNORE(w, HWU159);
        W_IGNORE(w, HWU160);
    }
}

/* With D128 the same bits are DisCHn and SKLn of one format, HADn and HWUn61/62 of the others. */
static inline void cd_ignore_shared_bits(struct hl_cd_work *w)
{
    const bool apart = !w->s->options.had_d128;

    if (!HL_HOLDS(CD_VMSA128_SKL, w->format != HL_VMSA128) || !w->s->d128)
        return;
    if (!w->c->had || apart) {
        W_IGNORE(w, HAD0);
        W_IGNORE(w, HAD1);
    }
    if (!w->c->pbha || apart) {
        W_IGNORE(w, HWU061);
        W_IGNORE(w, HWU062);
        W_IGNORE(w, HWU161);
        W_IGNORE(w, HWU162);
    }
}

static inline void cd_ignore_high_ttb(struct hl_cd_work *w)
{
    const uint64_t low = hl_ones(48);

    if (!HL_HOLDS(CD_TTB_VMSA128, w->format != HL_VMSA128))
        return;
    HL_SET(CD, &w->used, TTB0, HL_GET(CD, &w->used, TTB0) & low);
    HL_SET(CD, &w->used, TTB1, HL_GET(CD, &w->used, TTB1) & low);
    W_SET(w, TTB0, W_GET(w, TTB0) & low);
    W_SET(w, TTB1, W_GET(w, TTB1) & low);
}

/* 5.4 EPD0, and what has an effect on walks only: those fields do nothing either. */
static inline void cd_ignore_epd0(struct hl_cd_work *w)
{
    if (!HL_HOLDS(CD_EPD0, W_GET(w, EPD0)))
        return;
    W_IGNORE(w, T0SZ);
    W_IGNORE(w, TG0);
    W_IGNORE(w, IR0);
    W_IGNORE(w, OR0);
    W_IGNORE(w, SH0);
    W_IGNORE(w, TTB0);
    W_IGNORE(w, NSCFG0);
    W_IGNORE(w, HAD0);
    W_IGNORE(w, HWU059);
    W_IGNORE(w, HWU060);
    W_IGNORE(w, HWU061);
    W_IGNORE(w, HWU062);
}

static inline void cd_ignore_epd1(struct hl_cd_work *w)
{
    if (!HL_HOLDS(CD_EPD1, W_GET(w, EPD1)))
        return;
    W_IGNORE(w, T1SZ);
    W_IGNORE(w, TG1);
    W_IGNORE(w, IR1);
    W_IGNORE(w, OR1);
    W_IGNORE(w, SH1);
    W_IGNORE(w, TTB1);
    W_IGNORE(w, NSCFG1);
    W_IGNORE(w, HAD1);
    W_IGNORE(w, HWU159);
    W_IGNORE(w, HWU160);
    W_IGNORE(w, HWU161);
    W_IGNORE(w, HWU162);
}

static inline void cd_ignore_epds(struct hl_cd_work *w)
{
    cd_ignore_epd0(w);
    cd_ignore_epd1(w);
    if (HL_HOLDS(CD_EPD_BOTH, W_GET(w, EPD0) && W_GET(w, EPD1))) {
        W_IGNORE(w, ENDI);
        W_IGNORE(w, IPS);
    }
}

/* The granule of TTB1 in TG0's encoding. */
static inline unsigned cd_granule1(const struct hl_cd_work *w)
{
    static const unsigned char tg[4] = {3, 2, 0, 1};

    return w->format == HL_VMSA32 ? 0 : tg[W_GET(w, TG1)];
}

static inline void cd_describe_regions(struct hl_cd_work *w)
{
    const bool skl = w->format == HL_VMSA128;

    w->region[0].on = !W_GET(w, EPD0);
    w->region[0].tg = (unsigned)W_GET(w, TG0);
    w->region[0].tsz = (unsigned)W_GET(w, T0SZ);
    w->region[0].skl = skl ? (unsigned)(W_GET(w, HWU062) << 1 | W_GET(w, HWU061)) : 0;
    w->region[1].on = w->c->unprivileged && !W_GET(w, EPD1);
    w->region[1].tg = cd_granule1(w);
    w->region[1].tsz = (unsigned)W_GET(w, T1SZ);
    w->region[1].skl = skl ? (unsigned)(W_GET(w, HWU162) << 1 | W_GET(w, HWU161)) : 0;
}

static inline void cd_ignore_ds(struct hl_cd_work *w)
{
    const bool small =
        (w->region[0].on && w->region[0].tg != 1) || (w->region[1].on && w->region[1].tg != 1);

    if (HL_HOLDS(CD_DS_64K, !small))
        W_IGNORE(w, DS);
}

static inline bool cd_sh_for_pages(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    return W_GET(w, DS) && r->tg != 1;
}

static inline void cd_ignore_sh(struct hl_cd_work *w)
{
    if (HL_HOLDS(CD_SH0_NC, !W_GET(w, IR0) && !W_GET(w, OR0) && !cd_sh_for_pages(w, w->region)))
        W_IGNORE(w, SH0);
    if (HL_HOLDS(CD_SH0_RESERVED, W_GET(w, SH0) == 1))
        W_SET(w, SH0, 0);
    if (HL_HOLDS(CD_SH1_NC, !W_GET(w, IR1) && !W_GET(w, OR1) && !cd_sh_for_pages(w, w->region + 1)))
        W_IGNORE(w, SH1);
    if (HL_HOLDS(CD_SH1_RESERVED, W_GET(w, SH1) == 1))
        W_SET(w, SH1, 0);
}

static inline void cd_ignore_hwu(struct hl_cd_work *w)
{
    if (w->format == HL_VMSA128)
        return;
    if (HL_HOLDS(CD_HWU0_HAD, !W_GET(w, HAD0))) {
        W_IGNORE(w, HWU059);
        W_IGNORE(w, HWU060);
        W_IGNORE(w, HWU061);
        W_IGNORE(w, HWU062);
    }
    if (HL_HOLDS(CD_HWU1_HAD, !W_GET(w, HAD1))) {
        W_IGNORE(w, HWU159);
        W_IGNORE(w, HWU160);
        W_IGNORE(w, HWU161);
        W_IGNORE(w, HWU162);
    }
}

/* 3.26.1 */
static inline void cd_ignore_permissions(struct hl_cd_work *w)
{
    w->indirect = w->format == HL_VMSA128 || W_GET(w, PIE);
    if (HL_HOLDS(CD_PI_ON, w->indirect)) {
        W_IGNORE(w, WXN);
        W_IGNORE(w, EPAN);
    }
    if (HL_HOLDS(CD_PI_OFF, !w->indirect)) {
        w->e.q[6] = w->e.q[7] = 0;
        w->used.q[6] = w->used.q[7] = 0;
    }
    if (HL_HOLDS(CD_UWXN, w->format != HL_VMSA32))
        W_IGNORE(w, UWXN);
}

static inline void cd_ignore_faults(struct hl_cd_work *w)
{
    if (HL_HOLDS(CD_AFFD_HA, W_GET(w, HA)))
        W_IGNORE(w, AFFD);
    if (HL_HOLDS(CD_R_S, W_GET(w, S)))
        W_IGNORE(w, R);
}

/* The cap covers the reserved values: the OAS itself cannot be one. */
static inline void cd_effective_ips(struct hl_cd_work *w)
{
    static const unsigned bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};

    if (w->format == HL_VMSA32) {
        w->pa_range = 40;
        return;
    }
    if (HL_HOLDS(CD_IPS_OAS, W_GET(w, IPS) > w->s->oas_code))
        W_SET(w, IPS, w->s->oas_code);
    w->pa_range = bits[W_GET(w, IPS)];
}

/* Apply the IGNORED conditions that depend on other fields. */
static inline void cd_ignore(struct hl_cd_work *w)
{
    w->format = cd_format(w);
    cd_ignore_for_vmsa32(w);
    cd_ignore_for_vmsa128(w);
    cd_ignore_shared_bits(w);
    cd_ignore_high_ttb(w);
    cd_ignore_hwu(w);
    cd_ignore_epds(w);
    cd_describe_regions(w);
    cd_ignore_ds(w);
    cd_ignore_sh(w);
    cd_ignore_permissions(w);
    cd_ignore_faults(w);
    cd_effective_ips(w);
}

#endif
