// SPDX-License-Identifier: MIT
#include "smmu/cd.h"
#include "smmu/cd_ignored.h"
#include "smmu/cd_illegal.h"
#include "smmu/conditions.h"

const struct hl_rule_info hl_cd_rules[HL_CD_RULE_COUNT] = {
    {NULL, NULL, NULL},
#define HL_RULE(id, section, doc) {#id, section, doc},
#include "smmu/cd_rules.def"
#undef HL_RULE
};

const char *const hl_cd_config_names[HL_CD_CONFIG_COUNT] = {"invalid", "vmsa32", "vmsa64",
                                                            "vmsa128"};

/* log2 of the start table's size in bytes, which is its alignment (A-profile D8.2, G5.5). */
static unsigned table_bits(const struct hl_cd_work *w, const struct hl_cd_region *r)
{
    const bool wide = w->format == HL_VMSA64 && W_GET(w, IPS) >= 6;
    const unsigned granule = w->format == HL_VMSA32 ? 12 : cd_granule_bits(r->tg);
    const unsigned entry = w->format == HL_VMSA128 ? 4 : 3, stride = granule - entry;
    const unsigned input = (w->format == HL_VMSA32 ? 32 : 64) - r->tsz;
    const unsigned least = w->format == HL_VMSA128 ? 5 : wide ? 6 : 4;
    const unsigned below = (input - 1 - granule) / stride - r->skl; /* levels below the start */
    const unsigned bits = input - (below * stride + granule) + entry;

    return bits > least ? bits : least;
}

static uint64_t aligned(const struct hl_cd_work *w, unsigned n)
{
    return ~UINT64_C(0) << (table_bits(w, &w->region[n]) - 4);
}

/* 5.4 TTBn: address bits below the start table's alignment are zero; the range check sees them. */
static inline void align_ttbs(struct hl_cd_work *w)
{
    const uint64_t beyond = ~UINT64_C(0) << (w->pa_range - 4);

    if (HL_HOLDS(CD_TTB0_ALIGN, w->region[0].on)) {
        const uint64_t keep = aligned(w, 0);
        W_SET(w, TTB0, W_GET(w, TTB0) & keep);
        HL_SET(CD, &w->used, TTB0, HL_GET(CD, &w->used, TTB0) & (keep | beyond));
    }
    if (HL_HOLDS(CD_TTB1_ALIGN, w->region[1].on)) {
        const uint64_t keep = aligned(w, 1);
        W_SET(w, TTB1, W_GET(w, TTB1) & keep);
        HL_SET(CD, &w->used, TTB1, HL_GET(CD, &w->used, TTB1) & (keep | beyond));
    }
}

/* 5.4 MAIR: what is reserved behaves as a Device type, or as transient write-through. */
static inline uint64_t effective_mair(uint64_t mair)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        const uint64_t high = (mair >> shift) & 0xf0, low = (mair >> shift) & 0x0f;

        if (HL_HOLDS(CD_MAIR_RESERVED, high ? low == 0 : (low & 3) != 0)) {
            mair &= ~(UINT64_C(0xff) << shift);
            mair |= (high ? high | 3 : low & 0xc) << shift;
        }
    }
    return mair;
}

/* Replace what behaves as something else; w is legal. */
static inline void cd_canonical(struct hl_cd_work *w)
{
    if (HL_HOLDS(CD_HD_HA, !W_GET(w, HA)))
        W_SET(w, HD, 0);
    align_ttbs(w);
    w->e.q[3] = effective_mair(w->e.q[3]);
}

static void set_illegal(struct hl_meaning *m, unsigned rule, const struct hl_entry *used)
{
    *m = (struct hl_meaning){.state = HL_STATE_ILLEGAL, .rule = rule, .used = *used};
}

void hl_cd_decode(const struct hl_cd_context *c, const struct hl_entry *cd, struct hl_meaning *m)
{
    static const unsigned char config_of[3] = {HL_CD_CONFIG_VMSA32, HL_CD_CONFIG_VMSA64,
                                               HL_CD_CONFIG_VMSA128};
    const struct hl_entry res0 = hl_entry_and(*cd, c->reserved);
    struct hl_cd_work w;
    enum hl_cd_rule rule;

    if (HL_HOLDS(CD_V, !HL_GET(CD, cd, V))) {
        *m = (struct hl_meaning){.state = HL_STATE_OFF, .rule = HL_RULE_CD_V};
        HL_MARK(CD, &m->used, V);
        return;
    }
    if (HL_HOLDS(CD_RES0, c->smmu->options.res0_illegal && !hl_entry_is_zero(&res0))) {
        set_illegal(m, HL_RULE_CD_RES0, &c->keep);
        return;
    }
    w.c = c;
    w.s = c->smmu;
    w.e = hl_entry_and(*cd, c->keep);
    w.used = c->keep;
    cd_ignore(&w);
    rule = cd_illegal(&w);
    if (rule) {
        set_illegal(m, rule, &c->keep);
        return;
    }
    cd_canonical(&w);
    m->state = HL_STATE_LIVE;
    m->rule = HL_CD_LEGAL;
    m->config = config_of[w.format];
    m->regime = w.e;
    m->used = c->smmu->options.res0_illegal ? hl_entry_or(w.used, c->reserved) : w.used;
}

bool hl_cd_indirect(const struct hl_meaning *cd)
{
    return cd->config == HL_CD_CONFIG_VMSA128 || HL_GET(CD, &cd->regime, PIE);
}

static void decode_any(const void *context, const struct hl_entry *entry, struct hl_meaning *m)
{
    hl_cd_decode(context, entry, m);
}

static struct hl_entry reserved(const void *context, const struct hl_entry *cd)
{
    const struct hl_cd_context *c = context;

    return HL_GET(CD, cd, V) ? hl_entry_and(*cd, c->reserved) : (struct hl_entry){{0}};
}

static struct hl_reason why_reserved(const void *context, const struct hl_entry *cd, unsigned bit)
{
    (void)cd;
    return hl_condition_reason(hl_cd_why_reserved(context, bit));
}

static const char *rule_name(unsigned rule)
{
    return rule < HL_CD_RULE_COUNT ? hl_cd_rules[rule].id : NULL;
}

static const char *rule_section(unsigned rule)
{
    return rule < HL_CD_RULE_COUNT ? hl_cd_rules[rule].section : NULL;
}

static const char *rule_doc(unsigned rule)
{
    return rule < HL_CD_RULE_COUNT ? hl_cd_rules[rule].doc : NULL;
}

static const char *config_name(unsigned config)
{
    return config < HL_CD_CONFIG_COUNT ? hl_cd_config_names[config] : NULL;
}

/* hl_layout_mask(), by constants: a decoder is made for each question. */
static struct hl_entry all_fields(void)
{
    struct hl_entry all = {{0}};

#define HL_FIELD(name, lsb, width, shift, values) HL_MARK(CD, &all, name);
#include "entry/cd_fields.def"
#undef HL_FIELD
    return all;
}

/* All but the fields with values that behave as others, or as a limit. */
static struct hl_entry plain_bits(void)
{
    struct hl_entry plain = all_fields();

    HL_CLEAR(CD, &plain, T0SZ);
    HL_CLEAR(CD, &plain, SH0);
    HL_CLEAR(CD, &plain, T1SZ);
    HL_CLEAR(CD, &plain, SH1);
    HL_CLEAR(CD, &plain, IPS);
    HL_CLEAR(CD, &plain, HD);
    HL_CLEAR(CD, &plain, MAIR0);
    HL_CLEAR(CD, &plain, MAIR1);
    return plain;
}

struct hl_decoder hl_cd_decoder(const struct hl_cd_context *context)
{
    struct hl_decoder d = {
        .kind = HL_KIND_CD,
        .layout = &hl_cd_layout,
        .context = context,
        .decode = decode_any,
        .reserved = reserved,
        .why_reserved = why_reserved,
        .rule_name = rule_name,
        .rule_section = rule_section,
        .rule_doc = rule_doc,
        .config_name = config_name,
        .plain = plain_bits(),
        .separable = all_fields(),
    };
    HL_MARK(CD, &d.valid, V);
    return d;
}
