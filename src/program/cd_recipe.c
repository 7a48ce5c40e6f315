// SPDX-License-Identifier: MIT
#include "program/cd_recipe.h"

#define PUT(name, value) HL_SET(CD, e, name, (value))

/* TG0's encoding of a granule in TG1's. */
static const uint8_t tg1_of[4] = {2, 3, 1, 0};

/* One of the granules that there are; seldom any. */
static unsigned granule(const struct hl_smmu *s, unsigned choice)
{
    const bool have[3] = {s->gran4k, s->gran64k, s->gran16k};

    if (choice == 15)
        return 3;
    for (unsigned i = 0; i < 3; i++)
        if (have[(choice + i) % 3])
            return (choice + i) % 3;
    return 0;
}

static void put_region0(const struct hl_smmu *s, const uint8_t *b, struct hl_entry *e)
{
    static const uint8_t t0sz[8] = {16, 25, 16, 24, 28, 33, 12, 42};

    PUT(EPD0, (b[0] & 3) == 3);
    PUT(TG0, granule(s, b[1] & 15));
    PUT(T0SZ, t0sz[b[1] >> 4 & 7]);
    PUT(IR0, b[3] >> 3);
    PUT(OR0, b[3] >> 3);
    PUT(SH0, b[3] >> 5);
    PUT(TTB0, (UINT64_C(0x80000000) + ((uint64_t)(b[2] >> 3 & 3) << 24) +
               (b[15] & 4 ? UINT64_C(0x80) : 0)) >>
                  4);
    PUT(TBI0, b[6]);
    PUT(HAD0, b[6] >> 1);
    PUT(E0PD0, b[6] >> 2);
    PUT(NSCFG0, b[6] >> 3);
    PUT(HWU059, b[7]);
    PUT(HWU060, b[7] >> 1);
    PUT(HWU061, b[7] >> 2);
    PUT(HWU062, b[7] >> 3);
}

static void put_region1(const struct hl_smmu *s, const uint8_t *b, struct hl_entry *e)
{
    static const uint8_t t1sz[4] = {16, 25, 12, 33};

    PUT(EPD1, (b[0] >> 2 & 3) != 3);
    PUT(TG1, tg1_of[granule(s, b[10] & 15)]);
    PUT(T1SZ, t1sz[b[10] >> 4 & 3]);
    PUT(IR1, b[10] >> 6);
    PUT(OR1, b[10] >> 6);
    PUT(SH1, b[15] >> 3);
    PUT(TTB1, (UINT64_C(0xa0000000) + ((uint64_t)(b[2] >> 5 & 3) << 24)) >> 4);
    PUT(TBI1, b[6] >> 4);
    PUT(HAD1, b[6] >> 5);
    PUT(E0PD1, b[6] >> 6);
    PUT(NSCFG1, b[6] >> 7);
    PUT(HWU159, b[7] >> 4);
    PUT(HWU160, b[7] >> 5);
    PUT(HWU161, b[7] >> 6);
    PUT(HWU162, b[7] >> 7);
}

static void put_walks(const struct hl_smmu *s, const uint8_t *b, struct hl_entry *e)
{
    const unsigned updates = b[4] & 3; /* none, HA, and HD, and HAFT */
    const bool haft = b[9] >> 5 == 7;  /* without the others */

    PUT(AA64, (b[5] & 3) != 3);
    PUT(ENDI, (b[0] >> 4 & 3) == 3);
    PUT(IPS, b[2] >> 7 ? b[3] & 7 : s->oas_code);
    PUT(HA, updates >= 1);
    PUT(HD, updates >= 2);
    PUT(HAFT, updates == 3 || haft);
    PUT(AFFD, b[4] >> 2);
    PUT(WXN, b[5] >> 3);
    PUT(UWXN, b[5] >> 4);
    PUT(PAN, b[5] >> 5);
    PUT(EPAN, b[5] >> 6);
    PUT(AIE, b[5] >> 7);
    PUT(DS, b[8]);
    PUT(PIE, b[8] >> 1);
    PUT(PnCH, b[8] >> 2);
}

/* One permission for all indices, and another for one of them. */
static uint64_t permissions(unsigned all, unsigned odd)
{
    const unsigned shift = 3 * (odd & 15);
    uint64_t value = UINT64_C(0x249249249249) * (all & 7);

    return (value & ~(UINT64_C(7) << shift)) | (uint64_t)(odd >> 4 & 7) << shift;
}

struct hl_entry hl_cd_recipe(const struct hl_cd_context *c, const uint8_t b[16])
{
    static const uint16_t asid[8] = {1, 2, 5, 0x80, 0x100, 0xffff, 0, 3};
    static const uint32_t mair[4] = {0x0404ff44, 0x0044ffff, 0xff440c04, 0x01f04411};
    const struct hl_smmu *s = c->smmu;
    struct hl_entry entry = {{0}}, *e = &entry;

    PUT(V, b[0] >> 6 != 3 || b[15] >> 5);
    put_region0(s, b, e);
    put_region1(s, b, e);
    put_walks(s, b, e);
    PUT(ASID, asid[b[2] & 7]);
    PUT(S, b[4] >> 3);
    PUT(R, b[4] >> 4);
    PUT(A, (b[4] >> 5 & 3) != 3);
    PUT(ASET, b[4] >> 7);
    PUT(MAIR0, mair[b[8] >> 3 & 3]);
    PUT(MAIR1, b[8] >> 5 & 1 ? 0xf4 : 0);
    PUT(AMAIR0, b[8] >> 6 & 1);
    PUT(AMAIR1, b[8] >> 7 & 1);
    PUT(PARTID, b[9] & 7);
    PUT(PMG, b[9] >> 3 & 1);
    PUT(IMPDEF_5, b[9] >> 4 & 1);
    e->q[6] = permissions(b[11], b[13]);
    e->q[7] = permissions(b[12], b[14]);
    if ((b[15] & 3) == 3) /* out of most ranges */
        PUT(TTB0, HL_GET(CD, e, TTB0) | UINT64_C(1) << 45);
    if ((b[15] & 3) == 2)
        PUT(TTB1, HL_GET(CD, e, TTB1) | UINT64_C(1) << 45);
    return entry;
}

struct hl_entry hl_cd_released(struct hl_entry cd)
{
    HL_SET(CD, &cd, EPD0, 1);
    HL_CLEAR(CD, &cd, T0SZ);
    HL_CLEAR(CD, &cd, TG0);
    HL_CLEAR(CD, &cd, IR0);
    HL_CLEAR(CD, &cd, OR0);
    HL_CLEAR(CD, &cd, SH0);
    HL_CLEAR(CD, &cd, TTB0);
    return cd;
}

/* Permission indirection: nothing reserved, and nothing that the unprivileged can write is
 * privileged code. */
static void mend_permissions(struct hl_entry *e)
{
    for (unsigned shift = 0; shift < 48; shift += 3) {
        const uint64_t top = UINT64_C(4) << shift, low = UINT64_C(3) << shift;
        if ((e->q[7] & low) == (UINT64_C(2) << shift) || !(e->q[7] & low))
            e->q[7] &= ~top;
        e->q[6] &= ~top;
    }
}

/* One mending step. False: none is known. */
static bool mend(const struct hl_cd_context *c, unsigned rule, struct hl_entry *e)
{
    const struct hl_smmu *s = c->smmu;

    switch (rule) {
    case HL_RULE_CD_RES0:
        *e = hl_entry_andnot(*e, c->reserved);
        return true;
    case HL_RULE_CD_S_S1STALLD:
    case HL_RULE_CD_S_TERMINATE:
        PUT(S, 0);
        return true;
    case HL_RULE_CD_S_STALL:
        PUT(S, 1);
        return true;
    case HL_RULE_CD_A:
        PUT(A, 1);
        return true;
    case HL_RULE_CD_ENDI_BIG:
        PUT(ENDI, 0);
        return true;
    case HL_RULE_CD_ENDI_LITTLE:
        PUT(ENDI, 1);
        return true;
    case HL_RULE_CD_AA64_VMSA32:
    case HL_RULE_CD_AA64_VMSA32_WORLD:
    case HL_RULE_CD_AA64_VMSA32_SEL2:
    case HL_RULE_CD_AA64_VMSA128_EL2:
    case HL_RULE_CD_S1PIE:
        PUT(AA64, 1);
        return true;
    case HL_RULE_CD_AA64_VMSA64:
    case HL_RULE_CD_AA64_STAGE2:
        PUT(AA64, 0);
        return true;
    case HL_RULE_CD_HA:
        PUT(HA, 0);
        PUT(HD, 0);
        return true;
    case HL_RULE_CD_HD:
        PUT(HD, 0);
        return true;
    case HL_RULE_CD_HAFT:
        PUT(HA, 1);
        return true;
    case HL_RULE_CD_ASID:
        PUT(ASID, HL_GET(CD, e, ASID) & 0xff);
        return true;
    case HL_RULE_CD_T0SZ:
        PUT(T0SZ, 25);
        return true;
    case HL_RULE_CD_T1SZ:
        PUT(T1SZ, 25);
        return true;
    case HL_RULE_CD_TG0:
        PUT(TG0, granule(s, 0));
        return true;
    case HL_RULE_CD_TG1:
        PUT(TG1, tg1_of[granule(s, 0)]);
        return true;
    case HL_RULE_CD_TTB0:
        PUT(TTB0, 0x8000000);
        return true;
    case HL_RULE_CD_TTB1:
        PUT(TTB1, 0xa000000);
        return true;
    case HL_RULE_CD_SKL0:
        PUT(HWU061, 0);
        PUT(HWU062, 0);
        return true;
    case HL_RULE_CD_SKL1:
        PUT(HWU161, 0);
        PUT(HWU162, 0);
        return true;
    case HL_RULE_CD_PIIP:
    case HL_RULE_CD_PIIU:
    case HL_RULE_CD_PIIP_PIIU:
        mend_permissions(e);
        return true;
    default:
        return false;
    }
}

void hl_cd_legalise(const struct hl_cd_context *c, struct hl_entry *e)
{
    struct hl_meaning m;

    for (unsigned i = 0; i < 16; i++) {
        hl_cd_decode(c, e, &m);
        if (m.state != HL_STATE_ILLEGAL || !mend(c, m.rule, e))
            return;
    }
}
