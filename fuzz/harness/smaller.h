// SPDX-License-Identifier: MIT
/* A smaller program that finds the same, for programs that no other reducer takes to pieces: steps,
 * what is derived, parts of the header and of steps, and the fields of raw entries go. */
#ifndef HITLESS_FUZZ_HARNESS_SMALLER_H
#define HITLESS_FUZZ_HARNESS_SMALLER_H

#include "program/program.h"

/* Whether a program still shows it. */
typedef bool hl_smaller_shows(void *context, const struct hl_program *program);

/* *p shows it before, and does after. */
void hl_smaller(struct hl_program *p, hl_smaller_shows *shows, void *context);

#endif
