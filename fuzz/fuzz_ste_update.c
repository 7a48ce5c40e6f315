// SPDX-License-Identifier: MIT
/* Updates between the STEs of a program by the sequencer under test: every view is judged, and the
 * sequencer's own masks with it. Aborts on a finding (see ledger.h). */
#include "session.h"
#include "target.h"

/* A driver's entry that its own SMMU calls ILLEGAL. */
static void check_made(struct hl_session *s, unsigned n)
{
    static const struct hl_entry nothing;

    if (!s->pool.made[n] || s->pool.meaning[n].state != HL_STATE_ILLEGAL)
        return;
    hl_session_ask_entries(s, &nothing, &s->pool.entry[n]);
    hl_judge(&s->q, &s->v);
    s->v.finding[0] = (struct hl_finding){.kind = HL_ILLEGAL_TARGET, .view = s->q.target};
    s->v.finding[0].rule = s->pool.meaning[n].rule;
    s->v.findings = 1;
    s->v.found[HL_ILLEGAL_TARGET] = 1;
    hl_session_count(s, true);
}

static void update(struct hl_session *s, unsigned from, unsigned to)
{
    hl_session_ask(s, from, to);
    /* Masks have targets of their own: here some pairs are enough. */
    s->q.checks = to == from + 1 ? HL_CHECK_MASKS : 0;
    hl_judge(&s->q, &s->v);
    if (s->v.too_many_views)
        hl_session_disagree(s, "more views than the stated bound: no verdict");
    hl_session_count(s, s->pool.made[from] && s->pool.made[to]);
}

static void run(const struct hl_program *program)
{
    static struct hl_session s;

    hl_session_begin(&s, program);
    for (unsigned i = 0; i < s.pool.count; i++)
        check_made(&s, i);
    for (unsigned from = 0; from < s.pool.count; from++)
        for (unsigned to = 0; to < s.pool.count; to++)
            if (from != to && hl_session_is_fair(&s, from, to))
                update(&s, from, to);
}

const struct hl_target hl_target = {.name = "fuzz_ste_update", .kind = HL_PROGRAM_STE, .run = run};
