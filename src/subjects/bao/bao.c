// SPDX-License-Identifier: MIT
/* Bao's smmuv3_write_ste_s2(), as a VM with devices is made, over the bypass that its table begins
 * with; and smmuv3_write_ste_bypass(), which it exports and does not call yet. T0SZ, SL0 and PS
 * follow from the machine's range of physical addresses. */
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BIT64_MASK(offset, length) ((~UINT64_C(0) >> (64 - (length))) << (offset))
#define INFO(...) ((void)0)
#define WARNING(...) ((void)0)
#define spin_lock(lock) ((void)(lock))
#define spin_unlock(lock) ((void)(lock))
#define fence_sync_write() hl_wire_barrier()
#define cache_flush_range(address, size) ((void)(address), (void)(size), hl_wire_barrier())
typedef uintptr_t vaddr_t, paddr_t;
typedef unsigned deviceid_t;
typedef int spinlock_t;
struct smmuv3_hw {
    int unused;
};
static size_t parange;
static size_t parange_table[8];
static void smmuv3_cmdq_push(uint64_t dword0, uint64_t dword1);
static void smmuv3_cmdq_sync(void);

#include "info.h"
#include <taken.inc>

enum { SID = 0 };

static void smmuv3_cmdq_push(uint64_t dword0, uint64_t dword1)
{
    (void)dword1;
    hl_wire_command((dword0 & 0xff) == CMD_OP_CFGI_STE && dword0 >> CMD_CFGI_SID_OFF == SID);
}

static void smmuv3_cmdq_sync(void)
{
    hl_wire_command_sync();
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    const enum hl_want want = hl_wanted_of(&u->target);

    smmu.st = (struct smmuv3_ste *)(void *)entry;
    smmu.st_entries = 1;
    smmu.coherent = true;
    if (hl_entry_is_zero(&u->current))
        smmuv3_ste_fill_default(smmu.st);
    else if (want < HL_WANT_S2 && hl_wanted_of(&u->current) >= HL_WANT_S2)
        smmuv3_write_ste_bypass(SID);
    if (want < HL_WANT_S2)
        return;
    parange = HL_GET(STE, &u->target, S2PS) & 7;
    parange_table[parange] = 64 - HL_GET(STE, &u->target, S2T0SZ);
    smmuv3_write_ste_s2(SID, HL_GET(STE, &u->target, S2TTB) << 4,
                        (uint16_t)HL_GET(STE, &u->target, S2VMID));
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"Bao", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_bao = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "bao",
    .description = "Bao's SMMUv3 driver: stage 2 of a VM, or bypass",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
