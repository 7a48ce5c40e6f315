// SPDX-License-Identifier: MIT
/* Stores of every width: what an SMMU that reads whole qwords could see of them. */
#include "helpers.h"

#include "verdict/verdict.h"

static const struct hl_entry numbered = {{1, 2, 3, 4, 5, 6, 7, 8}};

enum { MOST = 24 };

/* What was stored to one qword: bytes, their values, and the barriers before. */
struct qword_stores {
    unsigned count;
    uint64_t now; /* in program order */
    uint64_t mask[MOST], value[MOST];
    unsigned barriers[MOST];
};

static uint64_t ones(unsigned bytes)
{
    return bytes == 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * bytes) - 1;
}

static void note(struct qword_stores *s, uint64_t mask, uint64_t value, unsigned barriers)
{
    const uint64_t next = (s->now & ~mask) | (value & mask);

    if (next == s->now)
        return; /* no store */
    s->now = next;
    s->mask[s->count] = mask;
    s->value[s->count] = value & mask;
    s->barriers[s->count++] = barriers;
}

/* Whether store j can be seen only when i can. */
static bool is_before(const struct qword_stores *s, unsigned i, unsigned j)
{
    return i < j && ((s->mask[i] & s->mask[j]) || s->barriers[i] != s->barriers[j]);
}

static bool is_possible(const struct qword_stores *s, unsigned set)
{
    for (unsigned j = 0; j < s->count; j++)
        for (unsigned i = 0; (set >> j & 1) && i < j; i++)
            if (is_before(s, i, j) && !(set >> i & 1))
                return false;
    return true;
}

/* By trying every set of stores. Returns how many values there are. */
static unsigned all_values(const struct qword_stores *s, uint64_t begin, uint64_t *out)
{
    unsigned n = 0;

    for (unsigned set = 0; set < 1u << s->count; set++) {
        uint64_t value = begin;
        unsigned known = 0;

        if (!is_possible(s, set))
            continue;
        for (unsigned i = 0; i < s->count; i++)
            if (set >> i & 1)
                value = (value & ~s->mask[i]) | s->value[i];
        while (known < n && out[known] != value)
            known++;
        if (known == n)
            out[n++] = value;
    }
    return n;
}

static bool holds(const struct hl_epoch *e, unsigned q, uint64_t value)
{
    for (unsigned i = 0; i < e->values[q]; i++)
        if (e->value[q][i][0] == value)
            return true;
    return false;
}

static void store_somewhere(uint64_t *random, struct hl_log *log, struct qword_stores *s,
                            unsigned barriers)
{
    const unsigned bytes = 1u << random_below(random, 5);
    const unsigned offset = random_below(random, 64 / bytes) * bytes, at = offset % 8 * 8;
    const uint64_t value = next_random(random) & random_below(random, 3) * 0x0101010101010101u;
    const uint64_t high = random_below(random, 3);

    assert_true(hl_log_write(log, offset, bytes, value, high));
    note(&s[offset / 8], ones(bytes == 16 ? 8 : bytes) << at, value << at, barriers);
    if (bytes == 16)
        note(&s[offset / 8 + 1], ones(8), high, barriers);
}

/* Against every set of stores that coherence and the barriers allow. */
static void test_random_widths(void **state)
{
    uint64_t random = 7, values[4096];
    unsigned reordered = 0;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct qword_stores stores[HL_QWORDS] = {{0}};
        struct hl_log log;
        struct hl_epoch e;
        unsigned barriers = 0;

        hl_log_begin(&log, &numbered);
        for (unsigned q = 0; q < HL_QWORDS; q++)
            stores[q].now = numbered.q[q];
        for (unsigned i = random_below(&random, MOST); i > 0; i--) {
            store_somewhere(&random, &log, stores, barriers);
            if (random_below(&random, 6) == 0 && ++barriers)
                assert_true(hl_log_barrier(&log));
        }
        hl_epoch_load(&log, 0, 1, &numbered, &e);
        for (unsigned q = 0; q < HL_QWORDS; q++) {
            assert_true(stores[q].count <= 12);
            unsigned count = all_values(&stores[q], numbered.q[q], values);
            assert_int_equal(e.values[q], count);
            while (count--)
                assert_true(holds(&e, q, values[count]));
            assert_int_equal(log.memory.q[q], stores[q].now);
            assert_int_equal(e.end.q[q], stores[q].now);
            reordered += e.values[q] > stores[q].count + 1;
        }
        assert_false(log.wild || log.overflow || e.too_many);
    }
    assert_true(reordered > 1000);
}

/* A qword written in halves is half new for a moment; which half, only a barrier between them says.
 */
static void test_halves_are_seen(void **state)
{
    struct hl_log log;
    struct hl_epoch e;

    (void)state;
    for (unsigned barrier = 0; barrier < 2; barrier++) {
        hl_log_begin(&log, &numbered);
        assert_true(hl_log_write(&log, 12, 4, 0xaaaaaaaa, 0));
        if (barrier)
            assert_true(hl_log_barrier(&log));
        assert_true(hl_log_write(&log, 8, 4, 0xbbbbbbbb, 0));
        hl_epoch_load(&log, 0, 1, &numbered, &e);
        assert_int_equal(e.values[1], barrier ? 3 : 4);
        assert_true(holds(&e, 1, 0xaaaaaaaa00000002));
        assert_true(holds(&e, 1, 0xaaaaaaaabbbbbbbb));
        assert_int_equal(holds(&e, 1, 0x00000000bbbbbbbb), !barrier);
        assert_int_equal(log.store[0].at, 4);
        assert_int_equal(log.store[0].bytes, 4);
    }
}

/* Eight bytes have 256 values, and more are too many; with V = 0 in all of them nothing is to be
 * seen. */
static void test_bytes(void **state)
{
    struct hl_log log;
    struct hl_epoch e;

    (void)state;
    hl_log_begin(&log, &numbered);
    for (unsigned i = 0; i < 8; i++)
        assert_true(hl_log_write(&log, 8 + i, 1, 0xf0 + i, 0));
    hl_epoch_load(&log, 0, 1, &numbered, &e);
    assert_int_equal(e.values[1], 256);
    assert_int_equal(hl_epoch_views(&e), 256);
    assert_true(hl_log_write(&log, 8, 1, 0, 0));
    hl_epoch_load(&log, 0, 1, &numbered, &e);
    assert_int_equal(e.too_many, 2);
    assert_int_equal(hl_epoch_views(&e), 0);
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

    /* Stored one after the other, they are two steps for both; in their order after a barrier. */
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 16, 8, 30, 0));
    assert_true(hl_log_write(&log, 24, 8, 40, 0));
    hl_epoch_load(&log, 0, 2, &numbered, &e);
    assert_int_equal(hl_epoch_views(&e), 4);
    hl_log_begin(&log, &numbered);
    assert_true(hl_log_write(&log, 16, 8, 30, 0) && hl_log_barrier(&log));
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
    assert_int_equal(v.found[HL_MIXED_VIEW], 2); /* either half may be seen first */
    assert_int_equal(v.finding[0].view.q[3], 9);
    target.q[3] = 0x0000000500000004;
    judge(bytewise, 4, target, &v);
    assert_int_equal(v.outcome, HL_HITLESS); /* only one half changes */
}

static void toy_with_v(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    toy(context, e, m);
    if (!(e->q[0] & 1))
        *m = (struct hl_meaning){.state = HL_STATE_OFF, .used = {{1}}};
}

/* A right driver that copies byte by byte: V = 0, all else, V. */
static void break_by_bytes(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct hl_writer *w = u->writer;

    w->store(w, 0, 1, 0, 0);
    w->sync(w);
    for (unsigned i = 1; i < 64; i++)
        w->store(w, i, 1, u->target.q[i / 8] >> i % 8 * 8, 0);
    if (self->data) /* or not: V with the rest */
        w->sync(w);
    w->store(w, 0, 1, u->target.q[0], 0);
    w->sync(w);
}

/* Where V is 0 in all of them, more views than can be counted are nothing to count. */
static void test_bytes_under_v(void **state)
{
    static struct hl_verdict v;
    const struct hl_decoder decoder = {.kind = HL_KIND_STE, .decode = toy_with_v, .valid = {{1}}};
    struct hl_entry target;

    (void)state;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        target.q[i] = 0x7777777777777777;
    for (unsigned data = 0; data < 2; data++) {
        const struct hl_sequencer s = {
            .abi = HL_SEQUENCER_ABI, .update = break_by_bytes, .data = data};
        const struct hl_question q = {
            .decoder = &decoder, .sequencer = &s, .old = numbered, .target = target};
        hl_judge(&q, &v);
        assert_int_equal(v.outcome, data ? HL_BREAKING : HL_TORN);
        assert_false(v.too_many_views);
    }
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

/* What is written into zeros, not what is asked for. */
static void write_first(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    assert_true(hl_entry_equal(&u->current, &(struct hl_entry){{0}}));
    u->writer->store(u->writer, 0, 8, u->target.q[0], 0);
}

static void test_fresh(void **state)
{
    const struct hl_decoder decoder = {.kind = HL_KIND_STE, .decode = toy};
    const struct hl_sequencer s = {.abi = HL_SEQUENCER_ABI, .update = write_first};
    const struct hl_entry fresh = hl_written_fresh(&s, &decoder, &numbered);

    (void)state;
    assert_true(hl_entry_equal(&fresh, &(struct hl_entry){{1}}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_widths), cmocka_unit_test(test_halves_are_seen),
        cmocka_unit_test(test_bytes),         cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_wild_stores),   cmocka_unit_test(test_fresh),
        cmocka_unit_test(test_width_decides), cmocka_unit_test(test_bytes_under_v),
        cmocka_unit_test(test_wild_is_found), cmocka_unit_test(test_a_tear_among_too_many_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
