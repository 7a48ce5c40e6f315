// SPDX-License-Identifier: MIT
/* Numbers in bytes, least significant first. */
#ifndef HITLESS_PROGRAM_BYTES_H
#define HITLESS_PROGRAM_BYTES_H

#include "entry/entry.h"

#include <stddef.h>

static inline uint64_t hl_load_le(const uint8_t *b, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)b[i] << (8 * i);
    return v;
}

static inline void hl_store_le(uint8_t *b, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        b[i] = (uint8_t)(value >> (8 * i));
}

/* An entry is its qwords in order. */
static inline struct hl_entry hl_load_entry(const uint8_t *b)
{
    struct hl_entry e;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        e.q[i] = hl_load_le(b + (size_t)8 * i, 8);
    return e;
}

static inline void hl_store_entry(uint8_t *b, const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        hl_store_le(b + (size_t)8 * i, e->q[i], 8);
}

#endif
