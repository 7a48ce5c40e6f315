// SPDX-License-Identifier: MIT
/* The distinct causes of the findings of a run, counted: findings with the same kind, rule,
 * configurations and fields at fault have one cause. */
#ifndef HITLESS_FUZZ_HARNESS_CAUSES_H
#define HITLESS_FUZZ_HARNESS_CAUSES_H

#include "case/cause.h"

#include <stdio.h>

/* Count a cause. made: the driver's own entries show it. False: there was one like it already, or
 * there is no more place. */
bool hl_causes_add(const char *cause, bool made);

/* Write them to a file, one a line; what cannot be written ends the process with status 2. */
void hl_causes_save(const char *path);

/* List them: those that the driver's own entries show first, then the most frequent. */
void hl_causes_print(FILE *out);

#endif
