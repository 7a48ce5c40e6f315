// SPDX-License-Identifier: MIT
/* What an SMMU may hold of CD tables: CDs and L1CDs, and what invalidates them. */
#include "holds_driver.h"

static void a_cd_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid, ssid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_CD, SID, 3, LEAF, true},          {CFGI_CD, SID, 3, 0, true},
        {CFGI_CD, SID, 2, LEAF, false},         {CFGI_CD, SID2, 3, LEAF, false},
        {CFGI_CD_ALL, SID, 0, 0, true},         {CFGI_CD_ALL, SID2, 0, 0, false},
        {CFGI_STE, SID, 0, LEAF, true}, /* and all CDs cached through it */
        {CFGI_STE, SID2, 0, LEAF, false},       {CFGI_RANGE, SID, 0, 0, true},
        {CFGI_RANGE, 0, 0, HL_RANGE_ALL, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        attach(SID, LINEAR);
        write_cd(CDS, 3, A_CD);
        command(list[i].opcode, list[i].sid, list[i].ssid, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_CD, SID, 3);
    }
}

/* 4.3.3: a cached CD is its StreamID's own. */
static void one_table_of_two_streams(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    attach(SID2, LINEAR);
    write_cd(CDS, 3, A_CD);
    command(CFGI_CD, SID, 3, LEAF);
    command(CFGI_CD, SID2, 3, LEAF);
    sync();
    assert_clean();
    write_cd(CDS, 4, A_CD);
    command(CFGI_CD, SID, 4, LEAF);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID2, 4);
}

static void a_cd_that_no_ste_leads_to(void **state)
{
    (void)state;
    start(0);
    write_cd(CDS, 3, A_CD);
    assert_clean();
    attach(SID, LINEAR);
    assert_clean();
    write_cd(CDS, 16, A_CD); /* behind S1CDMax */
    assert_clean();
}

static void an_l1cd_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t ssid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_CD, 64, 0, true},    {CFGI_CD, 127, 0, true}, {CFGI_CD, 64, LEAF, false},
        {CFGI_CD, 128, 0, false},  {CFGI_CD, 63, 0, false}, {CFGI_CD_ALL, 0, 0, true},
        {CFGI_STE, 0, LEAF, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        attach(SID, LEVELS64);
        store(CDS + 8, LEAVES | 1);
        command(list[i].opcode, SID, list[i].ssid, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_L1CD, SID, 64);
    }
}

static void cds_under_an_l1cd(void **state)
{
    (void)state;
    start(0);
    store(CDS + 8, LEAVES | 1);
    attach(SID, LEVELS64);
    write_cd(LEAVES, 5, A_CD); /* SubstreamID 69 */
    command(CFGI_CD, SID, 69, LEAF);
    sync();
    assert_clean();
    write_cd(LEAVES, 64, A_CD); /* behind its 64 CDs */
    assert_clean();
    write_cd(LEAVES, 6, A_CD);
    command(CFGI_CD, SID, 6, LEAF);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID, 70);
}

/* 5.3.1: a leaf that is taken away needs the non-leaf form for each of its CDs that is in use,
 * whether they were just changed or not. */
static void a_leaf_of_cds_is_taken_away(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        const bool right = n & 1, changed = n & 2;

        start(0);
        attach_leaves();
        if (changed) {
            write_cd(LEAVES, 5, OTHER_CD);
            write_cd(LEAVES, 6, OTHER_CD);
        }
        store(CDS + 8, 0);
        command(CFGI_CD, SID, 69, 0);
        command(CFGI_CD, SID, 70, right ? 0 : LEAF);
        sync();
        if (right)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_CD, SID, 70);
    }
}

/* A command that was taken while the pointer was still there. */
static void a_leaf_of_cds_is_taken_away_too_late(void **state)
{
    (void)state;
    start(0);
    attach_leaves();
    command(CFGI_CD, SID, 69, 0);
    publish();
    hl_model_run(&rig.model, 9);
    store(CDS + 8, 0);
    command(CFGI_CD, SID, 70, 0);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID, 69);
}

/* A CD is stored while the old STE may still lead to it, after the command for that was taken. */
static void a_cd_under_an_ste_that_goes(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    sync_later();
    write_cd(CDS, 3, A_CD);
    assert_int_equal(holds.copies, 2);
    hl_model_run(&rig.model, 1);
    assert_clean();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cd_and_its_invalidation),
        cmocka_unit_test(one_table_of_two_streams),
        cmocka_unit_test(a_cd_that_no_ste_leads_to),
        cmocka_unit_test(an_l1cd_and_its_invalidation),
        cmocka_unit_test(cds_under_an_l1cd),
        cmocka_unit_test(a_leaf_of_cds_is_taken_away),
        cmocka_unit_test(a_leaf_of_cds_is_taken_away_too_late),
        cmocka_unit_test(a_cd_under_an_ste_that_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
