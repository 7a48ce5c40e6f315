// SPDX-License-Identifier: MIT
/* What a decoder promises of its bits (hl_decoder.plain, .separable), tried on entries that mean
 * the same. */
#ifndef HITLESS_TESTS_LAWS_H
#define HITLESS_TESTS_LAWS_H

#include "random.h"

/* A decoder, what is overlooked, and a live entry with its meaning. */
struct law_case {
    const struct hl_decoder *decoder;
    struct hl_entry overlook;
    const struct hl_entry *entry;
    const struct hl_meaning *meaning;
};

static inline bool law_same(const struct law_case *c, const struct hl_entry *e,
                            const struct hl_meaning *as, struct hl_meaning *m)
{
    struct hl_entry differ;

    hl_decode(c->decoder, e, m);
    differ = hl_entry_andnot(hl_entry_xor(m->regime, as->regime), c->overlook);
    return m->state == HL_STATE_LIVE && hl_entry_is_zero(&differ);
}

/* Often one that is not plain: the laws are easy on the others. */
static inline const struct hl_field *any_field(const struct hl_decoder *d, uint64_t *random)
{
    const struct hl_field *f;
    unsigned tries = random_below(random, 64);

    do
        f = &d->layout->fields[random_below(random, (unsigned)d->layout->count)];
    while (hl_field_get(f, &d->plain) && tries--);
    return f;
}

/* Near to what is there, or any value. */
static inline uint64_t other_value(const struct hl_field *f, const struct hl_entry *e,
                                   uint64_t *random)
{
    const uint64_t value = hl_field_get(f, e);

    if (random_below(random, 2))
        return value ^ UINT64_C(1) << random_below(random, f->width);
    return random_value(random, f->width) & hl_ones(f->width);
}

/* Another entry that means the same: what is ignored as it comes, then one to three fields at once
 * wherever the meaning stays. Returns how many bits that the entry uses have changed. */
static inline unsigned law_twin(const struct law_case *c, struct hl_entry *twin, uint64_t *random)
{
    struct hl_entry differ;
    struct hl_meaning m;

    *twin = *c->entry;
    if (random_below(random, 2))
        *twin = hl_entry_merge(random_bits(random), *c->entry, c->meaning->used);
    for (unsigned tries = 0; tries < 24; tries++) {
        struct hl_entry next = *twin;
        for (unsigned n = 1 + random_below(random, 3); n; n--) {
            const struct hl_field *f = any_field(c->decoder, random);
            hl_field_set(f, &next, other_value(f, &next, random));
        }
        if (law_same(c, &next, c->meaning, &m))
            *twin = next;
    }
    differ = hl_entry_and(hl_entry_xor(*twin, *c->entry), c->meaning->used);
    return hl_entry_count(&differ);
}

/* NULL, or the law that is broken. */
static inline const char *plain_law(const struct law_case *c, const struct hl_entry *twin)
{
    const struct hl_entry plain = c->decoder->plain;
    struct hl_entry shown = hl_entry_and(*twin, plain), differ;
    struct hl_meaning m;

    hl_decode(c->decoder, twin, &m);
    shown = hl_entry_xor(hl_entry_and(shown, m.used), hl_entry_and(m.regime, plain));
    if (!hl_entry_is_zero(&shown))
        return "the regime does not show a plain bit as it is";
    differ = hl_entry_and(hl_entry_xor(m.used, c->meaning->used), plain);
    return hl_entry_is_zero(&differ) ? NULL : "the regime does not say which plain bits are used";
}

static inline const char *separable_law(const struct law_case *c, const struct hl_entry *twin,
                                        uint64_t *random)
{
    struct hl_entry mixture = random_below(random, 2) ? *twin : *c->entry;
    struct hl_meaning m;

    for (size_t i = 0; i < c->decoder->layout->count; i++) {
        const struct hl_field *f = &c->decoder->layout->fields[i];
        const struct hl_entry *from = random_below(random, 2) ? twin : c->entry;
        if (hl_field_get(f, &c->decoder->separable))
            hl_field_set(f, &mixture, hl_field_get(f, from));
    }
    return law_same(c, &mixture, c->meaning, &m) ? NULL : "a mixture means something else";
}

/* The entry with some fields changed: legal or not. */
static inline struct hl_entry law_other(const struct law_case *c, uint64_t *random)
{
    struct hl_entry e = *c->entry;

    for (unsigned n = 1 + random_below(random, 6); n; n--) {
        const struct hl_field *f = any_field(c->decoder, random);
        hl_field_set(f, &e, other_value(f, &e, random));
    }
    return e;
}

/* Where some value of a field suits both this entry and another one, one of theirs does. */
static inline const char *value_law(const struct law_case *c, const struct hl_entry *other,
                                    const struct hl_meaning *means, uint64_t *random)
{
    const struct hl_field *f = any_field(c->decoder, random);
    struct hl_entry a = *c->entry, b = *other;
    struct hl_meaning m;

    if (!hl_field_get(f, &c->decoder->separable))
        return NULL;
    hl_field_set(f, &a, hl_field_get(f, other));
    hl_field_set(f, &b, hl_field_get(f, c->entry));
    if (law_same(c, &a, c->meaning, &m) || law_same(c, &b, means, &m))
        return NULL;
    for (unsigned n = 0; n < (f->width <= 6 ? 1u << f->width : 100); n++) {
        const uint64_t value = f->width <= 6 ? n : other_value(f, n & 1 ? &a : &b, random);
        hl_field_set(f, &a, value);
        hl_field_set(f, &b, value);
        if (law_same(c, &a, c->meaning, &m) && law_same(c, &b, means, &m))
            return "only a third value suits both";
    }
    return NULL;
}

/* What was tried: without these, silence says little. */
struct law_tally {
    unsigned cases, changed, others;
};

/* All laws, on a live entry. NULL, or the one that is broken. */
static inline const char *broken_law(const struct law_case *c, struct law_tally *tally,
                                     uint64_t *random)
{
    struct hl_entry twin, other = law_other(c, random);
    struct hl_meaning means;
    const char *why;

    tally->cases++;
    tally->changed += law_twin(c, &twin, random) != 0;
    if ((why = plain_law(c, &twin)) || (why = separable_law(c, &twin, random)))
        return why;
    hl_decode(c->decoder, &other, &means);
    if (means.state != HL_STATE_LIVE)
        return NULL;
    tally->others++;
    for (unsigned n = 0; n < 8; n++)
        if ((why = value_law(c, &other, &means, random)))
            return why;
    return NULL;
}

#endif
