// SPDX-License-Identifier: MIT
#include "verdict/judge.h"

const char *const hl_outcome_names[HL_OUTCOME_COUNT] = {"unchanged", "hitless", "breaking", "torn"};
const char *const hl_finding_names[HL_FINDING_COUNT] = {
#define HL_FINDING(constant, name, advice, doc) name,
#include "verdict/findings.def"
#undef HL_FINDING
};
const struct hl_finding_info hl_finding_list[HL_FINDING_COUNT] = {
#define HL_FINDING(constant, name, advice, doc) {name, doc, advice},
#include "verdict/findings.def"
#undef HL_FINDING
};

/* What the subject does not call used, of an entry that its own makers did not build: its caller's
 * fault. */
static struct hl_entry unreported(const struct hl_sides *s, const struct hl_entry *e)
{
    const struct hl_sequencer *sequencer = s->q->sequencer;
    struct hl_entry used;

    if (!(sequencer->needs & HL_NEEDS_SANITISED) || !sequencer->used)
        return (struct hl_entry){{0}};
    sequencer->used(sequencer, s->q->decoder, e, &used);
    return hl_entry_andnot(*e, used);
}

static void check_warnings(const struct hl_sides *s, struct hl_verdict *v)
{
    const struct hl_question *q = s->q;
    struct hl_entry old, target;

    if (!v->log.warnings || !q->sequencer)
        return;
    old = unreported(s, &q->old);
    target = unreported(s, &q->target);
    if ((q->old_made || hl_entry_is_zero(&old)) && (q->target_made || hl_entry_is_zero(&target)))
        hl_add_finding(
            v, &(struct hl_finding){.kind = HL_SUBJECT_WARNING, .view = q->target, .bits = target});
}

/* A driver that makes its entries itself may leave in them what the SMMU ignores, and one that
 * makes no store has no operation that leads there. */
static bool is_target(const struct hl_sides *s, const struct hl_entry *end)
{
    const struct hl_sequencer *sequencer = s->q->sequencer;
    struct hl_meaning m;

    if (hl_entry_equal(end, &s->target))
        return true;
    if (!sequencer || !hl_sequencer_needs(sequencer, HL_NEEDS_FRESH))
        return false;
    if (hl_entry_equal(end, &s->old))
        return true;
    hl_decode(s->q->decoder, end, &m);
    return m.state == s->new_meaning->state && hl_entry_equal(&m.regime, &s->new_meaning->regime);
}

static void check_end(const struct hl_sides *s, struct hl_verdict *v)
{
    const struct hl_log *log = &v->log;

    if (log->overflow || log->wild) {
        hl_add_finding(v, &(struct hl_finding){
                              .kind = log->wild ? HL_WILD_STORE : HL_NO_PROGRESS,
                              .view = log->memory,
                          });
        return; /* it was stopped: the end says nothing */
    }
    if (!is_target(s, &log->memory))
        hl_add_finding(v, &(struct hl_finding){
                              .kind = HL_WRONG_FINAL,
                              .view = log->memory,
                              .bits = hl_entry_xor(log->memory, s->target),
                          });
    if (log->stores && log->store[log->stores - 1].epoch == log->syncs)
        hl_add_finding(v, &(struct hl_finding){
                              .kind = HL_UNSYNCED_STORE,
                              .epoch = log->syncs + 1,
                              .view = log->memory,
                          });
}

static void judge_break(const struct hl_sides *s, struct hl_verdict *v)
{
    const enum hl_plan_answer answer = hl_plan_between(s, &v->plan);

    if (answer == HL_PLAN_FOUND)
        hl_add_finding(v, &(struct hl_finding){.kind = HL_NEEDLESS_BREAK});
    v->plan_gave_up = answer == HL_PLAN_GAVE_UP;
}

/* The subject failed by itself. What it stored until then is judged, what it left undone is not. */
static bool check_failure(const struct hl_sequencer *s, struct hl_verdict *v)
{
    struct hl_failure failure;

    if (!s->failed || !s->failed(s, &failure))
        return false;
    hl_add_finding(v, &(struct hl_finding){
                          .kind = failure.hangs ? HL_SUBJECT_HANG : HL_SUBJECT_CRASH,
                          .view = v->log.memory,
                          .how = failure.how,
                      });
    return true;
}

static void judge_views(const struct hl_sides *s, struct hl_verdict *v)
{
    struct hl_tally tally = hl_judge_views(s, &v->log, v);

    v->views = tally.views;
    v->too_many_views = tally.too_many;
    v->outcome = tally.torn           ? HL_TORN
                 : tally.stopped      ? HL_BREAKING
                 : v->log.stores == 0 ? HL_UNCHANGED
                                      : HL_HITLESS;
}

static void judge_log(const struct hl_sides *s, struct hl_verdict *v)
{
    judge_views(s, v);
    if (v->outcome == HL_BREAKING)
        judge_break(s, v);
    check_end(s, v);
    check_warnings(s, v);
}

static void check_reserved(const struct hl_sides *s, struct hl_verdict *v)
{
    struct hl_entry bits = hl_reserved(s->q->decoder, &s->target);

    if (!hl_entry_is_zero(&bits))
        hl_add_finding(
            v, &(struct hl_finding){.kind = HL_RESERVED_FIELD, .view = s->target, .bits = bits});
}

static void clear(struct hl_verdict *v)
{
    v->findings = 0;
    v->plan_gave_up = false;
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        v->found[i] = 0;
}

void hl_judge(const struct hl_question *q, struct hl_verdict *v)
{
    struct hl_sides sides;

    clear(v);
    hl_sides_init(&sides, q);
    hl_observe(q->sequencer, &sides.remembering, &q->old, &q->target, q->safe, &v->log);
    if (check_failure(q->sequencer, v)) {
        judge_views(&sides, v);
        return;
    }
    judge_log(&sides, v);
    if (q->checks & HL_CHECK_MASKS) {
        hl_check_used(&sides, v);
        hl_check_safe(&sides, v);
        check_failure(q->sequencer, v);
    }
    if ((q->checks & HL_CHECK_ADVICE) && v->outcome != HL_TORN && !v->too_many_views)
        hl_check_syncs(&sides, v);
    if (q->checks & HL_CHECK_ADVICE)
        check_reserved(&sides, v);
}

void hl_judge_log(const struct hl_question *q, const struct hl_log *log, struct hl_verdict *v)
{
    struct hl_sides sides;

    clear(v);
    v->log = *log;
    hl_sides_init(&sides, q);
    judge_log(&sides, v);
}

bool hl_finding_has_view(enum hl_finding_kind kind)
{
    switch (kind) {
    case HL_NEEDLESS_BREAK:
    case HL_EXCESS_SYNC:
    case HL_NO_PROGRESS:
    case HL_WILD_STORE:
    case HL_SUBJECT_CRASH:
    case HL_SUBJECT_HANG:
        return false;
    default:
        return true;
    }
}

bool hl_finding_is_advice(enum hl_finding_kind kind)
{
    return hl_finding_list[kind].advice;
}

bool hl_verdict_is_bad(const struct hl_verdict *v)
{
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        if (v->found[i] && !hl_finding_is_advice((enum hl_finding_kind)i))
            return true;
    return false;
}
