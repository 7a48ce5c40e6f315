// SPDX-License-Identifier: MIT
/* What a driver's program does, line by line: its operations, and of the one at fault all stores,
 * barriers, commands, SYNCs, registers, and what is given back. */
#ifndef HITLESS_FUZZ_ORACLES_DRIVER_TIMELINE_H
#define HITLESS_FUZZ_ORACLES_DRIVER_TIMELINE_H

#include "oracles/driver_scene.h"

/* Run operations in a machine, and print them. title: the finding to stop after, in which operation
 * all is printed; NULL: everything is. */
void hl_timeline_print(FILE *out, const struct hlk_machine *machine,
                       const struct hl_registers *regs, unsigned address_bits,
                       const struct hl_operation *operation, unsigned count, const char *title);

#endif
