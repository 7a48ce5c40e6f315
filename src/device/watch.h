// SPDX-License-Identifier: MIT
/* Private to device/: what each stream's traffic could meet, against what was before and what comes
 * after the step. */
#ifndef HITLESS_DEVICE_WATCH_H
#define HITLESS_DEVICE_WATCH_H

#include "device/device.h"

/* What a fresh device would have. False: the maker has no such entry. */
bool hl_fresh(const struct hl_device *d, const struct hl_wanted *wanted, struct hl_fresh *fresh);

void hl_watch_add(struct hl_device *d, const struct hl_device_finding *finding);
/* Whether what this step is to install is legal; what is not is a finding. */
bool hl_watch_targets(struct hl_device *d);
/* Whether this step's end means the same as its beginning to all traffic but the named kinds
 * (hl_wanted_named()), by the regimes as that traffic sees them: what a maker sets for both sides
 * alike is no fault of it, and what it sets for one side only is. */
void hl_watch_unasked(struct hl_device *d, unsigned named);
/* All joint views of what changed since the last look. Due before anything is forgotten: views only
 * become more until then. */
void hl_watch_look(struct hl_device *d);
/* Memory and the endpoint against what is wanted, bit for bit. */
void hl_watch_compare(struct hl_device *d);
/* At the end of a step: nothing but what is wanted can be observed, and that is in memory. */
void hl_watch_end(struct hl_device *d);

#endif
