// SPDX-License-Identifier: MIT
/* A case file in two steps: load.c has libcyaml check its form, this file gives the words meaning.
 */
#include "case/file.h"
#include "case/names.h"
#include "case/schema.h"
#include "case/wanted.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    const struct hl_source *source;
    struct hl_error *error;
};

#define WRONG(r, path, ...) hl_source_wrong((r)->source, (r)->error, (path), __VA_ARGS__)

static bool read_entry(struct reader *r, const char *name, enum hl_kind kind,
                       const struct hl_entry_text *text, struct hl_entry *entry)
{
    return hl_entry_text_read(r->source, name, kind == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout,
                              text, entry, r->error);
}

static bool read_findings(struct reader *r, const char *path, const struct hl_expect_text *text,
                          struct hl_expectation *expect)
{
    char item[HL_CASE_NAME + 32];
    enum hl_finding_kind kind;

    for (unsigned i = 0; i < text->findings_count; i++) {
        snprintf(item, sizeof(item), "%s.findings.%u", path, i + 1);
        if (!hl_finding_parse(text->findings[i], &kind))
            return WRONG(r, item, "unknown finding: %s", text->findings[i]);
        expect->findings |= 1U << kind;
    }
    return true;
}

/* Two expectations of Linux must be in an order wherever both match: wanted.h. */
static bool read_wanted(struct reader *r, const char *path, const char *text,
                        const struct hl_case *c)
{
    struct hl_wanted wanted, other;
    struct hl_error why;

    if (!hl_wanted_parse(text, &wanted, &why))
        return WRONG(r, path, "%.250s", why.text);
    for (unsigned i = 0; i < c->expectations; i++) {
        const char *before = c->expect[i].sequencer;
        bool within, around;

        if (strcmp(before, text) == 0)
            return WRONG(r, path, "a second expectation of %s", text);
        if (!hl_wanted_is_range(&wanted) || !hl_wanted_parse(before, &other, &why) ||
            !hl_wanted_is_range(&other) || !hl_wanted_meet(&wanted, &other))
            continue;
        within = hl_wanted_is_within(&wanted, &other);
        around = hl_wanted_is_within(&other, &wanted);
        if (within && around)
            return WRONG(r, path, "a second expectation of %s", before);
        if (!within && !around)
            return WRONG(r, path, "a tree may match %s as well, and neither is the more specific",
                         before);
    }
    return true;
}

static bool read_expectation(struct reader *r, const struct hl_expect_text *text, struct hl_case *c)
{
    struct hl_expectation *expect = &c->expect[c->expectations];
    char path[HL_CASE_NAME], item[HL_CASE_NAME + 32];

    snprintf(path, sizeof(path), "expect.%u", c->expectations + 1);
    snprintf(item, sizeof(item), "%s.sequencer", path);
    if (!read_wanted(r, item, text->sequencer, c))
        return false;
    snprintf(expect->sequencer, sizeof(expect->sequencer), "%s", text->sequencer);
    snprintf(item, sizeof(item), "%s.outcome", path);
    if (!hl_outcome_parse(text->outcome, &expect->outcome))
        return WRONG(r, item, "unknown outcome: %s", text->outcome);
    snprintf(item, sizeof(item), "%s.severity", path);
    if (text->severity && !hl_severity_parse(text->severity, &expect->severity))
        return WRONG(r, item, "unknown severity: %s", text->severity);
    c->expectations++;
    return read_findings(r, path, text, expect);
}

static bool read_smmu(struct reader *r, const struct hl_case_text *text, struct hl_case *c)
{
    struct hl_error why;
    char path[HL_CASE_NAME];

    if (!hl_smmu_parse(text->smmu, &c->setting.regs, c->profile, &why))
        return WRONG(r, "smmu", "%.250s", why.text);
    if (text->security && !hl_security_parse(text->security, &c->setting.security))
        return WRONG(r, "security", "neither ns, secure nor realm: %s", text->security);
    if (text->unit && !hl_unit_parse(text->unit, &c->reads_128))
        return WRONG(r, "unit", "neither 64 nor 128: %s", text->unit);
    for (unsigned i = 0; i < text->options_count; i++) {
        snprintf(path, sizeof(path), "options.%u", i + 1);
        if (!hl_option_parse(text->options[i], &c->setting.options, &why))
            return WRONG(r, path, "%.250s", why.text);
    }
    for (unsigned i = 0; i < text->assume_count; i++) {
        struct hl_assumptions assume;

        snprintf(path, sizeof(path), "assume.%u", i + 1);
        if (!hl_assumptions_parse(text->assume[i], &assume))
            return WRONG(r, path, "unknown assumption: %s", text->assume[i]);
        c->setting.assume.ats_quiesced |= assume.ats_quiesced;
    }
    return true;
}

static bool read_made(struct reader *r, const struct hl_case_text *text, struct hl_case *c)
{
    char path[HL_CASE_NAME];

    for (unsigned i = 0; i < text->made_count; i++) {
        snprintf(path, sizeof(path), "made.%u", i + 1);
        if (strcmp(text->made[i], "old") == 0)
            c->old_made = true;
        else if (strcmp(text->made[i], "new") == 0)
            c->target_made = true;
        else
            return WRONG(r, path, "neither old nor new: %s", text->made[i]);
    }
    return true;
}

static bool read_case(struct reader *r, const struct hl_case_text *text, struct hl_case *c)
{
    memset(c, 0, sizeof(*c));
    c->setting.options = hl_default_options;
    snprintf(c->title, sizeof(c->title), "%s", text->title);
    snprintf(c->origin, sizeof(c->origin), "%s", text->origin ? text->origin : "");
    snprintf(c->reach, sizeof(c->reach), "%s", text->reach ? text->reach : "");
    snprintf(c->mend, sizeof(c->mend), "%s", text->mend ? text->mend : "");
    if (!hl_kind_parse(text->entry, &c->kind))
        return WRONG(r, "entry", "neither ste nor cd: %s", text->entry);
    if (text->ste && c->kind != HL_KIND_CD)
        return WRONG(r, "ste", "only a CD has an STE that leads to it");
    c->has_ste = text->ste != NULL;
    if (!read_smmu(r, text, c) || !read_entry(r, "ste", HL_KIND_STE, text->ste, &c->ste) ||
        !read_entry(r, "old", c->kind, text->old, &c->old) ||
        !read_entry(r, "new", c->kind, text->target, &c->target) || !read_made(r, text, c) ||
        !read_entry(r, "safe", c->kind, text->safe, &c->safe))
        return false;
    c->has_safe = text->safe != NULL;
    for (unsigned i = 0; i < text->expect_count; i++)
        if (!read_expectation(r, &text->expect[i], c))
            return false;
    return true;
}

static bool is_case(struct reader *r)
{
    return !hl_places_find(r->source->places, "program") ||
           WRONG(r, "program", "a program file, not a case: hitless replay runs it");
}

static const struct hl_form *form_of(const struct hl_source *source)
{
    return hl_case_form(strcmp(source->places->kind, "cd") == 0 ? HL_KIND_CD : HL_KIND_STE);
}

bool hl_case_parse(const char *name, const char *bytes, size_t length, struct hl_case *c,
                   struct hl_error *error)
{
    struct hl_source source;
    struct reader reader = {&source, error};
    bool good = hl_source_scan(&source, name, bytes, length, error) && is_case(&reader) &&
                hl_source_load(&source, form_of(&source), bytes, length, error) &&
                read_case(&reader, source.text, c);

    hl_source_free(&source);
    return good;
}

bool hl_case_read(const char *path, struct hl_case *c, struct hl_error *error)
{
    size_t length;
    char *bytes = hl_file_read(path, &length, error);
    bool good = bytes && hl_case_parse(path, bytes, length, c, error);

    free(bytes);
    return good;
}
