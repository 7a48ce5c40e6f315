// SPDX-License-Identifier: MIT
/* Operations one after the other, and at once: from values to calls of the whole driver
 * (driver/kernel.h). What would break the callers' contract is left out. */
#ifndef HITLESS_DRIVER_CONDUCT_H
#define HITLESS_DRIVER_CONDUCT_H

#include "driver/contract.h"

enum {
    HL_CONDUCT_OPERATIONS = 64,
    HL_CONDUCT_WITHIN = 0x10000 /* bytes that another CPU maps or unmaps within an operation */
};

/* Who listens. Operations nest: one that another CPU does begins and ends within the one that
 * waits. All may be NULL. */
struct hl_conduct_host {
    void *context;
    /* Before the call, with the contract as it was before, and after it. */
    void (*begin)(void *context, const struct hl_operation *operation);
    void (*end)(void *context, const struct hl_operation *operation, int result);
    /* Another kernel boots, and probes the SMMU as the one before left it: 0 or -errno. */
    int (*restart)(void *context, bool crashed);
    /* Errors of GERROR become active. */
    void (*raise)(void *context, unsigned errors);
    /* The SMMU puts a fault into one of its queues: whether it could, and the interrupt of that. */
    bool (*fault)(void *context, const struct hl_operation *operation,
                  enum hlk_interrupt *interrupt);
};

/* What became of an operation. */
struct hl_conducted {
    const char *refused; /* why the contract forbids it; NULL: it was called */
    int result;          /* 0, -errno, or HLK_ABSENT */
};

struct hl_conduct {
    struct hl_contract contract;
    const struct hl_conduct_host *host;
    const struct hl_operation *operation;
    unsigned count;
    struct hl_conducted outcome[HL_CONDUCT_OPERATIONS];
    unsigned taken; /* guest's commands, by what the driver said last */
    /* At work: */
    unsigned waits;       /* of the operation that is under way */
    unsigned next, after; /* those of another CPU that are to come within it */
    bool ran[HL_CONDUCT_OPERATIONS];
    bool apart;           /* one of another CPU is under way */
    uint8_t reconfigured; /* devices whose configuration has changed since the outer one began */
    uint8_t fail;
};

/* The SMMU has been probed. Its devices appear. */
void hl_conduct_begin(struct hl_conduct *c, const struct hl_conduct_host *host,
                      const struct hlk_machine *machine, unsigned address_bits);

/* So many operations, at most HL_CONDUCT_OPERATIONS, in their order. They stay the caller's. */
void hl_conduct_operations(struct hl_conduct *c, const struct hl_operation *operation,
                           unsigned count);

/* The driver waits for the SMMU: from hlh_wait(). */
void hl_conduct_wait(struct hl_conduct *c);

#endif
