// SPDX-License-Identifier: MIT
/* TF-RMM's smmuv3_configure_stream(), smmuv3_enable_ste(), smmuv3_disable_ste() and
 * smmuv3_release_ste(), in the order in which a device comes to a Realm and leaves it. */
#include "subjects/owner.h"
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The tree has these for assemblers first. */
#define U(number) (number##U)
#define UL(number) (number##UL)
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
#define rmm_el3_ifc_bdf_to_smmu(ecam, tdi, smmu, sid) ((void)(ecam), *(smmu) = 0, *(sid) = (tdi), 0)
struct smmuv3_dev;
static struct smmuv3_dev *the_smmu;
#define get_by_index(index, sid) ((void)(index), the_smmu)
/* What the SMMU reads is mapped where it is. */
#define smmuv3_arch_populate(to, address, bytes, attributes)                                       \
    ((void)(to), (void)(address), (void)(bytes), 0)
#define smmuv3_arch_commit_clear(at, bytes) (memset((void *)(at), 0, bytes), 0)
#define smmuv3_arch_decommit(at, bytes) ((void)(at), (void)(bytes), 0)
#define smmuv3_arch_depopulate(at, bytes) ((void)(at), (void)(bytes), 0)
#define decommit_depopulate(at, bytes) ((void)(at), (void)(bytes))
#define granule_unlock_transition(granule, state) ((void)(granule))
#define ALIGNED(address, bytes) ((address) % (bytes) == 0)
#define MT_RW_DATA 0
#define MT_REALM 0
#define RESERVED_MECID_SYSTEM 0
static uintptr_t first_level;
#define smmu_va_get_reserved(address) ((void)(address), first_level)
enum { FIRSTS = 1 << 10 };
static uintptr_t second_level[FIRSTS];
#define smmu_l2tab_va(smmu, index) ((void)(smmu), second_level[index])
/* Registers of the Realm page, which has the offsets of the Non-secure one. */
enum { REALM_PAGE = 0x100000 };
#define write32(value, address)                                                                    \
    hl_owner_register((uint32_t)((uintptr_t)(address)-REALM_PAGE), 4, value)
#define write64(value, address)                                                                    \
    hl_owner_register((uint32_t)((uintptr_t)(address)-REALM_PAGE), 8, value)
#define wait_for_ack(smmu, offset, mask, expected) ((void)(expected), 0)
#define check_cmdq_err(smmu) ((void)(smmu), 0)
typedef unsigned __int128 uint128_t;
static int send_cmd(struct smmuv3_dev *smmu, uint128_t command);
static int wait_cmdq_empty(struct smmuv3_dev *smmu);

#include "info.h"
#include <taken.inc>

static bool sync_sent;

/* It has a dsb() of its own before the index is written. */
static int send_cmd(struct smmuv3_dev *smmu, uint128_t command)
{
    const uint64_t low = (uint64_t)command;
    const unsigned opcode = low & 0xff;

    (void)smmu;
    if (hl_owner_runs()) {
        hl_wire_barrier();
        hl_owner_command(low, (uint64_t)(command >> 64));
        return 0;
    }
    hl_wire_command(opcode == CMD_CFGI_STE && low >> 32 == 0);
    sync_sent = opcode == CMD_SYNC;
    return 0;
}

static int wait_cmdq_empty(struct smmuv3_dev *smmu)
{
    (void)smmu;
    if (hl_owner_runs())
        hl_owner_wait();
    else if (sync_sent)
        hl_wire_command_sync();
    return 0;
}

static struct smmuv3_dev unit;

static void attach(unsigned sid, const struct hl_entry *wish)
{
    struct smmu_stg2_config wanted;
    unsigned index;

    wanted.s2ttb = HL_GET(STE, wish, S2TTB) << 4;
    wanted.vmid = (unsigned)HL_GET(STE, wish, S2VMID);
    wanted.vtcr = hl_vtcr_of(wish) | INPLACE(VTCR_DS, HL_GET(STE, wish, S2DS)) |
                  INPLACE(VTCR_SL2, HL_GET(STE, wish, S2SL0_2));
    wanted.mecid = (unsigned)HL_GET(STE, wish, MECID);
    smmuv3_configure_stream(0, sid, &wanted, &sid, &index);
    smmuv3_enable_ste(0, sid);
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static uint64_t first[1] = {1};

    unit.state = PSMMU_ACTIVE;
    unit.strtab_base = first;
    second_level[0] = (uintptr_t)entry;
    unit.config.features = FEAT_VMID16;
    the_smmu = &unit;
    the_granule.count = u->current.q[0] != 0;
    if (HL_GET(STE, &u->current, V))
        smmuv3_disable_ste(0, 0);
    if (u->current.q[0])
        smmuv3_release_ste(0, 0);
    if (hl_wanted_of(&u->target) >= HL_WANT_S2)
        attach(0, &u->target);
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

/* ---- With its stream table ---- */

/* The host gives granules, of whose content nothing is known, and gets them back. A second level is
 * there as long as one of its streams is. */
static unsigned used[FIRSTS];
static bool is_attached[1 << HL_OWNER_SID_BITS];

static int begin(const struct hl_owner *self, const struct hl_registers *regs)
{
    (void)self;
    (void)regs;
    memset(&unit, 0, sizeof unit);
    memset(used, 0, sizeof used);
    memset(is_attached, 0, sizeof is_attached);
    memset(second_level, 0, sizeof second_level);
    the_smmu = &unit;
    the_granule.count = 0;
    unit.config.features = FEAT_VMID16;
    unit.strtab_sid_bits = HL_OWNER_SID_BITS;
    unit.strtab_size = GRANULE_SIZE;
    unit.r_base = REALM_PAGE;
    first_level = (uintptr_t)hl_owner_memory(GRANULE_SIZE, false);
    if (smmuv3_psmmu_register_st_l1(&unit, hl_owner_address((void *)first_level)))
        return -ENOMEM;
    unit.state = PSMMU_ACTIVE;
    return smmu_on(&unit);
}

static int table_detach(const struct hl_owner *self, uint32_t sid)
{
    const unsigned index = sid >> SMMU_STRTAB_SPLIT;
    uintptr_t address;

    (void)self;
    if (!is_attached[sid])
        return 0;
    is_attached[sid] = false;
    the_granule.count = used[index];
    smmuv3_disable_ste(0, sid);
    smmuv3_release_ste(0, sid);
    if (--used[index])
        return 0;
    the_granule.count = 0;
    if (smmuv3_psmmu_release_st_l2(&unit, sid, &address))
        return -EINVAL;
    hl_owner_release((void *)second_level[index]);
    return 0;
}

static int table_attach(const struct hl_owner *self, uint32_t sid, const struct hl_entry *wish)
{
    const unsigned index = sid >> SMMU_STRTAB_SPLIT;

    if (hl_wanted_of(wish) < HL_WANT_S2)
        return -EINVAL;
    table_detach(self, sid);
    if (!used[index]) {
        second_level[index] = (uintptr_t)hl_owner_memory(GRANULE_SIZE, false);
        if (smmuv3_psmmu_register_st_l2(&unit, sid, hl_owner_address((void *)second_level[index])))
            return -ENOMEM;
    }
    the_granule.count = used[index]++;
    attach(sid, wish);
    is_attached[sid] = true;
    return 0;
}

const struct hl_owner hl_wired_tf_rmm_tables = {
    .name = "tf-rmm",
    .description = "TF-RMM's SMMUv3 driver, with its stream table",
    .security = HL_REALM,
    .needs = HL_NEEDS_REALM | HL_NEEDS_DEFAULTS,
    .origin = &origin,
    .begin = begin,
    .attach = table_attach,
    .detach = table_detach,
};
