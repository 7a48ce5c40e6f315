// SPDX-License-Identifier: MIT
/* explain's probes show every field that counts, or src/report/unshown.def says why none does:
 * pairs of live entries whose regimes differ in one field alone, of random SMMUs of every Security
 * state; and what is shown differs in words, too. */
#include "laws.h"

#include "cd_leads.h"
#include "report/probes.h"

enum {
    ENTRIES = HL_ROUNDS(2500),
    FEW = 20,    /* so many pairs of a field that is not to be shown are enough */
    ENOUGH = 12, /* after so many pairs with two values one should have been shown */
    MOST_FIELDS = 256,
    NARROW = 4, /* bits */
    CHANGES = 1 << 2 * NARROW
};

/* Of a field; of a narrow one by its values in the two regimes. */
struct tally {
    unsigned pairs, shown;
    struct {
        unsigned pairs, shown;
    } change[CHANGES];
};

static bool same_words(const struct hl_response *a, const struct hl_response *b)
{
    const struct hl_response *const all[HL_RESPONSES] = {a, b, b};
    char text[HL_RESPONSES][HL_RESPONSE_TEXT];

    hl_responses_text(all, true, text);
    return strcmp(text[0], text[1]) == 0;
}

/* Whether there is an answer to a plain read at all. */
static bool is_modelled(const struct hl_trial *trial)
{
    const struct hl_canonical memory = hl_canonical_of(trial);
    struct hl_response r;
    struct hl_probe probe;

    hl_probe_get(trial, 0, &probe);
    hl_probe_send(trial, &memory, &trial->question.old, &probe, &r);
    return r.outcome != HL_NOT_MODELLED;
}

/* Whether some probe tells old and target apart. */
static bool is_shown(const struct hl_trial *trial)
{
    const struct hl_canonical memory = hl_canonical_of(trial);
    struct hl_response old, target;
    struct hl_probe probe;

    for (unsigned n = 0; hl_probe_get(trial, n, &probe); n++) {
        char text[HL_PROBE_TEXT];
        hl_probe_send(trial, &memory, &trial->question.old, &probe, &old);
        hl_probe_send(trial, &memory, &trial->question.target, &probe, &target);
        if (hl_response_equal(&old, &target))
            continue;
        hl_probe_text(&probe, text);
        if (same_words(&old, &target))
            fail_msg("%s: a difference without words", text);
        return true;
    }
    return false;
}

static unsigned change_of(uint64_t a, uint64_t b)
{
    return (unsigned)(a < b ? a << NARROW | b : b << NARROW | a);
}

/* Whether the regimes differ in this field, and, where no probe is to show it, in nothing else but
 * what is overlooked. */
static bool differ_in(const struct hl_field *f, const struct hl_trial *trial, unsigned *change)
{
    const struct hl_decoder *d = &trial->at.decoder;
    const struct hl_unshown *u = hl_unshown_find(d->kind, f->name);
    struct hl_entry differ, rest;
    struct hl_meaning a, b;

    hl_decode(d, &trial->question.old, &a);
    hl_decode(d, &trial->question.target, &b);
    if (a.state != HL_STATE_LIVE || (b.state != HL_STATE_LIVE && !hl_field_get(f, &d->valid)))
        return false;
    differ = hl_entry_andnot(hl_entry_xor(a.regime, b.regime), trial->at.overlook);
    rest = differ;
    hl_field_set(f, &rest, 0);
    *change =
        f->width > NARROW ? 0 : change_of(hl_field_get(f, &a.regime), hl_field_get(f, &b.regime));
    return hl_field_get(f, &differ) && (!u || hl_entry_is_zero(&rest));
}

static void try_field(const struct hl_field *f, struct hl_case *c, struct tally *t,
                      uint64_t *random)
{
    static struct hl_trial trial;

    const struct hl_unshown *u = hl_unshown_find(c->kind, f->name);
    unsigned change;
    bool shown;

    if (t->pairs >= FEW && u && !u->ever)
        return;
    c->target = c->old;
    hl_field_set(f, &c->target, other_value(f, &c->old, random));
    if (hl_trial_init(&trial, c, NULL) || !differ_in(f, &trial, &change) || t->change[change].shown)
        return;
    shown = is_shown(&trial);
    t->pairs++;
    t->shown += shown;
    t->change[change].pairs += is_modelled(&trial);
    t->change[change].shown += shown;
}

/* Two values of a field that should be shown, and are not. */
static unsigned hidden_changes(const struct hl_field *f, const struct tally *t)
{
    unsigned hidden = 0;

    for (unsigned i = 0; i < CHANGES; i++) {
        if (t->change[i].shown || t->change[i].pairs < ENOUGH)
            continue;
        print_error("%s: no probe tells %u from %u, in %u pairs\n", f->name, i >> NARROW,
                    i & (CHANGES - 1) >> NARROW, t->change[i].pairs);
        hidden++;
    }
    return hidden;
}

static void set_place(struct hl_case *c, const struct hl_smmu *smmu)
{
    c->setting = (struct hl_setting){
        .regs = smmu->regs, .security = smmu->security, .options = smmu->options};
}

static void next_ste(struct hl_case *c, unsigned n, uint64_t *random)
{
    static struct hl_smmu smmu;
    uint8_t bytes[16];

    random_smmu(random, n, &smmu);
    set_place(c, &smmu);
    if (random_below(random, 3) == 0) {
        c->old = random_ste(random);
    } else {
        random_bytes(bytes, sizeof bytes, random);
        c->old = hl_recipe(&smmu, bytes);
    }
    hl_legalise(&smmu, &c->old);
}

static void next_cd(struct hl_case *c, unsigned n, uint64_t *random)
{
    static struct cd_bench b;
    uint8_t bytes[16];

    (void)n;
    random_bench(&b, random);
    set_place(c, &b.smmu);
    c->has_ste = true;
    c->ste = b.ste.regime;
    if (random_below(random, 3) == 0) {
        c->old = random_cd(random);
    } else {
        random_bytes(bytes, sizeof bytes, random);
        c->old = hl_cd_recipe(&b.context, bytes);
    }
    hl_cd_legalise(&b.context, &c->old);
}

/* Lines of unshown.def that no pair was about. */
static unsigned idle_lines(enum hl_kind kind, const struct hl_layout *layout,
                           const struct tally *tally)
{
    unsigned idle = 0;

    for (size_t l = 0; l < hl_unshown_count; l++) {
        const struct hl_unshown *u = &hl_unshown[l];
        unsigned pairs = u->kind == kind ? 0 : 1;
        for (size_t i = 0; i < layout->count; i++)
            if (hl_unshown_find(kind, layout->fields[i].name) == u)
                pairs += tally[i].pairs;
        if (!pairs)
            print_error("%s %s in unshown.def: no pair\n", layout->name, u->fields);
        idle += !pairs;
    }
    return idle;
}

static void look_at(enum hl_kind kind, const struct hl_layout *layout,
                    void (*next)(struct hl_case *, unsigned, uint64_t *))
{
    static struct tally tally[MOST_FIELDS];
    static struct hl_case c;
    uint64_t random = 20;
    unsigned wrong = 0;

    assert_true(layout->count <= MOST_FIELDS);
    memset(tally, 0, sizeof tally);
    c.kind = kind;
    for (unsigned n = 0; n < ENTRIES; n++) {
        next(&c, n, &random);
        for (size_t i = 0; i < layout->count; i++)
            try_field(&layout->fields[i], &c, &tally[i], &random);
    }
    for (size_t i = 0; HL_IN_FULL && i < layout->count; i++) {
        const struct hl_unshown *u = hl_unshown_find(kind, layout->fields[i].name);
        const struct tally *t = &tally[i];
        const bool bad = u ? (t->shown != 0) != u->ever : t->pairs && !t->shown;
        if (bad)
            print_error("%s %s: %u pairs, %s\n", layout->name, layout->fields[i].name, t->pairs,
                        t->shown ? "a probe shows it, and unshown.def says that none does"
                        : u      ? "no probe shows it, and unshown.def says that some do"
                                 : "no probe shows it");
        wrong += bad;
        wrong += u ? 0 : hidden_changes(&layout->fields[i], t);
    }
    wrong += HL_IN_FULL ? idle_lines(kind, layout, tally) : 0;
    assert_int_equal(wrong, 0);
}

static void ste_fields(void **state)
{
    (void)state;
    make_ste_templates();
    look_at(HL_KIND_STE, &hl_ste_layout, next_ste);
}

static void cd_fields(void **state)
{
    (void)state;
    make_cd_templates();
    look_at(HL_KIND_CD, &hl_cd_layout, next_cd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ste_fields),
        cmocka_unit_test(cd_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
