// SPDX-License-Identifier: MIT
/* Tags, and all that is under one: 3.17, 3.21.3.1. */
#include "cached_helpers.h"

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

/* What VAs mean through both stages they do not mean through one, by the same tables. */
static void test_meaning_of_both_stages(void **state)
{
    const struct hl_space_tag one = {.part = HL_PART_VA, .root = {0x1000}, .shape = 25},
                              both = {.part = HL_PART_VA,
                                      .root = {0x1000},
                                      .shape = 25,
                                      .nested = true};

    (void)state;
    assert_true(hl_space_same_meaning(&both, &both));
    assert_false(hl_space_same_meaning(&one, &both));
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
        start_with_four(&w);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_tag_of_both_stages),
        cmocka_unit_test(test_meaning_of_both_stages),
        cmocka_unit_test(test_of_before),
        cmocka_unit_test(test_freed_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
