// SPDX-License-Identifier: MIT
/* Private to update/: what a driver's own masks know of STEs and CDs, right or with a seeded bug.
 * Nothing else in observe, update and verdict knows a field of an entry. */
#ifndef HITLESS_UPDATE_HINTS_H
#define HITLESS_UPDATE_HINTS_H

#include "update/algorithm.h"

/* Take from the used bits of an entry what a seeded bug forgets. */
void hl_hint_used(unsigned traits, enum hl_kind kind, const struct hl_entry *entry,
                  struct hl_entry *used);

/* The update_safe bits between two entries while ATS is quiet: MEV, and EATS with DPT_VMATCH as far
 * as both sides stay legal with them. legal: that both are. */
struct hl_safe_bits hl_hint_safe(unsigned traits, const struct hl_decoder *decoder,
                                 const struct hl_entry *current, const struct hl_entry *target,
                                 bool legal);

#endif
