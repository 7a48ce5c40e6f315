// SPDX-License-Identifier: MIT
/* Invalidations page by page, where one command covers the whole tag as well.
 *
 * What a process unmaps may be of any size, mapped or not, and who is told of it may not sleep: how
 * long that takes must not grow with the size. From as many pages on as a table has entries Linux
 * gives one command for the ASID instead, unless the SMMU has commands for ranges (IDR3.RIL); so
 * does arm64 for its own TLBs. More than that held a CPU until the watchdog barked. */
#ifndef HITLESS_DRIVER_BY_PAGE_H
#define HITLESS_DRIVER_BY_PAGE_H

#include "driver/command.h"

enum { HL_BY_PAGE_MOST = 511 }; /* of 4 KB: one less than a table's entries */

/* Zero: none yet. */
struct hl_by_page {
    enum hl_command_kind kind;
    uint16_t vmid, asid;
    unsigned number; /* of these, one after the other */
};

/* A command is taken. Whether it is one too many of its tag. */
bool hl_by_page_exceeds(struct hl_by_page *b, const struct hl_command *command);

#endif
