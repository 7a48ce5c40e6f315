// SPDX-License-Identifier: MIT
/* The input that a target runs, as a file that shows the same. */
#ifndef HITLESS_FUZZ_HARNESS_INPUT_H
#define HITLESS_FUZZ_HARNESS_INPUT_H

#include "program/program.h"

#include <stdio.h>

/* What runs now; NULL: no program, but text. */
void hl_input_is(const char *target, const struct hl_program *program);

/* A smaller program that shows the same. */
void hl_input_replace(const struct hl_program *program);

/* The running program, or NULL. */
const struct hl_program *hl_input_program(void);

/* What runs it. */
const char *hl_input_target(void);

/* The running program as a file that `hitless replay` takes; title: what is wrong. False: it is no
 * program, or a write error. */
bool hl_input_write(FILE *out, const char *title);

#endif
