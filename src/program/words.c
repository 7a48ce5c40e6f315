// SPDX-License-Identifier: MIT
#include "program/parser.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool hl_read_number(struct hl_program_parser *r, const char *path, const char *text,
                    uint64_t absent, uint64_t max, uint64_t *value)
{
    const bool hex = text && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = text && hex ? text + 2 : text;
    char *end;

    *value = absent;
    if (!text)
        return true;
    errno = 0;
    *value = strtoull(digits, &end, hex ? 16 : 10);
    if (!isxdigit((unsigned char)digits[0]) || *end)
        return HL_WRONG(r, path, "not a number: %s", text);
    return (errno == 0 && *value <= max) ||
           HL_WRONG(r, path, "more than %llu: %s", (unsigned long long)max, text);
}

bool hl_read_bool(struct hl_program_parser *r, const char *path, const char *text, bool *value)
{
    uint64_t number;

    if (!hl_read_number(r, path, text, 0, 1, &number))
        return false;
    *value = number;
    return true;
}
