// SPDX-License-Identifier: MIT
/* A program made smaller bit by bit, for AFL++'s trimming: whatever is tried is a canonical program
 * of the same kind that is no larger than the one before. It always ends. */
#ifndef HITLESS_MUTATE_TRIM_H
#define HITLESS_MUTATE_TRIM_H

#include "program/program.h"

struct hl_trim {
    struct hl_program best;  /* the smallest so far that does the same */
    struct hl_program tried; /* by the last attempt */
    unsigned attempt;        /* which one */
};

/* Returns how many attempts there are at most. */
unsigned hl_trim_begin(struct hl_trim *t, const struct hl_program *p);

/* Write the next smaller program. Returns its size; 0: there is none, the trimming has ended. */
size_t hl_trim_next(struct hl_trim *t, uint8_t bytes[HL_PROGRAM_BYTES]);

/* What was written does the same: go on from there. */
void hl_trim_accept(struct hl_trim *t);

#endif
