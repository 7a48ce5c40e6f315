// SPDX-License-Identifier: MIT
/* What a fuzz target is: one file fuzz_NAME.c that defines hl_target. The entry points of the
 * engines, the mutator and the replay program work on it. */
#ifndef HITLESS_FUZZ_HARNESS_TARGET_H
#define HITLESS_FUZZ_HARNESS_TARGET_H

#include "harness/subjects.h"
#include "program/program.h"

#include <stdio.h>

struct hl_target {
    const char *name;
    enum hl_program_kind kind;  /* how inputs are read; HL_PROGRAM_NONE: they are bytes */
    enum hl_layer layer;        /* what the target has above a sequencer */
    void (*begin)(void);        /* once, before the first input; or NULL */
    void (*summary)(FILE *out); /* its own lines of the summary; or NULL */
    void (*run)(const struct hl_program *program);
    void (*run_bytes)(const uint8_t *data, size_t size); /* of kind HL_PROGRAM_NONE */
};
extern const struct hl_target hl_target;

/* The entry points that every engine calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
