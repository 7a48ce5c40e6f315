// SPDX-License-Identifier: MIT
#include "oracles/hostile.h"
#include "entry/field.h"
#include "program/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A stream table and a CD table of two levels, and a nested walk: at most five stage 1 descriptors,
 * and stage 2 for each of them, for the output and for the CDs. */
enum { READS_MAX = 4 + 5 + 5 * (5 + 3) };

static uint64_t mix(uint64_t seed, uint64_t address, unsigned what)
{
    uint64_t state = seed ^ address * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)what << 56;

    hl_next_random(&state);
    return hl_next_random(&state);
}

/* A descriptor, an L1STD or an L1CD. */
static uint64_t pointer(const struct hl_hostile *h, uint64_t address, uint64_t r)
{
    const uint64_t low = (r >> 8 & 0xfff) | 0x403; /* valid, with the Access flag */

    switch (r & 15) {
    case 0:
        return r >> 4; /* nonsense */
    case 1:
        return 0;
    case 2:
        return (address & ~UINT64_C(0xfff)) | low; /* itself */
    case 3:
        return (r & ~UINT64_C(0xfff)) | low; /* anywhere */
    case 4:
        return (mix(h->seed, r, 0) & UINT64_C(0x7ff0000)) | (low & ~2u); /* a block */
    default:
        return (mix(h->seed, r, 0) & UINT64_C(0x7ff0000)) | (low & 0x4c3) | (r >> 32 & 8);
    }
}

/* A CD that is mostly legal; STEs are never fetched from here as such. */
static void make_cd(uint64_t r, struct hl_entry *cd)
{
    *cd = (struct hl_entry){{0}};
    HL_SET(CD, cd, V, 1);
    HL_SET(CD, cd, AA64, (r & 31) != 0);
    HL_SET(CD, cd, A, 1);
    HL_SET(CD, cd, R, r >> 5);
    HL_SET(CD, cd, S, (r >> 6 & 7) == 0);
    HL_SET(CD, cd, T0SZ, 16 + (r >> 9 & 31));
    HL_SET(CD, cd, TG0, (r >> 14 & 3) % 3);
    HL_SET(CD, cd, T1SZ, 16 + (r >> 16 & 31));
    HL_SET(CD, cd, TG1, 1 + (r >> 21 & 3) % 3);
    HL_SET(CD, cd, EPD0, (r >> 23 & 7) == 0);
    HL_SET(CD, cd, EPD1, r >> 26);
    HL_SET(CD, cd, IPS, 1 + (r >> 27 & 3));
    HL_SET(CD, cd, ENDI, (r >> 29 & 7) == 0);
    HL_SET(CD, cd, TTB0, (r >> 32) & 0x7ff000);
    HL_SET(CD, cd, TTB1, (r >> 20) & 0x7ff000);
    cd->q[3] = r * 0x1234567;
    if ((r >> 32 & 7) == 0)
        cd->q[r >> 36 & 7] ^= UINT64_C(1) << (r >> 40 & 63);
}

static bool read_hostile(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                         unsigned bytes, unsigned char *data)
{
    struct hl_hostile *h = context;
    const bool entry = what == HL_FETCH_CD || what == HL_FETCH_STE;
    uint64_t r = mix(h->seed, address, (unsigned)space);
    struct hl_entry cd;

    if (bytes != (entry ? 64u : 8u) || address % bytes || ++h->reads > READS_MAX) {
        fprintf(stderr, "hitless: read %u of kind %d: %u bytes at %#llx\n", h->reads, (int)what,
                bytes, (unsigned long long)address);
        abort();
    }
    if (address >> 44 || (r >> 60) == 0)
        return false;
    if (entry) {
        make_cd(r, &cd);
        memcpy(data, cd.q, sizeof cd.q);
        return true;
    }
    r = pointer(h, address, r);
    memcpy(data, &r, sizeof r);
    return true;
}

struct hl_memory hl_hostile_memory(struct hl_hostile *hostile)
{
    return (struct hl_memory){hostile, read_hostile};
}
