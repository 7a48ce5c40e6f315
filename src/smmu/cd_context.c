// SPDX-License-Identifier: MIT
/* Which CD fields can mean anything on an SMMU and under an STE: section 5.4. */
#include "smmu/cd.h"
#include "smmu/keeping.h"
#include "smmu/registers.h"

#define DROP(name) HL_KEEP_ONLY(CD, keep, name, 0)
#define HOLDS(id, condition) HL_WHY(keep, id, condition)

enum hl_world hl_ste_world(const struct hl_smmu *s, const struct hl_meaning *ste)
{
    const unsigned e2h[3] = {hl_reg_E2H(&s->regs), hl_reg_S_E2H(&s->regs), hl_reg_R_E2H(&s->regs)};

    if (ste->config != HL_CONFIG_S1 || HL_GET(STE, &ste->regime, STRW) == 0)
        return HL_WORLD_EL1;
    if (HL_GET(STE, &ste->regime, STRW) == 1)
        return HL_WORLD_EL3;
    return e2h[s->security] ? HL_WORLD_EL2_E2H : HL_WORLD_EL2;
}

static void drop_ttb1(bool d128, struct hl_keeping *keep)
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
    if (d128) { /* SKL1 */
        DROP(HWU161);
        DROP(HWU162);
    }
}

static void drop_hwu(struct hl_keeping *keep, bool low, bool high)
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

static void drop_piiu(struct hl_keeping *keep)
{
    hl_keep_only(keep, HL_CD_PIIU0_LSB, 48, 0); /* to PIIU15 */
}

/* Worlds with one table and one privilege level. */
static void drop_for_world(bool single, bool d128, struct hl_keeping *keep)
{
    if (HOLDS(CD_WORLD_TTB1, single))
        drop_ttb1(d128, keep);
    if (HOLDS(CD_WORLD_HWU1, single)) {
        DROP(HWU159);
        DROP(HWU160);
        DROP(HWU161);
        DROP(HWU162);
    }
    if (HOLDS(CD_WORLD_EPD, single)) {
        DROP(EPD0);
        DROP(EPD1);
    }
    if (HOLDS(CD_WORLD_ASID, single))
        DROP(ASID);
    if (HOLDS(CD_WORLD_PAN, single))
        DROP(PAN);
    if (HOLDS(CD_WORLD_EPAN, single))
        DROP(EPAN);
    if (HOLDS(CD_WORLD_UWXN, single))
        DROP(UWXN);
    if (HOLDS(CD_WORLD_E0PD, single)) {
        DROP(E0PD0);
        DROP(E0PD1);
    }
    if (HOLDS(CD_WORLD_PIIU, single))
        drop_piiu(keep);
}

/* With D128 the bits of HADn and HWUn[62:61] are DisCHn and SKLn, too: the format decides later. */
static void drop_for_features(const struct hl_smmu *s, bool s1pie, struct hl_keeping *keep)
{
    const struct hl_registers *r = &s->regs;

    if (HOLDS(CD_NO_HAD, !hl_reg_HAD(r)) && !s->d128) {
        DROP(HAD0);
        DROP(HAD1);
    }
    if (HOLDS(CD_HWU_V30, s->v30))
        drop_hwu(keep, true, !s->d128);
    if (HOLDS(CD_NO_PBHA, !s->pbha))
        drop_hwu(keep, true, !s->d128);
    if (HOLDS(CD_NO_E0PD, !hl_reg_E0PD(r))) {
        DROP(E0PD0);
        DROP(E0PD1);
    }
    if (HOLDS(CD_NO_EPAN, !hl_reg_EPAN(r)))
        DROP(EPAN);
    if (HOLDS(CD_NO_THE, !hl_reg_THE(r)))
        DROP(PnCH);
    if (HOLDS(CD_NO_AIE, !hl_reg_AIE(r)))
        DROP(AIE);
    if (HOLDS(CD_NO_S1PI, !hl_reg_S1PI(r) || !s1pie))
        DROP(PIE);
    if (HOLDS(CD_NO_HAFT, s->httu != 3))
        DROP(HAFT);
    if (HOLDS(CD_NO_DS, !s->ds || s->v30))
        DROP(DS);
}

static void drop_ids(bool s1mpam, bool nested, struct hl_keeping *keep)
{
    if (HOLDS(CD_S1MPAM, !s1mpam)) {
        DROP(PARTID);
        DROP(PMG);
    } else if (HOLDS(CD_PARTID_NESTED, nested)) {
        HL_KEEP_ONLY(CD, keep, PARTID, 31); /* a virtual PARTID */
    }
}

static void drop_addresses(const struct hl_smmu *s, struct hl_keeping *keep)
{
    if (HOLDS(CD_TTB_D128, !s->d128)) {
        HL_KEEP_ONLY(CD, keep, TTB0, hl_ones(48));
        HL_KEEP_ONLY(CD, keep, TTB1, hl_ones(48));
    }
    if (HOLDS(CD_TTB_V30, s->v30)) {
        HL_KEEP_ONLY(CD, keep, TTB0, hl_ones(44));
        HL_KEEP_ONLY(CD, keep, TTB1, hl_ones(44));
    }
}

/* By the SMMU and the STE, not by the CD's own fields. */
static void drop_all(const struct hl_cd_context *c, struct hl_keeping *keep)
{
    const struct hl_smmu *s = c->smmu;

    if (HOLDS(CD_NSCFG_SECURITY, s->security != HL_SECURE)) {
        DROP(NSCFG0);
        if (c->unprivileged) /* else TTB1 has none */
            DROP(NSCFG1);
    }
    drop_for_world(!c->unprivileged, s->d128, keep);
    drop_for_features(s, c->s1pie, keep);
    drop_ids(c->s1mpam, c->nested, keep);
    drop_addresses(s, keep);
    if (HOLDS(CD_IMPDEF, !s->options.impdef)) {
        DROP(AMAIR0);
        DROP(AMAIR1);
        DROP(IMPDEF_5);
    }
}

bool hl_cd_context_init(struct hl_cd_context *c, const struct hl_smmu *s,
                        const struct hl_meaning *ste)
{
    const struct hl_entry defined = s->cd_defined;
    struct hl_keeping keeping = hl_keeping_begin(defined);

    if (ste->config != HL_CONFIG_S1 && ste->config != HL_CONFIG_NESTED)
        return false;
    *c = (struct hl_cd_context){
        .smmu = s,
        .s1mpam = HL_GET(STE, &ste->regime, S1MPAM),
        .world = hl_ste_world(s, ste),
        .nested = ste->config == HL_CONFIG_NESTED,
        .s1stalld = HL_GET(STE, &ste->regime, S1STALLD),
        .s1pie = HL_GET(STE, &ste->regime, S1PIE),
        .term_abort = hl_reg_TERM_MODEL(&s->regs),
        .asid16 = hl_reg_ASID16(&s->regs),
        .had = hl_reg_HAD(&s->regs),
        .pbha = s->pbha,
        .vax = s->v30 ? 0 : hl_reg_VAX(&s->regs), /* 6.3.6: RES0 there */
    };
    c->unprivileged = c->world == HL_WORLD_EL1 || c->world == HL_WORLD_EL2_E2H;
    c->s2_vmsa32 = c->nested && !HL_GET(STE, &ste->regime, S2AA64) && !s->d128;
    drop_all(c, &keeping);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        c->reserved.q[i] = keeping.res0.q[i] | ~defined.q[i];
    c->keep = keeping.bits;
    if (s->options.res0_illegal)
        c->keep = hl_entry_or(c->keep, c->reserved);
    return true;
}

enum hl_condition hl_cd_why_reserved(const struct hl_cd_context *c, unsigned bit)
{
    struct hl_keeping keeping = hl_keeping_begin(c->smmu->cd_defined);

    keeping.asks = true;
    keeping.bit = bit;
    drop_all(c, &keeping);
    return keeping.answer;
}
