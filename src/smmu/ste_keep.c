// SPDX-License-Identifier: MIT
/* Which STE bits can have a meaning, by registers, Config and S2AA64: all defined ones but those of
 * section 5.2's conditions on these. */
#include "smmu/registers.h"
#include "smmu/ste_work.h"

struct keep {
    const struct hl_smmu *s;
    const struct hl_registers *r;
    unsigned config;
    enum hl_format format;
    bool nonsecure, secure, realm;
    struct hl_entry bits;
};

#define K_CLEAR(k, name) HL_CLEAR(STE, &(k)->bits, name)
#define K_LIMIT(k, name, width)                                                                    \
    HL_SET(STE, &(k)->bits, name, HL_GET(STE, &(k)->bits, name) & hl_ones(width))

static void clear_stage1(struct keep *k)
{
    K_CLEAR(k, S1Fmt);
    K_CLEAR(k, S1ContextPtr);
    K_CLEAR(k, S1CDMax);
    K_CLEAR(k, S1DSS);
    K_CLEAR(k, S1CIR);
    K_CLEAR(k, S1COR);
    K_CLEAR(k, S1CSH);
    K_CLEAR(k, S1PIE);
    K_CLEAR(k, S1MPAM);
    K_CLEAR(k, S1STALLD);
}

static void clear_hwu(struct keep *k)
{
    K_CLEAR(k, S2HWU59);
    K_CLEAR(k, S2HWU60);
    K_CLEAR(k, S2HWU61);
    K_CLEAR(k, S2HWU62);
}

static void clear_secure_stage2(struct keep *k)
{
    K_CLEAR(k, S2NSW);
    K_CLEAR(k, S2NSA);
    K_CLEAR(k, S2SW);
    K_CLEAR(k, S2SA);
    K_CLEAR(k, S_S2T0SZ);
    K_CLEAR(k, S_S2SL0);
    K_CLEAR(k, S_S2SL0_2);
    K_CLEAR(k, S_S2TG);
    K_CLEAR(k, S_S2TTB);
    K_CLEAR(k, S_S2SKL);
}

static void clear_overlay(struct keep *k)
{
    K_CLEAR(k, S2POE);
    k->bits.q[7] = 0; /* S2POI0 to S2POI15 */
}

static void clear_52_bit(struct keep *k)
{
    K_CLEAR(k, S2DS);
    K_CLEAR(k, S2SL0_2);
    K_CLEAR(k, S_S2SL0_2);
}

/* All but S2VMID, S2S and S2TTB. */
static void clear_stage2(struct keep *k)
{
    clear_hwu(k);
    clear_secure_stage2(k);
    clear_overlay(k);
    clear_52_bit(k);
    K_CLEAR(k, S2FWB);
    K_CLEAR(k, S2T0SZ);
    K_CLEAR(k, S2SL0);
    K_CLEAR(k, S2IR0);
    K_CLEAR(k, S2OR0);
    K_CLEAR(k, S2SH0);
    K_CLEAR(k, S2TG);
    K_CLEAR(k, S2PS);
    K_CLEAR(k, S2AA64);
    K_CLEAR(k, S2ENDI);
    K_CLEAR(k, S2AFFD);
    K_CLEAR(k, S2PTW);
    K_CLEAR(k, S2HD);
    K_CLEAR(k, S2HA);
    K_CLEAR(k, S2R);
    K_CLEAR(k, S2HAFT);
    K_CLEAR(k, S2PIE);
    K_CLEAR(k, S2SKL);
}

static void clear_overrides(struct keep *k)
{
    K_CLEAR(k, MTCFG);
    K_CLEAR(k, MemAttr);
    K_CLEAR(k, ALLOCCFG);
    K_CLEAR(k, SHCFG);
}

static void keep_stage1(struct keep *k)
{
    if (HL_HOLDS(STE_S1_CONFIG, !(k->config & 1)))
        clear_stage1(k);
    if (HL_HOLDS(STE_S1CDMAX_SSIDSIZE, k->s->ssidsize == 0))
        K_CLEAR(k, S1CDMax); /* S1Fmt and S1DSS follow */
    if (HL_HOLDS(STE_S1PIE_S1PI, !hl_reg_S1PI(k->r)))
        K_CLEAR(k, S1PIE);
    if (HL_HOLDS(STE_STRW_S1P, !k->s->s1p))
        K_CLEAR(k, STRW);
    if (HL_HOLDS(STE_STRW_HYP, k->nonsecure && !hl_reg_HYP(k->r)))
        K_CLEAR(k, STRW);
    if (HL_HOLDS(STE_STRW_CONFIG, k->config != 5))
        K_CLEAR(k, STRW);
}

/* What counts in every Config that lets traffic pass. */
static void keep_attributes(struct keep *k)
{
    if (HL_HOLDS(STE_MTCFG_ATTR_TYPES_OVR, !k->s->types_ovr))
        clear_overrides(k);
    if (HL_HOLDS(STE_MTCFG_PCIE, !k->s->options.overrides))
        clear_overrides(k);
    if (HL_HOLDS(STE_PRIVCFG_ATTR_PERMS_OVR, !k->s->perms_ovr)) {
        K_CLEAR(k, PRIVCFG);
        K_CLEAR(k, INSTCFG);
    }
    if (HL_HOLDS(STE_NSCFG_NONSECURE, k->nonsecure))
        K_CLEAR(k, NSCFG);
    if (HL_HOLDS(STE_NSCFG_ATTR_PERMS_OVR, k->secure && !k->s->perms_ovr))
        K_CLEAR(k, NSCFG);
    if (HL_HOLDS(STE_IMPDEF, !k->s->options.impdef)) {
        K_CLEAR(k, IMPDEF_1);
        K_CLEAR(k, IMPDEF_2);
        K_CLEAR(k, IMPDEF_4);
    }
    if (HL_HOLDS(STE_MECID_SECURITY, !k->realm))
        K_CLEAR(k, MECID);
    if (HL_HOLDS(STE_MECID_MEC, !hl_reg_R_MEC(k->r)))
        K_CLEAR(k, MECID);
    if (HL_HOLDS(STE_MECID_SIZE, hl_reg_MECIDSIZE(k->r) < 15))
        K_LIMIT(k, MECID, hl_reg_MECIDSIZE(k->r) + 1);
}

static void clear_special_transactions(struct keep *k)
{
    K_CLEAR(k, DRE);
    K_CLEAR(k, DCP);
}

static void keep_device_traffic(struct keep *k)
{
    bool pri = k->realm ? hl_reg_R_PRI(k->r) : k->nonsecure && hl_reg_PRI(k->r);
    bool ats = k->realm ? hl_reg_R_ATS(k->r) : hl_reg_ATS(k->r);

    if (HL_HOLDS(STE_PPAR_PRI, !pri))
        K_CLEAR(k, PPAR);
    if (HL_HOLDS(STE_PPAR_SSIDSIZE, k->s->ssidsize == 0))
        K_CLEAR(k, PPAR);
    if (HL_HOLDS(STE_PPAR_PPS, hl_reg_PPS(k->r)))
        K_CLEAR(k, PPAR);
    if (HL_HOLDS(STE_DRE_V30, k->s->v30))
        clear_special_transactions(k);
    if (HL_HOLDS(STE_DRE_BYPASS, k->config == 4))
        clear_special_transactions(k);
    if (HL_HOLDS(STE_DRE_CLASS, !k->s->options.dre_dcp))
        clear_special_transactions(k);
    if (HL_HOLDS(STE_EATS_SECURE, k->secure))
        K_CLEAR(k, EATS);
    if (HL_HOLDS(STE_EATS_ATS, !ats))
        K_CLEAR(k, EATS);
    if (HL_HOLDS(STE_EATS_BYPASS, k->config == 4))
        K_CLEAR(k, EATS);
    if (HL_HOLDS(STE_DPT_VMATCH_DPT, !k->s->dpt))
        K_CLEAR(k, DPT_VMATCH);
}

static void clear_mpam(struct keep *k)
{
    K_CLEAR(k, PARTID);
    K_CLEAR(k, PMG);
    K_CLEAR(k, MPAM_NS);
    K_CLEAR(k, S1MPAM);
}

static void keep_mpam(struct keep *k)
{
    const struct hl_registers *r = k->r;
    unsigned ids = k->secure  ? hl_reg_S_PARTID_MAX(r) | hl_reg_S_PMG_MAX(r)
                   : k->realm ? hl_reg_R_PARTID_MAX(r) | hl_reg_R_PMG_MAX(r)
                              : hl_reg_PARTID_MAX(r) | hl_reg_PMG_MAX(r);
    bool has_ns = k->secure ? hl_reg_S_HAS_MPAM_NS(r) : hl_reg_R_HAS_MPAM_NS(r);

    if (HL_HOLDS(STE_MPAM_MPAM, !hl_reg_MPAM(r)))
        clear_mpam(k);
    if (HL_HOLDS(STE_MPAM_IDS, !ids))
        clear_mpam(k);
    if (HL_HOLDS(STE_MPAM_NS_NONSECURE, k->nonsecure))
        K_CLEAR(k, MPAM_NS);
    if (HL_HOLDS(STE_MPAM_NS_HAS, !has_ns))
        K_CLEAR(k, MPAM_NS);
    if (HL_HOLDS(STE_VMSPTR_VMS, !k->s->vms_own && !k->s->vms_ns))
        K_CLEAR(k, VMSPtr);
    if (HL_HOLDS(STE_VMSPTR_CONFIG, k->config != 7))
        K_CLEAR(k, VMSPtr);
}

static void keep_vmid(struct keep *k)
{
    if (HL_HOLDS(STE_S2VMID_S2P, k->secure ? !k->s->sel2 : !k->s->s2p))
        K_CLEAR(k, S2VMID);
    if (HL_HOLDS(STE_S2VMID_SECURE, k->secure && k->config == 5))
        K_CLEAR(k, S2VMID);
    if (HL_HOLDS(STE_S2VMID_BYPASS, k->config == 4))
        K_CLEAR(k, S2VMID);
}

static void keep_stage2(struct keep *k)
{
    const struct hl_smmu *s = k->s;
    bool eats_checks_s2s = s->v30 && s->options.eats_s2s_bypass && k->config == 5;
    bool erratum_reads_ttb = s->options.erratum_s1_s2ttb && k->config == 5;

    if (HL_HOLDS(STE_S2_CONFIG, !(k->config & 2)))
        clear_stage2(k);
    if (HL_HOLDS(STE_S2TTB_CONFIG, !(k->config & 2) && !erratum_reads_ttb))
        K_CLEAR(k, S2TTB);
    if (HL_HOLDS(STE_S2S_CONFIG, !(k->config & 2) && !eats_checks_s2s))
        K_CLEAR(k, S2S);
    if (HL_HOLDS(STE_S_S2_SECURITY, !k->secure))
        clear_secure_stage2(k);
    if (HL_HOLDS(STE_S_S2_SEL2, !s->sel2))
        clear_secure_stage2(k);
    if (HL_HOLDS(STE_S2PTW_CONFIG, k->config != 7))
        K_CLEAR(k, S2PTW);
    if (HL_HOLDS(STE_S2FWB_FWB, !s->fwb))
        K_CLEAR(k, S2FWB);
    if (HL_HOLDS(STE_S2HAFT_HTTU, s->httu != 3))
        K_CLEAR(k, S2HAFT);
    if (HL_HOLDS(STE_S2HWU_PBHA, !s->pbha))
        clear_hwu(k);
    if (HL_HOLDS(STE_S2PIE_S2PI, !s->s2pi))
        K_CLEAR(k, S2PIE);
    if (HL_HOLDS(STE_S2POE_S2PO, !s->s2po))
        clear_overlay(k);
    if (HL_HOLDS(STE_S2DS_DS, !s->ds))
        clear_52_bit(k);
    if (HL_HOLDS(STE_S2TTB_V30, s->v30)) {
        K_LIMIT(k, S2TTB, 44);
        K_LIMIT(k, S_S2TTB, 44);
    }
    if (HL_HOLDS(STE_S2SKL_D128, !s->d128)) {
        K_CLEAR(k, S2SKL);
        K_CLEAR(k, S_S2SKL);
    }
}

static void clear_assured(struct keep *k)
{
    K_CLEAR(k, AssuredOnly);
    K_CLEAR(k, TL0);
    K_CLEAR(k, TL1);
}

static void keep_assured(struct keep *k)
{
    if (HL_HOLDS(STE_ASSUREDONLY_THE, !hl_reg_THE(k->r)))
        clear_assured(k);
    if (HL_HOLDS(STE_ASSUREDONLY_CONFIG, !(k->config & 2)))
        clear_assured(k);
    if (HL_HOLDS(STE_ASSUREDONLY_VMSA128, k->format == HL_VMSA128))
        K_CLEAR(k, AssuredOnly);
    if (HL_HOLDS(STE_TL_CONFIG, k->config != 7)) { /* the checks are made on stage 1 walks */
        K_CLEAR(k, TL0);
        K_CLEAR(k, TL1);
    }
}

static void keep_format(struct keep *k)
{
    bool vmsa32 = k->format == HL_VMSA32, vmsa128 = k->format == HL_VMSA128;

    if (HL_HOLDS(STE_S2T0SZ_VMSA32, vmsa32))
        K_LIMIT(k, S2T0SZ, 4);
    if (HL_HOLDS(STE_S2TG_VMSA32, vmsa32))
        K_CLEAR(k, S2TG);
    if (HL_HOLDS(STE_S2PS_VMSA32, vmsa32))
        K_CLEAR(k, S2PS);
    if (HL_HOLDS(STE_S2DS_VMSA32, vmsa32))
        clear_52_bit(k);
    if (HL_HOLDS(STE_S2PIE_VMSA32, vmsa32 && !k->s->options.s2pie_vmsa32))
        K_CLEAR(k, S2PIE);
    if (HL_HOLDS(STE_S2SKL_VMSA64, k->format == HL_VMSA64)) {
        K_CLEAR(k, S2SKL);
        K_CLEAR(k, S_S2SKL);
    }
    if (HL_HOLDS(STE_S2TTB_VMSA128, !vmsa128)) {
        K_LIMIT(k, S2TTB, 48);
        K_LIMIT(k, S_S2TTB, 48);
    }
    if (HL_HOLDS(STE_S2SL0_VMSA128, vmsa128)) {
        K_CLEAR(k, S2SL0);
        K_CLEAR(k, S_S2SL0);
    }
    if (HL_HOLDS(STE_S2DS_VMSA128, vmsa128))
        clear_52_bit(k);
    if (HL_HOLDS(STE_S2PIE_VMSA128, vmsa128))
        K_CLEAR(k, S2PIE);
    if (HL_HOLDS(STE_S2HWU_VMSA128, vmsa128 && !k->s->options.s2hwu_vmsa128))
        clear_hwu(k);
}

static void keep_of_abort(struct keep *k)
{
    struct hl_entry all = k->bits;

    k->bits = (struct hl_entry){{0}};
    HL_MARK(STE, &k->bits, V);
    HL_SET(STE, &k->bits, Config, 4); /* 0b0xx is all one */
    HL_SET(STE, &k->bits, CONT, HL_GET(STE, &all, CONT));
}

struct hl_entry hl_ste_keep(const struct hl_smmu *s, unsigned config, bool s2aa64)
{
    struct keep k = {.s = s, .r = &s->regs, .config = config};

    k.format = hl_stage2_format(s, s2aa64);
    k.nonsecure = s->security == HL_NONSECURE;
    k.secure = s->security == HL_SECURE;
    k.realm = s->security == HL_REALM;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        k.bits.q[i] = ~s->undefined.q[i];
    K_CLEAR(&k, SW_RESERVED);
    if (HL_HOLDS(STE_CONT_HINT, !s->options.cont))
        K_CLEAR(&k, CONT);
    if (HL_HOLDS(STE_CONFIG_ABORT, config < 4)) {
        keep_of_abort(&k);
    } else {
        keep_stage1(&k);
        keep_attributes(&k);
        keep_device_traffic(&k);
        keep_mpam(&k);
        keep_vmid(&k);
        keep_stage2(&k);
        keep_assured(&k);
        keep_format(&k);
    }
    if (!HL_HOLDS(STE_UNDEFINED, !s->options.res0_illegal))
        k.bits = hl_entry_or(k.bits, s->undefined);
    return k.bits;
}
