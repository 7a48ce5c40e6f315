// SPDX-License-Identifier: MIT
#include "smmu/ste.h"
#include "smmu/conditions.h"
#include "smmu/registers.h"
#include "smmu/ste_ignored.h"
#include "smmu/ste_illegal.h"

#include <string.h>

const struct hl_rule_info hl_ste_rules[HL_STE_RULE_COUNT] = {
    {NULL, NULL, NULL},
#define HL_RULE(id, section, doc) {#id, section, doc},
#include "smmu/ste_rules.def"
#undef HL_RULE
};

const char *const hl_ste_config_names[HL_CONFIG_COUNT] = {"invalid", "abort", "bypass",
                                                          "s1",      "s2",    "nested"};

/* 5.2 S2TTB: address bits below the start table's alignment are zero; the range check sees them. */
static uint64_t align_ttb(const struct hl_ste_work *w, const struct hl_s2_walk *walk,
                          enum hl_condition align, uint64_t *used)
{
    bool wide = HL_HOLDS(STE_S2TTB_WIDE, w->walk->format == HL_VMSA64 && W_GET(w, S2PS) >= 6);
    unsigned bits = hl_s2_table_bits(walk, wide);
    uint64_t keep = ~UINT64_C(0);

    if (HL_HOLDS_AT(align, bits > 4))
        keep <<= bits - 4;
    *used &= keep | ~UINT64_C(0) << (w->pa_range - 4);
    return keep;
}

static void align_ttbs(struct hl_ste_work *w)
{
    uint64_t used = HL_GET(STE, &w->used, S2TTB);

    W_SET(w, S2TTB, W_GET(w, S2TTB) & align_ttb(w, w->walk, HL_COND_STE_S2TTB_ALIGN, &used));
    HL_SET(STE, &w->used, S2TTB, used);
    if (w->s->security != HL_SECURE)
        return;
    used = HL_GET(STE, &w->used, S_S2TTB);
    W_SET(w, S_S2TTB,
          W_GET(w, S_S2TTB) & align_ttb(w, w->secure_walk, HL_COND_STE_S_S2TTB_ALIGN, &used));
    HL_SET(STE, &w->used, S_S2TTB, used);
}

/* 5.2 EATS: split-stage, and Non-secure DPT checks, need ATSCHK. */
static inline void effective_eats(struct hl_ste_work *w)
{
    const struct hl_smmu *s = w->s;
    uint64_t eats = W_GET(w, EATS);

    if (HL_HOLDS(STE_EATS_SPLIT_ATSCHK, eats == 2 && !s->atschk))
        W_SET(w, EATS, 0);
    if (HL_HOLDS(STE_EATS_DPT_DPT, eats == 3 && !s->dpt))
        W_SET(w, EATS, 0);
    if (HL_HOLDS(STE_EATS_DPT_ATSCHK, eats == 3 && s->security == HL_NONSECURE && !s->atschk))
        W_SET(w, EATS, 0);
}

/* Replace what behaves as something else; w is legal. */
static inline void ste_canonical(struct hl_ste_work *w)
{
    effective_eats(w);
    if (HL_HOLDS(STE_S2S_CHECK, !(w->config & 2)))
        W_SET(w, S2S, 0);
    if (!(w->config & 2))
        return;
    if (HL_HOLDS(STE_S2HD_S2HA, !W_GET(w, S2HA)))
        W_SET(w, S2HD, 0);
    align_ttbs(w);
}

static void set_outcome(struct hl_meaning *m, enum hl_state state, unsigned config, unsigned rule)
{
    m->state = state;
    m->config = config;
    m->rule = rule;
}

static inline void set_illegal(struct hl_meaning *m, unsigned rule, struct hl_entry used)
{
    set_outcome(m, HL_STATE_ILLEGAL, HL_CONFIG_INVALID, rule);
    m->regime = (struct hl_entry){{0}};
    m->used = used;
}

static bool has_reserved(const struct hl_smmu *s, unsigned config, const struct hl_entry *ste)
{
    struct hl_entry res0 = hl_entry_and(*ste, s->reserved[config]);

    return !hl_entry_is_zero(&res0);
}

void hl_ste_decode(const struct hl_smmu *s, const struct hl_entry *ste, struct hl_meaning *m)
{
    static const unsigned char config_of[8] = {HL_CONFIG_ABORT, HL_CONFIG_ABORT,  HL_CONFIG_ABORT,
                                               HL_CONFIG_ABORT, HL_CONFIG_BYPASS, HL_CONFIG_S1,
                                               HL_CONFIG_S2,    HL_CONFIG_NESTED};
    unsigned config = (unsigned)HL_GET(STE, ste, Config);
    const unsigned aa64 = (unsigned)HL_GET(STE, ste, S2AA64);
    struct hl_s2_walk walk, secure_walk;
    struct hl_ste_work w;
    enum hl_ste_rule rule;

    if (HL_HOLDS(STE_V, !HL_GET(STE, ste, V))) {
        set_outcome(m, HL_STATE_OFF, HL_CONFIG_INVALID, HL_RULE_STE_V);
        m->regime = (struct hl_entry){{0}};
        m->used = (struct hl_entry){{1}};
        return;
    }
    if (HL_HOLDS(STE_RES0, s->options.res0_illegal && has_reserved(s, config, ste))) {
        set_illegal(m, HL_RULE_STE_RES0, s->keep[config][aa64]);
        return;
    }
    if (config < 4) {
        m->regime = hl_entry_and(*ste, s->keep[config][aa64]);
        HL_SET(STE, &m->regime, Config, HL_STE_CONFIG_ABORT);
        m->used = s->keep[config][aa64];
        set_outcome(m, HL_STATE_STOP, HL_CONFIG_ABORT, HL_STE_LEGAL);
        return;
    }
    w.s = s;
    w.config = config;
    w.pa_range = 0;
    w.used = s->keep[config][aa64];
    w.e = hl_entry_and(*ste, s->keep[config][aa64]);
    w.walk = &walk;
    w.secure_walk = &secure_walk;
    ste_ignore(&w);
    rule = ste_illegal(&w);
    if (rule) {
        set_illegal(m, rule, s->keep[config][aa64]);
        return;
    }
    ste_canonical(&w);
    m->regime = w.e;
    m->used = s->options.res0_illegal ? hl_entry_or(w.used, s->reserved[config]) : w.used;
    set_outcome(m, HL_STATE_LIVE, config_of[config], HL_STE_LEGAL);
}

static void decode_any(const void *context, const struct hl_entry *entry, struct hl_meaning *m)
{
    hl_ste_decode(context, entry, m);
}

static struct hl_entry reserved(const void *context, const struct hl_entry *ste)
{
    const struct hl_smmu *s = context;

    if (!HL_GET(STE, ste, V))
        return (struct hl_entry){{0}};
    return hl_entry_and(*ste, s->reserved[HL_GET(STE, ste, Config)]);
}

static struct hl_reason why_reserved(const void *context, const struct hl_entry *ste, unsigned bit)
{
    return hl_condition_reason(
        hl_ste_why_reserved(context, (unsigned)HL_GET(STE, ste, Config), bit));
}

static const char *rule_name(unsigned rule)
{
    return rule < HL_STE_RULE_COUNT ? hl_ste_rules[rule].id : NULL;
}

static const char *rule_section(unsigned rule)
{
    return rule < HL_STE_RULE_COUNT ? hl_ste_rules[rule].section : NULL;
}

static const char *rule_doc(unsigned rule)
{
    return rule < HL_STE_RULE_COUNT ? hl_ste_rules[rule].doc : NULL;
}

static const char *config_name(unsigned config)
{
    return config < HL_CONFIG_COUNT ? hl_ste_config_names[config] : NULL;
}

/* hl_layout_mask(), by constants: a decoder is made for each question. */
static struct hl_entry all_fields(void)
{
    struct hl_entry all = {{0}};

#define HL_FIELD(name, lsb, width, shift, values) HL_MARK(STE, &all, name);
#include "entry/ste_fields.def"
#undef HL_FIELD
    return all;
}

/* All but the fields with values that behave as others, or as a limit. */
static struct hl_entry plain_bits(void)
{
    struct hl_entry plain = all_fields();

    HL_CLEAR(STE, &plain, S1Fmt);
    HL_CLEAR(STE, &plain, S1DSS);
    HL_CLEAR(STE, &plain, S1CSH);
    HL_CLEAR(STE, &plain, EATS);
    HL_CLEAR(STE, &plain, MemAttr);
    HL_CLEAR(STE, &plain, ALLOCCFG);
    HL_CLEAR(STE, &plain, NSCFG);
    HL_CLEAR(STE, &plain, PRIVCFG);
    HL_CLEAR(STE, &plain, INSTCFG);
    HL_CLEAR(STE, &plain, S2T0SZ);
    HL_CLEAR(STE, &plain, S2SH0);
    HL_CLEAR(STE, &plain, S2PS);
    HL_CLEAR(STE, &plain, S2HD);
    HL_CLEAR(STE, &plain, S2S);
    HL_CLEAR(STE, &plain, DPT_VMATCH);
    return plain;
}

/* All but EATS and what its rules look at without the regime showing it. */
static struct hl_entry separable_fields(const struct hl_smmu *s)
{
    struct hl_entry separable = all_fields();

    HL_CLEAR(STE, &separable, EATS);
    HL_CLEAR(STE, &separable, DPT_VMATCH);
    if (s->v30 && s->options.eats_s2s_bypass)
        HL_CLEAR(STE, &separable, S2S);
    return separable;
}

/* Without ATS traffic: EATS, and DPT_VMATCH, which has a meaning only through it. */
static void mark_quiesced(struct hl_entry *mask)
{
    HL_MARK(STE, mask, EATS);
    HL_MARK(STE, mask, DPT_VMATCH);
}

struct hl_decoder hl_ste_decoder(const struct hl_smmu *smmu)
{
    struct hl_decoder d = {
        .kind = HL_KIND_STE,
        .layout = &hl_ste_layout,
        .context = smmu,
        .decode = decode_any,
        .reserved = reserved,
        .why_reserved = why_reserved,
        .rule_name = rule_name,
        .rule_section = rule_section,
        .rule_doc = rule_doc,
        .config_name = config_name,
        .valid = {{1}},
        .plain = plain_bits(),
        .separable = separable_fields(smmu),
    };
    HL_MARK(STE, &d.inert, MEV);
    HL_MARK(STE, &d.quiesced, MEV);
    mark_quiesced(&d.quiesced);
    return d;
}

const char *hl_ste_streamworld(const struct hl_smmu *s, const struct hl_meaning *m)
{
    static const char *const el2[3][2] = {
        {"NS-EL2", "NS-EL2-E2H"}, {"S-EL2", "S-EL2-E2H"}, {"Realm-EL2", "Realm-EL2-E2H"}};
    static const char *const el1[3] = {"NS-EL1", "Secure", "Realm-EL1"};
    const unsigned e2h[3] = {hl_reg_E2H(&s->regs), hl_reg_S_E2H(&s->regs), hl_reg_R_E2H(&s->regs)};

    if (m->config < HL_CONFIG_S1)
        return NULL;
    if (m->config == HL_CONFIG_S1 && HL_GET(STE, &m->regime, STRW) == 2)
        return el2[s->security][e2h[s->security]];
    if (m->config == HL_CONFIG_S1 && HL_GET(STE, &m->regime, STRW) == 1)
        return "EL3";
    return el1[s->security];
}

struct hl_entry hl_ste_assume(struct hl_smmu *smmu, const struct hl_assumptions *assume)
{
    struct hl_entry mask = {{0}};

    smmu->ats_quiesced = assume->ats_quiesced;
    HL_MARK(STE, &mask, MEV);
    if (assume->ats_quiesced)
        mark_quiesced(&mask);
    return mask;
}

bool hl_assumptions_parse(const char *list, struct hl_assumptions *assume)
{
    static const char name[] = "ats-quiesced", none[] = "none";

    *assume = (struct hl_assumptions){0};
    while (*list) {
        size_t n = strcspn(list, ",");
        if (n == sizeof name - 1 && strncmp(list, name, n) == 0)
            assume->ats_quiesced = true;
        else if (n != sizeof none - 1 || strncmp(list, none, n) != 0)
            return false;
        list += n;
        if (*list == ',' && !*++list)
            return false;
    }
    return true;
}
