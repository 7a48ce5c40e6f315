// SPDX-License-Identifier: MIT
/* The generic entry writer that was posted for Linux's IOMMU drivers in 2026 (entry_sync), as it
 * would write an SMMUv3's entries: by used bits, in quanta of 64 bits, without update_safe bits. */
#ifndef HITLESS_UPDATE_ENTRY_SYNC_H
#define HITLESS_UPDATE_ENTRY_SYNC_H

#include "update/sequencer.h"

/* What published copies of it got wrong, both in how the rest is written while V is 0; or-ed. */
enum hl_entry_sync_mistake {
    HL_ENTRY_SYNC_V_AMONG_REST = 1 << 0,  /* the range begins at V's quantum, not behind it */
    HL_ENTRY_SYNC_LAST_UNWRITTEN = 1 << 1 /* it ends one quantum too early */
};

void hl_entry_sync_update(unsigned mistakes, const struct hl_update *u);

#endif
