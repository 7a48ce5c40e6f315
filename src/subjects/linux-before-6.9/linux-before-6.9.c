// SPDX-License-Identifier: MIT
/* Linux's arm_smmu_write_strtab_ent(), as arm_smmu_attach_dev() and arm_smmu_detach_dev() call it:
 * a device is detached before it is attached to another domain, and ATS is off at the endpoint
 * before its STE goes. */
#include "subjects/kernel.h"
#include "subjects/reset.h"
#include "subjects/wants.h"

static bool disable_bypass =
    true; /* the driver's default; bypass is what the command line asks for */

#define E2BIG 7
#undef devm_kcalloc
#define devm_kcalloc(dev, number, size, gfp) ((void)(dev), hl_heap_of((number) * (size)))
struct arm_smmu_device;
struct arm_smmu_domain;
struct arm_smmu_cmdq_ent;
static void arm_smmu_sync_cd(struct arm_smmu_domain *domain, int ssid, bool leaf);
static __le64 *arm_smmu_get_cd_ptr(struct arm_smmu_domain *domain, u32 ssid);
static int arm_smmu_cmdq_issue_cmd(struct arm_smmu_device *smmu, struct arm_smmu_cmdq_ent *ent);
static int arm_smmu_cmdq_issue_sync(struct arm_smmu_device *smmu);
static inline int arm_smmu_cmdq_issue_cmd_with_sync(struct arm_smmu_device *smmu,
                                                    struct arm_smmu_cmdq_ent *ent);

#include "info.h"
#include <taken.inc>

#include "subjects/cmdq.h"

enum { HL_SSID = 0 };

static void init(__le64 *entry)
{
#if HL_ARGUMENTS_arm_smmu_init_bypass_stes == 3
    arm_smmu_init_bypass_stes(entry, 1, false);
#else
    arm_smmu_init_bypass_stes(entry, 1);
#endif
}

static enum arm_smmu_domain_stage fill(const struct hl_entry *e, struct arm_smmu_domain *domain)
{
    switch (hl_wanted_of(e)) {
    case HL_WANT_S1:
        domain->s1_cfg.cdcfg.cdtab_dma = HL_GET(STE, e, S1ContextPtr) << 6;
        domain->s1_cfg.s1cdmax = (u8)HL_GET(STE, e, S1CDMax);
        domain->s1_cfg.s1fmt = domain->s1_cfg.s1cdmax ? (u8)HL_GET(STE, e, S1Fmt) : 0;
        return ARM_SMMU_DOMAIN_S1;
    case HL_WANT_S2:
    case HL_WANT_NESTED:
        domain->s2_cfg.vmid = (u16)HL_GET(STE, e, S2VMID);
        domain->s2_cfg.vtcr = hl_vtcr_of(e);
        domain->s2_cfg.vttbr = HL_GET(STE, e, S2TTB) << 4;
        return ARM_SMMU_DOMAIN_S2;
    default:
        return ARM_SMMU_DOMAIN_BYPASS;
    }
}

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

    /* CR2.E2H and IDR0.STALL_MODEL are the machine's; that they are what the entry says is all that
     * is asked for. */
    smmu.features &= ~(u32)(ARM_SMMU_FEAT_E2H | ARM_SMMU_FEAT_STALLS);
    smmu.features |= (HL_GET(STE, wish, STRW) == 2 ? ARM_SMMU_FEAT_E2H : 0) |
                     (HL_GET(STE, wish, S1STALLD) ? ARM_SMMU_FEAT_STALLS : 0);
    domain.stage = fill(wish, &domain);
    master.ats_enabled = domain.stage != ARM_SMMU_DOMAIN_BYPASS && HL_GET(STE, wish, EATS);
    arm_smmu_write_strtab_ent(&master, sid, entry);
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    if (hl_entry_is_zero(&u->current))
        init(entry);
    else if (hl_wanted_of(&u->current) != HL_WANT_STOP)
        detach(HL_SID, entry);
    if (hl_wanted_of(&u->target) != HL_WANT_STOP)
        attach(HL_SID, entry, &u->target);
}

/* One CD, of one stream that is known to the domain. */
static __le64 *the_cd;

static void arm_smmu_sync_cd(struct arm_smmu_domain *domain, int ssid, bool leaf)
{
    (void)domain;
    (void)leaf;
    hl_wire_command(ssid == HL_SSID);
    hl_wire_command_sync();
}

static __le64 *arm_smmu_get_cd_ptr(struct arm_smmu_domain *domain, u32 ssid)
{
    (void)domain;
    (void)ssid;
    return the_cd;
}

/* A CD is removed before another address space is installed; one that gets only another ASID, as
 * where a process is bound whose ASID the domain had, is changed as it is. */
static void write_cd(uint64_t *entry, const struct hl_update *u)
{
    static struct arm_smmu_domain domain = {.smmu = &smmu};
    static struct mm_struct process;
    struct arm_smmu_ctx_desc cd = {
        .asid = (u16)HL_GET(CD, &u->target, ASID),
        .ttbr = HL_GET(CD, &u->target, TTB0) << 4,
        .mair = u->target.q[3],
        .tcr = CTXDESC_CD_0_TCR_EPD1 |
               (u->target.q[0] &
                (CTXDESC_CD_0_TCR_T0SZ | CTXDESC_CD_0_TCR_TG0 | CTXDESC_CD_0_TCR_IRGN0 |
                 CTXDESC_CD_0_TCR_ORGN0 | CTXDESC_CD_0_TCR_SH0 | CTXDESC_CD_0_TCR_IPS)),
        .mm = HL_GET(CD, &u->target, ASET) ? NULL : &process,
    };
    struct hl_entry other = hl_entry_xor(u->current, u->target);

    the_cd = entry;
    domain.stall_enabled = HL_GET(CD, &u->target, S);
    HL_CLEAR(CD, &other, ASID);
    if (HL_GET(CD, &u->current, V) && (!HL_GET(CD, &u->target, V) || !hl_entry_is_zero(&other)))
        arm_smmu_write_ctx_desc(&domain, HL_SSID, NULL);
    if (HL_GET(CD, &u->target, V))
        arm_smmu_write_ctx_desc(&domain, HL_SSID, &cd);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    hl_wire_run(u, self->data ? write_cd : write_entry);
}

static const struct hl_origin origin = {"Linux", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_linux_before_6_9 = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "linux-before-6.9",
    .description = "Linux's arm-smmu-v3 driver before 6.9: stage 1, stage 2, bypass or abort",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_ATS_QUIESCED |
             HL_NEEDS_FRESH,
    .origin = &origin,
};

const struct hl_sequencer hl_wired_linux_before_6_9_cd = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_CD,
    .name = "linux-before-6.9-cd",
    .description =
        "Linux's arm-smmu-v3 driver before 6.9: CDs, removed and installed, or another ASID",
    .update = update,
    .data = true,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_EL1_OR_E2H |
             HL_NEEDS_FRESH,
    .origin = &origin,
};

/* ---- With its stream table ---- */

static const enum hl_want least = HL_WANT_BYPASS;

static int reset(void)
{
    return arm_smmu_device_reset(&smmu, false);
}

#include "subjects/two_levels.h"

const struct hl_owner hl_wired_linux_before_6_9_tables = {
    .name = "linux-before-6.9",
    .description = "Linux's arm-smmu-v3 driver before 6.9, with its stream table",
    .security = HL_NONSECURE,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_ATS_QUIESCED,
    .origin = &origin,
    .begin = table_begin,
    .attach = table_attach,
    .detach = table_detach,
};
