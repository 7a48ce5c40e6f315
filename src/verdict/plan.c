// SPDX-License-Identifier: MIT
/* The planner: a path of single stores (update/path.h) as a sequence that has been judged. */
#include "verdict/judge.h"

#include "update/path.h"

static void log_path(const struct hl_path *path, const struct hl_entry *old, struct hl_log *log)
{
    hl_log_begin(log, old);
    for (unsigned i = 0; i < path->stores; i++) {
        hl_log_store(log, path->store[i].index, path->store[i].value);
        if (path->store[i].sync)
            hl_log_sync(log);
    }
}

static bool is_hitless(const struct hl_sides *sides, const struct hl_log *log)
{
    const struct hl_tally tally = hl_judge_views(sides, log, NULL);

    return !tally.torn && !tally.stopped && !tally.too_many && !log->overflow &&
           hl_entry_equal(&log->memory, &sides->target);
}

enum hl_plan_answer hl_plan_between(const struct hl_sides *sides, struct hl_log *plan)
{
    const struct hl_path_ends ends = {
        .decoder = sides->q->decoder,
        .old = &sides->old,
        .target = &sides->target,
        .old_meaning = sides->old_meaning,
        .target_meaning = sides->new_meaning,
        .overlook = sides->q->overlook,
    };
    struct hl_path path;

    switch (hl_path_find(&ends, &path)) {
    case HL_PATH_NONE:
        return HL_PLAN_NONE;
    case HL_PATH_FOUND:
        log_path(&path, &sides->old, plan);
        return is_hitless(sides, plan) ? HL_PLAN_FOUND : HL_PLAN_GAVE_UP;
    case HL_PATH_GAVE_UP:
        break;
    }
    return HL_PLAN_GAVE_UP;
}

enum hl_plan_answer hl_plan(const struct hl_question *question, struct hl_log *plan)
{
    struct hl_sides sides;

    hl_sides_init(&sides, question);
    return hl_plan_between(&sides, plan);
}
