// SPDX-License-Identifier: MIT
/* Barriers before what publishes stores, and invalidation before SMMUEN. */
#include "holds_driver.h"

static void a_barrier_before_the_command(void **state)
{
    (void)state;
    for (unsigned right = 0; right < 2; right++) {
        start(0);
        write_ste(SID, PASSING);
        command(CFGI_STE, SID, 0, LEAF);
        rig_command(&rig, 0x46, 0);
        if (right)
            hl_holds_barrier(&holds);
        rig_publish(&rig);
        hl_model_run(&rig.model, 9);
        hl_holds_end(&holds);
        assert_int_equal(found[HL_UNORDERED_STORE], right ? 0 : 1);
        assert_int_equal(found[HL_STALE_ENTRY], 0);
    }
    assert_int_equal(last.place.sid, SID);
    assert_int_equal(last.command.kind, HL_CMD_CFGI_STE);
}

/* 3.21.3.1: what a table has in it comes before the pointer to it. Blank memory needs nothing, nor
 * does memory that was there before the last barrier. */
static void a_barrier_before_the_pointer(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        const bool wrong = i == 0 || i == 4;

        start(1);
        hl_holds_give(&holds, SECOND, 0x4000, true);
        if (i == 1)
            hl_holds_barrier(&holds);
        if (i != 2) /* without a store that is told: plain ones are not */
            *(uint64_t *)rig_at(&rig, SECOND + 64 * SID2) = 1;
        if (i == 3)
            hl_holds_barrier(&holds);
        if (i == 4)
            hl_holds_give(&holds, CDS, 0x1000, true);
        install_second_level(NULL);
        hl_holds_end(&holds);
        assert_int_equal(found[HL_UNORDERED_STORE], wrong);
        assert_int_equal(found[HL_STALE_ENTRY], 0);
        if (!wrong)
            continue;
        assert_int_equal(last.place.structure, HL_STRUCTURE_STE);
        assert_int_equal(last.place.sid, SID2);
        assert_int_equal(last.command.kind, 0);
    }
}

/* Memory that was not zero has to be ordered though it is blank now. */
static void memory_that_was_not_zero(void **state)
{
    (void)state;
    for (unsigned ordered = 0; ordered < 2; ordered++) {
        start(1);
        hl_holds_give(&holds, SECOND, 0x4000, false);
        if (ordered)
            hl_holds_barrier(&holds);
        install_second_level(NULL);
        hl_holds_end(&holds);
        assert_int_equal(found[HL_UNORDERED_STORE], !ordered);
    }
}

/* What was given back takes no room of what is fresh. */
static void others_are_given_and_given_back(void **state)
{
    (void)state;
    start(1);
    hl_holds_give(&holds, SECOND, 0x4000, true);
    for (unsigned i = 0; i < HL_HOLDS_RANGES; i++) {
        hl_holds_give(&holds, CDS, 0x1000, true);
        hl_holds_free(&holds, CDS, 0x1000);
    }
    *(uint64_t *)rig_at(&rig, SECOND + 64 * SID2) = 1;
    install_second_level(NULL);
    assert_int_equal(found[HL_UNORDERED_STORE], 1);
}

/* Commands for others, or published before it, say nothing of a store. */
static void commands_that_do_not_publish_it(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    publish();
    write_ste(SID, PASSING);
    command(CFGI_STE, SID2, 0, LEAF);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
}

static void enabled_without_invalidation(void **state)
{
    static const struct hl_holds_listener listener = {NULL, note_look, note_found};

    (void)state;
    for (unsigned n = 0; n < 3; n++) { /* nothing; taken; completed */
        rig_init(&rig, "mmu-700");
        assert_true(hl_holds_init(&holds, &rig.model, &listener));
        memset(found, 0, sizeof found);
        rig_start_queues(&rig);
        if (n)
            command(CFGI_RANGE, 0, 0, HL_RANGE_ALL);
        rig_publish(&rig);
        hl_model_run(&rig.model, 9);
        if (n == 2)
            sync();
        rig_put_sync(&rig, 0x20, 0xf);
        assert_int_equal(found[HL_STALE_ENTRY], n < 2);
    }
}

static void another_stream_table(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    rig_put_sync(&rig, 0x20, 0xe);
    store(ste_at(SID), 9); /* not seen: nothing is fetched */
    assert_int_equal(holds.copies, 0);
    rig_put_sync(&rig, 0x20, 0xf);
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(last.place.structure, HL_STRUCTURE_ANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_barrier_before_the_command),
        cmocka_unit_test(a_barrier_before_the_pointer),
        cmocka_unit_test(memory_that_was_not_zero),
        cmocka_unit_test(others_are_given_and_given_back),
        cmocka_unit_test(commands_that_do_not_publish_it),
        cmocka_unit_test(enabled_without_invalidation),
        cmocka_unit_test(another_stream_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
