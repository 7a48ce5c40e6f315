// SPDX-License-Identifier: MIT
/* Numbers that follow from a seed. */
#ifndef HITLESS_ENTRY_RANDOM_H
#define HITLESS_ENTRY_RANDOM_H

#include <stdint.h>

/* A deterministic stream of numbers: splitmix64. */
static inline uint64_t hl_next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A number that follows from all that was mixed into it, as FNV-1a does it of bytes. */
#define HL_MIX_BEGIN UINT64_C(0xcbf29ce484222325)
static inline uint64_t hl_mix(uint64_t mixed, uint64_t value)
{
    return (mixed ^ value) * UINT64_C(0x100000001b3);
}

#endif
