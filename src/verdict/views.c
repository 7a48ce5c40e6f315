// SPDX-License-Identifier: MIT
/* The views of an update, against the old and the new regime. */
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
        *m = s->old_meaning;
    else if (hl_entry_equal(e, &s->target))
        *m = s->new_meaning;
    else
        hl_decode(s->q->decoder, e, m);
}

void hl_sides_init(struct hl_sides *sides, const struct hl_question *q)
{
    sides->q = q;
    sides->old = q->old;
    sides->target = q->target;
    hl_decode(q->decoder, &q->old, &sides->old_meaning);
    hl_decode(q->decoder, &q->target, &sides->new_meaning);
    sides->home = 0;
    while (!q->decoder->valid.q[sides->home] && sides->home < HL_QWORDS - 1)
        sides->home++;
    sides->remembering = *q->decoder;
    sides->remembering.decode = decode_remembered;
    sides->remembering.context = sides;
}

/* V = 0: needs no decoding. */
static bool is_off(const struct hl_sides *s, const struct hl_entry *view)
{
    uint64_t valid = s->q->decoder->valid.q[s->home];
    return valid && !(view->q[s->home] & valid);
}

/* No transaction passes. */
static bool stops(const struct hl_meaning *m)
{
    return m->state != HL_STATE_LIVE;
}

static enum hl_view_kind classify_stop(const struct hl_sides *s)
{
    return stops(&s->old_meaning) || stops(&s->new_meaning) ? HL_VIEW_FINE : HL_VIEW_STOP;
}

static enum hl_view_kind classify_meaning(const struct hl_sides *s, const struct hl_meaning *m)
{
    if (m->state == HL_STATE_ILLEGAL)
        return s->old_meaning.state == HL_STATE_ILLEGAL || s->new_meaning.state == HL_STATE_ILLEGAL
                   ? HL_VIEW_FINE
                   : HL_VIEW_ILLEGAL;
    if (stops(m))
        return classify_stop(s);
    /* A live regime never equals that of a side that is off or illegal: Config differs. */
    if (hl_same_regime(s->q, m, &s->old_meaning) || hl_same_regime(s->q, m, &s->new_meaning))
        return HL_VIEW_FINE;
    return HL_VIEW_MIXED;
}

/* The mask test: which saves most decoding. */
static bool is_a_side(const struct hl_sides *s, const struct hl_entry *view)
{
    return hl_entry_agree(view, &s->old, &s->old_meaning.used) ||
           hl_entry_agree(view, &s->target, &s->new_meaning.used);
}

enum hl_view_kind hl_view_classify(const struct hl_sides *s, const struct hl_entry *view,
                                   unsigned *rule)
{
    struct hl_meaning m;
    enum hl_view_kind kind;

    *rule = 0;
    if (is_a_side(s, view))
        return HL_VIEW_FINE;
    if (is_off(s, view))
        return classify_stop(s);
    hl_decode(s->q->decoder, view, &m);
    kind = classify_meaning(s, &m);
    if (kind == HL_VIEW_ILLEGAL)
        *rule = m.rule;
    return kind;
}

void hl_add_finding(struct hl_verdict *verdict, const struct hl_finding *finding)
{
    if (verdict->found[finding->kind]++ < HL_MAX_PER_KIND && verdict->findings < HL_MAX_FINDINGS)
        verdict->finding[verdict->findings++] = *finding;
}

static void count_view(const struct hl_sides *s, const struct hl_entry *view, unsigned epoch,
                       struct hl_tally *tally, struct hl_verdict *verdict)
{
    unsigned rule;
    enum hl_view_kind kind = hl_view_classify(s, view, &rule);

    if (kind == HL_VIEW_STOP)
        tally->stopped = true;
    if (!hl_view_is_bad(kind))
        return;
    tally->torn = true;
    if (verdict)
        hl_add_finding(verdict,
                       &(struct hl_finding){
                           .kind = kind == HL_VIEW_ILLEGAL ? HL_ILLEGAL_VIEW : HL_MIXED_VIEW,
                           .epoch = epoch + 1,
                           .rule = rule,
                           .view = *view,
                       });
}

/* Whether every value in the epoch agrees with `like` in the bits of `used`: then so does every
 * view, and none needs decoding. */
static bool all_agree(const struct hl_log *log, unsigned from, unsigned to,
                      const struct hl_entry *begin, const struct hl_entry *like,
                      const struct hl_entry *used)
{
    if (!hl_entry_agree(begin, like, used))
        return false;
    for (unsigned i = from; i < to; i++) {
        unsigned q = log->store[i].index;
        if ((log->store[i].value ^ like->q[q]) & used->q[q])
            return false;
    }
    return true;
}

/* The number of views of an epoch in which no qword is stored twice; 0: one is. */
static unsigned simple_views(const struct hl_log *log, unsigned from, unsigned to)
{
    unsigned seen = 0;

    for (unsigned i = from; i < to; i++) {
        if (seen >> log->store[i].index & 1)
            return 0;
        seen |= 1u << log->store[i].index;
    }
    return 1u << (to - from);
}

static void judge_every_view(const struct hl_sides *s, const struct hl_log *log, unsigned epoch,
                             const struct hl_entry *begin, struct hl_tally *tally,
                             struct hl_verdict *verdict)
{
    struct hl_epoch e;
    unsigned views;

    hl_epoch_load(log, epoch, s->q->unit, begin, &e);
    views = hl_epoch_views(&e);
    if (!views) {
        tally->too_many = true;
        return;
    }
    tally->views += views;
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry view = hl_epoch_view(&e, n);
        count_view(s, &view, epoch, tally, verdict);
    }
}

/* Views of single stores, in Gray code order: each differs from the one before in one qword. */
static void judge_simple_views(const struct hl_sides *s, const struct hl_log *log, unsigned from,
                               unsigned views, unsigned epoch, const struct hl_entry *begin,
                               struct hl_tally *tally, struct hl_verdict *verdict)
{
    struct hl_entry view = *begin;

    tally->views += views;
    count_view(s, &view, epoch, tally, verdict);
    for (unsigned n = 1; n < views; n++) {
        unsigned bit = (unsigned)__builtin_ctz(n);
        const struct hl_store *store = &log->store[from + bit];
        bool stored = ((n ^ (n >> 1)) >> bit) & 1;
        view.q[store->index] = stored ? store->value : begin->q[store->index];
        count_view(s, &view, epoch, tally, verdict);
    }
}

/* Whether all views of an epoch are V = 0: nothing is stored to its qword. */
static bool stays_off(const struct hl_sides *s, const struct hl_log *log, unsigned from,
                      unsigned to, const struct hl_entry *begin)
{
    for (unsigned i = from; i < to; i++)
        if (log->store[i].index == s->home)
            return false;
    return is_off(s, begin);
}

static void judge_epoch(const struct hl_sides *s, const struct hl_log *log, unsigned from,
                        unsigned to, unsigned epoch, const struct hl_entry *begin,
                        struct hl_tally *tally, struct hl_verdict *verdict)
{
    unsigned views = s->q->unit == 2 ? 0 : simple_views(log, from, to);

    if (!views)
        judge_every_view(s, log, epoch, begin, tally, verdict);
    else if (all_agree(log, from, to, begin, &s->old, &s->old_meaning.used) ||
             all_agree(log, from, to, begin, &s->target, &s->new_meaning.used))
        tally->views += views;
    else if (stays_off(s, log, from, to, begin)) {
        tally->views += views;
        tally->stopped |= classify_stop(s) == HL_VIEW_STOP;
    } else {
        judge_simple_views(s, log, from, views, epoch, begin, tally, verdict);
    }
}

struct hl_tally hl_judge_views(const struct hl_sides *s, const struct hl_log *log,
                               struct hl_verdict *verdict)
{
    struct hl_tally tally = {0};
    struct hl_entry begin = log->initial;

    if (log->stores == 0)
        tally.views = 1; /* the old entry itself */
    for (unsigned from = 0, to; from < log->stores; from = to) {
        unsigned epoch = log->store[from].epoch;
        for (to = from; to < log->stores && log->store[to].epoch == epoch; to++)
            ;
        judge_epoch(s, log, from, to, epoch, &begin, &tally, verdict);
        for (unsigned i = from; i < to; i++)
            begin.q[log->store[i].index] = log->store[i].value;
    }
    return tally;
}
