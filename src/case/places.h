// SPDX-License-Identifier: MIT
/* Where each value of a YAML document stands, so that an error about it can say so: libcyaml keeps
 * no positions. The same pass refuses what no file here has (aliases, several documents, a
 * great depth). */
#ifndef HITLESS_CASE_PLACES_H
#define HITLESS_CASE_PLACES_H

#include "case/case.h"

#include <stddef.h>

enum { HL_PLACES_MAX = 2048, HL_PLACE_PATH = 112 };

struct hl_place {
    char path[HL_PLACE_PATH];      /* "old.Config", "expect.1.outcome": sequences count from 1 */
    unsigned key_line, key_column; /* from 1 */
    unsigned line, column;         /* of the value */
};

struct hl_places {
    unsigned count;
    char kind[8]; /* the value of "entry" or "program" at the top, cut to this size */
    struct hl_place list[HL_PLACES_MAX];
};

/* Scan a document. False: error says "name:line:column: reason". */
bool hl_places_scan(struct hl_places *places, const char *name, const char *text, size_t length,
                    struct hl_error *error);

/* NULL: nothing stands there. */
const struct hl_place *hl_places_find(const struct hl_places *places, const char *path);

#endif
