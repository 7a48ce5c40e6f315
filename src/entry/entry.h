// SPDX-License-Identifier: MIT
/* A 64-byte configuration structure entry (STE or CD) as a value: IHI 0070, chapter 5. */
#ifndef HITLESS_ENTRY_ENTRY_H
#define HITLESS_ENTRY_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

enum { HL_QWORDS = 8 };

/* Qword 0 first. Host byte order: a 64-bit load from the little-endian structure. */
struct hl_entry {
    uint64_t q[HL_QWORDS];
};

static inline struct hl_entry hl_entry_and(struct hl_entry a, struct hl_entry b)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        a.q[i] &= b.q[i];
    return a;
}

static inline struct hl_entry hl_entry_andnot(struct hl_entry a, struct hl_entry b)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        a.q[i] &= ~b.q[i];
    return a;
}

static inline struct hl_entry hl_entry_or(struct hl_entry a, struct hl_entry b)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        a.q[i] |= b.q[i];
    return a;
}

static inline struct hl_entry hl_entry_xor(struct hl_entry a, struct hl_entry b)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        a.q[i] ^= b.q[i];
    return a;
}

static inline struct hl_entry hl_entry_not(struct hl_entry a)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        a.q[i] = ~a.q[i];
    return a;
}

/* Bits of `from` where `mask` is set, bits of `base` elsewhere. */
static inline struct hl_entry hl_entry_merge(struct hl_entry base, struct hl_entry from,
                                             struct hl_entry mask)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        base.q[i] = (base.q[i] & ~mask.q[i]) | (from.q[i] & mask.q[i]);
    return base;
}

static inline bool hl_entry_is_zero(const struct hl_entry *e)
{
    uint64_t any = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        any |= e->q[i];
    return any == 0;
}

/* The qwords in which a bit is set: bit i is qword i. */
static inline unsigned hl_entry_qwords(const struct hl_entry *e)
{
    unsigned set = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        set |= e->q[i] ? 1u << i : 0;
    return set;
}

/* How many bits are set. */
static inline unsigned hl_entry_count(const struct hl_entry *e)
{
    unsigned n = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        n += (unsigned)__builtin_popcountll(e->q[i]);
    return n;
}

/* Whether a and b have the same value in every bit of mask. */
static inline bool hl_entry_agree(const struct hl_entry *a, const struct hl_entry *b,
                                  const struct hl_entry *mask)
{
    uint64_t any = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        any |= (a->q[i] ^ b->q[i]) & mask->q[i];
    return any == 0;
}

static inline bool hl_entry_equal(const struct hl_entry *a, const struct hl_entry *b)
{
    uint64_t any = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        any |= a->q[i] ^ b->q[i];
    return any == 0;
}

/* Bits are numbered as in the architecture's field descriptions: 0 to 511. */
static inline bool hl_entry_bit(const struct hl_entry *e, unsigned bit)
{
    return (e->q[bit / 64] >> (bit % 64)) & 1;
}

static inline void hl_entry_flip(struct hl_entry *e, unsigned bit)
{
    e->q[bit / 64] ^= UINT64_C(1) << (bit % 64);
}

#endif
