// SPDX-License-Identifier: MIT
/* What QEMU takes an entry for. */
#include "exceptions.h"

static const unsigned oas = 44;

/* With Config 0b000 or 0b100 QEMU looks at nothing else. */
static bool translates(const struct hl_entry *ste)
{
    return HL_GET(STE, ste, V) && HL_GET(STE, ste, Config) > 4;
}

static bool stage2(const struct hl_entry *ste)
{
    return translates(ste) && HL_GET(STE, ste, Config) & 2;
}

/* Reject: C_BAD_STE, as with V = 0. */
static bool reject(struct hl_entry *ste)
{
    HL_SET(STE, ste, V, 0);
    return true;
}

bool hq_view_S1CDMAX(const struct hq_difference *d, struct hq_view *v)
{
    (void)d;
    return translates(&v->ste) && HL_GET(STE, &v->ste, S1CDMax) != 0 && reject(&v->ste);
}

bool hq_view_S1STALLD(const struct hq_difference *d, struct hq_view *v)
{
    (void)d;
    return translates(&v->ste) && HL_GET(STE, &v->ste, S1STALLD) && reject(&v->ste);
}

bool hq_view_S2T0SZ_S2PS(const struct hq_difference *d, struct hq_view *v)
{
    static const unsigned bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};
    unsigned pa = bits[HL_GET(STE, &v->ste, S2PS)];

    (void)d;
    return stage2(&v->ste) && HL_GET(STE, &v->ste, S2T0SZ) < 64 - (pa < oas ? pa : oas) &&
           reject(&v->ste);
}

bool hq_view_S2HA(const struct hq_difference *d, struct hq_view *v)
{
    (void)d;
    if (!stage2(&v->ste) || !(HL_GET(STE, &v->ste, S2HA) | HL_GET(STE, &v->ste, S2HD)))
        return false;
    HL_SET(STE, &v->ste, S2HA, 0);
    HL_SET(STE, &v->ste, S2HD, 0);
    return true;
}

bool hq_view_S1CONTEXTPTR_48(const struct hq_difference *d, struct hq_view *v)
{
    uint64_t pointer = HL_GET(STE, &v->ste, S1ContextPtr);

    (void)d;
    if (!translates(&v->ste) || !(HL_GET(STE, &v->ste, Config) & 1) || pointer >> 42 == 0)
        return false;
    HL_SET(STE, &v->ste, S1ContextPtr, pointer & hl_ones(42));
    return true;
}

bool hq_view_S2TTB_48(const struct hq_difference *d, struct hq_view *v)
{
    uint64_t ttb = HL_GET(STE, &v->ste, S2TTB);

    (void)d;
    if (!stage2(&v->ste) || ttb >> 44 == 0)
        return false;
    HL_SET(STE, &v->ste, S2TTB, ttb & hl_ones(44));
    return true;
}

/* Resolve start tables like the reference would, but all in the first one. */
bool hq_view_S2_CONCATENATED(const struct hq_difference *d, struct hq_view *v)
{
    static const unsigned granules[4] = {12, 16, 14, 0};
    unsigned granule = granules[HL_GET(STE, &v->ste, S2TG)], size, bits;
    unsigned t0sz = (unsigned)HL_GET(STE, &v->ste, S2T0SZ);
    unsigned level = (granule == 12 ? 2 : 3) - (unsigned)HL_GET(STE, &v->ste, S2SL0);

    (void)d;
    if (!stage2(&v->ste) || !granule || level > 3 || t0sz < 16)
        return false;
    bits = granule + (3 - level) * (granule - 3); /* below the start tables' index */
    size = 64 - t0sz - bits + 3;                  /* of all start tables */
    if (64 - t0sz <= bits || size <= granule)
        return false;
    v->memory.fold = (struct hq_fold){.ttb = HL_GET(STE, &v->ste, S2TTB) << 4 & hl_ones(48),
                                      .size = UINT64_C(1) << size,
                                      .table = UINT64_C(1) << granule};
    return true;
}

bool hq_view_CD_TTB_51(const struct hq_difference *d, struct hq_view *v)
{
    const uint64_t kept = hl_ones(47), ttb0 = HL_GET(CD, &v->cd, TTB0);
    const uint64_t ttb1 = HL_GET(CD, &v->cd, TTB1);

    if (d->c->kind != HL_KIND_CD || ((ttb0 | ttb1) & ~kept) == 0)
        return false;
    HL_SET(CD, &v->cd, TTB0, ttb0 & kept);
    HL_SET(CD, &v->cd, TTB1, ttb1 & kept);
    return true;
}
