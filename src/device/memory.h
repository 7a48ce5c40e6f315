// SPDX-License-Identifier: MIT
/* Private to device/: the attach layer's hands. Each store, sync and change of the endpoint is seen
 * by every stream that it concerns, and judged. */
#ifndef HITLESS_DEVICE_MEMORY_H
#define HITLESS_DEVICE_MEMORY_H

#include "device/device.h"

/* By the sequencer, to the target; nothing if that is there already. */
void hl_memory_ste(struct hl_device *d, unsigned stream, const struct hl_entry *target);
void hl_memory_cd(struct hl_device *d, unsigned index, const struct hl_entry *target);
/* ATS at the endpoint. */
void hl_memory_ats(struct hl_device *d, bool on);

#endif
