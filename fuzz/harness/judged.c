// SPDX-License-Identifier: MIT
#include "harness/judged.h"

#include "harness/causes.h"
#include "linux/linux.h"

#include <stdio.h>
#include <string.h>

static void name_origin(const struct hl_judged *j, struct hl_case *c)
{
    const char *context = j->context ? j->context : "";

    const struct hl_origin *origin = j->q->sequencer->origin;

    if (origin)
        snprintf(c->origin, sizeof c->origin, "Linux %s, functions %s%s%s",
                 hl_linux_info()->version, hl_linux_info()->hash, *context ? "; " : "", context);
    else
        snprintf(c->origin, sizeof c->origin, "%s", context);
}

void hl_case_expect(struct hl_case *c, const struct hl_sequencer *sequencer,
                    const struct hl_verdict *v)
{
    struct hl_expectation *e = &c->expect[0];

    c->expectations = 1;
    snprintf(e->sequencer, sizeof e->sequencer, "%s", sequencer->name);
    e->outcome = v->outcome;
    e->findings = 0;
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
        if (v->found[k] && k != HL_EXCESS_SYNC)
            e->findings |= 1u << k;
}

void hl_judged_case(const struct hl_judged *j, const char *title, struct hl_case *c)
{
    const struct hl_profile *profile = hl_profile_of(&j->setting->regs);

    memset(c, 0, sizeof *c);
    snprintf(c->title, sizeof c->title, "%s", title);
    name_origin(j, c);
    c->kind = j->q->decoder->kind;
    c->setting = *j->setting;
    if (profile)
        snprintf(c->profile, sizeof c->profile, "%s", profile->name);
    c->has_ste = j->ste != NULL;
    if (j->ste)
        c->ste = *j->ste;
    c->old = j->q->old;
    c->target = j->q->target;
    c->old_made = j->q->old_made;
    c->target_made = j->q->target_made;
    c->has_safe = j->q->safe != NULL;
    if (j->q->safe)
        c->safe = *j->q->safe;
    if (!j->innocent)
        hl_case_expect(c, j->q->sequencer, j->v);
}

/* The fields that the sequencer took to differ in bits that both sides use, while the decoder does
 * not: not used after all, the same regime, or overlooked. Not all: only the first of them, as of
 * entries that no driver makes, whose combinations have no end. */
static void fields_at_fault(const struct hl_question *q, const struct hl_meaning *old,
                            const struct hl_meaning *target, bool all, char *text, size_t size)
{
    struct hl_entry bits = hl_entry_xor(q->old, q->target), real, used;
    size_t n = 0;

    real = hl_entry_and(hl_entry_xor(old->regime, target->regime),
                        hl_entry_and(old->used, target->used));
    real = hl_entry_andnot(real, q->overlook);
    if (q->sequencer->used) {
        q->sequencer->used(q->sequencer, q->decoder, &q->old, &used);
        bits = hl_entry_and(bits, used);
        q->sequencer->used(q->sequencer, q->decoder, &q->target, &used);
        bits = hl_entry_and(bits, used);
    }
    text[0] = '\0';
    for (size_t i = 0; i < q->decoder->layout->count && n + 1 < size; i++) {
        const struct hl_field *f = &q->decoder->layout->fields[i];
        if (!hl_field_get(f, &bits) || hl_field_get(f, &real))
            continue;
        if (n && !all) {
            snprintf(text + n, size - n, " ...");
            return;
        }
        n += (size_t)snprintf(text + n, size - n, " %s", f->name);
    }
}

/* The fields of a subject-warning: of the target, and not called used. */
static void fields_warned_of(const struct hl_question *q, const struct hl_finding *f, char *text,
                             size_t size)
{
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < q->decoder->layout->count && n + 1 < size; i++)
        if (hl_field_get(&q->decoder->layout->fields[i], &f->bits))
            n += (size_t)snprintf(text + n, size - n, " %s", q->decoder->layout->fields[i].name);
}

void hl_judged_sign(const struct hl_judged *j, const struct hl_finding *f, char *words, size_t size)
{
    const struct hl_question *q = j->q;
    struct hl_meaning old, target;
    char fields[HL_CAUSE_TEXT / 2];

    hl_decode(q->decoder, &q->old, &old);
    hl_decode(q->decoder, &q->target, &target);
    if (f->kind == HL_SUBJECT_WARNING)
        fields_warned_of(q, f, fields, sizeof fields);
    else
        fields_at_fault(q, &old, &target, j->made, fields, sizeof fields);
    if (j->innocent)
        fields[0] = '\0'; /* they would be the sequencer's */
    snprintf(words, size, "%s%s%s: %s to %s%s%s%s%s", hl_finding_names[f->kind], f->rule ? " " : "",
             f->rule ? q->decoder->rule_name(f->rule) : "", q->decoder->config_name(old.config),
             q->decoder->config_name(target.config),
             j->made ? ", both as the driver makes them" : "",
             j->innocent ? ", a wrong target" : "",
             !fields[0]                      ? ""
             : f->kind == HL_SUBJECT_WARNING ? "; not called used:"
                                             : "; without cause:",
             fields);
}
