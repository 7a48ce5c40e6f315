// SPDX-License-Identifier: MIT
/* QEMU with its devices, SMMU and tables ready. */
#ifndef HITLESS_ORACLE_MACHINE_H
#define HITLESS_ORACLE_MACHINE_H

#include "process.h"
#include "smmu.h"

struct hq_machine {
    struct hq_process process;
    struct hq_qtest qtest;
    struct hq_smmu smmu;
    const struct hl_registers *regs; /* of profile "qemu" */
    struct hl_smmu reference;
};

/* Start it. False: what is wrong was printed; nothing is left. */
bool hq_machine_start(struct hq_machine *machine, const char *program);
void hq_machine_stop(struct hq_machine *machine);

/* Print how QEMU ended. */
void hq_machine_lost(struct hq_machine *machine);

#endif
