// SPDX-License-Identifier: MIT
/* For drivers that come from Linux's and make their stream table: how they enable the SMMU over it.
 * Included before what is taken, and before cmdq.h. An SMMU at address 0: its registers' addresses
 * are their offsets. */
#ifndef HITLESS_SUBJECTS_RESET_H
#define HITLESS_SUBJECTS_RESET_H

#include "subjects/owner.h"

struct arm_smmu_device;
struct device;
#define writel_relaxed(value, address) hl_owner_register((u32)(uintptr_t)(address), 4, (u32)(value))
#define writeq_relaxed(value, address) hl_owner_register((u32)(uintptr_t)(address), 8, (u64)(value))
#define readl_relaxed(address) ((void)(address), 0u)
static inline int arm_smmu_write_reg_sync(struct arm_smmu_device *smmu, u32 value, unsigned reg,
                                          unsigned acknowledge)
{
    (void)smmu;
    (void)acknowledge;
    hl_owner_register(reg, 4, value);
    return 0;
}
static inline int arm_smmu_device_disable(struct arm_smmu_device *smmu)
{
    (void)smmu;
    hl_owner_register(0x20, 4, 0);
    return 0;
}
static inline int arm_smmu_update_gbpa(struct arm_smmu_device *smmu, u32 set, u32 clear)
{
    (void)smmu;
    (void)set;
    (void)clear;
    return 0;
}
static inline int arm_smmu_setup_irqs(struct arm_smmu_device *smmu)
{
    (void)smmu;
    return 0;
}
#define is_kdump_kernel() false
#define set_bit(bit, map) ((void)(bit), (void)(map))

/* Zeroed; and what is not for the SMMU, of which there is one piece in a driver's life. */
static inline void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma, gfp_t gfp)
{
    void *const memory = hl_owner_memory(size, true);

    (void)dev;
    (void)gfp;
    *dma = hl_owner_address(memory);
    return memory;
}

static u64 hl_heap[512];
static inline void *hl_heap_of(size_t size)
{
    memset(hl_heap, 0, sizeof hl_heap);
    return size <= sizeof hl_heap ? hl_heap : NULL;
}

#endif
