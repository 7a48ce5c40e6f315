// SPDX-License-Identifier: MIT
/* One thing that a whole driver is asked to do, as a value, and in words. */
#ifndef HITLESS_DRIVER_OPERATION_H
#define HITLESS_DRIVER_OPERATION_H

#include "driver/kernel.h"

#include <stddef.h>

enum hl_operation_kind {
#define HL_OPERATION(id, word, needs) HL_DO_##id,
#include "driver/operations.def"
#undef HL_OPERATION
    HL_DO_COUNT
};

/* By enum hl_operation_kind: "attach", ... */
extern const char *const hl_operation_names[HL_DO_COUNT];

enum { HL_GUEST_COMMANDS = 2 };

/* Members that the kind does not have are 0. */
struct hl_operation {
    enum hl_operation_kind kind;
    uint8_t device, domain, mm, viommu; /* numbers as in kernel.h */
    uint8_t domain_kind;                /* DOMAIN: enum hlk_domain_kind, but HLK_NESTED */
    uint8_t prot;                       /* MAP: enum hlk_prot, or-ed */
    uint8_t nth;                        /* FAIL_ALLOCATION */
    uint8_t interrupt;                  /* INTERRUPT: enum hlk_interrupt */
    uint8_t commands;                   /* GUEST_COMMAND: how many, 1 or 2 */
    /* Not 0: on another CPU, at this SYNC wait (1: the first) of the last operation with 0 here;
     * after it, if it waits less often. */
    uint8_t during;
    uint32_t pasid;
    uint64_t iova, size, pa; /* MAP, UNMAP (no pa), INVALIDATE (no pa) */
    uint64_t vsid;           /* VDEVICE */
    uint64_t vste[2];        /* NESTED */
    uint64_t command[HL_GUEST_COMMANDS][2];
};

enum { HL_OPERATION_WORDS = 200 };

/* "attach device 0 to domain 2 (on another CPU, at SYNC 1)": returns words. */
const char *hl_operation_words(const struct hl_operation *operation,
                               char words[HL_OPERATION_WORDS]);

#endif
