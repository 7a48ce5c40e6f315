// SPDX-License-Identifier: MIT
/* A memory that nobody would set up: every address has contents that its seed decides, from table
 * descriptors that lead on, loop or leave the memory, to nonsense; some reads are aborted. */
#ifndef HITLESS_FUZZ_ORACLES_HOSTILE_H
#define HITLESS_FUZZ_ORACLES_HOSTILE_H

#include "translate/memory.h"

struct hl_hostile {
    uint64_t seed;
    unsigned reads; /* so far */
};

/* read() aborts the process when it is asked for something misaligned, or for too many. */
struct hl_memory hl_hostile_memory(struct hl_hostile *hostile);

#endif
