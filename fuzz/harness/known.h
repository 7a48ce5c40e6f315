// SPDX-License-Identifier: MIT
/* Causes that are known, by HITLESS_KNOWN: counted and listed, and no end of a run. */
#ifndef HITLESS_FUZZ_HARNESS_KNOWN_H
#define HITLESS_FUZZ_HARNESS_KNOWN_H

#include <stdbool.h>

/* Whether a cause is in the file. One that cannot be read ends the process with status 2. */
bool hl_is_known(const char *cause);

#endif
