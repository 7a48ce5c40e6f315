// SPDX-License-Identifier: MIT
/* The virtual SMMU that a guest sees. */
#include "nested/hypervisor.h"

#include "smmu/registers.h"

enum { OAS_40_BITS = 2 }; /* IDR5.OAS */

static uint32_t stall_model(const struct hl_registers *host, enum hl_security security)
{
    return security == HL_SECURE  ? hl_reg_S_STALL_MODEL(host)
           : security == HL_REALM ? hl_reg_R_STALL_MODEL(host)
                                  : hl_nonsecure_stall_model(host);
}

/* 3.4: what a guest takes for physical addresses are the host's intermediate ones. */
static void output_size(struct hl_registers *guest)
{
    bool vmsa32 = hl_reg_TTF(guest) & 1, vmsa64 = hl_reg_TTF(guest) & 2;

    if (vmsa32 && (!vmsa64 || hl_reg_OAS(guest) < OAS_40_BITS))
        hl_reg_set_OAS(guest, OAS_40_BITS);
}

static bool has_ats(const struct hl_registers *host, enum hl_security security)
{
    return security == HL_REALM ? hl_reg_R_ATS(host) : security == HL_NONSECURE && hl_reg_ATS(host);
}

/* 6.3.1, 6.3.4: what says something of stage 2 alone is RES0 without it. */
static void without_stage2(struct hl_registers *guest)
{
    hl_reg_set_S2P(guest, 0);
    hl_reg_set_HYP(guest, 0);
    hl_reg_set_NS1ATS(guest, 0);
    hl_reg_set_S2PI(guest, 0);
    hl_reg_set_S2PO(guest, 0);
    hl_reg_set_PTWNNC(guest, 0);
}

void hl_guest_registers(const struct hl_registers *host, enum hl_security security,
                        struct hl_registers *guest)
{
    *guest = (struct hl_registers){
        .idr0 = host->idr0, .idr1 = host->idr1, .idr3 = host->idr3, .idr5 = host->idr5};
    guest->aidr = host->aidr;
    guest->cr0 = host->cr0;
    without_stage2(guest);
    hl_reg_set_ATS(guest, has_ats(host, security));
    hl_reg_set_PRI(guest, 0);
    hl_reg_set_PPS(guest, 0); /* RES0 without PRI */
    hl_reg_set_STALL_MODEL(guest, stall_model(host, security));
    hl_reg_set_RME_IMPL(guest, 0);
    hl_reg_set_ATTR_PERMS_OVR(guest, 0);
    hl_reg_set_ATTR_TYPES_OVR(guest, 0);
    hl_reg_set_MPAM(guest, 0);
    hl_reg_set_DPT(guest, 0);
    output_size(guest);
}

/* What counts of a parent: alone, or only with stage 1, as S2PTW. */
static struct hl_entry parent_used(const struct hl_smmu *host, const struct hl_entry *parent,
                                   const struct hl_meaning *alone)
{
    struct hl_entry e = *parent;
    struct hl_meaning both;

    HL_SET(STE, &e, Config, HL_STE_CONFIG_NESTED);
    hl_ste_decode(host, &e, &both);
    return hl_entry_or(alone->used, both.used);
}

bool hl_nesting_init(struct hl_nesting *n, const struct hl_smmu *host,
                     const struct hl_entry *parent)
{
    struct hl_options options = host->options;
    struct hl_registers regs;
    struct hl_meaning m;

    hl_smmu_init(&n->host, &host->regs, host->security, &host->options);
    /* What the guest's stream table cannot pass on: it has no neighbours, no such transactions. */
    options.cont = false;
    options.impdef = false;
    options.dre_dcp = false;
    /* What the silicon refuses of a physical STE is its hypervisor's to know. */
    options.erratum_s1_s2ttb = false;
    options.erratum_nested_tlbi = false;
    hl_guest_registers(&host->regs, host->security, &regs);
    hl_smmu_init(&n->guest, &regs, HL_NONSECURE, &options);
    hl_ste_decode(&n->host, parent, &m);
    n->parent = hl_entry_and(*parent, parent_used(&n->host, parent, &m));
    return m.config == HL_CONFIG_S2 && hl_reg_S1P(&host->regs) &&
           !host->options.erratum_nested_tlbi;
}
