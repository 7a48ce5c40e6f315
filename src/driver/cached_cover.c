// SPDX-License-Identifier: MIT
/* Tags (3.17), and what invalidation commands cover (4.4, 4.5). */
#include "driver/cached.h"

#include "driver/command.h"
#include "smmu/registers.h"

/* 3.17: NS-EL1 entries have a VMID where there is a stage 2, whatever is configured. */
static void tag_vmid(const struct hl_smmu *s, const struct hl_meaning *ste,
                     struct hl_space_tag *tag)
{
    tag->has_vmid = s->s2p && tag->world == HL_WORLD_EL1;
    if (tag->has_vmid)
        tag->vmid = (uint16_t)HL_GET(STE, &ste->regime, S2VMID);
}

static uint64_t stage2_shape(const struct hl_entry *ste)
{
    return HL_GET(STE, ste, S2T0SZ) | HL_GET(STE, ste, S2SL0) << 6 | HL_GET(STE, ste, S2TG) << 8 |
           HL_GET(STE, ste, S2PS) << 10 | HL_GET(STE, ste, S2AA64) << 13 |
           HL_GET(STE, ste, S2DS) << 14 | HL_GET(STE, ste, S2SL0_2) << 15 |
           HL_GET(STE, ste, S2ENDI) << 16;
}

static struct hl_space_tag stage2_tag(const struct hl_smmu *s, const struct hl_meaning *ste)
{
    struct hl_space_tag t = {.part = HL_PART_IPA, .world = HL_WORLD_EL1};

    tag_vmid(s, ste, &t);
    t.root[0] = HL_GET(STE, &ste->regime, S2TTB) << 4;
    t.shape = stage2_shape(&ste->regime);
    return t;
}

/* 5.4.1.1: what EPDn disables is not walked, so nothing comes of it. */
static struct hl_space_tag stage1_tag(const struct hl_smmu *s, const struct hl_meaning *ste,
                                      const struct hl_entry *cd)
{
    struct hl_space_tag t = {.part = HL_PART_VA, .world = hl_ste_world(s, ste)};

    tag_vmid(s, ste, &t);
    t.has_asid = t.world == HL_WORLD_EL1 || t.world == HL_WORLD_EL2_E2H;
    if (t.has_asid)
        t.asid = (uint16_t)HL_GET(CD, cd, ASID);
    if (!HL_GET(CD, cd, EPD0)) {
        t.root[0] = HL_GET(CD, cd, TTB0) << 4;
        t.shape = HL_GET(CD, cd, T0SZ) | HL_GET(CD, cd, TG0) << 6;
    }
    if (!HL_GET(CD, cd, EPD1) && t.has_asid) {
        t.root[1] = HL_GET(CD, cd, TTB1) << 4;
        t.shape |= HL_GET(CD, cd, T1SZ) << 8 | HL_GET(CD, cd, TG1) << 14;
    }
    t.shape |= HL_GET(CD, cd, IPS) << 16 | HL_GET(CD, cd, ENDI) << 19 | HL_GET(CD, cd, AA64) << 20 |
               HL_GET(CD, cd, DS) << 21;
    return t;
}

unsigned hl_space_tags(const struct hl_smmu *s, const struct hl_meaning *ste,
                       const struct hl_entry *cd, struct hl_space_tag tags[2])
{
    switch (ste->config) {
    case HL_CONFIG_S2:
        tags[0] = stage2_tag(s, ste);
        return 1;
    case HL_CONFIG_NESTED:
        tags[0] = tags[1] = stage2_tag(s, ste);
        tags[1].part = HL_PART_VA;
        tags[1].nested = true;
        return 2;
    case HL_CONFIG_S1:
        if (cd) {
            tags[0] = stage1_tag(s, ste, cd);
            return tags[0].root[0] || tags[0].root[1] ? 1 : 0;
        }
        tags[0] = (struct hl_space_tag){.part = HL_PART_DIRECT};
        return 1; /* S1DSS=bypass */
    case HL_CONFIG_BYPASS:
        tags[0] = (struct hl_space_tag){.part = HL_PART_DIRECT};
        return 1;
    default:
        return 0;
    }
}

/* 3.17.5: an SMMU need not tell the two EL2 worlds apart. */
static bool same_world(enum hl_world a, enum hl_world b)
{
    const bool el2[2] = {a == HL_WORLD_EL2 || a == HL_WORLD_EL2_E2H,
                         b == HL_WORLD_EL2 || b == HL_WORLD_EL2_E2H};

    return a == b || (el2[0] && el2[1]);
}

bool hl_space_same_tag(const struct hl_space_tag *a, const struct hl_space_tag *b)
{
    if (a->part != b->part || a->part == HL_PART_DIRECT || !same_world(a->world, b->world))
        return false;
    if (a->vmid != b->vmid)
        return false;
    return !a->has_asid || !b->has_asid || a->asid == b->asid;
}

bool hl_space_same_meaning(const struct hl_space_tag *a, const struct hl_space_tag *b)
{
    return a->part == b->part && a->world == b->world && a->nested == b->nested &&
           a->root[0] == b->root[0] && a->root[1] == b->root[1] && a->shape == b->shape;
}

/* ---- which tags ------------------------------------------------------------------------------
 */

/* 4.4: a field that is wider than the SMMU's is not required to match anything. 3.17.6: CR0.VMW
 * leaves out low bits of Non-secure VMIDs. 4.4.2: without stage 2 it is 0. */
static bool has_vmid(const struct hl_smmu *s, unsigned vmw, const struct hl_command *c,
                     const struct hl_space_tag *tag)
{
    const unsigned ignored = vmw <= 4 ? (1u << vmw) - 1 : 0;

    if (!tag->has_vmid)
        return c->vmid == 0;
    if (!s->vmid16 && c->vmid >> 8)
        return false;
    return (c->vmid & ~ignored) == (tag->vmid & ~ignored);
}

/* asid: of the entry; -1 is any, which no one ASID covers. */
static bool has_asid(const struct hl_smmu *s, const struct hl_command *c, int asid)
{
    if (!hl_reg_ASID16(&s->regs) && c->asid >> 8)
        return false;
    return asid == c->asid;
}

static int asid_of(const struct hl_space_tag *tag, const struct hl_cached_range *r)
{
    return tag->has_asid ? tag->asid : r->any_asid ? -1 : r->asid;
}

enum scope { NOTHING, ALL, BY_ADDRESS };

static enum scope when(bool covers, enum scope scope)
{
    return covers ? scope : NOTHING;
}

static enum scope el1_scope(const struct hl_smmu *s, unsigned vmw, const struct hl_command *c,
                            const struct hl_space_tag *tag, const struct hl_cached_range *r)
{
    const bool va = tag->part == HL_PART_VA, vmid = has_vmid(s, vmw, c, tag);
    const bool asid = has_asid(s, c, asid_of(tag, r));

    switch (c->kind) {
    case HL_CMD_TLBI_NSNH_ALL: /* 4.4.4.1 */
        return ALL;
    case HL_CMD_TLBI_S12_VMALL: /* 4.4.3.2 */
        return when(vmid, ALL);
    case HL_CMD_TLBI_NH_ALL: /* 4.4.2.1: stage 1 entries, also combined ones */
        return when(va && vmid, ALL);
    case HL_CMD_TLBI_NH_ASID: /* 4.4.2.2: non-global ones */
        return when(va && vmid && asid && !r->global, ALL);
    case HL_CMD_TLBI_NH_VA: /* 4.4.2.4: also global ones of other ASIDs */
        return when(va && vmid && (asid || r->global), BY_ADDRESS);
    case HL_CMD_TLBI_NH_VAA: /* 4.4.2.3 */
        return when(va && vmid, BY_ADDRESS);
    case HL_CMD_TLBI_S2_IPA: /* 4.4.3.1: not what is combined with stage 1 */
        return when(tag->part == HL_PART_IPA && vmid, BY_ADDRESS);
    default:
        return NOTHING;
    }
}

/* By CR2.E2H a command means one of the two worlds. */
static enum scope el2_scope(const struct hl_smmu *s, const struct hl_command *c,
                            const struct hl_space_tag *tag, const struct hl_cached_range *r)
{
    const bool e2h = tag->world == HL_WORLD_EL2_E2H, meant = e2h == (hl_reg_E2H(&s->regs) == 1);
    const bool asid = has_asid(s, c, asid_of(tag, r));

    switch (c->kind) {
    case HL_CMD_TLBI_EL2_ALL: /* 4.4.2.7 */
        return ALL;
    case HL_CMD_TLBI_EL2_ASID: /* 4.4.2.10 */
        return when(e2h && asid && !r->global, ALL);
    case HL_CMD_TLBI_EL2_VA: /* 4.4.2.8 */
        return when(meant && (!e2h || asid || r->global), BY_ADDRESS);
    case HL_CMD_TLBI_EL2_VAA: /* 4.4.2.9 */
        return when(meant, BY_ADDRESS);
    default:
        return NOTHING;
    }
}

/* ---- which addresses -------------------------------------------------------------------------
 */

static uint64_t down(uint64_t address, unsigned bits)
{
    return address & ~hl_ones(bits);
}

/* 4.4.1.1, for 64-bit descriptors: bits of the address that must be 0, or the range is
 * UNPREDICTABLE. */
static bool is_aligned(const struct hl_command *c, unsigned granule, unsigned ttl)
{
    const unsigned stride = granule - 3;

    return !(c->address & hl_ones(granule + (ttl ? 3 - ttl : 0) * stride));
}

/* The addresses of a command with TG. False: it is not required to cover anything here. */
static bool ranged(const struct hl_smmu *s, const struct hl_command *c,
                   const struct hl_cached_range *r, uint64_t *base, uint64_t *last)
{
    static const unsigned char granules[4] = {0, 12, 14, 16};
    const unsigned granule = granules[c->tg];
    const unsigned scale = s->ds ? (c->scale > 39 ? 39 : c->scale) : c->scale & 31u;
    const unsigned ttl = granule == 14 && c->ttl == 1 && !s->ds ? 0 : c->ttl;
    const uint64_t half = UINT64_C(1) << 63;

    if (granule != r->granule || (!c->num && !c->scale && !c->ttl))
        return false;
    if (ttl && (c->ttl128 || (r->table ? r->level >= (int)ttl : r->level != (int)ttl)))
        return false;
    if (!is_aligned(c, granule, ttl))
        return false;
    *base = c->address;
    *last = c->address + (((uint64_t)c->num + 1) << scale << granule) - 1;
    if (*last < *base)
        *last = ~UINT64_C(0);
    if (*base < half && *last >= half) /* not required to go on into the upper range */
        *last = half - 1;
    return true;
}

/* The blocks of the range that the addresses *base to *last meet. */
static bool meet(const struct hl_cached_range *r, uint64_t *base, uint64_t *last)
{
    const uint64_t first = down(*base, r->bits), end = *last | hl_ones(r->bits);

    if (end < r->base || first > r->last)
        return false;
    *base = r->table || first < r->base ? r->base : first;
    *last = r->table || end > r->last ? r->last : end;
    return true;
}

static bool by_address(const struct hl_smmu *s, const struct hl_command *c,
                       const struct hl_cached_range *r, uint64_t *base, uint64_t *last)
{
    if (r->any || ((r->table || r->deep) && c->leaf))
        return false;
    if (c->tg && hl_reg_RIL(&s->regs)) {
        if (!ranged(s, c, r, base, last))
            return false;
    } else {
        *base = c->address;
        *last = c->address | 0xfff;
    }
    return meet(r, base, last);
}

bool hl_tlbi_covers(const struct hl_smmu *s, unsigned vmw, const struct hl_command *c,
                    const struct hl_space_tag *tag, const struct hl_cached_range *r, uint64_t *base,
                    uint64_t *last)
{
    enum scope scope = NOTHING;

    if (tag->part == HL_PART_DIRECT)
        return false;
    if (tag->world == HL_WORLD_EL1)
        scope = el1_scope(s, vmw, c, tag, r);
    else if (tag->world != HL_WORLD_EL3)
        scope = el2_scope(s, c, tag, r);
    if (scope == BY_ADDRESS)
        return by_address(s, c, r, base, last);
    *base = r->base;
    *last = r->last;
    return scope == ALL;
}

/* 4.5.1. Without SSV it reaches what was asked for with a PASID, too (PCIe ATS: an Invalidate
 * Request without a PASID is for all). Global is for entries that a completion called global, which
 * an SMMU never does (3.9.1). */
bool hl_atc_inv_covers(const struct hl_command *c, uint32_t sid, int64_t pasid, uint64_t *base,
                       uint64_t *last)
{
    if (c->kind != HL_CMD_ATC_INV || c->sid != sid || (c->ssv && pasid != (int64_t)c->ssid))
        return false;
    if (c->size > HL_ATC_SIZE_ALL)
        return false; /* an UNKNOWN span */
    if (c->size == HL_ATC_SIZE_ALL) {
        *base = 0;
        *last = ~UINT64_C(0);
        return true;
    }
    *base = down(c->address, 12u + c->size);
    *last = *base | hl_ones(12u + c->size);
    return true;
}
