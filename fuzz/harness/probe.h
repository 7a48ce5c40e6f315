// SPDX-License-Identifier: MIT
/* Whether a program finds this first: it runs once more, to its first finding that would end a run.
 * Only where a process ends with what it found: nothing that counts or lists is put back. */
#ifndef HITLESS_FUZZ_HARNESS_PROBE_H
#define HITLESS_FUZZ_HARNESS_PROBE_H

#include "program/program.h"

/* Run it by `run`. Returns whether its first finding has this title. */
bool hl_shows_again(void (*run)(const struct hl_program *program), const struct hl_program *program,
                    const char *title);

/* Whether one is under way. */
bool hl_is_probing(void);

/* A finding that would end a run: a probe, if one is under way, ends here. */
void hl_probe_ends(const char *title);

#endif
