// SPDX-License-Identifier: MIT
/* Jailhouse's arm_smmu_write_strtab_ent(), as cells are created and destroyed: a stream that leaves
 * a cell goes to bypass, and a cell that gets it installs its own stage 2 over whatever is there.
 */
#include "subjects/kernel.h"
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
    return (u64)(uintptr_t) virtual;
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
