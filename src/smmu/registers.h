// SPDX-License-Identifier: MIT
/* Positions of the register fields that are read: IHI 0070 section 6.3. */
#ifndef HITLESS_SMMU_REGISTERS_H
#define HITLESS_SMMU_REGISTERS_H

#include "smmu/smmu.h"

/* HL_REG(name, register, lsb, width): what decides what an entry means. */
#define HL_REGISTER_FIELDS(HL_REG)                                                                 \
    HL_REG(S2P, idr0, 0, 1)                                                                        \
    HL_REG(S1P, idr0, 1, 1)                                                                        \
    HL_REG(TTF, idr0, 2, 2)                                                                        \
    HL_REG(COHACC, idr0, 4, 1)                                                                     \
    HL_REG(HTTU, idr0, 6, 2)                                                                       \
    HL_REG(HYP, idr0, 9, 1)                                                                        \
    HL_REG(ATS, idr0, 10, 1)                                                                       \
    HL_REG(NS1ATS, idr0, 11, 1)                                                                    \
    HL_REG(ASID16, idr0, 12, 1)                                                                    \
    HL_REG(PRI, idr0, 16, 1)                                                                       \
    HL_REG(VMID16, idr0, 18, 1)                                                                    \
    HL_REG(CD2L, idr0, 19, 1)                                                                      \
    HL_REG(TTENDIAN, idr0, 21, 2)                                                                  \
    HL_REG(STALL_MODEL, idr0, 24, 2)                                                               \
    HL_REG(TERM_MODEL, idr0, 26, 1)                                                                \
    HL_REG(ST_LEVEL, idr0, 27, 2)                                                                  \
    HL_REG(RME_IMPL, idr0, 30, 1)                                                                  \
    HL_REG(SIDSIZE, idr1, 0, 6)                                                                    \
    HL_REG(SSIDSIZE, idr1, 6, 5)                                                                   \
    HL_REG(ATTR_PERMS_OVR, idr1, 26, 1)                                                            \
    HL_REG(ATTR_TYPES_OVR, idr1, 27, 1)                                                            \
    HL_REG(HAD, idr3, 2, 1)                                                                        \
    HL_REG(PBHA, idr3, 3, 1)                                                                       \
    HL_REG(XNX, idr3, 4, 1)                                                                        \
    HL_REG(PPS, idr3, 5, 1)                                                                        \
    HL_REG(MPAM, idr3, 7, 1)                                                                       \
    HL_REG(FWB, idr3, 8, 1)                                                                        \
    HL_REG(STT, idr3, 9, 1)                                                                        \
    HL_REG(BBML, idr3, 11, 2)                                                                      \
    HL_REG(E0PD, idr3, 13, 1)                                                                      \
    HL_REG(PTWNNC, idr3, 14, 1)                                                                    \
    HL_REG(DPT, idr3, 15, 1)                                                                       \
    HL_REG(EPAN, idr3, 17, 1)                                                                      \
    HL_REG(S1PI, idr3, 18, 1)                                                                      \
    HL_REG(S2PI, idr3, 19, 1)                                                                      \
    HL_REG(S2PO, idr3, 20, 1)                                                                      \
    HL_REG(THE, idr3, 21, 1)                                                                       \
    HL_REG(AIE, idr3, 23, 1)                                                                       \
    HL_REG(OAS, idr5, 0, 3)                                                                        \
    HL_REG(GRAN4K, idr5, 4, 1)                                                                     \
    HL_REG(GRAN16K, idr5, 5, 1)                                                                    \
    HL_REG(GRAN64K, idr5, 6, 1)                                                                    \
    HL_REG(DS, idr5, 7, 1)                                                                         \
    HL_REG(D128, idr5, 8, 1)                                                                       \
    HL_REG(VAX, idr5, 10, 2)                                                                       \
    HL_REG(ARCH_MINOR, aidr, 0, 4)                                                                 \
    HL_REG(ARCH_MAJOR, aidr, 4, 4)                                                                 \
    HL_REG(ATSCHK, cr0, 4, 1)                                                                      \
    HL_REG(E2H, cr2, 0, 1)                                                                         \
    HL_REG(PARTID_MAX, mpamidr, 0, 16)                                                             \
    HL_REG(PMG_MAX, mpamidr, 16, 8)                                                                \
    HL_REG(S_STALL_MODEL, s_idr0, 24, 2)                                                           \
    HL_REG(SEL2, s_idr1, 29, 1)                                                                    \
    HL_REG(SECURE_IMPL, s_idr1, 31, 1)                                                             \
    HL_REG(NSSTALLD, s_cr0, 9, 1)                                                                  \
    HL_REG(S_E2H, s_cr2, 0, 1)                                                                     \
    HL_REG(S_PARTID_MAX, s_mpamidr, 0, 16)                                                         \
    HL_REG(S_PMG_MAX, s_mpamidr, 16, 8)                                                            \
    HL_REG(S_HAS_MPAM_NS, s_mpamidr, 25, 1)                                                        \
    HL_REG(R_ATS, r_idr0, 10, 1)                                                                   \
    HL_REG(R_PRI, r_idr0, 16, 1)                                                                   \
    HL_REG(R_STALL_MODEL, r_idr0, 24, 2)                                                           \
    HL_REG(R_DPT, r_idr3, 15, 1)                                                                   \
    HL_REG(R_MEC, r_idr3, 16, 1)                                                                   \
    HL_REG(R_XT, r_idr3, 17, 1)                                                                    \
    HL_REG(R_E2H, r_cr2, 0, 1)                                                                     \
    HL_REG(R_PARTID_MAX, r_mpamidr, 0, 16)                                                         \
    HL_REG(R_PMG_MAX, r_mpamidr, 16, 8)                                                            \
    HL_REG(R_HAS_MPAM_NS, r_mpamidr, 25, 1)                                                        \
    HL_REG(MECIDSIZE, r_mecidr, 0, 4)

/* What only the programming interface has to do with. */
#define HL_INTERFACE_FIELDS(HL_REG)                                                                \
    HL_REG(MSI, idr0, 13, 1)                                                                       \
    HL_REG(SEV, idr0, 14, 1)                                                                       \
    HL_REG(VMW, idr0, 17, 1)                                                                       \
    HL_REG(PRIQS, idr1, 11, 5)                                                                     \
    HL_REG(EVENTQS, idr1, 16, 5)                                                                   \
    HL_REG(CMDQS, idr1, 21, 5)                                                                     \
    HL_REG(RIL, idr3, 10, 1)

/* hl_reg_STALL_MODEL(regs) and so on. */
#define HL_REG_GETTER(name, reg, lsb, width)                                                       \
    static inline unsigned hl_reg_##name(const struct hl_registers *regs)                          \
    {                                                                                              \
        return (regs->reg >> (lsb)) & ((1u << (width)) - 1);                                       \
    }
HL_REGISTER_FIELDS(HL_REG_GETTER)
HL_INTERFACE_FIELDS(HL_REG_GETTER)
#undef HL_REG_GETTER

/* hl_reg_set_STALL_MODEL(regs, value) and so on. */
#define HL_REG_SETTER(name, reg, lsb, width)                                                       \
    static inline void hl_reg_set_##name(struct hl_registers *regs, unsigned value)                \
    {                                                                                              \
        const uint32_t ones = ((UINT32_C(1) << (width)) - 1) << (lsb);                             \
        regs->reg = (regs->reg & ~ones) | (value << (lsb)&ones);                                   \
    }
HL_REGISTER_FIELDS(HL_REG_SETTER)
HL_INTERFACE_FIELDS(HL_REG_SETTER)
#undef HL_REG_SETTER

/* STALL_MODEL */
enum { HL_STALL_ALLOWED, HL_STALL_NEVER, HL_STALL_FORCED };

#endif
