// SPDX-License-Identifier: MIT
/* The hypervisor's part of Android's pKVM driver: smmu_attach_dev() to stage 2, and how a stream is
 * stopped: by smmu_detach_dev(), or, where a guest goes while its device may still translate, by
 * smmu_dev_block_dma(). */
#include "subjects/kernel.h"
#include "subjects/pkvm.h"
#include "subjects/wants.h"

enum { CTXDESC_CD_DWORDS = 8 };
enum kvm_arm_smmu_domain_type { KVM_ARM_SMMU_DOMAIN_S1 = 2, KVM_ARM_SMMU_DOMAIN_S2 = 3 };
#define KVM_IOMMU_DOMAIN_IDMAP_ID 0xffffffffu
struct arm_smmu_ste;
struct kvm_hyp_iommu {
    bool power_is_off;
};
struct kvm_hyp_iommu_domain {
    u64 domain_id;
    void *priv;
};
struct hyp_arm_smmu_v3_device {
    struct kvm_hyp_iommu iommu;
    size_t ssid_bits;
};
struct hyp_arm_smmu_v3_domain {
    int list_lock;
    struct list_head iommu_list;
    u32 type;
    struct io_pgtable *pgtable;
};
struct domain_iommu_node {
    struct kvm_hyp_iommu *iommu;
    struct list_head list;
    unsigned long ref;
};
#define hyp_write_lock(lock) ((void)(lock))
#define hyp_write_unlock(lock) ((void)(lock))
#define kvm_iommu_lock(iommu) ((void)(iommu))
#define kvm_iommu_unlock(iommu) ((void)(iommu))
#define hyp_alloc(size) calloc(1, size)
#define hyp_free(pointer) free(pointer)
#define list_add_tail(entry, head) ((void)(entry), (void)(head))
#define hyp_phys_to_virt(address) ((void *)(uintptr_t)(address))
#define get_order(size) 0
#define kvm_iommu_reclaim_pages(pages, order) ((void)(pages))
#define kvm_iommu_snapshot_host_stage2(domain) ((void)(domain), 0)
#define smmu_domain_finalise(smmu, domain) ((void)(smmu), (void)(domain), 0)
#define smmu_fix_up_domains(smmu, domain) ((void)(smmu), (void)(domain), 0)
#define smmu_existing_in_domain(smmu, domain) ((void)(smmu), (void)(domain), true)
#define smmu_domain_compat(smmu, domain) ((void)(smmu), (void)(domain), true)
#define smmu_get_ref_domain(smmu, domain) ((void)(smmu), (void)(domain))
#define smmu_put_ref_domain(smmu, domain) ((void)(smmu), (void)(domain))
/* Stage 1, with its CDs, is not asked for. */
#define smmu_domain_config_s1(...) (-EINVAL)
#define smmu_get_cd_ptr(table, pasid) (&(table)[(pasid)*CTXDESC_CD_DWORDS])
#define smmu_free_cd(table, bits) ((void)(table), (void)(bits))
#define to_smmu(given) container_of(given, struct hyp_arm_smmu_v3_device, iommu)
static void *the_entry;
#define smmu_get_ste_ptr(smmu, sid) ((struct arm_smmu_ste *)the_entry)
#define smmu_get_alloc_ste_ptr(smmu, sid) ((struct arm_smmu_ste *)the_entry)
static inline int smmu_sync_cd(struct hyp_arm_smmu_v3_device *smmu, u32 sid, u32 pasid)
{
    (void)smmu;
    (void)sid;
    (void)pasid;
    return 0;
}
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

static void write_entry(uint64_t *entry, const struct hl_update *u, bool block)
{
    static struct hyp_arm_smmu_v3_device smmu;
    static struct io_pgtable table;
    static struct hyp_arm_smmu_v3_domain state = {.type = KVM_ARM_SMMU_DOMAIN_S2,
                                                  .pgtable = &table};
    struct kvm_hyp_iommu_domain domain = {.priv = &state};

    the_entry = entry;
    if (HL_GET(STE, &u->current, V) && block)
        smmu_dev_block_dma(&smmu.iommu, SID, false);
    else if (HL_GET(STE, &u->current, V))
        smmu_detach_dev(&smmu.iommu, &domain, SID, 0);
    if (hl_wanted_of(&u->target) < HL_WANT_S2)
        return;
    table.cfg = hl_pkvm_table_of(&u->target);
    domain.domain_id = HL_GET(STE, &u->target, S2VMID);
    smmu_attach_dev(&smmu.iommu, &domain, SID, 0, 0, 0);
}

static void detaching(uint64_t *entry, const struct hl_update *u)
{
    write_entry(entry, u, false);
}

static void blocking(uint64_t *entry, const struct hl_update *u)
{
    write_entry(entry, u, true);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    hl_wire_run(u, self->data ? blocking : detaching);
}

static const struct hl_origin origin = {"pKVM, Linux", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_pkvm_android = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "pkvm-android",
    .description = "Android's pKVM driver: stage 2, or invalid by detaching",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};

const struct hl_sequencer hl_wired_pkvm_android_block = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "pkvm-android-block",
    .description = "Android's pKVM driver: stage 2, or invalid by blocking the device",
    .update = update,
    .data = true,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
