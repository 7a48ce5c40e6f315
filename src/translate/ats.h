// SPDX-License-Identifier: MIT
/* ATS Translation Requests and Translated transactions: sections 3.9.1, 13.6 and 13.7. */
#ifndef HITLESS_TRANSLATE_ATS_H
#define HITLESS_TRANSLATE_ATS_H

#include "translate/lookup.h"

/* ATS traffic that is refused before anything is looked up. True: *response is set. */
bool hl_ats_refuse(const struct hl_lookup *l, bool smmuen, struct hl_response *response);

/* Translated traffic with ATSCHK = 0. */
void hl_ats_unchecked(const struct hl_lookup *l, struct hl_response *response);

/* With a live STE. */
void hl_ats_request(struct hl_lookup *l, struct hl_response *response);
void hl_ats_translated(struct hl_lookup *l, struct hl_response *response);

#endif
