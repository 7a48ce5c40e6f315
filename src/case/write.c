// SPDX-License-Identifier: MIT
#include "case/names.h"
#include "case/schema.h"

#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 64 };

/* A case in text, and the room for all of it that does not stand in the case itself. */
struct draft {
    struct hl_case_text text;
    struct hl_entry_draft entry[4];
    char smmu[HL_CASE_TEXT];
    char option[OPTIONS_MAX][HL_CASE_NAME];
    char *options[OPTIONS_MAX];
    char *assume[1];
    char *made[2];
    struct hl_expect_text expect[HL_CASE_EXPECTATIONS];
    char *findings[HL_CASE_EXPECTATIONS][HL_FINDING_COUNT];
};

/* libcyaml only reads what it saves, but its pointers are not to const. */
static char *word(const char *constant)
{
    union {
        const char *constant;
        char *text;
    } cast = {.constant = constant};
    return cast.text;
}

static struct hl_entry_text *draft_entry(struct draft *d, unsigned number, enum hl_kind kind,
                                         const struct hl_entry *entry)
{
    return hl_entry_draft(&d->entry[number], kind == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout,
                          entry);
}

static void draft_options(struct draft *d, const struct hl_case *c)
{
    for (size_t i = 0; i < hl_option_count && d->text.options_count < OPTIONS_MAX; i++) {
        const struct hl_option_info *info = &hl_option_list[i];
        const bool value = hl_option_get(&c->setting.options, i);
        unsigned n = d->text.options_count;

        if (value == info->preset)
            continue;
        snprintf(d->option[n], sizeof(d->option[n]), "%s=%d", info->name, value);
        d->options[n] = d->option[n];
        d->text.options_count++;
    }
    d->text.options = d->text.options_count ? d->options : NULL;
}

static void draft_expectations(struct draft *d, const struct hl_case *c)
{
    d->text.expect = c->expectations ? d->expect : NULL;
    d->text.expect_count = c->expectations;
    for (unsigned i = 0; i < c->expectations; i++) {
        struct hl_expect_text *text = &d->expect[i];

        text->sequencer = word(c->expect[i].sequencer);
        text->outcome = word(hl_outcome_names[c->expect[i].outcome]);
        text->severity = c->expect[i].severity == HL_SEVERITY_ADVICE
                             ? NULL
                             : word(hl_severity_names[c->expect[i].severity]);
        text->findings = c->expect[i].findings ? d->findings[i] : NULL;
        for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
            if (c->expect[i].findings & (1U << kind))
                text->findings[text->findings_count++] = word(hl_finding_names[kind]);
    }
}

static void draft_smmu(struct draft *d, const struct hl_case *c)
{
    const struct hl_profile *profile = hl_profile_find(c->profile);

    if (profile && memcmp(&profile->regs, &c->setting.regs, sizeof(c->setting.regs)) == 0)
        snprintf(d->smmu, sizeof(d->smmu), "%s", profile->name);
    else
        hl_registers_format(&c->setting.regs, d->smmu, sizeof(d->smmu));
    d->text.smmu = d->smmu;
    d->text.security =
        c->setting.security == HL_NONSECURE ? NULL : word(hl_security_names[c->setting.security]);
    d->text.unit = c->reads_128 ? word("128") : NULL;
    draft_options(d, c);
    if (c->setting.assume.ats_quiesced)
        d->assume[d->text.assume_count++] = word("ats-quiesced");
    d->text.assume = d->text.assume_count ? d->assume : NULL;
}

static void draft_made(struct draft *d, const struct hl_case *c)
{
    if (c->old_made)
        d->made[d->text.made_count++] = word("old");
    if (c->target_made)
        d->made[d->text.made_count++] = word("new");
    d->text.made = d->text.made_count ? d->made : NULL;
}

bool hl_case_write(FILE *out, const struct hl_case *c)
{
    struct draft *d = calloc(1, sizeof(*d));
    bool good;

    if (!d)
        return false;
    d->text.title = word(c->title[0] ? c->title : "untitled");
    d->text.origin = c->origin[0] ? word(c->origin) : NULL;
    d->text.reach = c->reach[0] ? word(c->reach) : NULL;
    d->text.mend = c->mend[0] ? word(c->mend) : NULL;
    d->text.entry = word(hl_kind_name(c->kind));
    draft_smmu(d, c);
    d->text.ste = c->has_ste ? draft_entry(d, 3, HL_KIND_STE, &c->ste) : NULL;
    d->text.old = draft_entry(d, 0, c->kind, &c->old);
    d->text.target = draft_entry(d, 1, c->kind, &c->target);
    d->text.safe = c->has_safe ? draft_entry(d, 2, c->kind, &c->safe) : NULL;
    draft_made(d, c);
    draft_expectations(d, c);
    good = hl_form_write(out, hl_case_form(c->kind), &d->text);
    free(d);
    return good;
}
