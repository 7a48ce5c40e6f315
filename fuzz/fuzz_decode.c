// SPDX-License-Identifier: MIT
/* The decoders: of each STE of a program, and of CDs under each STE that leads to some. What an
 * entry means is total, depends on its used bits alone, and is an entry that means itself; the
 * words for it, as text and as JSON, say that and nothing else. */
#include "program/cd_recipe.h"
#include "entry/text.h"
#include "program/pool.h"
#include "report/report.h"
#include "harness/crash.h"
#include "harness/target.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

enum { CDS = 4, UNUSED = 3 };

/* Where an entry is decoded. */
struct place {
    const struct hl_trial *trial;
    struct hl_entry allowed; /* bits that may be used */
    uint64_t random;
};

static _Noreturn void complain(const struct place *p, const struct hl_entry *e, const char *what)
{
    char text[HL_ENTRY_TEXT];

    fprintf(hl_crash_text(), "==== hitless: fuzz_decode: %s\n", what);
    hl_entry_format(e, text);
    fprintf(hl_crash_text(), "%s %s\nsecurity %d\n", p->trial->at.decoder.layout->name, text,
            (int)p->trial->at.smmu.security);
    if (p->trial->at.decoder.kind == HL_KIND_CD) {
        hl_entry_format(&p->trial->source->ste, text);
        fprintf(hl_crash_text(), "under STE %s\n", text);
    }
    for (size_t i = 0; i < hl_register_count; i++)
        fprintf(hl_crash_text(), "%s=%#x,", hl_register_list[i].name,
                hl_register_get(&p->trial->at.smmu.regs, i));
    fputs("\n", hl_crash_text());
    hl_crash_stop(NULL, what);
}

static bool same_meaning(const struct hl_meaning *a, const struct hl_meaning *b)
{
    return a->state == b->state && a->rule == b->rule && a->config == b->config &&
           hl_entry_equal(&a->regime, &b->regime);
}

/* What belongs together: state and rule, the rule's names, V, regime and used bits. */
static void check_form(const struct place *p, const struct hl_entry *e, const struct hl_meaning *m)
{
    const struct hl_decoder *d = &p->trial->at.decoder;
    const bool dead = m->state == HL_STATE_OFF || m->state == HL_STATE_ILLEGAL;
    const struct hl_entry outside = hl_entry_andnot(m->regime, m->used);
    const struct hl_entry strange = hl_entry_andnot(m->used, p->allowed);
    const struct hl_entry valid = hl_entry_and(*e, d->valid);

    if (m->state > HL_STATE_LIVE || dead != (m->rule != 0))
        complain(p, e, "state and rule disagree");
    if (hl_entry_is_zero(&valid) != (m->state == HL_STATE_OFF))
        complain(p, e, "V and the state disagree");
    if (m->rule && (!d->rule_name(m->rule) || !d->rule_section(m->rule) || !d->rule_doc(m->rule)))
        complain(p, e, "a rule without a name, a section or words");
    if (!d->config_name(m->config))
        complain(p, e, "a configuration without a name");
    if (hl_entry_is_zero(&m->regime) != dead || !hl_entry_is_zero(&outside))
        complain(p, e, "a regime outside of the used bits, or of what has none");
    if (!hl_entry_agree(&m->used, &d->valid, &d->valid) || !hl_entry_is_zero(&strange))
        complain(p, e, "V is not used, or a bit of no field is");
}

static struct hl_entry random_entry(uint64_t *random)
{
    struct hl_entry e;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        e.q[i] = hl_next_random(random);
    return e;
}

/* Whatever stands in the unused bits, the entry means the same and uses the same. */
static void check_unused(struct place *p, const struct hl_entry *e, const struct hl_meaning *m)
{
    struct hl_meaning other;

    for (unsigned i = 0; i < UNUSED; i++) {
        struct hl_entry flips = i == 0 ? (struct hl_entry){{0}} : random_entry(&p->random);
        struct hl_entry changed =
            hl_entry_merge(i == 1 ? hl_entry_xor(*e, flips) : flips, *e, m->used);

        hl_decode(&p->trial->at.decoder, &changed, &other);
        if (!same_meaning(m, &other) || !hl_entry_equal(&m->used, &other.used))
            complain(p, e, "unused bits change the meaning or the used bits");
    }
}

static void check_regime(const struct place *p, const struct hl_entry *e,
                         const struct hl_meaning *m)
{
    struct hl_meaning again;

    if (m->rule)
        return;
    hl_decode(&p->trial->at.decoder, &m->regime, &again);
    if (!same_meaning(m, &again))
        complain(p, e, "a regime that is not its own regime");
}

/* A name and its value in the words for a meaning. */
static void add_field(const struct place *p, struct hl_entry *regime, const char *name,
                      const char *value)
{
    const struct hl_field *f = hl_field_find(p->trial->at.decoder.layout, name);
    uint64_t number;

    if (!f || hl_field_parse(f, value, &number) || !number || hl_field_get(f, regime))
        complain(p, regime, "a field in the text that is none, or twice, or has no value");
    hl_field_set(f, regime, number);
}

/* Take "; set but RES0: SHCFG=incoming (STE_...), ..." off the end of the words. */
static void check_reserved_text(const struct place *p, const struct hl_entry *e, char *text)
{
    const struct hl_entry reserved = hl_reserved(&p->trial->at.decoder, e);
    char *more = strstr(text, "; set but RES0: ");

    if (!more != hl_entry_is_zero(&reserved))
        complain(p, e, "the text has RES0 fields where there are none, or not where there are");
    if (more)
        *more = '\0';
}

/* What is RES0 by the SMMU is ignored, or with res0-illegal no entry has it and is legal. */
static void check_reserved(const struct place *p, const struct hl_entry *e,
                           const struct hl_meaning *m)
{
    const struct hl_entry reserved = hl_reserved(&p->trial->at.decoder, e);
    const struct hl_entry used = hl_entry_and(reserved, m->used);

    if (hl_entry_is_zero(&reserved))
        return;
    if (p->trial->at.smmu.options.res0_illegal ? m->rule == 0 : !hl_entry_is_zero(&used))
        complain(p, e, "a bit that is RES0 counts, or does not although it is to");
}

/* "s1 StreamWorld=NS-EL1 V=1 ...", or "invalid STE_V (5.2): words". */
static void check_text(const struct place *p, const struct hl_entry *e, const struct hl_meaning *m)
{
    static struct hl_buffer b;
    const struct hl_decoder *d = &p->trial->at.decoder;
    struct hl_entry regime = {{0}};
    char *rest = b.text, *word;

    b.length = 0;
    hl_text_meaning(&b, p->trial, e, m);
    if (b.length == 0 || memchr(b.text, '\n', b.length) != b.text + b.length - 1)
        complain(p, e, "the text is not one line");
    b.text[b.length - 1] = '\0';
    check_reserved_text(p, e, b.text);
    if (strcmp(strsep(&rest, " "), d->config_name(m->config)) != 0)
        complain(p, e, "the text begins with another configuration");
    if (m->rule) {
        if (strcmp(strsep(&rest, " "), d->rule_name(m->rule)) != 0)
            complain(p, e, "the text has another rule");
        return;
    }
    while ((word = strsep(&rest, " ")) != NULL) {
        const char *name = strsep(&word, "=");
        if (!word)
            complain(p, e, "the text has a word that is no field");
        if (strcmp(name, "StreamWorld") != 0)
            add_field(p, &regime, name, word);
    }
    if (!hl_entry_equal(&regime, &m->regime))
        complain(p, e, "the text is another regime");
}

static bool has_text(struct json_object *object, const char *key, const char *text)
{
    struct json_object *member;

    if (!json_object_object_get_ex(object, key, &member))
        return false;
    return text ? json_object_is_type(member, json_type_string) &&
                      strcmp(json_object_get_string(member), text) == 0
                : member == NULL;
}

static bool same_regime(const struct place *p, struct json_object *regime,
                        const struct hl_meaning *m)
{
    const struct hl_layout *layout = p->trial->at.decoder.layout;
    const char *world = hl_trial_streamworld(p->trial, m);
    int members = world ? 1 : 0;
    struct json_object *member;

    if (world && !has_text(regime, "StreamWorld", world))
        return false;
    for (size_t i = 0; i < layout->count; i++) {
        const uint64_t value = hl_field_get(&layout->fields[i], &m->regime);
        const bool there = json_object_object_get_ex(regime, layout->fields[i].name, &member);

        if (there != (value != 0) ||
            (there && json_object_get_uint64(member) != value << layout->fields[i].shift))
            return false;
        members += there;
    }
    return json_object_object_length(regime) == members;
}

/* MSan would report what json-c, which it does not instrument, has written. */
static const bool uninstrumented_json =
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
    true;
#else
    false;
#endif
#else
    false;
#endif

/* The bits that the JSON lists as RES0. */
static struct hl_entry reserved_of(const struct place *p, struct json_object *read)
{
    struct json_object *array = json_object_object_get(read, "reserved");
    struct hl_entry bits = {{0}};

    for (size_t i = 0; array && i < json_object_array_length(array); i++) {
        struct json_object *one = json_object_array_get_idx(array, i);
        const uint64_t value = json_object_get_uint64(json_object_object_get(one, "bits"));
        const char *name = json_object_get_string(json_object_object_get(one, "field"));
        const struct hl_field *f = name ? hl_field_find(p->trial->at.decoder.layout, name) : NULL;

        if (f)
            hl_field_set(f, &bits, value);
        else
            bits.q[json_object_get_int(json_object_object_get(one, "qword")) & 7] |= value;
    }
    return bits;
}

static void check_json(const struct place *p, const struct hl_entry *e, const struct hl_meaning *m)
{
    const struct hl_decoder *d = &p->trial->at.decoder;
    const struct hl_entry reserved = hl_reserved(d, e);
    struct json_object *made = hl_json_meaning(p->trial, e, m), *regime = NULL;
    struct json_object *read = json_tokener_parse(json_object_to_json_string(made));
    struct hl_entry listed;

    if (!read || json_object_object_length(read) != 5 + !hl_entry_is_zero(&reserved) ||
        !json_object_object_get_ex(read, "regime", &regime) || !regime)
        complain(p, e, "no JSON, or without a regime");
    if (json_object_get_boolean(json_object_object_get(read, "legal")) != (m->rule == 0) ||
        !has_text(read, "rule", m->rule ? d->rule_name(m->rule) : NULL) ||
        !has_text(read, "section", m->rule ? d->rule_section(m->rule) : NULL) ||
        !has_text(read, "config", d->config_name(m->config)))
        complain(p, e, "the JSON says something else");
    if (!same_regime(p, regime, m))
        complain(p, e, "the JSON is another regime");
    listed = reserved_of(p, read);
    if (!hl_entry_equal(&listed, &reserved))
        complain(p, e, "the JSON lists other bits as RES0");
    json_object_put(made);
    json_object_put(read);
}

/* words: check also what is said of it. */
static void check_entry(struct place *p, const struct hl_entry *e, bool words, struct hl_meaning *m)
{
    hl_decode(&p->trial->at.decoder, e, m);
    check_form(p, e, m);
    check_unused(p, e, m);
    check_regime(p, e, m);
    check_reserved(p, e, m);
    if (words) {
        check_text(p, e, m);
        if (!uninstrumented_json)
            check_json(p, e, m);
    }
}

static struct hl_entry bits_that_may_be_used(const struct hl_layout *layout,
                                             const struct hl_options *options)
{
    struct hl_entry all;

    if (!options->res0_illegal)
        return hl_layout_mask(layout);
    memset(&all, 0xff, sizeof all);
    return all;
}

/* By recipe, and mended or not. */
static struct hl_entry random_cd(const struct hl_cd_context *context, uint64_t *random)
{
    uint8_t bytes[16];
    struct hl_entry cd;

    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(hl_next_random(random) >> 32);
    cd = hl_cd_recipe(context, bytes);
    if (hl_next_random(random) >> 63)
        hl_cd_legalise(context, &cd);
    return cd;
}

/* CDs under one of the STEs: the bits of the entries after it, so that an input can say them, and
 * some that lean towards the legal. */
static void check_cds(const struct hl_setting *setting, const struct hl_pool *pool, unsigned n,
                      uint64_t random)
{
    static struct hl_case c;
    static struct hl_trial trial;
    struct place p = {.trial = &trial, .random = random};
    struct hl_meaning m;

    c = (struct hl_case){
        .kind = HL_KIND_CD, .setting = *setting, .has_ste = true, .ste = pool->entry[n]};
    if (hl_trial_init(&trial, &c, NULL))
        return;
    p.allowed = bits_that_may_be_used(&hl_cd_layout, &c.setting.options);
    for (unsigned i = 0; i < CDS; i++) {
        struct hl_entry cd = pool->entry[(n + i) % pool->count];

        if (i % 2 == 0)
            cd = random_cd(&trial.at.cd, &p.random);
        check_entry(&p, &cd, i == random % CDS, &m);
    }
}

static uint64_t seed_of(const struct hl_pool *pool)
{
    uint64_t seed = HL_MIX_BEGIN;

    for (unsigned n = 0; n < pool->count; n++)
        for (unsigned i = 0; i < HL_QWORDS; i++)
            seed = hl_mix(seed, pool->entry[n].q[i]);
    return seed;
}

static void run(const struct hl_program *program)
{
    static struct hl_pool pool;
    static struct hl_case c;
    static struct hl_trial trial;
    struct place p = {.trial = &trial};
    const struct hl_setting setting = hl_program_setting(program);
    struct hl_meaning m;

    hl_pool_build(&pool, program, &setting, hl_builtin_sequencer_find("used-bits"));
    c = (struct hl_case){.kind = HL_KIND_STE, .setting = setting};
    hl_trial_init(&trial, &c, NULL);
    p.allowed = bits_that_may_be_used(&hl_ste_layout, &c.setting.options);
    p.random = seed_of(&pool);
    for (unsigned n = 0; n < pool.count; n++) {
        check_entry(&p, &pool.entry[n], n == p.random % pool.count, &m);
        if (m.state == HL_STATE_LIVE)
            check_cds(&setting, &pool, n, p.random);
    }
}

/* json-c seeds its hash at random, and libFuzzer learns from what is compared on a collision: the
 * same seed would not give the same run. */
static void begin(void)
{
    json_global_set_string_hash(JSON_C_STR_HASH_PERLLIKE);
}

HL_TARGET(fuzz_decode) = {.kind = HL_PROGRAM_STE, .begin = begin, .run = run};
