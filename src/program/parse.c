// SPDX-License-Identifier: MIT
#include "case/names.h"
#include "case/wanted.h"
#include "program/case_program.h"
#include "program/parser.h"
#include "program/text.h"

#include <stdlib.h>
#include <string.h>

static bool read_flip(struct hl_program_parser *r, const char *path, const char *text)
{
    struct hl_program *p = r->program;
    const char *dot = strchr(text, '.');
    char name[HL_CASE_NAME];
    uint64_t bit;
    size_t reg = 0;

    snprintf(name, sizeof name, "%.*s", (int)(dot ? dot - text : 0), text);
    while (reg < hl_register_count && strcmp(hl_register_list[reg].name, name) != 0)
        reg++;
    if (!dot || reg == hl_register_count)
        return HL_WRONG(r, path, "not REGISTER.BIT: %s", text);
    if (!hl_read_number(r, path, dot + 1, 0, 31, &bit))
        return false;
    p->flip[p->flips][0] = (uint8_t)reg;
    p->flip[p->flips++][1] = (uint8_t)bit;
    return true;
}

static bool read_flips(struct hl_program_parser *r, const struct hl_program_text *text)
{
    char path[HL_CASE_NAME];

    r->program->has_flips = text->flips_count;
    if (text->flips_count == 1 && strcmp(text->flips[0], "none") == 0)
        return true;
    for (unsigned i = 0; i < text->flips_count; i++) {
        snprintf(path, sizeof path, "flips.%u", i + 1);
        if (!read_flip(r, path, text->flips[i]))
            return false;
    }
    return true;
}

static bool read_option(struct hl_program_parser *r, const char *path, const char *text,
                        struct hl_options *options, uint32_t *unused)
{
    static const char name[] = "unused=";
    struct hl_error why;
    uint64_t value;

    if (strcmp(text, "default") == 0)
        return true;
    if (strncmp(text, name, sizeof name - 1) != 0)
        return hl_option_parse(text, options, &why) || HL_WRONG(r, path, "%.250s", why.text);
    if (!hl_read_number(r, path, text + sizeof name - 1, 0, UINT32_MAX, &value))
        return false;
    *unused = (uint32_t)value;
    return (value >> hl_option_count << hl_option_count) == value ||
           HL_WRONG(r, path, "bits of options that have names: %s", text);
}

static bool read_options(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_options options = hl_default_options;
    char path[HL_CASE_NAME];
    uint32_t bits = 0;

    r->program->has_options = text->options_count;
    if (!text->options_count)
        return true;
    for (unsigned i = 0; i < text->options_count; i++) {
        snprintf(path, sizeof path, "options.%u", i + 1);
        if (!read_option(r, path, text->options[i], &options, &bits))
            return false;
    }
    for (size_t i = 0; i < hl_option_count; i++)
        if (hl_option_get(&options, i))
            bits |= UINT32_C(1) << i;
    r->program->options = bits;
    return true;
}

static bool read_smmu(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_program *p = r->program;
    struct hl_error why;

    while (p->profile < hl_profile_count && strcmp(hl_profiles[p->profile].name, text->smmu) != 0)
        p->profile++;
    if (p->profile == hl_profile_count && !strchr(text->smmu, '='))
        return HL_WRONG(r, "smmu", "unknown profile: %.64s (hitless profiles lists them)",
                        text->smmu);
    if (p->profile == hl_profile_count && !hl_registers_parse(text->smmu, &p->raw, &why))
        return HL_WRONG(r, "smmu", "%.250s", why.text);
    if (text->security && !hl_security_parse(text->security, &p->security))
        return HL_WRONG(r, "security", "neither ns, secure nor realm: %s", text->security);
    return read_flips(r, text) && read_options(r, text);
}

static bool read_mask(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_program *p = r->program;
    const struct hl_layout *layout = hl_program_layout((enum hl_program_kind)p->kind, 1);
    unsigned mode =
        text->mask ? hl_name_index(hl_mask_names, HL_MASK_RAW, text->mask) : HL_MASK_OWN;

    if (mode == HL_MASK_RAW)
        return HL_WRONG(r, "mask", "neither own, oracle nor wild: %s", text->mask);
    if (text->safe && text->mask)
        return HL_WRONG(r, "mask", "a kind of mask beside safe, which is one");
    if (text->mask_seed && mode == HL_MASK_OWN)
        return HL_WRONG(r, "mask-seed", "only oracle and wild masks have a seed");
    p->mask_mode = text->safe ? HL_MASK_RAW : (enum hl_mask_mode)mode;
    return hl_read_number(r, "mask-seed", text->mask_seed, 0, UINT64_MAX, &p->mask_seed) &&
           hl_entry_text_read(r->source, "safe", layout, text->safe, &p->mask, r->error);
}

static bool read_assumptions(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_assumptions assume;
    char path[HL_CASE_NAME];

    for (unsigned i = 0; i < text->assume_count; i++) {
        snprintf(path, sizeof path, "assume.%u", i + 1);
        if (!hl_assumptions_parse(text->assume[i], &assume))
            return HL_WRONG(r, path, "unknown assumption: %s", text->assume[i]);
        r->program->ats_quiesced |= assume.ats_quiesced;
    }
    return true;
}

static bool read_derived(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_program *p = r->program;
    uint64_t entries, seed;

    if (!hl_read_number(r, "entries", text->entries, 0, HL_PROGRAM_ENTRIES, &entries) ||
        !hl_read_number(r, "derive-seed", text->derive_seed, 0, UINT16_MAX, &seed))
        return false;
    p->entries = (uint8_t)entries;
    p->derive_seed = (uint16_t)seed;
    return true;
}

static bool read_program(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_program *p = r->program;
    uint64_t version;

    if (!hl_read_number(r, "version", text->version, 0, UINT64_MAX, &version))
        return false;
    if (version != HL_PROGRAM_VERSION)
        return HL_WRONG(r, "version", "a program of version %s of the format: this is version %d",
                        text->version, HL_PROGRAM_VERSION);
    p->version = HL_PROGRAM_VERSION;
    if (!read_smmu(r, text) || !read_assumptions(r, text) ||
        !hl_read_bool(r, "legalise", text->legalise, &p->legalise) || !read_derived(r, text))
        return false;
    return read_mask(r, text) && hl_read_steps(r, text);
}

/* The kind that the file names; 0: none. */
static unsigned kind_of(const char *text)
{
    for (unsigned kind = 1; kind < HL_PROGRAM_KINDS; kind++)
        if (strcmp(hl_program_kind_name(kind), text) == 0)
            return kind;
    return HL_PROGRAM_NONE;
}

static bool parse(struct hl_program_parser *r, struct hl_source *source, const char *bytes,
                  size_t length)
{
    const unsigned kind = kind_of(source->places->kind);

    if (!hl_places_find(source->places, "program"))
        return hl_error_set(r->error, "%.200s:1:1: missing: program", source->name);
    if (!kind)
        return HL_WRONG(r, "program", "neither ste, cd, guest, life nor driver");
    r->program->kind = (uint8_t)kind;
    return hl_source_load(source, hl_program_form((enum hl_program_kind)kind), bytes, length,
                          r->error) &&
           read_program(r, source->text);
}

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static bool is_nothing(const char *finding)
{
    return strcmp(finding, HL_PROGRAM_NOTHING) == 0;
}

/* All that match a tree are found there: no two may say the same of one, nor that nothing is. */
static bool read_tree(struct hl_program_parser *r, const char *path,
                      const struct hl_program_about *about, const struct hl_found_text *text)
{
    struct hl_wanted wanted, other;
    struct hl_error why;

    if (!hl_wanted_parse(text->tree, &wanted, &why))
        return HL_WRONG(r, path, "%.250s", why.text);
    if (!wanted.is_linux)
        return HL_WRONG(r, path, "not a range of kernel trees: %s", text->tree);
    for (unsigned i = 0; i < about->expectations; i++)
        if ((strcmp(about->expect[i].finding, text->finding) == 0 || is_nothing(text->finding) ||
             is_nothing(about->expect[i].finding)) &&
            hl_wanted_parse(about->expect[i].tree, &other, &why) && hl_wanted_meet(&wanted, &other))
            return HL_WRONG(r, path, "a tree may match %s as well", about->expect[i].tree);
    return true;
}

static bool is_finding(const char *title)
{
    char kind[HL_CASE_NAME];
    enum hl_finding_kind ignored;

    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(title, " "), title);
    return hl_finding_parse(kind, &ignored);
}

static bool read_expectation(struct hl_program_parser *r, const struct hl_found_text *text,
                             struct hl_program_about *about)
{
    struct hl_program_expectation *e = &about->expect[about->expectations];
    unsigned severity = hl_name_index(hl_severity_names, HL_SEVERITY_COUNT, text->severity);
    char tree[HL_CASE_NAME], finding[HL_CASE_NAME], weight[HL_CASE_NAME];

    snprintf(tree, sizeof tree, "expect.%u.tree", about->expectations + 1);
    snprintf(finding, sizeof finding, "expect.%u.finding", about->expectations + 1);
    snprintf(weight, sizeof weight, "expect.%u.severity", about->expectations + 1);
    if (!read_tree(r, tree, about, text))
        return false;
    if (!is_nothing(text->finding) && !is_finding(text->finding))
        return HL_WRONG(r, finding, "unknown finding: %s", text->finding);
    if (severity == HL_SEVERITY_COUNT)
        return HL_WRONG(r, weight, "unknown severity: %s", text->severity);
    about->expectations++;
    e->severity = (enum hl_severity)severity;
    copy(e->tree, sizeof e->tree, text->tree);
    copy(e->finding, sizeof e->finding, text->finding);
    copy(e->section, sizeof e->section, text->section);
    return true;
}

/* Lengths are those that the form allows. */
static bool read_about(struct hl_program_parser *r, const struct hl_program_text *text,
                       struct hl_program_about *about)
{
    about->expectations = 0;
    copy(about->title, sizeof about->title, text->title);
    copy(about->origin, sizeof about->origin, text->origin);
    copy(about->mend, sizeof about->mend, text->mend);
    copy(about->target, sizeof about->target, text->target);
    copy(about->sequencer, sizeof about->sequencer, text->sequencer);
    copy(about->hypervisor, sizeof about->hypervisor, text->hypervisor);
    copy(about->attach, sizeof about->attach, text->attach);
    for (unsigned i = 0; i < text->expect_count; i++)
        if (!read_expectation(r, &text->expect[i], about))
            return false;
    return true;
}

bool hl_program_parse(const char *name, const char *bytes, size_t length, struct hl_program *p,
                      struct hl_program_about *about, struct hl_error *error)
{
    struct hl_source source;
    struct hl_program_parser parser = {&source, error, p};
    static struct hl_program_about ignored; /* large */
    bool good;

    memset(p, 0, sizeof *p);
    good = hl_source_scan(&source, name, bytes, length, error) &&
           parse(&parser, &source, bytes, length);
    good = good && read_about(&parser, source.text, about ? about : &ignored);
    hl_source_free(&source);
    return good;
}

bool hl_is_program_file(const char *name, const char *bytes, size_t length)
{
    struct hl_source source;
    struct hl_error ignored;
    bool found = hl_source_scan(&source, name, bytes, length, &ignored) &&
                 hl_places_find(source.places, "program");

    hl_source_free(&source);
    return found;
}

bool hl_seed_parse(const char *name, const char *bytes, size_t length, struct hl_program *p,
                   struct hl_error *error)
{
    struct hl_case *c;
    bool good;

    if (hl_is_program_file(name, bytes, length))
        return hl_program_parse(name, bytes, length, p, NULL, error);
    c = malloc(sizeof *c);
    good = c ? hl_case_parse(name, bytes, length, c, error)
             : hl_error_set(error, "%.200s: out of memory", name);
    if (good)
        hl_program_from_case(c, p);
    free(c);
    return good;
}
