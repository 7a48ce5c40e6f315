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

static void flavour_cd(enum hl_canonical_cd flavour, struct hl_entry *cd)
{
    if (flavour == HL_CANONICAL_CD_INVALID)
        HL_SET(CD, cd, V, 0);
    else if (flavour == HL_CANONICAL_CD_STALL)
        HL_SET(CD, cd, S, 1);
    else if (flavour == HL_CANONICAL_CD_PIE)
        HL_SET(CD, cd, PIE, 1);
    else if (flavour == HL_CANONICAL_CD_AA32)
        HL_SET(CD, cd, AA64, 0);
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
    flavour_cd(c->flavour.cd, &cd);
    return cd;
}

static uint64_t swapped(uint64_t value)
{
    uint64_t other = 0;

    for (unsigned i = 0; i < 8; i++)
        other = other << 8 | (value >> 8 * i & 0xff);
    return other;
}

/* A table or a page, readable and writable by all, cacheable, but for the flavour. */
static uint64_t make_descriptor(const struct hl_canonical *c, enum hl_fetch what, uint64_t address)
{
    const bool second = what == HL_FETCH_S2_TTD;
    uint64_t d = page(c, address, 0) | 1u << 10 | 3;

    d |= second ? 3u << 6 | 15u << 2 : 1u << 6;
    d ^= second ? c->flavour.stage2 : c->flavour.stage1;
    return (second ? c->stage2_big_endian : c->stage1_big_endian) ? swapped(d) : d;
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

static const unsigned char sizes[8] = {32, 36, 40, 42, 44, 48, 52, 56};

/* Stage 2 of an STE limits the PAs that are of use, and the IPAs that stage 1 may give. */
static void limit_by_ste(struct hl_canonical *c, const struct hl_meaning *m)
{
    unsigned bits = sizes[HL_GET(STE, &m->regime, S2PS)];

    if (m->config != HL_CONFIG_S2 && m->config != HL_CONFIG_NESTED)
        return;
    if (!HL_GET(STE, &m->regime, S2AA64) && !c->smmu->d128)
        bits = 31;
    else if (m->config == HL_CONFIG_NESTED && 63 - HL_GET(STE, &m->regime, S2T0SZ) < bits)
        bits = 63 - (unsigned)HL_GET(STE, &m->regime, S2T0SZ);
    if (bits < c->bits)
        c->bits = bits;
}

/* And so does a CD, unless it walks no tables. */
static void limit_by_cd(struct hl_canonical *c, const struct hl_meaning *m)
{
    const unsigned bits = sizes[HL_GET(CD, &m->regime, IPS)];

    if (HL_GET(CD, &m->used, IPS) && bits < c->bits)
        c->bits = bits;
}

struct hl_canonical hl_canonical_of(const struct hl_trial *trial)
{
    const bool cd = trial->at.decoder.kind == HL_KIND_CD;
    const struct hl_smmu *s = &trial->at.smmu;
    struct hl_canonical c = {.smmu = s, .bits = LARGEST};
    struct hl_meaning old, target;

    if (s->oas < c.bits)
        c.bits = s->oas;
    hl_decode(&trial->at.decoder, &trial->question.old, &old);
    hl_decode(&trial->at.decoder, &trial->question.target, &target);
    if (cd) {
        limit_by_ste(&c, &trial->at.ste);
        limit_by_cd(&c, &old);
        limit_by_cd(&c, &target);
        c.stage1_big_endian = HL_GET(CD, &old.regime, ENDI);
        c.stage2_big_endian = HL_GET(STE, &trial->at.ste.regime, S2ENDI);
    } else {
        limit_by_ste(&c, &old);
        limit_by_ste(&c, &target);
        c.stage1_big_endian = s->ttendian == 3;
        c.stage2_big_endian = HL_GET(STE, &old.regime, S2ENDI);
    }
    if (c.bits < PAGE_BITS + 4)
        c.bits = PAGE_BITS + 4;
    return c;
}

struct hl_memory hl_canonical_memory(struct hl_canonical *canonical)
{
    return (struct hl_memory){canonical, read_canonical};
}
