// SPDX-License-Identifier: MIT
/* The machine that the driver probes and whose page table code it calls: its own functions over
 * allocators of ours, which hand out what the stream of the current build asks for. */
#ifndef HITLESS_LINUX_MACHINE_H
#define HITLESS_LINUX_MACHINE_H

#include "linux/linux.h"

#include <stdint.h>
#include <string.h>

/* One build. The kernel's page size decides the granule, so it is a variable here. */
struct build {
    const struct hl_linux_stream *stream;
    unsigned page_shift, va_bits;
    unsigned parange; /* ID_AA64MMFR0_EL1.PARange of the processors */
    bool haft;
    unsigned long oas; /* 0 before the probe */
    size_t taken;
};
static _Thread_local struct build *hl_build;
static void *hl_take(size_t size);
#define hl_alloc(size) hl_take(size)
#define PAGE_SHIFT (hl_build->page_shift)
#define VA_BITS (hl_build->va_bits)

#include "linux/shim.h"

/* No constant here, so nothing to assert while compiling. */
#undef static_assert
#define static_assert(condition) ((void)WARN_ON(!(condition)))

#include "info.h"

#include <linux/io-pgtable.h>
#include <io-pgtable-arm.h>
#include <arm-smmu-v3.h>

enum { DEVICE_REGISTERS = 16, ARENA = 16384 };

/* What the driver allocates besides tables: gone with the build. */
static void *hl_take(size_t size)
{
    static _Thread_local _Alignas(64) unsigned char arena[ARENA];
    void *p = arena + hl_build->taken;

    size = (size + 63) & ~(size_t)63;
    if (size > ARENA - hl_build->taken)
        return NULL;
    hl_build->taken += size;
    return memset(p, 0, size);
}

/* An address for a table of that size: whole pages, aligned to the size, never 0. */
static uint64_t table_address(uint64_t wish, size_t size, unsigned bits)
{
    uint64_t align = PAGE_SIZE;
    uint64_t address;

    while (align < size)
        align <<= 1;
    address = wish & DMA_BIT_MASK(bits) & ~(align - 1);
    return address ? address : align;
}

static void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma, gfp_t gfp)
{
    static char table;

    (void)dev;
    (void)gfp;
    *dma = table_address(hl_build->stream->cdtab, size, (unsigned)hl_build->oas);
    return &table; /* for the driver to find that it is there */
}

#define dmam_alloc_coherent dma_alloc_coherent

static void *__arm_lpae_alloc_pages(size_t size, gfp_t gfp, struct io_pgtable_cfg *cfg,
                                    void *cookie)
{
    unsigned long bits = min((unsigned long)cfg->oas, hl_build->oas);

    (void)gfp;
    (void)cookie;
    return (void *)(uintptr_t)table_address(hl_build->stream->pgd, size, (unsigned)bits);
}

static int ida_alloc_range(struct ida *ida, unsigned first, unsigned last, gfp_t gfp)
{
    (void)ida;
    (void)gfp;
    return (int)(first + hl_build->stream->vmid % (last - first + 1));
}

#define XA_LIMIT(low, high) ((low) + hl_build->stream->asid % ((unsigned)(high) - (low) + 1))
#define xa_alloc(xa, id, entry, limit, gfp) ((void)(entry), *(id) = (limit), 0)

static u32 readl_relaxed(const volatile void *address)
{
    return *(const volatile u32 *)address;
}

/* What the driver asks of the processors and the kernel. Their ASIDs have 8 bits: more is no
 * promise that the driver's own ASIDs keep. */
enum { ARM64_HAS_VIRT_HOST_EXTN };
enum { SYS_ID_AA64MMFR0_EL1, ID_AA64MMFR0_EL1_PARANGE_SHIFT = 0, ID_AA64MMFR0_EL1_ASIDBITS_SHIFT };
#define cpus_have_cap(capability) (hl_build->stream->vhe)
#define vabits_actual VA_BITS
#define read_sanitised_ftr_reg(reg) (reg)
#define cpuid_feature_extract_unsigned_field(reg, shift)                                           \
    ((void)(reg), (shift) == ID_AA64MMFR0_EL1_PARANGE_SHIFT ? hl_build->parange : 0u)
#define id_aa64mmfr0_parange_to_phys_shift(parange) (parange_bits[parange])
#define arm64_kernel_unmapped_at_el0() false
#define num_possible_cpus() 1
#define system_supports_bbml2_noabort() false
#define system_supports_bbml3() false
#define system_supports_haft() (hl_build->haft)
#define system_supports_poe() false
#define system_supports_gcs() false
/* MAIR_EL1: write-back twice, non-cacheable, Device-nGnRnE, Device-nGnRE. */
#define read_sysreg(reg) UINT64_C(0x000000040044ffff)
static const unsigned parange_bits[] __maybe_unused = {32, 36, 40, 42, 44, 48, 52};

/* What the probe asks of the machine around it. */
#define dma_set_mask_and_coherent(dev, mask) ((void)(dev), (void)(mask), 0)
#define disable_msipolling false
#define arm_smmu_device_iidr_probe(smmu) ((void)(smmu)) /* no part number, no errata */
static _Thread_local struct {
    unsigned long pgsize_bitmap;
} arm_smmu_ops __maybe_unused;

/* What nobody calls here. */
#define free_io_pgtable_ops(ops) ((void)(ops))
#define arm_lpae_map_pages NULL
#define arm_lpae_unmap_pages NULL
#define arm_lpae_iova_to_phys NULL
#define arm_lpae_read_and_clear_dirty NULL
#define arm_lpae_pgtable_walk NULL
static const struct iommu_flush_ops arm_smmu_flush_ops;
static const struct iommu_dirty_ops arm_smmu_dirty_ops;

static struct io_pgtable_ops *make_pgtable(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
                                           void *cookie);
#define alloc_io_pgtable_ops make_pgtable

#include <makers.inc>
#include <probe.inc>

static struct io_pgtable_ops *make_pgtable(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
                                           void *cookie)
{
    struct io_pgtable *table = NULL;

    if (fmt == ARM_64_LPAE_S1)
        table = arm_64_lpae_alloc_pgtable_s1(cfg, cookie);
    else if (fmt == ARM_64_LPAE_S2)
        table = arm_64_lpae_alloc_pgtable_s2(cfg, cookie);
    if (!table)
        return NULL;
    table->fmt = fmt;
    table->cookie = cookie;
    table->cfg = *cfg;
    return &table->ops;
}

static bool probe(struct arm_smmu_device *smmu, struct device *dev, const struct hl_registers *regs,
                  u32 window[DEVICE_REGISTERS])
{
    /* The driver also wants queues of a size; queues are none of our business. */
    window[ARM_SMMU_IDR0 / 4] = regs->idr0;
    window[ARM_SMMU_IDR1 / 4] = regs->idr1 | FIELD_PREP(IDR1_CMDQS, 16);
    window[ARM_SMMU_IDR3 / 4] = regs->idr3;
    window[ARM_SMMU_IDR5 / 4] = regs->idr5;
    smmu->dev = dev;
    smmu->base = window;
    /* Firmware says whether walks are coherent; it says what the register says. */
    if (regs->idr0 & IDR0_COHACC)
        smmu->features |= ARM_SMMU_FEAT_COHERENCY;
    return arm_smmu_device_hw_probe(smmu) == 0;
}

#endif
