// SPDX-License-Identifier: MIT
#include "report/explain.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN = 4 }; /* views of a kind and epoch; the others are like them */

/* The qwords that have their value of `from`, where old and new differ. */
static void print_qwords(struct hl_wrap *w, const struct hl_question *q, const char *label,
                         const struct hl_entry *from, const struct hl_entry *view)
{
    char list[64] = "";
    size_t used = 0;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (q->old.q[i] != q->target.q[i] && view->q[i] == from->q[i])
            used += (size_t)snprintf(list + used, sizeof(list) - used, " %u", i);
    if (used)
        hl_wrap_item(w, "%s qword%s%s", label, used > 2 ? "s" : "", list);
}

/* Where each qword of a view comes from. column: where the line stands. */
static void print_origin(const struct hl_story *s, const struct hl_entry *view, unsigned column)
{
    const struct hl_question *q = &s->trial->question;
    struct hl_wrap w = hl_wrap_begin(s->out, column, 8);

    print_qwords(&w, q, "old", &q->old, view);
    print_qwords(&w, q, "new", &q->target, view);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (view->q[i] != q->old.q[i] && view->q[i] != q->target.q[i])
            hl_wrap_item(&w, "qword %u 0x%016" PRIx64, i, view->q[i]);
    hl_wrap_end(&w, "all qwords as in both");
}

void hl_explain_effect(const struct hl_story *s, const struct hl_meaning *m, unsigned indent)
{
    char effect[HL_EFFECT_TEXT], *rest = effect, *part;
    struct hl_wrap w = hl_wrap_begin(s->out, indent + 17, indent + 2);

    hl_text_effect(s->trial, m, effect);
    fprintf(s->out, "%*sa transaction is ", (int)indent, "");
    while ((part = strsep(&rest, ",")) != NULL)
        hl_wrap_item(&w, "%s", part + strspn(part, " "));
    hl_wrap_end(&w, "");
}

/* What a view's regime has differently than one side's. Where the configurations differ, only in
 * fields that both use: the others come with the configuration. */
static void print_regime_difference(const struct hl_story *s, const char *label,
                                    const struct hl_meaning *side, const struct hl_meaning *m)
{
    struct hl_entry from = hl_entry_andnot(side->regime, s->trial->question.overlook);
    struct hl_entry to = hl_entry_andnot(m->regime, s->trial->question.overlook);
    struct hl_entry both = hl_entry_and(side->used, m->used);
    struct hl_wrap w = hl_wrap_begin(s->out, 14, 14);

    if (side->config != m->config) {
        from = hl_entry_and(from, both);
        to = hl_entry_and(to, both);
    }
    fprintf(s->out, "      vs %s: ", label);
    hl_wrap_changes(&w, s->trial->at.decoder.layout, &from, &to);
    hl_wrap_end(&w, "the same but for what is overlooked");
}

static void explain_finding(const struct hl_story *s, const struct hl_finding *f)
{
    const struct hl_decoder *d = &s->trial->at.decoder;
    const unsigned column = 6 + (unsigned)strlen(hl_finding_names[f->kind]);
    struct hl_meaning m;

    fprintf(s->out, "    %s%s%s: ", s->style.bad, hl_finding_names[f->kind], s->style.off);
    print_origin(s, &f->view, column);
    hl_decode(d, &f->view, &m);
    if (f->kind == HL_ILLEGAL_VIEW) {
        fprintf(s->out, "      rule %s (%s): %s\n", d->rule_name(f->rule), d->rule_section(f->rule),
                d->rule_doc(f->rule));
    } else {
        fprintf(s->out, "      means %s\n", d->config_name(m.config));
        print_regime_difference(s, "old", &s->old, &m);
        print_regime_difference(s, "new", &s->target, &m);
    }
    hl_explain_effect(s, &m, 6);
    hl_text_transactions(s->out, s->trial, &f->view, 6);
}

/* Whether the verdict has an earlier view of this epoch that is illegal by the same rule. */
static bool is_repeated(const struct hl_verdict *v, unsigned number)
{
    const struct hl_finding *f = &v->finding[number];

    for (unsigned i = 0; i < number && f->kind == HL_ILLEGAL_VIEW; i++)
        if (v->finding[i].kind == f->kind && v->finding[i].epoch == f->epoch &&
            v->finding[i].rule == f->rule)
            return true;
    return false;
}

static void explain_kind(const struct hl_story *s, unsigned epoch, enum hl_finding_kind kind)
{
    unsigned all = 0, shown = 0;

    for (unsigned i = 0; i < s->verdict->findings; i++) {
        const struct hl_finding *f = &s->verdict->finding[i];

        if (f->kind != kind || f->epoch != epoch)
            continue;
        all++;
        if (shown == SHOWN || is_repeated(s->verdict, i))
            continue;
        explain_finding(s, f);
        shown++;
    }
    if (all > shown)
        fprintf(s->out, "    and %u more %ss\n", all - shown, hl_finding_names[kind]);
}

/* Views in which no transaction passes although both sides are live. */
static void explain_stops(const struct hl_story *s, const struct hl_epoch *views)
{
    unsigned all = hl_epoch_views(views), stopped = 0;
    struct hl_meaning m;

    if (s->old.state != HL_STATE_LIVE || s->target.state != HL_STATE_LIVE)
        return;
    for (unsigned n = 0; n < all; n++) {
        struct hl_entry view = hl_epoch_view(views, n);

        hl_decode(&s->trial->at.decoder, &view, &m);
        if (m.state != HL_STATE_OFF && m.state != HL_STATE_STOP)
            continue;
        if (stopped++)
            continue;
        fprintf(s->out, "    %sstopped%s: ", s->style.warning, s->style.off);
        print_origin(s, &view, 13);
        hl_explain_effect(s, &m, 6);
    }
    if (stopped > 1)
        fprintf(s->out, "    and %u more of the %u views stop the stream\n", stopped - 1, all);
}

void hl_explain_views(const struct hl_story *s, unsigned epoch, const struct hl_epoch *views)
{
    explain_kind(s, epoch, HL_ILLEGAL_VIEW);
    explain_kind(s, epoch, HL_MIXED_VIEW);
    explain_stops(s, views);
}
