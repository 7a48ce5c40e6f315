// SPDX-License-Identifier: MIT
#include "driver/by_page.h"

/* 4.4.2; one with a TG is of a range (4.4.1.1). */
static bool is_of_page(const struct hl_command *c)
{
    return !c->tg && (c->kind == HL_CMD_TLBI_NH_VA || c->kind == HL_CMD_TLBI_NH_VAA ||
                      c->kind == HL_CMD_TLBI_EL2_VA || c->kind == HL_CMD_TLBI_EL2_VAA);
}

bool hl_by_page_exceeds(struct hl_by_page *b, const struct hl_command *c)
{
    if (!is_of_page(c))
        return false;
    if (c->kind != b->kind || c->vmid != b->vmid || c->asid != b->asid)
        *b = (struct hl_by_page){c->kind, c->vmid, c->asid, 0};
    return ++b->number > HL_BY_PAGE_MOST;
}
