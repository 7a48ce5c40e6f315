// SPDX-License-Identifier: MIT
/* A program of kind DRIVER as what a whole driver is asked to do: a machine, and operations. */
#ifndef HITLESS_PROGRAM_DRIVE_H
#define HITLESS_PROGRAM_DRIVE_H

#include "driver/contract.h"
#include "program/program.h"

enum {
    HL_DRIVE_STEP = HL_OPERATION_DATA + 16, /* bytes of any step */
    HL_OPERATIONS_PER_ENTRY = 1,
    HL_DRIVE_OPERATIONS = 64 /* those of the steps, and derived ones */
};

/* The steps' bytes are those of parts.def, reduced. */
struct hl_drive {
    uint8_t machine[HL_OPERATION_DATA];
    unsigned count;
    uint8_t step[HL_DRIVE_OPERATIONS][HL_DRIVE_STEP];
    unsigned address_bits; /* of what can be mapped on its SMMU */
};

/* Operations that are derived from the program's seed follow the steps, HL_OPERATIONS_PER_ENTRY for
 * each entry that another program would have; most of them make sense where nothing is refused
 * before. So does the machine of a program without any step. */
void hl_drive_read(const struct hl_program *p, struct hl_drive *drive);

/* The steps of a program become these; the rest of it stays, and nothing is derived. False: they
 * are more than a program has. */
bool hl_drive_write(const struct hl_drive *drive, struct hl_program *p);

/* An STE that a guest's driver would show (5.2). */
struct hl_entry hl_drive_guest(uint64_t *seed);

/* A step that makes sense at a place of a program, if nothing before it is refused; at is not 0. */
void hl_drive_suggest(const struct hl_program *p, unsigned at, uint64_t *seed,
                      struct hl_program_step *step);

struct hlk_machine hl_drive_machine(const struct hl_drive *drive);
struct hl_operation hl_drive_operation(const struct hl_drive *drive, unsigned step);

/* The bits of addresses that everything in such an SMMU has room for: output size (6.3.6). */
unsigned hl_drive_address_bits(const struct hl_setting *setting);

#endif
