// SPDX-License-Identifier: MIT
/* TLBs and ATCs for a driver of a few lines: a world with tables, commands, operations. */
#ifndef HITLESS_TESTS_CACHED_HELPERS_H
#define HITLESS_TESTS_CACHED_HELPERS_H

#include "driver_helpers.h"

#define NO_RIL "no-ril"
enum { SID = 0x10, OTHER = 0x11 };

struct world {
    struct hl_smmu smmu;
    struct memory tables;
    struct hl_memory memory;
    struct hl_cached cached;
    unsigned found;
    struct hl_stale stale[8];
    uint64_t root, root2;
};

static inline void note(void *context, const struct hl_stale *stale)
{
    struct world *w = context;

    if (w->found < LENGTH(w->stale))
        w->stale[w->found] = *stale;
    w->found++;
}

static inline void give(struct world *w, struct hl_command command)
{
    hl_cached_command(&w->cached, &command);
}

static inline void sync_up(struct world *w)
{
    hl_cached_synced(&w->cached);
}

static inline void reset(struct world *w, const char *registers)
{
    struct hl_registers regs = hl_profile_find("v3.4-full")->regs;

    if (strcmp(registers, NO_RIL) == 0)
        regs.idr3 &= ~(1u << 10); /* 6.3.4 */
    else
        set_registers(&regs, registers);
    assert_null(hl_registers_wrong(&regs));
    w->found = 0;
    w->tables.pages = 0;
    w->root = memory_page(&w->tables);
    w->root2 = memory_page(&w->tables);
    hl_smmu_init(&w->smmu, &regs, HL_NONSECURE, &hl_default_options);
    w->memory = (struct hl_memory){.context = &w->tables, .read = memory_read};
    hl_cached_init(&w->cached, &w->smmu, &w->memory, note, w);
    assert_int_equal(hl_cached_stream(&w->cached, SID), 0);
    assert_int_equal(hl_cached_stream(&w->cached, OTHER), 1);
    assert_int_equal(hl_cached_kind(&w->cached, -1), 0);
    assert_int_equal(hl_cached_kind(&w->cached, 1), 1);
    give(w, (struct hl_command){.kind = HL_CMD_TLBI_NSNH_ALL});
    give(w, (struct hl_command){.kind = HL_CMD_TLBI_EL2_ALL});
    sync_up(w);
}

/* Traffic that has just this one view from now on; NULL: none that passes. */
static inline void only(struct world *w, unsigned stream, unsigned kind, const struct way *way,
                        unsigned eats)
{
    hl_cached_look(&w->cached, stream, kind);
    if (way)
        hl_cached_see(&w->cached, stream, kind, &way->ste, way->has_cd ? &way->cd.regime : NULL,
                      eats);
    hl_cached_looked(&w->cached, stream, kind);
}

static inline void begin(struct world *w)
{
    w->found = 0;
    hl_cached_begin(&w->cached);
}

static inline unsigned end(struct world *w)
{
    hl_cached_end(&w->cached);
    assert_false(w->cached.overflow);
    return w->found;
}

static inline struct way stage1(struct world *w)
{
    return way_of(&w->smmu, TABLE_STE, TABLE_CD "ASID=5", w->root);
}

#define STAGE2                                                                                     \
    "V=1 S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2IR0=1 S2OR0=1 S2SH0=3 S2VMID=7 "
static inline struct way stage2(struct world *w)
{
    return way_of(&w->smmu, STAGE2 "Config=s2", NULL, w->root);
}

static inline struct way nested(struct world *w)
{
    return way_of(&w->smmu, STAGE2 "Config=nested S1ContextPtr=0x10000", NULL, w->root);
}

#define VA UINT64_C(0x200000)
#define PAGES 4

#define TLBI(what) .kind = HL_CMD_TLBI_##what

static inline void map_four(struct world *w, bool two)
{
    for (unsigned i = 0; i < PAGES; i++)
        (two ? map_ipa : map_page)(&w->tables, w->root, VA + 0x1000 * i);
}

static inline void unmap_four(struct world *w)
{
    for (unsigned i = 0; i < PAGES; i++)
        *descriptor(&w->tables, w->root, VA + 0x1000 * i, 3) = 0;
}

/* Four pages and who may go there: traffic without PASID, without ATS. */
static inline void start_with_four(struct world *w)
{
    struct way way;

    reset(w, "");
    map_four(w, false);
    way = stage1(w);
    only(w, 0, 0, &way, 0);
}

/* An operation begins that unmaps bytes from VA on. */
static inline void begin_unmapping(struct world *w, uint64_t bytes)
{
    begin(w);
    hl_cached_leaving(&w->cached, w->root, VA, VA + bytes - 1);
}

/* The four pages change where nobody can see it. */
static inline void change_four(struct world *w)
{
    const struct hl_cached_change change = {
        .root = w->root, .vmid = -1, .asid = -1, .base = VA, .last = VA + 0x3fff};

    hl_cached_changed(&w->cached, &change);
}

#endif
