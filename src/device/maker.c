// SPDX-License-Identifier: MIT
/* Entries as a driver would make them, from fields. */
#include "device/device.h"
#include "smmu/registers.h"

#define S(name, value) HL_SET(STE, e, name, value)
#define C(name, value) HL_SET(CD, e, name, value)

static unsigned granule(const struct hl_registers *r)
{
    return hl_reg_GRAN4K(r) ? 0 : hl_reg_GRAN64K(r) ? 1 : 2; /* TG0 and S2TG */
}

/* Another table in each life and, for a guest's, for each domain. 64 KB hold any CD table here. */
static uint64_t cd_table(unsigned life, unsigned domain)
{
    return (UINT64_C(0x80000000) + (uint64_t)(life % 8) * 0x100000 + (uint64_t)domain * 0x10000) >>
           6;
}

static void share(const struct hl_registers *r, struct hl_entry *e)
{
    if (hl_reg_ATTR_TYPES_OVR(r))
        S(SHCFG, 1);
}

static void stage1(const struct hl_registers *r, const struct hl_shape *shape, struct hl_entry *e)
{
    S(S1CIR, 1);
    S(S1COR, 1);
    S(S1CSH, 3);
    S(S1STALLD, hl_reg_STALL_MODEL(r) == HL_STALL_ALLOWED && !shape->stall);
}

static void cdtable(const struct hl_registers *r, const struct hl_shape *shape,
                    const struct hl_ste_wish *wish, struct hl_entry *e)
{
    S(Config, HL_STE_CONFIG_S1);
    stage1(r, shape, e);
    /* 5.2 S1CDMax: with 0, S1DSS is IGNORED. */
    S(S1CDMax, shape->ats_always_on && shape->ssid_bits == 0 ? 1 : shape->ssid_bits);
    S(S1ContextPtr, cd_table(shape->life, 0));
    S(S1DSS, wish->s1dss);
    S(EATS, wish->ats);
    S(STRW, hl_reg_HYP(r) && hl_reg_E2H(r) ? 2 : 0);
    if (wish->s1dss == 1)
        share(r, e);
}

/* 39 bits of IPA from level 1 or, for the larger granules, level 2 tables. */
static void stage2(const struct hl_registers *r, const struct hl_shape *shape,
                   const struct hl_ste_wish *wish, struct hl_entry *e)
{
    S(Config, HL_STE_CONFIG_S2);
    S(EATS, wish->ats);
    share(r, e);
    S(S2VMID, 1 + (wish->domain >> 1)); /* domains may differ in their tables only */
    S(S2T0SZ, 25);
    S(S2SL0, 1);
    S(S2IR0, 1);
    S(S2OR0, 1);
    S(S2SH0, 3);
    S(S2TG, granule(r));
    S(S2PS, hl_reg_OAS(r) > 5 ? 5 : hl_reg_OAS(r));
    S(S2AA64, 1);
    S(S2AFFD, 1);
    S(S2PTW, 1);
    S(S2R, 1);
    S(S2S, shape->stall);
    S(S2TTB, (UINT64_C(0x40000000) + (uint64_t)wish->domain * 0x10000) >> 4);
}

/* A guest that translates, or does not yet, or blocks. */
static void nested(const struct hl_registers *r, const struct hl_shape *shape,
                   const struct hl_ste_wish *wish, struct hl_entry *e)
{
    if (hl_guest_of(wish->domain) == HL_GUEST_ABORT)
        return; /* and so does the host */
    stage2(r, shape, wish, e);
    S(S2VMID, 1);
    S(S2TTB, UINT64_C(0x40000000) >> 4);
    if (hl_guest_of(wish->domain) == HL_GUEST_BYPASS)
        return;
    S(Config, HL_STE_CONFIG_NESTED);
    stage1(r, shape, e);
    S(S1CDMax, shape->ssid_bits);
    S(S1DSS, wish->domain & 4 ? 1 : 2);
    S(S1ContextPtr, cd_table(8, wish->domain & 1));
    S(MEV, 1);
}

static bool fits(const struct hl_maker *maker, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_ste_decode(maker->smmu, e, &m);
    return m.state == HL_STATE_LIVE || m.state == HL_STATE_STOP;
}

static bool make_ste(const struct hl_maker *maker, const struct hl_shape *shape,
                     const struct hl_ste_wish *wish, struct hl_entry *e)
{
    const struct hl_registers *r = &maker->smmu->regs;

    *e = (struct hl_entry){{0}};
    S(V, 1);
    switch (wish->kind) {
    case HL_STE_ABORT:
        return true;
    case HL_STE_BYPASS:
        S(Config, HL_STE_CONFIG_BYPASS);
        share(r, e);
        break;
    case HL_STE_CDTABLE:
        cdtable(r, shape, wish, e);
        break;
    case HL_STE_S2:
        stage2(r, shape, wish, e);
        break;
    case HL_STE_NESTED:
        nested(r, shape, wish, e);
        break;
    }
    return fits(maker, e);
}

static void stage1_table(const struct hl_registers *r, bool sva, unsigned domain,
                         struct hl_entry *e)
{
    C(T0SZ, sva ? 16 : 25);
    C(TG0, granule(r));
    C(IR0, 1);
    C(OR0, 1);
    C(SH0, 3);
    C(TTB0,
      (UINT64_C(0x20000000) + (uint64_t)(domain & 3) * 0x100000 + (sva ? 0x1000000 : 0)) >> 4);
}

/* Domains 0 to 3 differ in TTB0 only, and in the ASID from 4 to 7. */
static void fill_cd(const struct hl_registers *r, const struct hl_shape *shape,
                    const struct hl_attachment *wish, struct hl_entry *e)
{
    const bool sva = wish->kind != HL_PASID_S1, released = wish->kind == HL_PASID_SVA_RELEASED;

    if (released)
        C(EPD0, 1);
    else
        stage1_table(r, sva, wish->domain, e);
    C(EPD1, 1);
    C(V, 1);
    C(IPS, hl_reg_OAS(r) > 5 ? 5 : hl_reg_OAS(r));
    C(AA64, 1);
    C(HA, hl_reg_HTTU(r) >= 1);
    C(HD, hl_reg_HTTU(r) >= 2);
    C(S, hl_reg_STALL_MODEL(r) == HL_STALL_FORCED || (shape->stall && !released));
    C(R, hl_reg_STALL_MODEL(r) == HL_STALL_FORCED || !released);
    C(A, 1);
    C(ASET, 1);
    C(ASID, (sva ? 64u : 1u) + (wish->domain >> 2));
    C(MAIR0, 0x4404ff44);
}

static bool make_cd(const struct hl_maker *maker, const struct hl_shape *shape,
                    const struct hl_attachment *wish, struct hl_entry *e)
{
    const struct hl_ste_wish table = {.kind = HL_STE_CDTABLE, .s1dss = 2};
    struct hl_cd_context context;
    struct hl_meaning m;
    struct hl_entry ste;

    *e = (struct hl_entry){{0}};
    if (wish->kind == HL_PASID_NONE)
        return true;
    fill_cd(&maker->smmu->regs, shape, wish, e);
    if (!make_ste(maker, shape, &table, &ste))
        return false;
    hl_ste_decode(maker->smmu, &ste, &m);
    if (!hl_cd_context_init(&context, maker->smmu, &m))
        return false;
    hl_cd_decode(&context, e, &m);
    return m.state == HL_STATE_LIVE;
}

struct hl_maker hl_builtin_maker(const struct hl_smmu *smmu)
{
    return (struct hl_maker){.ste = make_ste, .cd = make_cd, .smmu = smmu, .ats_always_on = true};
}
