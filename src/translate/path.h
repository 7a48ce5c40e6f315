// SPDX-License-Identifier: MIT
/* From a live STE to an address: which stages there are for this transaction, and through them. */
#ifndef HITLESS_TRANSLATE_PATH_H
#define HITLESS_TRANSLATE_PATH_H

#include "translate/lookup.h"

/* Select and fetch the CD, if stage 1 translates: l->stage1. False: *why is set. */
bool hl_configure(struct hl_lookup *l, struct hl_failure *why);

enum hl_path { HL_PATH_FAILED, HL_PATH_DIRECT, HL_PATH_TRANSLATED };

/* The access through the stages that are left. HL_PATH_DIRECT: there are none, and the address is
 * allowed; HL_PATH_TRANSLATED: *result is done; else *why is set. */
enum hl_path hl_path(const struct hl_lookup *l, const struct hl_access *access,
                     struct hl_stages_result *result, struct hl_failure *why);

#endif
