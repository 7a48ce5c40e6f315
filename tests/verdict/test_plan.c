// SPDX-License-Identifier: MIT
/* The planner on STEs by hand, and on random ones beside an exhaustive search in which qwords have
 * old's and target's bits, merged by what either uses. tests/update has the search by itself. */
#include "paths.h"

#include "program/ste_recipe.h"

/* Only between these can a break be needless. */
static bool both_live(const struct hl_question *q)
{
    struct judge j = judge_of(q);

    return j.old.state == HL_STATE_LIVE && j.target.state == HL_STATE_LIVE;
}

static void assert_hitless(const struct hl_question *q, const struct hl_log *log)
{
    if (log_is_hitless(q, log))
        return;
    print_pair(q);
    fail_msg("a plan that is not hitless");
}

/* ---- STEs by hand ---- */

static struct hl_smmu smmu;
static struct hl_decoder ste_decoder;

static struct hl_question ask(const char *profile, bool quiesced, const char *old,
                              const char *target)
{
    const struct hl_assumptions assume = {.ats_quiesced = quiesced};
    const struct place place = {.profile = profile};
    struct hl_question q = {.decoder = &ste_decoder};

    make_smmu(&smmu, &place);
    ste_decoder = hl_ste_decoder(&smmu);
    q.overlook = hl_ste_assume(&smmu, &assume);
    set_fields(&q.old, old);
    set_fields(&q.target, target);
    return q;
}

static void assert_legal(const struct hl_question *q)
{
    struct judge j = judge_of(q);

    assert_string_equal(rule_text(j.old.rule), "legal");
    assert_string_equal(rule_text(j.target.rule), "legal");
}

/* EATS=full with S2S is ILLEGAL: EATS can only be set after S2S is gone, and must go before S2S
 * comes. */
static void test_eats_follows_s2s(void **state)
{
    struct hl_question q = ask("mmu-700", true, S2 "S2S=1 EATS=0", S2 "S2S=0 EATS=full");
    struct hl_log plan;

    (void)state;
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.stores, 2);
    assert_int_equal(plan.store[0].index, 2);
    assert_int_equal(plan.store[1].index, 1);
    assert_int_equal(plan.store[1].epoch, 1);

    q = ask("mmu-700", true, S2 "S2S=0 EATS=full", S2 "S2S=1 EATS=0");
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.store[0].index, 1);
    assert_int_equal(plan.store[1].index, 2);
    assert_int_equal(plan.store[1].epoch, 1);

    q = ask("mmu-700", false, S2 "S2S=0 EATS=full", S2 "S2S=1 EATS=0"); /* now EATS counts */
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
    q = ask("mmu-700", false, S2 "EATS=0", S2 "EATS=full"); /* alone it may change */
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
}

static void test_two_critical_qwords(void **state)
{
    struct hl_question q = ask("mmu-700", true, S2 "S2VMID=1", S2 "S2VMID=2 S2TTB=0x80000000");
    struct hl_log plan;

    (void)state;
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
    q = ask("mmu-700", true, NESTED "S1CDMax=4 S1DSS=bypass",
            NESTED "S1CDMax=4 S1DSS=ssid0 S2VMID=3");
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
}

static void test_one_critical_qword(void **state)
{
    static const char *const pairs[][2] = {
        {S2 "S2VMID=1", S2 "S2VMID=2"},
        {S2 "S2VMID=1", S2 "S2VMID=2 MEV=1"}, /* MEV is no difference */
        {S2 "S2VMID=1 MEV=1", S2 "S2VMID=2 EATS=full"},
        {BYPASS, S2 "S2VMID=5"},
        {S2 "S2VMID=5", BYPASS},
        {BYPASS "SHCFG=incoming", S1 "SHCFG=incoming"},
        {ABORT, NESTED "S2VMID=5"},
        {NESTED "S2VMID=5", ABORT},
    };
    struct hl_log plan;

    (void)state;
    for (size_t i = 0; i < LENGTH(pairs); i++) {
        struct hl_question q = ask("mmu-700", true, pairs[i][0], pairs[i][1]);
        assert_legal(&q);
        if (hl_plan(&q, &plan) != HL_PLAN_FOUND)
            fail_msg("no plan from %s to %s", pairs[i][0], pairs[i][1]);
        assert_hitless(&q, &plan);
    }
}

/* One qword changes: one store is hitless, although the other qwords' fields come to mean something
 * else by it (MemAttr is IGNORED in front of stage 1). */
static void test_one_store_is_enough(void **state)
{
    struct hl_question q = ask("mmu-700", false, S2 "MTCFG=1 MemAttr=3 S2PTW=1", NESTED);
    struct hl_log plan;

    (void)state;
    for (unsigned i = 1; i < HL_QWORDS; i++)
        q.target.q[i] = q.old.q[i];
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.stores, 1);
}

static void test_off_and_illegal_sides(void **state)
{
    static const char *const sides[] = {"V=0", S2 "S2VMID=2", S2 "S2TG=3", NESTED "S2VMID=3",
                                        "S2TTB=0x80000000 MEV=1"};
    struct hl_log plan;

    (void)state;
    for (size_t a = 0; a < LENGTH(sides); a++)
        for (size_t b = 0; b < LENGTH(sides); b++) {
            struct hl_question q = ask("mmu-700", true, sides[a], sides[b]);
            if (hl_plan(&q, &plan) == HL_PLAN_FOUND)
                assert_hitless(&q, &plan);
            if (a == b)
                assert_int_equal(plan.stores, 0);
            else if (a == 0 || b == 0 || a == 4 || b == 4)
                assert_true(hl_entry_equal(&plan.memory, &q.target));
        }
}

/* Config makes stage 2 go, then S2S may, then EATS may come: and back, in the other order. */
static void test_three_qwords_one_after_the_other(void **state)
{
    static const char *const sides[] = {S2 "S2S=1 EATS=0", S1 "S2S=0 EATS=full"};
    const struct hl_assumptions assume = {.ats_quiesced = true};
    const struct place place = {
        .profile = "v3.0-s2", .regs = {"STALL_MODEL=0 ATS=1"}, .options = {"eats-s2s-bypass=1"}};

    (void)state;
    for (unsigned back = 0; back < 2; back++) {
        struct hl_question q = {.decoder = &ste_decoder};
        struct hl_log plan;
        make_smmu(&smmu, &place);
        q.overlook = hl_ste_assume(&smmu, &assume);
        ste_decoder = hl_ste_decoder(&smmu);
        set_fields(&q.old, sides[back]);
        set_fields(&q.target, sides[!back]);
        assert_legal(&q);
        assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
        assert_hitless(&q, &plan);
        assert_true(plan.syncs >= 3);
    }
}

/* What goes together has one sync. */
static void test_few_syncs(void **state)
{
    static const struct {
        const char *old, *target;
        unsigned syncs;
    } cases[] = {
        {S1 "S1DSS=ssid0", S1 "S1DSS=ssid0 S2TTB=0x80000000 S2PS=32-bit MEV=1", 1},
        {S2 "PRIVCFG=0 S2SH0=1", S2 "PRIVCFG=1 S2SH0=0", 1},
        {BYPASS, S2 "S2VMID=5", 2},
        {NESTED, S2, 1},
        {NESTED "S1CDMax=4 S1DSS=bypass", S2, 2},
        {S1 "S1CDMax=4 S1DSS=2", S2 "S2VMID=0 S1DSS=2", 2},
    };
    struct hl_log plan;

    (void)state;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct hl_question q = ask("mmu-700", true, cases[i].old, cases[i].target);
        assert_legal(&q);
        assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
        assert_hitless(&q, &plan);
        if (plan.syncs != cases[i].syncs)
            fail_msg("%s to %s: %u syncs", cases[i].old, cases[i].target, plan.syncs);
    }
}

/* ---- Random STEs ---- */

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

/* Two legal STEs that share most of their recipe, with stray bits. False: not legal. */
static bool random_pair(struct hl_question *q, uint64_t *seed)
{
    struct hl_entry *const sides[2] = {&q->old, &q->target};
    unsigned change = random_below(seed, 8);
    uint8_t bytes[16];

    fill(bytes, sizeof bytes, seed);
    for (unsigned i = 0; i < 2; i++) {
        *sides[i] = hl_recipe(&smmu, bytes);
        if (!(next_random(seed) >> 33 & 3))
            sides[i]->q[random_below(seed, HL_QWORDS)] ^= UINT64_C(1) << random_below(seed, 64);
        hl_legalise(&smmu, sides[i]);
        for (unsigned n = 0; n < change; n++)
            fill(&bytes[random_below(seed, 16)], 1, seed);
    }
    struct judge j = judge_of(q);
    return j.old.rule == 0 && j.target.rule == 0;
}

static struct hl_question random_question(unsigned n, uint64_t *seed)
{
    const struct hl_assumptions assume = {.ats_quiesced = next_random(seed) >> 33 & 3};
    struct hl_question q = {.decoder = &ste_decoder};

    hl_smmu_init(&smmu, &hl_profiles[n % hl_profile_count].regs,
                 (enum hl_security)(n / hl_profile_count % 3), &hl_default_options);
    ste_decoder = hl_ste_decoder(&smmu);
    q.overlook = hl_ste_assume(&smmu, &assume);
    while (!random_pair(&q, seed))
        ;
    return q;
}

/* What a qword may hold on the way: old, new, and merged by what either side uses, or overlooks. */
static struct space merged_values(const struct hl_question *q)
{
    struct judge j = judge_of(q);
    struct space s = {0};

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        uint64_t used = j.old.used.q[i], new_used = j.target.used.q[i];
        const uint64_t from_old[] = {~UINT64_C(0),
                                     0,
                                     used,
                                     ~new_used,
                                     used & new_used,
                                     used & ~new_used,
                                     q->overlook.q[i],
                                     ~q->overlook.q[i],
                                     used & ~q->overlook.q[i],
                                     ~new_used | q->overlook.q[i],
                                     ~new_used & ~q->overlook.q[i],
                                     used & new_used & q->overlook.q[i]};
        add_choice(&s, i, ~UINT64_C(0));
        for (size_t n = 0; n < LENGTH(from_old); n++)
            add_value(&s, (q->old.q[i] & from_old[n]) | (q->target.q[i] & ~from_old[n]));
    }
    finish_space(&s);
    return s;
}

static void test_random_stes(void **state)
{
    unsigned found = 0, missed = 0, elsewhere = 0, skipped = 0, pairs = 20000;
    uint64_t seed = 77;

    (void)state;
    for (unsigned n = 0; n < pairs; n++) {
        struct hl_question q = random_question(n, &seed);
        struct space s = merged_values(&q);
        struct hl_log plan;
        if (hl_plan(&q, &plan) == HL_PLAN_FOUND) {
            assert_hitless(&q, &plan);
            found++;
        } else if (s.states > MAX_STATES) {
            skipped++;
        } else if (search_path(&q, &s)) {
            elsewhere += !both_live(&q);
            if (both_live(&q) && !missed++)
                print_pair(&q);
        }
    }
    print_message("STEs: %u pairs, %u plans, %u missed (%u more from or to a stop), %u too large\n",
                  pairs, found, missed, elsewhere, skipped);
    assert_true(found > pairs / 10);
    assert_true(skipped < pairs / 100);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eats_follows_s2s),
        cmocka_unit_test(test_two_critical_qwords),
        cmocka_unit_test(test_one_critical_qword),
        cmocka_unit_test(test_one_store_is_enough),
        cmocka_unit_test(test_off_and_illegal_sides),
        cmocka_unit_test(test_three_qwords_one_after_the_other),
        cmocka_unit_test(test_few_syncs),
        cmocka_unit_test(test_random_stes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
