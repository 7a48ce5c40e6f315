// SPDX-License-Identifier: MIT
#include "harness/ledger.h"

#include "case/reduce.h"
#include "case/trial.h"
#include "harness/against.h"
#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/crash.h"
#include "harness/known.h"
#include "harness/probe.h"
#include "harness/settings.h"

#include <stdio.h>
#include <string.h>

void hl_ledger_disagree(const struct hl_judged *j, const char *what)
{
    struct hl_case c;

    fprintf(hl_crash_text(), "hitless: not the sequencer's fault: %s\n", what);
    hl_judged_case(j, what, &c);
    hl_crash_report(NULL, &c, j->v, false);
}

/* Whether a finding of the verdict has this cause. */
static bool keeps(const struct hl_judged *j, const struct hl_question *q,
                  const struct hl_verdict *v, const char *cause)
{
    const struct hl_judged again = {.q = q, .v = v, .innocent = j->innocent};
    char words[HL_CAUSE_TEXT];

    for (unsigned i = 0; i < v->findings; i++) {
        hl_judged_sign(&again, &v->finding[i], words);
        if (strcmp(words, cause) == 0)
            return true;
    }
    return false;
}

/* What a person reads is the smallest case of the same cause, with its own verdict; a driver's own
 * entries stay what it makes. */
static const struct hl_verdict *reduce(const struct hl_judged *j, const char *cause,
                                       struct hl_case *c)
{
    const struct hl_sequencer *sequencer = hl_settings()->sequencer;
    static struct hl_trial trial;
    static struct hl_verdict reduced;
    static struct hl_case whole;

    whole = *c;
    if (j->made || !hl_case_reduce(c, sequencer) || hl_trial_init(&trial, c, sequencer))
        return j->v;
    hl_judge(&trial.question, &reduced);
    if (!keeps(j, &trial.question, &reduced, cause)) {
        *c = whole; /* it led to another one */
        return j->v;
    }
    if (!j->innocent)
        hl_case_expect(c, sequencer, &reduced);
    return &reduced;
}

/* Whether the case, judged by itself, has such a finding: it may be one of what made the entries,
 * or of where they are installed. */
static bool shows(const struct hl_case *c, enum hl_finding_kind kind)
{
    const struct hl_sequencer *sequencer = hl_settings()->sequencer;
    static struct hl_trial trial;
    static struct hl_verdict v;

    if (hl_trial_init(&trial, c, sequencer))
        return false;
    hl_judge(&trial.question, &v);
    return v.found[kind] != 0;
}

static _Noreturn void report(const struct hl_judged *j, const struct hl_finding *f)
{
    char title[HL_CAUSE_TEXT];
    struct hl_case c;
    const struct hl_verdict *v;

    hl_judged_sign(j, f, title);
    hl_probe_ends(title);
    hl_judged_case(j, title, &c);
    v = reduce(j, title, &c);
    hl_crash_report(hl_finding_names[f->kind], &c, v, !j->innocent && shows(&c, f->kind));
}

/* For who is compared with this process. */
static void note_others(const struct hl_judged *j, const struct hl_finding *f)
{
    const bool is_base = hl_settings()->causes && !hl_settings()->against;
    char words[HL_CAUSE_TEXT];

    for (unsigned i = 0; is_base && hl_judged_sign_other(j, f, i, words); i++)
        hl_causes_add(words, j->made);
}

static void note_distinct(const struct hl_judged *j, const struct hl_finding *f)
{
    char signature[HL_CAUSE_TEXT];
    struct hl_case c;

    hl_judged_sign(j, f, signature);
    note_others(j, f);
    if (!hl_causes_add(signature, j->made))
        return;
    hl_judged_case(j, signature, &c);
    hl_crash_save(&c, "finding");
}

/* Whether the base of HITLESS_AGAINST does so as well. */
static bool is_of_base(const struct hl_judged *j, const struct hl_finding *f)
{
    char cause[HL_CAUSE_TEXT];

    if (!hl_settings()->against)
        return false;
    hl_judged_sign(j, f, cause);
    return hl_against_knows(cause);
}

static bool is_known(const struct hl_judged *j, const struct hl_finding *f)
{
    char title[HL_CAUSE_TEXT];
    struct hl_cause cause;

    if (!hl_knows_any())
        return false;
    cause = hl_judged_cause(j, f, title);
    return hl_is_known(&cause);
}

/* The first of each kind; where causes are compared, all. */
void hl_ledger_find(const struct hl_judged *j)
{
    const bool all = hl_settings()->causes || hl_settings()->against || hl_knows_any();
    const struct hl_verdict *v = j->v;
    const struct hl_finding *fatal = NULL;
    unsigned noted = 0;

    for (unsigned i = 0; i < v->findings; i++) {
        const struct hl_finding *f = &v->finding[i];

        if (!all && (noted >> f->kind & 1))
            continue;
        if (is_of_base(j, f))
            continue;
        if (!(noted >> f->kind & 1))
            hl_count_finding(f->kind);
        noted |= 1u << f->kind;
        if (hl_finding_is_advice(f->kind) || hl_is_tolerated(f->kind) || is_known(j, f))
            note_distinct(j, f);
        else if (!fatal)
            fatal = f;
    }
    if (fatal)
        report(j, fatal);
}

void hl_ledger_count(const struct hl_judged *j)
{
    hl_count_update(j->v->outcome, j->v->views);
    if (j->v->findings)
        hl_ledger_find(j);
}

bool hl_ledger_note(const struct hl_cause *cause, bool made)
{
    if (hl_against_knows(cause->title))
        return true;
    hl_count_finding(cause->kind);
    if (!hl_is_tolerated(cause->kind) && !hl_is_known(cause)) {
        hl_probe_ends(cause->title);
        return false;
    }
    hl_causes_add(cause->title, made);
    return true;
}
