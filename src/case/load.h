// SPDX-License-Identifier: MIT
/* A YAML document as text in the form of a schema, with the place of every value. */
#ifndef HITLESS_CASE_LOAD_H
#define HITLESS_CASE_LOAD_H

#include "case/source.h"

/* Find where everything stands. False: error says where and why. To be freed in either case. */
bool hl_source_scan(struct hl_source *source, const char *name, const char *bytes, size_t length,
                    struct hl_error *error);

/* After the scan of the same bytes: check them against a form. False: error says where and why. */
bool hl_source_load(struct hl_source *source, const struct hl_form *form, const char *bytes,
                    size_t length, struct hl_error *error);
void hl_source_free(struct hl_source *source);

/* Write text of a form, as a block. False: write error. */
bool hl_form_write(FILE *out, const struct hl_form *form, const void *text);

#endif
