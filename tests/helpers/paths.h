// SPDX-License-Identifier: MIT
/* The definition of a hitless update, by brute force: beside src/update/path.c, and unlike it. */
#ifndef HITLESS_TESTS_PATHS_H
#define HITLESS_TESTS_PATHS_H

#include "helpers.h"

#include "update/path.h"
#include "verdict/verdict.h"

struct judge {
    const struct hl_question *q;
    struct hl_meaning old, target;
};

static inline struct judge judge_of(const struct hl_question *q)
{
    struct judge j = {.q = q};

    hl_decode(q->decoder, &q->old, &j.old);
    hl_decode(q->decoder, &q->target, &j.target);
    return j;
}

static inline bool live_equal(const struct judge *j, const struct hl_meaning *m,
                              const struct hl_meaning *side)
{
    struct hl_entry difference = hl_entry_xor(m->regime, side->regime);

    difference = hl_entry_andnot(difference, j->q->overlook);
    return side->state == HL_STATE_LIVE && hl_entry_is_zero(&difference);
}

static inline bool harmless(const struct judge *j, const struct hl_entry *view)
{
    struct hl_meaning m;

    hl_decode(j->q->decoder, view, &m);
    if (m.state == HL_STATE_ILLEGAL)
        return j->old.state == HL_STATE_ILLEGAL || j->target.state == HL_STATE_ILLEGAL;
    if (m.state != HL_STATE_LIVE)
        return j->old.state != HL_STATE_LIVE || j->target.state != HL_STATE_LIVE;
    return live_equal(j, &m, &j->old) || live_equal(j, &m, &j->target);
}

/* Whether a log without a second store to a qword in one epoch is hitless and ends in the target.
 */
static inline bool log_is_hitless(const struct hl_question *q, const struct hl_log *log)
{
    struct judge j = judge_of(q);
    struct hl_entry begin = q->old;

    if (!hl_entry_equal(&log->initial, &q->old) || log->overflow)
        return false;
    for (unsigned from = 0, to; from < log->stores; from = to) {
        unsigned epoch = log->store[from].epoch, stored = 0;
        if (epoch >= log->syncs)
            return false;
        for (to = from; to < log->stores && log->store[to].epoch == epoch; to++) {
            if (stored >> log->store[to].index & 1)
                return false;
            stored |= 1u << log->store[to].index;
        }
        for (unsigned set = 0; set < 1u << (to - from); set++) {
            struct hl_entry view = begin;
            for (unsigned i = from; i < to; i++)
                if (set >> (i - from) & 1)
                    view.q[log->store[i].index] = log->store[i].value;
            if (!harmless(&j, &view))
                return false;
        }
        for (unsigned i = from; i < to; i++)
            begin.q[log->store[i].index] = log->store[i].value;
    }
    return hl_entry_equal(&begin, &q->target);
}

static inline void print_pair(const struct hl_question *q)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(&q->old, text);
    print_message("  old %s\n", text);
    hl_entry_format(&q->target, text);
    print_message("  new %s\n", text);
}

/* ---- Every combination of some values of some bits of each qword ---- */

enum { MAX_STATES = 1 << 18, MAX_CHOICES = 64 };

/* One field, or any bits of one qword: what they may be. */
struct choice {
    unsigned qword;
    uint64_t mask;
    unsigned values;
    uint64_t value[16];
};
struct space {
    unsigned choices;
    struct choice choice[MAX_CHOICES];
    size_t states;            /* the product of the values; more than MAX_STATES: do not search */
    size_t step[MAX_CHOICES]; /* of each in a state's number */
};

static inline void add_choice(struct space *s, unsigned qword, uint64_t mask)
{
    assert_true(s->choices < MAX_CHOICES);
    s->choice[s->choices++] = (struct choice){.qword = qword, .mask = mask};
}

/* To the choice that was added last. */
static inline void add_value(struct space *s, uint64_t value)
{
    struct choice *c = &s->choice[s->choices - 1];

    for (unsigned n = 0; n < c->values; n++)
        if (c->value[n] == value)
            return;
    assert_true(c->values < LENGTH(c->value));
    c->value[c->values++] = value;
}

static inline void add_all_values(struct space *s)
{
    const uint64_t mask = s->choice[s->choices - 1].mask;

    for (uint64_t v = mask;; v = (v - 1) & mask) {
        add_value(s, v);
        if (!v)
            break;
    }
}

static inline void finish_space(struct space *s)
{
    s->states = 1;
    for (unsigned i = 0; i < s->choices; i++) {
        s->step[i] = s->states;
        if (s->states <= MAX_STATES)
            s->states *= s->choice[i].values;
    }
}

static inline size_t number_of(const struct space *s, const struct hl_entry *e)
{
    size_t number = 0;

    for (unsigned i = 0; i < s->choices; i++) {
        const struct choice *c = &s->choice[i];
        unsigned n = 0;
        while (n < c->values && c->value[n] != (e->q[c->qword] & c->mask))
            n++;
        assert_true(n < c->values);
        number += n * s->step[i];
    }
    return number;
}

/* The states that differ from one in a qword only: each is one store away from each other. */
struct line {
    size_t base; /* the state of it with the first value of every choice of the qword */
    size_t length;
};

static inline struct line line_through(const struct space *s, size_t state, unsigned qword)
{
    struct line l = {state, 1};

    for (unsigned i = 0; i < s->choices; i++)
        if (s->choice[i].qword == qword) {
            l.base -= state / s->step[i] % s->choice[i].values * s->step[i];
            l.length *= s->choice[i].values;
        }
    return l;
}

static inline size_t nth_of_line(const struct space *s, const struct line *l, unsigned qword,
                                 size_t n)
{
    size_t state = l->base;

    for (unsigned i = 0; i < s->choices; i++)
        if (s->choice[i].qword == qword) {
            state += n % s->choice[i].values * s->step[i];
            n /= s->choice[i].values;
        }
    return state;
}

static inline struct hl_entry entry_of(const struct space *s, const struct hl_entry *base,
                                       size_t state)
{
    struct hl_entry e = *base;

    for (unsigned i = 0; i < s->choices; i++) {
        const struct choice *c = &s->choice[i];
        e.q[c->qword] &= ~c->mask;
        e.q[c->qword] |= c->value[state / s->step[i] % c->values];
    }
    return e;
}

/* Whether a path of harmless entries leads from old to target, of which each differs from the one
 * before in one qword. */
static inline bool search_path(const struct hl_question *q, const struct space *s)
{
    static uint32_t queue[MAX_STATES];
    static uint8_t seen[MAX_STATES], scanned[HL_QWORDS][MAX_STATES];
    const struct judge j = judge_of(q);
    const size_t goal = number_of(s, &q->target);
    size_t queued = 0;

    assert_true(s->states <= MAX_STATES);
    memset(seen, 0, s->states);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        memset(scanned[i], 0, s->states);
    queue[queued++] = (uint32_t)number_of(s, &q->old);
    seen[queue[0]] = 1;
    for (size_t at = 0; at < queued && !seen[goal]; at++)
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            const struct line l = line_through(s, queue[at], i);
            if (scanned[i][l.base]++)
                continue;
            for (size_t n = 0; n < l.length; n++) {
                const size_t state = nth_of_line(s, &l, i, n);
                const struct hl_entry e = entry_of(s, &q->old, state);
                if (seen[state] || !harmless(&j, &e))
                    continue;
                seen[state] = 1;
                queue[queued++] = (uint32_t)state;
            }
        }
    return seen[goal];
}

#endif
