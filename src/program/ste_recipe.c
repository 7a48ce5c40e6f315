// SPDX-License-Identifier: MIT
#include "program/ste_recipe.h"

#include "smmu/stage2.h"

#define PUT(name, value) HL_SET(STE, e, name, (value))

static void put_stage1(const struct hl_smmu *s, const uint8_t *b, struct hl_entry *e)
{
    static const uint8_t size[16] = {0, 0, 0, 0, 1, 1, 4, 4, 8, 10, 16, 20, 31, 0, 0, 1};
    unsigned s1cdmax = size[b[0] >> 4];

    PUT(S1CDMax, s1cdmax > s->ssidsize && s1cdmax != 31 ? s->ssidsize : s1cdmax);
    PUT(S1DSS, b[1]);
    PUT(S1Fmt, b[1] >> 2);
    PUT(S1CSH, b[1] >> 4);
    PUT(S1ContextPtr, (UINT64_C(0x80000000) + ((uint64_t)(b[1] >> 6) << 28)) >> 6);
    PUT(S1CIR, b[8] >> 6);
    PUT(S1COR, b[8] >> 6);
    PUT(S1STALLD, b[2] >> 6);
    PUT(S1PIE, b[9]);
    PUT(S1MPAM, b[9] >> 1);
}

/* A consistent start for the walk, if there is one for this granule and size. */
static void put_geometry(const struct hl_smmu *s, unsigned choice, struct hl_entry *e)
{
    static const uint8_t t0sz[8] = {24, 16, 20, 25, 28, 32, 33, 12};
    struct hl_s2_walk w = {.format = HL_VMSA64, .tg = choice & 3, .t0sz = t0sz[choice >> 2 & 7]};

    w.ds = s->ds && (choice & 0x20) && w.tg != 1;
    w.t0sz = hl_s2_t0sz_clamp(s, &w);
    while (w.sl < 4 && hl_s2_inconsistent(s, &w))
        w.sl++;
    PUT(S2TG, w.tg);
    PUT(S2T0SZ, w.t0sz);
    PUT(S2SL0, w.sl);
    PUT(S2SL0_2, w.sl >> 2);
    PUT(S2DS, w.ds);
    PUT(S_S2TG, w.tg);
    PUT(S_S2T0SZ, w.t0sz);
    PUT(S_S2SL0, w.sl);
    PUT(S_S2SL0_2, w.sl >> 2);
}

static void put_stage2(const struct hl_smmu *s, const uint8_t *b, struct hl_entry *e)
{
    put_geometry(s, b[5], e);
    PUT(S2TTB, (UINT64_C(0x40000000) + ((uint64_t)(b[3] >> 3 & 7) << 24)) >> 4);
    PUT(S_S2TTB, (UINT64_C(0x50000000) + ((uint64_t)(b[13] & 3) << 24)) >> 4);
    PUT(S2FWB, b[3] >> 6);
    PUT(S2S, b[3] >> 7);
    PUT(S2R, b[4]);
    PUT(S2PTW, b[4] >> 1);
    PUT(S2HA, b[4] >> 2);
    PUT(S2HD, b[4] >> 3);
    PUT(S2AFFD, b[4] >> 4);
    PUT(S2ENDI, b[4] >> 5);
    PUT(S2AA64, !(b[4] >> 6 & 1));
    PUT(S2PS, b[6] & 8 ? b[6] & 7 : s->oas_code);
    PUT(S2IR0, b[6] >> 4);
    PUT(S2OR0, b[6] >> 4);
    PUT(S2SH0, b[6] >> 6);
    PUT(S2PIE, b[9] >> 2);
    PUT(S2POE, b[9] >> 3);
    PUT(S2HAFT, b[9] >> 4);
    PUT(S2HWU59, b[10] >> 4);
    PUT(S2HWU60, b[10] >> 5);
    PUT(S2NSW, b[12] >> 4);
    PUT(S2NSA, b[12] >> 5);
    PUT(S2SW, b[12] >> 6);
    PUT(S2SA, b[12] >> 7);
    PUT(S2SKL, b[13] >> 6 == 3 ? 1 : 0);
    e->q[7] = UINT64_C(0x1111111111111111) * (b[14] & 15);
}

static void put_attributes(const uint8_t *b, struct hl_entry *e)
{
    PUT(MTCFG, b[4] >> 7);
    PUT(MemAttr, b[7]);
    PUT(ALLOCCFG, b[7] >> 4);
    PUT(SHCFG, b[2] >> 4);
    PUT(NSCFG, b[8]);
    PUT(PRIVCFG, b[8] >> 2);
    PUT(INSTCFG, b[8] >> 4);
    PUT(DRE, b[9] >> 5);
    PUT(DCP, b[9] >> 6);
    PUT(PPAR, b[9] >> 7);
    PUT(CONT, b[10] & 15);
    PUT(PARTID, b[11] & 3);
    PUT(PMG, b[11] >> 2);
    PUT(MPAM_NS, b[11] >> 4);
    PUT(AssuredOnly, b[11] >> 5);
    PUT(TL0, b[11] >> 6);
    PUT(TL1, b[11] >> 7);
    PUT(VMSPtr, b[13] >> 2 & 3);
    PUT(MECID, b[13] >> 4 & 3);
    PUT(IMPDEF_1, b[14] >> 4 & 1);
    PUT(IMPDEF_4, b[14] >> 5 & 1);
    PUT(SW_RESERVED, b[14] >> 6);
}

struct hl_entry hl_recipe(const struct hl_smmu *s, const uint8_t b[16])
{
    static const uint8_t config[16] = {5, 6, 7, 5, 4, 7, 6, 5, 0, 7, 6, 5, 7, 5, 6, 3};
    static const uint16_t vmid[8] = {0, 1, 2, 5, 0x80, 0x100, 0xffff, 0};
    static const uint8_t strw[4] = {0, 2, 0, 1};
    struct hl_entry entry = {{0}}, *e = &entry;

    PUT(V, 1);
    PUT(Config, config[b[0] & 15]);
    PUT(MEV, b[2] >> 7);
    PUT(EATS, b[2]);
    PUT(STRW, strw[b[2] >> 2 & 3]);
    PUT(S2VMID, vmid[b[3] & 7]);
    PUT(DPT_VMATCH, b[12]);
    put_attributes(b, e);
    put_stage1(s, b, e);
    put_stage2(s, b, e);
    return entry;
}

/* One mending step. False: none is known. */
static bool mend(const struct hl_smmu *s, unsigned rule, struct hl_entry *e)
{
    unsigned config = (unsigned)HL_GET(STE, e, Config);

    switch (rule) {
    case HL_RULE_STE_RES0:
        *e = hl_entry_andnot(*e, s->reserved[config]);
        return true;
    case HL_RULE_STE_CONFIG_S1P:
        PUT(Config, config & 6);
        return true;
    case HL_RULE_STE_CONFIG_S2P:
    case HL_RULE_STE_CONFIG_SEL2:
        PUT(Config, config & 5);
        return true;
    case HL_RULE_STE_CONFIG_VMSA32:
    case HL_RULE_STE_S2AA64_VMSA32:
    case HL_RULE_STE_S2FWB:
    case HL_RULE_STE_S2PIE:
        PUT(S2AA64, 1);
        return true;
    case HL_RULE_STE_S2AA64_VMSA64:
        PUT(S2AA64, 0);
        return true;
    case HL_RULE_STE_EATS_SPLIT:
    case HL_RULE_STE_EATS_FULL_S2S:
    case HL_RULE_STE_EATS_DPT_WORLD:
    case HL_RULE_STE_EATS_DPT_S2S:
        PUT(EATS, 0);
        return true;
    case HL_RULE_STE_DPT_VMATCH:
        PUT(DPT_VMATCH, 0);
        return true;
    case HL_RULE_STE_STRW:
    case HL_RULE_STE_STRW_SECURE:
    case HL_RULE_STE_STRW_EL3:
    case HL_RULE_STE_STRW_SEL2:
        PUT(STRW, 0);
        return true;
    case HL_RULE_STE_S1STALLD:
    case HL_RULE_STE_S1STALLD_SECURE:
    case HL_RULE_STE_S1STALLD_REALM:
        PUT(S1STALLD, 0);
        return true;
    case HL_RULE_STE_S1CDMAX:
        PUT(S1CDMax, s->ssidsize);
        return true;
    case HL_RULE_STE_S1FMT:
        PUT(S1Fmt, 0);
        return true;
    case HL_RULE_STE_S1CONTEXTPTR:
        PUT(S1ContextPtr, 0x2000000);
        return true;
    case HL_RULE_STE_S2S_TERMINATE:
    case HL_RULE_STE_S2S_REALM:
        PUT(S2S, 0);
        return true;
    case HL_RULE_STE_S2S_STALL:
        PUT(S2S, 1);
        return true;
    case HL_RULE_STE_S2HA:
    case HL_RULE_STE_S2HD:
        PUT(S2HA, 0);
        PUT(S2HD, 0);
        return true;
    case HL_RULE_STE_S2HAFT:
        PUT(S2HAFT, 0);
        return true;
    case HL_RULE_STE_S2TG:
    case HL_RULE_STE_S_S2TG:
    case HL_RULE_STE_S2T0SZ:
    case HL_RULE_STE_S2SL0:
    case HL_RULE_STE_S_S2T0SZ:
    case HL_RULE_STE_S_S2SL0:
        if (!HL_GET(STE, e, S2AA64) && s->vmsa32) {
            PUT(S2T0SZ, 0);
            PUT(S2SL0, 1);
            return true;
        }
        put_geometry(s, s->gran4k ? 0 : s->gran64k ? 1 : 2, e);
        PUT(S2SKL, 0);
        PUT(S_S2SKL, 0);
        return true;
    case HL_RULE_STE_S2TTB:
        PUT(S2TTB, 0x4000000);
        PUT(S2PS, s->oas_code);
        return true;
    case HL_RULE_STE_S_S2TTB:
        PUT(S_S2TTB, 0x5000000);
        PUT(S2PS, s->oas_code);
        return true;
    case HL_RULE_STE_S2ENDI_BIG:
        PUT(S2ENDI, 0);
        return true;
    case HL_RULE_STE_S2ENDI_LITTLE:
        PUT(S2ENDI, 1);
        return true;
    case HL_RULE_STE_S2POE_DIRECT:
    case HL_RULE_STE_S2POI:
        PUT(S2POE, 0);
        return true;
    case HL_RULE_STE_S2POE_PBHA:
        PUT(S2HWU59, 0);
        PUT(S2HWU60, 0);
        PUT(S2HWU61, 0);
        PUT(S2HWU62, 0);
        return true;
    case HL_RULE_STE_S2VMID:
        PUT(S2VMID, HL_GET(STE, e, S2VMID) & 0xff);
        return true;
    case HL_RULE_STE_VMSPTR:
        PUT(VMSPtr, 1);
        return true;
    case HL_RULE_STE_ERRATUM_S1_S2TTB:
        PUT(S2TTB, 0);
        return true;
    case HL_RULE_STE_ERRATUM_NESTED_TLBI:
        PUT(Config, HL_STE_CONFIG_S1);
        return true;
    default:
        return false;
    }
}

void hl_legalise(const struct hl_smmu *s, struct hl_entry *e)
{
    struct hl_meaning m;

    for (unsigned i = 0; i < 16; i++) {
        hl_ste_decode(s, e, &m);
        if (m.state != HL_STATE_ILLEGAL || !mend(s, m.rule, e))
            return;
    }
}
