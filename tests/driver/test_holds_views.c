// SPDX-License-Identifier: MIT
/* Which STEs and CDs an SMMU may take, and who looks at them before they are forgotten. */
#include "holds_driver.h"

static unsigned cds_under(const char *ste, uint32_t index, struct hl_views *v)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, ste);
    struct hl_meaning m;

    hl_ste_decode(&holds.smmu, &e, &m);
    return hl_holds_cds(&holds, SID, &m, index, v);
}

static void views_are_looked_at_before_they_go(void **state)
{
    (void)state;
    start(0);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID2, 0, LEAF);
    sync();
    assert_int_equal(looked, 0); /* nothing went */
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_equal(looked, 1);
    assert_int_equal(seen.views, 4);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
}

/* What was told is forgotten, and looked at before: a table that only that led to is not reachable
 * for what comes after. */
static void what_was_told_is_forgotten(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    looked = 0;
    write_ste(SID, PASSING);
    hl_holds_end(&holds);
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(looked, 1);
    assert_true(seen.views > 1);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    hl_holds_free(&holds, CDS, 0x1000);
    hl_holds_end(&holds);
    assert_int_equal(found[HL_STALE_ENTRY] + found[HL_FREED_REACHABLE], 1);

    start(1); /* nor are the STEs that only that led to */
    install_second_level(PASSING);
    write_l1std(SID, 0, 0);
    assert_stale(HL_STRUCTURE_L1STD, 0, 0);
}

/* 4.3.3, 16.2: a CD that the old STE led to may be used with the new one. */
static void cds_of_both_tables(void **state)
{
    struct hl_views v;
    const struct hl_source *source;
    struct hl_entry e;
    unsigned direct = 0;

    (void)state;
    start(0);
    write_cd(CDS, 3, A_CD);
    write_cd(OTHER_CDS, 3, OTHER_CD);
    attach(SID, LINEAR);
    assert_int_equal(cds_under(LINEAR, 3, &v), 1);
    write_ste(SID, LINEAR2);
    assert_int_equal(cds_under(LINEAR2, 3, &v), 2);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(hl_views_get(&v, i, &e, &source), HL_HELD);
        if (source->direct) {
            direct++;
            assert_int_equal(HL_GET(CD, &e, ASID), 2);
        }
    }
    assert_int_equal(direct, 1);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_equal(cds_under(LINEAR2, 3, &v), 1);
    assert_int_equal(cds_under(LINEAR2, 16, &v), 1); /* behind S1CDMax */
    assert_int_equal(v.source[0].held, HL_UNREACHED);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

static void views_through_first_levels(void **state)
{
    struct hl_views v;

    (void)state;
    start(1);
    write_l1std(SID, SECOND, 9);
    assert_int_equal(hl_holds_stes(&holds, SID, &v), 2);
    assert_int_equal(v.source[0].held, HL_UNREACHED);
    assert_int_equal(v.source[1].address, SECOND + 64 * SID);
    start(0);
    attach(SID, LEVELS64);
    store(CDS + 8, LEAVES | 1);
    write_cd(LEAVES, 5, A_CD);
    assert_int_equal(cds_under(LEVELS64, 69, &v), 1 + 4); /* unreached, or two qwords changed */
    assert_int_equal(cds_under(LEVELS64, 5, &v), 1);
}

/* What is lost is found by its structure, its StreamID and its SubstreamID. */
static void views_that_are_lost(void **state)
{
    struct hl_views v;

    (void)state;
    start(0);
    attach_leaves();
    store(CDS + 8, 0);
    command(CFGI_CD, SID, 64, 0);
    sync();
    assert_int_equal(cds_under(LEVELS64, 69, &v), 2);
    start(0);
    attach(SID, LINEAR);
    attach(SID2, LINEAR);
    write_cd(CDS, 0, A_CD);
    write_ste(SID, PASSING);
    write_ste(SID2, PASSING);
    assert_true(hl_holds_stes(&holds, SID, &v) > 1);
    rig_put_sync(&rig, 0x20, 0xe);
    rig_put_sync(&rig, 0x20, 0xf);
    hl_holds_stes(&holds, SID, &v);
    assert_int_equal(v.sources, 1);
}

static void generations(void **state)
{
    uint32_t one, two;

    (void)state;
    start(0);
    one = hl_holds_generation(&holds, SID);
    two = hl_holds_generation(&holds, SID2);
    write_ste(SID, PASSING);
    assert_int_not_equal(hl_holds_generation(&holds, SID), one);
    assert_int_equal(hl_holds_generation(&holds, SID2), two);
    one = hl_holds_generation(&holds, SID);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_not_equal(hl_holds_generation(&holds, SID), one);
}

static void a_snapshot_goes_on_alike(void **state)
{
    static struct hl_holds saved, again;
    static struct rig before;

    (void)state;
    start(0);
    attach(SID, LINEAR);
    write_cd(CDS, 3, A_CD);
    before = rig;
    hl_holds_copy(&saved, &holds);
    for (unsigned i = 0; i < 2; i++) {
        command(CFGI_CD, SID, 3, LEAF);
        sync();
        assert_clean();
        rig = before;
        hl_holds_copy(&again, &saved);
        hl_holds_copy(&holds, &again);
        assert_int_equal(holds.copies, 1);
    }
    assert_stale(HL_STRUCTURE_CD, SID, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_are_looked_at_before_they_go),
        cmocka_unit_test(what_was_told_is_forgotten),
        cmocka_unit_test(cds_of_both_tables),
        cmocka_unit_test(views_through_first_levels),
        cmocka_unit_test(views_that_are_lost),
        cmocka_unit_test(generations),
        cmocka_unit_test(a_snapshot_goes_on_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
