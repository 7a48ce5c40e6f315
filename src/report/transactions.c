// SPDX-License-Identifier: MIT
/* What a bad view does to a device: a few transactions, with the old entry, the view and the new.
 */
#include "report/probes.h"
#include "report/wrap.h"

#include <string.h>

enum { SHOWN = 3 }; /* transactions of a view */

struct outcome {
    struct hl_response old, view, target;
    bool as_old, as_target;
};

/* A view, and what became of the probes. */
struct survey {
    FILE *out;
    const struct hl_trial *trial;
    struct hl_canonical memory;
    const struct hl_entry *view;
    unsigned indent;
    unsigned all, as_old, as_target, strange, shown;
    char shown_texts[SHOWN][HL_RESPONSES][HL_RESPONSE_TEXT];
};

static bool is_assumed_away(const struct hl_trial *trial, const struct hl_probe *probe)
{
    return probe->t.traffic != HL_ORDINARY && trial->source->setting.assume.ats_quiesced;
}

static void ask(const struct survey *s, const struct hl_probe *probe, struct outcome *o)
{
    hl_probe_send(s->trial, &s->memory, &s->trial->question.old, probe, &o->old);
    hl_probe_send(s->trial, &s->memory, s->view, probe, &o->view);
    hl_probe_send(s->trial, &s->memory, &s->trial->question.target, probe, &o->target);
    o->as_old = hl_response_equal(&o->old, &o->view);
    o->as_target = hl_response_equal(&o->target, &o->view);
}

static bool was_shown(const struct survey *s, char text[HL_RESPONSES][HL_RESPONSE_TEXT])
{
    for (unsigned i = 0; i < s->shown; i++)
        if (memcmp(text, s->shown_texts[i], sizeof s->shown_texts[i]) == 0)
            return true;
    return false;
}

/* Nothing, where one before came to the same. */
static void print_probe(struct survey *s, const struct hl_probe *probe, const struct outcome *o)
{
    const struct hl_response *const responses[] = {&o->old, &o->view, &o->target};
    const bool secure = s->trial->source->setting.security != HL_NONSECURE;
    char name[HL_PROBE_TEXT], text[HL_RESPONSES][HL_RESPONSE_TEXT];
    struct hl_wrap w;

    hl_responses_text(responses, secure, text);
    if (was_shown(s, text))
        return;
    memcpy(s->shown_texts[s->shown++], text, sizeof text);
    hl_probe_text(probe, name);
    w = hl_wrap_begin(s->out, s->indent + (unsigned)strlen(name) + 2, s->indent + 2);
    fprintf(s->out, "%*s%s: ", (int)s->indent, "", name);
    hl_wrap_item(&w, "old -> %s", text[0]);
    hl_wrap_item(&w, "view -> %s", text[1]);
    hl_wrap_item(&w, "new -> %s", text[2]);
    hl_wrap_end(&w, "");
}

/* Counts all, and prints the first that do what neither side does, those that come to different. */
static void print_strange(struct survey *s)
{
    struct hl_probe probe;
    struct outcome o;

    for (unsigned n = 0; hl_probe_get(s->trial, n, &probe); n++) {
        if (is_assumed_away(s->trial, &probe))
            continue;
        ask(s, &probe, &o);
        s->all++;
        s->as_old += o.as_old;
        s->as_target += o.as_target;
        if (o.as_old || o.as_target)
            continue;
        s->strange++;
        if (s->shown < SHOWN)
            print_probe(s, &probe, &o);
    }
    if (s->strange > s->shown)
        fprintf(s->out,
                "%*sand %u more of %u probed transactions are neither as with the old entry nor "
                "as with the new\n",
                (int)s->indent, "", s->strange - s->shown, s->all);
}

/* The first that tells the view from the old entry, or from the new one. */
static void print_first(struct survey *s, bool from_old)
{
    struct hl_probe probe;
    struct outcome o;

    for (unsigned n = 0; hl_probe_get(s->trial, n, &probe); n++) {
        if (is_assumed_away(s->trial, &probe))
            continue;
        ask(s, &probe, &o);
        if (from_old ? o.as_old : o.as_target)
            continue;
        print_probe(s, &probe, &o);
        return;
    }
}

/* What differs although no probe shows it. */
static void print_unshown(const struct survey *s, const struct hl_entry *side)
{
    const struct hl_decoder *d = &s->trial->at.decoder;
    struct hl_entry differ;
    struct hl_meaning a, b;

    hl_decode(d, side, &a);
    hl_decode(d, s->view, &b);
    differ = hl_entry_andnot(hl_entry_xor(a.regime, b.regime), s->trial->question.overlook);
    for (size_t i = 0; i < d->layout->count; i++) {
        const struct hl_field *f = &d->layout->fields[i];
        const struct hl_unshown *u;

        if (!hl_field_get(f, &differ))
            continue;
        u = hl_unshown_find(d->kind, f->name);
        fprintf(s->out, "%*sno probe shows %s: %s\n", (int)s->indent + 2, "", f->name,
                u ? u->reason : "not with these entries");
    }
}

static void print_likeness(struct survey *s)
{
    const bool old = s->as_old == s->all, target = s->as_target == s->all;
    const char *what = old && target ? "does the same with the old entry, the view and the new one"
                       : old         ? "does as with the old entry"
                                     : "does as with the new entry";

    if (!old)
        print_first(s, true);
    if (!target)
        print_first(s, false);
    if (!old && !target) {
        fprintf(s->out,
                "%*severy probed transaction does as with the old or with the new entry, not all "
                "alike\n",
                (int)s->indent, "");
        return;
    }
    fprintf(s->out, "%*severy probed transaction %s:\n", (int)s->indent, "", what);
    fprintf(s->out, "%*sthe configuration differs all the same\n", (int)s->indent + 2, "");
    if (old)
        print_unshown(s, &s->trial->question.old);
    if (target)
        print_unshown(s, &s->trial->question.target);
}

void hl_text_transactions(FILE *out, const struct hl_trial *trial, const struct hl_entry *view,
                          unsigned indent)
{
    struct survey s = {.out = out,
                       .trial = trial,
                       .memory = hl_canonical_of(trial),
                       .view = view,
                       .indent = indent};

    print_strange(&s);
    if (!s.strange)
        print_likeness(&s);
}
