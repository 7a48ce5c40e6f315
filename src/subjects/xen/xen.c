// SPDX-License-Identifier: MIT
/* Xen's arm_smmu_write_strtab_ent(), as arm_smmu_attach_dev() and arm_smmu_detach_dev() call it: a
 * device is detached before it is attached to another domain, and ATS is off at the endpoint before
 * its STE goes. */
#include "subjects/kernel.h"
#include "subjects/wants.h"

#define write_atomic(where, value) (*(volatile __typeof__(*(where)) *)(where) = (value))
struct domain;
struct tasklet {
    int unused;
};

static bool disable_bypass =
    true; /* the driver's default; bypass is what the command line asks for */

struct arm_smmu_device;
struct arm_smmu_cmdq_ent;
static int arm_smmu_cmdq_issue_cmd(struct arm_smmu_device *smmu, struct arm_smmu_cmdq_ent *ent);
static int arm_smmu_cmdq_issue_sync(struct arm_smmu_device *smmu);

#include "info.h"
#include <taken.inc>

#include "subjects/cmdq.h"

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static struct arm_smmu_device smmu;
    static struct arm_smmu_domain domain;
    struct arm_smmu_master master = {.smmu = &smmu};

    if (hl_entry_is_zero(&u->current))
        arm_smmu_init_bypass_stes(entry, 1);
    else if (hl_wanted_of(&u->current) >= HL_WANT_S1)
        arm_smmu_write_strtab_ent(&master, HL_SID, entry);
    if (hl_wanted_of(&u->target) < HL_WANT_S2)
        return;
    master.domain = &domain;
    master.ats_enabled = HL_GET(STE, &u->target, EATS) != 0;
    domain.s2_cfg.vmid = (u16)HL_GET(STE, &u->target, S2VMID);
    domain.s2_cfg.vtcr = hl_vtcr_of(&u->target);
    domain.s2_cfg.vttbr = HL_GET(STE, &u->target, S2TTB) << 4;
    arm_smmu_write_strtab_ent(&master, HL_SID, entry);
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
