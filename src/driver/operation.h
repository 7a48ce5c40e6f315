// SPDX-License-Identifier: MIT
/* One thing that a whole driver is asked to do, as a value, and in words. */
#ifndef HITLESS_DRIVER_OPERATION_H
#define HITLESS_DRIVER_OPERATION_H

#include "driver/kernel.h"

#include <stddef.h>

enum hl_operation_kind {
#define HL_OPERATION(id, word, traits) HL_DO_##id,
#include "driver/operations.def"
#undef HL_OPERATION
    HL_DO_COUNT
};

/* By enum hl_operation_kind: "attach", ... */
extern const char *const hl_operation_names[HL_DO_COUNT];

/* What is true of all operations of a kind. */
enum hl_trait {
    /* What there must be, what it makes, and what it ends. */
    HL_WITH_DEVICE = 1 << 0,
    HL_MAKES_DEVICE = 1 << 1,
    HL_ENDS_DEVICE = 1 << 2,
    HL_WITH_DOMAIN = 1 << 3,
    HL_MAKES_DOMAIN = 1 << 4,
    HL_ENDS_DOMAIN = 1 << 5,
    HL_ANY_DOMAIN = 1 << 6, /* also a static one */
    HL_WITH_MM = 1 << 7,
    HL_ENDS_MM = 1 << 8,
    HL_WITH_VIOMMU = 1 << 9,
    HL_MAKES_VIOMMU = 1 << 10,
    HL_ENDS_VIOMMU = 1 << 11,
    HL_WITH_ALL = 1 << 12, /* nothing else may be under way */
    HL_WITH_PASID = 1 << 13,
    HL_WITH_RANGE = 1 << 14, /* iova and size */
    /* The configuration of its device changes, or that of any device. */
    HL_RECONFIGURES = 1 << 15,
    HL_RECONFIGURES_ALL = 1 << 16,
    /* It takes no mutex that is held where a CPU waits: another one may do it then. */
    HL_WITHOUT_MUTEX = 1 << 17,
    /* Nobody who asks for it can do without: the core calls it with MUST_SUCCEED, or returns
     * nothing. Its small allocations do not fail in a kernel either. */
    HL_MUST_SUCCEED = 1 << 18,
    /* Whoever asks for it has a hold on the process: it cannot end meanwhile. */
    HL_HOLDS_MM = 1 << 19,

    HL_HAS_DEVICE = HL_WITH_DEVICE | HL_MAKES_DEVICE | HL_ENDS_DEVICE,
    HL_HAS_DOMAIN = HL_WITH_DOMAIN | HL_MAKES_DOMAIN | HL_ENDS_DOMAIN,
    HL_HAS_MM = HL_WITH_MM | HL_ENDS_MM,
    HL_HAS_VIOMMU = HL_WITH_VIOMMU | HL_MAKES_VIOMMU | HL_ENDS_VIOMMU
};

/* By enum hl_operation_kind: enum hl_trait, or-ed. */
extern const unsigned hl_operation_traits[HL_DO_COUNT];

enum { HL_GUEST_COMMANDS = 2 };

/* What a device's transaction comes to that cannot go on. */
enum hl_fault {
#define HL_FAULT(id, event, name, word) HL_FAULT_##id,
#include "driver/faults.def"
#undef HL_FAULT
    HL_FAULT_COUNT
};

/* Members that the kind does not have are 0. */
struct hl_operation {
    enum hl_operation_kind kind;
    uint8_t device, domain, mm, viommu; /* numbers as in kernel.h */
    uint8_t domain_kind;                /* DOMAIN: enum hlk_domain_kind, but HLK_NESTED */
    uint8_t prot;                       /* MAP: enum hlk_prot, or-ed */
    uint8_t nth;                        /* FAIL_ALLOCATION */
    uint8_t interrupt;                  /* INTERRUPT: enum hlk_interrupt */
    uint8_t errors;                     /* INTERRUPT: of GERROR, that become active before it */
    bool shutdown;                      /* RESTART: the kernel before it ends in order */
    uint8_t commands;                   /* GUEST_COMMAND: how many, 1 or 2 */
    uint8_t fault;                      /* FAULT: enum hl_fault */
    bool stalls, stage2, ssv;           /* FAULT: it waits; of stage 2; it has a PASID */
    /* Not 0: on another CPU, at this SYNC wait (1: the first) of the last operation with 0 here;
     * after it, if it waits less often. */
    uint8_t during;
    uint32_t pasid;
    uint64_t iova, size, pa; /* MAP, UNMAP (no pa), INVALIDATE (no pa), FAULT (iova) */
    uint64_t vsid;           /* VDEVICE */
    uint64_t vste[2];        /* NESTED */
    uint64_t command[HL_GUEST_COMMANDS][2];
};

enum { HL_OPERATION_WORDS = 200 };

/* "attach device 0 to domain 2 (on another CPU, at SYNC 1)": returns words. */
const char *hl_operation_words(const struct hl_operation *operation,
                               char words[HL_OPERATION_WORDS]);

#endif
