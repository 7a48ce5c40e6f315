// SPDX-License-Identifier: MIT
/* A judge without short cuts: every view of every epoch, decoded. */
#ifndef HITLESS_TESTS_SLOW_JUDGE_H
#define HITLESS_TESTS_SLOW_JUDGE_H

#include "helpers.h"

#include "verdict/verdict.h"

struct slow {
    uint64_t views, illegal, mixed;
    bool stopped;
    enum hl_outcome outcome;
};

static inline bool slow_live_equal(const struct hl_question *q, const struct hl_meaning *view,
                                   const struct hl_meaning *side)
{
    if (side->state != HL_STATE_LIVE)
        return false;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((view->regime.q[i] & ~q->overlook.q[i]) != (side->regime.q[i] & ~q->overlook.q[i]))
            return false;
    return true;
}

static inline void slow_view(const struct hl_question *q, const struct hl_entry *view,
                             struct slow *s)
{
    struct hl_meaning old, target, m;

    q->decoder->decode(q->decoder->context, &q->old, &old);
    q->decoder->decode(q->decoder->context, &q->target, &target);
    q->decoder->decode(q->decoder->context, view, &m);
    s->views++;
    if (m.state == HL_STATE_ILLEGAL)
        s->illegal += old.state != HL_STATE_ILLEGAL && target.state != HL_STATE_ILLEGAL;
    else if (m.state != HL_STATE_LIVE)
        s->stopped |= old.state == HL_STATE_LIVE && target.state == HL_STATE_LIVE;
    else
        s->mixed += !slow_live_equal(q, &m, &old) && !slow_live_equal(q, &m, &target);
}

/* All combinations of what each unit held, by recursion. held: states of memory in the epoch. */
static inline void slow_combine(const struct hl_question *q, const struct hl_entry *held,
                                unsigned states, unsigned from, struct hl_entry view,
                                struct slow *s)
{
    /* whatever the unit is: no barrier orders these stores, and none is of two qwords at once */
    const unsigned unit = 1;

    if (from == HL_QWORDS) {
        slow_view(q, &view, s);
        return;
    }
    for (unsigned n = 0; n < states; n++) {
        bool seen = false;
        for (unsigned k = 0; k < n; k++)
            seen |= memcmp(&held[k].q[from], &held[n].q[from], unit * 8) == 0;
        if (seen)
            continue;
        memcpy(&view.q[from], &held[n].q[from], unit * 8);
        slow_combine(q, held, states, from + unit, view, s);
    }
}

static inline struct slow slow_judge(const struct hl_question *q, const struct hl_log *log)
{
    struct hl_entry held[HL_MAX_STORES + 1] = {log->initial};
    struct slow s = {0};
    unsigned states = 1;

    for (unsigned i = 0; i < log->stores; i++) {
        held[states] = held[states - 1];
        held[states++].q[log->store[i].index] = log->store[i].value;
        if (i + 1 < log->stores && log->store[i + 1].epoch == log->store[i].epoch)
            continue;
        slow_combine(q, held, states, 0, held[0], &s);
        held[0] = held[states - 1];
        states = 1;
    }
    if (!log->stores)
        slow_view(q, &held[0], &s);
    s.outcome = s.illegal || s.mixed ? HL_TORN
                : s.stopped          ? HL_BREAKING
                : log->stores        ? HL_HITLESS
                                     : HL_UNCHANGED;
    return s;
}

#endif
