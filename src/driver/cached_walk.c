// SPDX-License-Identifier: MIT
#include "driver/cached_walk.h"

#include "smmu/stage2.h"

static const unsigned char granules[4] = {12, 16, 14, 12}; /* TG0, S2TG */
static const unsigned char granules1[4] = {12, 14, 12, 16};

/* Only its stage 2. */
static void stage2_of(const struct hl_smmu *s, const struct hl_entry *regime, struct hl_meaning *m)
{
    struct hl_entry e = *regime;

    HL_SET(STE, &e, Config, HL_STE_CONFIG_S2);
    hl_ste_decode(s, &e, m);
}

bool hl_tables_open(struct hl_tables_of *t, const struct hl_smmu *s, const struct hl_memory *memory,
                    const struct hl_cached_context *c)
{
    t->stage2 = c->tag.part == HL_PART_IPA || c->tag.nested;
    t->stages = (struct hl_stages){.smmu = s, .memory = memory, .ste = &t->ste, .trace = &t->trace};
    if (c->tag.part == HL_PART_DIRECT)
        return false;
    if (t->stage2) {
        stage2_of(s, &c->ste, &t->ste);
        return t->ste.state == HL_STATE_LIVE;
    }
    hl_ste_decode(s, &c->ste, &t->ste);
    if (!hl_cd_context_init(&t->context, s, &t->ste))
        return false;
    hl_cd_decode(&t->context, &c->cd, &t->cd);
    t->stages.context = &t->context;
    t->stages.cd = &t->cd;
    return t->cd.state == HL_STATE_LIVE;
}

struct geometry {
    unsigned granule;
    int start;
};

#define STE(name) ((unsigned)HL_GET(STE, &t->ste.regime, name))
#define CD(name) ((unsigned)HL_GET(CD, &t->cd.regime, name))
static struct geometry geometry_at(const struct hl_tables_of *t, uint64_t address)
{
    if (t->stage2) {
        const struct hl_s2_walk w = {
            .format = STE(S2AA64) ? HL_VMSA64 : HL_VMSA32,
            .tg = STE(S2TG),
            .t0sz = STE(S2T0SZ),
            .sl = STE(S2SL0_2) << 2 | STE(S2SL0),
            .ds = STE(S2DS),
        };
        return (struct geometry){STE(S2AA64) ? granules[w.tg] : 12, hl_s2_start_level(&w)};
    }
    const bool high = t->context.unprivileged && (address >> 55 & 1);
    const unsigned granule = high ? granules1[CD(TG1)] : granules[CD(TG0)];
    const unsigned input = 64 - (high ? CD(T1SZ) : CD(T0SZ));

    return (struct geometry){granule, 3 - (int)((input - 1 - granule) / (granule - 3))};
}

static void block(struct hl_cached_range *r, uint64_t address, struct geometry g, int level)
{
    const unsigned bits = g.granule + (unsigned)(3 - level) * (g.granule - 3);

    *r = (struct hl_cached_range){
        .base = address & ~hl_ones(bits),
        .last = address | hl_ones(bits),
        .bits = (uint8_t)bits,
        .level = (int8_t)level,
        .granule = (uint8_t)g.granule,
    };
}

/* Descriptors that were read: each but the last is of a table. */
static unsigned read_tables(const struct hl_tables_of *t, uint64_t address, struct geometry g,
                            struct hl_cached_range tables[5])
{
    const enum hl_step step = t->stage2 ? HL_STEP_S2_TTD : HL_STEP_S1_TTD;
    unsigned read = 0;

    for (unsigned i = 0; i < t->trace.count && i < HL_TRACE_MAX; i++) {
        if (t->trace.steps[i].step != step)
            continue;
        if (read < 5) {
            block(&tables[read], address, g, g.start + (int)read);
            tables[read].table = true;
            tables[read].next = t->trace.steps[i].value & hl_ones(48) & ~hl_ones(12);
        }
        read++;
    }
    return read;
}

bool hl_tables_at(struct hl_tables_of *t, uint64_t address, struct hl_cached_range *leaf,
                  struct hl_cached_range tables[4], unsigned *count)
{
    const struct geometry g = geometry_at(t, address);
    const struct hl_access access = {
        .address = address, .ats = true, .attributes = hl_default_attributes};
    struct hl_stages_result r;
    struct hl_cached_range own[5];
    unsigned read;

    t->trace.count = 0;
    hl_stages(&t->stages, &access, &r);
    read = read_tables(t, address, g, own);
    if (read == 0 || read > 5) { /* out of the range of addresses: nothing from here on */
        *leaf = (struct hl_cached_range){.base = address, .last = ~UINT64_C(0), .bits = 12};
        *count = 0;
        return false;
    }
    *count = read - 1;
    for (unsigned i = 0; i < *count; i++)
        tables[i] = own[i];
    *leaf = own[read - 1];
    leaf->table = false;
    leaf->next = 0;
    leaf->global = r.kind == HL_STAGES_DONE && r.global;
    /* Where it ended: only what is not valid is not cached (3.21.1). */
    return r.kind == HL_STAGES_DONE || r.type == HL_F_PERMISSION || r.type == HL_F_ACCESS;
}

bool hl_tables_have(struct hl_tables_of *t, const struct hl_cached_range *range, uint64_t address)
{
    struct hl_cached_range leaf, tables[4];
    unsigned count;
    const bool mapped = hl_tables_at(t, address, &leaf, tables, &count);

    if (!range->table)
        return mapped;
    for (unsigned i = 0; i < count; i++)
        if (tables[i].level == range->level && tables[i].next == range->next)
            return true;
    return false;
}
