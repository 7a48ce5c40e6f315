// SPDX-License-Identifier: MIT
/* Private to device/: what a fresh device would have, and memory against it. */
#ifndef HITLESS_DEVICE_FRESH_H
#define HITLESS_DEVICE_FRESH_H

#include "device/device.h"

/* What a fresh device would have. False: the maker has no such entry. */
bool hl_fresh(const struct hl_device *d, const struct hl_wanted *wanted, struct hl_fresh *fresh);

/* Whether what this step is to install is legal; what is not is a finding. */
bool hl_fresh_targets(struct hl_device *d);
/* Memory and the endpoint against what is wanted, bit for bit. */
void hl_fresh_compare(struct hl_device *d);

#endif
