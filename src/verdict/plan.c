// SPDX-License-Identifier: MIT
/* The planner: a constructive search for a hitless sequence. One qword, the critical one, takes the
 * entry from the old to the new regime in a single store; before it go the bits that the old entry
 * ignores, after it those that the new one does. Where other qwords differ in bits that both use,
 * the difference must not matter (it is overlooked, or "behaves as"), and may go early or late.
 * Sequences of more than these three steps are not looked for. */
#include "verdict/judge.h"

enum { NONE = HL_QWORDS };

struct search {
    const struct hl_sides *sides;
    struct hl_entry unused_early; /* old, with the bits that it ignores as in the target */
    unsigned differ;              /* qwords with a difference in bits that both sides use */
    unsigned early, late;         /* of those: harmless before, after the critical store */
};

static bool view_is_fine(const struct hl_sides *s, const struct hl_entry *view)
{
    unsigned rule;
    return hl_view_classify(s, view, &rule) == HL_VIEW_FINE;
}

/* The qword with everything that the target uses as in the target. */
static uint64_t early_value(const struct search *p, unsigned i)
{
    uint64_t mask = p->sides->new_meaning->used.q[i];
    return (p->unused_early.q[i] & ~mask) | (p->sides->target.q[i] & mask);
}

/* The target, with the qword's bits that both sides use as they were. */
static bool late_is_fine(const struct hl_sides *s, unsigned i)
{
    uint64_t both = s->old_meaning->used.q[i] & s->new_meaning->used.q[i];
    struct hl_entry view = s->target;

    view.q[i] = (view.q[i] & ~both) | (s->old.q[i] & both);
    return view_is_fine(s, &view);
}

/* False as soon as two qwords can only be the critical one. */
static bool sort_qwords(struct search *p)
{
    const struct hl_sides *s = p->sides;
    unsigned stubborn = 0;

    p->unused_early = hl_entry_merge(s->target, s->old, s->old_meaning->used);
    p->differ = p->early = p->late = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++) {
        uint64_t both = s->old_counts.q[i] & s->new_counts.q[i];
        struct hl_entry view;

        if (!((s->old.q[i] ^ s->target.q[i]) & both))
            continue;
        p->differ |= 1u << i;
        view = s->old;
        view.q[i] = early_value(p, i);
        if (view_is_fine(s, &view))
            p->early |= 1u << i;
        else if (late_is_fine(s, i))
            p->late |= 1u << i;
        else if (stubborn++)
            return false;
    }
    return true;
}

/* Which of the qwords that may go early may go late, too. */
static void widen(struct search *p)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((p->early >> i & 1) && late_is_fine(p->sides, i))
            p->late |= 1u << i;
}

/* Store what differs, then sync. */
static void log_entry(struct hl_log *log, const struct hl_entry *e)
{
    unsigned before = log->stores;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        hl_log_store(log, i, e->q[i]);
    if (log->stores != before)
        hl_log_sync(log);
}

static bool try_sequence(const struct search *p, unsigned critical, unsigned early,
                         struct hl_log *plan)
{
    struct hl_entry first = p->unused_early, second;
    struct hl_tally tally;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (early >> i & 1)
            first.q[i] = early_value(p, i);
    if (critical != NONE)
        first.q[critical] = p->sides->old.q[critical];
    second = first;
    if (critical != NONE)
        second.q[critical] = p->sides->target.q[critical];

    hl_log_begin(plan, &p->sides->old);
    log_entry(plan, &first);
    log_entry(plan, &second);
    log_entry(plan, &p->sides->target);
    tally = hl_judge_views(p->sides, plan, NULL);
    return !tally.torn && !tally.stopped && !tally.too_many && !plan->overflow;
}

/* Every choice of early or late for the qwords that leave one, preferring early. */
static bool try_critical(const struct search *p, unsigned critical, struct hl_log *plan)
{
    unsigned mask = critical == NONE ? 0 : 1u << critical;
    unsigned fixed = p->early & ~p->late & ~mask;
    unsigned open = p->early & p->late & ~mask;

    for (unsigned late = 0;; late = (late - open) & open) {
        if (try_sequence(p, critical, fixed | (open & ~late), plan))
            return true;
        if (late == open)
            return false;
    }
}

static bool try_all(const struct search *p, struct hl_log *plan)
{
    unsigned stubborn = p->differ & ~(p->early | p->late);

    if (stubborn)
        return try_critical(p, (unsigned)__builtin_ctz(stubborn), plan);
    if (try_critical(p, NONE, plan))
        return true;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((p->differ >> i & 1) && try_critical(p, i, plan))
            return true;
    return false;
}

bool hl_plan_between(const struct hl_sides *sides, struct hl_log *plan)
{
    struct search p = {.sides = sides};

    if (!sort_qwords(&p))
        return false;
    if (try_all(&p, plan))
        return true;
    widen(&p);
    return try_all(&p, plan);
}

bool hl_plan(const struct hl_question *question, struct hl_log *plan)
{
    struct hl_sides sides;

    hl_sides_init(&sides, question);
    return hl_plan_between(&sides, plan);
}
