// SPDX-License-Identifier: MIT
#include "report/explain.h"
#include "report/reserved.h"
#include "case/names.h"
#include "entry/text.h"

#include <inttypes.h>
#include <stdlib.h>

static void explain_head(const struct hl_story *s)
{
    const struct hl_case *c = s->trial->source;
    char smmu[HL_CASE_TEXT];

    if (c->title[0])
        fprintf(s->out, "%s%s%s\n", s->style.strong, c->title, s->style.off);
    if (c->origin[0])
        fprintf(s->out, "origin %s\n", c->origin);
    hl_smmu_format(&c->setting.regs, smmu, sizeof(smmu));
    fprintf(s->out, "smmu %s, security %s%s\n", smmu, hl_security_names[c->setting.security],
            c->setting.assume.ats_quiesced ? ", assuming ats-quiesced" : "");
    hl_text_sequencer(s->out, s->trial->question.sequencer);
    fputc('\n', s->out);
}

static void explain_store(const struct hl_story *s, const struct hl_log_step *step, unsigned number)
{
    struct hl_entry before = {{0}}, after = {{0}};
    struct hl_wrap w = hl_wrap_begin(s->out, 8, 8);

    before.q[step->qword] = step->before;
    after.q[step->qword] = step->after;
    fprintf(s->out, "  %2u. store qword %u%s: 0x%016" PRIx64 " -> 0x%016" PRIx64 "\n        ",
            number, step->qword, step->part, step->before, step->after);
    hl_wrap_changes(&w, s->trial->at.decoder.layout, &before, &after);
    hl_wrap_end(&w, "no field changes");
}

/* The views of an epoch, once its steps have been shown. Returns the entry with which it ends. */
static struct hl_entry close_epoch(const struct hl_story *s, unsigned epoch,
                                   const struct hl_entry *begin)
{
    struct hl_epoch *views = malloc(sizeof(*views));
    struct hl_entry end = *begin;
    unsigned count;

    if (!views)
        return end;
    hl_epoch_load(&s->verdict->log, epoch - 1, s->trial->question.unit, begin, views);
    count = hl_epoch_views(views);
    fprintf(s->out, "    %u view%s of this epoch\n", count, count == 1 ? "" : "s");
    hl_explain_views(s, epoch, views);
    end = views->end;
    free(views);
    return end;
}

static void explain_timeline(const struct hl_story *s)
{
    const struct hl_log *log = &s->verdict->log;
    struct hl_entry begin = log->initial;
    struct hl_steps steps;
    struct hl_log_step step;
    unsigned number = 0, epoch = 0, open = 0;

    if (!log->stores && !log->syncs)
        fprintf(s->out, "\nno store, no sync\n");
    hl_steps_begin(&steps, log);
    while (hl_steps_next(&steps, &step)) {
        if (epoch != step.epoch)
            fprintf(s->out, "\n%sepoch %u%s\n", s->style.strong, epoch = step.epoch, s->style.off);
        number++;
        open = step.kind == HL_STEP_STORE || (open && step.kind == HL_STEP_BARRIER);
        if (step.kind == HL_STEP_STORE)
            explain_store(s, &step, number);
        else
            fprintf(s->out, "  %2u. %s\n", number, step.kind == HL_STEP_SYNC ? "sync" : "barrier");
        if (step.kind != HL_STEP_SYNC)
            continue;
        begin = close_epoch(s, epoch, &begin);
    }
    if (open) {
        fprintf(s->out, "      no sync after these stores\n");
        close_epoch(s, epoch, &begin);
    }
}

/* The findings that are about the whole update, not a view of it. */
static void explain_rest(const struct hl_story *s, const struct hl_finding *f)
{
    const struct hl_layout *layout = s->trial->at.decoder.layout;
    struct hl_wrap w = hl_wrap_begin(s->out, 12, 12);

    if (f->kind == HL_ILLEGAL_VIEW || f->kind == HL_MIXED_VIEW)
        return;
    fprintf(s->out, "  %s%s%s", s->style.bad, hl_finding_names[f->kind], s->style.off);
    if (f->epoch)
        fprintf(s->out, ", epoch %u", f->epoch);
    fprintf(s->out, "%s%s\n", f->how ? ": " : "", f->how ? f->how : "");
    if (f->kind == HL_NEEDLESS_BREAK) {
        fprintf(s->out, "    this would have been hitless:\n");
        hl_text_steps(s->out, s->trial, &s->verdict->plan, 4);
    } else if (f->kind == HL_UNSOUND_USED || f->kind == HL_UNSOUND_SAFE) {
        fprintf(s->out, "    %-8s", "bits of");
        hl_wrap_fields(&w, layout, &f->bits);
        hl_wrap_end(&w, "no field");
    } else if (f->kind == HL_SUBJECT_WARNING) {
        fprintf(s->out, "    an assertion of the sequencer's own does not hold\n    %-8s",
                "not used");
        hl_wrap_fields(&w, layout, &f->bits);
        hl_wrap_end(&w, "no field");
    } else if (f->kind == HL_WRONG_FINAL) {
        fprintf(s->out, "    %-8s", "wrong");
        hl_wrap_changes(&w, layout, &s->trial->question.target, &f->view);
        hl_wrap_end(&w, "nothing");
    } else if (f->kind == HL_RESERVED_FIELD) {
        hl_reserved_print(s->out, &s->trial->at.decoder, &f->view, 4);
    }
}

static void explain_verdict(const struct hl_story *s)
{
    const struct hl_verdict *v = s->verdict;
    const char *colour = v->outcome == HL_TORN       ? s->style.bad
                         : v->outcome == HL_BREAKING ? s->style.warning
                                                     : s->style.good;

    fprintf(s->out, "\n%s%s%s: %u store%s, %u sync%s, %" PRIu64 " view%s\n", colour,
            hl_outcome_names[v->outcome], s->style.off, v->log.stores,
            v->log.stores == 1 ? "" : "s", v->log.syncs, v->log.syncs == 1 ? "" : "s", v->views,
            v->views == 1 ? "" : "s");
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v->found[kind] && (kind == HL_ILLEGAL_VIEW || kind == HL_MIXED_VIEW))
            fprintf(s->out, "  %s%s%s: %" PRIu64 "\n", s->style.bad, hl_finding_names[kind],
                    s->style.off, v->found[kind]);
    for (unsigned i = 0; i < v->findings; i++)
        explain_rest(s, &v->finding[i]);
}

void hl_explain(FILE *out, const struct hl_trial *t, const struct hl_verdict *v, bool colour)
{
    struct hl_story s = {.out = out, .trial = t, .verdict = v, .style = {"", "", "", "", ""}};

    if (colour)
        s.style = (struct hl_style){"\033[1m", "\033[1;31m", "\033[33m", "\033[32m", "\033[0m"};
    hl_decode(&t->at.decoder, &t->question.old, &s.old);
    hl_decode(&t->at.decoder, &t->question.target, &s.target);
    explain_head(&s);
    hl_explain_sides(&s);
    explain_timeline(&s);
    explain_verdict(&s);
}
