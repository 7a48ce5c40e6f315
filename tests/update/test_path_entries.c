// SPDX-License-Identifier: MIT
/* The search for a path between real entries, beside an exhaustive search in which every field that
 * differs has old's or target's value and the fields that assumptions overlook have any: STEs and
 * CDs of random SMMUs of every Security state with any options. The right sequencer has to do what
 * there is a path for. */
#include "laws.h"
#include "paths.h"

enum { MOST_BITS = 14 }; /* two to this: the states that are searched, but for overlooked fields */

struct tally {
    unsigned pairs, found, none, long_ones, apart, too_large, hitless, breaking;
};

static bool is_live(const struct hl_decoder *d, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_decode(d, e, &m);
    return m.state == HL_STATE_LIVE;
}

/* A field that means something in the entry, as a rule. */
static const struct hl_field *any_used_field(const struct hl_decoder *d, const struct hl_meaning *m,
                                             uint64_t *random)
{
    const struct hl_field *f;
    unsigned tries = random_below(random, 20);

    do
        f = any_field(d, random);
    while (!hl_field_get(f, &m->used) && tries--);
    return f;
}

/* Up to so many fields of one entry changed, or taken from another. */
static struct hl_entry neighbour(const struct hl_decoder *d, const struct hl_entry *e,
                                 const struct hl_entry *other, unsigned changes, uint64_t *random)
{
    struct hl_entry next = *e;
    struct hl_meaning m;

    hl_decode(d, e, &m);
    while (changes--) {
        const struct hl_field *f = any_used_field(d, &m, random);
        hl_field_set(f, &next,
                     random_below(random, 2) ? hl_field_get(f, other)
                                             : other_value(f, &next, random));
    }
    return next;
}

static struct space values_of_fields(const struct hl_question *q)
{
    const struct hl_entry differ = hl_entry_xor(q->old, q->target);
    const struct hl_layout *layout = q->decoder->layout;
    struct space s = {0};

    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        const bool overlooked = hl_field_get(f, &q->overlook) != 0;
        if (!overlooked && !hl_field_get(f, &differ))
            continue;
        add_choice(&s, f->lsb / 64, hl_ones(f->width) << f->lsb % 64);
        add_value(&s, q->old.q[f->lsb / 64] & s.choice[s.choices - 1].mask);
        add_value(&s, q->target.q[f->lsb / 64] & s.choice[s.choices - 1].mask);
        if (overlooked)
            add_all_values(&s);
    }
    finish_space(&s);
    return s;
}

/* Bits of no field are as in old: nothing but what fields say. */
static struct hl_entry within_fields(const struct hl_entry *e, const struct hl_decoder *d)
{
    return hl_entry_and(*e, hl_layout_mask(d->layout));
}

static void fail_pair(const struct hl_question *q, const char *why)
{
    char text[HL_ENTRY_TEXT];

    print_pair(q);
    hl_entry_format(&q->overlook, text);
    fail_msg("%s\n  overlook %s", why, text);
}

static void look_for_a_plan(const struct hl_question *q, const struct space *s, struct tally *t)
{
    struct hl_log plan;
    unsigned stored = 0;
    bool again = false;

    switch (hl_plan(q, &plan)) {
    case HL_PLAN_FOUND:
        if (!log_is_hitless(q, &plan))
            fail_pair(q, "a plan that is not hitless");
        for (unsigned i = 0; i < plan.stores; i++) {
            again |= stored >> plan.store[i].index & 1;
            stored |= 1u << plan.store[i].index;
        }
        t->found++;
        t->long_ones += plan.syncs > 3;
        t->apart += again;
        break;
    case HL_PLAN_NONE:
        if (search_path(q, s))
            fail_pair(q, "a path that was not found");
        t->none++;
        break;
    default:
        fail_pair(q, "given up");
    }
}

static void look_at_sequencer(struct hl_question *q, struct tally *t)
{
    static struct hl_verdict v;

    q->sequencer = hl_builtin_sequencer_find("update-safe");
    hl_judge(q, &v);
    if (hl_verdict_is_bad(&v) || v.plan_gave_up)
        fail_pair(q, v.findings ? hl_finding_names[v.finding[0].kind] : "given up");
    t->hitless += v.outcome <= HL_HITLESS;
    t->breaking += v.outcome == HL_BREAKING;
}

static void look_at_pair(struct hl_question *q, bool quiesced, struct tally *t)
{
    const struct space s = values_of_fields(q);

    if (!is_live(q->decoder, &q->old) || !is_live(q->decoder, &q->target))
        return;
    t->pairs++;
    if (s.states > (quiesced ? 32u : 2u) << MOST_BITS || s.states > MAX_STATES) {
        t->too_large++;
        return;
    }
    look_for_a_plan(q, &s, t);
    if (quiesced)
        look_at_sequencer(q, t);
}

static void assert_telling(const struct tally *t)
{
    print_message(
        "%u pairs: %u paths (%u of more than three epochs, %u with a qword stored to more "
        "than once), %u have none, %u too large; update-safe: %u hitless, %u breaking\n",
        t->pairs, t->found, t->long_ones, t->apart, t->none, t->too_large, t->hitless, t->breaking);
    assert_true(t->found > t->pairs / 10 && t->none > t->pairs / 10);
    assert_true(t->breaking > t->pairs / 20);
    assert_true(t->too_large < t->pairs / 20);
}

static unsigned some(uint64_t *random)
{
    return 1 + random_below(random, random_below(random, 8) ? 7 : 11);
}

static void test_stes(void **state)
{
    struct tally t = {0};
    uint64_t random = 31;

    (void)state;
    make_ste_templates();
    for (unsigned n = 0; n < HL_ROUNDS(8000); n++) {
        const struct hl_assumptions assume = {.ats_quiesced = random_below(&random, 4) != 0};
        struct hl_smmu smmu;
        random_smmu(&random, n, &smmu);
        struct hl_question q = {.overlook = hl_ste_assume(&smmu, &assume)};
        const struct hl_decoder decoder = hl_ste_decoder(&smmu);
        q.decoder = &decoder;
        for (unsigned i = 0; i < 24; i++) {
            const struct hl_entry a = random_ste(&random), b = random_ste(&random);
            q.old = within_fields(&a, &decoder);
            q.target = neighbour(&decoder, &q.old, &b, some(&random), &random);
            if (random_below(&random, 2))
                HL_SET(STE, &q.target, Config, HL_GET(STE, &b, Config));
            look_at_pair(&q, assume.ats_quiesced, &t);
        }
    }
    assert_telling(&t);
    assert_true(t.apart > t.pairs / 100);
}

/* EATS, S2S and Config, which must change one after the other, in every way that they can. */
static void test_linked_fields(void **state)
{
    static const struct place places[] = {
        {.profile = "v3.0-s2", .options = {"eats-s2s-bypass=1"}},
        {.profile = "v3.0-s2"},
        {.profile = "v3.4-full"},
        {.profile = "v3.4-full", .security = HL_REALM},
    };
    const struct hl_assumptions assume = {.ats_quiesced = true};
    struct tally t = {0};
    struct hl_entry sides[2 * 4 * 4 * 2];
    unsigned count = 0;

    (void)state;
    for (unsigned i = 0; i < LENGTH(sides); i++) {
        const unsigned config = i & 1 ? 5 : i & 2 ? 7 : 6;
        sides[count] = (struct hl_entry){{0}};
        set_fields(&sides[count], NESTED "S1STALLD=0");
        HL_SET(STE, &sides[count], Config, config);
        HL_SET(STE, &sides[count], EATS, i >> 2 & 3);
        HL_SET(STE, &sides[count], S2S, i >> 4 & 1);
        HL_SET(STE, &sides[count++], DPT_VMATCH, i >> 5 & 1);
    }
    for (size_t p = 0; p < LENGTH(places); p++) {
        struct hl_smmu smmu;
        make_smmu(&smmu, &places[p]);
        struct hl_question q = {.overlook = hl_ste_assume(&smmu, &assume)};
        const struct hl_decoder decoder = hl_ste_decoder(&smmu);
        q.decoder = &decoder;
        for (unsigned i = 0; i < count; i++)
            for (unsigned j = 0; j < count; j++) {
                q.old = sides[i];
                q.target = sides[j];
                look_at_pair(&q, true, &t);
            }
    }
    print_message("%u pairs: %u paths (%u of more than three epochs), %u have none\n", t.pairs,
                  t.found, t.long_ones, t.none);
    assert_true(t.found > 1000);
}

static void test_cds(void **state)
{
    struct tally t = {0};
    uint64_t random = 32;

    (void)state;
    make_ste_templates();
    make_cd_templates();
    for (unsigned n = 0; n < HL_ROUNDS(6000); n++) {
        struct hl_cd_context context;
        struct hl_meaning ste;
        struct hl_smmu smmu;
        random_smmu(&random, n, &smmu);
        random_cd_context(&random, &smmu, &ste, &context);
        if (!context.smmu)
            continue;
        const struct hl_decoder decoder = hl_cd_decoder(&context);
        struct hl_question q = {.decoder = &decoder};
        for (unsigned i = 0; i < 24; i++) {
            const struct hl_entry a = random_cd(&random), b = random_cd(&random);
            q.old = within_fields(&a, &decoder);
            q.target = neighbour(&decoder, &q.old, &b, some(&random), &random);
            look_at_pair(&q, true, &t);
        }
    }
    assert_telling(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stes),
        cmocka_unit_test(test_linked_fields),
        cmocka_unit_test(test_cds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
