// SPDX-License-Identifier: MIT
#include "program/case_program.h"

#include <string.h>

void hl_program_from_case(const struct hl_case *c, struct hl_program *p)
{
    hl_program_from_update(
        &(struct hl_program_parts){
            .regs = &c->regs,
            .security = c->security,
            .options = &c->options,
            .assume = &c->assume,
            .ste = c->kind == HL_KIND_CD ? &c->ste : NULL,
            .old = &c->old,
            .target = &c->target,
            .safe = c->has_safe ? &c->safe : NULL,
        },
        p);
}

bool hl_case_from_program(const struct hl_program *p, const struct hl_sequencer *sequencer,
                          unsigned from, unsigned to, struct hl_case *c)
{
    const struct hl_assumptions assume = {.ats_quiesced = p->ats_quiesced};
    static struct hl_pool pool;

    memset(c, 0, sizeof *c);
    if (p->kind != HL_PROGRAM_STE && p->kind != HL_PROGRAM_CD)
        return false;
    hl_pool_build(&pool, p, &assume, sequencer);
    if (from >= pool.count || to >= pool.count)
        return false;
    c->kind = pool.decoder.kind;
    c->regs = pool.smmu.regs;
    for (size_t i = 0; i < hl_profile_count && !c->profile[0]; i++)
        if (memcmp(&hl_profiles[i].regs, &c->regs, sizeof c->regs) == 0)
            snprintf(c->profile, sizeof c->profile, "%s", hl_profiles[i].name);
    c->security = pool.smmu.security;
    c->options = pool.smmu.options;
    c->assume = assume;
    c->has_ste = pool.has_lead;
    c->ste = pool.has_lead ? pool.lead : (struct hl_entry){{0}};
    c->old = pool.entry[from];
    c->target = pool.entry[to];
    c->has_safe = p->mask_mode == HL_MASK_RAW;
    c->safe = p->mask;
    return true;
}
