// SPDX-License-Identifier: MIT
/* Private to device/: what is found in a step goes to the verdict on it. */
#ifndef HITLESS_DEVICE_FOUND_H
#define HITLESS_DEVICE_FOUND_H

#include "device/device.h"

void hl_device_found(struct hl_device *d, const struct hl_device_finding *finding);

#endif
