// SPDX-License-Identifier: MIT
/* Ordinary transactions while SMMUEN is 0: sections 3.4, 3.11, 13.2 and 6.3.14. */
#ifndef HITLESS_TRANSLATE_DISABLED_H
#define HITLESS_TRANSLATE_DISABLED_H

#include "translate/lookup.h"

void hl_disabled(const struct hl_lookup *l, struct hl_response *response);

#endif
