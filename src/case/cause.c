// SPDX-License-Identifier: MIT
#include "case/cause.h"

#include "entry/random.h"

#include <stdio.h>

/* The bits that the sequencer takes to stand in the way: they differ, both sides use them, and they
 * may not change early. A sequencer that does not say takes all for that. */
static struct hl_entry critical_bits(const struct hl_question *q)
{
    const struct hl_sequencer *s = q->sequencer;
    struct hl_entry bits = hl_entry_xor(q->old, q->target), mask;

    if (s->used) {
        s->used(s, q->decoder, &q->old, &mask);
        bits = hl_entry_and(bits, mask);
        s->used(s, q->decoder, &q->target, &mask);
        bits = hl_entry_and(bits, mask);
    }
    if (q->safe) {
        bits = hl_entry_andnot(bits, *q->safe);
    } else if (s->update_safe) {
        s->update_safe(s, q->decoder, &q->old, &q->target, &mask);
        bits = hl_entry_andnot(bits, mask);
    }
    return bits;
}

/* The bits in which the two mean different things that count. */
static struct hl_entry real_bits(const struct hl_question *q, const struct hl_meaning *old,
                                 const struct hl_meaning *target)
{
    const struct hl_entry both = hl_entry_and(old->used, target->used);

    return hl_entry_andnot(hl_entry_and(hl_entry_xor(old->regime, target->regime), both),
                           q->overlook);
}

/* Of the fields that make a qword critical to the sequencer in which nothing really is, the one of
 * this number. The first one names the cause: each of the others is found alone, too, and a name
 * that lists them would be another one for each company that it is in. NULL: there are no more. */
static const struct hl_field *needless_field(const struct hl_question *q,
                                             const struct hl_meaning *old,
                                             const struct hl_meaning *target, unsigned number)
{
    const struct hl_entry critical = critical_bits(q), real = real_bits(q, old, target);
    const unsigned qwords = hl_entry_qwords(&critical) & ~hl_entry_qwords(&real);

    for (size_t i = 0; i < q->decoder->layout->count; i++) {
        const struct hl_field *f = &q->decoder->layout->fields[i];

        if ((qwords >> f->lsb / 64 & 1) && hl_field_get(f, &critical) && number-- == 0)
            return f;
    }
    return NULL;
}

/* The first field that holds one of the bits. */
static const struct hl_field *field_of(const struct hl_question *q, const struct hl_entry *bits)
{
    for (size_t i = 0; i < q->decoder->layout->count; i++)
        if (hl_field_get(&q->decoder->layout->fields[i], bits))
            return &q->decoder->layout->fields[i];
    return NULL;
}

static void format(const struct hl_question *q, const struct hl_finding *f,
                   const struct hl_meaning *old, const struct hl_meaning *target, const char *note,
                   const struct hl_field *field, char words[HL_CAUSE_TEXT])
{
    const char *lead = f->kind == HL_NEEDLESS_BREAK   ? HL_CAUSE_FIELD
                       : f->kind == HL_RESERVED_FIELD ? "; RES0: "
                                                      : "; not called used: ";

    snprintf(words, HL_CAUSE_TEXT, "%s%s%s: %s to %s%s%s%s", hl_finding_names[f->kind],
             f->rule ? " " : "", f->rule ? q->decoder->rule_name(f->rule) : "",
             q->decoder->config_name(old->config), q->decoder->config_name(target->config), note,
             field ? lead : "", field ? field->name : "");
}

void hl_cause_words(const struct hl_question *q, const struct hl_finding *f, const char *note,
                    bool innocent, char words[HL_CAUSE_TEXT])
{
    const struct hl_field *field = NULL;
    struct hl_meaning old, target;
    char notes[64];

    hl_decode(q->decoder, &q->old, &old);
    hl_decode(q->decoder, &q->target, &target);
    if (f->kind == HL_NEEDLESS_BREAK && !innocent)
        field = needless_field(q, &old, &target, 0);
    else if (f->kind == HL_UNSOUND_USED || f->kind == HL_SUBJECT_WARNING ||
             f->kind == HL_RESERVED_FIELD)
        field = field_of(q, &f->bits); /* each of its bits is at fault alone */
    snprintf(notes, sizeof(notes), "%s%s", note, innocent ? ", a wrong target" : "");
    format(q, f, &old, &target, notes, field, words);
}

bool hl_cause_other(const struct hl_question *q, const struct hl_finding *f, const char *note,
                    unsigned number, char words[HL_CAUSE_TEXT])
{
    const struct hl_field *field;
    struct hl_meaning old, target;

    if (f->kind != HL_NEEDLESS_BREAK)
        return false;
    hl_decode(q->decoder, &q->old, &old);
    hl_decode(q->decoder, &q->target, &target);
    field = number ? needless_field(q, &old, &target, number) : NULL;
    if (number && !field)
        return false;
    format(q, f, &old, &target, note, field, words);
    return true;
}

uint64_t hl_cause_hash(const char *words)
{
    uint64_t hash = HL_MIX_BEGIN;

    for (; *words; words++)
        hash = hl_mix(hash, (unsigned char)*words);
    return hash;
}
