// SPDX-License-Identifier: MIT
/* What is known and accepted (case/suppress.h) is counted, and does not end a run. */
#ifndef HITLESS_FUZZ_HARNESS_KNOWN_H
#define HITLESS_FUZZ_HARNESS_KNOWN_H

#include "case/suppress.h"

/* What the build knows of its own: the file that HITLESS_KNOWN_SOURCE names, or known_nothing.c. */
extern const struct hl_suppression hl_known_built_in[];
extern const unsigned hl_known_built_in_count;

/* Once: from a file; NULL: what is built in. False: error says why. */
bool hl_known_read(const char *path, struct hl_error *error);

/* Whether anything is known at all: else no cause need be made. */
bool hl_knows_any(void);

bool hl_is_known(const struct hl_cause *cause);

/* Whether it is, and nothing that follows in the same program is to be judged. Counts nothing. */
bool hl_known_ends(const struct hl_cause *cause);

/* From now on what is needed is told here as well: by number in the file, not 0. */
void hl_known_tell(uint64_t needed[HL_SUPPRESSIONS]);

/* Those with a reason that this run did not need. */
void hl_known_print(FILE *out);

#endif
