// SPDX-License-Identifier: MIT
/* A hypervisor. WRONG: 1 S1DSS is dropped, 2 crash, 3 hang. */
#include "nested/hypervisor.h"

#ifndef WRONG
#define WRONG 0
#endif

static volatile unsigned zero;

static enum hl_merge merge(const struct hl_hypervisor *self, const struct hl_nesting *n,
                           const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    if (WRONG == 2)
        *(volatile unsigned *)(uintptr_t)zero = 1;
    while (WRONG == 3 && !zero)
        ;
    hl_nested_merge(n, vste, ste);
    if (WRONG == 1 && HL_GET(STE, ste, Config) == 7)
        HL_SET(STE, ste, S1DSS, 0);
    return HL_MERGED;
}

const struct hl_hypervisor hitless_hypervisor = {
    .abi = HL_HYPERVISOR_ABI, .name = "vmm", .description = "by the library", .merge = merge};
