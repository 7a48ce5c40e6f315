// SPDX-License-Identifier: MIT
/* Jailhouse's arm_smmu_write_strtab_ent(), as cells are created and destroyed: a stream that leaves
 * a cell goes to bypass, and a cell that gets it installs its own stage 2 over whatever is there.
 */
#include "subjects/kernel.h"
#include "subjects/owner.h"
#include "subjects/wants.h"

#define dsb(type) hl_wire_barrier()
#define JAILHOUSE_MAX_IOMMU_UNITS 8

struct paging_structures {
    void *root_table;
};
struct cell_config {
    u32 id;
};
struct cell {
    struct {
        struct paging_structures mm;
    } arch;
    struct cell_config *config;
};
static struct cell_config config;
static struct cell cell = {.config = &config};
static u64 vtcr;
#define VTCR_CELL vtcr
static struct cell *this_cell(void)
{
    return &cell;
}
static u64 paging_hvirt2phys(const void *virtual)
{
    const u64 physical = hl_owner_address(virtual);

    return physical ? physical
                    : (u64)(uintptr_t) virtual; /* a cell's table is named by its address */
}

static u32 cr0; /* as it was written, and is acknowledged */
#define ARM_SMMU_MMIO(address) ((u32)(uintptr_t)(address))
static inline u32 mmio_read32(void *address)
{
    (void)address;
    return cr0;
}
static inline void mmio_write64(void *address, u64 value)
{
    hl_owner_register(ARM_SMMU_MMIO(address), 8, value);
}
static inline void mmio_write32(void *address, u32 value)
{
    if (ARM_SMMU_MMIO(address) == 0x20)
        cr0 = value;
    hl_owner_register(ARM_SMMU_MMIO(address), 4, value);
}
#define trace_error(code) (code)
#define printk(...) ((void)0)
#define PAGES(bytes) (((bytes) + PAGE_SIZE - 1) / PAGE_SIZE)
#define MIN(a, b) ((a) < (b) ? (a) : (b))
struct page_pool {
    int unused;
};
static struct page_pool mem_pool;
/* Free pages were scrubbed. What the SMMU reads is of aligned pages. */
static void *page_alloc_aligned(struct page_pool *pool, unsigned number)
{
    (void)pool;
    return hl_owner_memory(number * PAGE_SIZE, true);
}
static u64 heap[PAGE_SIZE / sizeof(u64)];
static void *page_alloc(struct page_pool *pool, unsigned number)
{
    (void)pool;
    memset(heap, 0, sizeof heap);
    return number == 1 ? heap : NULL;
}
static void page_free(struct page_pool *pool, void *page, unsigned number)
{
    (void)pool;
    (void)number;
    hl_owner_release(page);
}

struct arm_smmu_device;
struct arm_smmu_cmdq_ent;
static int arm_smmu_cmdq_issue_cmd(struct arm_smmu_device *smmu, struct arm_smmu_cmdq_ent *ent);
static int arm_smmu_cmdq_issue_sync(struct arm_smmu_device *smmu);

#define BIT_MASK(last, first) ((~0ULL << (first)) & (~0ULL >> (63 - (last))))

#include "info.h"
#include <taken.inc>

#include "subjects/cmdq.h"

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static struct arm_smmu_device smmu;
    const u32 old_vmid = (u32)HL_GET(STE, &u->current, S2VMID);
    const bool translates = hl_wanted_of(&u->target) >= HL_WANT_S2;

    config.id = 0; /* the root cell's, at the beginning */
    if (hl_entry_is_zero(&u->current))
        arm_smmu_init_bypass_stes(entry, 1);
    else if (!translates)
        arm_smmu_write_strtab_ent(&smmu, HL_SID, NULL, entry, true, old_vmid);
    if (!translates)
        return;
    vtcr = hl_vtcr_of(&u->target);
    cell.arch.mm.root_table = (void *)(uintptr_t)(HL_GET(STE, &u->target, S2TTB) << 4);
    arm_smmu_write_strtab_ent(&smmu, HL_SID, NULL, entry, false,
                              (u32)HL_GET(STE, &u->target, S2VMID));
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"Jailhouse", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_jailhouse = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "jailhouse",
    .description = "Jailhouse's SMMUv3 driver: stage 2 of a cell, or bypass",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_ATS_QUIESCED |
             HL_NEEDS_FRESH,
    .origin = &origin,
};

/* ---- With its stream table ---- */

static struct arm_smmu_device unit;
static u32 vmids[1 << HL_OWNER_SID_BITS]; /* of who has a stream; 0: the root cell, or nobody */

static int begin(const struct hl_owner *self, const struct hl_registers *regs)
{
    (void)self;
    (void)regs;
    memset(&unit, 0, sizeof unit);
    memset(vmids, 0, sizeof vmids);
    unit.features = ARM_SMMU_FEAT_2_LVL_STRTAB;
    unit.sid_bits = HL_OWNER_SID_BITS;
    if (arm_smmu_init_strtab(&unit))
        return -ENOMEM;
    return arm_smmu_device_reset(&unit);
}

/* What ends arm_smmuv3_cell_init() and arm_smmuv3_cell_exit(). */
static void invalidate(u32 vmid)
{
    struct arm_smmu_cmdq_ent cmd;

    cmd.opcode = CMDQ_OP_TLBI_S12_VMALL;
    cmd.tlbi.vmid = (u16)vmid;
    arm_smmu_cmdq_issue_cmd(&unit, &cmd);
    arm_smmu_cmdq_issue_sync(&unit);
}

static int table_detach(const struct hl_owner *self, uint32_t sid)
{
    (void)self;
    if (!vmids[sid])
        return 0;
    arm_smmu_uninit_ste(&unit, sid, vmids[sid]);
    invalidate(vmids[sid]);
    vmids[sid] = 0;
    return 0;
}

/* A cell begins after the one before it has ended, which are two operations. */
static int table_attach(const struct hl_owner *self, uint32_t sid, const struct hl_entry *wish)
{
    (void)self;
    if (hl_wanted_of(wish) < HL_WANT_S2 || !HL_GET(STE, wish, S2VMID) || vmids[sid])
        return -EINVAL;
    vtcr = hl_vtcr_of(wish);
    cell.arch.mm.root_table = (void *)(uintptr_t)(HL_GET(STE, wish, S2TTB) << 4);
    vmids[sid] = (u32)HL_GET(STE, wish, S2VMID);
    if (arm_smmu_init_ste(&unit, sid, vmids[sid]))
        return -ENOMEM;
    invalidate(vmids[sid]);
    return 0;
}

const struct hl_owner hl_wired_jailhouse_tables = {
    .name = "jailhouse",
    .description = "Jailhouse's SMMUv3 driver, with its stream table",
    .security = HL_NONSECURE,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_ATS_QUIESCED,
    .origin = &origin,
    .begin = begin,
    .attach = table_attach,
    .detach = table_detach,
};
