// SPDX-License-Identifier: MIT
/* FreeBSD's smmu_init_ste() and smmu_deinit_ste(), as contexts come and go: a stream is invalid
 * between two. */
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define dsb(type) hl_wire_barrier()
typedef uint64_t vm_paddr_t, vm_size_t, vm_offset_t, bus_addr_t;
struct smmu_softc {
    unsigned features;
};
struct smmu_cmdq_entry;
static void smmu_cmdq_enqueue_cmd(struct smmu_softc *sc, struct smmu_cmdq_entry *entry);
static int smmu_sync(struct smmu_softc *sc);
static uint64_t *the_entry;
static uint64_t *smmu_get_ste_addr(struct smmu_softc *sc, int sid)
{
    (void)sc;
    (void)sid;
    return the_entry;
}
static void smmu_prefetch_sid(struct smmu_softc *sc, uint32_t sid)
{
    (void)sc;
    (void)sid;
}

#include "info.h"
#include <taken.inc>

static void smmu_cmdq_enqueue_cmd(struct smmu_softc *sc, struct smmu_cmdq_entry *entry)
{
    (void)sc;
    hl_wire_command(entry->opcode == CMD_CFGI_STE && entry->cfgi.sid == 0);
}

static int smmu_sync(struct smmu_softc *sc)
{
    (void)sc;
    hl_wire_command_sync();
    return 0;
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    struct smmu_softc sc = {0};
    struct smmu_cd cd = {.paddr = HL_GET(STE, &u->target, S1ContextPtr) << 6};
    const enum hl_want want = hl_wanted_of(&u->target);

    the_entry = entry;
    if (HL_GET(STE, &u->current, V))
        smmu_deinit_ste(&sc, 0);
    if (want == HL_WANT_STOP)
        return;
    if (HL_GET(STE, &u->target, S1STALLD))
        sc.features = SMMU_FEATURE_STALL;
    smmu_init_ste(&sc, &cd, 0, want == HL_WANT_BYPASS);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"FreeBSD", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_freebsd = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "freebsd",
    .description = "FreeBSD's SMMUv3 driver: stage 1, bypass, or invalid",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
