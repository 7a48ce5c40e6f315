// SPDX-License-Identifier: MIT
#include "smmu/stage2.h"

static const int granule_bits[4] = {12, 16, 14, 0};

bool hl_granule_supported(const struct hl_smmu *s, unsigned tg)
{
    switch (tg) {
    case 0:
        return s->gran4k;
    case 1:
        return s->gran64k;
    case 2:
        return s->gran16k;
    default:
        return false;
    }
}

static unsigned t0sz_max(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    if (!s->stt)
        return 39;
    return w->tg == 1 ? 47 : 48;
}

static unsigned t0sz_min(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    unsigned ias_min = 64 - s->ias, least;

    if (s->v30)
        return ias_min;
    if (w->format == HL_VMSA128)
        least = 8;
    else if (w->tg == 1 || w->ds)
        least = 12;
    else
        least = 16;
    return ias_min > least ? ias_min : least;
}

bool hl_s2_t0sz_invalid(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    return w->t0sz < t0sz_min(s, w) || w->t0sz > t0sz_max(s, w);
}

unsigned hl_s2_t0sz_clamp(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    unsigned min = t0sz_min(s, w), max = t0sz_max(s, w);
    return w->t0sz < min ? min : w->t0sz > max ? max : w->t0sz;
}

enum { NO_LEVEL = 9 };

/* Tables D8-19, D8-38 and D8-29, by S2TG and {S2SL0_2, S2SL0}. */
static const int level64[3][8] = {
    {2, 1, 0, 3, -1, NO_LEVEL, NO_LEVEL, NO_LEVEL},
    {3, 2, 1, NO_LEVEL, NO_LEVEL, NO_LEVEL, NO_LEVEL, NO_LEVEL},
    {3, 2, 1, 0, NO_LEVEL, NO_LEVEL, NO_LEVEL, NO_LEVEL},
};

/* The start level, or NO_LEVEL where it is reserved on this SMMU. */
static int start_level64(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    int start = w->tg < 3 ? level64[w->tg][w->sl & 7] : NO_LEVEL;

    if (w->tg == 0 && start == 3 && !s->stt)
        return NO_LEVEL;
    if (start <= 0 && !w->ds && (w->tg == 2 || start < 0))
        return NO_LEVEL; /* 16KB level 0 and 4KB level -1 need DS */
    return start;
}

/* A-profile AArch64.S2InvalidSL: the physical size that a start level needs (option sl-pamax). */
static bool pa_too_small(const struct hl_smmu *s, const struct hl_s2_walk *w, int start)
{
    if (!s->options.sl_pamax)
        return false;
    if (w->tg == 0)
        return (start == 0 && s->oas < 44) || (start < 0 && s->oas < 52);
    if (w->tg == 2 && start == 0)
        return s->oas < 52;
    return start == 1 && s->oas < (w->tg == 1 ? 44u : 42u);
}

/* The input size must leave at least one bit for the start level, and at most one whole level plus
 * the four bits that sixteen concatenated tables add. */
static bool misfit(int start, int granule, int iasize)
{
    int stride = granule - 3;
    int least = (3 - start) * stride + granule + 1;
    return iasize < least || iasize > least + stride - 1 + 4;
}

/* G5.5.7.2: T0SZ is a signed 4-bit value, start levels are 2 and 1. */
static int iasize32(const struct hl_s2_walk *w)
{
    int t0sz = (int)(w->t0sz & 15);
    return 32 - (t0sz > 7 ? t0sz - 16 : t0sz);
}

static int start_level128(const struct hl_s2_walk *w)
{
    int granule = granule_bits[w->tg], stride = granule - 4;
    return 3 - (63 - (int)w->t0sz - granule) / stride + (int)w->skl;
}

bool hl_s2_inconsistent(const struct hl_smmu *s, const struct hl_s2_walk *w)
{
    int start;

    switch (w->format) {
    case HL_VMSA32:
        return w->sl > 1 || misfit(2 - (int)w->sl, 12, iasize32(w));
    case HL_VMSA64:
        start = start_level64(s, w);
        return start == NO_LEVEL || pa_too_small(s, w, start) ||
               misfit(start, granule_bits[w->tg], 64 - (int)w->t0sz);
    default:
        return start_level128(w) > 3;
    }
}

unsigned hl_s2_input_bits(const struct hl_s2_walk *w)
{
    return w->format == HL_VMSA32 ? (unsigned)iasize32(w) : 64 - w->t0sz;
}

int hl_s2_start_level(const struct hl_s2_walk *w)
{
    return w->format == HL_VMSA32 ? 2 - (int)w->sl : level64[w->tg][w->sl];
}

unsigned hl_s2_table_bits(const struct hl_s2_walk *w, bool wide)
{
    int granule = w->format == HL_VMSA32 ? 12 : granule_bits[w->tg], start, bits, least = 4;

    switch (w->format) {
    case HL_VMSA32:
        start = 2 - (int)w->sl;
        bits = iasize32(w) - ((3 - start) * (granule - 3) + granule) + 3;
        break;
    case HL_VMSA64:
        start = level64[w->tg][w->sl];
        bits = 64 - (int)w->t0sz - ((3 - start) * (granule - 3) + granule) + 3;
        least = wide ? 6 : 4;
        break;
    default:
        start = start_level128(w);
        bits = 64 - (int)w->t0sz - ((3 - start) * (granule - 4) + granule) + 4;
        least = 5;
        break;
    }
    return (unsigned)(bits > least ? bits : least);
}
