// SPDX-License-Identifier: MIT
/* What the two halves of the parser of program files share. */
#ifndef HITLESS_PROGRAM_PARSER_H
#define HITLESS_PROGRAM_PARSER_H

#include "case/names.h"
#include "program/form.h"

struct hl_program_parser {
    const struct hl_source *source;
    struct hl_error *error;
    struct hl_program *program;
};

/* An error about the value at a path of the document. False. */
#define HL_WRONG(r, path, ...) hl_source_wrong((r)->source, (r)->error, (path), __VA_ARGS__)

/* A number, decimal or 0x, of at most `max`; no text is `absent`. */
bool hl_read_number(struct hl_program_parser *r, const char *path, const char *text,
                    uint64_t absent, uint64_t max, uint64_t *value);

/* "0" or "1"; no text is false. */
bool hl_read_bool(struct hl_program_parser *r, const char *path, const char *text, bool *value);

/* Add the lead, if the kind has one, and the steps to the program. */
bool hl_read_steps(struct hl_program_parser *r, const struct hl_program_text *text);

#endif
