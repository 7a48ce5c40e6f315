// SPDX-License-Identifier: MIT
/* A kernel tree's own make functions as the maker of a device's entries. */
#include "program/life.h"

#include "linux/linux.h"
#include "smmu/registers.h"

void hl_linux_life(const struct hl_smmu *smmu, uint16_t seed, struct hl_linux_life *life)
{
    struct hl_registers regs = smmu->regs;

    life->granule = (uint8_t)(seed & 3);
    life->vhe = seed & 4;
    life->haft = seed & 8;
    life->va_bits = (uint8_t)(seed >> 4 & 3);
    /* A kernel at EL2 with E2H sets CR2.E2H where the SMMU has EL2. */
    hl_reg_set_E2H(&regs, life->vhe && hl_reg_HYP(&regs));
    hl_smmu_init(&life->smmu, &regs, smmu->security, &smmu->options);
}

/* The guest's STE: a legal one, as far as it is the guest's. */
static void guest(const struct hl_linux_life *life, const struct hl_shape *shape,
                  const struct hl_ste_wish *wish, uint64_t vste[2])
{
    static const uint8_t configs[] = {
        [HL_GUEST_S1] = 5, [HL_GUEST_BYPASS] = 4, [HL_GUEST_ABORT] = 0};
    struct hl_entry e = {{0}};

    HL_SET(STE, &e, V, 1);
    HL_SET(STE, &e, Config, configs[hl_guest_of(wish->domain)]);
    if (hl_guest_of(wish->domain) == HL_GUEST_S1) {
        HL_SET(STE, &e, S1ContextPtr, (0x4000000 + (uint64_t)(wish->domain & 1) * 0x10000) >> 6);
        HL_SET(STE, &e, S1CDMax, shape->ssid_bits);
        HL_SET(STE, &e, S1DSS, wish->domain & 4 ? 1 : 2);
        HL_SET(STE, &e, S1CIR, 1);
        HL_SET(STE, &e, S1COR, 1);
        HL_SET(STE, &e, S1CSH, 3);
        HL_SET(STE, &e, S1STALLD,
               hl_reg_STALL_MODEL(&life->smmu.regs) == HL_STALL_ALLOWED && !shape->stall);
        HL_SET(STE, &e, EATS, wish->ats);
    }
    vste[0] = e.q[0];
    vste[1] = e.q[1];
}

static struct hl_linux_stream stream_of(const struct hl_linux_life *life,
                                        const struct hl_shape *shape, unsigned domain)
{
    return (struct hl_linux_stream){
        .cdtab = 0x80000000 + (uint64_t)(shape->life % 8) * 0x100000,
        .pgd = 0x40000000 + (uint64_t)domain * 0x100000,
        .vmid = (uint16_t)(1 + domain), /* each domain has its own, and its own ASID */
        .asid = (uint16_t)(1 + domain),
        .ssid_bits = shape->ssid_bits,
        .s1dss = 2,
        .granule = life->granule,
        .vhe = life->vhe,
        .stall = shape->stall,
        .ats_always_on = shape->ats_always_on,
    };
}

static bool make_ste(const struct hl_maker *maker, const struct hl_shape *shape,
                     const struct hl_ste_wish *wish, struct hl_entry *e)
{
    static const enum hl_linux_make whats[] = {HL_LINUX_ABORT, HL_LINUX_BYPASS, HL_LINUX_CDTABLE,
                                               HL_LINUX_S2, HL_LINUX_NESTED};
    const struct hl_linux_life *life = maker->context;
    struct hl_linux_stream stream =
        stream_of(life, shape, wish->kind == HL_STE_NESTED ? 0 : wish->domain);

    stream.s1dss = wish->s1dss;
    stream.ats = wish->ats;
    guest(life, shape, wish, stream.vste);
    return hl_linux_make(whats[wish->kind], &life->smmu.regs, &stream, e) == HL_LINUX_MADE;
}

static bool make_cd(const struct hl_maker *maker, const struct hl_shape *shape,
                    const struct hl_attachment *wish, struct hl_entry *e)
{
    static const enum hl_linux_make_cd whats[] = {[HL_PASID_S1] = HL_LINUX_CD_S1,
                                                  [HL_PASID_SVA] = HL_LINUX_CD_SVA,
                                                  [HL_PASID_SVA_RELEASED] =
                                                      HL_LINUX_CD_SVA_RELEASED};
    const struct hl_linux_life *life = maker->context;
    bool sva = wish->kind != HL_PASID_S1;
    struct hl_linux_stream stream =
        stream_of(life, shape, wish->domain + (sva ? (unsigned)HL_DEVICE_DOMAINS : 0u));

    stream.va_bits = life->va_bits;
    stream.parange = 5;
    stream.haft = life->haft;
    stream.dirty = !sva && (wish->domain & 1);
    return hl_linux_make_cd(whats[wish->kind], &life->smmu.regs, &stream, e) == HL_LINUX_MADE;
}

struct hl_maker hl_linux_maker(const struct hl_linux_life *life)
{
    const struct hl_linux_info *info = hl_linux_info();
    struct hl_maker maker = hl_builtin_maker(&life->smmu);

    maker.ste = make_ste;
    maker.cd = make_cd;
    maker.context = life;
    maker.own = true;
    maker.ats_always_on = info && hl_linux_has(info, HL_FEATURE_ATS_ALWAYS_ON);
    return maker;
}
