// SPDX-License-Identifier: MIT
/* A case file as text in the form of its schema, with the place of every value. */
#ifndef HITLESS_CASE_LOAD_H
#define HITLESS_CASE_LOAD_H

#include "case/places.h"
#include "case/schema.h"

enum { HL_CASE_FILE_MAX = 64 * 1024 }; /* bytes; more is not a case */

struct hl_case_source {
    const char *path;
    struct hl_places *places;
    struct hl_case_text *text;
    enum hl_kind kind; /* of the schema that text was loaded by */
};

/* Read a file and check its form. False: error says where and why. To be freed in either case. */
bool hl_source_load(struct hl_case_source *source, const char *path, struct hl_error *error);
void hl_source_free(struct hl_case_source *source);

/* Say what is wrong with the value at `where` ("old.Config"), with its position. Returns false. */
bool hl_source_error(const struct hl_case_source *source, const char *where, const char *why,
                     struct hl_error *error);

#endif
