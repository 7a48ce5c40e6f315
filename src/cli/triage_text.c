// SPDX-License-Identifier: MIT
/* The table, for people and for programs. */
#include "cli/triage.h"

#include <ctype.h>
#include <json-c/json.h>

static void put_path(FILE *out, const char *path)
{
    for (; *path; path++)
        fputc(iscntrl((unsigned char)*path) ? '?' : *path, out);
}

static void put_group(FILE *out, const struct triage *t, const struct triage_group *g)
{
    const struct triage_shown *s = g->shown;
    const struct cli_crash_file *file = &t->files.file[g->smallest];

    fprintf(out, "%6zu  %s: %s", g->count, triage_class_names[s->class], s->cause);
    if (*s->target && s->class != TRIAGE_FINDING)
        fprintf(out, " (%s)", s->target);
    if (*s->sequencer)
        fprintf(out, " (%s)", s->sequencer);
    fputs("\n        ", out);
    put_path(out, file->path);
    fprintf(out, ", %zu bytes; %.2f s at most\n", file->size, g->slowest);
    if (!*g->name)
        return;
    fputs("        ", out);
    put_path(out, t->folder);
    fprintf(out, "/%s%s\n", g->name, g->minimised ? ", minimised" : "");
}

void triage_text(FILE *out, const struct triage *t)
{
    for (size_t i = 0; i < t->group_count; i++)
        put_group(out, t, &t->groups[i]);
    fprintf(out, "%s%zu of %zu files, %zu causes", t->group_count ? "\n" : "", t->ran,
            t->files.count, t->group_count);
    for (unsigned i = 0; i < TRIAGE_CLASSES; i++)
        if (t->tally[i])
            fprintf(out, ", %zu %s", t->tally[i], triage_class_names[i]);
    if (t->files.passed_over)
        fprintf(out, "; %zu without an engine's name passed over", t->files.passed_over);
    fputs(t->ran < t->files.count ? "; interrupted\n" : "\n", out);
    cli_accepted_print(out, cli_run_accepted());
}

static void add_number(struct json_object *object, const char *key, size_t number)
{
    json_object_object_add(object, key, json_object_new_int64((int64_t)number));
}

/* In milliseconds: what is written does not depend on how a library writes fractions. */
static void add_time(struct json_object *object, const char *key, double seconds)
{
    add_number(object, key, (size_t)(seconds * 1000 + 0.5));
}

static struct json_object *json_file(const struct triage *t, size_t index)
{
    const struct cli_crash_file *f = &t->files.file[index];
    struct json_object *object = hl_json_object();

    hl_json_tag(object, "file", f->path);
    hl_json_tag(object, "named", f->named);
    add_number(object, "bytes", f->size);
    add_time(object, "milliseconds", t->shown[index].seconds);
    return object;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static void put_json_group(FILE *out, const struct triage *t, const struct triage_group *g)
{
    const struct triage_shown *s = g->shown;
    struct json_object *object = hl_json_object(), *files = json_object_new_array();

    hl_json_tag(object, "class", triage_class_names[s->class]);
    hl_json_tag(object, "finding", or_null(s->finding));
    hl_json_tag(object, "cause", s->cause);
    hl_json_tag(object, "sequencer", or_null(s->sequencer));
    hl_json_tag(object, "target", or_null(s->target));
    add_number(object, "count", g->count);
    add_time(object, "milliseconds", g->slowest);
    hl_json_tag(object, "smallest", t->files.file[g->smallest].path);
    hl_json_tag(object, "reproducer", or_null(g->name));
    json_object_object_add(object, "minimised", json_object_new_boolean(g->minimised));
    for (size_t i = 0; i < g->count; i++)
        json_object_array_add(files, json_file(t, g->files[i]));
    json_object_object_add(object, "files", files);
    hl_json_print(out, object);
}

/* The suppressions that no file needed. */
static struct json_object *not_needed(void)
{
    const struct hl_suppressions *known = &cli_run_accepted()->known;
    struct json_object *words = json_object_new_array();

    for (unsigned i = 0; i < known->count; i++)
        if (known->list[i].stated && !known->needed[i])
            json_object_array_add(words, json_object_new_string(known->list[i].words));
    return words;
}

void triage_json(FILE *out, const struct triage *t)
{
    struct json_object *object = hl_json_object();

    for (size_t i = 0; i < t->group_count; i++)
        put_json_group(out, t, &t->groups[i]);
    add_number(object, "files", t->files.count);
    add_number(object, "replayed", t->ran);
    add_number(object, "causes", t->group_count);
    add_number(object, "passed-over", t->files.passed_over);
    for (unsigned i = 0; i < TRIAGE_CLASSES; i++)
        add_number(object, triage_class_names[i], t->tally[i]);
    json_object_object_add(object, "not-needed", not_needed());
    json_object_object_add(object, "interrupted", json_object_new_boolean(t->ran < t->files.count));
    hl_json_print(out, object);
}
