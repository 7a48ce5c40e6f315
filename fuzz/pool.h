// SPDX-License-Identifier: MIT
/* The entries of a program: what its updates go from and to. */
#ifndef HITLESS_FUZZ_POOL_H
#define HITLESS_FUZZ_POOL_H

#include "program.h"
#include "update/sequencer.h"

struct hl_pool {
    struct hl_smmu smmu;
    struct hl_decoder decoder;
    struct hl_entry overlook; /* by the assumptions */
    unsigned count;
    struct hl_entry entry[HL_PROGRAM_STEPS];
    struct hl_meaning meaning[HL_PROGRAM_STEPS];
    bool made[HL_PROGRAM_STEPS]; /* by the kernel tree's own make functions */
};

/* Build the entries of a program for a sequencer. Entries of a driver are always sanitised: its
 * precondition is that no bit is set that its own used function does not report. */
void hl_pool_build(struct hl_pool *pool, const struct hl_program *p,
                   const struct hl_assumptions *assume, const struct hl_sequencer *sequencer);

/* A deterministic stream of numbers from a seed. */
uint64_t hl_next_random(uint64_t *state);

#endif
