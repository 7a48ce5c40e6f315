// SPDX-License-Identifier: MIT
#include "template.h"
#include "process.h"

#include <string.h>

enum { CDS = 256, CD_BYTES = 64, CD_ASID = 0x1000, S2T0SZ_HIGH = 33 };

/* splitmix64 */
uint64_t hq_next(struct hq_random *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t hq_below(struct hq_random *r, uint64_t bound)
{
    return hq_next(r) % bound;
}

static uint64_t size_of(struct hq_random *r, const struct hq_geometry *g)
{
    return g->least + hq_below(r, g->most - g->least + 1);
}

static unsigned tg0(unsigned granule)
{
    return granule == 12 ? 0 : granule == 16 ? 1 : 2;
}

static unsigned tg1(unsigned granule)
{
    return granule == 12 ? 2 : granule == 16 ? 3 : 1;
}

struct hl_entry hq_cd(struct hq_random *r, size_t table0, size_t table1, bool alias, unsigned asid)
{
    uint64_t down = alias ? HQ_ALIAS : 0;
    struct hl_entry cd = {{0}};

    HL_SET(CD, &cd, V, 1);
    HL_SET(CD, &cd, AA64, 1);
    HL_SET(CD, &cd, T0SZ, size_of(r, &hq_stage1[table0]));
    HL_SET(CD, &cd, TG0, tg0(hq_stage1[table0].granule));
    HL_SET(CD, &cd, TTB0, (hq_root1(table0, alias) - down) >> 4);
    HL_SET(CD, &cd, T1SZ, size_of(r, &hq_stage1[table1]));
    HL_SET(CD, &cd, TG1, tg1(hq_stage1[table1].granule));
    HL_SET(CD, &cd, TTB1, (hq_root1(table1, alias) - down) >> 4);
    HL_SET(CD, &cd, IPS, hq_below(r, 6));
    HL_SET(CD, &cd, R, 1);
    HL_SET(CD, &cd, A, 1);
    HL_SET(CD, &cd, ASET, 1);
    HL_SET(CD, &cd, ASID, asid);
    HL_SET(CD, &cd, MAIR0, 0xff);
    return cd;
}

struct hl_entry hq_any_cd(struct hq_random *r, bool alias, unsigned asid)
{
    size_t table0 = hq_below(r, hq_stage1_count), table1 = hq_below(r, hq_stage1_count);

    return hq_cd(r, table0, table1, alias, asid);
}

void hq_cds_write(unsigned char *ram, struct hq_random *r)
{
    for (unsigned i = 0; i < CDS; i++) {
        struct hl_entry cd = hq_any_cd(r, i % 2 != 0, CD_ASID + i);
        memcpy(ram + (HQ_CDS - HQ_RAM_BASE) + i * CD_BYTES, &cd, sizeof cd);
    }
}

bool hq_uses_alias(const struct hl_entry *ste)
{
    return HL_GET(STE, ste, Config) == 7 && HL_GET(STE, ste, S2T0SZ) > S2T0SZ_HIGH;
}

static void set_stage2(struct hl_entry *ste, struct hq_random *r)
{
    size_t index = hq_below(r, hq_stage2_count);
    const struct hq_geometry *g = &hq_stage2[index];

    HL_SET(STE, ste, S2AA64, 1);
    HL_SET(STE, ste, S2TG, tg0(g->granule));
    HL_SET(STE, ste, S2SL0, (g->granule == 12 ? 2 : 3) - g->level);
    HL_SET(STE, ste, S2T0SZ, size_of(r, g));
    HL_SET(STE, ste, S2PS, hq_below(r, 4) ? 3 + hq_below(r, 5) : hq_below(r, 3));
    HL_SET(STE, ste, S2R, hq_below(r, 4) != 0);
    HL_SET(STE, ste, S2TTB, hq_root2(index) >> 4);
}

struct hl_entry hq_ste(struct hq_random *r, unsigned config, uint64_t pointer, unsigned function)
{
    struct hl_entry ste = {{0}};

    HL_SET(STE, &ste, V, 1);
    HL_SET(STE, &ste, Config, config);
    HL_SET(STE, &ste, SHCFG, 1);
    if (config & 2)
        set_stage2(&ste, r);
    if (config & 1) {
        bool alias = hq_uses_alias(&ste);
        if (!pointer)
            pointer = HQ_CDS + (2 * hq_below(r, CDS / 2) + alias) * CD_BYTES;
        HL_SET(STE, &ste, S1ContextPtr, (pointer - (alias ? HQ_ALIAS : 0)) >> 6);
    }
    HL_SET(STE, &ste, S2VMID, function + 1);
    return ste;
}
