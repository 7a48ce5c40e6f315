// SPDX-License-Identifier: MIT
/* TF-RMM's smmuv3_configure_stream(), smmuv3_enable_ste(), smmuv3_disable_ste() and
 * smmuv3_release_ste(), in the order in which a device comes to a Realm and leaves it. */
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define __unused __attribute__((unused))
#undef assert
#define assert(condition) ((condition) ? (void)0 : hl_wire_bug())
#define COMPILER_ASSERT(condition) _Static_assert(condition, #condition)
#define COMPILER_ASSERT_NO_CBMC(condition) _Static_assert(condition, #condition)
#define dsb(type) hl_wire_barrier()
#define SMMU_ERROR(...) ((void)0)
#define SMMU_DEBUG(...) ((void)0)
#define ERROR(...) ((void)0)
#define GRANULE_SHIFT 12
#define GRANULE_SIZE 0x1000UL
#define E_RMM_OK 0
typedef struct {
    int unused;
} spinlock_t;
#define spinlock_acquire(lock) ((void)(lock))
#define spinlock_release(lock) ((void)(lock))
struct psmmu_params {
    int unused;
};
struct granule {
    unsigned count;
};
static struct granule the_granule;
#define GRANULE_STATE_PSMMU_ST_L2 0
#define find_lock_granule(address, state) ((void)(address), &the_granule)
#define granule_unlock(granule) ((void)(granule))
#define granule_refcount_read(granule) ((granule)->count)
#define atomic_granule_get(granule) ((void)(granule)->count++)
#define atomic_granule_put(granule) ((void)(granule)->count--)
#define atomic_granule_put_release(granule) ((void)(granule)->count--)
#define smmu_va_is_committed(address) ((void)(address), true)
#define is_feat_mec_present() true
#define rmm_el3_ifc_bdf_to_smmu(ecam, tdi, smmu, sid)                                              \
    ((void)(ecam), (void)(tdi), *(smmu) = 0, *(sid) = 0, 0)
struct smmuv3_dev;
static struct smmuv3_dev *the_smmu;
#define get_by_index(index, sid) ((void)(index), the_smmu)
static int prepare_send_command(struct smmuv3_dev *smmu, unsigned long opcode, unsigned long first,
                                unsigned long second);
static int wait_cmdq_empty(struct smmuv3_dev *smmu);

#include "info.h"
#include <taken.inc>

static bool sync_sent;

static int prepare_send_command(struct smmuv3_dev *smmu, unsigned long opcode, unsigned long first,
                                unsigned long second)
{
    (void)smmu;
    (void)second;
    hl_wire_command(opcode == CMD_CFGI_STE && first == 0);
    sync_sent = opcode == CMD_SYNC;
    return 0;
}

static int wait_cmdq_empty(struct smmuv3_dev *smmu)
{
    (void)smmu;
    if (sync_sent)
        hl_wire_command_sync();
    return 0;
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static uint64_t first_level[1] = {1};
    static struct smmuv3_dev smmu;
    struct smmu_stg2_config wanted;
    unsigned sid, index;

    smmu.state = PSMMU_ACTIVE;
    smmu.strtab_base = first_level;
    smmu.l2_pool_va = (uintptr_t)entry;
    smmu.config.features = FEAT_VMID16;
    the_smmu = &smmu;
    the_granule.count = u->current.q[0] != 0;
    if (HL_GET(STE, &u->current, V))
        smmuv3_disable_ste(0, 0);
    if (u->current.q[0])
        smmuv3_release_ste(0, 0);
    if (hl_wanted_of(&u->target) < HL_WANT_S2)
        return;
    wanted.s2ttb = HL_GET(STE, &u->target, S2TTB) << 4;
    wanted.vmid = (unsigned)HL_GET(STE, &u->target, S2VMID);
    wanted.vtcr = hl_vtcr_of(&u->target) | INPLACE(VTCR_DS, HL_GET(STE, &u->target, S2DS)) |
                  INPLACE(VTCR_SL2, HL_GET(STE, &u->target, S2SL0_2));
    wanted.mecid = (unsigned)HL_GET(STE, &u->target, MECID);
    smmuv3_configure_stream(0, 0, &wanted, &sid, &index);
    smmuv3_enable_ste(0, 0);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"TF-RMM", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_tf_rmm = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "tf-rmm",
    .description = "TF-RMM's SMMUv3 driver: stage 2 of a Realm, or invalid",
    .update = update,
    .needs = HL_NEEDS_REALM | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
