// SPDX-License-Identifier: MIT
/* A guest's STE under a hypervisor: what merging makes of it, which updates are clean, and that
 * each seeded bug shows. */
#include "random.h"

#include "nested/nested.h"

#define PARENT S2 "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming "
#define GUEST_S1 "V=1 Config=s1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 "

static const struct hl_assumptions quiesced = {.ats_quiesced = true};

static struct hl_entry entry(const char *text)
{
    struct hl_entry e = {{0}};

    set_fields(&e, text);
    return e;
}

static struct hl_nested nested;

/* A guest under this hypervisor, "update-safe" on both sides. */
static void use(const struct place *place, const struct hl_assumptions *assume, const char *parent,
                const struct hl_hypervisor *hypervisor)
{
    struct hl_entry e = entry(parent);
    struct hl_nesting nesting;
    struct hl_smmu host;

    assert_non_null(hypervisor);
    make_smmu(&host, place);
    assert_true(hl_nesting_init(&nesting, &host, &e));
    hl_nested_init(&nested, &nesting, assume, hypervisor);
}

static const struct place full = {.profile = "v3.4-full"};

static void test_guest_registers(void **state)
{
    struct hl_registers host = hl_profile_find("v3.4-full")->regs, guest;

    (void)state;
    set_registers(&host, "NS1ATS=1 S_STALL_MODEL=1 STALL_MODEL=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_S1P(&guest), 1);
    assert_int_equal(hl_reg_S2P(&guest), 0);
    assert_int_equal(hl_reg_HYP(&guest), 0);
    assert_int_equal(hl_reg_ATS(&guest), 1);
    assert_int_equal(hl_reg_NS1ATS(&guest), 0);
    assert_int_equal(hl_reg_PRI(&guest), 0);
    assert_int_equal(hl_reg_STALL_MODEL(&guest), 1);
    assert_int_equal(hl_reg_ATTR_TYPES_OVR(&guest), 0);
    assert_int_equal(hl_reg_ATTR_PERMS_OVR(&guest), 0);
    assert_int_equal(hl_reg_MPAM(&guest), 0);
    assert_int_equal(hl_reg_DPT(&guest), 0);
    assert_int_equal(hl_reg_SSIDSIZE(&guest), 20);
    assert_int_equal(hl_reg_OAS(&guest), hl_reg_OAS(&host));

    hl_guest_registers(&host, HL_SECURE, &guest);
    assert_int_equal(hl_reg_ATS(&guest), 0);
    set_registers(&host, "R_ATS=0 R_STALL_MODEL=2");
    hl_guest_registers(&host, HL_REALM, &guest);
    assert_int_equal(hl_reg_ATS(&guest), 0);
    assert_int_equal(hl_reg_STALL_MODEL(&guest), 2);
}

/* The host's IAS, not its OAS. */
static void test_guest_output_size(void **state)
{
    struct hl_registers host = hl_profile_find("v3.0-s2")->regs, guest;

    (void)state;
    set_registers(&host, "OAS=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 2);
    set_registers(&host, "OAS=4");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 4);
    set_registers(&host, "TTF=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 2);
    set_registers(&host, "OAS=1 TTF=2");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 1);
}

static void test_guest_registers_are_possible(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct hl_registers host, guest;
        random_registers(&random, &host);
        hl_guest_registers(&host, (enum hl_security)(i % 3), &guest);
        const char *wrong = hl_registers_wrong(&guest);
        if (wrong)
            fail_msg("%s", wrong);
    }
}

static void test_parents(void **state)
{
    static const struct {
        const char *profile, *parent;
        bool fits;
    } cases[] = {
        {"v3.4-full", PARENT, true},       {"v3.4-full", PARENT "V=0", false},
        {"v3.4-full", NESTED, false},      {"v3.4-full", BYPASS, false},
        {"v3.4-full", S2 "S2TG=3", false}, {"v3.0-s1", PARENT, false},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct hl_entry parent = entry(cases[i].parent);
        struct hl_nesting nesting;
        struct hl_smmu host;

        make_smmu(&host, &(struct place){.profile = cases[i].profile});
        assert_int_equal(hl_nesting_init(&nesting, &host, &parent), cases[i].fits);
    }
}

/* Physical STE, in all bits, by virtual one. */
static const struct {
    const char *parent, *vste, *physical;
} merges[] = {
    {PARENT, "V=0", ABORT},
    {PARENT, "V=0 Config=s1 S1ContextPtr=0x20000", ABORT},
    {PARENT "CONT=3", ABORT "CONT=5", ABORT "CONT=3"},
    {PARENT, "V=1 Config=3", ABORT},
    {PARENT, BYPASS "SHCFG=ish PRIVCFG=3 MTCFG=1 MemAttr=0xf S2VMID=9",
     S2 "S2VMID=5 S2R=1 SHCFG=incoming"},
    {PARENT "EATS=full", BYPASS "EATS=0", S2 "S2VMID=5 S2R=1 SHCFG=incoming EATS=full"},
    {PARENT, GUEST_S1,
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    /* the guest's stage 2, attributes, StreamWorld, merging and events stay out */
    {PARENT,
     GUEST_S1 "S2VMID=9 S2TTB=0x70000000 S2S=1 STRW=el2 SHCFG=ish MTCFG=1 MemAttr=0xf ALLOCCFG=15 "
              "PRIVCFG=3 INSTCFG=3 NSCFG=2 DRE=1 DCP=1 PPAR=1 CONT=3 MEV=1 S1MPAM=1 VMSPtr=0x10000 "
              "PARTID=3 S2PTW=0 S2HWU59=1 TL0=1 IMPDEF_1=7",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    /* the parent's count with stage 1 where 13.5 lets them */
    {PARENT "PRIVCFG=3 INSTCFG=2 MEV=1 PARTID=3 DRE=1 TL0=1",
     GUEST_S1 "S1CDMax=4 S1DSS=bypass S1Fmt=1 S1STALLD=1 S1PIE=1",
     NESTED
     "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming PRIVCFG=3 INSTCFG=2 MEV=1 PARTID=3 DRE=1 TL0=1 "
     "S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 S1CDMax=4 S1DSS=bypass S1Fmt=1 S1STALLD=1 "
     "S1PIE=1"},
    /* as understood, not as written */
    {PARENT, GUEST_S1 "S1DSS=bypass S1Fmt=2",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT, GUEST_S1 "S1CDMax=2 S1DSS=3 S1CIR=0 S1COR=0",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CDMax=2"},
    /* ILLEGAL on the virtual SMMU */
    {PARENT, S2, ABORT},
    {PARENT, NESTED, ABORT},
    {PARENT, GUEST_S1 "S1CDMax=21", ABORT},
    {PARENT, GUEST_S1 "EATS=split", ABORT},
    /* ATS as the parent has it, for a guest that uses it */
    {PARENT, GUEST_S1 "EATS=full",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT "EATS=full", GUEST_S1,
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT "EATS=full", GUEST_S1 "EATS=full",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 EATS=full"},
    {PARENT "EATS=dpt DPT_VMATCH=1", GUEST_S1 "EATS=full",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 EATS=dpt "
            "DPT_VMATCH=1"},
    {PARENT "EATS=full", GUEST_S1 "EATS=dpt",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
};

static void test_merge(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(merges); i++) {
        struct hl_entry vste = entry(merges[i].vste), due = entry(merges[i].physical), made;

        use(&full, &quiesced, merges[i].parent, hl_hypervisors);
        hl_nested_merge(&nested.nesting, &vste, &made);
        for (size_t f = 0; f < hl_ste_layout.count; f++)
            if (hl_field_get(&hl_ste_layout.fields[f], &made) !=
                hl_field_get(&hl_ste_layout.fields[f], &due))
                fail_msg("%s under %s: %s", merges[i].vste, merges[i].parent,
                         hl_ste_layout.fields[f].name);
        assert_true(hl_entry_equal(&made, &due));
    }
}

/* Random guests: an SMMU with both stages, a parent, entries as a guest's. */
static bool random_nesting(uint64_t *random, unsigned n, const struct hl_hypervisor *hypervisor)
{
    struct hl_entry parent = random_ste(random);
    struct hl_nesting nesting;
    struct hl_smmu host;

    random_smmu(random, n, &host);
    HL_SET(STE, &parent, Config, 6);
    if (!hl_nesting_init(&nesting, &host, &parent))
        return false;
    hl_nested_init(&nested, &nesting, &quiesced, hypervisor);
    return true;
}

static struct hl_entry random_vste(uint64_t *random)
{
    static const uint8_t configs[8] = {5, 5, 5, 5, 4, 0, 5, 7};
    struct hl_entry e = random_ste(random);

    HL_SET(STE, &e, Config, configs[random_below(random, 8)]);
    return e;
}

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

static bool is_stage2(const struct hl_field *f)
{
    static const char *const others[] = {"AssuredOnly", "TL0", "TL1", "VMSPtr", "MECID"};

    for (size_t i = 0; i < LENGTH(others); i++)
        if (strcmp(f->name, others[i]) == 0)
            return true;
    return strncmp(f->name, "S2", 2) == 0 || strncmp(f->name, "S_S2", 4) == 0;
}

static bool is_stage1(const struct hl_field *f)
{
    return strncmp(f->name, "S1", 2) == 0;
}

/* What the parent means when stage 1 is there, too: stage 1 fields zero. */
static void decode_with_stage1(struct hl_meaning *m)
{
    struct hl_entry e = nested.nesting.parent;

    HL_SET(STE, &e, Config, 7);
    for (size_t f = 0; f < hl_ste_layout.count; f++)
        if (is_stage1(&hl_ste_layout.fields[f]))
            hl_field_set(&hl_ste_layout.fields[f], &e, 0);
    hl_ste_decode(&nested.nesting.host, &e, m);
}

static void check_random_merge(const struct hl_entry *vste)
{
    struct hl_entry made, regime_made, unused;
    struct hl_meaning guest, host, alone, with;

    hl_ste_decode(&nested.nesting.guest, vste, &guest);
    hl_nested_merge(&nested.nesting, vste, &made);
    hl_ste_decode(&nested.nesting.host, &made, &host);
    assert_string_equal(rule_text(host.rule), "legal");
    unused = hl_entry_andnot(made, host.used);
    assert_true(hl_entry_is_zero(&unused));
    if (guest.state == HL_STATE_LIVE)
        assert_int_equal(host.state, HL_STATE_LIVE);
    else
        assert_int_equal(host.state, HL_STATE_STOP);
    if (guest.state != HL_STATE_LIVE)
        return;
    /* a guest's entry and what it means are one */
    hl_nested_merge(&nested.nesting, &guest.regime, &regime_made);
    assert_true(hl_entry_equal(&made, &regime_made));

    hl_ste_decode(&nested.nesting.host, &nested.nesting.parent, &alone);
    if (guest.config == HL_CONFIG_BYPASS) {
        assert_true(hl_entry_equal(&host.regime, &alone.regime));
        return;
    }
    assert_int_equal(host.config, HL_CONFIG_NESTED);
    decode_with_stage1(&with);
    for (size_t i = 0; i < hl_ste_layout.count; i++) {
        const struct hl_field *f = &hl_ste_layout.fields[i];
        uint64_t value = hl_field_get(f, &host.regime);
        if (is_stage2(f) && value != hl_field_get(f, &with.regime))
            fail_msg("%s is not the parent's", f->name);
        if (is_stage1(f) && value != hl_field_get(f, &guest.regime))
            fail_msg("%s is not the guest's", f->name);
    }
}

static void test_random_merges(void **state)
{
    uint64_t random = 2;
    unsigned merged = 0;

    (void)state;
    make_ste_templates();
    for (unsigned n = 0; n < 6000; n++) {
        if (!random_nesting(&random, n, hl_hypervisors))
            continue;
        for (unsigned i = 0; i < 20; i++, merged++) {
            struct hl_entry vste = random_vste(&random);
            check_random_merge(&vste);
        }
    }
    assert_true(merged > 20000);
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
    return HL_GET(STE, vste, S1STALLD) ? HL_REJECTED : HL_MERGED;
}

static void test_rejection_keeps_the_stream(void **state)
{
    static const struct hl_hypervisor strict = {.name = "strict", .merge = reject};
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
    assert_int_equal(v.host.findings, 0);
    assert_true(hl_entry_equal(&v.physical, &before));
    hl_nested_judge(&nested, &before, &target, &old, &v);
    assert_int_equal(v.rejected, 0);
    assert_true(hl_entry_equal(&v.physical, &before));
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
    static const struct hl_assumptions none = {0};
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1 "EATS=full"),
                    target = entry(GUEST_S1 "EATS=full S1ContextPtr=0x40000");

    (void)state;
    use(&full, &none, PARENT "EATS=full", &quiet);
    hl_nested_install(&nested, &old, &v);
    assert_int_equal(v.host.findings, 0);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.host.findings, 0);
    assert_int_equal(v.host.outcome, HL_HITLESS);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guest_registers),
        cmocka_unit_test(test_guest_output_size),
        cmocka_unit_test(test_guest_registers_are_possible),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_random_merges),
        cmocka_unit_test(test_updates),
        cmocka_unit_test(test_rejection_keeps_the_stream),
        cmocka_unit_test(test_a_host_may_withhold_ats),
        cmocka_unit_test(test_every_trap_counts),
        cmocka_unit_test(test_host_sequencer),
        cmocka_unit_test(test_right_one_is_clean),
        cmocka_unit_test(test_bugs_are_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
