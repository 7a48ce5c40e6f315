// SPDX-License-Identifier: MIT
#include "generate.h"
#include "pci.h"
#include "process.h"
#include "template.h"

#include <string.h>

const char *const hq_unsent_names[HQ_UNSENT_COUNT] = {"sent", "S2AA64=0 with stage 2 (assertion)",
                                                      "CD.IPS of 6 or 7 (assertion)"};

enum { ENTRY_BYTES = 64, CHANGES = 4 };

uint64_t hq_cd_address(unsigned function)
{
    return HQ_CD_SLOTS + (uint64_t)function * ENTRY_BYTES;
}

uint64_t hq_ste_address(unsigned function)
{
    return HQ_STREAMS + (uint64_t)hq_stream(function) * ENTRY_BYTES;
}

/* A value at or beside an end of the field, or of the sizes and addresses that have a meaning. */
static uint64_t boundary(struct hq_random *r, const struct hl_field *f, uint64_t now)
{
    uint64_t ones = hl_ones(f->width), bit = UINT64_C(1) << hq_below(r, f->width);

    switch (hq_below(r, 7)) {
    case 0:
        return 0;
    case 1:
        return ones;
    case 2:
        return now + 1;
    case 3:
        return now - 1;
    case 4:
        return bit;
    case 5:
        return now | bit;
    default:
        return ones >> 1;
    }
}

static void change(struct hq_random *r, const struct hl_layout *layout, struct hl_entry *e)
{
    const struct hl_field *f = &layout->fields[hq_below(r, layout->count)];

    switch (hq_below(r, 4)) {
    case 0:
        hl_entry_flip(e, (unsigned)hq_below(r, 512));
        break;
    case 1:
        hl_entry_flip(e, (unsigned)(f->lsb + hq_below(r, f->width)));
        break;
    case 2:
        hl_field_set(f, e, boundary(r, f, hl_field_get(f, e)));
        break;
    default:
        hl_field_set(f, e, hq_next(r));
    }
}

/* The fields that decide about a walk are changed more often than their number suggests. */
static void change_walk(struct hq_random *r, enum hl_kind kind, struct hl_entry *e)
{
    static const unsigned char ste[] = {HL_STE_S2T0SZ, HL_STE_S2SL0, HL_STE_S2TG,   HL_STE_S2PS,
                                        HL_STE_S2TTB,  HL_STE_S2R,   HL_STE_Config, HL_STE_S2AFFD};
    static const unsigned char cd[] = {HL_CD_T0SZ, HL_CD_TG0,  HL_CD_T1SZ, HL_CD_TG1, HL_CD_IPS,
                                       HL_CD_TTB0, HL_CD_EPD0, HL_CD_EPD1, HL_CD_R,   HL_CD_A,
                                       HL_CD_TBI0, HL_CD_AFFD, HL_CD_HAD0, HL_CD_TTB1};
    const struct hl_field *f;

    if (kind == HL_KIND_STE)
        f = &hl_ste_layout.fields[ste[hq_below(r, sizeof ste)]];
    else
        f = &hl_cd_layout.fields[cd[hq_below(r, sizeof cd)]];
    hl_field_set(f, e, hq_below(r, 2) ? hq_next(r) : boundary(r, f, hl_field_get(f, e)));
}

static void vary(struct hq_random *r, enum hl_kind kind, struct hl_entry *e)
{
    const struct hl_layout *layout = kind == HL_KIND_STE ? &hl_ste_layout : &hl_cd_layout;

    for (uint64_t n = hq_below(r, CHANGES); n > 0; n--)
        if (hq_below(r, 3) == 0)
            change_walk(r, kind, e);
        else
            change(r, layout, e);
}

static void randomize(struct hq_random *r, struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        e->q[i] = hq_next(r);
}

static void generate_ste(struct hq_random *r, struct hq_case *c)
{
    static const unsigned char configs[] = {0, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7};

    c->ste = hq_ste(r, configs[hq_below(r, sizeof configs)], 0, c->function);
    if (hq_below(r, 32) == 0) {
        randomize(r, &c->ste);
        HL_SET(STE, &c->ste, V, hq_below(r, 8) != 0);
    } else {
        vary(r, HL_KIND_STE, &c->ste);
    }
    HL_SET(STE, &c->ste, S2VMID, c->function + 1);
}

static void generate_cd(struct hq_random *r, struct hq_case *c)
{
    unsigned config = hq_below(r, 2) ? 5 : 7;

    c->ste = hq_ste(r, config, hq_cd_address(c->function), c->function);
    c->cd = hq_any_cd(r, hq_uses_alias(&c->ste), c->function + 1);
    if (hq_below(r, 32) == 0) {
        randomize(r, &c->cd);
        HL_SET(CD, &c->cd, V, hq_below(r, 8) != 0);
    } else {
        vary(r, HL_KIND_CD, &c->cd);
    }
    HL_SET(CD, &c->cd, ASID, c->function + 1);
}

void hq_generate(enum hl_kind kind, uint64_t seed, uint64_t index, struct hq_case *c)
{
    struct hq_random r = {seed * 2 + (kind == HL_KIND_CD)};

    r.state = hq_next(&r) ^ index;
    *c = (struct hq_case){
        .kind = kind, .seed = seed, .index = index, .function = (unsigned)(index % HQ_FUNCTIONS)};
    if (kind == HL_KIND_STE)
        generate_ste(&r, c);
    else
        generate_cd(&r, c);
}

/* The CD that the pointer selects, where the windows or the alias make it readable. */
static bool read_cd(const unsigned char *ram, uint64_t address, struct hl_entry *cd)
{
    if (address < HQ_RAM_BASE)
        address += HQ_ALIAS;
    if (address < HQ_RAM_BASE || address - HQ_RAM_BASE > HQ_RAM_SIZE - sizeof *cd)
        return false;
    memcpy(cd, ram + (address - HQ_RAM_BASE), sizeof *cd);
    return true;
}

static bool bad_ips(const struct hl_entry *cd)
{
    return HL_GET(CD, cd, V) && HL_GET(CD, cd, IPS) >= 6;
}

enum hq_unsent hq_unsent(const struct hq_case *c, const unsigned char *ram)
{
    const uint64_t low48 = hl_ones(48);
    uint64_t config = HL_GET(STE, &c->ste, Config);
    uint64_t pointer = HL_GET(STE, &c->ste, S1ContextPtr) << 6;
    struct hl_entry cd;

    if (!HL_GET(STE, &c->ste, V) || config < 5)
        return HQ_SENT;
    if (config & 2 && !HL_GET(STE, &c->ste, S2AA64))
        return HQ_S2AA64;
    if (!(config & 1))
        return HQ_SENT;
    if (c->kind == HL_KIND_CD)
        return bad_ips(&c->cd) ? HQ_CD_IPS : HQ_SENT;
    if (read_cd(ram, pointer & low48, &cd) && bad_ips(&cd)) /* QEMU 10 drops the other bits */
        return HQ_CD_IPS;
    return HQ_SENT;
}
