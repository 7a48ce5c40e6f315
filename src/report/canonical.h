// SPDX-License-Identifier: MIT
/* Private to report/: a small memory in which every configuration translates. Whatever address an
 * entry's pointers have, there is a legal CD or a valid descriptor, and what it leads to depends on
 * that address: entries with other pointers translate to other addresses. */
#ifndef HITLESS_REPORT_CANONICAL_H
#define HITLESS_REPORT_CANONICAL_H

#include "report/report.h"
#include "translate/memory.h"

struct hl_canonical {
    const struct hl_smmu *smmu;
    unsigned bits; /* output addresses are below 2^bits */
};

/* The memory of a trial: its addresses fit the old and the new entry. */
struct hl_canonical hl_canonical_of(const struct hl_trial *trial);
struct hl_memory hl_canonical_memory(struct hl_canonical *canonical);

#endif
