// SPDX-License-Identifier: MIT
#include "smmu/setting.h"

#include <string.h>

bool hl_setting_equal(const struct hl_setting *a, const struct hl_setting *b)
{
    return memcmp(&a->regs, &b->regs, sizeof a->regs) == 0 && a->security == b->security &&
           memcmp(&a->options, &b->options, sizeof a->options) == 0 &&
           a->assume.ats_quiesced == b->assume.ats_quiesced;
}

/* The assumptions are about STE bits alone. */
static void read_cds(struct hl_reading *r)
{
    r->decoder = hl_cd_decoder(&r->cd);
    r->overlook = (struct hl_entry){{0}};
}

void hl_reading_init(struct hl_reading *r, const struct hl_setting *s, enum hl_kind kind)
{
    hl_smmu_init(&r->smmu, &s->regs, s->security, &s->options);
    r->overlook = hl_ste_assume(&r->smmu, &s->assume);
    r->decoder = hl_ste_decoder(&r->smmu);
    if (kind == HL_KIND_CD)
        read_cds(r);
}

const char *hl_reading_lead(struct hl_reading *r, const struct hl_entry *ste)
{
    hl_ste_decode(&r->smmu, ste, &r->ste);
    if (!hl_cd_context_init(&r->cd, &r->smmu, &r->ste))
        return r->ste.rule ? "the STE is not legal" : "the STE does not enable stage 1";
    read_cds(r);
    return NULL;
}
