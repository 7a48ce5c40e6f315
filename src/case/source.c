// SPDX-License-Identifier: MIT
#include "case/source.h"

#include "case/names.h"

#include <stdarg.h>
#include <stdio.h>

bool hl_source_error(const struct hl_source *source, const char *where, const char *why,
                     struct hl_error *error)
{
    const struct hl_place *place = hl_places_find(source->places, where);

    if (!place)
        return hl_error_set(error, "%.200s:1:1: %s: %s", source->name, where, why);
    return hl_error_set(error, "%.200s:%u:%u: %s: %s", source->name, place->line, place->column,
                        where, why);
}

bool hl_source_wrong(const struct hl_source *source, struct hl_error *error, const char *where,
                     const char *format, ...)
{
    char why[300];
    va_list args;

    va_start(args, format);
    vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    return hl_source_error(source, where, why, error);
}
