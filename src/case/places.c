// SPDX-License-Identifier: MIT
#include "case/places.h"
#include "case/names.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { MAX_DEPTH = 8 };

struct level {
    bool mapping;
    bool has_key;  /* mapping: the next scalar is a value */
    unsigned item; /* sequence: how many so far */
    size_t path;   /* the length of this level's path */
};

struct scan {
    struct hl_places *places;
    const char *name;
    struct hl_error *error;
    struct level stack[MAX_DEPTH];
    unsigned depth;
    unsigned documents;
    yaml_mark_t key;
    char path[HL_PLACE_PATH];
};

static bool wrong(struct scan *s, yaml_mark_t mark, const char *why)
{
    return hl_error_set(s->error, "%.200s:%zu:%zu: %s", s->name, mark.line + 1, mark.column + 1,
                        why);
}

static void append(struct scan *s, size_t at, const char *text)
{
    snprintf(s->path + at, sizeof(s->path) - at, at ? ".%s" : "%s", text);
}

/* The value at mark stands in the innermost mapping or sequence: record it. */
static bool record(struct scan *s, yaml_mark_t mark)
{
    struct level *top = s->depth ? &s->stack[s->depth - 1] : NULL;
    struct hl_place *place;
    char number[16];

    if (!top)
        return true;
    if (s->places->count == HL_PLACES_MAX)
        return wrong(s, mark, "more values than any file has");
    if (top->mapping) {
        top->has_key = false;
    } else {
        snprintf(number, sizeof(number), "%u", ++top->item);
        append(s, top->path, number);
        s->key = mark;
    }
    place = &s->places->list[s->places->count++];
    memcpy(place->path, s->path, sizeof(place->path));
    place->key_line = (unsigned)s->key.line + 1;
    place->key_column = (unsigned)s->key.column + 1;
    place->line = (unsigned)mark.line + 1;
    place->column = (unsigned)mark.column + 1;
    return true;
}

static bool open_level(struct scan *s, const yaml_event_t *event, bool mapping)
{
    struct level *top = s->depth ? &s->stack[s->depth - 1] : NULL;

    if (!top && !mapping)
        return wrong(s, event->start_mark, "not a mapping but a sequence");
    if (top && top->mapping && !top->has_key)
        return wrong(s, event->start_mark, "a key that is not a plain word");
    if (s->depth == MAX_DEPTH)
        return wrong(s, event->start_mark, "nested deeper than anything here");
    if (!record(s, event->start_mark))
        return false;
    s->stack[s->depth++] = (struct level){.mapping = mapping, .path = strlen(s->path)};
    return true;
}

static bool scalar(struct scan *s, const yaml_event_t *event)
{
    struct level *top = s->depth ? &s->stack[s->depth - 1] : NULL;
    const char *text = (const char *)event->data.scalar.value;

    if (!top)
        return wrong(s, event->start_mark, "not a mapping but one value");
    if (strlen(text) != event->data.scalar.length)
        return wrong(s, event->start_mark, "a NUL character");
    if (top->mapping && !top->has_key) {
        append(s, top->path, text);
        s->key = event->start_mark;
        top->has_key = true;
        return true;
    }
    if (strcmp(s->path, "entry") == 0 || strcmp(s->path, "program") == 0)
        snprintf(s->places->kind, sizeof(s->places->kind), "%s", text);
    return record(s, event->start_mark);
}

static bool take(struct scan *s, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return ++s->documents == 1 ||
               wrong(s, event->start_mark, "a second document: there is one a file");
    case YAML_ALIAS_EVENT:
        return wrong(s, event->start_mark, "an alias: there are none here");
    case YAML_SCALAR_EVENT:
        return scalar(s, event);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return open_level(s, event, event->type == YAML_MAPPING_START_EVENT);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        s->depth--;
        return true;
    default:
        return true;
    }
}

/* libyaml gives a line and column for syntax, but only a byte offset for encoding errors. */
static yaml_mark_t mark_of(const char *text, size_t length, size_t offset)
{
    yaml_mark_t mark = {.index = offset};

    for (size_t i = 0; i < offset && i < length; i++) {
        mark.column = text[i] == '\n' ? 0 : mark.column + 1;
        mark.line += text[i] == '\n';
    }
    return mark;
}

static bool syntax_error(struct scan *s, const yaml_parser_t *parser, const char *text,
                         size_t length)
{
    yaml_mark_t mark = parser->error == YAML_READER_ERROR
                           ? mark_of(text, length, parser->problem_offset)
                           : parser->problem_mark;
    return wrong(s, mark, parser->problem ? parser->problem : "not YAML");
}

bool hl_places_scan(struct hl_places *places, const char *name, const char *text, size_t length,
                    struct hl_error *error)
{
    struct scan s = {.places = places, .name = name, .error = error};
    yaml_parser_t parser;
    yaml_event_t event;
    bool good = true, end = false;

    places->count = 0;
    places->kind[0] = '\0';
    if (!yaml_parser_initialize(&parser))
        return hl_error_set(error, "%.200s: out of memory", name);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    while (good && !end) {
        if (!yaml_parser_parse(&parser, &event)) {
            good = syntax_error(&s, &parser, text, length);
            break;
        }
        good = take(&s, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (good && s.documents == 0)
        return hl_error_set(error, "%.200s:1:1: empty, there is nothing in it", name);
    return good;
}

const struct hl_place *hl_places_find(const struct hl_places *places, const char *path)
{
    for (unsigned i = places->count; i-- > 0;)
        if (strcmp(places->list[i].path, path) == 0)
            return &places->list[i];
    return NULL;
}
