// SPDX-License-Identifier: MIT
#include "report/explain.h"
#include "entry/text.h"

#include <string.h>

static void explain_side(const struct hl_story *s, const char *label, const struct hl_entry *e,
                         const struct hl_meaning *m)
{
    const struct hl_decoder *d = &s->trial->at.decoder;
    const char *world = m->rule ? NULL : hl_trial_streamworld(s->trial, m);

    hl_print_entry(s->out, label, e, 0);
    fprintf(s->out, "     %s%s%s", s->style.strong, d->config_name(m->config), s->style.off);
    if (world)
        fprintf(s->out, ", StreamWorld %s", world);
    if (m->rule)
        fprintf(s->out, ", %s (%s): %s", d->rule_name(m->rule), d->rule_section(m->rule),
                d->rule_doc(m->rule));
    fputc('\n', s->out);
    hl_explain_effect(s, m, 5);
}

/* A field's value, and whether its entry uses it. */
static void value_text(const struct hl_decoder *d, const struct hl_field *f,
                       const struct hl_entry *e, const struct hl_meaning *m,
                       char text[HL_VALUE_TEXT + 16])
{
    const struct hl_entry reserved = hl_reserved(d, e);
    char value[HL_VALUE_TEXT];

    hl_field_format(f, hl_field_get(f, e), value);
    snprintf(text, HL_VALUE_TEXT + 16, "%s%s", value,
             hl_field_get(f, &reserved)  ? " (RES0)"
             : hl_field_get(f, &m->used) ? ""
                                         : " (unused)");
}

static void explain_difference(const struct hl_story *s)
{
    const struct hl_question *q = &s->trial->question;
    const struct hl_layout *layout = s->trial->at.decoder.layout;
    struct hl_entry difference = hl_entry_xor(q->old, q->target);
    struct hl_entry unnamed = hl_entry_andnot(difference, hl_layout_mask(layout));
    char old[HL_VALUE_TEXT + 16], target[HL_VALUE_TEXT + 16];

    fprintf(s->out, "\n%sfields that differ%s\n  %-6s%-14s%-32s%s\n", s->style.strong, s->style.off,
            "qword", "field", "old", "new");
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        if (!hl_field_get(f, &difference))
            continue;
        value_text(q->decoder, f, &q->old, &s->old, old);
        value_text(q->decoder, f, &q->target, &s->target, target);
        fprintf(s->out, "  %-6u%-14s%-32s%s\n", f->lsb / 64, f->name, old, target);
    }
    if (!hl_entry_is_zero(&unnamed))
        fprintf(s->out, "  and bits of no field\n");
    if (hl_entry_is_zero(&difference))
        fprintf(s->out, "  none\n");
}

void hl_explain_sides(const struct hl_story *s)
{
    explain_side(s, "old", &s->trial->question.old, &s->old);
    explain_side(s, "new", &s->trial->question.target, &s->target);
    explain_difference(s);
}
