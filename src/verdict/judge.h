// SPDX-License-Identifier: MIT
/* Private to verdict/: judging views against the old and the new regime. */
#ifndef HITLESS_VERDICT_JUDGE_H
#define HITLESS_VERDICT_JUDGE_H

#include "verdict/verdict.h"

/* What a view is to an update. */
enum hl_view_kind { HL_VIEW_FINE, HL_VIEW_STOP, HL_VIEW_ILLEGAL, HL_VIEW_MIXED };

struct hl_sides {
    const struct hl_question *q;
    struct hl_entry old, target;
    const struct hl_meaning *old_meaning, *new_meaning;
    struct hl_meaning own[2];               /* where the question has them not */
    struct hl_entry old_counts, new_counts; /* the used bits, without overlooked inert ones */
    unsigned home;                          /* the qword of the V bit */
    /* The question's decoder with these two remembered: a sequencer that decodes asks for them. */
    struct hl_decoder remembering;
};

/* The same in every bit that counts. */
bool hl_same_regime(const struct hl_question *q, const struct hl_meaning *a,
                    const struct hl_meaning *b);

/* sides must stay in its place. */
void hl_sides_init(struct hl_sides *sides, const struct hl_question *q);

/* Classify one view; *rule: why it is illegal, else 0. */
enum hl_view_kind hl_view_classify(const struct hl_sides *sides, const struct hl_entry *view,
                                   unsigned *rule);

/* The same for a view that has been found to agree with neither side in that side's used bits. */
enum hl_view_kind hl_view_classify_other(const struct hl_sides *sides, const struct hl_entry *view,
                                         unsigned *rule);

/* V = 0: needs no decoding. */
static inline bool hl_is_off(const struct hl_sides *sides, const struct hl_entry *view)
{
    const uint64_t valid = sides->q->decoder->valid.q[sides->home];

    return valid && !(view->q[sides->home] & valid);
}

/* No transaction passes. */
static inline bool hl_stops(const struct hl_meaning *m)
{
    return m->state != HL_STATE_LIVE;
}

/* What a view that stops the stream is to this update. */
static inline enum hl_view_kind hl_classify_stop(const struct hl_sides *sides)
{
    return hl_stops(sides->old_meaning) || hl_stops(sides->new_meaning) ? HL_VIEW_FINE
                                                                        : HL_VIEW_STOP;
}

/* Whether a classification makes an update less than hitless. */
static inline bool hl_view_is_bad(enum hl_view_kind kind)
{
    return kind == HL_VIEW_ILLEGAL || kind == HL_VIEW_MIXED;
}

struct hl_tally {
    uint64_t views;
    bool stopped, torn, too_many;
};

/* Judge all views of a log; findings go to verdict unless it is NULL. */
struct hl_tally hl_judge_views(const struct hl_sides *sides, const struct hl_log *log,
                               struct hl_verdict *verdict);

void hl_add_finding(struct hl_verdict *verdict, const struct hl_finding *finding);

void hl_check_used(const struct hl_sides *sides, struct hl_verdict *verdict);
void hl_check_safe(const struct hl_sides *sides, struct hl_verdict *verdict);
void hl_check_syncs(const struct hl_sides *sides, struct hl_verdict *verdict);

enum hl_plan_answer hl_plan_between(const struct hl_sides *sides, struct hl_log *plan);

#endif
