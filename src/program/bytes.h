// SPDX-License-Identifier: MIT
/* Numbers in bytes, least significant first. */
#ifndef HITLESS_PROGRAM_BYTES_H
#define HITLESS_PROGRAM_BYTES_H

#include <stdint.h>

static inline uint64_t hl_load_le(const uint8_t *b, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)b[i] << (8 * i);
    return v;
}

#endif
