// SPDX-License-Identifier: MIT
#include "translate/inputs.h"

bool hl_override(unsigned cfg, bool incoming)
{
    return cfg < 2 ? incoming : cfg == 3;
}

/* 13.1.2: a write is Data, whatever the device or INSTCFG say. */
static bool instruction(const struct hl_transaction *t, unsigned instcfg)
{
    if (t->write && t->traffic != HL_ATS_REQUEST)
        return false;
    return hl_override(instcfg, t->instruction);
}

void hl_inputs_of_ste(const struct hl_lookup *l, struct hl_access *a)
{
    const struct hl_transaction *t = &l->t;
    const struct hl_entry *ste = &l->ste.regime;

    *a = (struct hl_access){.address = t->address, .write = t->write};
    a->ats = t->traffic == HL_ATS_REQUEST;
    a->instruction = instruction(t, (unsigned)HL_GET(STE, ste, INSTCFG));
    a->privileged = hl_override((unsigned)HL_GET(STE, ste, PRIVCFG), t->privileged);
    if (l->smmu->security != HL_NONSECURE)
        a->nonsecure = hl_override((unsigned)HL_GET(STE, ste, NSCFG), t->nonsecure);
    a->attributes = t->traffic == HL_ATS_TRANSLATED /* table 13.5 */
                        ? t->attributes
                        : hl_attributes_override(l->smmu, &l->ste, &t->attributes);
}

void hl_inputs_of_gbpa(const struct hl_lookup *l, struct hl_access *a)
{
    const struct hl_smmu *s = l->smmu;
    const struct hl_transaction *t = &l->t;
    uint32_t gbpa = l->tables->gbpa;
    uint32_t perms = s->perms_ovr ? gbpa : 0;

    *a = (struct hl_access){.address = t->address, .write = t->write};
    a->instruction = instruction(t, hl_word_bits(perms, 18, 2));
    a->privileged = hl_override(hl_word_bits(perms, 16, 2), t->privileged);
    if (s->security == HL_SECURE)
        a->nonsecure = hl_override(hl_word_bits(perms, 14, 2), t->nonsecure);
    a->attributes = s->types_ovr ? hl_attributes_gbpa(gbpa, &t->attributes) : t->attributes;
}

enum hl_space hl_direct_space(const struct hl_smmu *s, const struct hl_access *a)
{
    return a->nonsecure ? HL_SPACE_NONSECURE : hl_own_space(s);
}
