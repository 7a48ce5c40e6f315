// SPDX-License-Identifier: MIT
/* How a target runs an input. */
#ifndef HITLESS_FUZZ_HARNESS_RUN_H
#define HITLESS_FUZZ_HARNESS_RUN_H

#include "harness/target.h"

/* Once: the target, its name, and what to call this program in messages. Reads the settings. */
void hl_run_begin(const struct hl_target *target, const char *name, const char *program);

/* An engine's input, read as the target reads it whatever it is. */
void hl_run_bytes(const uint8_t *data, size_t size);
/* A program of the target's kind. */
void hl_run_program(const struct hl_program *program);
/* The same beside the one that runs. */
void hl_run_again(const struct hl_program *program);

#endif
