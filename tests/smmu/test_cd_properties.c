// SPDX-License-Identifier: MIT
/* Properties of the CD decoder on random CDs, STEs, SMMUs and options, always the same ones. */
#include "laws.h"

enum { SMMUS = HL_ROUNDS(10000), ENTRIES = 60 };

typedef void check_fn(const struct hl_cd_context *c, const struct hl_entry *e,
                      const struct hl_meaning *m, uint64_t *random);

static void fail_entry(const struct hl_cd_context *c, const struct hl_entry *e, const char *why)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(e, text);
    print_error("%s\nsecurity %d, world %d", text, (int)c->smmu->security, (int)c->world);
    for (size_t i = 0; i < hl_register_count; i++)
        print_error(",%s=%#x", hl_register_list[i].name, hl_register_get(&c->smmu->regs, i));
    print_error("\n");
    fail_msg("%s", why);
}

static void for_all(uint64_t seed, check_fn *check)
{
    uint64_t random = seed;

    for (unsigned n = 0; n < SMMUS; n++) {
        struct hl_cd_context context;
        struct hl_meaning ste, m;
        struct hl_smmu smmu;

        random_smmu(&random, n, &smmu);
        random_cd_context(&random, &smmu, &ste, &context);
        if (!context.smmu)
            continue; /* no stage 1 */
        for (unsigned i = 0; i < ENTRIES; i++) {
            struct hl_entry e = random_cd(&random);
            hl_cd_decode(&context, &e, &m);
            check(&context, &e, &m, &random);
        }
    }
}

/* What is not used changes nothing, not even what is used. */
static void check_unused(const struct hl_cd_context *c, const struct hl_entry *e,
                         const struct hl_meaning *m, uint64_t *random)
{
    struct hl_entry other = hl_entry_merge(random_bits(random), *e, m->used);
    struct hl_meaning m2;

    hl_cd_decode(c, &other, &m2);
    if (!same_meaning(m, &m2))
        fail_entry(c, e, "an unused bit changed the meaning");
    if (!hl_entry_equal(&m->used, &m2.used))
        fail_entry(c, e, "an unused bit changed the used bits");
}

static void test_unused(void **state)
{
    (void)state;
    for_all(1, check_unused);
}

/* A regime is a CD that means itself. */
static void check_idempotent(const struct hl_cd_context *c, const struct hl_entry *e,
                             const struct hl_meaning *m, uint64_t *random)
{
    struct hl_meaning m2;

    (void)random;
    if (m->rule)
        return;
    hl_cd_decode(c, &m->regime, &m2);
    if (!same_meaning(m, &m2))
        fail_entry(c, e, m2.rule ? cd_rule_text(m2.rule) : "the regime is not its own regime");
}

static void test_idempotent(void **state)
{
    (void)state;
    for_all(2, check_idempotent);
}

/* A regime has no bit that is not used; nothing legal is empty, nothing illegal is not. */
static void check_within(const struct hl_cd_context *c, const struct hl_entry *e,
                         const struct hl_meaning *m, uint64_t *random)
{
    struct hl_entry outside = hl_entry_andnot(m->regime, m->used);

    (void)random;
    if (!hl_entry_is_zero(&outside))
        fail_entry(c, e, "the regime has unused bits");
    if (HL_GET(CD, &m->regime, V) != (m->rule == HL_CD_LEGAL))
        fail_entry(c, e, "a legal regime without V, or an illegal one with it");
    if ((m->state == HL_STATE_LIVE) != (m->rule == HL_CD_LEGAL))
        fail_entry(c, e, "state and rule disagree");
    if (!HL_GET(CD, &m->used, V))
        fail_entry(c, e, "V is not used");
}

static void test_within(void **state)
{
    (void)state;
    for_all(3, check_within);
}

/* Each bit that is ever used matters at some time, and each field has one that is. */
static struct hl_entry seen_used, seen_to_matter;

static void check_matters(const struct hl_cd_context *c, const struct hl_entry *e,
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
        hl_cd_decode(c, &flipped, &m2);
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
    for (size_t i = 0; HL_IN_FULL && i < hl_cd_layout.count; i++) {
        const struct hl_field *f = &hl_cd_layout.fields[i];
        if (hl_field_get(f, &seen_to_matter) != hl_ones(f->width))
            fail_msg("%s: %#llx matters", f->name,
                     (unsigned long long)hl_field_get(f, &seen_to_matter));
    }
}

/* What the search for a hitless sequence relies on (update/path.h). */
static struct law_tally tally;

static void check_laws(const struct hl_cd_context *c, const struct hl_entry *e,
                       const struct hl_meaning *m, uint64_t *random)
{
    const struct hl_decoder decoder = hl_cd_decoder(c);
    const struct hl_entry nothing = {{0}};
    const char *why;

    if (m->state != HL_STATE_LIVE || random_below(random, 8))
        return;
    why = broken_law(&(struct law_case){&decoder, nothing, e, m}, &tally, random);
    if (why)
        fail_entry(c, e, why);
}

static void test_laws(void **state)
{
    (void)state;
    for_all(6, check_laws);
    print_message("%u entries, %u with a twin that differs in used bits, %u beside another\n",
                  tally.cases, tally.changed, tally.others);
    assert_true(tally.changed > tally.cases / 8 && tally.others > tally.cases / 10);
}

/* The samples reach every rule, format and world, otherwise the above says little. */
static unsigned rules[HL_CD_RULE_COUNT], configs[HL_CD_CONFIG_COUNT], worlds[4];

static void count(const struct hl_cd_context *c, const struct hl_entry *e,
                  const struct hl_meaning *m, uint64_t *random)
{
    (void)e, (void)random;
    rules[m->rule]++;
    configs[m->config]++;
    worlds[c->world]++;
}

static void test_samples(void **state)
{
    (void)state;
    for_all(5, count);
    for_all(7, count);
    for (unsigned rule = 0; rule < HL_CD_RULE_COUNT; rule++)
        if (HL_IN_FULL && !rules[rule])
            fail_msg("no sample for %s", cd_rule_text(rule));
    for (unsigned config = 0; config < HL_CD_CONFIG_COUNT; config++)
        if (configs[config] < SMMUS * ENTRIES / 500)
            fail_msg("%u samples of config %u", configs[config], config);
    for (unsigned world = 0; world < LENGTH(worlds); world++)
        if (worlds[world] < SMMUS * ENTRIES / 200)
            fail_msg("%u samples of world %u", worlds[world], world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unused), cmocka_unit_test(test_idempotent),
        cmocka_unit_test(test_within), cmocka_unit_test(test_matters),
        cmocka_unit_test(test_laws),   cmocka_unit_test(test_samples),
    };

    make_cd_templates();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
