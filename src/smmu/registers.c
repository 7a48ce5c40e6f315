// SPDX-License-Identifier: MIT
#include "smmu/smmu.h"
#include "smmu/registers.h"

#include <string.h>

const struct hl_register_info hl_register_list[] = {
#define HL_REGISTER(name) {#name, offsetof(struct hl_registers, name)},
#include "smmu/registers.def"
#undef HL_REGISTER
};
const size_t hl_register_count = sizeof hl_register_list / sizeof hl_register_list[0];

void hl_register_put(struct hl_registers *regs, size_t index, uint32_t value)
{
    memcpy((char *)regs + hl_register_list[index].offset, &value, sizeof value);
}

bool hl_register_set(struct hl_registers *regs, const char *name, uint32_t value)
{
    for (size_t i = 0; i < hl_register_count; i++)
        if (strcmp(hl_register_list[i].name, name) == 0) {
            hl_register_put(regs, i, value);
            return true;
        }
    return false;
}

uint32_t hl_register_get(const struct hl_registers *regs, size_t index)
{
    uint32_t value;
    memcpy(&value, (const char *)regs + hl_register_list[index].offset, sizeof value);
    return value;
}

unsigned hl_nonsecure_stall_model(const struct hl_registers *r)
{
    if (!hl_reg_SECURE_IMPL(r))
        return hl_reg_STALL_MODEL(r);
    if (hl_reg_S_STALL_MODEL(r) == 0)
        return hl_reg_NSSTALLD(r) ? 1 : 0;
    return hl_reg_S_STALL_MODEL(r);
}

struct contradiction {
    bool wrong;
    const char *why;
};

const char *hl_registers_wrong(const struct hl_registers *r)
{
    unsigned s1p = hl_reg_S1P(r), s2p = hl_reg_S2P(r), ttf = hl_reg_TTF(r);
    unsigned minor = hl_reg_ARCH_MINOR(r), oas = hl_reg_OAS(r), d128 = hl_reg_D128(r);
    unsigned g4 = hl_reg_GRAN4K(r), g16 = hl_reg_GRAN16K(r), g64 = hl_reg_GRAN64K(r);
    bool dpt = hl_reg_DPT(r) || hl_reg_R_DPT(r);

    const struct contradiction list[] = {
        {hl_reg_ARCH_MAJOR(r) || minor > 4, "aidr: not SMMUv3.0 to SMMUv3.4"},
        {!ttf && (s1p || s2p), "idr0: TTF=0 (no table format) with S1P=1 or S2P=1"},
        {hl_reg_TTENDIAN(r) == 1, "idr0: TTENDIAN=1 is reserved"},
        {hl_reg_STALL_MODEL(r) == 3, "idr0: STALL_MODEL=3 is reserved"},
        {hl_reg_ST_LEVEL(r) > 1, "idr0: ST_LEVEL above 1 is reserved"},
        {hl_reg_HYP(r) && !(s1p && s2p), "idr0: Hyp=1 without S1P=1 and S2P=1"},
        {hl_reg_PRI(r) && !hl_reg_ATS(r), "idr0: PRI=1 without ATS=1"},
        {hl_reg_SSIDSIZE(r) > 20, "idr1: SSIDSIZE above 20"},
        {hl_reg_BBML(r) == 3, "idr3: BBML=3 is reserved"},
        {hl_reg_PBHA(r) && !hl_reg_HAD(r), "idr3: PBHA=1 without HAD=1"},
        {hl_reg_S2PO(r) && !hl_reg_S2PI(r), "idr3: S2PO=1 without S2PI=1"},
        {hl_reg_DPT(r) && !hl_reg_ATS(r), "idr3: DPT=1 without idr0 ATS=1"},
        {dpt && (ttf & 1), "idr0: TTF[0]=1 with DPT=1"},
        {oas == 7 && !d128, "idr5: OAS of 56 bits without D128=1"},
        {oas == 6 && minor == 0, "idr5: OAS of 52 bits is reserved in SMMUv3.0"},
        {oas == 6 && !g64 && !hl_reg_DS(r) && !d128,
         "idr5: OAS of 52 bits without GRAN64K, DS or D128"},
        {hl_reg_VAX(r) == 3, "idr5: VAX=3 is reserved"},
        {hl_reg_DS(r) && !g4 && !g16, "idr5: DS=1 without GRAN4K or GRAN16K"},
        {d128 && ttf != 2, "idr5: D128=1 needs idr0 TTF=2"},
        {hl_reg_SEL2(r) && !(s1p && s2p), "s_idr1: SEL2=1 without S1P=1 and S2P=1"},
        {hl_reg_S_STALL_MODEL(r) == 3, "s_idr0: STALL_MODEL=3 is reserved"},
        {hl_reg_STALL_MODEL(r) != hl_nonsecure_stall_model(r),
         "idr0: STALL_MODEL is not what s_idr0 and s_cr0.NSSTALLD make it"},
        {hl_reg_R_STALL_MODEL(r) == 3, "r_idr0: STALL_MODEL=3 is reserved"},
        {hl_reg_R_DPT(r) && !hl_reg_R_ATS(r), "r_idr3: DPT=1 without r_idr0 ATS=1"},
    };

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        if (list[i].wrong)
            return list[i].why;
    return NULL;
}
