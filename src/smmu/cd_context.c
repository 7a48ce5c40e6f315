// SPDX-License-Identifier: MIT
/* Which CD fields can mean anything on an SMMU and under an STE: section 5.4. */
#include "smmu/cd.h"
#include "smmu/probe.h"
#include "smmu/registers.h"

#define DROP(name) HL_CLEAR(CD, keep, name)

enum hl_world hl_ste_world(const struct hl_smmu *s, const struct hl_meaning *ste)
{
    const unsigned e2h[3] = {hl_reg_E2H(&s->regs), hl_reg_S_E2H(&s->regs), hl_reg_R_E2H(&s->regs)};

    if (ste->config != HL_CONFIG_S1 || HL_GET(STE, &ste->regime, STRW) == 0)
        return HL_WORLD_EL1;
    if (HL_GET(STE, &ste->regime, STRW) == 1)
        return HL_WORLD_EL3;
    return e2h[s->security] ? HL_WORLD_EL2_E2H : HL_WORLD_EL2;
}

static void drop_ttb1(struct hl_entry *keep)
{
    DROP(T1SZ);
    DROP(TG1);
    DROP(IR1);
    DROP(OR1);
    DROP(SH1);
    DROP(TTB1);
    DROP(TBI1);
    DROP(HAD1);
    DROP(NSCFG1);
    DROP(HWU159);
    DROP(HWU160);
    DROP(HWU161);
    DROP(HWU162);
}

static void drop_hwu(struct hl_entry *keep, bool low, bool high)
{
    if (low) {
        DROP(HWU059);
        DROP(HWU060);
        DROP(HWU159);
        DROP(HWU160);
    }
    if (high) {
        DROP(HWU061);
        DROP(HWU062);
        DROP(HWU161);
        DROP(HWU162);
    }
}

static void drop_piiu(struct hl_entry *keep)
{
    keep->q[6] = 0;
}

/* Worlds with one table and one privilege level. */
static void drop_for_world(bool single, struct hl_entry *keep)
{
    if (HL_HOLDS(CD_WORLD_TTB1, single))
        drop_ttb1(keep);
    if (HL_HOLDS(CD_WORLD_EPD, single)) {
        DROP(EPD0);
        DROP(EPD1);
    }
    if (HL_HOLDS(CD_WORLD_ASID, single))
        DROP(ASID);
    if (HL_HOLDS(CD_WORLD_PAN, single)) {
        DROP(PAN);
        DROP(EPAN);
    }
    if (HL_HOLDS(CD_WORLD_UWXN, single))
        DROP(UWXN);
    if (HL_HOLDS(CD_WORLD_E0PD, single)) {
        DROP(E0PD0);
        DROP(E0PD1);
    }
    if (HL_HOLDS(CD_WORLD_PIIU, single))
        drop_piiu(keep);
}

/* With D128 the bits of HADn and HWUn[62:61] are DisCHn and SKLn, too: the format decides later. */
static void drop_for_features(const struct hl_smmu *s, bool s1pie, struct hl_entry *keep)
{
    const struct hl_registers *r = &s->regs;

    if (HL_HOLDS(CD_NO_HAD, !hl_reg_HAD(r)) && !s->d128) {
        DROP(HAD0);
        DROP(HAD1);
    }
    if (HL_HOLDS(CD_NO_PBHA, !s->pbha))
        drop_hwu(keep, true, !s->d128);
    if (HL_HOLDS(CD_NO_E0PD, !hl_reg_E0PD(r))) {
        DROP(E0PD0);
        DROP(E0PD1);
    }
    if (HL_HOLDS(CD_NO_EPAN, !hl_reg_EPAN(r)))
        DROP(EPAN);
    if (HL_HOLDS(CD_NO_THE, !hl_reg_THE(r)))
        DROP(PnCH);
    if (HL_HOLDS(CD_NO_AIE, !hl_reg_AIE(r)))
        DROP(AIE);
    if (HL_HOLDS(CD_NO_S1PI, !hl_reg_S1PI(r) || !s1pie))
        DROP(PIE);
    if (HL_HOLDS(CD_NO_HAFT, s->httu != 3))
        DROP(HAFT);
    if (HL_HOLDS(CD_NO_DS, !s->ds || s->v30))
        DROP(DS);
}

static void drop_ids(bool s1mpam, bool nested, struct hl_entry *keep)
{
    if (HL_HOLDS(CD_S1MPAM, !s1mpam)) {
        DROP(PARTID);
        DROP(PMG);
    } else if (HL_HOLDS(CD_PARTID_NESTED, nested)) {
        HL_SET(CD, keep, PARTID, 31); /* a virtual PARTID */
    }
}

static void drop_addresses(const struct hl_smmu *s, struct hl_entry *keep)
{
    unsigned bits = s->d128 ? 52 : 48;

    if (HL_HOLDS(CD_TTB_V30, s->v30))
        bits = 44;
    HL_SET(CD, keep, TTB0, HL_GET(CD, keep, TTB0) & hl_ones(bits));
    HL_SET(CD, keep, TTB1, HL_GET(CD, keep, TTB1) & hl_ones(bits));
}

bool hl_cd_context_init(struct hl_cd_context *c, const struct hl_smmu *s,
                        const struct hl_meaning *ste)
{
    const struct hl_entry defined = s->cd_defined;
    struct hl_entry *keep = &c->keep;

    if (ste->config != HL_CONFIG_S1 && ste->config != HL_CONFIG_NESTED)
        return false;
    *c = (struct hl_cd_context){
        .smmu = s,
        .world = hl_ste_world(s, ste),
        .nested = ste->config == HL_CONFIG_NESTED,
        .s1stalld = HL_GET(STE, &ste->regime, S1STALLD),
        .s1pie = HL_GET(STE, &ste->regime, S1PIE),
        .term_abort = hl_reg_TERM_MODEL(&s->regs),
        .asid16 = hl_reg_ASID16(&s->regs),
        .had = hl_reg_HAD(&s->regs),
        .pbha = s->pbha,
        .vax = s->v30 ? 0 : hl_reg_VAX(&s->regs), /* 6.3.6: RES0 there */
        .keep = defined,
    };
    c->unprivileged = c->world == HL_WORLD_EL1 || c->world == HL_WORLD_EL2_E2H;
    c->s2_vmsa32 = c->nested && !HL_GET(STE, &ste->regime, S2AA64) && !s->d128;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        c->undefined.q[i] = ~defined.q[i];

    if (HL_HOLDS(CD_NSCFG_SECURITY, s->security != HL_SECURE)) {
        DROP(NSCFG0);
        DROP(NSCFG1);
    }
    drop_for_world(!c->unprivileged, keep);
    drop_for_features(s, c->s1pie, keep);
    drop_ids(HL_GET(STE, &ste->regime, S1MPAM), c->nested, keep);
    drop_addresses(s, keep);
    if (HL_HOLDS(CD_IMPDEF, !s->options.impdef)) {
        DROP(AMAIR0);
        DROP(AMAIR1);
        DROP(IMPDEF_5);
    }
    if (s->options.res0_illegal)
        *keep = hl_entry_or(*keep, c->undefined);
    return true;
}
