// SPDX-License-Identifier: MIT
/* pKVM's smmu_reshadow_ste(): the host, which is not trusted, changes an STE of its own table and
 * issues CMD_CFGI_STE, and the hypervisor writes the STE that the SMMU has, with its one stage 2
 * added. What is asked for is shown by the host, which is Linux and has stage 1 only: its bypass is
 * stage 2, its stage 1 is nested. */
#include "nested/nested.h"
#include "subjects/kernel.h"
#include "subjects/pkvm.h"
#include "subjects/wants.h"

#define E2BIG 7
enum { HOST_TABLE = 0x40000000, LOG2_STES = 1 };
struct arm_smmu_strtab_cfg {
    struct {
        void *table;
        u32 num_ents;
    } linear;
    struct {
        void *l1tab;
        u32 num_l1_ents;
    } l2;
};
struct hyp_arm_smmu_v3_device {
    u32 features, cr0;
    u64 host_ste_cfg, host_ste_base;
    struct arm_smmu_strtab_cfg strtab_cfg;
};
/* The host's table, with the STE that it shows. */
static u64 shown[1 << LOG2_STES][HL_QWORDS];
#define hyp_phys_to_virt(address) ((void *)shown)
#define hyp_virt_to_phys(pointer) ((u64)(uintptr_t)(pointer))
/* Tables of two levels are not asked for. */
#define smmu_share_pages(address, size) ((void)(address), 0)
#define smmu_unshare_pages(address, size) ((void)(address), 0)
#define kvm_iommu_donate_pages(order) NULL
#define get_order(size) 0
#define arm_smmu_write_strtab_l1_desc(descriptor, address) ((void)(descriptor), (void)(address))
struct arm_smmu_cmdq_ent;
static int smmu_send_cmd(struct hyp_arm_smmu_v3_device *smmu, struct arm_smmu_cmdq_ent *cmd);

#include "info.h"
#include <taken.inc>

enum { SID = 0 };

static int smmu_send_cmd(struct hyp_arm_smmu_v3_device *smmu, struct arm_smmu_cmdq_ent *cmd)
{
    (void)smmu;
    hl_wire_command(cmd->opcode == CMDQ_OP_CFGI_STE && cmd->cfgi.sid == SID);
    hl_wire_command_sync();
    return 0;
}

/* One table of 40 bits for all of the host's devices. */
static struct io_pgtable one_stage_2 = {
    .cfg.arm_lpae_s2_cfg = {.vttbr = 0x80000000,
                            .vtcr = {.ps = 2, .sh = 3, .orgn = 1, .irgn = 1, .sl = 1, .tsz = 24}}};

/* What Linux's driver writes into qwords 0 and 1 for stage 1; it has no other bits to write. */
static struct hl_entry shown_for(const struct hl_entry *target)
{
    const enum hl_want want = hl_wanted_of(target);
    struct hl_entry mask = {{0x1}}, e;

    if (want == HL_WANT_S1 || want == HL_WANT_NESTED) {
        HL_MARK(STE, &mask, S1Fmt);
        HL_MARK(STE, &mask, S1ContextPtr);
        HL_MARK(STE, &mask, S1CDMax);
        HL_MARK(STE, &mask, S1DSS);
        HL_MARK(STE, &mask, S1CIR);
        HL_MARK(STE, &mask, S1COR);
        HL_MARK(STE, &mask, S1CSH);
        HL_MARK(STE, &mask, S1STALLD);
        HL_MARK(STE, &mask, EATS);
    }
    e = hl_entry_and(*target, mask);
    if (HL_GET(STE, &e, EATS) != 1)
        HL_SET(STE, &e, EATS, 0); /* full ATS or none */
    if (want == HL_WANT_BYPASS || want == HL_WANT_S2)
        HL_SET(STE, &e, SHCFG, 1);
    if (want != HL_WANT_STOP)
        HL_SET(STE, &e, Config, mask.q[1] ? 5 : 4);
    return e;
}

static int show(uint64_t *entry, struct hl_entry e)
{
    struct hyp_arm_smmu_v3_device smmu = {
        .cr0 = CR0_SMMUEN,
        .host_ste_cfg = LOG2_STES,
        .host_ste_base = HOST_TABLE,
        .strtab_cfg.linear = {.table = entry, .num_ents = 1},
    };

    memcpy(shown[SID], e.q, sizeof e.q);
    return smmu_reshadow_ste(&smmu, SID, true);
}

/* The host changes one qword at a time where that is hitless for it, and else goes through V=0. */
static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    const struct hl_entry from = shown_for(&u->current), to = shown_for(&u->target);
    const bool from_s1 = hl_wanted_of(&from) == HL_WANT_S1, to_s1 = hl_wanted_of(&to) == HL_WANT_S1;

    idmap_pgtable = &one_stage_2;
    if (HL_GET(STE, &from, V) && HL_GET(STE, &to, V) && from.q[0] != to.q[0] &&
        from.q[1] != to.q[1]) {
        if (from_s1 && to_s1)
            show(entry, (struct hl_entry){{0}});
        else if (to_s1 || hl_wanted_of(&from) == HL_WANT_STOP)
            show(entry, (struct hl_entry){{from.q[0], to.q[1]}});
        else
            show(entry, (struct hl_entry){{to.q[0], from.q[1]}});
    }
    show(entry, to);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"pKVM, list series", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_pkvm_list = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "pkvm-list",
    .description = "pKVM's shadow STE: nested, stage 2, abort or invalid",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_ATS_QUIESCED |
             HL_NEEDS_FRESH,
    .origin = &origin,
};

/* ---- As the hypervisor of any host, which need not be Linux ---- */

/* What kind of access a transaction of the host's device is (MTCFG to INSTCFG) is not the
 * hypervisor's to say. */
static struct hl_entry shown_by(const struct hl_entry *vste)
{
    struct hl_entry e = *vste;

    HL_CLEAR(STE, &e, MTCFG);
    HL_CLEAR(STE, &e, MemAttr);
    HL_CLEAR(STE, &e, ALLOCCFG);
    HL_CLEAR(STE, &e, NSCFG);
    HL_CLEAR(STE, &e, PRIVCFG);
    HL_CLEAR(STE, &e, INSTCFG);
    return e;
}

static void use_table(struct io_pgtable *table, const struct hl_entry *parent)
{
    table->cfg = hl_pkvm_table_of(parent);
    idmap_pgtable = table;
}

static enum hl_merge merge(const struct hl_hypervisor *self, const struct hl_nesting *nesting,
                           const struct hl_entry *vste, struct hl_entry *ste)
{
    struct io_pgtable table;

    (void)self;
    use_table(&table, &nesting->parent);
    memset(ste, 0, sizeof *ste);
    return show(ste->q, shown_by(vste)) ? HL_REJECTED : HL_MERGED;
}

static const struct hl_hypervisor hypervisor = {
    .abi = HL_HYPERVISOR_ABI,
    .name = "pkvm-list",
    .description = "pKVM's shadow STE",
    .merge = merge,
    .refuses = "the host's STE has Config nested, and the stream stays as it is",
};

static const struct hl_entry *shown_now;

static void reshadow(uint64_t *entry, const struct hl_update *u)
{
    (void)u;
    show(entry, shown_by(shown_now));
}

static void install(const struct hl_nesting *nesting, const struct hl_entry *vste,
                    const struct hl_update *u)
{
    static struct io_pgtable table;

    use_table(&table, &nesting->parent);
    shown_now = vste;
    hl_wire_run(u, reshadow);
}

/* Stage 2 alone, as for a host's bypass. */
static void own_parent(const struct hl_entry *given, struct hl_entry *own)
{
    struct io_pgtable table;
    struct hl_entry bypass = {{0}};

    HL_SET(STE, &bypass, V, 1);
    HL_SET(STE, &bypass, Config, 4);
    use_table(&table, given);
    memset(own, 0, sizeof *own);
    show(own->q, bypass);
}

const struct hl_reshadow hl_wired_pkvm_list_reshadow = {
    .hypervisor = &hypervisor, .install = install, .parent = own_parent};
