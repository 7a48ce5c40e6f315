// SPDX-License-Identifier: MIT
/* CDs by recipe: legal ones and, for each rule, ones that it forbids; and mended ones are legal. */
#include "cd_leads.h"

enum { BENCHES = HL_ROUNDS(40000), CDS = 20 };

static struct hl_entry random_recipe(const struct hl_cd_context *c, uint64_t *seed)
{
    uint8_t bytes[16];

    random_bytes(bytes, sizeof bytes, seed);
    return hl_cd_recipe(c, bytes);
}

/* What no mending helps: the SMMU has no table format for this STE, or it always stalls and a
 * Realm's STE forbids that. */
static bool is_hopeless(const struct hl_cd_context *c, unsigned rule)
{
    const struct hl_smmu *s = c->smmu;

    if (rule == HL_RULE_CD_S_S1STALLD || rule == HL_RULE_CD_S_STALL)
        return s->security == HL_REALM && s->stall_model == 2;
    if (rule == HL_RULE_CD_TG0 || rule == HL_RULE_CD_TG1)
        return !s->gran4k && !s->gran16k && !s->gran64k;
    return !s->vmsa64 || (rule == HL_RULE_CD_AA64_VMSA32 && !s->vmsa32) ||
           rule == HL_RULE_CD_AA64_STAGE2;
}

static void test_reaches_every_rule(void **state)
{
    unsigned count[HL_CD_RULE_COUNT] = {0};
    uint64_t seed = 1;

    (void)state;
    for (unsigned n = 0; n < BENCHES; n++) {
        struct cd_bench b;
        random_bench(&b, &seed);
        for (unsigned i = 0; i < CDS; i++) {
            struct hl_entry cd = random_recipe(&b.context, &seed);
            struct hl_meaning m;
            hl_cd_decode(&b.context, &cd, &m);
            count[m.rule]++;
        }
    }
    for (unsigned rule = 0; rule < HL_CD_RULE_COUNT; rule++) {
        print_message("%-24s %u\n", cd_rule_text(rule), count[rule]);
        /* RES0 bits are for HL_OP_RAW, and ILLEGAL under an option only. */
        if (HL_IN_FULL && rule != HL_RULE_CD_RES0 && !count[rule])
            fail_msg("%s: no recipe in %u", cd_rule_text(rule), BENCHES * CDS);
    }
    assert_true(count[HL_CD_LEGAL] > BENCHES * CDS / 20);
}

static void test_mended_is_legal(void **state)
{
    unsigned legal = 0, off = 0, hopeless = 0;
    uint64_t seed = 2;

    (void)state;
    for (unsigned n = 0; n < BENCHES; n++) {
        struct cd_bench b;
        random_bench(&b, &seed);
        for (unsigned i = 0; i < CDS; i++) {
            struct hl_entry cd = random_recipe(&b.context, &seed);
            struct hl_meaning m;
            hl_cd_legalise(&b.context, &cd);
            hl_cd_decode(&b.context, &cd, &m);
            legal += m.state == HL_STATE_LIVE;
            off += m.state == HL_STATE_OFF;
            if (m.state != HL_STATE_ILLEGAL)
                continue;
            if (!is_hopeless(&b.context, m.rule))
                fail_msg("not mended: %s", cd_rule_text(m.rule));
            hopeless++;
        }
    }
    print_message("%u legal, %u off, %u hopeless\n", legal, off, hopeless);
    assert_true(off > 0);
    assert_true(hopeless < legal / 10);
}

/* Every field takes part: it has another value in some recipe. */
static void test_sets_every_field(void **state)
{
    struct hl_entry ones = {{0}}, zeros = {{0}};
    uint64_t seed = 3;

    (void)state;
    for (unsigned n = 0; n < BENCHES; n++) {
        struct cd_bench b;
        random_bench(&b, &seed);
        const struct hl_entry cd = random_recipe(&b.context, &seed);
        ones = hl_entry_or(ones, cd);
        for (unsigned i = 0; i < HL_QWORDS; i++)
            zeros.q[i] |= ~cd.q[i];
    }
    for (size_t i = 0; i < hl_cd_layout.count; i++) {
        const struct hl_field *f = &hl_cd_layout.fields[i];
        const struct hl_entry both = hl_entry_and(ones, zeros);
        if (!hl_field_get(f, &both))
            fail_msg("%s is always the same", f->name);
    }
}

static void test_released(void **state)
{
    const struct cd_place place = {
        .place = {.profile = "v3.4-full", .regs = {""}}, .ste = {S1}, .cd = {CD64}};
    struct cd_bench b;
    struct hl_entry cd = make_cd(&place), released;
    struct hl_meaning m, bound;

    (void)state;
    make_cd_bench(&b, &place);
    hl_cd_decode(&b.context, &cd, &bound);
    released = hl_cd_released(cd);
    hl_cd_decode(&b.context, &released, &m);
    assert_int_equal(bound.state, HL_STATE_LIVE);
    assert_int_equal(m.state, HL_STATE_LIVE);
    assert_int_equal(HL_GET(CD, &m.regime, EPD0), 1);
    assert_int_equal(HL_GET(CD, &released, TTB0), 0);
    assert_int_equal(HL_GET(CD, &released, ASID), HL_GET(CD, &cd, ASID));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reaches_every_rule),
        cmocka_unit_test(test_mended_is_legal),
        cmocka_unit_test(test_sets_every_field),
        cmocka_unit_test(test_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
