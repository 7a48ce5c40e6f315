// SPDX-License-Identifier: MIT
/* What the compiler's hook tells of plain C stores, at -O1 and at -O2; what the shadow finds where
 * it tells nothing. */
#include "helpers.h"
#include "hook/hook.h"
#include "subject.h"

#ifdef __clang__
enum { IS_GCC = false };
#else
enum { IS_GCC = true };
#endif
enum { MOST = 64 };

static _Alignas(64) unsigned char memory[256], shadow[128];
static struct {
    unsigned stores, fences;
    struct hl_hook_store store[MOST];
    int order;
    unsigned before_fence; /* stores */
} seen;

static void note_store(void *context, const struct hl_hook_store *store)
{
    (void)context;
    assert_true(seen.stores < MOST);
    seen.store[seen.stores++] = *store;
}

static void note_fence(void *context, int order)
{
    (void)context;
    seen.fences++;
    seen.order = order;
    seen.before_fence = seen.stores;
}

/* The first 128 bytes are watched: they hold their own numbers. */
static void *fresh(void)
{
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (unsigned char)i;
    memset(&seen, 0, sizeof seen);
    hl_hook_listen(&(struct hl_hook_listener){.store = note_store, .fence = note_fence});
    assert_true(hl_hook_watch(memory, sizeof shadow, shadow));
    return memory;
}

static uint64_t number(unsigned at, unsigned bytes)
{
    uint64_t n = 0;

    for (unsigned i = bytes; i-- > 0;)
        n = n << 8 | ((at + i) & 0xff);
    return n;
}

static void expect(unsigned i, unsigned at, unsigned bytes, enum hl_hook_how how, uint64_t value)
{
    const struct hl_hook_store *s = &seen.store[i];

    assert_true(i < seen.stores);
    assert_ptr_equal((void *)s->address, memory + at);
    assert_int_equal(s->bytes, bytes);
    assert_string_equal(hl_hook_how_names[s->how], hl_hook_how_names[how]);
    assert_int_equal(s->old, number(at, bytes));
    assert_int_equal(s->value, value);
}

static void expect_one(unsigned at, unsigned bytes, enum hl_hook_how how, uint64_t value)
{
    hl_hook_settle();
    assert_int_equal(seen.stores, 1);
    expect(0, at, bytes, how, value);
}

static const struct subject *const hooked[] = {&subject_o1, &subject_o2};

#define EACH(s)                                                                                    \
    const struct subject *s;                                                                       \
    (void)state;                                                                                   \
    for (size_t each = 0; each < sizeof hooked / sizeof hooked[0] && (s = hooked[each]); each++)

static void each_width(void **state)
{
    EACH(s)
    {
        s->one(fresh(), 0xa1);
        expect_one(0, 1, HL_HOOK_PLAIN, 0xa1);
        s->one((uint8_t *)fresh() + 7, 0xa1);
        expect_one(7, 1, HL_HOOK_PLAIN, 0xa1);
        s->two((uint16_t *)fresh() + 3, 0xa1b2);
        expect_one(6, 2, HL_HOOK_PLAIN, 0xa1b2);
        s->four((uint32_t *)fresh() + 3, 0xa1b2c3d4);
        expect_one(12, 4, HL_HOOK_PLAIN, 0xa1b2c3d4);
        s->eight((uint64_t *)fresh() + 1, 0xa1b2c3d4e5f60718);
        expect_one(8, 8, HL_HOOK_PLAIN, 0xa1b2c3d4e5f60718);
        assert_non_null(seen.store[0].by);
    }
}

/* One event of 16 bytes: two qwords for an SMMU that reads 8 (3.21.3). */
static void sixteen_bytes(void **state)
{
    EACH(s)
    {
        s->sixteen((uint64_t *)fresh() + 2, 1, 2);
        expect_one(16, 16, HL_HOOK_PLAIN, 1);
        assert_int_equal(seen.store[0].value_high, 2);
        assert_int_equal(seen.store[0].old_high, number(24, 8));
    }
}

/* Byte by byte. */
static void unaligned_store(void **state)
{
    EACH(s)
    {
        s->unaligned(fresh(), 0x1122334455667788);
        hl_hook_settle();
        assert_int_equal(seen.stores, 8);
        for (unsigned i = 0; i < 8; i++) {
            expect(i, 1 + i, 1, HL_HOOK_UNALIGNED, 0x1122334455667788 >> 8 * i & 0xff);
            assert_int_equal(seen.store[i].part, i);
        }
    }
}

/* However the compiler stores them, in the end of the one qword is what is due, and no other is
 * told. */
static void bit_fields(void **state)
{
    EACH(s)
    {
        memset(fresh(), 0, 16);
        hl_hook_written(memory, 16);
        s->fields((struct fields *)memory);
        hl_hook_settle();
        assert_true(seen.stores >= 1);
        for (unsigned i = 0; i < seen.stores; i++) {
            assert_true(seen.store[i].how == HL_HOOK_PLAIN);
            assert_true(seen.store[i].address < (uintptr_t)memory + 8);
        }
        assert_int_equal(seen.store[0].old, 0);
        assert_int_equal(seen.store[seen.stores - 1].value, 5 << 1 | 1);
    }
}

/* Qword by qword, each once: as a range, as stores, or unseen where that is known. */
static void expect_qwords_or(bool unseen, unsigned at, const uint64_t *q, unsigned count)
{
    unsigned found = 0;

    hl_hook_settle();
    for (unsigned i = 0; i < seen.stores; i++) {
        const struct hl_hook_store *s = &seen.store[i];
        const unsigned index = (unsigned)(s->address - (uintptr_t)memory - at) / 8;
        assert_true(s->how == HL_HOOK_RANGE || s->how == HL_HOOK_PLAIN || unseen);
        for (unsigned half = 0; half < s->bytes / 8; half++) {
            assert_true(index + half < count);
            assert_false(found >> (index + half) & 1);
            found |= 1u << (index + half);
            assert_int_equal(half ? s->value_high : s->value, q[index + half]);
            assert_int_equal(half ? s->old_high : s->old, number(at + 8 * (index + half), 8));
        }
    }
    assert_int_equal(found, (1u << count) - 1);
}

static void expect_qwords(unsigned at, const uint64_t *q, unsigned count)
{
    expect_qwords_or(false, at, q, count);
}

static const struct ste filled = {{~0ull, ~1ull, ~2ull, ~3ull, ~4ull, ~5ull, ~6ull, ~7ull}};

static void structures(void **state)
{
    static const struct ste zero, back = {{~9ull, 1, 2, 3, 4, 5, 6, ~9ull}};

    EACH(s)
    {
        s->assign((struct ste *)fresh() + 1, &filled);
        expect_qwords(64, filled.q, 8);
        s->clear((struct ste *)fresh());
        expect_qwords(0, zero.q, 8);
        s->give_back((struct ste *)fresh(), ~9ull);
        /* gcc does not tell of what a function returns right into memory: only the shadow finds it.
         */
        expect_qwords_or(IS_GCC, 0, back.q, 8);
    }
}

static void copies(void **state)
{
    static const struct ste set = {{0x5a5a5a5a5a5a5a5a, 0x5a5a5a5a5a5a5a5a, 0x5a5a5a5a5a5a5a5a,
                                    0x5a5a5a5a5a5a5a5a, 0x5a5a5a5a5a5a5a5a, 0x5a5a5a5a5a5a5a5a,
                                    0x5a5a5a5a5a5a5a5a, 0x5a5a5a5a5a5a5a5a}};

    EACH(s)
    {
        s->copy(fresh(), &filled, sizeof filled);
        expect_qwords(0, filled.q, 8);
        s->copy64(fresh(), &filled);
        expect_qwords(0, filled.q, 8);
        s->move(fresh(), &filled, sizeof filled);
        expect_qwords(0, filled.q, 8);
        s->set(fresh(), 0x5a, 64);
        expect_qwords(0, set.q, 8);
        s->set64(fresh());
        expect_qwords(0, set.q, 8);
    }
}

/* The parts of a range are no larger than what is aligned there; what does not change is not told.
 */
static void parts_of_a_range(void **state)
{
    EACH(s)
    {
        s->set((unsigned char *)fresh() + 5, 0xff, 14);
        hl_hook_settle();
        assert_int_equal(seen.stores, 5);
        expect(0, 5, 1, HL_HOOK_RANGE, 0xff);
        expect(1, 6, 2, HL_HOOK_RANGE, 0xffff);
        expect(2, 8, 8, HL_HOOK_RANGE, ~0ull);
        expect(3, 16, 2, HL_HOOK_RANGE, 0xffff);
        expect(4, 18, 1, HL_HOOK_RANGE, 0xff);
        assert_int_equal(seen.store[4].part, 4);
        s->copy(fresh(), memory + 128, 64);
        hl_hook_settle();
        assert_int_equal(seen.stores, 8);
        s->copy(memory, memory + 128, 64);
        hl_hook_settle();
        assert_int_equal(seen.stores, 8);
    }
}

/* Only what is watched, and of what reaches beyond it only that. */
static void borders(void **state)
{
    EACH(s)
    {
        s->set((unsigned char *)fresh() + 120, 0, 16);
        expect_one(120, 8, HL_HOOK_RANGE, 0);
        s->eight((uint64_t *)fresh() + 16, 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
        hl_hook_unwatch(memory);
        s->eight((uint64_t *)memory, 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
        assert_true(hl_hook_counts().stores >= 2); /* an engine's counters are stored to, too */
    }
}

static void loops(void **state)
{
    EACH(s)
    {
        s->loop(fresh(), filled.q);
        expect_qwords(0, filled.q, 8);
    }
}

static void volatile_and_atomic(void **state)
{
    EACH(s)
    {
        s->write_once(fresh(), 77);
        expect_one(0, 8, HL_HOOK_VOLATILE, 77);
        s->atomic_store(fresh(), 77);
        expect_one(0, 8, HL_HOOK_ATOMIC, 77);
        s->atomic_or(fresh(), 0x80);
        expect_one(0, 8, HL_HOOK_ATOMIC, number(0, 8) | 0x80);
        assert_int_equal(s->exchange(fresh(), 77), number(0, 8));
        expect_one(0, 8, HL_HOOK_ATOMIC, 77);
        assert_int_equal(s->compare_exchange(fresh(), (uint32_t)number(0, 4), 77), 1);
        expect_one(0, 4, HL_HOOK_ATOMIC, 77);
        assert_int_equal(s->compare_exchange(fresh(), 1, 77), 0);
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
    }
}

/* A store that is done again at once may be merged; the last value is told, and as the last. */
static void merged_stores(void **state)
{
    EACH(s)
    {
        s->twice(fresh(), 1, 2);
        hl_hook_settle();
        assert_true(seen.stores == 1 || seen.stores == 2);
        assert_int_equal(seen.store[seen.stores - 1].value, 2);
    }
}

static void order_and_fences(void **state)
{
    EACH(s)
    {
        s->with_fence(fresh(), 9);
        hl_hook_settle();
        assert_int_equal(seen.stores, 2);
        expect(0, 8, 8, HL_HOOK_PLAIN, 9);
        expect(1, 0, 8, HL_HOOK_PLAIN, 9);
        assert_int_equal(seen.fences, 1);
        assert_int_equal(seen.before_fence, 1);
        assert_int_equal(seen.order, __ATOMIC_RELEASE);
    }
}

/* A store with no event after it: it is told at the end, not before it was done. */
static void the_very_last_store(void **state)
{
    EACH(s)
    {
        fresh();
        hl_hook_compare_always(false);
        s->eight((uint64_t *)memory, 3);
        s->one(memory + 200, 3); /* not watched, but the next event */
        assert_int_equal(seen.stores, 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 1);
        expect(0, 0, 8, HL_HOOK_PLAIN, 3);
    }
}

/* A file that was not compiled with the hook: the shadow finds what it does, at the next event. */
static void unseen_stores(void **state)
{
    const struct subject *u = &subject_unhooked;

    EACH(s)
    {
        u->eight(fresh(), 5);
        assert_int_equal(seen.stores, 0);
        s->eight((uint64_t *)memory + 1, 6);
        hl_hook_settle();
        assert_int_equal(seen.stores, 2);
        expect(0, 0, 8, HL_HOOK_UNSEEN, 5);
        assert_null(seen.store[0].by);
        expect(1, 8, 8, HL_HOOK_PLAIN, 6);
        assert_int_equal(hl_hook_counts().told[HL_HOOK_UNSEEN], 1);
        u->assign(fresh(), &filled);
        hl_hook_settle();
        assert_int_equal(seen.stores, 8);
        assert_int_equal(hl_hook_counts().told[HL_HOOK_UNSEEN], 8);
    }
}

/* Inline assembler tells nothing, in a hooked file either. */
static void assembler(void **state)
{
#if defined(__x86_64__) || defined(__aarch64__)
    EACH(s)
    {
        s->assembler(fresh(), 5);
        expect_one(0, 8, HL_HOOK_UNSEEN, 5);
    }
#else
    (void)state;
    skip();
#endif
}

/* Without the comparison at each hook an unseen store is told later, and so out of its place. */
static void compared_only_when_asked(void **state)
{
    EACH(s)
    {
        fresh();
        hl_hook_compare_always(false);
        subject_unhooked.eight((uint64_t *)memory, 5);
        s->eight((uint64_t *)memory + 1, 6);
        hl_hook_settle();
        assert_int_equal(seen.stores, 2);
        expect(0, 8, 8, HL_HOOK_PLAIN, 6);
        expect(1, 0, 8, HL_HOOK_UNSEEN, 5);
    }
}

static void what_the_host_writes(void **state)
{
    (void)state;
    memset(fresh(), 0xee, 32);
    hl_hook_written(memory, 32);
    hl_hook_settle();
    assert_int_equal(seen.stores, 0);
    memset(memory, 0, 32);
    hl_hook_written(memory, 24);
    hl_hook_settle();
    assert_int_equal(seen.stores, 1);
    assert_int_equal(seen.store[0].how, HL_HOOK_UNSEEN);
    assert_ptr_equal((void *)seen.store[0].address, memory + 24);
}

static void two_ranges(void **state)
{
    static unsigned char second[32];

    EACH(s)
    {
        fresh();
        assert_true(hl_hook_watch(memory + 192, 32, second));
        s->set(memory + 112, 0, 96); /* the end of one, a gap, the beginning of the other */
        hl_hook_settle();
        assert_int_equal(seen.stores, 4);
        expect(0, 112, 8, HL_HOOK_RANGE, 0);
        expect(1, 120, 8, HL_HOOK_RANGE, 0);
        expect(2, 192, 8, HL_HOOK_RANGE, 0);
        expect(3, 200, 8, HL_HOOK_RANGE, 0);
        s->eight((uint64_t *)(memory + 136), 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 4);
    }
}

static void no_more_room(void **state)
{
    static unsigned char shadows[HL_HOOK_RANGES];

    (void)state;
    fresh();
    for (unsigned i = 1; i < HL_HOOK_RANGES; i++)
        assert_true(hl_hook_watch(memory + 128 + i, 1, &shadows[i]));
    assert_false(hl_hook_watch(memory + 128, 1, &shadows[0]));
    hl_hook_unwatch(memory + 129);
    assert_true(hl_hook_watch(memory + 128, 1, &shadows[0]));
}

/* Memory that grows: what comes is watched from then on, as it is then. */
static void resized(void **state)
{
    EACH(s)
    {
        fresh();
        assert_true(hl_hook_resize(memory, 64));
        s->eight((uint64_t *)memory + 8, 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
        assert_true(hl_hook_resize(memory, 128));
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
        s->eight((uint64_t *)memory + 9, 1);
        expect_one(72, 8, HL_HOOK_PLAIN, 1);
        assert_false(hl_hook_resize(memory + 8, 64));
    }
}

/* What was pending when a subject was given up is not told to the next listener. */
static void begun_again(void **state)
{
    EACH(s)
    {
        hl_hook_listen(NULL);
        s->eight(fresh(), 1);
        fresh();
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
        hl_hook_listen(NULL);
        s->eight((uint64_t *)memory, 1);
        hl_hook_settle();
        assert_int_equal(seen.stores, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_width),
        cmocka_unit_test(sixteen_bytes),
        cmocka_unit_test(unaligned_store),
        cmocka_unit_test(bit_fields),
        cmocka_unit_test(structures),
        cmocka_unit_test(copies),
        cmocka_unit_test(parts_of_a_range),
        cmocka_unit_test(borders),
        cmocka_unit_test(loops),
        cmocka_unit_test(volatile_and_atomic),
        cmocka_unit_test(merged_stores),
        cmocka_unit_test(order_and_fences),
        cmocka_unit_test(the_very_last_store),
        cmocka_unit_test(unseen_stores),
        cmocka_unit_test(assembler),
        cmocka_unit_test(compared_only_when_asked),
        cmocka_unit_test(what_the_host_writes),
        cmocka_unit_test(two_ranges),
        cmocka_unit_test(no_more_room),
        cmocka_unit_test(resized),
        cmocka_unit_test(begun_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
