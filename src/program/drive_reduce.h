// SPDX-License-Identifier: MIT
/* A driver's program without what a finding does not need. */
#ifndef HITLESS_PROGRAM_DRIVE_REDUCE_H
#define HITLESS_PROGRAM_DRIVE_REDUCE_H

#include "program/drive.h"

/* What is reduced: the operations, and of the program what says in which SMMU they run. */
struct hl_drive_case {
    struct hl_program program;
    struct hl_drive drive;
};

/* Whether a case still shows it. */
typedef bool hl_drive_shows(void *context, const struct hl_drive_case *c);

/* Leave out operations, then parts of what is left, as long as it shows. The case shows it before,
 * and does after. Tries at most so many times; returns how many it did. */
unsigned hl_drive_reduce(struct hl_drive_case *c, unsigned tries, hl_drive_shows *shows,
                         void *context);

#endif
