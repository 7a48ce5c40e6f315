// SPDX-License-Identifier: MIT
/* The oracle of fuzz_update_safe: masks that are right, and every way in which one is not. */
#include "helpers.h"

#include "oracles/safe_oracle.h"
#include "verdict/verdict.h"

static struct hl_smmu smmu;
static struct hl_decoder decoder;

static struct hl_entry ste(const char *text)
{
    struct hl_entry e = {{0}};
    set_fields(&e, text);
    return e;
}

/* All of these fields. */
static struct hl_entry mask_of(const char *const *names)
{
    struct hl_entry mask = {{0}};

    for (; *names; names++) {
        const struct hl_field *f = hl_field_find(&hl_ste_layout, *names);
        assert_non_null(f);
        hl_field_set(f, &mask, ~UINT64_C(0));
    }
    return mask;
}
#define MASK(...) mask_of((const char *const[]){__VA_ARGS__, NULL})

static struct hl_safe_pair make_pair(const char *old, const char *target)
{
    struct hl_safe_pair pair = {.decoder = &decoder};
    struct hl_meaning m;

    make_smmu(&smmu, &(struct place){.profile = "v3.4-full"});
    pair.overlook = hl_ste_assume(&smmu, &(struct hl_assumptions){.ats_quiesced = true});
    decoder = hl_ste_decoder(&smmu);
    pair.old = ste(old);
    pair.target = ste(target);
    hl_decode(&decoder, &pair.old, &m);
    pair.old_used = m.used;
    hl_decode(&decoder, &pair.target, &m);
    pair.target_used = m.used;
    hl_safe_begin(&pair);
    return pair;
}

static bool engine_calls_unsound(const struct hl_safe_pair *pair, const struct hl_entry *mask)
{
    static struct hl_verdict v;

    hl_judge(&(struct hl_question){.decoder = &decoder,
                                   .sequencer = hl_builtin_sequencer_find("update-safe"),
                                   .old = pair->old,
                                   .target = pair->target,
                                   .safe = mask,
                                   .overlook = pair->overlook,
                                   .checks = HL_CHECK_MASKS},
             &v);
    return v.found[HL_UNSOUND_SAFE] != 0;
}

/* The oracle's answer, with which the engine has to agree. */
static struct hl_safe_answer judge(const struct hl_safe_pair *pair, struct hl_entry mask)
{
    struct hl_safe_answer answer;

    assert_false(hl_safe_is_blurred(pair));
    hl_safe_judge(pair, &mask, &answer);
    assert_int_equal(answer.unsound, engine_calls_unsound(pair, &mask));
    return answer;
}

static void sound(const struct hl_safe_pair *pair, struct hl_entry mask)
{
    assert_false(judge(pair, mask).unsound);
}

static void unsound_in(const struct hl_safe_pair *pair, struct hl_entry mask, unsigned set)
{
    struct hl_safe_answer answer = judge(pair, mask);

    assert_true(answer.unsound);
    assert_true(answer.bad[set]);
    assert_false(answer.bad[0]);
}

static void test_right_masks(void **state)
{
    struct hl_safe_pair mev = make_pair(S2, S2 "MEV=1 S2VMID=5");
    struct hl_safe_pair eats = make_pair(S2, S2 "EATS=1 S2VMID=5 S2TTB=0x80000000");
    (void)state;

    sound(&mev, MASK("MEV"));
    sound(&eats, MASK("EATS", "MEV"));
    sound(&eats, MASK("S2T0SZ", "Config", "V")); /* nothing of it changes */
    sound(&eats, (struct hl_entry){{0}});
    unsound_in(&eats, MASK("S2VMID", "EATS"), 1 << 2 | 1 << 1); /* EATS with it is no excuse */
    eats.overlook = (struct hl_entry){{0}};
    unsound_in(&eats, MASK("EATS"), 1 << 1);
}

/* A part of the target is a mixture, all of it is the target. */
static void test_mixture_of_two_qwords(void **state)
{
    struct hl_safe_pair pair = make_pair(S2, S2 "S2VMID=5 S2TTB=0x80000000");
    struct hl_safe_answer answer = judge(&pair, MASK("S2VMID", "S2TTB"));
    (void)state;

    assert_true(answer.unsound);
    assert_true(answer.bad[1 << 2]);
    assert_true(answer.bad[1 << 3]);
    assert_false(answer.bad[1 << 2 | 1 << 3]);
    assert_true(answer.bad[1 << 2 | 1 << 7]); /* a qword without a change makes no difference */
    unsound_in(&pair, MASK("S2TTB"), 1 << 3);
}

static void test_illegal_on_the_way(void **state)
{
    struct hl_safe_pair pair = make_pair(S2 "S2S=1", S2 "EATS=1");
    struct hl_safe_answer answer = judge(&pair, MASK("EATS"));
    (void)state;

    assert_true(answer.unsound);
    assert_true(answer.bad[1 << 1]);
    unsound_in(&pair, MASK("EATS", "S2S"), 1 << 1);
    pair = make_pair(S2 "S2S=1 EATS=1", S2 "S2VMID=5"); /* ILLEGAL to begin with */
    assert_int_equal(pair.old_means.state, HL_STATE_ILLEGAL);
    assert_false(hl_safe_is_bad(&pair, &pair.old));
}

/* What the old entry ignores goes early, too, and a safe bit may give it a meaning. */
static void test_woken_bits(void **state)
{
    struct hl_safe_pair pair = make_pair(S1, S1 "S1CDMax=4 S1DSS=2");
    struct hl_safe_pair harmless = make_pair(S1, S1 "S1CDMax=4 S1ContextPtr=0x20000");
    struct hl_entry both;
    (void)state;

    both = hl_safe_view(&pair, &(struct hl_entry){{0}}, 1 << 1);
    assert_int_equal(HL_GET(STE, &both, S1DSS), 2);
    assert_int_equal(HL_GET(STE, &both, S1CDMax), 0);
    unsound_in(&pair, MASK("S1CDMax"), 1 << 0);
    unsound_in(&harmless, MASK("S1CDMax"), 1 << 0);
}

/* To stop is not to tear. */
static void test_stops(void **state)
{
    struct hl_safe_pair pair = make_pair(S1, S2);
    struct hl_entry off = pair.old, abort = pair.old;
    (void)state;

    HL_SET(STE, &off, V, 0);
    HL_SET(STE, &abort, Config, 0);
    assert_false(hl_safe_is_bad(&pair, &off));
    assert_false(hl_safe_is_bad(&pair, &abort));
    assert_false(hl_safe_is_bad(&pair, &pair.old));
    assert_false(hl_safe_is_bad(&pair, &pair.target));
    HL_SET(STE, &abort, Config, 4);
    assert_true(hl_safe_is_bad(&pair, &abort));
}

/* What only one side uses is not for a mask to say. */
static void test_used_by_one_side(void **state)
{
    struct hl_safe_pair pair = make_pair(S1 "S1CDMax=4 S1DSS=2", S2);
    struct hl_entry mask = MASK("S1DSS", "S1CDMax"), view;
    (void)state;

    sound(&pair, mask);
    view = hl_safe_view(&pair, &mask, HL_SAFE_SETS - 1);
    assert_int_equal(HL_GET(STE, &view, S1DSS), 2);
    assert_int_equal(HL_GET(STE, &view, S2TTB), HL_GET(STE, &pair.target, S2TTB));
}

/* A used function that is wrong makes bad views by itself. */
static void test_blurred(void **state)
{
    struct hl_safe_pair pair = make_pair(S1, S2 "S2VMID=5");
    struct hl_entry vmid = MASK("S2VMID");
    (void)state;

    assert_false(hl_safe_is_blurred(&pair));
    assert_true(hl_entry_agree(&pair.old_used, &vmid, &vmid));
    pair.old_used = hl_entry_andnot(pair.old_used, vmid);
    assert_true(hl_safe_is_blurred(&pair));
}

static void test_safe_bits(void **state)
{
    struct hl_safe_pair pair = make_pair(S2, S2 "EATS=1 MEV=1 S2VMID=5 S1DSS=1");
    struct hl_entry expected = MASK("EATS", "MEV"), bits = hl_safe_bits(&pair);
    (void)state;

    expected = hl_entry_and(expected, hl_entry_xor(pair.old, pair.target));
    assert_true(hl_entry_equal(&bits, &expected));
    pair = make_pair(S2 "S2S=1", S2 "EATS=1 MEV=1");
    bits = hl_safe_bits(&pair);
    expected = MASK("MEV");
    assert_true(hl_entry_equal(&bits, &expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_masks),
        cmocka_unit_test(test_mixture_of_two_qwords),
        cmocka_unit_test(test_illegal_on_the_way),
        cmocka_unit_test(test_woken_bits),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_used_by_one_side),
        cmocka_unit_test(test_blurred),
        cmocka_unit_test(test_safe_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
