// SPDX-License-Identifier: MIT
/* When what was overwritten is gone: stores, commands and SYNCs in time. */
#include "holds_driver.h"

static void no_invalidation_at_all(void **state)
{
    (void)state;
    start(0);
    write_ste(SID, PASSING);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
    assert_int_equal(last.held.q[0], 0);
    assert_int_equal(last.memory.q[0], 9);
}

/* 4.8: consumption of a CFGI means nothing. */
static void no_sync(void **state)
{
    (void)state;
    start(0);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    publish();
    hl_model_run(&rig.model, 9);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
    assert_non_null(strstr(last.why, "complete"));
}

static void invalidated_before_the_store(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    write_ste(SID, PASSING);
    sync();
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* It may have had its effect as soon as it was taken: what is stored then stays. */
static void a_store_between_consumption_and_completion(void **state)
{
    start(0);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    sync_later();
    write_ste(SID, "V=1 Config=abort");
    assert_int_equal(hl_model_run(&rig.model, 1), 1);
    hl_holds_stes(&holds, SID, &seen); /* 0 is gone; what memory had since the command is not */
    assert_int_equal(seen.views, 4);   /* qword 0 and qword 1 */
    if (*state) {
        assert_stale(HL_STRUCTURE_STE, SID, 0);
        return;
    }
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    *state = "once more, without the second command";
    a_store_between_consumption_and_completion(state);
}

/* The same of an entry that was not changed before the command. */
static void the_first_store_comes_after_the_command(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    sync_later();
    write_ste(SID, PASSING);
    hl_model_run(&rig.model, 1);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* What is told to be held is what memory has not. */
static void the_view_that_is_told(void **state)
{
    (void)state;
    start(0);
    store(ste_at(SID), 9);
    command(CFGI_STE, SID, 0, LEAF);
    sync_later();
    store(ste_at(SID), 1);
    hl_model_run(&rig.model, 1); /* 0 is gone */
    assert_stale(HL_STRUCTURE_STE, SID, 0);
    assert_int_equal(last.held.q[0], 9);
    assert_int_equal(last.memory.q[0], 1);
}

static void a_value_that_comes_back(void **state)
{
    (void)state;
    start(0);
    store(ste_at(SID), 9);
    store(ste_at(SID), 0);
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 2);
    assert_int_equal(holds.copies, 1);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    store(ste_at(SID), 0); /* no change */
    assert_clean();
    store(ste_at(SID), 9);
    store(ste_at(SID), 0);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

static void half_a_qword(void **state)
{
    (void)state;
    start(0);
    hl_holds_store(&holds, ste_at(SID) + 4, 4, 0, 7);
    *rig_at(&rig, ste_at(SID)) = UINT64_C(7) << 32;
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 2);
    assert_true(seen.source[0].window->value[0][1] == UINT64_C(7) << 32);
    hl_holds_store(&holds, ste_at(SID), 2, 0, 1);
    *rig_at(&rig, ste_at(SID)) |= 1;
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.source[0].window->value[0][2] == (UINT64_C(7) << 32 | 1));
}

static void told_after_it_was_done(void **state)
{
    (void)state;
    start(0);
    *rig_at(&rig, ste_at(SID)) = 9;
    hl_holds_store(&holds, ste_at(SID), 8, 0, 9);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* More different values of a qword than there is room for, and what is left of that. */
static void an_overflow_passes(void **state)
{
    (void)state;
    start(0);
    for (unsigned i = 1; i < 20; i++)
        store(ste_at(SID) + 16, i);
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.too_many);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    command(CFGI_STE, SID, 0, LEAF);
    sync_later();
    for (unsigned i = 1; i < 20; i++) /* after it was taken */
        store(ste_at(SID) + 16, i);
    hl_model_run(&rig.model, 1);
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.too_many);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* A copy of several qwords that is told after all of it was done: each has both its values. */
static void told_when_it_is_done(void **state)
{
    struct hl_entry old, new;

    (void)state;
    start(0);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    memcpy(&old, rig_at(&rig, ste_at(SID)), sizeof old);
    new = old;
    for (unsigned i = 0; i < 3; i++)
        new.q[i] ^= UINT64_C(0x100000000);
    memcpy(rig_at(&rig, ste_at(SID)), &new, sizeof new);
    for (unsigned i = 0; i < 3; i++)
        hl_holds_store(&holds, ste_at(SID) + 8 * i, 8, old.q[i], new.q[i]);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 8);
}

/* Only where there is, or was, something valid. */
static void plain_stores(void **state)
{
    (void)state;
    start(0);
    hl_holds_plain(&holds, ste_at(SID) + 8, 0, "plain");         /* of V=0 */
    hl_holds_plain(&holds, ste_at(SID) + 64 * 1024, 1, "plain"); /* in no table */
    assert_int_equal(found[HL_PLAIN_STORE], 0);
    hl_holds_plain(&holds, ste_at(SID), 1, "plain"); /* V was 1 */
    assert_int_equal(found[HL_PLAIN_STORE], 1);
    write_ste(SID, PASSING);
    hl_holds_plain(&holds, ste_at(SID) + 8, 0, "plain");
    assert_int_equal(found[HL_PLAIN_STORE], 2);
    assert_int_equal(last.place.structure, HL_STRUCTURE_STE);
    assert_int_equal(last.place.sid, SID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_invalidation_at_all),
        cmocka_unit_test(told_when_it_is_done),
        cmocka_unit_test(plain_stores),
        cmocka_unit_test(no_sync),
        cmocka_unit_test(invalidated_before_the_store),
        cmocka_unit_test(a_store_between_consumption_and_completion),
        cmocka_unit_test(the_first_store_comes_after_the_command),
        cmocka_unit_test(the_view_that_is_told),
        cmocka_unit_test(a_value_that_comes_back),
        cmocka_unit_test(half_a_qword),
        cmocka_unit_test(told_after_it_was_done),
        cmocka_unit_test(an_overflow_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
