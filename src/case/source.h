// SPDX-License-Identifier: MIT
/* A YAML document as text, and what is wrong with it at which place. */
#ifndef HITLESS_CASE_SOURCE_H
#define HITLESS_CASE_SOURCE_H

#include "case/places.h"

#include <cyaml/cyaml.h>

/* What a document must look like. */
struct hl_form {
    const cyaml_schema_value_t *schema; /* of a mapping */
    /* "an STE" or "a CD" if the mapping at this path holds the fields of one, else NULL. */
    const char *(*entry_at)(const char *path);
};

struct hl_source {
    const char *name; /* for errors: the file's path */
    struct hl_places *places;
    const struct hl_form *form;
    void *text; /* in the form's struct */
};

/* Say what is wrong with the value at `where` ("old.Config"), with its position. Returns false. */
bool hl_source_error(const struct hl_source *source, const char *where, const char *why,
                     struct hl_error *error);

/* The same with a reason made as printf does. */
bool hl_source_wrong(const struct hl_source *source, struct hl_error *error, const char *where,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
