// SPDX-License-Identifier: MIT
/* All targets of this build, by name; the build writes the table. */
#ifndef HITLESS_FUZZ_HARNESS_TARGETS_H
#define HITLESS_FUZZ_HARNESS_TARGETS_H

#include "harness/target.h"

struct hl_target_entry {
    const char *name;
    const struct hl_target *target;
};
extern const struct hl_target_entry hl_targets[]; /* to the first without a name */

#endif
