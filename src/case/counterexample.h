// SPDX-License-Identifier: MIT
/* A counterexample of CBMC's as a case: what a harness of prove/ shows (SHOW() in prove/prove.h).
 */
#ifndef HITLESS_CASE_COUNTEREXAMPLE_H
#define HITLESS_CASE_COUNTEREXAMPLE_H

#include "case/case.h"

/* Read CBMC's answer (--json-ui) from a file: the first law that is refuted, or the one of this
 * name; a cover goal that is reached is one too, by its name. The case has no expectations. False:
 * error says why. */
bool hl_counterexample_read(const char *path, const char *law, struct hl_case *c,
                            struct hl_error *error);

#endif
