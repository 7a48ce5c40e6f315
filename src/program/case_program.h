// SPDX-License-Identifier: MIT
/* A case file's update as a program, and the updates of a program as cases. */
#ifndef HITLESS_PROGRAM_CASE_PROGRAM_H
#define HITLESS_PROGRAM_CASE_PROGRAM_H

#include "case/case.h"
#include "program/pool.h"

void hl_program_from_case(const struct hl_case *c, struct hl_program *p);

/* The update between two entries of a program of STEs or CDs, by their numbers in the pool that is
 * built for the sequencer; without a title, an origin and expectations. False: no such entry. */
bool hl_case_from_program(const struct hl_program *p, const struct hl_sequencer *sequencer,
                          unsigned from, unsigned to, struct hl_case *c);

#endif
