// SPDX-License-Identifier: MIT
/* Which STE bits can have a meaning, by registers, Config and S2AA64: all defined ones but those of
 * section 5.2's conditions on these. */
#include "smmu/keeping.h"
#include "smmu/registers.h"
#include "smmu/ste_work.h"

struct keep {
    const struct hl_smmu *s;
    const struct hl_registers *r;
    unsigned config;
    enum hl_format format;
    bool nonsecure, secure, realm;
    struct hl_keeping keeping;
};

#define K_CLEAR(k, name) HL_KEEP_ONLY(STE, &(k)->keeping, name, 0)
#define K_LIMIT(k, name, width) HL_KEEP_ONLY(STE, &(k)->keeping, name, hl_ones(width))
#define K_HOLDS(k, id, condition) HL_WHY(&(k)->keeping, id, condition)

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
    hl_keep_only(&k->keeping, HL_STE_S2POI0_LSB, 64, 0); /* to S2POI15 */
}

static void clear_52_bit(struct keep *k)
{
    K_CLEAR(k, S2DS);
    K_CLEAR(k, S2SL0_2);
    K_CLEAR(k, S_S2SL0_2);
}

/* What section 5.2 calls RES0 without stage 2: but S2S, S2TTB where they are looked at all the
 * same. */
static void clear_basic_stage2(struct keep *k, bool not_s2s, bool not_ttb)
{
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
    if (!not_s2s)
        K_CLEAR(k, S2S);
    if (!not_ttb)
        K_CLEAR(k, S2TTB);
}

/* All but S2VMID, S2S and S2TTB. */
static void clear_stage2(struct keep *k)
{
    clear_basic_stage2(k, true, true);
    clear_hwu(k);
    clear_secure_stage2(k);
    clear_overlay(k);
    clear_52_bit(k);
    K_CLEAR(k, S2FWB);
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

/* 3.4.3: above the range of addresses, where that is not ILLEGAL. */
static void keep_s1contextptr(struct keep *k)
{
    const struct hl_smmu *s = k->s;
    unsigned bits = k->config == 7 ? s->ias : s->oas;

    if (K_HOLDS(k, STE_S1CONTEXTPTR_RANGE, s->v30 && !s->options.s1ctxptr_oor_illegal) && bits < 56)
        K_LIMIT(k, S1ContextPtr, bits - 6);
}

static void keep_stage1(struct keep *k)
{
    if (K_HOLDS(k, STE_S1STALLD_S1P, !k->s->s1p))
        K_CLEAR(k, S1STALLD);
    if (K_HOLDS(k, STE_S1_CONFIG, !(k->config & 1)))
        clear_stage1(k);
    keep_s1contextptr(k);
    if (K_HOLDS(k, STE_S1CDMAX_SSIDSIZE, k->s->ssidsize == 0))
        K_CLEAR(k, S1CDMax); /* S1Fmt and S1DSS follow */
    if (K_HOLDS(k, STE_S1PIE_S1PI, !hl_reg_S1PI(k->r)))
        K_CLEAR(k, S1PIE);
    if (K_HOLDS(k, STE_STRW_S1P, !k->s->s1p))
        K_CLEAR(k, STRW);
    if (K_HOLDS(k, STE_STRW_HYP, k->nonsecure && !hl_reg_HYP(k->r)))
        K_CLEAR(k, STRW);
    if (K_HOLDS(k, STE_STRW_CONFIG, k->config != 5))
        K_CLEAR(k, STRW);
}

/* What counts in every Config that lets traffic pass. */
static void keep_attributes(struct keep *k)
{
    if (K_HOLDS(k, STE_MTCFG_ATTR_TYPES_OVR, !k->s->types_ovr))
        clear_overrides(k);
    if (K_HOLDS(k, STE_MTCFG_PCIE, !k->s->options.overrides))
        clear_overrides(k);
    if (K_HOLDS(k, STE_PRIVCFG_ATTR_PERMS_OVR, !k->s->perms_ovr)) {
        K_CLEAR(k, PRIVCFG);
        K_CLEAR(k, INSTCFG);
    }
    if (K_HOLDS(k, STE_NSCFG_NONSECURE, k->nonsecure))
        K_CLEAR(k, NSCFG);
    if (K_HOLDS(k, STE_NSCFG_ATTR_PERMS_OVR, k->secure && !k->s->perms_ovr && !(k->config & 1)))
        K_CLEAR(k, NSCFG);
    if (K_HOLDS(k, STE_NSCFG_INCOMING, k->secure && !k->s->perms_ovr && (k->config & 1)))
        K_CLEAR(k, NSCFG);
    if (K_HOLDS(k, STE_IMPDEF, !k->s->options.impdef)) {
        K_CLEAR(k, IMPDEF_1);
        K_CLEAR(k, IMPDEF_2);
        K_CLEAR(k, IMPDEF_4);
    }
    if (K_HOLDS(k, STE_MECID_SECURITY, !k->realm))
        K_CLEAR(k, MECID);
    if (K_HOLDS(k, STE_MECID_MEC, !hl_reg_R_MEC(k->r)))
        K_CLEAR(k, MECID);
    if (K_HOLDS(k, STE_MECID_SIZE, hl_reg_MECIDSIZE(k->r) < 15))
        K_LIMIT(k, MECID, hl_reg_MECIDSIZE(k->r) + 1);
}

static void clear_special_transactions(struct keep *k)
{
    K_CLEAR(k, DRE);
    K_CLEAR(k, DCP);
}

static void keep_device_traffic(struct keep *k)
{
    bool pri = k->realm ? hl_reg_R_PRI(k->r) : hl_reg_PRI(k->r);
    bool ats = k->realm ? hl_reg_R_ATS(k->r) : hl_reg_ATS(k->r);

    if (K_HOLDS(k, STE_PPAR_PRI, !pri))
        K_CLEAR(k, PPAR);
    if (K_HOLDS(k, STE_PPAR_SSIDSIZE, k->s->ssidsize == 0))
        K_CLEAR(k, PPAR);
    if (K_HOLDS(k, STE_PPAR_SECURE, k->secure))
        K_CLEAR(k, PPAR);
    if (K_HOLDS(k, STE_PPAR_PPS, hl_reg_PPS(k->r)))
        K_CLEAR(k, PPAR);
    if (K_HOLDS(k, STE_DRE_V30, k->s->v30))
        clear_special_transactions(k);
    if (K_HOLDS(k, STE_DRE_BYPASS, k->config == 4))
        clear_special_transactions(k);
    if (K_HOLDS(k, STE_DRE_CLASS, !k->s->options.dre_dcp))
        clear_special_transactions(k);
    if (K_HOLDS(k, STE_EATS_SECURE, k->secure))
        K_CLEAR(k, EATS);
    if (K_HOLDS(k, STE_EATS_ATS, !ats))
        K_CLEAR(k, EATS);
    if (K_HOLDS(k, STE_EATS_BYPASS, k->config == 4))
        K_CLEAR(k, EATS);
    if (K_HOLDS(k, STE_DPT_VMATCH_DPT, !k->s->dpt))
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

    if (K_HOLDS(k, STE_MPAM_MPAM, !hl_reg_MPAM(r)))
        clear_mpam(k);
    if (K_HOLDS(k, STE_MPAM_IDS, !ids))
        clear_mpam(k);
    if (K_HOLDS(k, STE_MPAM_NS_NONSECURE, k->nonsecure))
        K_CLEAR(k, MPAM_NS);
    if (K_HOLDS(k, STE_MPAM_NS_HAS, !has_ns))
        K_CLEAR(k, MPAM_NS);
    if (K_HOLDS(k, STE_VMSPTR_VMS, !k->s->vms_own && !k->s->vms_ns))
        K_CLEAR(k, VMSPtr);
    if (K_HOLDS(k, STE_VMSPTR_CONFIG, k->config != 7))
        K_CLEAR(k, VMSPtr);
}

static void keep_vmid(struct keep *k)
{
    if (K_HOLDS(k, STE_S2VMID_S2P, k->secure ? !k->s->sel2 : !k->s->s2p))
        K_CLEAR(k, S2VMID);
    if (K_HOLDS(k, STE_S2VMID_SECURE, k->secure && k->config == 5))
        K_CLEAR(k, S2VMID);
    if (K_HOLDS(k, STE_S2VMID_BYPASS, k->config == 4))
        K_CLEAR(k, S2VMID);
}

static void keep_stage2(struct keep *k)
{
    const struct hl_smmu *s = k->s;
    bool eats_checks_s2s = s->v30 && s->options.eats_s2s_bypass && k->config == 5;
    bool erratum_reads_ttb = s->options.erratum_s1_s2ttb && k->config == 5;

    if (K_HOLDS(k, STE_S2_S2P, !s->s2p))
        clear_basic_stage2(k, eats_checks_s2s, erratum_reads_ttb);
    if (K_HOLDS(k, STE_S2_CONFIG, !(k->config & 2)))
        clear_stage2(k);
    if (K_HOLDS(k, STE_S2TTB_CONFIG, !(k->config & 2) && !erratum_reads_ttb))
        K_CLEAR(k, S2TTB);
    if (K_HOLDS(k, STE_S2S_CONFIG, !(k->config & 2) && !eats_checks_s2s))
        K_CLEAR(k, S2S);
    if (K_HOLDS(k, STE_S_S2_SECURITY, !k->secure))
        clear_secure_stage2(k);
    if (K_HOLDS(k, STE_S_S2_SEL2, !s->sel2))
        clear_secure_stage2(k);
    if (K_HOLDS(k, STE_S2PTW_CONFIG, k->config != 7))
        K_CLEAR(k, S2PTW);
    if (K_HOLDS(k, STE_S2FWB_FWB, !s->fwb))
        K_CLEAR(k, S2FWB);
    if (K_HOLDS(k, STE_S2HAFT_HTTU, s->httu != 3))
        K_CLEAR(k, S2HAFT);
    if (K_HOLDS(k, STE_S2HWU_V30, s->v30))
        clear_hwu(k);
    if (K_HOLDS(k, STE_S2HWU_PBHA, !s->pbha))
        clear_hwu(k);
    if (K_HOLDS(k, STE_S2PIE_S2PI, !s->s2pi))
        K_CLEAR(k, S2PIE);
    if (K_HOLDS(k, STE_S2POE_S2PO, !s->s2po))
        clear_overlay(k);
    if (K_HOLDS(k, STE_S2DS_DS, !s->ds))
        clear_52_bit(k);
    if (K_HOLDS(k, STE_S2TTB_V30, s->v30)) {
        K_LIMIT(k, S2TTB, 44);
        K_LIMIT(k, S_S2TTB, 44);
    }
    if (K_HOLDS(k, STE_S2SKL_D128, !s->d128)) {
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
    if (K_HOLDS(k, STE_ASSUREDONLY_THE, !hl_reg_THE(k->r)))
        clear_assured(k);
    if (K_HOLDS(k, STE_ASSUREDONLY_CONFIG, !(k->config & 2)))
        clear_assured(k);
    if (K_HOLDS(k, STE_ASSUREDONLY_VMSA128, k->format == HL_VMSA128))
        K_CLEAR(k, AssuredOnly);
    if (K_HOLDS(k, STE_TL_CONFIG, k->config != 7)) { /* the checks are made on stage 1 walks */
        K_CLEAR(k, TL0);
        K_CLEAR(k, TL1);
    }
}

static void keep_format(struct keep *k)
{
    bool vmsa32 = k->format == HL_VMSA32, vmsa128 = k->format == HL_VMSA128;

    if (K_HOLDS(k, STE_S2T0SZ_VMSA32, vmsa32))
        K_LIMIT(k, S2T0SZ, 4);
    if (K_HOLDS(k, STE_S2TG_VMSA32, vmsa32))
        K_CLEAR(k, S2TG);
    if (K_HOLDS(k, STE_S2PS_VMSA32, vmsa32))
        K_CLEAR(k, S2PS);
    if (K_HOLDS(k, STE_S2DS_VMSA32, vmsa32))
        clear_52_bit(k);
    if (K_HOLDS(k, STE_S2PIE_VMSA32, vmsa32 && !k->s->options.s2pie_vmsa32))
        K_CLEAR(k, S2PIE);
    if (K_HOLDS(k, STE_S2SKL_VMSA64, k->format == HL_VMSA64)) {
        K_CLEAR(k, S2SKL);
        K_CLEAR(k, S_S2SKL);
    }
    if (K_HOLDS(k, STE_S2TTB_VMSA128, !vmsa128)) {
        K_LIMIT(k, S2TTB, 48);
        K_LIMIT(k, S_S2TTB, 48);
    }
    if (K_HOLDS(k, STE_S2SL0_VMSA128, vmsa128)) {
        K_CLEAR(k, S2SL0);
        K_CLEAR(k, S_S2SL0);
    }
    if (K_HOLDS(k, STE_S2DS_VMSA128, vmsa128))
        clear_52_bit(k);
    if (K_HOLDS(k, STE_S2PIE_VMSA128, vmsa128))
        K_CLEAR(k, S2PIE);
    if (K_HOLDS(k, STE_S2HWU_VMSA128, vmsa128 && !k->s->options.s2hwu_vmsa128))
        clear_hwu(k);
}

/* 5.2.1: all else is IGNORED, also what is RES0 in other configurations. */
static void keep_of_abort(struct keep *k)
{
    struct hl_entry all = k->keeping.bits, kept = {{0}};

    HL_MARK(STE, &kept, V);
    HL_SET(STE, &kept, Config, HL_STE_CONFIG_BYPASS); /* 0b0xx is all one */
    HL_SET(STE, &kept, CONT, HL_GET(STE, &all, CONT));
    k->keeping.bits = kept;
}

static void keep_all(struct keep *k)
{
    K_CLEAR(k, SW_RESERVED);
    if (K_HOLDS(k, STE_CONT_HINT, !k->s->options.cont))
        K_CLEAR(k, CONT);
    if (HL_HOLDS(STE_CONFIG_ABORT, k->config < 4)) {
        keep_of_abort(k);
        return;
    }
    keep_stage1(k);
    keep_attributes(k);
    keep_device_traffic(k);
    keep_mpam(k);
    keep_vmid(k);
    keep_stage2(k);
    keep_assured(k);
    keep_format(k);
}

static struct keep begin(const struct hl_smmu *s, unsigned config, bool s2aa64)
{
    const struct hl_entry defined = hl_entry_not(s->undefined);

    return (struct keep){
        .s = s,
        .r = &s->regs,
        .config = config,
        .format = hl_stage2_format(s, s2aa64),
        .nonsecure = s->security == HL_NONSECURE,
        .secure = s->security == HL_SECURE,
        .realm = s->security == HL_REALM,
        .keeping = hl_keeping_begin(defined),
    };
}

/* RES0 whatever S2AA64 says: by the SMMU, not by the entry. */
static void keep_config(struct hl_smmu *s, unsigned config)
{
    struct keep k[2];

    for (unsigned aa64 = 0; aa64 < 2; aa64++) {
        k[aa64] = begin(s, config, aa64);
        keep_all(&k[aa64]);
        s->keep[config][aa64] = k[aa64].keeping.bits;
    }
    if (!(config & 2) || !s->s2p) /* S2AA64 is IGNORED, or RES0 */
        s->keep[config][1] = s->keep[config][0];
    s->reserved[config] =
        hl_entry_or(s->undefined, hl_entry_and(k[0].keeping.res0, k[1].keeping.res0));
    if (!HL_HOLDS(STE_UNDEFINED, !s->options.res0_illegal))
        for (unsigned aa64 = 0; aa64 < 2; aa64++)
            s->keep[config][aa64] = hl_entry_or(s->keep[config][aa64], s->reserved[config]);
}

void hl_ste_keep(struct hl_smmu *s)
{
    for (unsigned config = 0; config < 8; config++)
        keep_config(s, config);
}

enum hl_condition hl_ste_why_reserved(const struct hl_smmu *s, unsigned config, unsigned bit)
{
    struct keep k = begin(s, config, true);

    k.keeping.asks = true;
    k.keeping.bit = bit;
    keep_all(&k);
    return k.keeping.answer;
}
