// SPDX-License-Identifier: MIT
/* From what was found to what the device and the event queue see: sections 3.9.1.2, 3.9.1.3, 3.12,
 * 5.5 and 7.3. */
#ifndef HITLESS_TRANSLATE_RESPOND_H
#define HITLESS_TRANSLATE_RESPOND_H

#include "translate/lookup.h"

/* access: after the overrides, or NULL where the STE was not found. */
void hl_respond_failure(const struct hl_lookup *l, const struct hl_failure *why,
                        const struct hl_access *access, struct hl_response *response);

/* Something ends without an event. */
void hl_respond_silent(const struct hl_lookup *l, enum hl_fate outcome, enum hl_step step,
                       struct hl_response *response);

/* The access goes on to `address` of `space`. */
void hl_respond_output(const struct hl_lookup *l, const struct hl_access *access, uint64_t address,
                       enum hl_space space, enum hl_step step, struct hl_response *response);

/* The same after hl_stages() is done. */
void hl_respond_translated(const struct hl_lookup *l, const struct hl_access *access,
                           const struct hl_stages_result *done, struct hl_response *response);

/* The record of a failure, with the fields that its type has. */
void hl_event_fill(const struct hl_lookup *l, const struct hl_failure *why,
                   const struct hl_access *access, struct hl_event *event);

#endif
