// SPDX-License-Identifier: MIT
/* What an SMMU may hold of stream tables: STEs and L1STDs, and what invalidates them. */
#include "holds_driver.h"

static void an_ste_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_STE, SID, LEAF, true},
        {CFGI_STE, SID, 0, true},
        {CFGI_STE, SID2, LEAF, false},
        {CFGI_RANGE, SID2, 0, true}, /* 0x12 and 0x13 */
        {CFGI_RANGE, SID + 2, 0, false},
        {CFGI_RANGE, SID + 2, 2, true},
        {CFGI_RANGE, 0xff00, HL_RANGE_ALL, true},
        {CFGI_CD_ALL, SID, 0, false},
        {CFGI_CD, SID, 0, false},
        {CFGI_STE, SID | 0x10000, LEAF, false}, /* 4.1.7 */
        {0x30, 0, 0, false},                    /* TLBI_NSNH_ALL */
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        write_ste(SID, PASSING);
        command(list[i].opcode, list[i].sid, 0, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_STE, SID, 0);
    }
}

static void an_l1std_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_STE, SID, 0, true},     {CFGI_STE, 0xff, 0, true}, /* any StreamID of its span */
        {CFGI_STE, SID, LEAF, false}, {CFGI_STE, 0x100, 0, false},
        {CFGI_RANGE, SID, 0, true},   {CFGI_RANGE, 0x100, 7, false},
        {CFGI_RANGE, 0x100, 8, true}, {CFGI_RANGE, 0, HL_RANGE_ALL, true},
        {CFGI_CD, SID, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(1);
        write_l1std(SID, SECOND, 9);
        command(list[i].opcode, list[i].sid, 0, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_L1STD, 0, 0);
    }
}

/* 3.21.3: what is there before a pointer leads to it needs no invalidation. */
static void stes_of_a_table_that_nothing_leads_to(void **state)
{
    (void)state;
    start(1);
    write_entry(SECOND + 64 * SID, "V=1 Config=abort", &hl_ste_layout);
    assert_clean();
    install_second_level(NULL);
    assert_clean();
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* Its span ends before the StreamID: nothing leads there. */
static void a_span_that_is_too_short(void **state)
{
    (void)state;
    start(1);
    write_l1std(SID, SECOND, 5); /* 16 STEs, up to 0x0f */
    command(CFGI_STE, SID, 0, 0);
    sync();
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    assert_clean();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 1);
    assert_int_equal(seen.source[0].held, HL_UNREACHED);
}

/* 5.1.1: the STEs of a table that is taken away stay cached, each by itself. */
static void a_second_level_is_taken_away(void **state)
{
    start(1);
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    write_entry(SECOND + 64 * SID2, PASSING, &hl_ste_layout);
    install_second_level(NULL);
    assert_clean();
    write_l1std(SID, 0, 0);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.sources, 2);     /* C_BAD_STREAMID, or what is cached */
    hl_holds_free(&holds, SECOND, 0x4000); /* no pointer leads to it */
    if (*state) {
        assert_stale(HL_STRUCTURE_STE, SID, 0);
        return;
    }
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.sources, 1);
    *state = "once more, without the last command";
    a_second_level_is_taken_away(state);
}

/* 4.7.3: the leaf form may have its effect first; then the STE is fetched again. */
static void a_second_level_is_taken_away_by_leaf_forms(void **state)
{
    (void)state;
    for (unsigned changed = 0; changed < 2; changed++) {
        start(1);
        install_second_level(PASSING);
        if (changed)
            write_entry(SECOND + 64 * SID, "V=1 Config=abort", &hl_ste_layout);
        write_l1std(SID, 0, 0);
        command(CFGI_STE, SID, 0, LEAF);
        command(CFGI_STE, SID2, 0, 0);
        sync();
        assert_stale(HL_STRUCTURE_STE, SID, 0);
    }
}

static void a_second_level_comes_back(void **state)
{
    (void)state;
    start(1);
    install_second_level(PASSING);
    write_l1std(SID, 0, 0);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    assert_int_equal(holds.copies, 1);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    assert_clean(); /* what is cached is what is there */
}

/* With one range command for all there is nothing left. */
static void a_second_level_is_taken_away_rightly(void **state)
{
    (void)state;
    start(1);
    install_second_level(PASSING);
    write_l1std(SID, 0, 0);
    command(CFGI_RANGE, SID, 0, 7);
    sync();
    hl_holds_free(&holds, SECOND, 0x4000);
    assert_clean();
}

/* What an STE in it leads to is known as soon as it is. */
static void a_second_level_with_an_ste(void **state)
{
    (void)state;
    start(1);
    install_second_level(LINEAR);
    write_cd(CDS, 3, A_CD);
    assert_stale(HL_STRUCTURE_CD, SID, 3);
}

/* Behind its end is something else: what looks like an STE, and like a pointer. */
static void behind_a_second_level(void **state)
{
    enum { FIRST_BEHIND = 16, IN_ANOTHER = 0x112 };

    (void)state;
    start(1);
    assert_true(hl_holds_stream(&holds, FIRST_BEHIND));
    write_entry(SECOND + 64 * FIRST_BEHIND, LINEAR, &hl_ste_layout);
    write_l1std(0, SECOND, 5);
    command(CFGI_STE, 0, 0, 0);
    sync();
    write_cd(CDS, 3, A_CD);
    assert_clean();
    start(1);
    assert_true(hl_holds_stream(&holds, IN_ANOTHER));
    write_entry(SECOND + 64 * IN_ANOTHER, PASSING, &hl_ste_layout);
    install_second_level(PASSING);
    write_l1std(SID, 0, 0);
    command(CFGI_STE, SID, 0, 0);
    sync();
    assert_clean();
}

/* The invalidation of its first STE and of the pointer to it is none of the others. */
static void one_ste_of_a_second_level_goes(void **state)
{
    (void)state;
    start(1);
    install_second_level(PASSING);
    write_l1std(SID, 0, 0);
    command(CFGI_STE, 0, 0, 0);
    sync();
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ste_and_its_invalidation),
        cmocka_unit_test(an_l1std_and_its_invalidation),
        cmocka_unit_test(stes_of_a_table_that_nothing_leads_to),
        cmocka_unit_test(a_span_that_is_too_short),
        cmocka_unit_test(a_second_level_is_taken_away),
        cmocka_unit_test(a_second_level_is_taken_away_by_leaf_forms),
        cmocka_unit_test(a_second_level_comes_back),
        cmocka_unit_test(a_second_level_is_taken_away_rightly),
        cmocka_unit_test(a_second_level_with_an_ste),
        cmocka_unit_test(behind_a_second_level),
        cmocka_unit_test(one_ste_of_a_second_level_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
