// SPDX-License-Identifier: MIT
/* Outcomes and findings with a decoder of our own. */
#include "toy.h"

/* What the decoder promises, or nothing below means anything. */
static void test_toy_keeps_the_contract(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (unsigned n = 0; n < HL_ROUNDS(200000); n++) {
        struct hl_entry e, other;
        struct hl_meaning m, same;
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            e.q[i] = next_random(&seed) >> 32 & 15;
            other.q[i] = next_random(&seed) >> 32 & 15;
        }
        toy_decode(NULL, &e, &m);
        other = hl_entry_merge(other, e, m.used);
        toy_decode(NULL, &other, &same);
        assert_int_equal(m.state, same.state);
        assert_true(hl_entry_equal(&m.regime, &same.regime));
    }
}

static void test_unchanged(void **state)
{
    struct hl_question q = ask("V1 M1 A1", "V1 M1 A1");
    struct hl_verdict v;

    (void)state;
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
        q.sequencer = &hl_builtin_sequencers[i];
        q.checks = HL_CHECK_ALL;
        hl_judge(&q, &v);
        assert_only(&v, HL_UNCHANGED, 0);
        assert_int_equal(v.views, 1);
    }
    judge_script(&q, "A1 B0", &v); /* stores of the same values */
    assert_only(&v, HL_UNCHANGED, 0);
}

static void test_hitless(void **state)
{
    struct hl_question q = ask("V1 M1 A1", "V1 M1 A2");
    struct hl_verdict v;

    (void)state;
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_HITLESS, 0);
    assert_int_equal(v.views, 2);
    q = ask("V1 M1 A1 B0 D0", "V1 M2 A0 B2 D1");
    judge_builtin(&q, "used-bits", &v); /* B and D, then the mode, then A */
    assert_only(&v, HL_HITLESS, 0);
    assert_int_equal(v.views, 4 + 2 + 2);
    assert_int_equal(v.log.syncs, 3);
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    q = ask("V1 M1 C0", "V1 M1 C3"); /* behaves as 0 */
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_HITLESS, 0);
}

static void test_breaking(void **state)
{
    struct hl_question q = ask("V1 M1 A1 G0", "V1 M1 A2 G1");
    struct hl_verdict v;

    (void)state;
    judge_builtin(&q, "break-first", &v); /* two critical qwords: it had to */
    assert_only(&v, HL_BREAKING, 0);
    judge_script(&q, "M0 / A2 G1 / M1 /", &v); /* a stop is no worse than V=0 */
    assert_only(&v, HL_BREAKING, 0);
    judge_script(&q, "V0 A2 G1 / V1 /", &v); /* A2 G0, A1 G1 seen while V is still 1 */
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    assert_int_equal(v.found[HL_MIXED_VIEW], 2);
}

/* Neither side stops, but a combination does. */
static void test_breaking_by_a_combination(void **state)
{
    struct hl_question q = ask("V1 M1 C0 E3", "V1 M1 C3 E0");
    struct hl_verdict v;

    (void)state;
    q.overlook = toy_mask("E");
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_BREAKING, ONE(NEEDLESS_BREAK));
    judge_script(&q, "E0 / C3 /", &v);
    assert_only(&v, HL_HITLESS, 0);
}

static void test_torn(void **state)
{
    struct hl_question q = ask("V1 M3 A0 B2", "V1 M3 A1 B0");
    struct hl_entry wanted = toy("V1 M3 A1 B2");
    struct hl_verdict v;

    (void)state;
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW) | ONE(MIXED_VIEW));
    assert_int_equal(v.found[HL_ILLEGAL_VIEW], 1);
    assert_int_equal(v.found[HL_MIXED_VIEW], 1);
    assert_int_equal(first(&v, HL_ILLEGAL_VIEW)->rule, TOY_CLASH);
    assert_int_equal(first(&v, HL_ILLEGAL_VIEW)->epoch, 1);
    assert_true(hl_entry_equal(&first(&v, HL_ILLEGAL_VIEW)->view, &wanted));
    wanted = toy("V1 M3 A0 B0");
    assert_int_equal(first(&v, HL_MIXED_VIEW)->rule, 0);
    assert_true(hl_entry_equal(&first(&v, HL_MIXED_VIEW)->view, &wanted));
    judge_script(&q, "D1 / D0 / A1 / B0 /", &v); /* only the illegal one, in the third epoch */
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW));
    assert_int_equal(first(&v, HL_ILLEGAL_VIEW)->epoch, 3);
}

/* Section 4: an illegal old entry and V=0 are one regime. */
static void test_from_illegal(void **state)
{
    struct hl_question q = ask("V1 M3 A1 B2 F2 G0", "V1 M3 A1 B0 F0 G1");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "G1 / F0 / B0 /", &v); /* illegal all the way, by one rule or another */
    assert_only(&v, HL_HITLESS, 0);
    judge_script(&q, "G1 / B0 / F0 /", &v); /* by the other rule alone */
    assert_only(&v, HL_HITLESS, 0);
    judge_builtin(&q, "break-first", &v); /* to V=0 is no break */
    assert_only(&v, HL_HITLESS, 0);
    judge_script(&q, "B0 / G1 F0 /", &v); /* a live regime that is neither */
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    judge_script(&q, "M0 / B0 G1 F0 / M3 /", &v); /* abort: stopped as before */
    assert_only(&v, HL_HITLESS, 0);
}

static void test_to_illegal(void **state)
{
    struct hl_question q = ask("V1 M3 A1 B0 F0 G1", "V1 M3 A1 B2 F2 G0");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "B2 / F2 / G0 /", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_script(&q, "G0 / B2 F2 /", &v);
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
}

/* V=1 and illegal is not V=0: the SMMU would tell. */
static void test_from_off_through_illegal(void **state)
{
    struct hl_question q = ask("V0 M3 A1 B2", "V1 M3 A0 B2");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "V1 / A0 /", &v);
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW));
    judge_script(&q, "A0 / V1 /", &v);
    assert_only(&v, HL_HITLESS, 0);
    q = ask("V1 M3 A0 B2", "V0 M3 A1 B2");
    judge_script(&q, "A1 / V0 /", &v);
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW));
    q = ask("V1 M0 A1 B2", "V1 M3 A0 B2"); /* from a stop likewise */
    judge_script(&q, "M3 / A0 /", &v);
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW));
}

static void test_from_and_to_off(void **state)
{
    struct hl_question q = ask("V0 M1 A1", "V1 M1 A2");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "V1 / A2 /", &v);
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    judge_builtin(&q, "used-bits", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_HITLESS, 0);
    q = ask("V1 M1 A1", "V0");
    judge_builtin(&q, "used-bits", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_script(&q, "A0 / M0 / V0 /", &v);
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    q = ask("V1 M0", "V1 M2 B1"); /* a side that stops: V=0 is no break */
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_HITLESS, 0);
    q = ask("V1 M2 B1", "V1 M0");
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_HITLESS, 0);
}

static void test_needless_break(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B0 D0", "V1 M2 A0 B2 D1");
    struct hl_verdict v, of_plan;

    (void)state;
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_BREAKING, ONE(NEEDLESS_BREAK));
    assert_true(hl_entry_equal(&v.plan.initial, &q.old));
    assert_true(hl_entry_equal(&v.plan.memory, &q.target));
    q.sequencer = NULL;
    hl_judge_log(&q, &v.plan, &of_plan);
    assert_only(&of_plan, HL_HITLESS, 0);
    assert_true(v.plan.syncs > 0);
}

static void test_overlook(void **state)
{
    struct hl_question q = ask("V1 M1 A1 E1", "V1 M1 A2 E2");
    struct hl_verdict v;

    (void)state;
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_TORN, ONE(MIXED_VIEW));
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_BREAKING, 0);
    q.overlook = toy_mask("E");
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_builtin(&q, "break-first", &v);
    assert_only(&v, HL_BREAKING, ONE(NEEDLESS_BREAK));
    q = ask("V1 M1 F2 G0", "V1 M1 F0 G1"); /* it overlooks a difference, never an illegal view */
    q.overlook = toy_mask("F");
    judge_builtin(&q, "naive", &v);
    assert_only(&v, HL_TORN, ONE(ILLEGAL_VIEW));
    judge_script(&q, "F0 / G1 /", &v);
    assert_only(&v, HL_HITLESS, 0);
}

static void test_wrong_final(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B1", "V1 M1 A2 B2");
    struct hl_entry bits = {{0}}, end = toy("V1 M1 A2 B1");
    struct hl_verdict v;

    (void)state;
    bits.q[2] = 3;
    judge_script(&q, "A2 /", &v); /* B is not used: the regime is right, the entry is not */
    assert_only(&v, HL_HITLESS, ONE(WRONG_FINAL));
    assert_true(hl_entry_equal(&first(&v, HL_WRONG_FINAL)->bits, &bits));
    assert_true(hl_entry_equal(&first(&v, HL_WRONG_FINAL)->view, &end));
    judge_script(&q, "", &v);
    assert_only(&v, HL_UNCHANGED, ONE(WRONG_FINAL));
}

/* A subject whose entries are its own work may leave what is not used, and one that makes no store
 * has no operation for it; an entry that means something else is wrong all the same. */
static void test_wrong_final_of_fresh(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B1", "V1 M1 A2 B2");
    struct scripted s = scripted("A2 /", NULL, NULL);
    struct hl_verdict v;

    (void)state;
    s.base.needs = HL_NEEDS_FRESH;
    q.sequencer = &s.base;
    hl_judge(&q, &v);
    assert_only(&v, HL_HITLESS, 0);
    s.script = "";
    hl_judge(&q, &v);
    assert_only(&v, HL_UNCHANGED, 0);
    s.script = "B2 /";
    hl_judge(&q, &v);
    assert_only(&v, HL_HITLESS, ONE(WRONG_FINAL));
}

static void test_unsynced_store(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B1", "V1 M1 A2 B2");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "A2 / B2", &v);
    assert_only(&v, HL_HITLESS, ONE(UNSYNCED_STORE));
    assert_int_equal(first(&v, HL_UNSYNCED_STORE)->epoch, 2);
    judge_script(&q, "A2 B2", &v);
    assert_int_equal(first(&v, HL_UNSYNCED_STORE)->epoch, 1);
    judge_script(&q, "A2 B2 / B2", &v); /* a store of the same value is none */
    assert_only(&v, HL_HITLESS, 0);
}

#define B1_B2_4 "B1 B2 B1 B2 B1 B2 B1 B2 "
#define B1_B2_16 B1_B2_4 B1_B2_4 B1_B2_4 B1_B2_4
static void test_no_progress(void **state)
{
    struct hl_question q = ask("V1 M1 A1", "V1 M1 A2");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, B1_B2_16 B1_B2_16 B1_B2_16 B1_B2_16 B1_B2_16 "A2 /", &v);
    assert_only(&v, HL_HITLESS, ONE(NO_PROGRESS));
    assert_int_equal(v.log.stores, HL_MAX_STORES);
}

static void judge_masks(struct hl_question *q, const char *unused, const char *safe,
                        struct hl_verdict *v)
{
    struct scripted s = scripted("", unused, safe);

    q->sequencer = &s.base;
    hl_judge(q, v);
    q->sequencer = NULL;
    v->found[HL_WRONG_FINAL] = 0; /* it makes no store */
}

static void test_unsound_used(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B1 E0", "V1 M1 A2 B2 E1");
    struct hl_verdict v;

    (void)state;
    judge_masks(&q, "", NULL, &v);
    assert_only(&v, HL_UNCHANGED, 0);
    judge_masks(&q, "B", NULL, &v); /* is not */
    assert_only(&v, HL_UNCHANGED, 0);
    judge_masks(&q, "G", NULL, &v); /* is, but this update does not change it */
    assert_only(&v, HL_UNCHANGED, 0);
    judge_masks(&q, "A", NULL, &v);
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_USED));
    assert_int_equal(v.found[HL_UNSOUND_USED], 2); /* of the old and of the target */
    assert_int_equal(first(&v, HL_UNSOUND_USED)->bits.q[1], 3);
    assert_int_equal(first(&v, HL_UNSOUND_USED)->view.q[1], 2);
    q.checks = HL_CHECK_ADVICE;
    judge_masks(&q, "A", NULL, &v);
    assert_only(&v, HL_UNCHANGED, 0);
    q.checks = HL_CHECK_MASKS;
    q.overlook = toy_mask("E");
    judge_masks(&q, "E", NULL, &v);
    assert_only(&v, HL_UNCHANGED, 0);
    q = ask("V1 M1 C0", "V1 M1 C3"); /* used by the decoder's mask, but it means the same */
    judge_masks(&q, "C", NULL, &v);
    assert_only(&v, HL_UNCHANGED, 0);
    q = ask("V0 A1", "V1 M1 A2"); /* of an entry that is off nothing is used */
    judge_masks(&q, "A", NULL, &v);
    assert_int_equal(v.found[HL_UNSOUND_USED], 1);
    q = ask("V1 M3 A1 B1", "V1 M3 A1 B2"); /* decides whether the target is legal */
    judge_masks(&q, "B", NULL, &v);
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_USED));
}

static void test_unsound_safe(void **state)
{
    struct hl_question q = ask("V1 M1 A1 E0", "V1 M1 A2 E1");
    struct hl_entry mask;
    struct hl_verdict v;

    (void)state;
    judge_masks(&q, NULL, "E", &v);
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_SAFE)); /* a mixed view */
    assert_int_equal(first(&v, HL_UNSOUND_SAFE)->bits.q[5], 1);
    assert_int_equal(first(&v, HL_UNSOUND_SAFE)->rule, 0);
    judge_masks(&q, NULL, "BDG", &v); /* unused, or unchanged */
    assert_only(&v, HL_UNCHANGED, 0);
    q.overlook = toy_mask("E");
    judge_masks(&q, NULL, "E", &v);
    assert_only(&v, HL_UNCHANGED, 0);

    q = ask("V1 M1 F0 G1", "V1 M1 F2 G0");
    q.overlook = toy_mask("F");
    judge_masks(&q, NULL, "F", &v); /* early is illegal */
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_SAFE));
    assert_int_equal(first(&v, HL_UNSOUND_SAFE)->rule, TOY_FG);
    mask = toy_mask("E");
    q.safe = &mask; /* a mask of ours instead */
    judge_masks(&q, NULL, "F", &v);
    assert_only(&v, HL_UNCHANGED, 0);
    mask = toy_mask("F");
    judge_masks(&q, NULL, NULL, &v);
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_SAFE));
}

/* Early means: together with what the old entry ignores. A is safe by itself, but not with the mode
 * that makes it meet the new B. */
static void test_unsafe_with_what_is_ignored(void **state)
{
    struct hl_question q = ask("V1 M1 A0 B0", "V1 M3 A1 B2");
    struct hl_verdict v;

    (void)state;
    q.overlook = toy_mask("AX"); /* X is in the mode's qword */
    judge_masks(&q, NULL, "A", &v);
    assert_only(&v, HL_UNCHANGED, 0);
    judge_masks(&q, NULL, "AM", &v);
    assert_only(&v, HL_UNCHANGED, ONE(UNSOUND_SAFE));
}

static void judge_advice(struct hl_question *q, const char *script, struct hl_verdict *v)
{
    q->checks = HL_CHECK_ALL;
    judge_script(q, script, v);
}

static void test_excess_sync(void **state)
{
    struct hl_question q = ask("V1 M1 A1 B0", "V1 M1 A2 B2");
    struct hl_verdict v;

    (void)state;
    judge_advice(&q, "A2 B2 /", &v);
    assert_only(&v, HL_HITLESS, 0);
    judge_advice(&q, "A2 / B2 /", &v);
    assert_only(&v, HL_HITLESS, ONE(EXCESS_SYNC));
    assert_false(hl_verdict_is_bad(&v)); /* advice */
    assert_int_equal(v.found[HL_EXCESS_SYNC], 1);
    assert_int_equal(first(&v, HL_EXCESS_SYNC)->epoch, 1);
    judge_advice(&q, "A2 B2 / /", &v);
    assert_int_equal(v.found[HL_EXCESS_SYNC], 1);
    assert_int_equal(first(&v, HL_EXCESS_SYNC)->epoch, 2);
    judge_advice(&q, "/ A2 B2 /", &v);
    assert_int_equal(first(&v, HL_EXCESS_SYNC)->epoch, 1);
    q.checks = HL_CHECK_MASKS;
    judge_script(&q, "A2 / B2 /", &v);
    assert_only(&v, HL_HITLESS, 0);
    q = ask("V1 M1 A1 B0 D0", "V1 M2 A0 B2 D1");
    judge_advice(&q, "B2 D1 / M2 / A0 /", &v); /* each is needed */
    assert_only(&v, HL_HITLESS, 0);
    q = ask("V1 M1", "V1 M1");
    judge_advice(&q, "/", &v);
    assert_only(&v, HL_UNCHANGED, ONE(EXCESS_SYNC));
}

/* A sync without which the same stores would stop the stream is needed, too. */
static void test_sync_against_a_stop(void **state)
{
    struct hl_question q = ask("V1 M1 C0 E3", "V1 M1 C3 E0");
    struct hl_verdict v;

    (void)state;
    q.overlook = toy_mask("E");
    judge_advice(&q, "E0 / C3 /", &v);
    assert_only(&v, HL_HITLESS, 0);
}

/* One kind of finding must not hide another, nor be counted short. */
static void test_many_findings(void **state)
{
    struct hl_question q = ask("V1 M3 A0 B0 C0 E0 F0 G0", "V1 M3 A1 B2 C1 E1 F1 G1");
    unsigned kept[HL_FINDING_COUNT] = {0};
    struct hl_verdict v;

    (void)state;
    q.target = toy("V1 M3 A1 B3 C1 E1 F1 G1");
    judge_script(&q, "A1 B2 C1 E1 F1 G1", &v);
    assert_int_equal(v.views, 64);
    assert_int_equal(v.found[HL_ILLEGAL_VIEW], 16);
    assert_int_equal(v.found[HL_MIXED_VIEW], 64 - 16 - 1);
    assert_int_equal(v.found[HL_WRONG_FINAL], 1);
    assert_int_equal(v.found[HL_UNSYNCED_STORE], 1);
    for (unsigned i = 0; i < v.findings; i++)
        kept[v.finding[i].kind]++;
    assert_int_equal(kept[HL_ILLEGAL_VIEW], HL_MAX_PER_KIND);
    assert_int_equal(kept[HL_MIXED_VIEW], HL_MAX_PER_KIND);
    assert_int_equal(kept[HL_WRONG_FINAL], 1);
    assert_int_equal(kept[HL_UNSYNCED_STORE], 1);
}

/* 128 bits read at once: A and M are one unit. What no barrier orders can be seen in any order. */
static void test_unit(void **state)
{
    struct hl_question q = ask("V1 M1 A1", "V1 M3 A2");
    struct hl_verdict v;

    (void)state;
    judge_script(&q, "M3 A2 /", &v);
    assert_int_equal(v.views, 4);
    assert_int_equal(v.found[HL_MIXED_VIEW], 2); /* M3 A1, M1 A2 */
    q.unit = 2;
    judge_script(&q, "M3 A2 /", &v);
    assert_int_equal(v.views, 4);
    assert_int_equal(v.found[HL_MIXED_VIEW], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_toy_keeps_the_contract),
        cmocka_unit_test(test_unchanged),
        cmocka_unit_test(test_hitless),
        cmocka_unit_test(test_breaking),
        cmocka_unit_test(test_breaking_by_a_combination),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_from_illegal),
        cmocka_unit_test(test_to_illegal),
        cmocka_unit_test(test_from_off_through_illegal),
        cmocka_unit_test(test_from_and_to_off),
        cmocka_unit_test(test_needless_break),
        cmocka_unit_test(test_overlook),
        cmocka_unit_test(test_wrong_final),
        cmocka_unit_test(test_wrong_final_of_fresh),
        cmocka_unit_test(test_unsynced_store),
        cmocka_unit_test(test_no_progress),
        cmocka_unit_test(test_unsound_used),
        cmocka_unit_test(test_unsound_safe),
        cmocka_unit_test(test_unsafe_with_what_is_ignored),
        cmocka_unit_test(test_excess_sync),
        cmocka_unit_test(test_sync_against_a_stop),
        cmocka_unit_test(test_many_findings),
        cmocka_unit_test(test_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
