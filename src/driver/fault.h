// SPDX-License-Identifier: MIT
/* What an SMMU tells software of a device's transactions that cannot go on, and what it is owed for
 * that: a stalled transaction waits until CMD_RESUME or CMD_STALL_TERM ends it (3.12.2, 4.7), a
 * page request until CMD_PRI_RESP answers its group (8.1, 4.5.2). */
#ifndef HITLESS_DRIVER_FAULT_H
#define HITLESS_DRIVER_FAULT_H

#include "driver/model.h"
#include "driver/operation.h"

enum { HL_FAULTS_OWED = 16 };

struct hl_owed {
    bool request; /* a page request; else a stall */
    uint32_t sid;
    uint16_t tag; /* STAG, or the index of the group */
};

struct hl_faults {
    uint16_t next; /* tag */
    unsigned count;
    struct hl_owed owed[HL_FAULTS_OWED];
};

/* The record of a FAULT of this device goes to its queue. False: there is none: the SMMU has no
 * such fault, the device does not stall or ask for pages, the queue is off or full, or too much is
 * owed. interrupt: that of the queue. */
bool hl_faults_post(struct hl_faults *faults, struct hl_model *model,
                    const struct hlk_device *device, const struct hl_operation *operation,
                    enum hlk_interrupt *interrupt);

/* The SMMU has taken a command. */
void hl_faults_command(struct hl_faults *faults, const struct hl_command *command);

/* CR0 is 1 no more, or another kernel begins: all that was stalled is gone (3.12.2.1, 6.3.9.6). */
void hl_faults_forget(struct hl_faults *faults);

#endif
