// SPDX-License-Identifier: MIT
#include "device/found.h"

void hl_device_found(struct hl_device *d, const struct hl_device_finding *f)
{
    struct hl_device_verdict *v = d->verdict;

    v->found[f->kind]++;
    if (v->findings < HL_DEVICE_FINDINGS)
        v->finding[v->findings++] = *f;
}
