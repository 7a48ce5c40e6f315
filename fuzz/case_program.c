// SPDX-License-Identifier: MIT
#include "case_program.h"

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
