// SPDX-License-Identifier: MIT
#include "harness/judged.h"

#include <stdio.h>
#include <string.h>

static void name_origin(const struct hl_judged *j, struct hl_case *c)
{
    const char *context = j->context ? j->context : "";

    const struct hl_origin *origin = j->q->sequencer->origin;

    if (origin)
        snprintf(c->origin, sizeof c->origin, "%s%s%s, functions %s%s%s", origin->name,
                 *origin->version ? " " : "", origin->version, origin->hash, *context ? "; " : "",
                 context);
    else
        snprintf(c->origin, sizeof c->origin, "%s", context);
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

static const char *made(const struct hl_judged *j)
{
    return j->made ? ", both as the driver makes them" : "";
}

void hl_judged_sign(const struct hl_judged *j, const struct hl_finding *f,
                    char words[HL_CAUSE_TEXT])
{
    hl_cause_words(j->q, f, made(j), j->innocent, words);
}

struct hl_cause hl_judged_cause(const struct hl_judged *j, const struct hl_finding *f,
                                char title[HL_CAUSE_TEXT])
{
    const struct hl_decoder *d = j->q->decoder;
    struct hl_meaning old, target;

    hl_judged_sign(j, f, title);
    hl_decode(d, &j->q->old, &old);
    hl_decode(d, &j->q->target, &target);
    return (struct hl_cause){.kind = f->kind,
                             .title = title,
                             .rule = f->rule ? d->rule_name(f->rule) : NULL,
                             .from = d->config_name(old.config),
                             .to = d->config_name(target.config)};
}

bool hl_judged_sign_other(const struct hl_judged *j, const struct hl_finding *f, unsigned number,
                          char words[HL_CAUSE_TEXT])
{
    return !j->innocent && hl_cause_other(j->q, f, made(j), number, words);
}
