// SPDX-License-Identifier: MIT
#include "case/complaint.h"
#include "case/names.h"

#include <ctype.h>
#include <string.h>

/* "  in mapping field 'old' (line: 3, column: 6)" puts "old" before the path. */
static void prepend(struct hl_complaint *c, const char *line)
{
    char longer[2 * sizeof(c->path)];
    const char *first = strchr(line, '\''), *last = first ? strrchr(line, '\'') : NULL;
    size_t length = last > first ? (size_t)(last - first) - 1 : 0;

    if (length == 0 || length >= sizeof(c->path))
        return;
    snprintf(longer, sizeof(longer), "%.*s%s%s", (int)length, first + 1, c->path[0] ? "." : "",
             c->path);
    memcpy(c->path, longer, sizeof(c->path) - 1);
}

void hl_complaint_log(cyaml_log_t level, void *context, const char *format, va_list args)
{
    struct hl_complaint *c = context;
    char line[256];
    size_t length;

    if (level != CYAML_LOG_ERROR)
        return;
    vsnprintf(line, sizeof(line), format, args);
    length = strlen(line);
    while (length && isspace((unsigned char)line[length - 1]))
        line[--length] = '\0';
    if (strstr(line, "Backtrace:"))
        c->backtrace = true;
    else if (c->backtrace)
        prepend(c, line);
    else if (!c->reason[0])
        snprintf(c->reason, sizeof(c->reason), "%s",
                 strncmp(line, "Load: ", 6) == 0 ? line + 6 : line);
}

/* The rest of text after a prefix, or NULL. */
static const char *after(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

/* At a key of the mapping at `parent`: its own position, not that of its value. */
static bool key_error(const struct hl_source *source, const char *parent, const char *key,
                      const char *why, struct hl_error *error)
{
    char path[2 * HL_PLACE_PATH];
    const struct hl_place *place;

    snprintf(path, HL_PLACE_PATH, "%s%s%s", parent, parent[0] ? "." : "", key);
    place = hl_places_find(source->places, path);
    return hl_error_set(error, "%.200s:%u:%u: %s: %s", source->name, place ? place->key_line : 1,
                        place ? place->key_column : 1, path, why);
}

bool hl_complaint_error(const struct hl_complaint *c, const struct hl_source *source,
                        const char *fallback, struct hl_error *error)
{
    char parent[HL_PLACE_PATH], why[300];
    const char *key, *entry;
    char *dot, *colon;

    snprintf(parent, sizeof(parent), "%s", c->path);
    if ((key = after(c->reason, "Unexpected key: ")) != NULL) {
        entry = source->form->entry_at(parent);
        snprintf(why, sizeof(why), entry ? "no such field in %s" : "unknown key", entry);
        return key_error(source, parent, key, why, error);
    }
    if ((dot = strrchr(parent, '.')) != NULL)
        *dot = '\0';
    else
        parent[0] = '\0';
    if ((key = after(c->reason, "Mapping field already seen: ")) != NULL)
        return key_error(source, parent, key, "given twice", error);
    if ((key = after(c->reason, "Missing required mapping field: ")) != NULL) {
        snprintf(why, sizeof(why), "missing: %s", key);
        return parent[0] ? hl_source_error(source, parent, why, error)
                         : hl_error_set(error, "%.200s:1:1: %s", source->name, why);
    }
    snprintf(why, sizeof(why), "%s", c->reason[0] ? c->reason : fallback);
    if (after(why, "STRING length") && (colon = strchr(why, ':')) != NULL)
        *colon = '\0';
    why[0] = (char)(strncmp(why, "STR", 3) == 0 ? why[0] : tolower((unsigned char)why[0]));
    return hl_source_error(source, c->path, why, error);
}
