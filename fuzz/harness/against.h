// SPDX-License-Identifier: MIT
/* Only what is new against a base: HITLESS_AGAINST names the same target's replay program in a
 * build of another kernel tree, a process of its own, since one process has one tree. A cause that
 * is not known yet is looked for there, in the same input; what the base shows, too, is known from
 * then on. */
#ifndef HITLESS_FUZZ_HARNESS_AGAINST_H
#define HITLESS_FUZZ_HARNESS_AGAINST_H

#include "program/program.h"

#include <stdio.h>

/* The input that runs now, and as what it is read. It must stay until the next one. */
void hl_against_input(const struct hl_program *program, enum hl_program_kind kind);

/* Whether the base shows this cause: in this input, or in one before. False without a base. */
bool hl_against_knows(const char *cause);

/* How much was found that the base does as well; nothing without a base. */
void hl_against_print(FILE *out);

#endif
