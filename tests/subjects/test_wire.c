// SPDX-License-Identifier: MIT
/* What a subject's shim has to itself: stores of a driver that was not changed, its commands, and
 * its assertions; and what a fresh entry is. */
#include "helpers.h"
#include "driver.h"
#include "observe/observe.h"

static struct hl_log log_of(hl_wire_body body)
{
    static struct hl_sequencer s;
    static struct hl_log log;
    const struct hl_entry zeros = {{0}};
    const struct hl_decoder none = {0};

    s = hl_test_driver(body);
    hl_observe(&s, &none, &zeros, &zeros, NULL, &log);
    return log;
}

static void test_stores_are_seen(void **state)
{
    struct hl_log log = log_of(hl_test_plain);

    (void)state;
    assert_int_equal(log.stores, 4);
    assert_int_equal(log.store[0].index, 1);
    assert_int_equal(log.store[0].value, 7);
    assert_int_equal(log.store[0].epoch, 0);
    /* four bytes of a qword */
    assert_int_equal(log.store[1].index, 2);
    assert_int_equal(log.store[1].bytes, 4);
    assert_int_equal(log.store[1].at, 4);
    assert_int_equal(log.store[2].index, 0);
    assert_int_equal(log.store[2].epoch, 1);
    /* what is stored twice is seen twice */
    assert_int_equal(log.store[3].index, 0);
    assert_int_equal(log.store[3].value, 9);
    assert_int_equal(log.syncs, 2);
    assert_int_equal(log.barriers, 1);
    assert_int_equal(hl_wire_unseen(), 0);
}

/* A CMD_SYNC ends an epoch only if a command before it covers the entry. */
static void test_commands(void **state)
{
    struct hl_log log = log_of(hl_test_commands);

    (void)state;
    assert_int_equal(log.syncs, 1);
    assert_int_equal(log.stores, 2);
    assert_int_equal(log.store[0].epoch, 0);
    assert_int_equal(log.store[1].epoch, 0);
}

/* BUG_ON() ends the operation there: what was stored before it is told, and that it was. */
static void test_assertions(void **state)
{
    struct hl_log log = log_of(hl_test_bug);

    (void)state;
    assert_int_equal(log.warnings, 2);
    assert_int_equal(log.stores, 1);
    assert_int_equal(log.memory.q[3], 5);
}

/* What it writes into zeros, not what it is asked for. */
static void test_fresh(void **state)
{
    const struct hl_decoder none = {0};
    const struct hl_entry wish = {{1, 2, 3}};
    struct hl_sequencer s = hl_test_driver(hl_test_plain);
    struct hl_entry fresh = hl_written_fresh(&s, &none, &wish);

    (void)state;
    assert_int_equal(fresh.q[0], 9);
    assert_int_equal(fresh.q[1], 7);
    assert_int_equal(fresh.q[2], UINT64_C(3) << 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stores_are_seen),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_assertions),
        cmocka_unit_test(test_fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
