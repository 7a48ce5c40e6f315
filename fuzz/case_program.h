// SPDX-License-Identifier: MIT
/* A case file's update as a program. */
#ifndef HITLESS_FUZZ_CASE_PROGRAM_H
#define HITLESS_FUZZ_CASE_PROGRAM_H

#include "case/case.h"
#include "program.h"

void hl_program_from_case(const struct hl_case *c, struct hl_program *p);

#endif
