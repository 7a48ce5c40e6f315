// SPDX-License-Identifier: MIT
/* An update as a page that needs nothing else: entries as rows of fields, the steps with what the
 * SMMU may hold, bad views, and what would have been hitless. Arrow keys go from step to step. */
#include "report/explain.h"
#include "report/markup.h"
#include "case/names.h"
#include "entry/text.h"

#include <inttypes.h>
#include <stdlib.h>

static const char style[] =
    ".q{display:flex;align-items:stretch;margin:2px 0;min-width:50rem}.q>b{flex:0 0 5rem;"
    "font-weight:normal;color:var(--dim);font-size:.85em}\n"
    ".bits{display:flex;flex:1;min-width:0;border:1px solid var(--line)}.bits span{overflow:hidden;"
    "white-space:nowrap;font-size:.68rem;line-height:1.5;box-shadow:inset 1px 0 var(--line);"
    "text-indent:2px;min-width:0;color:var(--dim)}\n"
    ".bits .u{background:color-mix(in srgb,var(--focus) 18%,transparent);color:var(--ink)}"
    ".bits .c{background:color-mix(in srgb,var(--warn) 35%,transparent);color:var(--ink);"
    "font-weight:600}\n"
    "ol.steps{list-style:none;padding:0}ol.steps>li{border-left:4px solid var(--line);"
    "margin:.4rem 0;padding:.2rem .8rem}ol.steps>li.sync{border-color:var(--good)}"
    "ol.steps>li.store{border-color:var(--focus)}ol.steps>li.views{border-color:var(--bad)}\n"
    "pre{overflow-x:auto;background:var(--soft);padding:.6rem;font-size:.8rem}\n"
    ".two>*{min-width:0}.two{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}"
    "@media(max-width:60rem){.two{grid-template-columns:1fr}}\n";

/* What a writer of text prints, as preformatted text. */
static void put_text(const struct hl_story *s,
                     void (*write)(const struct hl_story *s, const void *context),
                     const void *context)
{
    struct hl_story inner = *s;
    char *text = NULL;
    size_t size;

    inner.out = open_memstream(&text, &size);
    if (!inner.out)
        return;
    write(&inner, context);
    fclose(inner.out);
    if (text && *text) {
        fputs("<pre>", s->out);
        hl_markup_text(s->out, text);
        fputs("</pre>\n", s->out);
    }
    free(text);
}

/* A field as a part of its row: used bits have a ground, those that differ another. */
static void put_field(const struct hl_story *s, const struct hl_field *f, const struct hl_entry *e,
                      const struct hl_entry *used, const struct hl_entry *changed)
{
    const char *class = hl_field_get(f, changed) ? "c" : hl_field_get(f, used) ? "u" : "";
    char value[HL_VALUE_TEXT];

    hl_field_format(f, hl_field_get(f, e), value);
    fprintf(s->out, "<span class=\"%s\" style=\"flex:%u 0 0\" title=\"", class, f->width);
    hl_markup_text(s->out, f->name);
    fprintf(s->out, " [%u:%u] ", f->lsb % 64u + f->width - 1u, f->lsb % 64u);
    hl_markup_text(s->out, value);
    fputs(hl_field_get(f, used) ? ", used\">" : "\">", s->out);
    hl_markup_text(s->out, f->name);
    if (hl_field_get(f, e)) {
        fputc(' ', s->out);
        hl_markup_text(s->out, value);
    }
    fputs("</span>", s->out);
}

/* A qword, bit 63 first; bits of no field are blank. */
static void put_qword(const struct hl_story *s, unsigned qword, const struct hl_entry *e,
                      const struct hl_entry *used, const struct hl_entry *changed)
{
    const struct hl_layout *layout = s->trial->at.decoder.layout;
    unsigned above = 64;

    fprintf(s->out, "<div class=\"q\"><b>qword %u</b><div class=\"bits\">", qword);
    for (size_t i = layout->count; i-- > 0;) {
        const struct hl_field *f = &layout->fields[i];
        const unsigned low = f->lsb % 64u;

        if (f->lsb / 64u != qword)
            continue;
        if (low + f->width < above)
            fprintf(s->out, "<span style=\"flex:%u 0 0\"></span>", above - low - f->width);
        put_field(s, f, e, used, changed);
        above = low;
    }
    if (above)
        fprintf(s->out, "<span style=\"flex:%u 0 0\"></span>", above);
    fputs("</div></div>\n", s->out);
}

/* The qwords of an entry that are not zero, or differ. */
static void put_entry(const struct hl_story *s, const char *name, const struct hl_entry *e,
                      const struct hl_entry *other)
{
    const struct hl_decoder *d = &s->trial->at.decoder;
    const struct hl_entry changed = hl_entry_xor(*e, *other);
    char effect[HL_EFFECT_TEXT];
    struct hl_meaning m;

    hl_decode(d, e, &m);
    hl_text_effect(s->trial, &m, effect);
    fprintf(s->out, "<h3>%s: ", name);
    hl_markup_text(s->out, d->config_name(m.config));
    fputs("</h3>\n<p>A transaction is ", s->out);
    hl_markup_text(s->out, effect);
    fputs(".</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"fields\">\n",
          s->out);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (e->q[i] || changed.q[i])
            put_qword(s, i, e, &m.used, &changed);
    fputs("</div>\n", s->out);
}

static void put_head(const struct hl_story *s)
{
    const struct hl_case *c = s->trial->source;
    const struct hl_verdict *v = s->verdict;
    char smmu[HL_CASE_TEXT];

    hl_smmu_format(&c->setting.regs, smmu, sizeof(smmu));
    fprintf(s->out,
            "<p><strong class=\"%s\">%s</strong>: %u store%s, %u sync%s, %" PRIu64 " view%s",
            v->outcome == HL_TORN       ? "bad"
            : v->outcome == HL_BREAKING ? "warn"
                                        : "good",
            hl_outcome_names[v->outcome], v->log.stores, v->log.stores == 1 ? "" : "s",
            v->log.syncs, v->log.syncs == 1 ? "" : "s", v->views, v->views == 1 ? "" : "s");
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v->found[kind])
            fprintf(s->out, "; <code class=\"bad\">%s</code> %" PRIu64, hl_finding_names[kind],
                    v->found[kind]);
    fputs("</p>\n<p class=\"dim\">Sequencer ", s->out);
    hl_markup_text(s->out, s->trial->question.sequencer->name);
    if (s->trial->question.sequencer->origin) {
        fputc(' ', s->out);
        hl_markup_text(s->out, s->trial->question.sequencer->origin->version);
    }
    fputs("; SMMU ", s->out);
    hl_markup_text(s->out, smmu);
    fprintf(s->out, "; security %s%s", hl_security_names[c->setting.security],
            c->setting.assume.ats_quiesced ? "; assuming ats-quiesced" : "");
    if (c->origin[0]) {
        fputs("; from ", s->out);
        hl_markup_text(s->out, c->origin);
    }
    fputs("</p>\n", s->out);
}

/* The values of each qword that the SMMU may hold in an epoch. */
static void put_window(const struct hl_story *s, const struct hl_epoch *views)
{
    fputs("<div class=\"wide\"><table><thead><tr><th scope=\"col\">qword</th><th "
          "scope=\"col\">the SMMU may hold</th></tr></thead><tbody>\n",
          s->out);
    for (unsigned i = 0; i < HL_QWORDS / views->unit; i++) {
        if (views->values[i] < 2)
            continue;
        fprintf(s->out, "<tr><th scope=\"row\">%u</th><td class=\"mono\">", i * views->unit);
        for (unsigned k = 0; k < views->values[i]; k++) {
            fputs(k ? ", or<br>" : "", s->out);
            for (unsigned part = 0; part < views->unit; part++)
                fprintf(s->out, "%s0x%016" PRIx64, part ? " " : "", views->value[i][k][part]);
        }
        fputs("</td></tr>\n", s->out);
    }
    fputs("</tbody></table></div>\n", s->out);
}

struct epoch_text {
    unsigned epoch;
    const struct hl_epoch *views;
};

static void write_views(const struct hl_story *s, const void *context)
{
    const struct epoch_text *e = context;

    hl_explain_views(s, e->epoch, e->views);
}

/* What could be read in an epoch. Returns the entry with which it ends. */
static struct hl_entry put_views(const struct hl_story *s, unsigned epoch,
                                 const struct hl_entry *begin)
{
    struct hl_epoch *views = malloc(sizeof(*views));
    struct hl_entry end = *begin;

    if (!views)
        return end;
    hl_epoch_load(&s->verdict->log, epoch - 1, s->trial->question.unit, begin, views);
    fprintf(s->out,
            "<li class=\"views\" tabindex=\"0\" data-step><strong>%u views</strong> of epoch %u\n",
            hl_epoch_views(views), epoch);
    put_window(s, views);
    put_text(s, write_views, &(struct epoch_text){epoch, views});
    fputs("</li>\n", s->out);
    end = views->end;
    free(views);
    return end;
}

struct store_text {
    struct hl_entry before, after;
};

static void write_changes(const struct hl_story *s, const void *context)
{
    const struct store_text *t = context;
    struct hl_wrap w = hl_wrap_begin(s->out, 0, 0);

    hl_wrap_changes(&w, s->trial->at.decoder.layout, &t->before, &t->after);
    hl_wrap_end(&w, "no field changes");
}

static void put_store(const struct hl_story *s, const struct hl_log_step *step)
{
    struct store_text t = {{{0}}, {{0}}};

    t.before.q[step->qword] = step->before;
    t.after.q[step->qword] = step->after;
    fprintf(s->out,
            "<li class=\"store\" tabindex=\"0\" data-step>store qword %u%s: "
            "<code>0x%016" PRIx64 "</code> to <code>0x%016" PRIx64 "</code>\n",
            step->qword, step->part, step->before, step->after);
    put_text(s, write_changes, &t);
    fputs("</li>\n", s->out);
}

static void put_steps(const struct hl_story *s)
{
    struct hl_entry begin = s->verdict->log.initial;
    struct hl_steps steps;
    struct hl_log_step step;
    unsigned epoch = 0;
    bool open = false;

    fputs("<h2 id=\"steps\">Step by step</h2>\n<p class=\"dim\">The arrow keys go from step to "
          "step.</p>\n<ol class=\"steps\">\n",
          s->out);
    hl_steps_begin(&steps, &s->verdict->log);
    while (hl_steps_next(&steps, &step)) {
        epoch = step.epoch;
        open = step.kind == HL_STEP_STORE || (open && step.kind == HL_STEP_BARRIER);
        if (step.kind == HL_STEP_STORE) {
            put_store(s, &step);
        } else {
            if (step.kind == HL_STEP_SYNC)
                begin = put_views(s, epoch, &begin);
            fprintf(s->out, "<li class=\"sync\" tabindex=\"0\" data-step>%s</li>\n",
                    step.kind == HL_STEP_SYNC ? "sync: older copies are gone" : "barrier");
        }
    }
    if (open)
        put_views(s, epoch, &begin);
    fputs("</ol>\n", s->out);
}

static void write_plan(const struct hl_story *s, const void *context)
{
    hl_text_steps(s->out, s->trial, context, 0);
}

void hl_explain_html(FILE *out, const struct hl_trial *t, const struct hl_verdict *v)
{
    struct hl_story s = {.out = out, .trial = t, .verdict = v, .style = {"", "", "", "", ""}};

    hl_decode(&t->at.decoder, &t->question.old, &s.old);
    hl_decode(&t->at.decoder, &t->question.target, &s.target);
    hl_page_begin(out, t->source->title[0] ? t->source->title : "An update, step by step", style);
    put_head(&s);
    fputs("<h2>Old and new</h2>\n", out);
    put_entry(&s, "old", &t->question.old, &t->question.target);
    put_entry(&s, "new", &t->question.target, &t->question.old);
    fputs("<p class=\"dim\">Blue: used by this entry; orange: it differs.</p>\n", out);
    if (v->found[HL_NEEDLESS_BREAK])
        fputs("<div class=\"two\"><div>\n", out);
    put_steps(&s);
    if (v->found[HL_NEEDLESS_BREAK]) {
        fputs("</div><div>\n<h2>This would have been hitless</h2>\n", out);
        put_text(&s, write_plan, &v->plan);
        fputs("</div></div>\n", out);
    }
    hl_page_keys(out);
    hl_page_end(out);
}
