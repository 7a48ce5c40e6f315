// SPDX-License-Identifier: MIT
/* The input that a target runs: how it is run, and how it becomes a file that shows the same. */
#ifndef HITLESS_FUZZ_HARNESS_INPUT_H
#define HITLESS_FUZZ_HARNESS_INPUT_H

#include "harness/target.h"

/* Once: the target, its name, and what to call this program in messages. Reads the settings. */
void hl_input_begin(const struct hl_target *target, const char *name, const char *program);

/* An engine's input, read as the target reads it whatever it is. */
void hl_input_run(const uint8_t *data, size_t size);
/* The same of a program of the target's kind. */
void hl_input_run_program(const struct hl_program *program);

/* The running program is this one from now on: it is smaller and shows the same. */
void hl_input_replace(const struct hl_program *program);

/* The running program as a file that `hitless replay` takes; title: what is wrong. False: it is no
 * program, or a write error. */
bool hl_input_write(FILE *out, const char *title);

#endif
