// SPDX-License-Identifier: MIT
#include "session.h"

#include "linux/linux.h"

void hl_session_begin(struct hl_session *s, const struct hl_program *program)
{
    const struct hl_sequencer *seq = hl_ledger.sequencer;

    s->program = *program;
    s->driver = seq == hl_linux_sequencer();
    if (s->driver)
        s->program.security = HL_NONSECURE; /* the interface that Linux drives */
    if (s->driver && !hl_ledger.any_options)
        s->program.has_options = false;
    /* A sequencer is judged under what its own update_safe relies on. */
    s->assume.ats_quiesced = s->program.ats_quiesced || seq->assumes;
    hl_pool_build(&s->pool, &s->program, &s->assume, seq);
    s->q = (struct hl_question){
        .decoder = &s->pool.decoder,
        .sequencer = seq,
        .overlook = s->pool.overlook,
        .checks = HL_CHECK_MASKS,
    };
}

void hl_session_ask(struct hl_session *s, unsigned from, unsigned to)
{
    s->q.old = s->pool.entry[from];
    s->q.old_meaning = &s->pool.meaning[from];
    s->q.target = s->pool.entry[to];
    s->q.target_meaning = &s->pool.meaning[to];
}

void hl_session_ask_entries(struct hl_session *s, const struct hl_entry *old,
                            const struct hl_entry *target)
{
    s->q.old = *old;
    s->q.target = *target;
    s->q.old_meaning = s->q.target_meaning = NULL;
}

bool hl_session_is_fair(const struct hl_session *s, unsigned from, unsigned to)
{
    return !s->driver || (s->pool.meaning[from].state != HL_STATE_ILLEGAL &&
                          s->pool.meaning[to].state != HL_STATE_ILLEGAL);
}

bool hl_session_is_sanitised(const struct hl_session *s, const struct hl_entry *e)
{
    const struct hl_sequencer *seq = s->q.sequencer;
    struct hl_entry used, more;

    seq->used(seq, s->q.decoder, e, &used);
    more = hl_entry_andnot(*e, used);
    return hl_entry_is_zero(&more);
}

void hl_session_count(struct hl_session *s, bool made)
{
    hl_ledger_count(&s->pool.smmu, &s->assume, &s->q, &s->v, made);
}

void hl_session_disagree(const struct hl_session *s, const char *what)
{
    hl_ledger_disagree(&s->pool.smmu, &s->assume, &s->q, &s->v, what);
}

void hl_verdict_forget(struct hl_verdict *v, enum hl_finding_kind kind)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < v->findings; i++)
        if (v->finding[i].kind != kind)
            v->finding[kept++] = v->finding[i];
    v->findings = kept;
    v->found[kind] = 0;
}
