// SPDX-License-Identifier: MIT
/* Private to subjects/table_*.c: memory, the model SMMU, and the hook. */
#ifndef HITLESS_SUBJECTS_TABLE_MACHINE_H
#define HITLESS_SUBJECTS_TABLE_MACHINE_H

#include "driver/holds.h"

struct hl_table_machine {
    struct hl_model model;
    struct hl_holds holds;
    unsigned warnings;
    bool failed; /* a command was in error: what the driver does then is not judged */
};

/* Out of reset, with its command queue; memory is free. */
void hl_table_machine_init(const struct hl_registers *regs, enum hl_security security,
                           const struct hl_holds_listener *listener);
struct hl_table_machine *hl_table_machine(void);
/* Where its memory begins. */
uint64_t hl_owner_base(void);
/* Whether the driver was given that, and has it. */
bool hl_owner_has(uint64_t address);
/* Run a driver's code there: what it stores is heard. */
void hl_table_machine_run(void (*body)(void *context), void *context);

#endif
