// SPDX-License-Identifier: MIT
/* A guest's updates under a hypervisor: which are clean, and that each seeded bug shows. */
#include "nested_helpers.h"

/* The next entry of a guest: often close to the last. */
static struct hl_entry next_vste(uint64_t *random, const struct hl_entry *last)
{
    struct hl_entry e = random_vste(random), mix = *last;

    if (random_below(random, 2))
        return e;
    for (unsigned n = random_below(random, 4); n; n--) {
        const struct hl_field *f = &hl_ste_layout.fields[random_below(random, HL_STE_FIELD_COUNT)];
        hl_field_set(f, &mix, random_value(random, f->width));
    }
    HL_SET(STE, &mix, S1DSS, next_random(random) >> 20);
    return mix;
}

struct sum {
    unsigned guests, updates, nested_hitless, bad, unplanned;
    struct hl_nested_verdict first; /* bad or unplanned */
};

static bool note(struct sum *sum, const struct hl_nested_verdict *v)
{
    if (v->host.findings && !sum->bad++)
        sum->first = *v;
    sum->unplanned += v->unplanned;
    return v->host.findings == 0;
}

/* Random guests under a hypervisor, until one is caught or there were `guests`. */
static void run_guests(const struct hl_hypervisor *h, unsigned guests, struct sum *sum)
{
    static struct hl_nested_verdict v;
    uint64_t random = 3;

    *sum = (struct sum){0};
    make_ste_templates();
    for (unsigned n = 0; n < guests && !sum->bad; n++) {
        struct hl_entry old = random_vste(&random), target;
        if (!random_nesting(&random, n, h))
            continue;
        sum->guests++;
        hl_nested_install(&nested, &old, &v);
        for (unsigned i = 0; i < 20 && note(sum, &v); i++, old = target) {
            target = next_vste(&random, &old);
            hl_nested_judge(&nested, &v.physical, &old, &target, &v);
            sum->updates++;
            sum->nested_hitless += v.guest.outcome == HL_HITLESS && v.traps > 0;
        }
    }
}

static void test_right_one_is_clean(void **state)
{
    static struct sum sum;

    (void)state;
    run_guests(hl_hypervisor_find("nested"), 6000, &sum);
    if (sum.bad)
        fail_msg("%s at trap %u", hl_finding_names[sum.first.host.finding[0].kind], sum.first.trap);
    assert_int_equal(sum.unplanned, 0);
    assert_true(sum.updates > 20000);
    assert_true(sum.nested_hitless > 5000);
}

static void test_bugs_are_caught(void **state)
{
    static struct sum sum;
    unsigned bugs = 0;

    (void)state;
    for (size_t i = 0; i < hl_hypervisor_count; i++) {
        if (strncmp(hl_hypervisors[i].name, "bug-nested-", 11) != 0)
            continue;
        bugs++;
        run_guests(&hl_hypervisors[i], 6000, &sum);
        if (!sum.bad)
            fail_msg("%s is not caught in %u updates", hl_hypervisors[i].name, sum.updates);
    }
    assert_true(bugs >= 6);
}

/* One update each: the trap that has findings and their kind; 0: clean. */
static const struct {
    const char *hypervisor, *parent, *old, *target;
    unsigned trap; /* 0: clean */
    enum hl_finding_kind kind;
} updates[] = {
    {"nested", PARENT, GUEST_S1, GUEST_S1 "S1ContextPtr=0x40000", 0, 0},
    {"nested", PARENT, GUEST_S1, BYPASS, 0, 0},
    {"nested", PARENT, GUEST_S1, "V=0", 0, 0},
    {"nested", PARENT, GUEST_S1, GUEST_S1 "S1CDMax=4 S1DSS=ssid0", 0, 0},

    {"bug-nested-break", PARENT, GUEST_S1, GUEST_S1 "S1ContextPtr=0x40000", 1, HL_NEEDLESS_BREAK},
    {"bug-nested-break", PARENT, GUEST_S1, "V=0", 0, 0},
    {"bug-nested-stale", PARENT, GUEST_S1, GUEST_S1 "S1ContextPtr=0x40000", 1, HL_WRONG_FINAL},
    {"bug-nested-stale", PARENT, GUEST_S1, BYPASS, 0, 0},
    {"bug-nested-qword-0", PARENT, GUEST_S1, GUEST_S1 "S1COR=2", 1, HL_WRONG_FINAL},
    {"bug-nested-qword-0", PARENT, GUEST_S1, GUEST_S1 "S1ContextPtr=0x40000", 0, 0},
    {"bug-nested-v", PARENT, GUEST_S1, GUEST_S1 "V=0", 1, HL_WRONG_FINAL},
    {"bug-nested-v", PARENT, GUEST_S1, ABORT, 0, 0},
    {"bug-nested-bypass", PARENT, GUEST_S1, BYPASS, 1, HL_MIXED_VIEW},
    {"bug-nested-bypass", PARENT, GUEST_S1, ABORT, 0, 0},
    {"bug-nested-s2vmid", PARENT, BYPASS, GUEST_S1 "S2VMID=9", 2, HL_MIXED_VIEW},
    {"bug-nested-s2vmid", PARENT, BYPASS, GUEST_S1 "S2VMID=5", 0, 0},
    {"bug-nested-s2s", PARENT, BYPASS, GUEST_S1, 2, HL_MIXED_VIEW},
    {"bug-nested-s2s", S2, BYPASS, GUEST_S1, 0, 0},
    {"bug-nested-s1dss", PARENT, BYPASS, GUEST_S1 "S1CDMax=4 S1DSS=ssid0", 2, HL_MIXED_VIEW},
    {"bug-nested-s1dss", PARENT, BYPASS, GUEST_S1 "S1DSS=ssid0", 0, 0},
    {"bug-nested-s1cdmax", PARENT, BYPASS, GUEST_S1 "S1CDMax=4", 2, HL_MIXED_VIEW},
    {"bug-nested-s1cdmax", PARENT, BYPASS, GUEST_S1, 0, 0},
    {"bug-nested-eats", PARENT "S2S=1", BYPASS, GUEST_S1 "EATS=full", 2, HL_ILLEGAL_TARGET},
    {"bug-nested-eats", PARENT, BYPASS, GUEST_S1 "EATS=full", 2, HL_WRONG_FINAL},
    {"bug-nested-eats", PARENT "EATS=full", BYPASS, GUEST_S1 "EATS=full", 0, 0},
    {"bug-nested-refused", PARENT, GUEST_S1, GUEST_S1 "Config=nested", 1, HL_WRONG_FINAL},
    {"bug-nested-refused", PARENT, ABORT, NESTED, 0, 0},
    {"bug-nested-refused", PARENT, GUEST_S1, "V=0", 0, 0},
    {"nested", PARENT, GUEST_S1, GUEST_S1 "Config=nested", 0, 0},
    {"bug-nested-qword-1", PARENT, BYPASS, GUEST_S1 "INSTCFG=2", 2, HL_MIXED_VIEW},
    {"bug-nested-qword-1", PARENT, BYPASS, GUEST_S1, 0, 0},
};

static void test_updates(void **state)
{
    static struct hl_nested_verdict v;

    (void)state;
    for (size_t i = 0; i < LENGTH(updates); i++) {
        struct hl_entry old = entry(updates[i].old), target = entry(updates[i].target);
        bool found = false;

        use(&full, &quiesced, updates[i].parent, hl_hypervisor_find(updates[i].hypervisor));
        hl_nested_install(&nested, &old, &v);
        assert_int_equal(v.host.findings, 0);
        hl_nested_judge(&nested, &v.physical, &old, &target, &v);
        for (unsigned f = 0; f < v.host.findings; f++)
            found |= updates[i].trap && v.host.finding[f].kind == updates[i].kind;
        if (updates[i].trap ? !found || v.trap != updates[i].trap : v.host.findings)
            fail_msg("%s: %s to %s: %u findings at trap %u", updates[i].hypervisor, updates[i].old,
                     updates[i].target, v.host.findings, v.trap);
    }
}

static enum hl_merge reject(const struct hl_hypervisor *self, const struct hl_nesting *n,
                            const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    hl_nested_merge(n, vste, ste);
    return HL_GET(STE, vste, S1STALLD) || HL_GET(STE, vste, S1CDMax) == 31 ? HL_REJECTED
                                                                           : HL_MERGED;
}

static void test_rejection_keeps_the_stream(void **state)
{
    static const struct hl_hypervisor strict = {
        .name = "strict", .merge = reject, .refuses = "a test"};
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1), target = entry(GUEST_S1 "S1STALLD=1"), before;

    (void)state;
    use(&full, &quiesced, PARENT, &strict);
    hl_nested_install(&nested, &old, &v);
    assert_int_equal(v.rejected, 0);
    before = v.physical;
    hl_nested_judge(&nested, &before, &old, &target, &v);
    assert_int_equal(v.traps, 1);
    assert_int_equal(v.rejected, 1);
    assert_int_equal(v.refused, 1);
    assert_int_equal(v.kept, 1);
    assert_true(v.host.found[HL_WRONG_FINAL]); /* it is legal: nothing excuses that */
    assert_true(hl_entry_equal(&v.physical, &before));
    hl_nested_judge(&nested, &before, &target, &old, &v);
    assert_int_equal(v.rejected, 0);
    assert_true(hl_entry_equal(&v.physical, &before));
    target = entry(GUEST_S1 "S1CDMax=31"); /* ILLEGAL */
    hl_nested_judge(&nested, &before, &old, &target, &v);
    assert_int_equal(v.kept, 1);
    assert_int_equal(v.refused, 0);
    assert_int_equal(v.host.findings, 0);
    target = entry(GUEST_S1 "S1STALLD=1 S1CDMax=31"); /* ILLEGAL */
    hl_nested_install(&nested, &target, &v);
    assert_int_equal(v.rejected, 1);
    assert_int_equal(v.refused, 0);
}

static enum hl_merge withhold(const struct hl_hypervisor *self, const struct hl_nesting *n,
                              const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    hl_nested_merge(n, vste, ste);
    HL_SET(STE, ste, EATS, 0);
    return HL_MERGED;
}

static void test_a_host_may_withhold_ats(void **state)
{
    static const struct hl_hypervisor quiet = {.name = "quiet", .merge = withhold};
    static const struct place realm = {.profile = "v3.4-full", .security = HL_REALM};
    static const struct {
        const struct place *place;
        const char *parent;
    } hosts[] = {
        {&full, PARENT "EATS=full"},
        {&full, PARENT "EATS=dpt DPT_VMATCH=1"},
        {&realm, PARENT "EATS=full NSCFG=3"}, /* NSCFG counts through EATS */
    };
    static const struct hl_assumptions none = {0};
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1 "EATS=full"),
                    target = entry(GUEST_S1 "EATS=full S1ContextPtr=0x40000");

    (void)state;
    for (size_t i = 0; i < LENGTH(hosts); i++) {
        use(hosts[i].place, &none, hosts[i].parent, &quiet);
        hl_nested_install(&nested, &old, &v);
        assert_int_equal(v.host.findings, 0);
        hl_nested_judge(&nested, &v.physical, &old, &target, &v);
        assert_int_equal(v.host.findings, 0);
        assert_int_equal(v.host.outcome, HL_HITLESS);
    }
}

static enum hl_merge stop(const struct hl_hypervisor *self, const struct hl_nesting *n,
                          const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    (void)vste;
    hl_nested_merge(n, &(struct hl_entry){{0}}, ste);
    return HL_MERGED;
}

static void test_a_host_must_not_stop_the_stream(void **state)
{
    static const struct hl_hypervisor lazy = {.name = "lazy", .merge = stop};
    static struct hl_nested_verdict v;
    struct hl_entry live = entry(GUEST_S1), off = entry(ABORT);

    (void)state;
    use(&full, &quiesced, PARENT, &lazy);
    hl_nested_install(&nested, &off, &v);
    assert_int_equal(v.host.findings, 0);
    hl_nested_install(&nested, &live, &v);
    assert_int_equal(v.host.finding[0].kind, HL_WRONG_FINAL);
    assert_true(v.wrong_merge);
}

static enum hl_merge make_illegal(const struct hl_hypervisor *self, const struct hl_nesting *n,
                                  const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    (void)vste;
    *ste = n->parent;
    HL_SET(STE, ste, Config, 7);
    HL_SET(STE, ste, S1CDMax, 31);
    return HL_MERGED;
}

/* An ILLEGAL STE is treated like one with V=0: that is what the guest's means if it is either. */
static void test_illegal_for_illegal(void **state)
{
    static const struct hl_hypervisor trusting = {.name = "trusting", .merge = make_illegal};
    static const char *const legals[] = {GUEST_S1, BYPASS, ABORT};
    static struct hl_nested_verdict v;
    struct hl_entry illegal = entry(GUEST_S1 "S1CDMax=31"), off = entry("V=0");

    (void)state;
    use(&full, &quiesced, PARENT, &trusting);
    hl_nested_install(&nested, &illegal, &v);
    assert_int_equal(v.host.findings, 0);
    hl_nested_install(&nested, &off, &v);
    assert_int_equal(v.host.findings, 0);
    for (size_t i = 0; i < LENGTH(legals); i++) {
        struct hl_entry legal = entry(legals[i]);

        hl_nested_install(&nested, &legal, &v);
        assert_int_equal(v.host.findings, 1);
        assert_int_equal(v.host.finding[0].kind, HL_ILLEGAL_TARGET);
        assert_int_equal(v.host.finding[0].rule, HL_RULE_STE_S1CDMAX);
    }
}

/* What the virtual SMMU does not have means nothing, also on bare metal. */
static void test_bare_metal_is_the_virtual_smmu(void **state)
{
    static const char *const more[] = {"IMPDEF_1=5", "DRE=1",     "CONT=3",
                                       "SHCFG=ish",  "PRIVCFG=2", "PPAR=1"};
    static struct hl_nested_verdict v;

    (void)state;
    for (size_t i = 0; i < LENGTH(more); i++) {
        struct hl_entry old = entry(GUEST_S1), target = entry(GUEST_S1 "S1ContextPtr=0x40000");
        use(&full, &quiesced, PARENT, hl_hypervisor_find("nested"));
        nested.guest_sequencer = hl_builtin_sequencer_find("naive");
        set_fields(&target, more[i]);
        hl_nested_install(&nested, &old, &v);
        hl_nested_judge(&nested, &v.physical, &old, &target, &v);
        assert_int_equal(v.guest.outcome, HL_HITLESS);
        assert_int_equal(v.outcome, HL_HITLESS);
    }
}

/* An intermediate STE that a guest shows is judged like the last. */
static void test_every_trap_counts(void **state)
{
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1), target = entry(BYPASS "S1DSS=1");

    (void)state;
    use(&full, &quiesced, PARENT, hl_hypervisor_find("bug-nested-v"));
    nested.guest_sequencer = hl_builtin_sequencer_find("break-first");
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.guest.outcome, HL_BREAKING);
    assert_int_equal(v.trap, 1);
    assert_int_equal(v.host.finding[v.host.findings - 1].kind, HL_WRONG_FINAL);
}

/* The sequencer's own faults show through, with the update that has them. */
static void test_host_sequencer(void **state)
{
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(BYPASS), target = entry(GUEST_S1 "S1CDMax=4 S1DSS=ssid0");
    struct hl_verdict again;

    (void)state;
    use(&full, &quiesced, PARENT, hl_hypervisor_find("nested"));
    nested.host_sequencer = hl_builtin_sequencer_find("naive");
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.guest.outcome, HL_HITLESS);
    assert_int_equal(v.host.finding[0].kind, HL_MIXED_VIEW);
    hl_judge(&v.question, &again);
    assert_int_equal(again.found[HL_MIXED_VIEW], v.host.found[HL_MIXED_VIEW]);
}

/* Under ATS that is not quiesced a guest's bypass, which is stage 2 with the parent's EATS, and a
 * stage 1 without EATS differ in two qwords: no sequence is hitless. */
static void test_unplanned_breaks_are_counted(void **state)
{
    static const struct hl_assumptions none = {0};
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(BYPASS), target = entry(GUEST_S1);

    (void)state;
    use(&full, &none, PARENT "EATS=full", hl_hypervisor_find("nested"));
    nested.host_sequencer = hl_builtin_sequencer_find("used-bits"); /* assumes nothing */
    hl_nested_install(&nested, &old, &v);
    assert_int_equal(v.unplanned, 0);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.guest.outcome, HL_HITLESS);
    assert_int_equal(v.outcome, HL_BREAKING);
    assert_int_equal(v.host.findings, 0);
    assert_int_equal(v.unplanned, 1);
    hl_nested_judge(&nested, &v.physical, &target, &target, &v);
    assert_int_equal(v.unplanned, 0);
}

/* A guest that tears its own stream cannot ask for a hitless one; isolation it can. */
static void test_no_claim_without_being_hitless(void **state)
{
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1), target = entry(GUEST_S1 "S1CDMax=4 S1DSS=ssid0");

    (void)state;
    use(&full, &quiesced, PARENT, hl_hypervisor_find("bug-nested-break"));
    nested.guest_sequencer = hl_builtin_sequencer_find("naive");
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.guest.outcome, HL_TORN);
    assert_int_equal(v.host.outcome, HL_BREAKING);
    assert_int_equal(v.host.findings, 0);
    assert_int_equal(v.host.found[HL_NEEDLESS_BREAK], 0);
    assert_int_equal(v.unplanned, 0);

    use(&full, &quiesced, PARENT, hl_hypervisor_find("bug-nested-s1dss"));
    nested.guest_sequencer = hl_builtin_sequencer_find("naive");
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_true(v.wrong_merge);
    assert_int_equal(v.host.finding[0].kind, HL_MIXED_VIEW);

    target = entry(GUEST_S1 "S1ContextPtr=0x40000 S1CIR=2");
    use(&full, &quiesced, PARENT, hl_hypervisor_find("nested"));
    nested.guest_sequencer = hl_builtin_sequencer_find("naive");
    nested.host_sequencer = hl_builtin_sequencer_find("bug-last-sync");
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.host.findings, 1);
    assert_int_equal(v.host.finding[0].kind, HL_UNSYNCED_STORE);
}

static void no_mev(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                   const struct hl_entry *e, struct hl_entry *used)
{
    struct hl_meaning m;

    (void)self;
    hl_decode(decoder, e, &m);
    *used = m.used;
    HL_CLEAR(STE, used, MEV);
}

static void test_a_driver_sets_what_it_calls_used(void **state)
{
    struct hl_sequencer driver = *hl_builtin_sequencer_find("update-safe");
    static struct hl_nested_verdict v;
    struct hl_entry vste = entry(GUEST_S1);

    (void)state;
    use(&full, &quiesced, PARENT "MEV=1", hl_hypervisor_find("nested"));
    driver.used = no_mev;
    nested.host_sequencer = &driver;
    hl_nested_install(&nested, &vste, &v);
    assert_int_equal(HL_GET(STE, &v.physical, MEV), 1);
    nested.trims = true;
    hl_nested_install(&nested, &vste, &v);
    assert_int_equal(HL_GET(STE, &v.physical, MEV), 0);
    assert_int_equal(HL_GET(STE, &v.physical, S2VMID), 5);
    assert_int_equal(v.host.findings, 0);
}

/* A hypervisor that writes the STE itself, and says by that what it does in which order. */
static struct hl_entry shown_last;
static void install_by(const char *sequencer, const struct hl_entry *vste,
                       const struct hl_update *u)
{
    const struct hl_sequencer *s = hl_builtin_sequencer_find(sequencer);

    shown_last = *vste;
    s->update(s, u);
}

static void install_safely(const struct hl_nesting *n, const struct hl_entry *vste,
                           const struct hl_update *u)
{
    (void)n;
    install_by("update-safe", vste, u);
}

static void install_naively(const struct hl_nesting *n, const struct hl_entry *vste,
                            const struct hl_update *u)
{
    (void)n;
    install_by("naive", vste, u);
}

static void test_a_hypervisor_that_installs(void **state)
{
    static struct hl_nested_verdict v;
    static struct hl_reshadow own; /* nested keeps it */
    struct hl_entry old = entry(BYPASS), target = entry(GUEST_S1);

    (void)state;
    own.hypervisor = hl_hypervisor_find("nested");
    for (unsigned wrong = 0; wrong < 2; wrong++) {
        use(&full, &quiesced, PARENT, own.hypervisor);
        own.install = wrong ? install_naively : install_safely;
        hl_nested_install(&nested, &old, &v);
        nested.reshadow = &own;
        hl_nested_judge(&nested, &v.physical, &old, &target, &v);
        assert_true(hl_entry_equal(&shown_last, &v.vste));
        assert_int_equal(v.host.found[HL_MIXED_VIEW] > 0, wrong);
        assert_ptr_equal(v.question.sequencer, nested.host_sequencer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_updates),
        cmocka_unit_test(test_rejection_keeps_the_stream),
        cmocka_unit_test(test_a_host_may_withhold_ats),
        cmocka_unit_test(test_a_host_must_not_stop_the_stream),
        cmocka_unit_test(test_illegal_for_illegal),
        cmocka_unit_test(test_bare_metal_is_the_virtual_smmu),
        cmocka_unit_test(test_every_trap_counts),
        cmocka_unit_test(test_host_sequencer),
        cmocka_unit_test(test_a_hypervisor_that_installs),
        cmocka_unit_test(test_unplanned_breaks_are_counted),
        cmocka_unit_test(test_no_claim_without_being_hitless),
        cmocka_unit_test(test_a_driver_sets_what_it_calls_used),
        cmocka_unit_test(test_right_one_is_clean),
        cmocka_unit_test(test_bugs_are_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
