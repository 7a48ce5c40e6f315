// SPDX-License-Identifier: MIT
/* Versions of Linux in their order: 7.3, 7.3.1, 7.4-rc1, 7.4. */
#ifndef HITLESS_LINUX_VERSION_H
#define HITLESS_LINUX_VERSION_H

#include <limits.h>
#include <stdbool.h>

enum { HL_VERSION_RC = 3, HL_VERSION_PARTS = 4 };

/* VERSION, PATCHLEVEL, SUBLEVEL, and N of -rcN, HL_VERSION_FINAL without one. */
struct hl_version {
    unsigned part[HL_VERSION_PARTS];
};
#define HL_VERSION_FINAL UINT_MAX

/* Read "7.3", "7.3.4", "7.4-rc1" at the beginning of text. Returns what follows it, or NULL if
 * there is none. parts: how many of the first three were given; or NULL. */
const char *hl_version_read(const char *text, struct hl_version *version, unsigned *parts);

/* Below 0, 0 or above 0, as a is before b, b, or after b. */
int hl_version_compare(const struct hl_version *a, const struct hl_version *b);

#endif
