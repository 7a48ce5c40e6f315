// SPDX-License-Identifier: MIT
/* Entries and what they mean together, in words. */
#ifndef HITLESS_FUZZ_ORACLES_PRINT_H
#define HITLESS_FUZZ_ORACLES_PRINT_H

#include "device/joint.h"

#include <stdio.h>

/* An entry in qwords, and in the fields that are not 0. */
void hl_print_fields(FILE *out, const char *what, const struct hl_layout *layout,
                     const struct hl_entry *e);
/* What an STE and a CD mean to a kind of traffic: "live, EATS=1". */
void hl_print_joint(FILE *out, const char *what, const struct hl_joint *j);

#endif
