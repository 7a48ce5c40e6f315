// SPDX-License-Identifier: MIT
/* What an unmap leaves in TLBs and walk caches, and what takes it away: 3.17, 3.21.1, 4.4. */
#include "cached_helpers.h"

/* What a driver does after it has unmapped four pages, and what of it is enough. */
struct unmapping {
    const char *what;
    const char *registers;
    struct way (*way)(struct world *w);
    struct hl_command command[PAGES];
    bool no_sync;
    bool fine;
};

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
        begin_unmapping(&w, 0x4000);
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

    (void)state;
    start_with_four(&w);
    begin_unmapping(&w, 0x4000);
    give(&w, all);
    unmap_four(&w);
    sync_up(&w);
    assert_int_equal(end(&w), 1);
    assert_int_equal(w.stale[0].kind, HL_STALE_UNMAPPED);
    assert_int_equal(w.stale[0].range.base, VA);
    /* page by page: two were still mapped */
    map_four(&w, false);
    begin_unmapping(&w, 0x4000);
    *descriptor(&w.tables, w.root, VA, 3) = 0;
    *descriptor(&w.tables, w.root, VA + 0x3000, 3) = 0;
    give(&w, all);
    unmap_four(&w);
    sync_up(&w);
    assert_int_equal(end(&w), 1);
    assert_int_equal(w.stale[0].range.base, VA + 0x1000);
    /* nothing was unmapped at all */
    map_four(&w, false);
    begin_unmapping(&w, 0x4000);
    assert_int_equal(end(&w), 0);
}

/* What nothing leads to any more does not come back, mapped or not. */
static void test_unmap_detached(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        start_with_four(&w);
        only(&w, 0, 0, NULL, 0);
        begin_unmapping(&w, 0x4000);
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
        begin_unmapping(&w, 0x200000);
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
        begin_unmapping(&w, 0x200000);
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

/* A table that still has something to translate stays: what is behind, or before, what goes. */
static void test_table_stays(void **state)
{
    struct world w;

    (void)state;
    for (unsigned before = 0; before < 2; before++) {
        const uint64_t first = before ? VA + 0x3000 : VA;
        const uint64_t end_of = before ? VA + 0x200000 : VA + 0x4000;

        start_with_four(&w);
        begin(&w);
        hl_cached_leaving(&w.cached, w.root, first, end_of - 1);
        for (uint64_t va = first; va < VA + 0x4000; va += 0x1000)
            *descriptor(&w.tables, w.root, va, 3) = 0;
        give(&w, (struct hl_command){TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3,
                                     .leaf = true});
        sync_up(&w);
        assert_false(hl_cached_reaches(&w.cached, MEMORY + 0x2000, 4096 * (MEMORY_PAGES - 2)));
        assert_int_equal(end(&w), 0);
    }
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
        begin_unmapping(&w, 0x1000);
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
        begin_unmapping(&w, 0x1000);
        *descriptor(&w.tables, w.root, VA, 3) = 0;
        give(&w, (struct hl_command){TLBI(S12_VMALL), .vmid = 4});
        sync_up(&w);
        assert_int_equal(end(&w), vmw < 2);
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
    begin_unmapping(&w, 0x200000);
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
        cmocka_unit_test(test_unmap),          cmocka_unit_test(test_invalidated_too_early),
        cmocka_unit_test(test_unmap_detached), cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_tables),         cmocka_unit_test(test_table_stays),
        cmocka_unit_test(test_global),         cmocka_unit_test(test_wildcards),
        cmocka_unit_test(test_many_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
