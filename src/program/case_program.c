// SPDX-License-Identifier: MIT
#include "program/case_program.h"

#include <string.h>

void hl_program_from_case(const struct hl_case *c, struct hl_program *p)
{
    hl_program_from_update(
        &(struct hl_program_parts){
            .setting = &c->setting,
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
    const struct hl_setting setting = hl_program_setting(p);
    const struct hl_profile *profile = hl_profile_of(&setting.regs);
    static struct hl_pool pool;

    memset(c, 0, sizeof *c);
    if (p->kind != HL_PROGRAM_STE && p->kind != HL_PROGRAM_CD)
        return false;
    hl_pool_build(&pool, p, &setting, sequencer);
    if (from >= pool.count || to >= pool.count)
        return false;
    c->kind = pool.at.decoder.kind;
    c->setting = setting;
    if (profile)
        snprintf(c->profile, sizeof c->profile, "%s", profile->name);
    c->has_ste = pool.has_lead;
    c->ste = pool.has_lead ? pool.lead : (struct hl_entry){{0}};
    c->old = pool.entry[from];
    c->target = pool.entry[to];
    c->has_safe = p->mask_mode == HL_MASK_RAW;
    c->safe = p->mask;
    return true;
}
