// SPDX-License-Identifier: MIT
/* What a fuzz target is: one file fuzz_NAME.c that defines HL_TARGET(fuzz_NAME). The entry points
 * of the engines, the mutator and the replay program work on it. */
#ifndef HITLESS_FUZZ_HARNESS_TARGET_H
#define HITLESS_FUZZ_HARNESS_TARGET_H

#include "harness/subjects.h"
#include "program/program.h"
#include "verdict/verdict.h"

#include <stdio.h>

/* A finding as a target tells it: HITLESS_CAUSES knows it by its title. */
struct hl_told {
    enum hl_finding_kind kind;
    const char *title, *severity;
    const char *section; /* or NULL */
};
typedef void hl_told_fn(void *context, const struct hl_told *told);

struct hl_target {
    enum hl_program_kind kind;  /* how inputs are read; HL_PROGRAM_NONE: they are bytes */
    enum hl_layer layer;        /* what the target has above a sequencer */
    void (*begin)(void);        /* once, before the first input; or NULL */
    void (*summary)(FILE *out); /* its own lines of the summary; or NULL */
    void (*run)(const struct hl_program *program);
    void (*run_bytes)(const uint8_t *data, size_t size); /* of kind HL_PROGRAM_NONE */
    /* Run a program and tell all that is found, each title once; nothing is counted or reported. Or
     * NULL. */
    void (*find)(const struct hl_program *program, hl_told_fn *told, void *context);
};
/* HL_TARGET(fuzz_ste_update) = {...}; */
#define HL_TARGET(name) const struct hl_target hl_target_##name

/* The one of this program, an engine's or a replay program's. */
extern const struct hl_target *const hl_target;
extern const char *const hl_target_name;

/* The entry points that every engine calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
