// SPDX-License-Identifier: MIT
#include "translate/attributes.h"

static const struct hl_cacheability write_back = {HL_WRITE_BACK, true, true, false};

const struct hl_attributes hl_default_attributes = {
    .type = HL_NORMAL,
    .inner = {HL_WRITE_BACK, true, true, false},
    .outer = {HL_WRITE_BACK, true, true, false},
    .share = HL_NON_SHAREABLE,
};

static struct hl_cacheability consistent(struct hl_cacheability c)
{
    if (c.cache == HL_NON_CACHEABLE)
        return (struct hl_cacheability){HL_NON_CACHEABLE, false, false, false};
    if (!c.read_allocate && !c.write_allocate)
        c.transient = false;
    return c;
}

static bool cacheable(const struct hl_attributes *a)
{
    return a->type == HL_NORMAL &&
           (a->inner.cache != HL_NON_CACHEABLE || a->outer.cache != HL_NON_CACHEABLE);
}

struct hl_attributes hl_attributes_consistent(struct hl_attributes a)
{
    if (a.type != HL_NORMAL)
        a.inner = a.outer = (struct hl_cacheability){HL_NON_CACHEABLE, false, false, false};
    a.inner = consistent(a.inner);
    a.outer = consistent(a.outer);
    if (!cacheable(&a))
        a.share = HL_OUTER_SHAREABLE;
    return a;
}

static bool same_level(const struct hl_cacheability *a, const struct hl_cacheability *b)
{
    return a->cache == b->cache && a->read_allocate == b->read_allocate &&
           a->write_allocate == b->write_allocate && a->transient == b->transient;
}

bool hl_attributes_equal(const struct hl_attributes *a, const struct hl_attributes *b)
{
    return a->type == b->type && a->share == b->share && same_level(&a->inner, &b->inner) &&
           same_level(&a->outer, &b->outer);
}

static enum hl_share share_of(unsigned sh)
{
    return sh == 1 ? HL_NON_SHAREABLE : (enum hl_share)sh; /* 1 is reserved */
}

/* A MAIR nibble of Normal memory: 0b0100 is Non-cacheable, else {nT, WB, R, W}. */
static struct hl_cacheability nibble(unsigned n)
{
    if (n == 4)
        return (struct hl_cacheability){HL_NON_CACHEABLE, false, false, false};
    return (struct hl_cacheability){n & 4 ? HL_WRITE_BACK : HL_WRITE_THROUGH, n & 2, n & 1,
                                    !(n & 8)};
}

struct hl_attributes hl_attributes_of_mair(unsigned mair, unsigned share)
{
    struct hl_attributes a = {.type = HL_NORMAL, .share = share_of(share)};

    if (mair >> 4 == 0)
        a.type = (enum hl_type)((mair >> 2) & 3);
    else {
        a.inner = nibble(mair & 15);
        a.outer = nibble(mair >> 4);
    }
    return hl_attributes_consistent(a);
}

static struct hl_cacheability combine(struct hl_cacheability a, struct hl_cacheability b)
{
    a.cache = a.cache < b.cache ? a.cache : b.cache;
    a.read_allocate = a.read_allocate && b.read_allocate;
    a.write_allocate = a.write_allocate && b.write_allocate;
    a.transient = a.transient || b.transient;
    return a;
}

static enum hl_share stronger(enum hl_share a, enum hl_share b)
{
    if (a == HL_OUTER_SHAREABLE || b == HL_OUTER_SHAREABLE)
        return HL_OUTER_SHAREABLE;
    return a == HL_INNER_SHAREABLE ? a : b;
}

struct hl_attributes hl_attributes_combine(struct hl_attributes a, struct hl_attributes b)
{
    a.type = a.type < b.type ? a.type : b.type;
    a.inner = combine(a.inner, b.inner);
    a.outer = combine(a.outer, b.outer);
    a.share = stronger(a.share, b.share);
    return hl_attributes_consistent(a);
}

static struct hl_cacheability hints(struct hl_cacheability input, struct hl_cacheability stage1)
{
    const enum hl_cache cache = stage1.cache;

    if (input.cache == HL_NON_CACHEABLE)
        return stage1;
    stage1 = combine(input, stage1);
    stage1.cache = cache;
    return stage1;
}

struct hl_attributes hl_attributes_stage1(struct hl_attributes input, struct hl_attributes stage1)
{
    stage1.inner = hints(input.inner, stage1.inner);
    stage1.outer = hints(input.outer, stage1.outer);
    return hl_attributes_consistent(stage1);
}

/* Two bits of a stage 2 MemAttr: 1 NC, 2 WT, 3 WB. Hints are those that change nothing in a
 * combination. */
static struct hl_cacheability stage2_cacheability(unsigned two)
{
    static const enum hl_cache cache[4] = {HL_NON_CACHEABLE, HL_NON_CACHEABLE, HL_WRITE_THROUGH,
                                           HL_WRITE_BACK};

    return (struct hl_cacheability){cache[two & 3], true, true, false};
}

/* 5.2 MemAttr: 4, 8 and 12 are reserved, and behave as Device-nGnRnE. */
static struct hl_attributes of_memattr(unsigned memattr, enum hl_share share)
{
    struct hl_attributes a = {.type = HL_NORMAL, .share = share};

    if (memattr >> 2 == 0 || (memattr & 3) == 0)
        a.type = (enum hl_type)(memattr & 3);
    a.outer = stage2_cacheability(memattr >> 2);
    a.inner = stage2_cacheability(memattr);
    return a;
}

/* 13.1.6 with the encoding of the A-profile's FEAT_S2FWB; 4 is reserved, and as 5 in
 * S2ApplyFWBMemAttrs(). */
static struct hl_attributes force(struct hl_attributes input, unsigned memattr, enum hl_share share)
{
    struct hl_attributes a = input;

    a.share = stronger(input.share, share);
    switch (memattr & 7) {
    case 7: /* stage 1's */
        break;
    case 6: /* Normal Write-Back */
        a.type = HL_NORMAL;
        if (a.inner.cache == HL_NON_CACHEABLE)
            a.inner = write_back;
        if (a.outer.cache == HL_NON_CACHEABLE)
            a.outer = write_back;
        a.inner.cache = a.outer.cache = HL_WRITE_BACK;
        break;
    case 4:
    case 5: /* Normal Non-cacheable, or stage 1's Device */
        a.inner.cache = a.outer.cache = HL_NON_CACHEABLE;
        break;
    default:
        if ((enum hl_type)(memattr & 3) < a.type)
            a.type = (enum hl_type)(memattr & 3);
    }
    return hl_attributes_consistent(a);
}

struct hl_attributes hl_attributes_stage2(struct hl_attributes input, unsigned memattr,
                                          unsigned share, bool fwb)
{
    if (fwb)
        return force(input, memattr, share_of(share));
    return hl_attributes_combine(input, of_memattr(memattr, share_of(share)));
}

struct overrides {
    bool mtcfg;
    unsigned memattr, alloccfg, shcfg;
};

static void override_hints(struct hl_cacheability *c, unsigned alloccfg)
{
    if (c->cache == HL_NON_CACHEABLE || !(alloccfg & 8))
        return;
    c->read_allocate = alloccfg & 4;
    c->write_allocate = alloccfg & 2;
    c->transient = alloccfg & 1;
}

static struct hl_attributes override(const struct hl_attributes *incoming, struct overrides o)
{
    struct hl_attributes a = *incoming;

    if (o.mtcfg) {
        const struct hl_attributes type = of_memattr(o.memattr, a.share);

        a.type = type.type;
        if (a.inner.cache == HL_NON_CACHEABLE)
            a.inner = write_back;
        if (a.outer.cache == HL_NON_CACHEABLE)
            a.outer = write_back;
        a.inner.cache = type.inner.cache;
        a.outer.cache = type.outer.cache;
    }
    a = hl_attributes_consistent(a);
    override_hints(&a.inner, o.alloccfg);
    override_hints(&a.outer, o.alloccfg);
    if (o.shcfg != 1)
        a.share = (enum hl_share)o.shcfg;
    return hl_attributes_consistent(a);
}

struct hl_attributes hl_attributes_override(const struct hl_smmu *smmu,
                                            const struct hl_meaning *ste,
                                            const struct hl_attributes *incoming)
{
    const struct hl_entry *e = &ste->regime;

    if (!smmu->types_ovr || !smmu->options.overrides)
        return hl_attributes_consistent(*incoming);
    return override(incoming,
                    (struct overrides){HL_GET(STE, e, MTCFG), (unsigned)HL_GET(STE, e, MemAttr),
                                       (unsigned)HL_GET(STE, e, ALLOCCFG),
                                       (unsigned)HL_GET(STE, e, SHCFG)});
}

struct hl_attributes hl_attributes_gbpa(uint32_t gbpa, const struct hl_attributes *incoming)
{
    return override(incoming,
                    (struct overrides){gbpa >> 4 & 1, gbpa & 15, gbpa >> 8 & 15, gbpa >> 12 & 3});
}
