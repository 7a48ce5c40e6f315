// SPDX-License-Identifier: MIT
/* The arm-smmu-v3 driver's own code as a sequencer and as a maker of entries. One translation unit,
 * so that the compiler sees the driver's loops and what they call at once. */
#include "linux/linux.h"

#include <stdint.h>
#include <string.h>

/* One update. The writer may longjmp out of it, so nothing outlives it but the pointer, which the
 * next update replaces. */
struct run;
static _Thread_local struct run *hl_run;
static inline void hl_write_once(uint64_t *where, uint64_t value);
#define WRITE_ONCE(x, value) hl_write_once(&(x), (value))

/* One make. The kernel's page size decides the granule, so it is a variable here. */
struct build;
static _Thread_local struct build *hl_build;
static void *hl_take(size_t size);
static unsigned hl_page_shift(void);
#define hl_alloc(size) hl_take(size)
#define PAGE_SHIFT hl_page_shift()

#include "linux/shim.h"

#include "info.h"

#include <linux/io-pgtable.h>
#include <io-pgtable-arm.h>
#include <arm-smmu-v3.h>

#include <sequencer.inc>

struct run {
    struct arm_smmu_entry_writer writer;
    const struct hl_update *update;
    __le64 entry[HL_QWORDS];
};

static inline void hl_write_once(uint64_t *where, uint64_t value)
{
    struct run *run = hl_run;

    *where = value;
    run->update->writer->store(run->update->writer, (unsigned)(where - run->entry), value);
}

static void sync_entry(struct arm_smmu_entry_writer *writer)
{
    const struct hl_update *u = container_of(writer, struct run, writer)->update;

    u->writer->sync(u->writer);
}

static const struct arm_smmu_entry_writer_ops ste_ops = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_ste_used,
#ifdef HL_HAS_arm_smmu_get_ste_update_safe
    .get_update_safe = arm_smmu_get_ste_update_safe,
#endif
};

static const struct arm_smmu_entry_writer_ops cd_ops = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_cd_used,
#ifdef HL_HAS_arm_smmu_get_cd_update_safe
    .get_update_safe = arm_smmu_get_cd_update_safe,
#endif
};

#ifdef HL_HAS_arm_smmu_get_ste_update_safe
/* The update_safe mask that the caller gave. */
static void given_safe(const __le64 *current, const __le64 *target, __le64 *safe)
{
    (void)current;
    (void)target;
    memcpy(safe, hl_run->update->safe->q, sizeof(hl_run->update->safe->q));
}

static const struct arm_smmu_entry_writer_ops ste_ops_given = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_ste_used,
    .get_update_safe = given_safe,
};

static const struct arm_smmu_entry_writer_ops cd_ops_given = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_cd_used,
    .get_update_safe = given_safe,
};
#else
/* A tree without update_safe has no place for a mask: it is ignored. */
#define ste_ops_given ste_ops
#define cd_ops_given cd_ops
#endif

/* Inlined for each table of operations: its calls become direct. */
static inline __attribute__((always_inline)) void
write_entry(const struct hl_update *u, const struct arm_smmu_entry_writer_ops *ops)
{
    struct run run = {.writer.ops = ops, .update = u};

    memcpy(run.entry, u->current.q, sizeof(run.entry));
    hl_run = &run;
    arm_smmu_write_entry(&run.writer, run.entry, u->target.q);
    hl_run = NULL;
}

static __attribute__((flatten)) void update(const struct hl_sequencer *self,
                                            const struct hl_update *u)
{
    (void)self;
    if (u->safe)
        write_entry(u, u->decoder->kind == HL_KIND_CD ? &cd_ops_given : &ste_ops_given);
    else if (u->decoder->kind == HL_KIND_CD)
        write_entry(u, &cd_ops);
    else
        write_entry(u, &ste_ops);
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *used)
{
    (void)self;
    memset(used, 0, sizeof(*used));
    if (decoder->kind == HL_KIND_CD)
        arm_smmu_get_cd_used(entry->q, used->q);
    else
        arm_smmu_get_ste_used(entry->q, used->q);
}

#ifdef HL_HAS_arm_smmu_get_ste_update_safe
static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    const struct arm_smmu_entry_writer_ops *ops = decoder->kind == HL_KIND_CD ? &cd_ops : &ste_ops;

    (void)self;
    memset(safe, 0, sizeof(*safe));
    if (ops->get_update_safe)
        ops->get_update_safe(current->q, target->q, safe->q);
}
#endif

static const struct hl_sequencer sequencer = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE | HL_KIND_CD,
    .name = "linux",
    .description = "the arm-smmu-v3 driver of Linux " HL_LINUX_VERSION,
    .update = update,
    .used = used,
#ifdef HL_HAS_arm_smmu_get_ste_update_safe
    .update_safe = update_safe,
#endif
    .assumes = "ats-quiesced", /* its attach code turns ATS off around a change of EATS */
};

const struct hl_sequencer *hl_linux_sequencer(void)
{
    return &sequencer;
}

const struct hl_linux_info *hl_linux_info(void)
{
    static const struct hl_linux_info info = {
        .version = HL_LINUX_VERSION,
        .hash = HL_LINUX_HASH,
        .functions = HL_LINUX_FUNCTIONS,
#ifdef HL_HAS_arm_smmu_get_ste_update_safe
        .has_update_safe = true,
#endif
#ifdef HL_HAS_arm_smmu_make_nested_domain_ste
        .has_nesting = true,
#endif
    };
    return &info;
}

unsigned hl_linux_warnings(void)
{
    unsigned n = hl_warnings;

    hl_warnings = 0;
    return n;
}

/* Entries as the driver makes them: its own probe reads the ID registers, its own code lays out the
 * CD table and the stage 2 table, over the allocators below. */

enum { DEVICE_REGISTERS = 16, ARENA = 16384 };

struct build {
    const struct hl_linux_stream *stream;
    unsigned page_shift;
    unsigned long oas;
    size_t taken;
};

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

static unsigned hl_page_shift(void)
{
    return hl_build->page_shift;
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

static u32 readl_relaxed(const volatile void *address)
{
    return *(const volatile u32 *)address;
}

/* What the probe asks of the machine around it. */
enum { ARM64_HAS_VIRT_HOST_EXTN };
#define cpus_have_cap(capability) (hl_build->stream->vhe)
#define dma_set_mask_and_coherent(dev, mask) ((void)(dev), (void)(mask), 0)
#define disable_msipolling false
#define arm_smmu_device_iidr_probe(smmu) ((void)(smmu)) /* no part number, no errata */
static _Thread_local struct {
    unsigned long pgsize_bitmap;
} arm_smmu_ops __maybe_unused;

/* Stage 1 tables are never made: their descriptor is no STE. */
#define XA_LIMIT(low, high) (low)
#define xa_alloc(xa, id, entry, limit, gfp) ((void)(entry), *(id) = (limit), 0)
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

#include <probe.inc>

static struct io_pgtable_ops *make_pgtable(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
                                           void *cookie)
{
    struct io_pgtable *table;

    if (fmt != ARM_64_LPAE_S2)
        return NULL;
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

/* The kernel's page size picks the granule, if the SMMU has it. */
static bool pick_page(struct build *build, unsigned long pgsizes)
{
    static const unsigned shifts[] = {12, 14, 16};
    unsigned have[3];
    unsigned n = 0;

    for (unsigned i = 0; i < 3; i++) {
        if (pgsizes & (1UL << shifts[i]))
            have[n++] = shifts[i];
    }
    if (n == 0)
        return false;
    build->page_shift = have[build->stream->granule % n];
    return true;
}

static bool make_cdtable(struct arm_smmu_ste *ste, struct arm_smmu_master *master, bool ats)
{
    unsigned s1dss = STRTAB_STE_1_S1DSS_SSID0;

    if (!(master->smmu->features & ARM_SMMU_FEAT_TRANS_S1))
        return false;
    /* The CD table stays under an identity or a blocking domain only while PASIDs use it. */
    if (master->ssid_bits != 0 && hl_build->stream->s1dss % 3 != 2)
        s1dss = hl_build->stream->s1dss % 3 == 0 ? STRTAB_STE_1_S1DSS_TERMINATE
                                                 : STRTAB_STE_1_S1DSS_BYPASS;
    if (arm_smmu_alloc_cd_tables(master) != 0)
        return false;
    arm_smmu_make_cdtable_ste(ste, master, ats, s1dss);
    return true;
}

/* A stage 2 domain. Where the SMMU has both stages, only a nesting parent is one. */
static bool make_s2_domain(struct arm_smmu_domain *domain, struct arm_smmu_device *smmu)
{
    u32 flags = 0;

    if (!(smmu->features & ARM_SMMU_FEAT_TRANS_S2))
        return false;
    if (smmu->features & ARM_SMMU_FEAT_TRANS_S1)
        flags = IOMMU_HWPT_ALLOC_NEST_PARENT;
    domain->stage = ARM_SMMU_DOMAIN_S2;
    return arm_smmu_domain_finalise(domain, smmu, flags) == 0;
}

static enum hl_linux_made make_nested(struct arm_smmu_ste *ste, struct arm_smmu_master *master,
                                      struct arm_smmu_domain *parent, bool ats)
{
#ifdef HL_HAS_arm_smmu_make_nested_domain_ste
    struct iommu_hwpt_arm_smmuv3 arg = {
        .ste = {hl_build->stream->vste[0], hl_build->stream->vste[1]}};
    struct arm_vsmmu vsmmu = {.smmu = master->smmu, .s2_parent = parent};
    struct arm_smmu_nested_domain nested = {.vsmmu = &vsmmu};
    bool enable_ats = false;

    if (!(master->smmu->features & ARM_SMMU_FEAT_NESTING))
        return HL_LINUX_UNSUPPORTED;
    if (arm_smmu_validate_vste(&arg, &enable_ats) != 0)
        return HL_LINUX_REJECTED;
    nested.enable_ats = enable_ats;
    nested.ste[0] = arg.ste[0];
    nested.ste[1] = arg.ste[1] & ~cpu_to_le64(STRTAB_STE_1_EATS);
    /* A guest that translates says itself whether it invalidates its ATCs. */
    if (FIELD_GET(STRTAB_STE_0_CFG, nested.ste[0]) == STRTAB_STE_0_CFG_S1_TRANS && !enable_ats)
        ats = false;
    arm_smmu_make_nested_domain_ste(ste, master, &nested, ats);
    return HL_LINUX_MADE;
#else
    (void)ste;
    (void)master;
    (void)parent;
    (void)ats;
    return HL_LINUX_UNSUPPORTED;
#endif
}

static enum hl_linux_made make(enum hl_linux_make what, const struct hl_registers *regs,
                               struct build *build, struct arm_smmu_ste *ste)
{
    const struct hl_linux_stream *stream = build->stream;
    u32 window[DEVICE_REGISTERS] = {0};
    struct device dev = {.of_node = ""};
    struct arm_smmu_device smmu = {0};
    struct arm_smmu_master master = {.smmu = &smmu, .dev = &dev};
    struct arm_smmu_domain domain = {0};
    bool forced, ats;

    if (!probe(&smmu, &dev, regs, window))
        return HL_LINUX_UNSUPPORTED;
    build->oas = smmu.oas;
    if (what == HL_LINUX_ABORT) {
        arm_smmu_make_abort_ste(ste);
        return HL_LINUX_MADE;
    }
    if (what == HL_LINUX_BYPASS) {
        arm_smmu_make_bypass_ste(&smmu, ste);
        return HL_LINUX_MADE;
    }
    if (!pick_page(build, smmu.pgsize_bitmap))
        return HL_LINUX_UNSUPPORTED;

    master.ssid_bits = min((unsigned)stream->ssid_bits, smmu.ssid_bits);
    if (!(smmu.features & ARM_SMMU_FEAT_2_LVL_CDTAB))
        master.ssid_bits = min(master.ssid_bits, (unsigned)CTXDESC_LINEAR_CDMAX);
    /* A PCI function, which is what has ATS, must not be stalled, and an SMMU that always stalls
     * must not serve one (IHI 0070, 3.12). The driver relies on that and does not check it. */
    forced = smmu.features & ARM_SMMU_FEAT_STALL_FORCE;
    ats = stream->ats && (smmu.features & ARM_SMMU_FEAT_ATS) && !forced;
    master.stall_enabled =
        forced || (stream->stall && !ats && (smmu.features & ARM_SMMU_FEAT_STALLS));

    if (what == HL_LINUX_CDTABLE)
        return make_cdtable(ste, &master, ats) ? HL_LINUX_MADE : HL_LINUX_UNSUPPORTED;
    if (what != HL_LINUX_S2 && what != HL_LINUX_NESTED)
        return HL_LINUX_UNSUPPORTED;
    if (!make_s2_domain(&domain, &smmu))
        return HL_LINUX_UNSUPPORTED;
    if (what == HL_LINUX_NESTED)
        return make_nested(ste, &master, &domain, ats);
    arm_smmu_make_s2_domain_ste(ste, &master, &domain, ats);
    return HL_LINUX_MADE;
}

enum hl_linux_made hl_linux_make(enum hl_linux_make what, const struct hl_registers *regs,
                                 const struct hl_linux_stream *stream, struct hl_entry *ste)
{
    struct build build = {.stream = stream, .page_shift = 12};
    struct arm_smmu_ste made;
    enum hl_linux_made result;

    hl_build = &build;
    result = make(what, regs, &build, &made);
    hl_build = NULL;
    if (result == HL_LINUX_MADE)
        memcpy(ste->q, made.data, sizeof(ste->q));
    return result;
}
