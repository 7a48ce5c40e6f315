// SPDX-License-Identifier: MIT
/* TLBs and ATCs: 3.9, 3.17, 3.21.1, 4.4, 4.5 of IHI 0070. */
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

static void note(void *context, const struct hl_stale *stale)
{
    struct world *w = context;

    if (w->found < LENGTH(w->stale))
        w->stale[w->found] = *stale;
    w->found++;
}

static void give(struct world *w, struct hl_command command)
{
    hl_cached_command(&w->cached, &command);
}

static void sync_up(struct world *w)
{
    hl_cached_synced(&w->cached);
}

static void reset(struct world *w, const char *registers)
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
static void only(struct world *w, unsigned stream, unsigned kind, const struct way *way,
                 unsigned eats)
{
    hl_cached_look(&w->cached, stream, kind);
    if (way)
        hl_cached_see(&w->cached, stream, kind, &way->ste, way->has_cd ? &way->cd.regime : NULL,
                      eats);
    hl_cached_looked(&w->cached, stream, kind);
}

static void begin(struct world *w)
{
    w->found = 0;
    hl_cached_begin(&w->cached);
}

static unsigned end(struct world *w)
{
    hl_cached_end(&w->cached);
    assert_false(w->cached.overflow);
    return w->found;
}

static struct way stage1(struct world *w)
{
    return way_of(&w->smmu, TABLE_STE, TABLE_CD "ASID=5", w->root);
}

#define STAGE2                                                                                     \
    "V=1 S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2IR0=1 S2OR0=1 S2SH0=3 S2VMID=7 "
static struct way stage2(struct world *w)
{
    return way_of(&w->smmu, STAGE2 "Config=s2", NULL, w->root);
}

static struct way nested(struct world *w)
{
    return way_of(&w->smmu, STAGE2 "Config=nested S1ContextPtr=0x10000", NULL, w->root);
}

#define VA UINT64_C(0x200000)
#define PAGES 4

/* What a driver does after it has unmapped four pages, and what of it is enough. */
struct unmapping {
    const char *what;
    const char *registers;
    struct way (*way)(struct world *w);
    struct hl_command command[PAGES];
    bool no_sync;
    bool fine;
};
#define TLBI(what) .kind = HL_CMD_TLBI_##what
#define EACH(...)                                                                                  \
    {                                                                                              \
        {.address = VA, __VA_ARGS__}, {.address = VA + 0x1000, __VA_ARGS__},                       \
            {.address = VA + 0x2000, __VA_ARGS__}, {.address = VA + 0x3000, __VA_ARGS__},          \
    }
#define ONE(...)                                                                                   \
    {                                                                                              \
        {__VA_ARGS__},                                                                             \
    }

static const struct unmapping unmappings[] = {
    {"4.4.2.4 each page", "", stage1, EACH(TLBI(NH_VA), .asid = 5, .leaf = true), false, true},
    {"no command", "", stage1, ONE(.kind = HL_CMD_SYNC), false, false},
    {"4.4: no SYNC", "", stage1, EACH(TLBI(NH_VA), .asid = 5), true, false},
    {"4.4.2.4 another ASID", "", stage1, EACH(TLBI(NH_VA), .asid = 6), false, false},
    {"4.4.2.4 another VMID", "", stage1, EACH(TLBI(NH_VA), .asid = 5, .vmid = 1), false, false},
    {"4.4.2.4 one page is missing",
     "",
     stage1,
     {{TLBI(NH_VA), .asid = 5, .address = VA},
      {TLBI(NH_VA), .asid = 5, .address = VA + 0x1000},
      {TLBI(NH_VA), .asid = 5, .address = VA + 0x3000}},
     false,
     false},
    {"4.4.2.3 by address alone", "", stage1, EACH(TLBI(NH_VAA)), false, true},
    {"4.4.2.2 by ASID", "", stage1, ONE(TLBI(NH_ASID), .asid = 5), false, true},
    {"4.4.2.2 another ASID", "", stage1, ONE(TLBI(NH_ASID), .asid = 4), false, false},
    {"4.4.2.1 by VMID", "", stage1, ONE(TLBI(NH_ALL)), false, true},
    {"4.4.2.1 another VMID", "", stage1, ONE(TLBI(NH_ALL), .vmid = 2), false, false},
    {"4.4.3.2 all stages", "", stage1, ONE(TLBI(S12_VMALL)), false, true},
    {"4.4.4.1 all", "", stage1, ONE(TLBI(NSNH_ALL)), false, true},
    {"4.4.2.7 the other world", "", stage1, ONE(TLBI(EL2_ALL)), false, false},
    {"4.4.3.1 no stage 2 here", "", stage1, EACH(TLBI(S2_IPA)), false, false},
    /* 4.4.1.1 */
    {"range of 4 pages", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3, .leaf = true), false, true},
    {"scaled range of 4 pages", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 1, .scale = 1), false, true},
    {"range of 3 pages", "", stage1, ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 2),
     false, false},
    {"range from the second page", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA + 0x1000, .tg = 1, .num = 7), false, false},
    {"range of another granule", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 3, .num = 3), false, false},
    {"range with the right level", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 3, .num = 3), false, true},
    {"range with another level", "", stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 2, .num = 3), false, false},
    {"RIL = 0 has no ranges", NO_RIL, stage1,
     ONE(TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3), false, false},
    {"reserved: a range of one page without a level", "", stage1,
     EACH(TLBI(NH_VA), .asid = 5, .tg = 1), false, false},
    /* stage 2 */
    {"4.4.3.1 each page", "", stage2, EACH(TLBI(S2_IPA), .vmid = 7, .leaf = true), false, true},
    {"4.4.3.1 another VMID", "", stage2, EACH(TLBI(S2_IPA), .vmid = 6), false, false},
    {"4.4.3.2 by VMID", "", stage2, ONE(TLBI(S12_VMALL), .vmid = 7), false, true},
    {"4.4.2.1 is of stage 1", "", stage2, ONE(TLBI(NH_ALL), .vmid = 7), false, false},
    {"4.4.4.1 all", "", stage2, ONE(TLBI(NSNH_ALL)), false, true},
    /* both stages: 4.4.3.1 leaves what is combined */
    {"4.4.3.1 alone", "", nested, EACH(TLBI(S2_IPA), .vmid = 7), false, false},
    {"4.4.3.1 and 4.4.2.1",
     "",
     nested,
     {{TLBI(S2_IPA), .vmid = 7, .address = VA, .tg = 1, .num = 3}, {TLBI(NH_ALL), .vmid = 7}},
     false,
     true},
    {"4.4.3.1 and one ASID of the guest",
     "",
     nested,
     {{TLBI(S2_IPA), .vmid = 7, .address = VA, .tg = 1, .num = 3},
      {TLBI(NH_ASID), .vmid = 7, .asid = 1}},
     false,
     false},
    {"4.4.3.1 and 4.4.2.3 at the IPAs",
     "",
     nested,
     {{TLBI(S2_IPA), .vmid = 7, .address = VA, .tg = 1, .num = 3},
      {TLBI(NH_VAA), .vmid = 7, .address = VA, .tg = 1, .num = 3}},
     false,
     false},
    {"4.4.2.1 alone", "", nested, ONE(TLBI(NH_ALL), .vmid = 7), false, false},
    {"4.4.3.2", "", nested, ONE(TLBI(S12_VMALL), .vmid = 7), false, true},
    /* 4.4: fields that are too wide */
    {"an ASID of 16 bits", "ASID16=0", stage1, ONE(TLBI(NH_ASID), .asid = 0x105), false, false},
    {"the same of 8", "ASID16=0", stage1, ONE(TLBI(NH_ASID), .asid = 5), false, true},
};

static void give_all(struct world *w, const struct hl_command commands[PAGES])
{
    for (unsigned i = 0; i < PAGES; i++)
        if (commands[i].kind != HL_CMD_PREFETCH_CONFIG)
            give(w, commands[i]);
}

static void map_four(struct world *w, bool two)
{
    for (unsigned i = 0; i < PAGES; i++)
        (two ? map_ipa : map_page)(&w->tables, w->root, VA + 0x1000 * i);
}

static void unmap_four(struct world *w)
{
    for (unsigned i = 0; i < PAGES; i++)
        *descriptor(&w->tables, w->root, VA + 0x1000 * i, 3) = 0;
}

static void test_unmap(void **state)
{
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(unmappings); i++) {
        const struct unmapping *u = &unmappings[i];
        struct way way;

        reset(&w, u->registers);
        map_four(&w, u->way != stage1);
        way = u->way(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
        unmap_four(&w);
        give_all(&w, u->command);
        if (!u->no_sync)
            sync_up(&w);
        if ((end(&w) == 0) != u->fine)
            fail_msg("%s: %u found", u->what, w.found);
    }
}

/* 3.21.1: what is still mapped when the command is taken can come back. */
static void test_invalidated_too_early(void **state)
{
    const struct hl_command all = {TLBI(NH_ASID), .asid = 5};
    struct world w;
    struct way way;

    (void)state;
    reset(&w, "");
    map_four(&w, false);
    way = stage1(&w);
    only(&w, 0, 0, &way, 0);
    begin(&w);
    hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
    give(&w, all);
    unmap_four(&w);
    sync_up(&w);
    assert_int_equal(end(&w), 1);
    assert_int_equal(w.stale[0].kind, HL_STALE_UNMAPPED);
    assert_int_equal(w.stale[0].range.base, VA);
    /* page by page: two were still mapped */
    map_four(&w, false);
    begin(&w);
    hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
    *descriptor(&w.tables, w.root, VA, 3) = 0;
    *descriptor(&w.tables, w.root, VA + 0x3000, 3) = 0;
    give(&w, all);
    unmap_four(&w);
    sync_up(&w);
    assert_int_equal(end(&w), 1);
    assert_int_equal(w.stale[0].range.base, VA + 0x1000);
    /* nothing was unmapped at all */
    map_four(&w, false);
    begin(&w);
    hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
    assert_int_equal(end(&w), 0);
}

/* What nothing leads to any more does not come back, mapped or not. */
static void test_unmap_detached(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        only(&w, 0, 0, NULL, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
        if (clean)
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        unmap_four(&w);
        sync_up(&w);
        assert_int_equal(end(&w), !clean);
    }
}

/* A block is covered by any address of it, and where the level is right. */
static void test_blocks(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_VA), .asid = 5, .address = VA + 0x5000}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA + 0x200000}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 2, .num = 31, .scale = 4}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 3, .num = 31, .scale = 4}, false},
        /* UNPREDICTABLE: not aligned to a block of level 2 */
        {{TLBI(NH_VA), .asid = 5, .address = VA + 0x1000, .tg = 1, .ttl = 2, .num = 31, .scale = 4},
         false},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;

        reset(&w, "");
        map_block(&w.tables, w.root, VA);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0x1fffff);
        *descriptor(&w.tables, w.root, VA, 2) = 0;
        give(&w, rows[i].command);
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* 4.4.1.1: a table that goes away is still in a walk cache after a Leaf command. */
static void test_tables(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_VA), .asid = 5, .address = VA}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .leaf = true}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 3, .num = 31, .scale = 4}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .ttl = 2, .num = 31, .scale = 4}, false},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;
        uint64_t table;

        reset(&w, "");
        map_page(&w.tables, w.root, VA);
        table = *descriptor(&w.tables, w.root, VA, 2) & 0xfffffffff000;
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0x1fffff);
        assert_true(hl_cached_reaches(&w.cached, table, 4096));
        *descriptor(&w.tables, w.root, VA, 2) = 0;
        give(&w, rows[i].command);
        assert_true(hl_cached_reaches(&w.cached, table, 4096));
        sync_up(&w);
        assert_int_equal(hl_cached_reaches(&w.cached, table, 4096), !rows[i].fine);
        hl_cached_command(
            &w.cached, &(struct hl_command){TLBI(NH_VA), .asid = 5, .address = VA, .leaf = true});
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* A table that still has something to translate stays. */
static void test_table_stays(void **state)
{
    struct world w;
    struct way way;

    (void)state;
    reset(&w, "");
    map_four(&w, false);
    way = stage1(&w);
    only(&w, 0, 0, &way, 0);
    begin(&w);
    hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
    unmap_four(&w);
    give(&w, (struct hl_command){TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3,
                                 .leaf = true});
    sync_up(&w);
    assert_false(hl_cached_reaches(&w.cached, MEMORY + 0x2000, 4096 * (MEMORY_PAGES - 2)));
    assert_int_equal(end(&w), 0);
}

/* 3.17.1: an ASID does not cover global entries. */
static void test_global(void **state)
{
    struct world w;
    struct way way;

    (void)state;
    for (unsigned by_va = 0; by_va < 2; by_va++) {
        reset(&w, "");
        map_page(&w.tables, w.root, VA);
        *descriptor(&w.tables, w.root, VA, 3) &= ~UINT64_C(0x800);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0xfff);
        *descriptor(&w.tables, w.root, VA, 3) = 0;
        if (by_va)
            give(&w, (struct hl_command){TLBI(NH_VA), .asid = 9, .address = VA});
        else
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        sync_up(&w);
        assert_int_equal(end(&w), !by_va);
    }
}

/* 3.17.6 */
static void test_wildcards(void **state)
{
    struct world w;

    (void)state;
    for (unsigned vmw = 0; vmw < 3; vmw++) {
        struct way way;

        reset(&w, "");
        w.cached.vmw = (uint8_t)vmw;
        map_ipa(&w.tables, w.root, VA);
        way = stage2(&w); /* VMID 7 */
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0xfff);
        *descriptor(&w.tables, w.root, VA, 3) = 0;
        give(&w, (struct hl_command){TLBI(S12_VMALL), .vmid = 4});
        sync_up(&w);
        assert_int_equal(end(&w), vmw < 2);
    }
}

/* 4.5.1, 3.9.1: what a device may have asked for. */
struct asking {
    const char *what;
    unsigned kind;
    bool ats, fine;
    struct hl_command first, second; /* after TLBI, before and after the SYNC */
};
#define ATC(...)                                                                                   \
    {                                                                                              \
        .kind = HL_CMD_ATC_INV, .sid = SID, __VA_ARGS__                                            \
    }
#define NOTHING_GIVEN                                                                              \
    {                                                                                              \
        .kind = HL_CMD_SYNC                                                                        \
    }
static const struct asking askings[] = {
    {"ATS is off", 0, false, true, NOTHING_GIVEN, NOTHING_GIVEN},
    {"nothing", 0, true, false, NOTHING_GIVEN, NOTHING_GIVEN},
    {"its span", 0, true, true, NOTHING_GIVEN, ATC(.address = VA, .size = 2)},
    {"all", 0, true, true, NOTHING_GIVEN, ATC(.size = 52)},
    {"half of its span", 0, true, false, NOTHING_GIVEN, ATC(.address = VA, .size = 1)},
    {"a span that is aligned down", 0, true, true, NOTHING_GIVEN,
     ATC(.address = VA + 0x3000, .size = 2)},
    {"an UNKNOWN span", 0, true, false, NOTHING_GIVEN, ATC(.size = 53)},
    {"another stream",
     0,
     true,
     false,
     NOTHING_GIVEN,
     {.kind = HL_CMD_ATC_INV, .sid = OTHER, .size = 52}},
    {"with a PASID", 0, true, false, NOTHING_GIVEN, ATC(.size = 52, .ssv = true, .ssid = 1)},
    {"before the TLB is clean", 0, true, false, ATC(.size = 52), NOTHING_GIVEN},
    {"of a PASID", 1, true, true, NOTHING_GIVEN,
     ATC(.address = VA, .size = 2, .ssv = true, .ssid = 1)},
    {"of another PASID", 1, true, false, NOTHING_GIVEN,
     ATC(.address = VA, .size = 2, .ssv = true, .ssid = 2)},
    {"of all, a PASID's too", 1, true, true, NOTHING_GIVEN, ATC(.address = VA, .size = 2)},
};

static void test_atc(void **state)
{
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(askings); i++) {
        const struct asking *a = &askings[i];
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, a->kind, &way, 1);
        hl_cached_ats(&w.cached, 0, a->ats);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        give(&w, a->first);
        sync_up(&w);
        give(&w, a->second);
        sync_up(&w);
        if ((end(&w) == 0) != a->fine)
            fail_msg("%s: %u found", a->what, w.found);
        if (w.found) {
            assert_int_equal(w.stale[0].where, HL_CACHED_ATC);
            assert_int_equal(w.cached.sid[w.stale[0].stream], SID);
        }
    }
}

/* 3.9.1: what a device has of a domain that it leaves. Identity under S1DSS=bypass, too. */
static void test_detach(void **state)
{
    struct world w;
    struct way from, to;

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const bool identity = i & 1, clean = i & 2, back = i & 4;

        reset(&w, "");
        map_four(&w, false);
        to = stage1(&w);
        from = identity ? way_of(&w.smmu, BYPASS, NULL, 0)
                        : way_of(&w.smmu, TABLE_STE, TABLE_CD "ASID=6", w.root);
        only(&w, 0, 0, &from, 1);
        hl_cached_ats(&w.cached, 0, true);
        begin(&w);
        only(&w, 0, 0, &to, 1);
        if (back)
            only(&w, 0, 0, &from, 1);
        if (clean) {
            give(&w, (struct hl_command)ATC(.size = 52));
            sync_up(&w);
        }
        if ((end(&w) == 0) != clean)
            fail_msg("%u: %u found", i, w.found);
        if (w.found)
            assert_int_equal(w.stale[0].kind, HL_STALE_DETACHED);
    }
}

/* What an operation closes may be closed while another one runs in between. */
static void test_detach_around_another(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        way = stage1(&w);
        only(&w, 0, 0, &way, 1);
        hl_cached_ats(&w.cached, 0, true);
        begin(&w);
        hl_cached_begin(&w.cached);
        only(&w, 0, 0, NULL, 0);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, 0);
        if (clean)
            give(&w, (struct hl_command)ATC(.size = 52));
        sync_up(&w);
        assert_int_equal(end(&w), !clean);
    }
}

/* 3.17: one tag, one meaning, as long as anything may be cached under it. */
static void test_tags(void **state)
{
    struct world w;
    struct way from, to;

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const bool clean = i & 1, other_tag = i & 2, empty = i & 4;

        reset(&w, "");
        if (empty)
            hl_cached_empty(&w.cached, w.root);
        from = stage1(&w);
        to = way_of(&w.smmu, TABLE_STE, other_tag ? TABLE_CD "ASID=6" : TABLE_CD "ASID=5", w.root2);
        only(&w, 0, 0, &from, 0);
        begin(&w);
        only(&w, 0, 0, NULL, 0);
        if (clean) {
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
            sync_up(&w);
        }
        assert_int_equal(end(&w), 0);
        begin(&w);
        only(&w, 1, 1, &to, 0);
        if ((end(&w) == 0) != (clean || other_tag || empty))
            fail_msg("%u: %u found", i, w.found);
        if (w.found) {
            assert_int_equal(w.stale[0].kind, HL_STALE_TAG);
            assert_int_equal(w.stale[0].now.root[0], w.root2);
        }
    }
}

/* 3.17, the note: stage 1 alone and both stages need different VMIDs. */
static void test_tag_of_both_stages(void **state)
{
    struct world w;
    struct way one, both, alone;

    (void)state;
    reset(&w, "");
    both = nested(&w);
    alone = stage2(&w);
    only(&w, 0, 0, &both, 0);
    only(&w, 1, 0, &alone, 0); /* the same stage 2 */
    assert_int_equal(w.found, 0);
    one = way_of(&w.smmu, TABLE_STE "S2VMID=7", TABLE_CD "ASID=5", w.root);
    only(&w, 1, 0, &one, 0);
    assert_int_equal(w.found, 1);
    assert_int_equal(w.stale[0].kind, HL_STALE_TAG);
}

/* 3.21.3.1, kdump: what another kernel left has any tag, until it is cleared. */
static void test_of_before(void **state)
{
    struct world w;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct way way;

        reset(&w, "");
        hl_cached_init(&w.cached, &w.smmu, &w.memory, note, &w);
        hl_cached_stream(&w.cached, SID);
        if (i > 0)
            give(&w,
                 (struct hl_command){.kind = i == 1 ? HL_CMD_TLBI_EL2_ALL : HL_CMD_TLBI_NSNH_ALL});
        sync_up(&w);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        assert_int_equal(w.found, i < 2);
        if (w.found)
            assert_int_equal(w.stale[0].kind, HL_STALE_UNKNOWN_TAG);
    }
}

/* After a domain is freed nothing is left under its tag, and nothing walks its tables. */
static void test_freed_domain(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        only(&w, 0, 0, NULL, 0);
        begin(&w);
        assert_true(hl_cached_reaches(&w.cached, w.root, 4096));
        if (clean)
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        assert_true(hl_cached_reaches(&w.cached, w.root, 4096));
        sync_up(&w);
        assert_int_equal(hl_cached_reaches(&w.cached, w.root, 4096), !clean);
        hl_cached_retire(&w.cached, w.root);
        assert_int_equal(end(&w), !clean);
        if (w.found)
            assert_int_equal(w.stale[0].kind, HL_STALE_RETIRED);
    }
}

/* A process's pages change: nobody sees its tables, and tables of it may go, too. */
static void test_process(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3, .leaf = true}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3, .ttl = 3}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 2}, false},
        {{TLBI(NH_ASID), .asid = 5}, true},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;

        reset(&w, "");
        way = stage1(&w);
        only(&w, 0, 1, &way, 0);
        begin(&w);
        hl_cached_changed(
            &w.cached,
            &(struct hl_cached_change){
                .root = w.root, .vmid = -1, .asid = -1, .base = VA, .last = VA + 0x3fff});
        give(&w, rows[i].command);
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* A guest's own invalidation has to arrive under its VMID. */
static void test_guest(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_ASID), .vmid = 7, .asid = 3}, true},
        {{TLBI(NH_ASID), .vmid = 0, .asid = 3}, false},
        {{TLBI(NH_ASID), .vmid = 7, .asid = 2}, false},
        {{TLBI(NH_ALL), .vmid = 7}, true},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;

        reset(&w, "");
        way = nested(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_changed(&w.cached,
                          &(struct hl_cached_change){.vmid = 7, .asid = 3, .last = ~UINT64_C(0)});
        give(&w, rows[i].command);
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* An unmap on one CPU while a device is attached on another: what a stale TLB entry gives the
 * device's ATC goes, too. */
static void test_attach_while_unmapping(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_changed(
            &w.cached,
            &(struct hl_cached_change){
                .root = w.root, .vmid = -1, .asid = -1, .base = VA, .last = VA + 0x3fff});
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        hl_cached_begin(&w.cached);
        hl_cached_ats(&w.cached, 1, true);
        only(&w, 1, 0, &way, 1);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, 0);
        sync_up(&w);
        if (clean)
            give(&w, (struct hl_command){.kind = HL_CMD_ATC_INV, .sid = OTHER, .size = 52});
        sync_up(&w);
        assert_int_equal(end(&w), !clean);
    }
}

/* Pages are unmapped by another CPU after all that led to them is closed, and before the operation
 * that closed it has taken its tag away: that is then its business. While views lead there, it is
 * that of who unmaps. */
static void test_unmap_while_detaching(void **state)
{
    struct world w;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        const bool open = i & 1, clean = i & 2;
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        if (!open)
            only(&w, 0, 0, NULL, 0);
        hl_cached_begin(&w.cached);
        hl_cached_changed(
            &w.cached,
            &(struct hl_cached_change){
                .root = w.root, .vmid = -1, .asid = -1, .base = VA, .last = VA + 0x3fff});
        unmap_four(&w);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, open);
        if (clean)
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        sync_up(&w);
        assert_int_equal(end(&w), open || !clean);
    }
}

/* Many pages, one command each. */
static void test_many_pages(void **state)
{
    struct world w;
    struct way way;

    (void)state;
    reset(&w, "");
    for (unsigned i = 0; i < 512; i++)
        map_page(&w.tables, w.root, VA + 0x1000 * i);
    way = stage1(&w);
    only(&w, 0, 0, &way, 0);
    begin(&w);
    hl_cached_leaving(&w.cached, w.root, VA, VA + 0x1fffff);
    for (unsigned i = 0; i < 512; i++)
        *descriptor(&w.tables, w.root, VA + 0x1000 * i, 3) = 0;
    for (unsigned i = 0; i < 512; i++)
        give(&w, (struct hl_command){TLBI(NH_VA), .asid = 5, .address = VA + 0x1000 * i});
    sync_up(&w);
    assert_int_equal(end(&w), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unmap),
        cmocka_unit_test(test_invalidated_too_early),
        cmocka_unit_test(test_unmap_detached),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_table_stays),
        cmocka_unit_test(test_global),
        cmocka_unit_test(test_wildcards),
        cmocka_unit_test(test_atc),
        cmocka_unit_test(test_detach),
        cmocka_unit_test(test_detach_around_another),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_tag_of_both_stages),
        cmocka_unit_test(test_of_before),
        cmocka_unit_test(test_freed_domain),
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_guest),
        cmocka_unit_test(test_attach_while_unmapping),
        cmocka_unit_test(test_unmap_while_detaching),
        cmocka_unit_test(test_many_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
