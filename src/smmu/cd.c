// SPDX-License-Identifier: MIT
#include "smmu/cd.h"
#include "smmu/registers.h"

const struct hl_rule_info hl_cd_rules[HL_CD_RULE_COUNT] = {
    {NULL, NULL, NULL},
#define HL_RULE(id, section, doc) {#id, section, doc},
#include "smmu/cd_rules.def"
#undef HL_RULE
};

const char *const hl_cd_config_names[HL_CD_CONFIG_COUNT] = {"invalid", "vmsa32", "vmsa64",
                                                            "vmsa128"};

enum hl_world hl_ste_world(const struct hl_smmu *s, const struct hl_meaning *ste)
{
    const unsigned e2h[3] = {hl_reg_E2H(&s->regs), hl_reg_S_E2H(&s->regs), hl_reg_R_E2H(&s->regs)};

    if (ste->config != HL_CONFIG_S1 || HL_GET(STE, &ste->regime, STRW) == 0)
        return HL_WORLD_EL1;
    if (HL_GET(STE, &ste->regime, STRW) == 1)
        return HL_WORLD_EL3;
    return e2h[s->security] ? HL_WORLD_EL2_E2H : HL_WORLD_EL2;
}

bool hl_cd_context_init(struct hl_cd_context *c, const struct hl_smmu *s,
                        const struct hl_meaning *ste)
{
    if (ste->config != HL_CONFIG_S1 && ste->config != HL_CONFIG_NESTED)
        return false;
    *c = (struct hl_cd_context){.smmu = s, .world = hl_ste_world(s, ste)};
    c->nested = ste->config == HL_CONFIG_NESTED;
    c->keep = hl_layout_mask(&hl_cd_layout);
    return true;
}

void hl_cd_decode(const struct hl_cd_context *c, const struct hl_entry *cd, struct hl_meaning *m)
{
    *m = (struct hl_meaning){.state = HL_STATE_OFF, .rule = HL_RULE_CD_V, .used = c->keep};
    if (!HL_GET(CD, cd, V))
        return;
    m->state = HL_STATE_LIVE;
    m->rule = HL_CD_LEGAL;
    m->config = HL_GET(CD, cd, AA64) ? HL_CD_CONFIG_VMSA64 : HL_CD_CONFIG_VMSA32;
    m->regime = hl_entry_and(*cd, c->keep);
}

static void decode_any(const void *context, const struct hl_entry *entry, struct hl_meaning *m)
{
    hl_cd_decode(context, entry, m);
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

struct hl_decoder hl_cd_decoder(const struct hl_cd_context *context)
{
    struct hl_decoder d = {
        .kind = HL_KIND_CD,
        .layout = &hl_cd_layout,
        .context = context,
        .decode = decode_any,
        .rule_name = rule_name,
        .rule_section = rule_section,
        .rule_doc = rule_doc,
        .config_name = config_name,
    };
    HL_MARK(CD, &d.valid, V);
    return d;
}
