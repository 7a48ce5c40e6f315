// SPDX-License-Identifier: MIT
/* From a StreamID to its STE: sections 3.3.1, 3.4.3, 5.1, 6.3.24 and 6.3.25. */
#ifndef HITLESS_TRANSLATE_STE_FETCH_H
#define HITLESS_TRANSLATE_STE_FETCH_H

#include "translate/lookup.h"

/* Read the STE of l->t.stream through l->tables. False: *why is set. */
bool hl_ste_fetch(struct hl_lookup *l, struct hl_entry *ste, struct hl_failure *why);

#endif
