// SPDX-License-Identifier: MIT
/* Hafnium's smmuv3_configure_stream(), which a VM's devices go through when it is made: streams
 * bypass before (or are invalid, where a firmware asked for that), and are never given back. Its
 * own size of addresses and SMMU decide about S2T0SZ. */
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECURE_WORLD 0
#define dsb(type) hl_wire_barrier()
#define dlog_error(...) ((void)0)
#define panic(...) hl_wire_bug()
typedef uintptr_t uintpaddr_t;
struct mm_ptable {
    uint64_t *root_tables;
};

struct smmuv3_driver;
static bool smmuv3_issue_cmd(struct smmuv3_driver *smmuv3, uint64_t *cmd);
static bool smmuv3_synchronize_cmdq(struct smmuv3_driver *smmuv3);
static void track_cmdq_idx(struct smmuv3_driver *smmuv3)
{
    (void)smmuv3;
}
static uint32_t find_offset(uint32_t secure, uint32_t non_secure)
{
    (void)secure;
    return non_secure;
}

#include "info.h"
#include <taken.inc>

enum { CFGI_STE = 3, CFGI_ALL = 4 };

static bool smmuv3_issue_cmd(struct smmuv3_driver *smmuv3, uint64_t *cmd)
{
    (void)smmuv3;
    hl_wire_command((cmd[0] & 0xff) == CFGI_ALL ||
                    ((cmd[0] & 0xff) == CFGI_STE && cmd[0] >> 32 == 0));
    return true;
}

static bool smmuv3_synchronize_cmdq(struct smmuv3_driver *smmuv3)
{
    (void)smmuv3;
    hl_wire_command_sync();
    return true;
}

/* The nearest to what is asked for that the driver computes by itself. */
static void set_sizes(struct smmuv3_driver *driver, const struct hl_entry *wanted)
{
    static const unsigned sizes[] = {32, 36, 40, 42, 44, 48, 52, 52};
    const unsigned encoding = (unsigned)HL_GET(STE, wanted, S2PS) & 7;

    driver->prop.oas_encoding = encoding;
    driver->prop.oas = sizes[encoding];
    driver->prop.ias = 64 - (unsigned)HL_GET(STE, wanted, S2T0SZ);
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static struct smmuv3_driver driver;
    struct mm_ptable table;

    driver.strtab_cfg.base = entry;
    driver.prop.stream_n_bits = 0;
    if (hl_entry_is_zero(&u->current))
        smmuv3_default_translation(&driver);
    if (hl_wanted_of(&u->target) < HL_WANT_S2)
        return;
    set_sizes(&driver, &u->target);
    table.root_tables = (uint64_t *)(uintptr_t)(HL_GET(STE, &u->target, S2TTB) << 4);
    smmuv3_configure_stream(&driver, (uint16_t)HL_GET(STE, &u->target, S2VMID), 0, &table, NULL, 0);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"Hafnium", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_hafnium = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "hafnium",
    .description = "Hafnium's SMMUv3 driver: stage 2 of a VM, over bypass",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
