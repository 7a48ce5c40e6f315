// SPDX-License-Identifier: MIT
/* Private to device/: what each stream's traffic could meet, against what was before and what comes
 * after the step. */
#ifndef HITLESS_DEVICE_WATCH_H
#define HITLESS_DEVICE_WATCH_H

#include "device/device.h"

/* Whether this step's end means the same as its beginning to all traffic but the named kinds
 * (hl_wanted_named()), by the regimes as that traffic sees them: what a maker sets for both sides
 * alike is no fault of it, and what it sets for one side only is. */
void hl_watch_unasked(struct hl_device *d, unsigned named);
/* All joint views of what changed since the last look. Due before anything is forgotten: views only
 * become more until then. */
void hl_watch_look(struct hl_device *d);
/* At the end of a step: nothing but what is wanted can be observed, and that is in memory. */
void hl_watch_end(struct hl_device *d);

#endif
