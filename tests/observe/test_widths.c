// SPDX-License-Identifier: MIT
/* Stores of every width: what an SMMU that reads whole qwords could see of them. */
#include "helpers.h"

#include "verdict/verdict.h"

static const struct hl_entry numbered = {{1, 2, 3, 4, 5, 6, 7, 8}};

/* The entry as bytes in memory, and every value that each qword has had. */
struct bytes {
    uint8_t byte[8 * HL_QWORDS];
    unsigned values[HL_QWORDS];
    uint64_t value[HL_QWORDS][HL_MAX_STORES + 1];
};

static uint64_t qword_of(const struct bytes *m, unsigned q)
{
    uint64_t v = 0;

    for (unsigned i = 8; i-- > 0;)
        v = v << 8 | m->byte[8 * q + i];
    return v;
}

static void note(struct bytes *m, unsigned q)
{
    uint64_t now = qword_of(m, q);

    for (unsigned i = 0; i < m->values[q]; i++)
        if (m->value[q][i] == now)
            return;
    m->value[q][m->values[q]++] = now;
}

static void begin(struct bytes *m, const struct hl_entry *e)
{
    for (unsigned i = 0; i < sizeof m->byte; i++)
        m->byte[i] = (uint8_t)(e->q[i / 8] >> i % 8 * 8);
    for (unsigned q = 0; q < HL_QWORDS; q++) {
        m->values[q] = 0;
        note(m, q);
    }
}

static void put(struct bytes *m, unsigned offset, unsigned bytes, uint64_t value, uint64_t high)
{
    for (unsigned i = 0; i < bytes; i++)
        m->byte[offset + i] = (uint8_t)((i < 8 ? value : high) >> i % 8 * 8);
    for (unsigned q = offset / 8; q <= (offset + bytes - 1) / 8; q++)
        note(m, q);
}

/* Against a memory of bytes: each qword has been just what it has been there. */
static void test_random_widths(void **state)
{
    uint64_t random = 7;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct bytes m;
        struct hl_log log;
        struct hl_epoch e;

        hl_log_begin(&log, &numbered);
        begin(&m, &numbered);
        for (unsigned i = random_below(&random, 24); i > 0; i--) {
            unsigned bytes = 1u << random_below(&random, 5);
            unsigned offset = random_below(&random, 64 / bytes) * bytes;
            uint64_t value = next_random(&random) & random_below(&random, 3) * 0x0101010101010101u;
            uint64_t high = random_below(&random, 3);

            assert_true(hl_log_write(&log, offset, bytes, value, high));
            put(&m, offset, bytes, value, high);
        }
        hl_epoch_load(&log, 0, 1, &numbered, &e);
        for (unsigned q = 0; q < HL_QWORDS; q++) {
            assert_int_equal(e.values[q], m.values[q]);
            for (unsigned i = 0; i < m.values[q]; i++)
                assert_int_equal(e.value[q][i][0], m.value[q][i]);
            assert_int_equal(log.memory.q[q], qword_of(&m, q));
        }
        assert_false(log.wild || log.overflow);
    }
}

/* A qword written in halves is half new for a moment; which half, the order says. */
static void test_halves_are_seen(void **state)
{
    struct hl_log log;
    struct hl_epoch e;

    (void)state;
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 12, 4, 0xaaaaaaaa, 0));
    assert_true(hl_log_write(&log, 8, 4, 0xbbbbbbbb, 0));
    hl_epoch_load(&log, 0, 1, &numbered, &e);
    assert_int_equal(e.values[1], 3);
    assert_int_equal(e.value[1][1][0], 0xaaaaaaaa00000002);
    assert_int_equal(e.value[1][2][0], 0xaaaaaaaabbbbbbbb);
    assert_int_equal(hl_epoch_views(&e), 3);
    assert_int_equal(log.store[0].at, 4);
    assert_int_equal(log.store[0].bytes, 4);
}

/* Two qwords at once: one step for an SMMU that reads 128 bits, two in any order for another. */
static void test_pairs(void **state)
{
    struct hl_log log;
    struct hl_epoch e;

    (void)state;
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 16, 16, 30, 40));
    hl_epoch_load(&log, 0, 1, &numbered, &e);
    assert_int_equal(hl_epoch_views(&e), 4);
    hl_epoch_load(&log, 0, 2, &numbered, &e);
    assert_int_equal(hl_epoch_views(&e), 2);
    assert_int_equal(e.value[1][1][0], 30);
    assert_int_equal(e.value[1][1][1], 40);

    /* Stored one after the other, they are two steps for both. */
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 16, 8, 30, 0));
    assert_true(hl_log_write(&log, 24, 8, 40, 0));
    hl_epoch_load(&log, 0, 2, &numbered, &e);
    assert_int_equal(hl_epoch_views(&e), 3);

    /* Half of it is what is there: one store. */
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 16, 16, 3, 40));
    assert_int_equal(log.stores, 1);
    hl_epoch_load(&log, 0, 2, &numbered, &e);
    assert_int_equal(hl_epoch_views(&e), 2);
}

static void test_wild_stores(void **state)
{
    static const unsigned wild[][2] = {{0, 0},   {0, 3},   {0, 5},   {0, 32},  {1, 2},
                                       {2, 4},   {4, 8},   {8, 16},  {64, 1},  {64, 8},
                                       {56, 16}, {~0u, 1}, {~0u, 8}, {0, ~0u}, {0x80000000u, 8}};

    (void)state;
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
        struct hl_log log;

        hl_log_begin(&log, &numbered);
        assert_false(hl_log_write(&log, wild[i][0], wild[i][1], ~UINT64_C(0), ~UINT64_C(0)));
        assert_true(log.wild);
        assert_false(log.overflow);
        assert_int_equal(log.stores, 0);
        assert_true(hl_entry_equal(&log.memory, &numbered));
    }
}

static void bytewise(const struct hl_sequencer *self, const struct hl_update *u)
{
    for (unsigned i = 0; i < 64; i += self->data)
        u->writer->store(u->writer, i, self->data, u->target.q[i / 8] >> i % 8 * 8,
                         u->target.q[i / 8 % 7 + 1]);
    u->writer->barrier(u->writer);
    u->writer->sync(u->writer);
}

static void wild(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_store64(u->writer, 1, 99);
    u->writer->store(u->writer, 62, 4, 0, 0);
    hl_store64(u->writer, 2, 99); /* never */
}

static void toy(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    (void)context;
    *m = (struct hl_meaning){
        .state = HL_STATE_LIVE, .regime = *e, .used = {{1, 1, 1, ~UINT64_C(0), 1, 1, 1, 1}}};
}

static void judge(void (*update)(const struct hl_sequencer *, const struct hl_update *),
                  unsigned width, struct hl_entry target, struct hl_verdict *v)
{
    const struct hl_decoder decoder = {.kind = HL_KIND_STE, .decode = toy};
    const struct hl_sequencer s = {.abi = HL_SEQUENCER_ABI, .update = update, .data = width};
    const struct hl_question q = {
        .decoder = &decoder, .sequencer = &s, .old = numbered, .target = target};

    hl_judge(&q, v);
}

/* What is one step in eight bytes is none in four. */
static void test_width_decides(void **state)
{
    static struct hl_verdict v;
    struct hl_entry target = numbered;

    (void)state;
    target.q[3] = 0x0000000500000009;
    judge(bytewise, 8, target, &v);
    assert_int_equal(v.outcome, HL_HITLESS);
    assert_int_equal(v.log.barriers, 1);
    judge(bytewise, 4, target, &v);
    assert_int_equal(v.outcome, HL_TORN);
    assert_int_equal(v.found[HL_MIXED_VIEW], 1);
    assert_int_equal(v.finding[0].view.q[3], 9);
    target.q[3] = 0x0000000500000004;
    judge(bytewise, 4, target, &v);
    assert_int_equal(v.outcome, HL_HITLESS); /* only one half changes */
}

static void test_wild_is_found(void **state)
{
    static struct hl_verdict v;

    (void)state;
    judge(wild, 0, numbered, &v);
    assert_int_equal(v.found[HL_WILD_STORE], 1);
    assert_int_equal(v.found[HL_WRONG_FINAL] + v.found[HL_NO_PROGRESS], 0);
    assert_int_equal(v.log.stores, 1);
    assert_true(hl_verdict_is_bad(&v));
}

/* All of an entry byte by byte has more views than are judged; one that is bad is enough. */
static void test_a_tear_among_too_many_views(void **state)
{
    static struct hl_verdict v;
    struct hl_entry target;

    (void)state;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        target.q[i] = ~numbered.q[i];
    judge(bytewise, 1, target, &v);
    assert_int_equal(v.outcome, HL_TORN);
    assert_false(v.too_many_views);
    assert_int_equal(v.views, HL_MAX_VIEWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_widths),
        cmocka_unit_test(test_halves_are_seen),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_wild_stores),
        cmocka_unit_test(test_width_decides),
        cmocka_unit_test(test_wild_is_found),
        cmocka_unit_test(test_a_tear_among_too_many_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
