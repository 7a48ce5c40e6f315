// SPDX-License-Identifier: MIT
/* The names of causes: alike whatever company a cause is in, and never cut off. */
#include "case/cause.h"
#include "helpers.h"
#include "smmu/cd.h"

static struct hl_smmu smmu;
static struct hl_decoder decoder;

static void use_all(const struct hl_sequencer *self, const struct hl_decoder *d,
                    const struct hl_entry *entry, struct hl_entry *used)
{
    (void)self;
    (void)d;
    (void)entry;
    memset(used, 0xff, sizeof(*used));
}

static void break_always(const struct hl_sequencer *self, const struct hl_update *u)
{
    const struct hl_sequencer *s = hl_builtin_sequencer_find("break-first");

    (void)self;
    s->update(s, u);
}

/* It takes every bit to be used, and so breaks wherever two qwords change. */
static const struct hl_sequencer suspicious = {.abi = HL_SEQUENCER_ABI,
                                               .kinds = HL_KIND_STE,
                                               .name = "suspicious",
                                               .update = break_always,
                                               .used = use_all};

static void name_break(const char *old, const char *target, const char *safe,
                       char words[HL_CAUSE_TEXT])
{
    struct hl_question q = {.decoder = &decoder, .sequencer = &suspicious};
    static struct hl_verdict v;
    struct hl_entry mask = {{0}};

    set_fields(&q.old, old);
    set_fields(&q.target, target);
    set_fields(&mask, safe);
    q.safe = &mask;
    hl_judge(&q, &v);
    for (unsigned i = 0; i < v.findings; i++)
        if (v.finding[i].kind == HL_NEEDLESS_BREAK) {
            hl_cause_words(&q, &v.finding[i], "", false, words);
            return;
        }
    fail_msg("no break without need from %s to %s", old, target);
}

/* Fields that stage 1 alone ignores while S1CDMax is 0, by qword: each subset of their differences,
 * beside one that counts, has the name of the first. */
static void company_does_not_matter(void **state)
{
    static const char *const change[] = {"S1Fmt=1 ", "S1DSS=2 ", "S2T0SZ=3 ", "S2TTB=0x7000 "};
    static const char *const name[] = {NULL, "S1DSS", "S2T0SZ", "S2TTB"};

    (void)state;
    for (unsigned set = 2; set < 16; set++) {
        char target[256] = S1 "S1ContextPtr=0x90000 ", words[HL_CAUSE_TEXT], wanted[HL_CAUSE_TEXT];
        unsigned first = 4;

        for (unsigned i = 4; i-- > 0;)
            if (set >> i & 1) {
                strcat(target, change[i]);
                first = i ? i : first; /* in the qword that counts anyway: not at fault */
            }
        name_break(S1, target, "", words);
        snprintf(wanted, sizeof(wanted), "needless-break: s1 to s1; without cause: %s",
                 name[first]);
        assert_string_equal(words, wanted);
    }
}

static void what_may_go_early_is_not_at_fault(void **state)
{
    char words[HL_CAUSE_TEXT];

    (void)state;
    name_break(S1, S1 "S1ContextPtr=0x90000 S1DSS=2 S2TTB=0x7000", "S1DSS=2", words);
    assert_string_equal(words, "needless-break: s1 to s1; without cause: S2TTB");
    name_break(S1, S1 "S1DSS=2 S2TTB=0x7000", "", words);
    assert_string_equal(words, "needless-break: s1 to s1; without cause: S1DSS");
}

static void other_kinds_name_no_company(void **state)
{
    struct hl_question q = {.decoder = &decoder, .sequencer = &suspicious};
    struct hl_finding f = {.kind = HL_MIXED_VIEW};
    char words[HL_CAUSE_TEXT];

    (void)state;
    set_fields(&q.old, S1 "S1DSS=2");
    set_fields(&q.target, S2 "MEV=1");
    hl_cause_words(&q, &f, ", by a guest", false, words);
    assert_string_equal(words, "mixed-view: s1 to s2, by a guest");
    f = (struct hl_finding){.kind = HL_UNSOUND_USED};
    set_fields(&f.bits, "S2VMID=4 S2TTB=0x7000");
    hl_cause_words(&q, &f, "", false, words);
    assert_string_equal(words, "unsound-used: s1 to s2; not called used: S2VMID");
    f = (struct hl_finding){.kind = HL_NEEDLESS_BREAK};
    hl_cause_words(&q, &f, "", true, words);
    assert_string_equal(words, "needless-break: s1 to s2, a wrong target");
}

static size_t longer(size_t length, const char *text)
{
    return text && strlen(text) > length ? strlen(text) : length;
}

static void no_name_is_cut_off(void **state)
{
    const struct hl_layout *const layouts[] = {&hl_ste_layout, &hl_cd_layout};
    size_t kind = 0, rule = 0, field = 0;

    (void)state;
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        kind = longer(kind, hl_finding_names[i]);
    for (unsigned i = 0; i < HL_STE_RULE_COUNT; i++)
        rule = longer(rule, hl_ste_rules[i].id);
    for (unsigned k = 0; k < 2; k++)
        for (size_t i = 0; i < layouts[k]->count; i++)
            field = longer(field, layouts[k]->fields[i].name);
    assert_true(kind > 5 && rule > 5 && field > 5);
    assert_true(kind + 1 + rule + 2 * 32 +
                    sizeof(": to , both as the driver makes them, a wrong "
                           "target; without cause: ") +
                    field <
                HL_CAUSE_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(company_does_not_matter),
        cmocka_unit_test(what_may_go_early_is_not_at_fault),
        cmocka_unit_test(other_kinds_name_no_company),
        cmocka_unit_test(no_name_is_cut_off),
    };

    make_smmu(&smmu, &(struct place){.profile = "v3.4-full"});
    decoder = hl_ste_decoder(&smmu);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
