// SPDX-License-Identifier: MIT
/* From a SubstreamID to a CD: sections 3.3.2, 3.4.3, 5.2 (S1CDMax, S1DSS, S1Fmt) and 5.3. */
#ifndef HITLESS_TRANSLATE_CD_FETCH_H
#define HITLESS_TRANSLATE_CD_FETCH_H

#include "translate/lookup.h"

/* Does stage 1 translate, and through which CD of the table? False: *why is set. */
bool hl_substream_select(const struct hl_lookup *l, bool *stage1, uint32_t *index,
                         struct hl_failure *why);

/* Fetch and decode CD `index` of l->ste into l->cd and l->context. False: *why is set. */
bool hl_cd_fetch(struct hl_lookup *l, uint32_t index, struct hl_failure *why);

/* What the stages found, as a failure. */
void hl_failure_of_stages(const struct hl_stages_result *result, struct hl_failure *why);

#endif
