// SPDX-License-Identifier: MIT
/* The mutator: programs changed as programs. What comes out is always a canonical program of the
 * same kind; everything follows from the seed. */
#ifndef HITLESS_MUTATE_MUTATE_H
#define HITLESS_MUTATE_MUTATE_H

#include "program/program.h"

enum { HL_PROGRAM_HEADER = 7 }; /* no program is smaller */

/* Change a program by a few operations. Steps that max_size has no room for are cut from the end.
 * Returns the size of its bytes; 0: max_size is less than HL_PROGRAM_HEADER. */
size_t hl_mutate(struct hl_program *p, uint64_t seed, size_t max_size,
                 uint8_t bytes[HL_PROGRAM_BYTES]);

/* The header of one program, and the steps of both in their order. */
size_t hl_cross(struct hl_program *p, const struct hl_program *other, uint64_t seed,
                size_t max_size, uint8_t bytes[HL_PROGRAM_BYTES]);

/* Write a program, cut to max_size; p is what was written. Returns as above. */
size_t hl_program_fit(struct hl_program *p, size_t max_size, uint8_t bytes[HL_PROGRAM_BYTES]);

/* The operations, for tests: false when there is nothing in the program to work on. */
struct hl_mutation;
struct hl_change {
    const char *name;
    unsigned weight;
    bool (*run)(struct hl_mutation *m);
};
extern const struct hl_change hl_changes[];
extern const size_t hl_change_count;
bool hl_mutate_once(struct hl_program *p, size_t operation, uint64_t *random);

#endif
