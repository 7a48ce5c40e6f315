// SPDX-License-Identifier: MIT
/* What a sequencer says of used and update_safe bits, by brute force over the qwords in which it
 * changes something. */
#include "slow_judge.h"
#include "toy.h"

static bool slow_bad(const struct hl_question *q, const struct hl_entry *view)
{
    struct slow s = {0};

    slow_view(q, view, &s);
    return s.illegal || s.mixed;
}

static struct hl_entry in_qwords(const struct hl_entry *base, const struct hl_entry *flip,
                                 unsigned set)
{
    struct hl_entry e = *base;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (set >> i & 1)
            e.q[i] ^= flip->q[i];
    return e;
}

static bool slow_unsound_safe(const struct hl_question *q, struct hl_entry safe)
{
    struct hl_entry diff = hl_entry_xor(q->old, q->target), ignored, early;
    struct hl_meaning old, target;

    q->decoder->decode(q->decoder->context, &q->old, &old);
    q->decoder->decode(q->decoder->context, &q->target, &target);
    ignored = hl_entry_andnot(diff, old.used);
    early = hl_entry_and(hl_entry_and(safe, diff), hl_entry_and(old.used, target.used));
    early = hl_entry_or(early, ignored);
    for (unsigned set = 1; set < 256; set++) {
        struct hl_entry with = in_qwords(&q->old, &early, set);
        struct hl_entry without = in_qwords(&q->old, &ignored, set);
        if (slow_bad(q, &with) && !slow_bad(q, &without))
            return true;
    }
    return false;
}

static void test_unsound_safe_by_force(void **state)
{
    struct scripted s = scripted("", NULL, "");
    uint64_t seed = 5;
    unsigned unsound = 0, sound = 0;

    (void)state;
    for (unsigned n = 0; n < HL_ROUNDS(4000); n++) {
        struct hl_question q = ask("", "");
        struct hl_verdict v;
        q.old = random_toy(&seed);
        q.target = random_toy(&seed);
        q.overlook = toy_mask((const char *[]){"EF", "E", "CEFG", "ABEF"}[n % 4]);
        for (unsigned i = 0; i < HL_QWORDS; i++)
            s.safe.q[i] = next_random(&seed) >> 33 & next_random(&seed) >> 32;
        q.sequencer = &s.base;
        hl_judge(&q, &v);
        bool slow = slow_unsound_safe(&q, s.safe);
        assert_int_equal(v.found[HL_UNSOUND_SAFE] != 0, slow);
        unsound += slow;
        sound += !slow;
    }
    assert_true(unsound > HL_ROUNDS(200) && sound > HL_ROUNDS(200));
}

static void test_unsound_used_by_force(void **state)
{
    struct scripted s = scripted("", "", NULL);
    uint64_t seed = 6;
    unsigned unsound = 0, missed = 0;

    (void)state;
    for (unsigned n = 0; n < HL_ROUNDS(4000); n++) {
        struct hl_question q = ask("", "");
        struct hl_verdict v;
        struct hl_meaning m;
        bool slow = false;
        q.old = random_toy(&seed);
        q.target = random_toy(&seed);
        for (unsigned i = 0; i < HL_QWORDS; i++)
            s.used.q[i] = next_random(&seed) >> 33 | next_random(&seed) >> 32;
        q.sequencer = &s.base;
        hl_judge(&q, &v);
        for (unsigned side = 0; side < 2; side++) {
            const struct hl_entry *e = side ? &q.target : &q.old;
            toy_decode(NULL, e, &m);
            struct hl_entry bits = hl_entry_andnot(hl_entry_xor(q.old, q.target), s.used);
            if (m.state != HL_STATE_LIVE && m.state != HL_STATE_STOP)
                continue;
            for (unsigned set = 1; set < 256 && !slow; set++) {
                struct hl_entry flipped = in_qwords(e, &bits, set);
                struct hl_meaning after;
                toy_decode(NULL, &flipped, &after);
                slow = after.state != m.state || !hl_entry_equal(&after.regime, &m.regime);
            }
        }
        if (v.found[HL_UNSOUND_USED])
            assert_true(slow); /* never a false alarm */
        unsound += slow;
        missed += slow && !v.found[HL_UNSOUND_USED];
    }
    print_message("unsound-used: %u, of which missed %u\n", unsound, missed);
    assert_true(unsound > HL_ROUNDS(200));
    /* Two unclaimed bits may cancel each other: all are flipped at once. Views then tell. */
    assert_true(missed * 100 < unsound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unsound_safe_by_force),
        cmocka_unit_test(test_unsound_used_by_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
