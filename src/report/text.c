// SPDX-License-Identifier: MIT
#include "report/report.h"
#include "case/severity.h"
#include "entry/text.h"
#include "report/reserved.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN = 3 }; /* findings of a kind; JSON has all */

static void put_rule(struct hl_buffer *b, const struct hl_trial *t, unsigned rule)
{
    hl_buffer_put(b, t->at.decoder.rule_name(rule));
    hl_buffer_put(b, " (");
    hl_buffer_put(b, t->at.decoder.rule_section(rule));
    hl_buffer_put(b, "): ");
    hl_buffer_put(b, t->at.decoder.rule_doc(rule));
}

static void put_reserved(struct hl_buffer *b, const struct hl_trial *t, const struct hl_entry *e)
{
    struct hl_reserved_walk walk = hl_reserved_begin(&t->at.decoder, e);
    struct hl_reserved_item item;
    char text[HL_RESERVED_TEXT];
    const char *before = "; set but RES0: ";

    for (; hl_reserved_next(&walk, &item); before = ", ") {
        hl_reserved_text(&item, text);
        hl_buffer_put(b, before);
        hl_buffer_put(b, text);
        hl_buffer_put(b, " (");
        hl_buffer_put(b, item.why.id ? item.why.id : "no field");
        hl_buffer_put(b, ")");
    }
}

void hl_text_meaning(struct hl_buffer *b, const struct hl_trial *t, const struct hl_entry *e,
                     const struct hl_meaning *m)
{
    const struct hl_layout *layout = t->at.decoder.layout;
    const char *world = m->rule ? NULL : hl_trial_streamworld(t, m);
    char value[HL_VALUE_TEXT];

    hl_buffer_put(b, t->at.decoder.config_name(m->config));
    if (m->rule) {
        hl_buffer_put(b, " ");
        put_rule(b, t, m->rule);
    }
    if (world) {
        hl_buffer_put(b, " StreamWorld=");
        hl_buffer_put(b, world);
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        uint64_t number;

        if (!m->regime.q[f->lsb / 64] || !(number = hl_field_get(f, &m->regime)))
            continue;
        hl_field_format(f, number, value);
        hl_buffer_put(b, " ");
        hl_buffer_put(b, f->name);
        hl_buffer_put(b, "=");
        hl_buffer_put(b, value);
    }
    put_reserved(b, t, e);
    hl_buffer_put(b, "\n");
}

void hl_text_sequencer(FILE *out, const struct hl_sequencer *sequencer)
{
    const struct hl_origin *origin = sequencer->origin;

    fprintf(out, "sequencer %s", sequencer->name);
    if (origin)
        fprintf(out, ": %s %s, functions sha256 %s", origin->name, origin->version, origin->hash);
    fputc('\n', out);
}

void hl_text_steps(FILE *out, const struct hl_trial *t, const struct hl_log *log, unsigned indent)
{
    struct hl_steps steps;
    struct hl_log_step step;
    unsigned number = 0;

    hl_steps_begin(&steps, log);
    while (hl_steps_next(&steps, &step)) {
        struct hl_entry before = {{0}}, after = {{0}};
        struct hl_wrap w;

        number++;
        if (step.kind != HL_STEP_STORE) {
            fprintf(out, "%*s%2u. %s\n", (int)indent, "", number,
                    step.kind == HL_STEP_SYNC ? "sync" : "barrier");
            continue;
        }
        before.q[step.qword] = step.before;
        after.q[step.qword] = step.after;
        fprintf(out, "%*s%2u. store qword %u%s = 0x%016" PRIx64 "\n%*s", (int)indent, "", number,
                step.qword, step.part, step.after, (int)indent + 8, "");
        w = hl_wrap_begin(out, indent + 8, indent + 8);
        hl_wrap_changes(&w, t->at.decoder.layout, &before, &after);
        hl_wrap_end(&w, "no field changes");
    }
}

static void print_finding(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                          const struct hl_finding *f)
{
    const enum hl_severity severity = hl_finding_severity(t, f);
    struct hl_meaning meaning;
    char effect[HL_EFFECT_TEXT];

    fprintf(out, "  %s", hl_finding_names[f->kind]);
    if (f->epoch)
        fprintf(out, ", epoch %u", f->epoch);
    if (f->rule)
        fprintf(out, ": %s (%s): %s", t->at.decoder.rule_name(f->rule),
                t->at.decoder.rule_section(f->rule), t->at.decoder.rule_doc(f->rule));
    fprintf(out, "%s%s", f->how ? ": " : "", f->how ? f->how : "");
    if (severity != HL_SEVERITY_ADVICE)
        fprintf(out, "; severity %s", hl_severity_names[severity]);
    fputc('\n', out);
    if (f->kind == HL_NEEDLESS_BREAK) {
        fputs("      this would have been hitless:\n", out);
        hl_text_steps(out, t, &v->plan, 6);
        return;
    }
    if (!hl_finding_has_view(f->kind))
        return;
    if (f->kind == HL_RESERVED_FIELD) {
        hl_reserved_print(out, &t->at.decoder, &f->view, 6);
        return;
    }
    hl_print_entry(out, f->kind == HL_SUBJECT_WARNING ? "new" : "view", &f->view, 6);
    if (f->kind == HL_ILLEGAL_VIEW || f->kind == HL_MIXED_VIEW) {
        hl_decode(&t->at.decoder, &f->view, &meaning);
        hl_text_effect(t, &meaning, effect);
        fprintf(out, "      a transaction is %s\n", effect);
        hl_text_transactions(out, t, &f->view, 6);
    }
    if (!hl_entry_is_zero(&f->bits))
        hl_print_entry(out, "bits", &f->bits, 6);
}

void hl_text_verdict(FILE *out, const struct hl_trial *t, const struct hl_verdict *v)
{
    unsigned shown[HL_FINDING_COUNT] = {0};

    fprintf(out, "%s: %u store%s, %u sync%s, %" PRIu64 " view%s\n", hl_outcome_names[v->outcome],
            v->log.stores, v->log.stores == 1 ? "" : "s", v->log.syncs,
            v->log.syncs == 1 ? "" : "s", v->views, v->views == 1 ? "" : "s");
    for (unsigned i = 0; i < v->findings; i++)
        if (shown[v->finding[i].kind] < SHOWN) {
            shown[v->finding[i].kind]++;
            print_finding(out, t, v, &v->finding[i]);
        }
    if (v->plan_gave_up)
        fputs("  the search for a hitless sequence gave up: nothing is said of this break\n", out);
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v->found[kind] > shown[kind])
            fprintf(out, "  and %" PRIu64 " more: %s\n", v->found[kind] - shown[kind],
                    hl_finding_names[kind]);
}
