// SPDX-License-Identifier: MIT
#include "report/canonical.h"
#include "smmu/stage2.h"

enum { PAGE_BITS = 16, LARGEST = 36 }; /* pages of every granule's alignment */

/* Where what is read at an address leads. */
static uint64_t page(const struct hl_canonical *c, uint64_t address, unsigned n)
{
    const uint64_t mixed = (address + n + 1) * UINT64_C(0x9e3779b97f4a7c15);

    return mixed >> (64 - (c->bits - PAGE_BITS)) << PAGE_BITS;
}

static unsigned granule(const struct hl_smmu *s)
{
    return hl_granule_supported(s, 0) ? 0 : hl_granule_supported(s, 2) ? 2 : 1;
}

static struct hl_entry make_cd(const struct hl_canonical *c, uint64_t address)
{
    static const unsigned char tg1[3] = {2, 3, 1};
    const struct hl_smmu *s = c->smmu;
    struct hl_entry cd = {{0}};

    HL_SET(CD, &cd, V, 1);
    HL_SET(CD, &cd, AA64, s->vmsa64);
    HL_SET(CD, &cd, T0SZ, s->vmsa64 ? 25 : 0);
    HL_SET(CD, &cd, T1SZ, s->vmsa64 ? 25 : 1);
    HL_SET(CD, &cd, TG0, granule(s));
    HL_SET(CD, &cd, TG1, tg1[granule(s)]);
    HL_SET(CD, &cd, ENDI, s->ttendian == 3);
    HL_SET(CD, &cd, IPS, 5);
    HL_SET(CD, &cd, A, 1);
    HL_SET(CD, &cd, R, 1);
    HL_SET(CD, &cd, S, s->stall_model == 2);
    HL_SET(CD, &cd, ASID, 1);
    HL_SET(CD, &cd, TTB0, page(c, address, 0) >> 4);
    HL_SET(CD, &cd, TTB1, page(c, address, 1) >> 4);
    HL_SET(CD, &cd, MAIR0, 0xff);
    return cd;
}

/* A table or a page, readable and writable by all, cacheable; an L1CD with V. */
static uint64_t make_descriptor(const struct hl_canonical *c, enum hl_fetch what, uint64_t address)
{
    const uint64_t target = page(c, address, 0) | 1u << 10 | 3;

    return what == HL_FETCH_S2_TTD ? target | 3u << 6 | 15u << 2 : target | 1u << 6;
}

static bool read_canonical(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                           unsigned bytes, unsigned char *data)
{
    const struct hl_canonical *c = context;
    struct hl_entry entry = {{0}};

    (void)space;
    if (what == HL_FETCH_CD)
        entry = make_cd(c, address);
    else
        entry.q[0] =
            what == HL_FETCH_L1CD ? page(c, address, 0) | 1 : make_descriptor(c, what, address);
    for (unsigned i = 0; i < bytes; i++)
        data[i] = (unsigned char)(entry.q[i / 8] >> 8 * (i % 8));
    return true;
}

/* Stage 2 of an STE limits the IPAs that are of use. */
static unsigned input_bits(const struct hl_smmu *s, const struct hl_entry *ste)
{
    struct hl_meaning m;

    hl_ste_decode(s, ste, &m);
    if (m.config != HL_CONFIG_S2 && m.config != HL_CONFIG_NESTED)
        return LARGEST;
    if (!HL_GET(STE, &m.regime, S2AA64) && !s->d128)
        return 31;
    return 63 - (unsigned)HL_GET(STE, &m.regime, S2T0SZ);
}

struct hl_canonical hl_canonical_of(const struct hl_trial *trial)
{
    const bool cd = trial->at.decoder.kind == HL_KIND_CD;
    const struct hl_entry *old = cd ? &trial->source->ste : &trial->question.old;
    const struct hl_entry *target = cd ? &trial->source->ste : &trial->question.target;
    struct hl_canonical c = {.smmu = &trial->at.smmu, .bits = LARGEST};
    const unsigned limits[3] = {trial->at.smmu.oas, input_bits(&trial->at.smmu, old),
                                input_bits(&trial->at.smmu, target)};

    for (unsigned i = 0; i < 3; i++)
        if (limits[i] < c.bits)
            c.bits = limits[i];
    if (c.bits < PAGE_BITS + 4)
        c.bits = PAGE_BITS + 4;
    return c;
}

struct hl_memory hl_canonical_memory(struct hl_canonical *canonical)
{
    return (struct hl_memory){canonical, read_canonical};
}
