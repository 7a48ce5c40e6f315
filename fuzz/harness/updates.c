// SPDX-License-Identifier: MIT
#include "harness/updates.h"

#include "harness/counts.h"
#include "harness/ledger.h"
#include "harness/settings.h"
#include "harness/subject.h"

#include <stdlib.h>

static bool is_illegal(const struct hl_updates *u, unsigned n)
{
    return u->pool.meaning[n].state == HL_STATE_ILLEGAL;
}

void hl_updates_require(enum hl_kind kind)
{
    if (hl_settings()->sequencer->kinds & (unsigned)kind)
        return;
    fprintf(stderr, "hitless: HITLESS_SEQUENCER: %s does not update entries of this kind\n",
            hl_settings()->sequencer->name);
    exit(2);
}

static void illegal_target(struct hl_updates *u, unsigned n)
{
    u->v.finding[0] = (struct hl_finding){.kind = HL_ILLEGAL_TARGET, .view = u->q.target};
    u->v.finding[0].rule = u->pool.meaning[n].rule;
    u->v.findings = 1;
    u->v.found[HL_ILLEGAL_TARGET] = 1;
}

/* What is RES0 on its SMMU it must leave 0. */
static void reserved_field(struct hl_updates *u, const struct hl_entry *bits)
{
    if (hl_entry_is_zero(bits) || u->v.findings == HL_MAX_FINDINGS)
        return;
    u->v.finding[u->v.findings++] =
        (struct hl_finding){.kind = HL_RESERVED_FIELD, .view = u->q.target, .bits = *bits};
    u->v.found[HL_RESERVED_FIELD]++;
}

/* What a driver's own make functions built must be legal on its own SMMU, and the driver must not
 * warn of it. */
static void check_made(struct hl_updates *u)
{
    for (unsigned n = 0; n < u->pool.count; n++) {
        const struct hl_entry reserved = hl_reserved(&u->pool.at.decoder, &u->pool.entry[n]);

        hl_updates_ask(u, n, n);
        if (!u->q.target_made &&
            !(u->pool.made[n] && (is_illegal(u, n) || !hl_entry_is_zero(&reserved))))
            continue;
        u->q.old = (struct hl_entry){{0}};
        u->q.old_meaning = NULL;
        hl_judge(&u->q, &u->v);
        if (is_illegal(u, n))
            illegal_target(u, n);
        reserved_field(u, &reserved);
        hl_updates_count(u, true);
    }
}

void hl_updates_require_masks(bool safe)
{
    const struct hl_sequencer *s = hl_settings()->sequencer;

    if (!s->failed || (s->used && (s->update_safe || !safe)))
        return; /* of a kernel tree, whether it has such masks is its version's business */
    fprintf(stderr, "hitless: HITLESS_SEQUENCER: %s does not tell what it takes to be %s\n",
            s->name, s->used ? "safe" : "used");
    exit(2);
}

void hl_updates_begin(struct hl_updates *u, const struct hl_program *program)
{
    u->program = *program;
    u->setting = hl_subject_setting(program);
    hl_pool_build(&u->pool, program, &u->setting, hl_settings()->sequencer);
    u->q.decoder = &u->pool.at.decoder;
    u->q.sequencer = hl_settings()->sequencer;
    u->q.overlook = u->pool.at.overlook;
    u->q.checks = 0;
    u->q.safe = NULL;
    check_made(u);
}

bool hl_updates_possible(const struct hl_updates *u, unsigned from, unsigned to)
{
    return from != to &&
           !(hl_subject_needs(HL_NEEDS_LEGAL) && (is_illegal(u, from) || is_illegal(u, to)));
}

void hl_updates_ask(struct hl_updates *u, unsigned from, unsigned to)
{
    u->q.old = u->pool.entry[from];
    u->q.old_meaning = &u->pool.meaning[from];
    u->q.target = u->pool.entry[to];
    u->q.target_meaning = &u->pool.meaning[to];
    u->q.old_made = u->pool.made[from] && hl_subject_needs(HL_NEEDS_OWN_ENTRIES);
    u->q.target_made = u->pool.made[to] && hl_subject_needs(HL_NEEDS_OWN_ENTRIES);
}

void hl_updates_ask_entries(struct hl_updates *u, const struct hl_entry *old,
                            const struct hl_entry *target)
{
    u->q.old = *old;
    u->q.target = *target;
    u->q.old_meaning = u->q.target_meaning = NULL;
    u->q.old_made = u->q.target_made = false;
}

static struct hl_judged judged(const struct hl_updates *u, bool made)
{
    return (struct hl_judged){.setting = &u->setting,
                              .ste = u->pool.at.decoder.kind == HL_KIND_CD ? &u->pool.lead : NULL,
                              .q = &u->q,
                              .v = &u->v,
                              .made = made};
}

void hl_updates_count(struct hl_updates *u, bool made)
{
    const struct hl_judged j = judged(u, made);

    hl_ledger_count(&j);
}

void hl_updates_disagree(const struct hl_updates *u, const char *what)
{
    const struct hl_judged j = judged(u, false);

    hl_ledger_disagree(&j, what);
}

bool hl_updates_is_sanitised(const struct hl_updates *u, const struct hl_entry *e)
{
    return hl_sequencer_is_sanitised(u->q.sequencer, u->q.decoder, e);
}

void hl_updates_forget(struct hl_updates *u, enum hl_finding_kind kind)
{
    struct hl_verdict *v = &u->v;
    unsigned kept = 0;

    for (unsigned i = 0; i < v->findings; i++)
        if (v->finding[i].kind != kind)
            v->finding[kept++] = v->finding[i];
    v->findings = kept;
    v->found[kind] = 0;
}

static void judge(struct hl_updates *u, unsigned from, unsigned to, unsigned checks)
{
    hl_updates_ask(u, from, to);
    u->q.checks = checks;
    if (hl_subject_needs(HL_NEEDS_FRESH)) {
        u->q.old = u->left[from];
        u->q.old_meaning = NULL;
    }
    hl_judge(&u->q, &u->v);
    if (u->v.too_many_views) {
        hl_count(HL_COUNT_UNJUDGED);
        if (!u->v.findings)
            return;
    }
    hl_updates_count(u, u->pool.made[from] && u->pool.made[to]);
}

/* What is in memory may be more than the fresh entry: what another one left there. */
static void leave(struct hl_updates *u)
{
    const struct hl_entry *before = NULL;
    struct hl_log *log = &u->v.log;
    struct hl_meaning m;

    for (unsigned i = 0; i < u->pool.count; i++) {
        u->left[i] = u->pool.entry[i];
        if (!hl_subject_needs(HL_NEEDS_FRESH) || is_illegal(u, i))
            continue;
        if (before) {
            hl_observe(u->q.sequencer, u->q.decoder, before, &u->pool.entry[i], NULL, log);
            hl_decode(u->q.decoder, &log->memory, &m);
            if (m.state == u->pool.meaning[i].state &&
                hl_entry_equal(&m.regime, &u->pool.meaning[i].regime))
                u->left[i] = log->memory;
        }
        before = &u->left[i];
    }
}

void hl_updates_run(const struct hl_program *program)
{
    static struct hl_updates u;

    hl_updates_begin(&u, program);
    leave(&u);
    for (unsigned from = 0; from < u.pool.count; from++)
        for (unsigned to = 0; to < u.pool.count; to++)
            if (hl_updates_possible(&u, from, to))
                judge(&u, from, to, to == from + 1 ? HL_CHECK_MASKS : 0);
}
