// SPDX-License-Identifier: MIT
/* Named SMMUs. "-like" ones have the features that matter to entries, not a part's exact registers.
 */
#include "smmu/smmu.h"

#include <string.h>

enum {
    /* IDR0 */
    S2P = 1 << 0,
    S1P = 1 << 1,
    VMSA32 = 1 << 2,
    VMSA64 = 1 << 3,
    COHACC = 1 << 4,
    BTM = 1 << 5,
    HTTU_AF_DBM = 2 << 6,
    HTTU_HAFT = 3 << 6,
    HYP = 1 << 9,
    ATS = 1 << 10,
    NS1ATS = 1 << 11,
    ASID16 = 1 << 12,
    MSI = 1 << 13,
    PRI = 1 << 16,
    VMID16 = 1 << 18,
    CD2L = 1 << 19,
    LITTLE_ENDIAN_ONLY = 2 << 21,
    NO_STALL = 1 << 24,
    ST_2LVL = 1 << 27,
    RME = 1 << 30,
    /* IDR1 */
    SSID20 = 20 << 6,
    SSID8 = 8 << 6,
    SID16 = 16,
    PERMS_OVR = 1 << 26,
    TYPES_OVR = 1 << 27,
    /* IDR3 */
    HAD = 1 << 2,
    PBHA = 1 << 3,
    XNX = 1 << 4,
    MPAM = 1 << 7,
    FWB = 1 << 8,
    STT = 1 << 9,
    RIL = 1 << 10,
    BBML2 = 2 << 11,
    E0PD = 1 << 13,
    PTWNNC = 1 << 14,
    DPT = 1 << 15,
    PASIDTT = 1 << 16,
    EPAN = 1 << 17,
    S1PI = 1 << 18,
    S2PI = 1 << 19,
    S2PO = 1 << 20,
    THE = 1 << 21,
    MTEPERM = 1 << 22,
    AIE = 1 << 23,
    /* IDR5 */
    OAS44 = 4,
    OAS48 = 5,
    OAS52 = 6,
    OAS56 = 7,
    GRAN4K = 1 << 4,
    GRAN16K = 1 << 5,
    GRAN64K = 1 << 6,
    DS = 1 << 7,
    D128 = 1 << 8,
    VAX52 = 1 << 10,
    VAX56 = 2 << 10,
    /* others */
    CR0_ATSCHK = 1 << 4,
    CR2_E2H = 1 << 0,
    S_IDR1_SEL2 = 1 << 29,
    R_IDR0_ATS = 1 << 10,
    R_IDR0_PRI = 1 << 16,
    R_IDR0_NO_STALL = 1 << 24,
    R_IDR3_DPT = 1 << 15,
    R_IDR3_MEC = 1 << 16,
    R_IDR3_XT = 1 << 17
};
static const uint32_t S_IDR1_SECURE = UINT32_C(1) << 31;

#define MPAM_IDS(partid_max, pmg_max) ((uint32_t)(partid_max) | (uint32_t)(pmg_max) << 16)
#define HAS_MPAM_NS (UINT32_C(1) << 25)

const struct hl_profile hl_profiles[] = {
    {"mmu-700",
     "SMMUv3.2, MMU-700-like: 52 bits, stage 2 write-back control, MPAM, Secure stage 2",
     {.idr0 = S1P | S2P | VMSA64 | COHACC | BTM | HTTU_AF_DBM | HYP | ATS | NS1ATS | ASID16 | MSI |
              PRI | VMID16 | CD2L | LITTLE_ENDIAN_ONLY | ST_2LVL,
      .idr1 = SSID20 | SID16 | PERMS_OVR | TYPES_OVR,
      .idr3 = HAD | PBHA | XNX | MPAM | FWB | STT | RIL | BBML2,
      .idr5 = OAS52 | GRAN4K | GRAN16K | GRAN64K | VAX52,
      .aidr = 2,
      .cr0 = CR0_ATSCHK,
      .cr2 = CR2_E2H,
      .mpamidr = MPAM_IDS(63, 1),
      .s_idr1 = S_IDR1_SECURE | S_IDR1_SEL2 | SID16,
      .s_mpamidr = MPAM_IDS(63, 1)}},
    {"mmu-600",
     "SMMUv3.1, MMU-600-like: both stages, both table formats, 48 bits",
     {.idr0 = S1P | S2P | VMSA32 | VMSA64 | COHACC | BTM | HTTU_AF_DBM | HYP | ATS | NS1ATS |
              ASID16 | MSI | PRI | VMID16 | CD2L | LITTLE_ENDIAN_ONLY | ST_2LVL,
      .idr1 = SSID20 | SID16 | PERMS_OVR | TYPES_OVR,
      .idr3 = HAD | XNX,
      .idr5 = OAS48 | GRAN4K | GRAN16K | GRAN64K,
      .aidr = 1,
      .cr0 = CR0_ATSCHK,
      .cr2 = CR2_E2H,
      .s_idr1 = S_IDR1_SECURE | SID16}},
    {"grace",
     "SMMUv3.2, Grace-like: both stages, 48 bits, ATS and PRI, split-stage ATS",
     {.idr0 = S1P | S2P | VMSA64 | COHACC | BTM | HTTU_AF_DBM | HYP | ATS | ASID16 | MSI | PRI |
              VMID16 | CD2L | LITTLE_ENDIAN_ONLY | ST_2LVL,
      .idr1 = SSID20 | SID16 | PERMS_OVR | TYPES_OVR,
      .idr3 = HAD | XNX | FWB | STT | RIL | BBML2,
      .idr5 = OAS48 | GRAN4K | GRAN16K | GRAN64K,
      .aidr = 2,
      .cr0 = CR0_ATSCHK,
      .cr2 = CR2_E2H}},
    {"v3.0-s1",
     "SMMUv3.0 with stage 1 only: 44 bits, 8-bit SubstreamIDs",
     {.idr0 = S1P | VMSA64 | COHACC | ASID16 | MSI | CD2L | LITTLE_ENDIAN_ONLY | ST_2LVL,
      .idr1 = SSID8 | SID16 | PERMS_OVR | TYPES_OVR,
      .idr3 = HAD,
      .idr5 = OAS44 | GRAN4K | GRAN64K}},
    {"v3.0-s2",
     "SMMUv3.0 with both stages and table formats, 8-bit VMIDs, mixed endianness, no stall",
     {.idr0 = S1P | S2P | VMSA32 | VMSA64 | COHACC | ATS | ASID16 | MSI | CD2L | NO_STALL | ST_2LVL,
      .idr1 = SSID8 | SID16,
      .idr5 = OAS44 | GRAN4K | GRAN64K,
      .cr0 = CR0_ATSCHK}},
    {"qemu",
     "QEMU 10 and 11's arm-smmuv3, stage=nested: its exact registers",
     {.idr0 = 0x0d44101b, .idr1 = 0x02730010, .idr3 = 0x1414, .idr5 = 0x74, .aidr = 1}},
    {"v3.4-full",
     "SMMUv3.4 with every feature: VMSAv9-128, DPT, MEC, overlays, Secure and Realm",
     {.idr0 = S1P | S2P | VMSA64 | COHACC | BTM | HTTU_HAFT | HYP | ATS | ASID16 | MSI | PRI |
              VMID16 | CD2L | ST_2LVL | RME,
      .idr1 = SSID20 | SID16 | PERMS_OVR | TYPES_OVR,
      .idr3 = HAD | PBHA | XNX | MPAM | FWB | STT | RIL | BBML2 | E0PD | PTWNNC | DPT | PASIDTT |
              EPAN | S1PI | S2PI | S2PO | THE | MTEPERM | AIE,
      .idr5 = OAS56 | GRAN4K | GRAN16K | GRAN64K | DS | D128 | VAX56,
      .aidr = 4,
      .cr0 = CR0_ATSCHK,
      .cr2 = CR2_E2H,
      .mpamidr = MPAM_IDS(255, 3),
      .s_idr1 = S_IDR1_SECURE | S_IDR1_SEL2 | SID16,
      .s_cr2 = CR2_E2H,
      .s_mpamidr = MPAM_IDS(31, 1) | HAS_MPAM_NS,
      .r_idr0 = R_IDR0_ATS | R_IDR0_PRI | R_IDR0_NO_STALL,
      .r_idr3 = R_IDR3_DPT | R_IDR3_MEC | R_IDR3_XT,
      .r_cr2 = CR2_E2H,
      .r_mpamidr = MPAM_IDS(255, 3) | HAS_MPAM_NS,
      .r_mecidr = 15}},
};
const size_t hl_profile_count = sizeof hl_profiles / sizeof hl_profiles[0];

const struct hl_profile *hl_profile_find(const char *name)
{
    for (size_t i = 0; i < hl_profile_count; i++)
        if (strcmp(hl_profiles[i].name, name) == 0)
            return &hl_profiles[i];
    return NULL;
}

const struct hl_profile *hl_profile_of(const struct hl_registers *regs)
{
    for (size_t i = 0; i < hl_profile_count; i++)
        if (memcmp(&hl_profiles[i].regs, regs, sizeof *regs) == 0)
            return &hl_profiles[i];
    return NULL;
}
