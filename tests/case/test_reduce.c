// SPDX-License-Identifier: MIT
/* Reducing a case: what is left has the same fault, and nothing that it does not need. */
#include "helpers.h"

#include "random.h"
#include "case/reduce.h"
#include "case/trial.h"

#include <string.h>

static struct hl_case make_case(struct hl_entry old, struct hl_entry target)
{
    struct hl_case c = {.kind = HL_KIND_STE,
                        .setting.regs = hl_profile_find("mmu-700")->regs,
                        .setting.options = hl_default_options,
                        .setting.assume = {.ats_quiesced = true},
                        .old = old,
                        .target = target};
    return c;
}

static void judge(const struct hl_case *c, const char *sequencer, struct hl_verdict *v)
{
    static struct hl_trial t;

    assert_null(hl_trial_init(&t, c, hl_builtin_sequencer_find(sequencer)));
    hl_judge(&t.question, v);
}

static struct hl_entry random_legal(const struct hl_smmu *smmu, uint64_t *seed)
{
    struct hl_entry e;
    struct hl_meaning m;

    do {
        e = random_ste(seed);
        hl_ste_decode(smmu, &e, &m);
    } while (m.rule);
    return e;
}

/* Bypass to stage 1, with much beside it. */
static void test_takes_out_what_is_not_needed(void **state)
{
    struct hl_entry old = {{0}}, target = {{0}};
    static struct hl_verdict v;
    struct hl_case c;

    (void)state;
    HL_SET(STE, &old, V, 1);
    HL_SET(STE, &old, Config, 4);
    target = old;
    HL_SET(STE, &old, CONT, 3);
    HL_SET(STE, &old, SW_RESERVED, 5);
    old.q[7] = 0x1234;
    HL_SET(STE, &target, Config, 5);
    HL_SET(STE, &target, S1ContextPtr, 0x2abcdef);
    HL_SET(STE, &target, S1CIR, 1);
    HL_SET(STE, &target, S2VMID, 9);
    c = make_case(old, target);
    c.setting.options.impdef = !c.setting.options.impdef;
    assert_true(hl_case_reduce(&c, hl_builtin_sequencer_find("naive")));
    judge(&c, "naive", &v);
    assert_int_equal(v.outcome, HL_TORN);
    assert_int_equal(v.finding[0].kind, HL_MIXED_VIEW);
    assert_int_equal(HL_GET(STE, &c.old, Config), 4);
    assert_int_equal(HL_GET(STE, &c.target, Config), 5);
    /* One more difference in another qword makes the tear, and one bit is enough for that. */
    struct hl_entry differ = hl_entry_xor(c.old, c.target);
    assert_int_equal(hl_entry_count(&differ), 2);
    assert_int_equal(c.old.q[7], 0);
    assert_int_equal(HL_GET(STE, &c.old, SW_RESERVED), 0);
    assert_memory_equal(&c.setting.options, &hl_default_options, sizeof c.setting.options);
    assert_false(c.setting.assume.ats_quiesced);
}

static void test_refuses_a_case_without_a_finding(void **state)
{
    struct hl_entry old = {{9}}, target = {{1}};
    struct hl_case c = make_case(old, target), before = c;

    (void)state;
    assert_false(hl_case_reduce(&c, hl_builtin_sequencer_find("update-safe")));
    assert_memory_equal(&c, &before, sizeof c);
}

/* Without the assumption that a sequencer relies on, a right one tears the same entries: then the
 * case would show no mistake. */
static void test_keeps_what_the_sequencer_assumes(void **state)
{
    struct hl_entry old = {{0}}, target = {{0}};
    static struct hl_verdict v;
    struct hl_case c;

    (void)state;
    set_fields(&old, "V=1 Config=s1 S1ContextPtr=0x20000 S1CDMax=4");
    set_fields(&target, "V=1 Config=s1 S1ContextPtr=0x40000 S1CDMax=4 S1DSS=ssid0 EATS=full");
    c = make_case(old, target);
    judge(&c, "update-safe", &v);
    assert_false(hl_verdict_is_bad(&v));
    assert_true(hl_case_reduce(&c, hl_builtin_sequencer_find("bug-used-s1dss")));
    judge(&c, "bug-used-s1dss", &v);
    assert_int_equal(v.outcome, HL_TORN);
    judge(&c, "update-safe", &v);
    assert_false(hl_verdict_is_bad(&v));
    assert_int_not_equal(HL_GET(STE, &c.old, S1DSS), HL_GET(STE, &c.target, S1DSS));
}

/* Of random entries: the first finding, the outcome and the configurations stay. */
static void test_keeps_the_fault(void **state)
{
    static const char *const names[] = {"naive", "break-first", "bug-first-sync", "bug-used-s1dss",
                                        "bug-safe-s2s"};
    static struct hl_verdict before, after;
    uint64_t seed = 1;
    unsigned reduced = 0;

    (void)state;
    make_ste_templates();
    for (unsigned n = 0; n < 600; n++) {
        const char *name = names[n % 5];
        struct hl_case c = make_case((struct hl_entry){{0}}, (struct hl_entry){{0}});
        struct hl_smmu smmu;
        struct hl_meaning old[2], new[2];
        hl_smmu_init(&smmu, &c.setting.regs, c.setting.security, &c.setting.options);
        c.old = random_legal(&smmu, &seed);
        c.target = random_legal(&smmu, &seed);
        judge(&c, name, &before);
        hl_ste_decode(&smmu, &c.old, &old[0]);
        hl_ste_decode(&smmu, &c.target, &new[0]);
        if (!hl_verdict_is_bad(&before)) {
            assert_false(hl_case_reduce(&c, hl_builtin_sequencer_find(name)));
            continue;
        }
        assert_true(hl_case_reduce(&c, hl_builtin_sequencer_find(name)));
        judge(&c, name, &after);
        hl_ste_decode(&smmu, &c.old, &old[1]);
        hl_ste_decode(&smmu, &c.target, &new[1]);
        assert_int_equal(after.outcome, before.outcome);
        assert_true(after.found[before.finding[0].kind] > 0);
        assert_int_equal(old[0].config, old[1].config);
        assert_int_equal(new[0].config, new[1].config);
        reduced++;
    }
    assert_true(reduced > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_out_what_is_not_needed),
        cmocka_unit_test(test_refuses_a_case_without_a_finding),
        cmocka_unit_test(test_keeps_what_the_sequencer_assumes),
        cmocka_unit_test(test_keeps_the_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
