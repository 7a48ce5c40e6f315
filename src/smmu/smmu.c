// SPDX-License-Identifier: MIT
/* The features of an SMMU, from its registers and Security state. */
#include "smmu/registers.h"
#include "smmu/ste_work.h"

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
    s->pbha = hl_reg_PBHA(r) && !s->v30; /* 6.3.4: RES0 there */
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

void hl_smmu_init(struct hl_smmu *s, const struct hl_registers *regs, enum hl_security security,
                  const struct hl_options *options)
{
    *s = (struct hl_smmu){.regs = *regs, .options = *options, .security = security};
    derive_features(s);
    derive_vms(s);
    s->undefined = hl_entry_not(hl_layout_mask(&hl_ste_layout));
    s->cd_defined = hl_layout_mask(&hl_cd_layout);

    hl_ste_keep(s);
}
