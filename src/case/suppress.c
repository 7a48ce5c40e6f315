// SPDX-License-Identifier: MIT
#include "case/suppress.h"

#include "case/cause.h"
#include "case/file.h"
#include "case/load.h"
#include "case/names.h"
#include "driver/operation.h"
#include "driver/severity.h"
#include "smmu/cd.h"
#include "smmu/ste.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Matching ---- */

static bool is_any_or(uint64_t wanted, const char *is)
{
    return !wanted || (is && hl_cause_hash(is) == wanted);
}

/* '*' is as short as can be. */
static bool fits(const char *pattern, const char *text)
{
    const char *star = NULL, *from = NULL;

    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            from = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static bool accepts(const struct hl_suppression *one, const struct hl_cause *c)
{
    return (one->kind == HL_FINDING_COUNT || one->kind == c->kind) &&
           is_any_or(one->title, c->title) && (!one->pattern || fits(one->pattern, c->title)) &&
           is_any_or(one->rule, c->rule) && is_any_or(one->from, c->from) &&
           is_any_or(one->to, c->to) && is_any_or(one->severity, c->severity) &&
           is_any_or(one->within, c->within);
}

bool hl_suppresses(struct hl_suppressions *s, const struct hl_cause *cause)
{
    bool any = false;

    for (unsigned i = 0; i < s->count; i++)
        if (accepts(&s->list[i], cause)) {
            s->needed[i]++;
            any = true;
        }
    return any;
}

bool hl_suppression_ends(const struct hl_suppressions *s, const struct hl_cause *cause)
{
    for (unsigned i = 0; i < s->count; i++)
        if (s->list[i].ends && accepts(&s->list[i], cause))
            return true;
    return false;
}

struct hl_suppression *hl_suppressions_more(struct hl_suppressions *s)
{
    return s->count < HL_SUPPRESSIONS ? &s->list[s->count++] : NULL;
}

/* ---- A list of titles ---- */

static bool add_title(struct hl_suppressions *s, const char *title)
{
    struct hl_suppression *one = hl_suppressions_more(s);

    if (!one)
        return false;
    *one = (struct hl_suppression){
        .kind = HL_FINDING_COUNT, .title = hl_cause_hash(title), .words = strdup(title)};
    return one->words != NULL;
}

static bool read_titles(struct hl_suppressions *s, FILE *in, const char *path,
                        struct hl_error *error)
{
    char line[HL_CAUSE_TEXT + 1];
    bool room = true;

    rewind(in);
    while (room && fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (*line && *line != '#')
            room = add_title(s, line);
    }
    if (ferror(in))
        return hl_error_set(error, "%.300s: cannot be read", path);
    return room || hl_error_set(error, "%.300s: too many causes", path);
}

/* ---- A file of suppressions ---- */

struct one_text {
    char *finding, *title, *rule, *from, *to, *severity, *within, *ends, *reason, *reproducer;
};
struct all_text {
    struct one_text *list;
    unsigned list_count;
};

#define WORD(key, need, size)                                                                      \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | (need), struct one_text, key, 1, (size)-1)
enum { NEEDED = 0, OPTIONAL = CYAML_FLAG_OPTIONAL };

static const cyaml_schema_field_t one_schema[] = {WORD(finding, NEEDED, HL_CASE_NAME),
                                                  WORD(title, OPTIONAL, HL_CAUSE_TEXT),
                                                  WORD(rule, OPTIONAL, HL_CASE_NAME),
                                                  WORD(from, OPTIONAL, HL_CASE_NAME),
                                                  WORD(to, OPTIONAL, HL_CASE_NAME),
                                                  WORD(severity, OPTIONAL, HL_CASE_NAME),
                                                  WORD(within, OPTIONAL, HL_CASE_NAME),
                                                  WORD(ends, OPTIONAL, HL_CASE_NAME),
                                                  WORD(reason, NEEDED, HL_CASE_TEXT),
                                                  WORD(reproducer, OPTIONAL, HL_CASE_TEXT),
                                                  CYAML_FIELD_END};
static const cyaml_schema_value_t one_form = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct one_text, one_schema)};
static const cyaml_schema_field_t all_schema[] = {
    CYAML_FIELD_SEQUENCE_COUNT("suppressions", CYAML_FLAG_POINTER, struct all_text, list,
                               list_count, &one_form, 0, HL_SUPPRESSIONS),
    CYAML_FIELD_END};
static const cyaml_schema_value_t all_form = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct all_text, all_schema)};

static const char *no_entry(const char *path)
{
    (void)path;
    return NULL;
}

const struct hl_form *hl_suppressions_form(void)
{
    static const struct hl_form form = {&all_form, no_entry};

    return &form;
}

static bool is_name(const char *const *names, unsigned count, const char *text)
{
    return hl_name_index(names, count, text) < count;
}

static bool is_rule(const char *text)
{
    for (unsigned i = 1; i < HL_STE_RULE_COUNT; i++)
        if (strcmp(hl_ste_rules[i].id, text) == 0)
            return true;
    for (unsigned i = 1; i < HL_CD_RULE_COUNT; i++)
        if (strcmp(hl_cd_rules[i].id, text) == 0)
            return true;
    return false;
}

static bool is_config(const char *text)
{
    return is_name(hl_ste_config_names, HL_CONFIG_COUNT, text) ||
           is_name(hl_cd_config_names, HL_CD_CONFIG_COUNT, text);
}

static bool is_severity(const char *text)
{
    return is_name(hl_severity_names, HL_SEVERITY_COUNT, text);
}

static bool is_truth(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool is_operation(const char *text)
{
    return is_name(hl_operation_names, HL_DO_COUNT, text);
}

/* Its path begins in the folder of the file. */
static bool is_there(const struct hl_source *source, const char *reproducer)
{
    const char *slash = strrchr(source->name, '/');
    char path[2 * HL_CASE_TEXT];

    if (*reproducer == '/' || !slash)
        return access(reproducer, R_OK) == 0;
    snprintf(path, sizeof path, "%.*s/%s", (int)(slash - source->name), source->name, reproducer);
    return access(path, R_OK) == 0;
}

/* The words that mean nothing are told at their place. */
static bool check(const struct hl_source *source, unsigned number, const struct one_text *t,
                  enum hl_finding_kind *kind, struct hl_error *error)
{
    const struct {
        const char *key, *text;
        bool good;
        const char *why;
    } words[] = {
        {"finding", t->finding, hl_finding_parse(t->finding, kind), "unknown finding"},
        {"rule", t->rule, t->rule && is_rule(t->rule), "unknown rule"},
        {"from", t->from, t->from && is_config(t->from), "unknown configuration"},
        {"to", t->to, t->to && is_config(t->to), "unknown configuration"},
        {"severity", t->severity, t->severity && is_severity(t->severity), "unknown severity"},
        {"within", t->within, t->within && is_operation(t->within), "unknown operation"},
        {"ends", t->ends, t->ends && is_truth(t->ends), "neither true nor false"},
        {"reproducer", t->reproducer, t->reproducer && is_there(source, t->reproducer),
         "no such file"},
    };
    char where[HL_CASE_NAME];

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!words[i].text || words[i].good)
            continue;
        snprintf(where, sizeof where, "suppressions.%u.%s", number, words[i].key);
        return hl_source_wrong(source, error, where, "%s: %.200s", words[i].why, words[i].text);
    }
    return true;
}

static uint64_t hash(const char *text)
{
    return text ? hl_cause_hash(text) : 0;
}

/* "needless-break, from s2, to s1, isolation"; its title in place of its kind. NULL: out of memory.
 */
static char *words_of(const struct one_text *t)
{
    char text[HL_CAUSE_TEXT + 6 * HL_CASE_NAME];

    snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s%s%s%s", t->title ? t->title : t->finding,
             t->rule ? ", " : "", t->rule ? t->rule : "", t->from ? ", from " : "",
             t->from ? t->from : "", t->to ? ", to " : "", t->to ? t->to : "",
             t->severity ? ", " : "", t->severity ? t->severity : "", t->within ? ", within " : "",
             t->within ? t->within : "");
    return strdup(text);
}

/* False: out of memory. */
static bool fill(struct hl_suppression *one, enum hl_finding_kind kind, const struct one_text *t)
{
    const bool pattern = t->title && strchr(t->title, '*');

    *one = (struct hl_suppression){.kind = kind,
                                   .title = pattern ? 0 : hash(t->title),
                                   .rule = hash(t->rule),
                                   .from = hash(t->from),
                                   .to = hash(t->to),
                                   .severity = hash(t->severity),
                                   .within = hash(t->within),
                                   .pattern = pattern ? strdup(t->title) : NULL,
                                   .words = words_of(t),
                                   .stated = true,
                                   .ends = t->ends && strcmp(t->ends, "true") == 0};
    return one->words && (one->pattern || !pattern);
}

static bool add_all(struct hl_suppressions *s, const struct hl_source *source,
                    struct hl_error *error)
{
    const struct all_text *all = source->text;

    for (unsigned i = 0; i < all->list_count; i++) {
        struct hl_suppression *one;
        enum hl_finding_kind kind;

        if (!check(source, i + 1, &all->list[i], &kind, error))
            return false;
        one = hl_suppressions_more(s);
        if (!one || !fill(one, kind, &all->list[i]))
            return hl_error_set(error, "%.300s: too many suppressions", source->name);
    }
    return true;
}

static bool read_file(struct hl_suppressions *s, const char *path, struct hl_error *error)
{
    struct hl_source source = {0};
    size_t length;
    char *bytes = hl_file_read(path, &length, error);
    bool good = bytes && hl_source_scan(&source, path, bytes, length, error) &&
                hl_source_load(&source, hl_suppressions_form(), bytes, length, error) &&
                add_all(s, &source, error);

    if (bytes)
        hl_source_free(&source);
    free(bytes);
    return good;
}

/* What is no list of titles begins with its key. */
static bool is_stated(FILE *in)
{
    static const char key[] = "suppressions:";
    char line[HL_CAUSE_TEXT];

    while (fgets(line, sizeof line, in))
        if (*line != '#' && *line != '\n')
            return strncmp(line, key, sizeof key - 1) == 0;
    return false;
}

bool hl_suppressions_read(struct hl_suppressions *s, const char *path, struct hl_error *error)
{
    FILE *in = fopen(path, "re");
    bool stated, good;

    if (!in)
        return hl_error_set(error, "%.300s: %s", path, strerror(errno));
    stated = is_stated(in);
    good = stated ? read_file(s, path, error) : read_titles(s, in, path, error);
    fclose(in);
    return good;
}
