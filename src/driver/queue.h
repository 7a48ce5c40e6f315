// SPDX-License-Identifier: MIT
/* Circular queues with a wrap bit above the index: IHI 0070 section 3.5.1. Private to driver/. */
#ifndef HITLESS_DRIVER_QUEUE_H
#define HITLESS_DRIVER_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct hl_queue {
    uint64_t base;
    uint64_t entries;
    unsigned bytes; /* of an entry */
};

/* From a *_BASE register (6.3.26), whose size is capped by that in IDR1, and which is aligned to
 * the queue's size or 32 bytes. */
static inline struct hl_queue hl_queue(uint64_t base, unsigned most, unsigned bytes)
{
    const unsigned log2 = (base & 31) < most ? (unsigned)(base & 31) : most;
    const uint64_t entries = UINT64_C(1) << log2, size = entries * bytes;

    base &= UINT64_C(0x00ffffffffffffe0);
    return (struct hl_queue){base & ~((size > 32 ? size : 32) - 1), entries, bytes};
}

/* How many entries lie between them; more than there are where they are inconsistent. */
static inline uint64_t hl_queue_used(const struct hl_queue *q, uint64_t prod, uint64_t cons)
{
    return (prod - cons) & (2 * q->entries - 1);
}

static inline bool hl_queue_is_consistent(const struct hl_queue *q, uint64_t prod, uint64_t cons)
{
    return hl_queue_used(q, prod, cons) <= q->entries;
}

static inline uint64_t hl_queue_slot(const struct hl_queue *q, uint64_t index)
{
    return q->base + (index & (q->entries - 1)) * q->bytes;
}

/* The next index, with its wrap bit. */
static inline uint64_t hl_queue_next(const struct hl_queue *q, uint64_t index)
{
    return (index + 1) & (2 * q->entries - 1);
}

#endif
