// SPDX-License-Identifier: MIT
#include "linux/version.h"

#include <stddef.h>
#include <string.h>

/* A decimal number of at most six digits. NULL: none. */
static const char *read_number(const char *text, unsigned *number)
{
    unsigned digits = 0;

    for (*number = 0; *text >= '0' && *text <= '9' && digits < 6; text++, digits++)
        *number = 10 * *number + (unsigned)(*text - '0');
    return digits && (*text < '0' || *text > '9') ? text : NULL;
}

const char *hl_version_read(const char *text, struct hl_version *version, unsigned *parts)
{
    const char *after;
    unsigned n = 0, number;

    *version = (struct hl_version){{0, 0, 0, HL_VERSION_FINAL}};
    while (n < HL_VERSION_RC && (after = read_number(text + (n > 0), &number)) != NULL) {
        version->part[n++] = number;
        text = after;
        if (*text != '.')
            break;
    }
    if (n < 2)
        return NULL;
    if (parts)
        *parts = n;
    if (strncmp(text, "-rc", 3) == 0 && (after = read_number(text + 3, &number)) != NULL) {
        version->part[HL_VERSION_RC] = number;
        text = after;
    }
    return text;
}

int hl_version_compare(const struct hl_version *a, const struct hl_version *b)
{
    for (unsigned i = 0; i < HL_VERSION_PARTS; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}
