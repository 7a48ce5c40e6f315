// SPDX-License-Identifier: MIT
/* One view, against the old and the new regime. */
#include "verdict/judge.h"

bool hl_same_regime(const struct hl_question *q, const struct hl_meaning *a,
                    const struct hl_meaning *b)
{
    struct hl_entry difference = hl_entry_xor(a->regime, b->regime);

    difference = hl_entry_andnot(difference, q->overlook);
    return hl_entry_is_zero(&difference);
}

static void decode_remembered(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    const struct hl_sides *s = context;

    if (hl_entry_equal(e, &s->old))
        *m = *s->old_meaning;
    else if (hl_entry_equal(e, &s->target))
        *m = *s->new_meaning;
    else
        hl_decode(s->q->decoder, e, m);
}

static struct hl_entry reserved_of_question(const void *context, const struct hl_entry *e)
{
    return hl_reserved(((const struct hl_sides *)context)->q->decoder, e);
}

static struct hl_reason why_reserved_of_question(const void *context, const struct hl_entry *e,
                                                 unsigned bit)
{
    const struct hl_decoder *d = ((const struct hl_sides *)context)->q->decoder;

    return d->why_reserved(d->context, e, bit);
}

/* The used bits in which a view must agree with a side to mean the same. */
static struct hl_entry counting(const struct hl_question *q, const struct hl_meaning *m)
{
    return hl_entry_andnot(m->used, hl_entry_and(q->decoder->inert, q->overlook));
}

/* The meaning that is known, or else in *own. */
static const struct hl_meaning *decoded(const struct hl_decoder *decoder,
                                        const struct hl_entry *entry,
                                        const struct hl_meaning *known, struct hl_meaning *own)
{
    if (known)
        return known;
    hl_decode(decoder, entry, own);
    return own;
}

void hl_sides_init(struct hl_sides *sides, const struct hl_question *q)
{
    sides->q = q;
    sides->old = q->old;
    sides->target = q->target;
    sides->old_meaning = decoded(q->decoder, &sides->old, q->old_meaning, &sides->own[0]);
    sides->new_meaning = decoded(q->decoder, &sides->target, q->target_meaning, &sides->own[1]);
    sides->old_counts = counting(q, sides->old_meaning);
    sides->new_counts = counting(q, sides->new_meaning);
    sides->home = 0;
    while (!q->decoder->valid.q[sides->home] && sides->home < HL_QWORDS - 1)
        sides->home++;
    sides->remembering = *q->decoder;
    sides->remembering.decode = decode_remembered;
    sides->remembering.context = sides;
    sides->remembering.reserved = reserved_of_question;
    sides->remembering.why_reserved = why_reserved_of_question;
}

static enum hl_view_kind classify_meaning(const struct hl_sides *s, const struct hl_meaning *m)
{
    if (m->state == HL_STATE_ILLEGAL)
        return s->old_meaning->state == HL_STATE_ILLEGAL ||
                       s->new_meaning->state == HL_STATE_ILLEGAL
                   ? HL_VIEW_FINE
                   : HL_VIEW_ILLEGAL;
    if (hl_stops(m))
        return hl_classify_stop(s);
    /* A live regime never equals that of a side that is off or illegal: Config differs. */
    if (hl_same_regime(s->q, m, s->old_meaning) || hl_same_regime(s->q, m, s->new_meaning))
        return HL_VIEW_FINE;
    return HL_VIEW_MIXED;
}

/* The mask test: which saves most decoding. */
static bool is_a_side(const struct hl_sides *s, const struct hl_entry *view)
{
    return hl_entry_agree(view, &s->old, &s->old_counts) ||
           hl_entry_agree(view, &s->target, &s->new_counts);
}

enum hl_view_kind hl_view_classify_other(const struct hl_sides *s, const struct hl_entry *view,
                                         unsigned *rule)
{
    struct hl_meaning m;
    enum hl_view_kind kind;

    *rule = 0;
    if (hl_is_off(s, view))
        return hl_classify_stop(s);
    hl_decode(s->q->decoder, view, &m);
    kind = classify_meaning(s, &m);
    if (kind == HL_VIEW_ILLEGAL)
        *rule = m.rule;
    return kind;
}

enum hl_view_kind hl_view_classify(const struct hl_sides *s, const struct hl_entry *view,
                                   unsigned *rule)
{
    *rule = 0;
    return is_a_side(s, view) ? HL_VIEW_FINE : hl_view_classify_other(s, view, rule);
}
