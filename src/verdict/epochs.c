// SPDX-License-Identifier: MIT
/* All views of a log, epoch by epoch. */
#include "verdict/judge.h"

void hl_add_finding(struct hl_verdict *verdict, const struct hl_finding *finding)
{
    if (verdict->found[finding->kind]++ < HL_MAX_PER_KIND && verdict->findings < HL_MAX_FINDINGS)
        verdict->finding[verdict->findings++] = *finding;
}

static void count_view(const struct hl_sides *s, const struct hl_entry *view, unsigned epoch,
                       struct hl_tally *tally, struct hl_verdict *verdict)
{
    unsigned rule;
    enum hl_view_kind kind;

    if (hl_is_off(s, view)) {
        tally->stopped |= hl_classify_stop(s) == HL_VIEW_STOP;
        return;
    }
    kind = hl_view_classify_other(s, view, &rule);
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

/* The mask test, kept up qword by qword: the qwords in which a view disagrees with a side in that
 * side's used bits. A view that disagrees with one side nowhere is that side, and is not decoded.
 */
struct misses {
    unsigned old, target;
};

static struct misses qword_misses(const struct hl_sides *s, unsigned i, uint64_t value)
{
    struct misses m = {
        .old = (value ^ s->old.q[i]) & s->old_counts.q[i] ? 1u << i : 0,
        .target = (value ^ s->target.q[i]) & s->new_counts.q[i] ? 1u << i : 0,
    };
    return m;
}

static struct misses entry_misses(const struct hl_sides *s, const struct hl_entry *e)
{
    struct misses all = {0, 0};

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        struct misses m = qword_misses(s, i, e->q[i]);
        all.old |= m.old;
        all.target |= m.target;
    }
    return all;
}

/* One epoch of a log. */
struct span {
    const struct hl_log *log;
    unsigned from, to; /* its stores */
    unsigned number;
    struct hl_entry begin;
    struct misses begin_misses;
    unsigned touched;     /* the qwords stored to */
    bool twice;           /* one of them more than once */
    struct misses stored; /* by the values stored */
};

static void scan(const struct hl_sides *s, struct span *e)
{
    e->number = e->log->store[e->from].epoch;
    e->touched = 0;
    e->twice = false;
    e->stored = (struct misses){0, 0};
    for (e->to = e->from; e->to < e->log->stores; e->to++) {
        const struct hl_store *store = &e->log->store[e->to];
        struct misses m;

        if (store->epoch != e->number)
            break;
        m = qword_misses(s, store->index, store->value);
        e->stored.old |= m.old;
        e->stored.target |= m.target;
        e->twice |= e->touched >> store->index & 1;
        e->touched |= 1u << store->index;
    }
}

/* V = 0 whatever is read. */
static bool is_off_throughout(const struct hl_sides *s, const struct hl_epoch *e)
{
    const unsigned u = s->home / e->unit;
    struct hl_entry view = e->begin;

    for (unsigned i = 0; i < e->values[u]; i++) {
        view.q[s->home] = e->value[u][i][s->home % e->unit];
        if (!hl_is_off(s, &view))
            return false;
    }
    return !(e->too_many >> u & 1);
}

/* With qwords stored more than once, or read in larger units: every combination. */
static void judge_combinations(const struct hl_sides *s, const struct span *span,
                               struct hl_tally *tally, struct hl_verdict *verdict)
{
    struct hl_epoch e;
    unsigned views;
    bool whole;

    hl_epoch_load(span->log, span->number, s->q->unit, &span->begin, &e);
    views = hl_epoch_views(&e);
    whole = views != 0;
    if (!whole)
        views = HL_MAX_VIEWS; /* one that is bad is enough to know */
    tally->views += views;
    if (is_off_throughout(s, &e)) {
        tally->stopped |= hl_classify_stop(s) == HL_VIEW_STOP;
        return;
    }
    for (unsigned n = 0; n < views; n++) {
        struct hl_entry view = hl_epoch_view(&e, n);
        struct misses m = entry_misses(s, &view);
        if (m.old && m.target)
            count_view(s, &view, span->number, tally, verdict);
    }
    tally->too_many |= !whole && !tally->torn;
}

/* Views of single stores, in Gray code order: each differs from the one before in one qword. */
static void judge_single_stores(const struct hl_sides *s, const struct span *e, unsigned views,
                                struct hl_tally *tally, struct hl_verdict *verdict)
{
    struct hl_entry view = e->begin;
    struct misses now = e->begin_misses;

    if (now.old && now.target)
        count_view(s, &view, e->number, tally, verdict);
    for (unsigned n = 1; n < views; n++) {
        unsigned bit = (unsigned)__builtin_ctz(n);
        const struct hl_store *store = &e->log->store[e->from + bit];
        bool stored = ((n ^ (n >> 1)) >> bit) & 1;
        struct misses from = stored ? e->stored : e->begin_misses;
        unsigned q = 1u << store->index;

        view.q[store->index] = stored ? store->value : e->begin.q[store->index];
        now.old = (now.old & ~q) | (from.old & q);
        now.target = (now.target & ~q) | (from.target & q);
        if (now.old && now.target)
            count_view(s, &view, e->number, tally, verdict);
    }
}

static void judge_epoch(const struct hl_sides *s, const struct span *e, struct hl_tally *tally,
                        struct hl_verdict *verdict)
{
    unsigned views;

    if (e->twice || s->q->unit == 2) {
        judge_combinations(s, e, tally, verdict);
        return;
    }
    views = 1u << (e->to - e->from); /* at most one store to each qword */
    tally->views += views;
    if (!(e->begin_misses.old | e->stored.old) || !(e->begin_misses.target | e->stored.target))
        return; /* every value is one side's */
    if (hl_is_off(s, &e->begin) && !(e->touched >> s->home & 1))
        tally->stopped |= hl_classify_stop(s) == HL_VIEW_STOP; /* V = 0 in every view */
    else
        judge_single_stores(s, e, views, tally, verdict);
}

static void advance(const struct hl_sides *s, struct span *e)
{
    for (unsigned i = e->from; i < e->to; i++) {
        const struct hl_store *store = &e->log->store[i];
        struct misses m = qword_misses(s, store->index, store->value);
        unsigned q = 1u << store->index;

        e->begin.q[store->index] = store->value;
        e->begin_misses.old = (e->begin_misses.old & ~q) | m.old;
        e->begin_misses.target = (e->begin_misses.target & ~q) | m.target;
    }
    e->from = e->to;
}

struct hl_tally hl_judge_views(const struct hl_sides *s, const struct hl_log *log,
                               struct hl_verdict *verdict)
{
    struct hl_tally tally = {0};
    struct span e = {.log = log, .begin = log->initial};

    if (log->stores == 0)
        tally.views = 1; /* the old entry itself */
    e.begin_misses = entry_misses(s, &e.begin);
    while (e.from < log->stores) {
        scan(s, &e);
        judge_epoch(s, &e, &tally, verdict);
        advance(s, &e);
    }
    return tally;
}
