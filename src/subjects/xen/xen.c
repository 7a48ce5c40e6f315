// SPDX-License-Identifier: MIT
/* Xen's arm_smmu_write_strtab_ent(), as arm_smmu_attach_dev() and arm_smmu_detach_dev() call it: a
 * device is detached before it is attached to another domain, and ATS is off at the endpoint before
 * its STE goes. */
#include "subjects/kernel.h"
#include "subjects/reset.h"
#include "subjects/wants.h"

#define write_atomic(where, value) (*(volatile __typeof__(*(where)) *)(where) = (value))
struct domain;
struct tasklet {
    int unused;
};

#define cpu_to_le32(value) ((u32)(value))
#define tasklet_init(tasklet, function, data) ((void)(tasklet), (void)(data))
#define arm_smmu_evtq_tasklet NULL
#define arm_smmu_priq_tasklet NULL
#define arm_smmu_combined_irq_tasklet NULL
#define _xzalloc_array(size, alignment, number) hl_heap_of((size) * (number))

static bool disable_bypass =
    true; /* the driver's default; bypass is what the command line asks for */

struct arm_smmu_device;
struct arm_smmu_cmdq_ent;
static int arm_smmu_cmdq_issue_cmd(struct arm_smmu_device *smmu, struct arm_smmu_cmdq_ent *ent);
static int arm_smmu_cmdq_issue_sync(struct arm_smmu_device *smmu);

#include "info.h"
#include <taken.inc>

#include "subjects/cmdq.h"

static struct arm_smmu_device smmu;

static void detach(u32 sid, uint64_t *entry)
{
    struct arm_smmu_master master = {.smmu = &smmu};

    arm_smmu_write_strtab_ent(&master, sid, entry);
}

static void attach(u32 sid, uint64_t *entry, const struct hl_entry *wish)
{
    static struct arm_smmu_domain domain;
    struct arm_smmu_master master = {.smmu = &smmu, .domain = &domain};

    master.ats_enabled = HL_GET(STE, wish, EATS) != 0;
    domain.s2_cfg.vmid = (u16)HL_GET(STE, wish, S2VMID);
    domain.s2_cfg.vtcr = hl_vtcr_of(wish);
    domain.s2_cfg.vttbr = HL_GET(STE, wish, S2TTB) << 4;
    arm_smmu_write_strtab_ent(&master, sid, entry);
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    if (hl_entry_is_zero(&u->current))
        arm_smmu_init_bypass_stes(entry, 1);
    else if (hl_wanted_of(&u->current) >= HL_WANT_S1)
        detach(HL_SID, entry);
    if (hl_wanted_of(&u->target) >= HL_WANT_S2)
        attach(HL_SID, entry, &u->target);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"Xen", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_xen = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "xen",
    .description = "Xen's SMMUv3 driver: stage 2, or abort",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_ATS_QUIESCED |
             HL_NEEDS_FRESH,
    .origin = &origin,
};

/* ---- With its stream table ---- */

static const enum hl_want least = HL_WANT_S2;

static int reset(void)
{
    return arm_smmu_device_reset(&smmu);
}

#include "subjects/two_levels.h"

const struct hl_owner hl_wired_xen_tables = {
    .name = "xen",
    .description = "Xen's SMMUv3 driver, with its stream table",
    .security = HL_NONSECURE,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_ATS_QUIESCED,
    .origin = &origin,
    .begin = table_begin,
    .attach = table_attach,
    .detach = table_detach,
};
