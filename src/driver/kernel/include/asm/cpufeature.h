/* SPDX-License-Identifier: MIT */
/* What of arm64's CPU the driver asks for. */
#ifndef HITLESS_ASM_CPUFEATURE_H
#define HITLESS_ASM_CPUFEATURE_H

#ifndef __ASSEMBLY__
#include <linux/types.h>

#define SYS_ID_AA64MMFR0_EL1 0
#define ID_AA64MMFR0_EL1_PARANGE_SHIFT 0
#define ID_AA64MMFR0_EL1_ASIDBITS_SHIFT 4
#define ID_AA64MMFR0_PARANGE_SHIFT ID_AA64MMFR0_EL1_PARANGE_SHIFT
#define ID_AA64MMFR0_ASID_SHIFT ID_AA64MMFR0_EL1_ASIDBITS_SHIFT

/* 40 bits of physical addresses, 8 bits of ASID: what every SMMU here can share. */
static inline u64 read_sanitised_ftr_reg(u32 id)
{
    return 2;
}
static inline unsigned int cpuid_feature_extract_unsigned_field(u64 features, int field)
{
    return (unsigned int)(features >> field & 15);
}
static inline u32 id_aa64mmfr0_parange_to_phys_shift(int parange)
{
    static const u8 shift[] = {32, 36, 40, 42, 44, 48, 52, 56};
    return parange < 8 ? shift[parange] : 48;
}

#define VA_BITS 48
#define VA_BITS_MIN 48
#define vabits_actual 48ULL
/* MAIR_EL1 as Linux sets it. */
#define read_sysreg(name) 0x000000f4040044ffULL
#define ARM64_HAS_VIRT_HOST_EXTN 0
#define cpus_have_cap(capability) 1
#define cpus_have_final_cap(capability) 1
#define is_kernel_in_hyp_mode() 1
#define system_supports_bbml2_noabort() 0
#define system_supports_bbml3() 0
#define system_supports_haft() 0
#define system_supports_poe() 0
#define system_supports_gcs() 0
#endif

#endif
