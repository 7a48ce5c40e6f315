// SPDX-License-Identifier: MIT
/* The store log, epochs and views, and the bounds on them. */
#include "helpers.h"

#include "verdict/verdict.h"

static const struct hl_entry numbered = {{1, 2, 3, 4, 5, 6, 7, 8}};

static struct hl_log begun(void)
{
    struct hl_log log;
    hl_log_begin(&log, &numbered);
    return log;
}

static struct hl_epoch loaded(const struct hl_log *log, unsigned epoch, unsigned unit,
                              const struct hl_entry *begin)
{
    struct hl_epoch e;
    hl_epoch_load(log, epoch, unit, begin, &e);
    return e;
}

static bool epoch_shows(const struct hl_epoch *e, struct hl_entry wanted)
{
    unsigned seen = 0, views = hl_epoch_views(e);

    for (unsigned n = 0; n < views; n++) {
        struct hl_entry view = hl_epoch_view(e, n);
        seen += hl_entry_equal(&view, &wanted);
    }
    assert_true(seen <= 1);
    return seen == 1;
}

static void test_log_keeps_order(void **state)
{
    struct hl_log log = begun();

    (void)state;
    assert_true(hl_log_store(&log, 3, 40));
    assert_true(hl_log_sync(&log));
    assert_true(hl_log_store(&log, 0, 10));
    assert_true(hl_log_store(&log, 3, 41));
    assert_true(hl_log_sync(&log));
    assert_int_equal(log.stores, 3);
    assert_int_equal(log.syncs, 2);
    assert_false(log.overflow);
    assert_int_equal(log.store[0].index, 3);
    assert_int_equal(log.store[0].value, 40);
    assert_int_equal(log.store[0].epoch, 0);
    assert_int_equal(log.store[1].index, 0);
    assert_int_equal(log.store[1].epoch, 1);
    assert_int_equal(log.store[2].value, 41);
    assert_int_equal(log.memory.q[3], 41);
    assert_int_equal(log.memory.q[0], 10);
    assert_int_equal(log.memory.q[7], 8);
    assert_true(hl_entry_equal(&log.initial, &numbered));
}

static void test_same_value_is_no_store(void **state)
{
    struct hl_log log = begun();

    (void)state;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        assert_true(hl_log_store(&log, i, i + 1));
    assert_int_equal(log.stores, 0);
    hl_log_store(&log, 2, 30);
    hl_log_store(&log, 2, 30);
    assert_int_equal(log.stores, 1);
    hl_log_store(&log, 2, 3); /* back: this is one */
    assert_int_equal(log.stores, 2);
}

static void test_no_store_is_one_view(void **state)
{
    struct hl_log log = begun();
    struct hl_epoch e;
    struct hl_entry view;

    (void)state;
    assert_int_equal(hl_epoch_load(&log, 0, 1, &numbered, &e), 0);
    assert_int_equal(hl_epoch_views(&e), 1);
    view = hl_epoch_view(&e, 0);
    assert_true(hl_entry_equal(&view, &numbered));
    assert_true(hl_entry_equal(&e.end, &numbered));
}

/* Every set of qwords, each stored once: 2^k views, which are all the combinations, once each. */
static void test_all_combinations(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 256; set++) {
        struct hl_log log = begun();
        unsigned stored = (unsigned)__builtin_popcount(set);
        bool seen[256] = {false};

        for (unsigned i = 0; i < HL_QWORDS; i++)
            if (set >> i & 1)
                hl_log_store(&log, i, 100 + i);
        struct hl_epoch e;
        assert_int_equal(hl_epoch_load(&log, 0, 1, &numbered, &e), stored);
        assert_int_equal(hl_epoch_views(&e), 1u << stored);
        assert_true(hl_entry_equal(&e.end, &log.memory));
        for (unsigned n = 0; n < 1u << stored; n++) {
            struct hl_entry view = hl_epoch_view(&e, n);
            unsigned which = 0;
            for (unsigned i = 0; i < HL_QWORDS; i++) {
                bool new = view.q[i] == 100 + i;
                assert_true(new || view.q[i] == numbered.q[i]);
                which |= new ? 1u << i : 0;
            }
            assert_int_equal(which & ~set, 0);
            assert_false(seen[which]);
            seen[which] = true;
            if (n == 0)
                assert_int_equal(which, 0);
        }
    }
}

static void test_three_values_of_a_qword(void **state)
{
    struct hl_log log = begun();
    struct hl_epoch e;

    (void)state;
    hl_log_store(&log, 1, 20);
    hl_log_store(&log, 5, 60);
    hl_log_store(&log, 1, 21);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(e.values[1], 3);
    assert_int_equal(hl_epoch_views(&e), 6);
    for (unsigned a = 0; a < 3; a++)
        for (unsigned b = 0; b < 2; b++) {
            struct hl_entry wanted = numbered;
            wanted.q[1] = (const uint64_t[]){2, 20, 21}[a];
            wanted.q[5] = (const uint64_t[]){6, 60}[b];
            assert_true(epoch_shows(&e, wanted));
        }
}

/* A, B, A again: two values, although three were there one after the other. */
static void test_there_and_back(void **state)
{
    struct hl_log log = begun();
    struct hl_epoch e;

    (void)state;
    hl_log_store(&log, 4, 50);
    hl_log_store(&log, 4, 5);
    assert_int_equal(log.stores, 2);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(e.values[4], 2);
    assert_int_equal(hl_epoch_views(&e), 2);
    assert_true(hl_entry_equal(&e.end, &numbered));
    hl_log_store(&log, 4, 50);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), 2);
    assert_int_equal(e.end.q[4], 50);
}

static void test_syncs_part_epochs(void **state)
{
    struct hl_log log = begun();
    struct hl_entry wanted = numbered;
    struct hl_epoch e;

    (void)state;
    hl_log_store(&log, 0, 10);
    hl_log_sync(&log);
    hl_log_sync(&log); /* an empty epoch */
    hl_log_store(&log, 1, 20);
    hl_log_store(&log, 2, 30);
    hl_log_sync(&log);
    hl_log_store(&log, 3, 40); /* the open one */

    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), 2);
    assert_false(epoch_shows(&e, log.memory));
    struct hl_entry begin = e.end;
    assert_int_equal(begin.q[0], 10);

    e = loaded(&log, 1, 1, &begin);
    assert_int_equal(hl_epoch_views(&e), 1);
    e = loaded(&log, 2, 1, &begin);
    assert_int_equal(hl_epoch_views(&e), 4);
    assert_false(epoch_shows(&e, numbered)); /* the first sync made sure of qword 0 */
    wanted.q[0] = 10;
    wanted.q[2] = 30;
    assert_true(epoch_shows(&e, wanted));

    begin = e.end;
    e = loaded(&log, 3, 1, &begin);
    assert_int_equal(hl_epoch_views(&e), 2);
    assert_true(hl_entry_equal(&e.end, &log.memory));
}

static void test_first_view_is_the_begin(void **state)
{
    uint64_t seed = 11;

    (void)state;
    for (unsigned round = 0; round < 500; round++) {
        struct hl_log log = begun();
        for (unsigned i = 0; i < 8; i++)
            hl_log_store(&log, random_below(&seed, HL_QWORDS), random_below(&seed, 4));
        for (unsigned unit = 1; unit <= 2; unit++) {
            struct hl_epoch e = loaded(&log, 0, unit, &numbered);
            struct hl_entry view = hl_epoch_view(&e, 0);
            assert_true(hl_entry_equal(&view, &numbered));
            assert_true(epoch_shows(&e, log.memory));
        }
    }
}

/* Read 128 bits at once, two qwords that a barrier orders are never seen in a combination that
 * memory never held. */
static void test_pairs_move_together(void **state)
{
    struct hl_log log = begun();
    struct hl_entry wanted = numbered;
    struct hl_epoch e;

    (void)state;
    hl_log_store(&log, 2, 30);
    hl_log_barrier(&log);
    hl_log_store(&log, 3, 40);
    hl_log_store(&log, 7, 80);
    e = loaded(&log, 0, 2, &numbered);
    assert_int_equal(e.unit, 2);
    assert_int_equal(e.values[0], 1);
    assert_int_equal(e.values[1], 3);
    assert_int_equal(e.values[3], 2);
    assert_int_equal(hl_epoch_views(&e), 6);
    wanted.q[3] = 40;
    assert_false(epoch_shows(&e, wanted)); /* new high, old low */
    wanted.q[2] = 30;
    assert_true(epoch_shows(&e, wanted));
    wanted.q[3] = 4;
    wanted.q[7] = 80;
    assert_true(epoch_shows(&e, wanted));
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), 8);
    wanted = numbered;
    wanted.q[3] = 40;
    assert_true(epoch_shows(&e, wanted));
}

static void test_pair_there_and_back(void **state)
{
    struct hl_log log = begun();
    struct hl_epoch e;

    (void)state;
    hl_log_store(&log, 0, 10);
    hl_log_store(&log, 1, 20);
    hl_log_store(&log, 0, 1);
    hl_log_store(&log, 1, 2);
    e = loaded(&log, 0, 2, &numbered);
    assert_int_equal(hl_epoch_views(&e), 4); /* memory held (1,2) (10,2) (10,20) (1,20) */
    assert_true(hl_entry_equal(&e.end, &numbered));
}

static void test_most_stores(void **state)
{
    struct hl_log log = begun();
    struct hl_log before;

    (void)state;
    for (unsigned i = 0; i < HL_MAX_STORES; i++)
        assert_true(hl_log_store(&log, 6, 100 + i));
    assert_false(log.overflow);
    before = log;
    assert_false(hl_log_store(&log, 6, 1));
    assert_true(log.overflow);
    assert_int_equal(log.stores, HL_MAX_STORES);
    assert_true(hl_entry_equal(&log.memory, &before.memory));
    struct hl_epoch e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), HL_MAX_STORES + 1);
}

static void test_most_syncs(void **state)
{
    struct hl_log log = begun();

    (void)state;
    for (unsigned i = 0; i < HL_MAX_SYNCS; i++)
        assert_true(hl_log_sync(&log));
    assert_false(log.overflow);
    assert_true(hl_log_store(&log, 0, 9));
    assert_int_equal(log.store[0].epoch, HL_MAX_SYNCS);
    assert_false(hl_log_sync(&log));
    assert_true(log.overflow);
    assert_int_equal(log.syncs, HL_MAX_SYNCS);
}

static void test_no_such_qword(void **state)
{
    struct hl_log log = begun();

    (void)state;
    assert_false(hl_log_store(&log, HL_QWORDS, 1));
    assert_true(log.wild);
    assert_int_equal(log.stores, 0);
    log = begun();
    assert_false(hl_log_store(&log, ~0u, 1));
    assert_true(log.wild);
}

/* 4^8 views are the most; one value more is refused, and said to be. */
static void test_most_views(void **state)
{
    struct hl_log log = begun();
    struct hl_epoch e;

    (void)state;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        for (unsigned n = 0; n < 3; n++)
            hl_log_store(&log, i, 100 + n);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), HL_MAX_VIEWS);
    assert_true(epoch_shows(&e, log.memory));
    hl_log_store(&log, 0, 103);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), 0);
    e = loaded(&log, 0, 2, &numbered);
    assert_int_equal(hl_epoch_views(&e), 0);              /* in any order: as many */
    for (unsigned n = log.stores; n < HL_MAX_STORES; n++) /* the product must not wrap */
        hl_log_store(&log, n % HL_QWORDS, 1000 + n);
    e = loaded(&log, 0, 1, &numbered);
    assert_int_equal(hl_epoch_views(&e), 0);
}

/* Sequencers that never end, or do what no sequencer may. */
enum misdeed { TOGGLE, COUNT_UP, REPEAT, SYNC, STORE_SYNC, WRONG_QWORD, TOO_MANY_VIEWS };

static void misbehave(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct hl_writer *w = u->writer;

    if (self->data == WRONG_QWORD)
        hl_store64(w, HL_QWORDS, 1);
    for (uint64_t n = 0; self->data != WRONG_QWORD; n++) {
        if (self->data == TOO_MANY_VIEWS && n == 40)
            break;
        if (self->data == TOGGLE)
            hl_store64(w, 2, n & 1);
        else if (self->data == COUNT_UP || self->data == STORE_SYNC)
            hl_store64(w, n % HL_QWORDS, n + 1000);
        else if (self->data == REPEAT)
            hl_store64(w, 2, u->current.q[2]);
        else if (self->data == TOO_MANY_VIEWS)
            hl_store64(w, n % HL_QWORDS, 2 * n + 1000);
        if (self->data == SYNC || self->data == STORE_SYNC)
            w->sync(w);
    }
    for (unsigned i = 0; i < HL_QWORDS; i++)
        hl_store64(w, i, u->target.q[i]);
    w->sync(w);
}

/* Bit 0 of qword 0 is the valid bit; nothing else has a meaning. */
static void decode_valid(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    (void)context;
    memset(m, 0, sizeof *m);
    m->state = e->q[0] & 1 ? HL_STATE_LIVE : HL_STATE_OFF;
    m->regime.q[0] = m->used.q[0] = 1;
    m->regime.q[0] &= e->q[0];
}

static void judge_misdeed(enum misdeed what, struct hl_verdict *v)
{
    struct hl_decoder decoder = {
        .kind = HL_KIND_CD, .layout = &hl_cd_layout, .decode = decode_valid, .valid = {{1}}};
    struct hl_sequencer sequencer = {
        .abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_CD, .update = misbehave, .data = what};
    struct hl_question q = {.decoder = &decoder, .sequencer = &sequencer};

    q.old = numbered;
    q.target = numbered;
    q.target.q[3] = 99;
    hl_judge(&q, v);
}

static void test_no_progress(void **state)
{
    struct hl_verdict v;

    (void)state;
    for (enum misdeed what = TOGGLE; what < WRONG_QWORD; what++) {
        judge_misdeed(what, &v);
        assert_int_equal(v.found[HL_NO_PROGRESS], 1);
        assert_int_equal(v.found[HL_WRONG_FINAL], 0); /* it was stopped: the end says nothing */
        assert_true(hl_verdict_is_bad(&v));
        assert_true(v.log.overflow);
        assert_true(v.log.stores <= HL_MAX_STORES);
        assert_true(v.log.syncs <= HL_MAX_SYNCS);
    }
    judge_misdeed(WRONG_QWORD, &v);
    assert_true(v.log.wild && v.found[HL_WILD_STORE] == 1);
    judge_misdeed(REPEAT, &v);
    assert_int_equal(v.log.stores, 0);
    assert_int_equal(v.outcome, HL_UNCHANGED);
}

static void test_too_many_views_is_said(void **state)
{
    struct hl_verdict v;

    (void)state;
    judge_misdeed(TOO_MANY_VIEWS, &v);
    assert_true(v.too_many_views);
    assert_false(v.log.overflow);
    judge_misdeed(TOGGLE, &v); /* two values, many stores */
    assert_false(v.too_many_views);
    assert_int_equal(v.views, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_keeps_order),
        cmocka_unit_test(test_same_value_is_no_store),
        cmocka_unit_test(test_no_store_is_one_view),
        cmocka_unit_test(test_all_combinations),
        cmocka_unit_test(test_three_values_of_a_qword),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_syncs_part_epochs),
        cmocka_unit_test(test_first_view_is_the_begin),
        cmocka_unit_test(test_pairs_move_together),
        cmocka_unit_test(test_pair_there_and_back),
        cmocka_unit_test(test_most_stores),
        cmocka_unit_test(test_most_syncs),
        cmocka_unit_test(test_no_such_qword),
        cmocka_unit_test(test_most_views),
        cmocka_unit_test(test_no_progress),
        cmocka_unit_test(test_too_many_views_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
