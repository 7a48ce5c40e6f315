// SPDX-License-Identifier: MIT
/* Properties of the STE decoder on random entries, SMMUs and options, always the same ones. */
#include "laws.h"

enum { SMMUS = HL_ROUNDS(2000), ENTRIES = 250 };

typedef void check_fn(const struct hl_smmu *smmu, const struct hl_entry *e,
                      const struct hl_meaning *m, uint64_t *random);

static void fail_entry(const struct hl_smmu *s, const struct hl_entry *e, const char *why)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(e, text);
    print_error("%s\nsecurity %d", text, (int)s->security);
    for (size_t i = 0; i < hl_register_count; i++)
        print_error(",%s=%#x", hl_register_list[i].name, hl_register_get(&s->regs, i));
    print_error("\n");
    fail_msg("%s", why);
}

static void for_all(uint64_t seed, check_fn *check)
{
    uint64_t random = seed;

    for (unsigned n = 0; n < SMMUS; n++) {
        struct hl_smmu smmu;
        random_smmu(&random, n, &smmu);
        for (unsigned i = 0; i < ENTRIES; i++) {
            struct hl_entry e = random_ste(&random);
            struct hl_meaning m;
            hl_ste_decode(&smmu, &e, &m);
            check(&smmu, &e, &m, &random);
        }
    }
}

/* (i) What is not used changes nothing, not even what is used. */
static void check_unused(const struct hl_smmu *smmu, const struct hl_entry *e,
                         const struct hl_meaning *m, uint64_t *random)
{
    struct hl_entry other = hl_entry_merge(random_bits(random), *e, m->used);
    struct hl_meaning m2;

    hl_ste_decode(smmu, &other, &m2);
    if (!same_meaning(m, &m2))
        fail_entry(smmu, e, "an unused bit changed the meaning");
    if (!hl_entry_equal(&m->used, &m2.used))
        fail_entry(smmu, e, "an unused bit changed the used bits");
}

static void test_unused(void **state)
{
    (void)state;
    for_all(1, check_unused);
}

/* An inert bit decides nothing but itself. */
static void check_inert(const struct hl_smmu *smmu, const struct hl_entry *e,
                        const struct hl_meaning *m, uint64_t *random)
{
    const struct hl_decoder decoder = hl_ste_decoder(smmu);

    (void)random;
    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        struct hl_entry other = *e, regime = m->regime;
        struct hl_meaning m2;
        if (!hl_entry_bit(&decoder.inert, bit) || !hl_entry_bit(&m->used, bit))
            continue;
        hl_entry_flip(&other, bit);
        if (!m->rule)
            hl_entry_flip(&regime, bit);
        hl_ste_decode(smmu, &other, &m2);
        if (m2.state != m->state || m2.rule != m->rule || !hl_entry_equal(&m2.regime, &regime))
            fail_entry(smmu, e, "an inert bit decides more than itself");
        if (!hl_entry_equal(&m->used, &m2.used))
            fail_entry(smmu, e, "an inert bit changed the used bits");
    }
}

static void test_inert(void **state)
{
    const struct hl_smmu smmu = {0};
    const struct hl_decoder decoder = hl_ste_decoder(&smmu);

    (void)state;
    assert_false(hl_entry_is_zero(&decoder.inert));
    for_all(4, check_inert);
}

/* (iii) A regime is an entry that means itself. */
static void check_idempotent(const struct hl_smmu *smmu, const struct hl_entry *e,
                             const struct hl_meaning *m, uint64_t *random)
{
    struct hl_meaning m2;

    (void)random;
    if (m->rule)
        return;
    hl_ste_decode(smmu, &m->regime, &m2);
    if (!same_meaning(m, &m2))
        fail_entry(smmu, e, m2.rule ? rule_text(m2.rule) : "the regime is not its own regime");
}

static void test_idempotent(void **state)
{
    (void)state;
    for_all(2, check_idempotent);
}

/* (iv) A regime has no bit that is not used; nothing legal is empty, nothing illegal is not. */
static void check_within(const struct hl_smmu *smmu, const struct hl_entry *e,
                         const struct hl_meaning *m, uint64_t *random)
{
    struct hl_entry outside = hl_entry_andnot(m->regime, m->used);

    (void)random;
    if (!hl_entry_is_zero(&outside))
        fail_entry(smmu, e, "the regime has unused bits");
    if (hl_entry_is_zero(&m->regime) != (m->rule != HL_STE_LEGAL))
        fail_entry(smmu, e, "the regime is empty, or it is illegal and is not");
    if ((m->state == HL_STATE_OFF || m->state == HL_STATE_ILLEGAL) != (m->rule != HL_STE_LEGAL))
        fail_entry(smmu, e, "state and rule disagree");
    if (!(m->used.q[0] & 1))
        fail_entry(smmu, e, "V is not used");
}

static void test_within(void **state)
{
    (void)state;
    for_all(3, check_within);
}

/* (ii) Each bit that is ever used matters at some time. */
static struct hl_entry seen_used, seen_to_matter;

static void check_matters(const struct hl_smmu *smmu, const struct hl_entry *e,
                          const struct hl_meaning *m, uint64_t *random)
{
    struct hl_entry open = hl_entry_andnot(m->used, seen_to_matter);

    (void)random;
    seen_used = hl_entry_or(seen_used, m->used);
    for (unsigned bit = 0; bit < 512; bit++) {
        struct hl_entry flipped = *e;
        struct hl_meaning m2;

        if (!hl_entry_bit(&open, bit))
            continue;
        hl_entry_flip(&flipped, bit);
        hl_ste_decode(smmu, &flipped, &m2);
        if (!same_meaning(m, &m2))
            hl_entry_flip(&seen_to_matter, bit);
    }
}

static void test_matters(void **state)
{
    (void)state;
    for_all(4, check_matters);
    for (unsigned bit = 0; HL_IN_FULL && bit < 512; bit++)
        if (hl_entry_bit(&seen_used, bit) && !hl_entry_bit(&seen_to_matter, bit))
            fail_msg("bit %u is used and never matters", bit);
    for (size_t i = 0; HL_IN_FULL && i < hl_ste_layout.count; i++) {
        const struct hl_field *f = &hl_ste_layout.fields[i];
        bool reserved = strcmp(f->name, "SW_RESERVED") == 0;
        uint64_t matters = hl_field_get(f, &seen_to_matter);
        if (matters != (reserved ? 0 : hl_ones(f->width)))
            fail_msg("%s: %#llx matters", f->name, (unsigned long long)matters);
    }
}

/* What the search for a hitless sequence relies on (update/path.h), with ATS quiet or not. */
static struct law_tally tally;

static void check_laws(const struct hl_smmu *smmu, const struct hl_entry *e,
                       const struct hl_meaning *m, uint64_t *random)
{
    const struct hl_assumptions assume = {.ats_quiesced = random_below(random, 2)};
    struct hl_options options = smmu->options;
    struct hl_smmu s;
    struct hl_meaning means;
    const char *why;

    if (m->state != HL_STATE_LIVE || random_below(random, 8))
        return;
    options.eats_s2s_bypass |= random_below(random, 2); /* of SMMUv3.0: it links two fields */
    hl_smmu_init(&s, &smmu->regs, smmu->security, &options);
    const struct hl_entry overlook = hl_ste_assume(&s, &assume);
    const struct hl_decoder decoder = hl_ste_decoder(&s);
    hl_decode(&decoder, e, &means);
    if (means.state != HL_STATE_LIVE)
        return;
    why = broken_law(&(struct law_case){&decoder, overlook, e, &means}, &tally, random);
    if (why)
        fail_entry(smmu, e, why);
}

static void test_laws(void **state)
{
    (void)state;
    for_all(6, check_laws);
    print_message("%u entries, %u with a twin that differs in used bits, %u beside another\n",
                  tally.cases, tally.changed, tally.others);
    assert_true(tally.changed > tally.cases / 8 && tally.others > tally.cases / 10);
}

/* The same where fields are linked: random entries are seldom there. */
static void test_laws_of_linked_fields(void **state)
{
    static const struct {
        struct place place;
        const char *entry;
    } cases[] = {
        {{.profile = "v3.4-full", .security = HL_REALM}, S1 "EATS=dpt"},
        {{.profile = "v3.4-full", .security = HL_REALM}, NESTED "EATS=full"},
        {{.profile = "v3.4-full"}, S1 "EATS=dpt DPT_VMATCH=1"},
        {{.profile = "v3.0-s2", .options = {"eats-s2s-bypass=1"}}, S1 "EATS=full"},
    };
    const struct hl_assumptions assume = {.ats_quiesced = true};
    uint64_t random = 8;

    (void)state;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct hl_entry e = {{0}};
        struct hl_meaning m;
        struct hl_smmu smmu;
        make_smmu(&smmu, &cases[i].place);
        set_fields(&e, cases[i].entry);
        const struct hl_entry overlook = hl_ste_assume(&smmu, &assume);
        const struct hl_decoder decoder = hl_ste_decoder(&smmu);
        hl_decode(&decoder, &e, &m);
        if (m.state != HL_STATE_LIVE)
            fail_msg("%s: %s", cases[i].entry, rule_text(m.rule));
        for (unsigned n = 0; n < 3000; n++) {
            const char *why =
                broken_law(&(struct law_case){&decoder, overlook, &e, &m}, &tally, &random);
            if (why)
                fail_entry(&smmu, &e, why);
        }
    }
}

/* The samples reach every rule and every Config, otherwise the above says little. */
static unsigned rules[HL_STE_RULE_COUNT], configs[HL_CONFIG_COUNT];

static void count_rules(const struct hl_smmu *smmu, const struct hl_entry *e,
                        const struct hl_meaning *m, uint64_t *random)
{
    (void)smmu, (void)e, (void)random;
    rules[m->rule]++;
    configs[m->config]++;
}

static void test_samples(void **state)
{
    (void)state;
    for_all(5, count_rules);
    for (unsigned rule = 0; rule < HL_STE_RULE_COUNT; rule++)
        if (HL_IN_FULL && !rules[rule])
            fail_msg("no sample for %s", rule_text(rule));
    for (unsigned config = 0; config < HL_CONFIG_COUNT; config++)
        assert_true(configs[config] > SMMUS * ENTRIES / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inert),
        cmocka_unit_test(test_unused),
        cmocka_unit_test(test_idempotent),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_matters),
        cmocka_unit_test(test_laws),
        cmocka_unit_test(test_laws_of_linked_fields),
        cmocka_unit_test(test_samples),
    };

    make_ste_templates();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
