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
#define arm_smmu_write_reg_sync(smmu, value, reg, ack)                                             \
    (hl_owner_register((u32)(reg), 4, (u32)(value)), (void)(ack), 0)
#define arm_smmu_device_disable(smmu) (hl_owner_register(0x20, 4, 0), 0)
#define arm_smmu_update_gbpa(smmu, set, clear) ((void)(set), (void)(clear), 0)
#define arm_smmu_setup_irqs(smmu) ((void)(smmu), 0)
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
