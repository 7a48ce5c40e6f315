// SPDX-License-Identifier: MIT
/* Features, and which fields can mean anything under them for each STE.Config (section 5.2). */
#include "smmu/smmu.h"
#include "smmu/probe.h"
#include "smmu/registers.h"
#include "entry/field.h"

static const unsigned address_bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};

static void derive_features(struct hl_smmu *s)
{
    const struct hl_registers *r = &s->regs;
    bool secure = s->security == HL_SECURE, realm = s->security == HL_REALM;

    s->v30 = hl_reg_ARCH_MINOR(r) == 0;
    s->s1p = hl_reg_S1P(r);
    s->s2p = hl_reg_S2P(r);
    s->sel2 = hl_reg_SEL2(r);
    s->vmsa32 = hl_reg_TTF(r) & 1;
    s->vmsa64 = hl_reg_TTF(r) & 2;
    s->d128 = hl_reg_D128(r);
    s->cd2l = hl_reg_CD2L(r);
    s->vmid16 = hl_reg_VMID16(r);
    s->rme = hl_reg_RME_IMPL(r);
    s->ds = hl_reg_DS(r);
    s->stt = hl_reg_STT(r);
    s->pbha = hl_reg_PBHA(r);
    s->fwb = hl_reg_FWB(r);
    s->s2pi = hl_reg_S2PI(r);
    s->s2po = hl_reg_S2PO(r);
    s->gran4k = hl_reg_GRAN4K(r);
    s->gran16k = hl_reg_GRAN16K(r);
    s->gran64k = hl_reg_GRAN64K(r);
    s->types_ovr = hl_reg_ATTR_TYPES_OVR(r);
    s->perms_ovr = hl_reg_ATTR_PERMS_OVR(r);
    s->httu = hl_reg_HTTU(r);
    s->ttendian = hl_reg_TTENDIAN(r);
    s->ssidsize = hl_reg_SSIDSIZE(r);

    s->ats = !secure && (realm ? hl_reg_R_ATS(r) : hl_reg_ATS(r));
    s->ns1ats = hl_reg_NS1ATS(r);
    s->atschk = realm || hl_reg_ATSCHK(r); /* 6.3.128: SMMU_R_CR0.ATSCHK is RES1 */
    s->dpt = !secure && (realm ? hl_reg_R_DPT(r) : hl_reg_DPT(r));
    s->xt = realm && hl_reg_R_XT(r);

    s->oas_code = hl_reg_OAS(r);
    s->oas = address_bits[s->oas_code];
    s->ias = s->vmsa64 || !s->vmsa32 ? s->oas : 0; /* without any format nothing translates */
    if (s->vmsa32 && s->ias < 40)
        s->ias = 40;

    s->stall_model = secure  ? hl_reg_S_STALL_MODEL(r)
                     : realm ? hl_reg_R_STALL_MODEL(r)
                             : hl_nonsecure_stall_model(r);
    s->s2s_stall_model =
        secure && s->options.secure_s2s_own ? s->stall_model : hl_nonsecure_stall_model(r);
}

/* 5.6.1, 5.2 VMSPtr: is there a VMS with this PARTID space? */
static void derive_vms(struct hl_smmu *s)
{
    const struct hl_registers *r = &s->regs;
    bool ns_ids = hl_reg_PARTID_MAX(r) != 0;

    if (!hl_reg_MPAM(r) || !s->s1p || !s->s2p)
        return;
    if (s->security == HL_NONSECURE) {
        s->vms_own = ns_ids;
    } else if (s->security == HL_SECURE) {
        s->vms_own = s->sel2 && hl_reg_S_PARTID_MAX(r) != 0;
        s->vms_ns = s->sel2 && hl_reg_S_HAS_MPAM_NS(r) && ns_ids;
    } else {
        s->vms_own = hl_reg_R_PARTID_MAX(r) != 0;
        s->vms_ns = hl_reg_R_HAS_MPAM_NS(r) && ns_ids;
    }
}

static void keep_mpam(const struct hl_smmu *s, bool stage1, bool nested, struct hl_entry *keep)
{
    const struct hl_registers *r = &s->regs;
    bool secure = s->security == HL_SECURE, realm = s->security == HL_REALM;
    unsigned ids = secure  ? hl_reg_S_PARTID_MAX(r) | hl_reg_S_PMG_MAX(r)
                   : realm ? hl_reg_R_PARTID_MAX(r) | hl_reg_R_PMG_MAX(r)
                           : hl_reg_PARTID_MAX(r) | hl_reg_PMG_MAX(r);

    if (HL_HOLDS(STE_NO_MPAM, !hl_reg_MPAM(r) || !ids))
        return;
    HL_MARK(STE, keep, PARTID);
    HL_MARK(STE, keep, PMG);
    if (!HL_HOLDS(STE_NO_MPAM_NS,
                  !(secure && hl_reg_S_HAS_MPAM_NS(r)) && !(realm && hl_reg_R_HAS_MPAM_NS(r))))
        HL_MARK(STE, keep, MPAM_NS);
    if (!HL_HOLDS(STE_S1MPAM_NO_STAGE1, !stage1))
        HL_MARK(STE, keep, S1MPAM);
    if (!HL_HOLDS(STE_NO_VMS, !nested || (!s->vms_own && !s->vms_ns)))
        HL_MARK(STE, keep, VMSPtr);
}

static void keep_any_traffic(const struct hl_smmu *s, unsigned config, struct hl_entry *keep)
{
    const struct hl_registers *r = &s->regs;
    bool secure = s->security == HL_SECURE, realm = s->security == HL_REALM;
    bool pri = !secure && (realm ? hl_reg_R_PRI(r) : hl_reg_PRI(r));

    HL_MARK(STE, keep, Config);
    HL_MARK(STE, keep, MEV);
    if (!HL_HOLDS(STE_NO_PPAR, !pri || !s->ssidsize || hl_reg_PPS(r)))
        HL_MARK(STE, keep, PPAR);
    if (!HL_HOLDS(STE_NO_TYPES_OVR, !s->types_ovr || !s->options.overrides)) {
        HL_MARK(STE, keep, MTCFG);
        HL_MARK(STE, keep, MemAttr);
        HL_MARK(STE, keep, ALLOCCFG);
        HL_MARK(STE, keep, SHCFG);
    }
    if (!HL_HOLDS(STE_NO_PERMS_OVR, !s->perms_ovr)) {
        HL_MARK(STE, keep, PRIVCFG);
        HL_MARK(STE, keep, INSTCFG);
    }
    if (!HL_HOLDS(STE_NSCFG_SECURITY, !realm && !(secure && s->perms_ovr)))
        HL_MARK(STE, keep, NSCFG);
    if (!HL_HOLDS(STE_IMPDEF, !s->options.impdef)) {
        HL_MARK(STE, keep, IMPDEF_1);
        HL_MARK(STE, keep, IMPDEF_2);
        HL_MARK(STE, keep, IMPDEF_4);
    }
    if (!HL_HOLDS(STE_NO_MEC, !realm || !hl_reg_R_MEC(r)))
        HL_SET(STE, keep, MECID, hl_ones(hl_reg_MECIDSIZE(r) + 1));
    if (!HL_HOLDS(STE_NO_DRE, config == 4 || !s->options.dre_dcp || s->v30)) {
        HL_MARK(STE, keep, DRE);
        HL_MARK(STE, keep, DCP);
    }
    if (!HL_HOLDS(STE_NO_EATS, config == 4 || !s->ats)) {
        HL_MARK(STE, keep, EATS);
        if (!HL_HOLDS(STE_NO_DPT, !s->dpt))
            HL_MARK(STE, keep, DPT_VMATCH);
    }
    keep_mpam(s, config & 1, config == 7, keep);
}

static void keep_stage1(const struct hl_smmu *s, unsigned config, struct hl_entry *keep)
{
    HL_MARK(STE, keep, S1ContextPtr);
    if (!HL_HOLDS(STE_NO_SSID, !s->ssidsize)) {
        HL_MARK(STE, keep, S1CDMax);
        HL_MARK(STE, keep, S1Fmt);
        HL_MARK(STE, keep, S1DSS);
    }
    HL_MARK(STE, keep, S1CIR);
    HL_MARK(STE, keep, S1COR);
    HL_MARK(STE, keep, S1CSH);
    HL_MARK(STE, keep, S1STALLD);
    if (!HL_HOLDS(STE_NO_S1PI, !hl_reg_S1PI(&s->regs)))
        HL_MARK(STE, keep, S1PIE);
    if (HL_HOLDS(STE_STRW_NESTED, config != 5))
        return;
    if (!HL_HOLDS(STE_STRW_NO_HYP,
                  !s->s1p || (s->security == HL_NONSECURE && !hl_reg_HYP(&s->regs))))
        HL_MARK(STE, keep, STRW);
    if (!HL_HOLDS(STE_S2VMID_NO_STAGE2, s->security == HL_SECURE || !s->s2p))
        HL_MARK(STE, keep, S2VMID);
    if (!HL_HOLDS(STE_S2S_NO_STAGE2, !s->v30 || !s->options.eats_s2s_bypass))
        HL_MARK(STE, keep, S2S); /* read by a legality rule only */
}

static void keep_secure_stage2(struct hl_entry *keep)
{
    HL_MARK(STE, keep, S2NSW);
    HL_MARK(STE, keep, S2NSA);
    HL_MARK(STE, keep, S2SW);
    HL_MARK(STE, keep, S2SA);
    HL_MARK(STE, keep, S_S2T0SZ);
    HL_MARK(STE, keep, S_S2SL0);
    HL_MARK(STE, keep, S_S2SL0_2);
    HL_MARK(STE, keep, S_S2TG);
    HL_MARK(STE, keep, S_S2TTB);
    HL_MARK(STE, keep, S_S2SKL);
}

static void keep_stage2(const struct hl_smmu *s, unsigned config, struct hl_entry *keep)
{
    HL_MARK(STE, keep, S2VMID);
    HL_MARK(STE, keep, S2T0SZ);
    HL_MARK(STE, keep, S2SL0);
    HL_MARK(STE, keep, S2IR0);
    HL_MARK(STE, keep, S2OR0);
    HL_MARK(STE, keep, S2SH0);
    HL_MARK(STE, keep, S2TG);
    HL_MARK(STE, keep, S2PS);
    HL_MARK(STE, keep, S2AA64);
    HL_MARK(STE, keep, S2ENDI);
    HL_MARK(STE, keep, S2AFFD);
    HL_MARK(STE, keep, S2HD);
    HL_MARK(STE, keep, S2HA);
    HL_MARK(STE, keep, S2S);
    HL_MARK(STE, keep, S2R);
    HL_MARK(STE, keep, S2SL0_2);
    HL_MARK(STE, keep, S2DS);
    HL_MARK(STE, keep, S2TTB);
    HL_MARK(STE, keep, S2SKL);
    if (!HL_HOLDS(STE_S_S2_SECURITY, s->security != HL_SECURE || !s->sel2))
        keep_secure_stage2(keep);
    if (!HL_HOLDS(STE_S2PTW_NO_STAGE1, config != 7))
        HL_MARK(STE, keep, S2PTW);
    if (!HL_HOLDS(STE_NO_FWB, !s->fwb))
        HL_MARK(STE, keep, S2FWB);
    if (!HL_HOLDS(STE_NO_S2HAFT, s->httu != 3))
        HL_MARK(STE, keep, S2HAFT);
    if (!HL_HOLDS(STE_NO_PBHA, !s->pbha)) {
        HL_MARK(STE, keep, S2HWU59);
        HL_MARK(STE, keep, S2HWU60);
        HL_MARK(STE, keep, S2HWU61);
        HL_MARK(STE, keep, S2HWU62);
    }
    if (!HL_HOLDS(STE_NO_S2PI, !s->s2pi))
        HL_MARK(STE, keep, S2PIE);
    if (!HL_HOLDS(STE_NO_S2PO, !s->s2po)) {
        HL_MARK(STE, keep, S2POE);
        keep->q[7] = ~UINT64_C(0); /* S2POI0 to S2POI15 */
    }
    if (!HL_HOLDS(STE_NO_THE, !hl_reg_THE(&s->regs))) {
        HL_MARK(STE, keep, AssuredOnly);
        if (!HL_HOLDS(STE_TL_NO_STAGE1,
                      config != 7)) { /* TopLevel checks are made on stage 1 walks */
            HL_MARK(STE, keep, TL0);
            HL_MARK(STE, keep, TL1);
        }
    }
    if (HL_HOLDS(STE_NO_DS, !s->ds)) {
        HL_CLEAR(STE, keep, S2DS);
        HL_CLEAR(STE, keep, S2SL0_2);
        HL_CLEAR(STE, keep, S_S2SL0_2);
    }
    if (HL_HOLDS(STE_NO_D128, !s->d128)) {
        HL_CLEAR(STE, keep, S2SKL);
        HL_CLEAR(STE, keep, S_S2SKL);
        /* v3.0: bits [47:4]; v3.1 on: bits [51:4] */
        unsigned bits = HL_HOLDS(STE_S2TTB_V30, s->v30) ? 44 : 48;
        HL_SET(STE, keep, S2TTB, hl_ones(bits));
        if (s->security == HL_SECURE && s->sel2)
            HL_SET(STE, keep, S_S2TTB, hl_ones(bits));
    }
}

void hl_smmu_init(struct hl_smmu *s, const struct hl_registers *regs, enum hl_security security,
                  const struct hl_options *options)
{
    struct hl_entry defined = hl_layout_mask(&hl_ste_layout);

    *s = (struct hl_smmu){.regs = *regs, .options = *options, .security = security};
    derive_features(s);
    derive_vms(s);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        s->undefined.q[i] = ~defined.q[i];

    for (unsigned config = 0; config < 8; config++) {
        struct hl_entry *keep = &s->keep[config];
        HL_MARK(STE, keep, V);
        if (!HL_HOLDS(STE_CONT, !s->options.cont))
            HL_MARK(STE, keep, CONT);
        if (s->options.res0_illegal)
            *keep = hl_entry_or(*keep, s->undefined);
        if (config < 4) {
            HL_SET(STE, keep, Config, 4); /* 0b0xx is all one */
            continue;
        }
        keep_any_traffic(s, config, keep);
        if (config & 1)
            keep_stage1(s, config, keep);
        if (config & 2)
            keep_stage2(s, config, keep);
    }
}
