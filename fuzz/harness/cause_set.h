// SPDX-License-Identifier: MIT
/* Causes of findings as a set: what a base is known for. */
#ifndef HITLESS_FUZZ_HARNESS_CAUSE_SET_H
#define HITLESS_FUZZ_HARNESS_CAUSE_SET_H

#include <stdbool.h>
#include <stdint.h>

enum { HL_CAUSE_SET = 4096 };

struct hl_cause_set {
    unsigned count;
    uint64_t hash[HL_CAUSE_SET]; /* as causes.c compares them */
};

bool hl_cause_set_has(const struct hl_cause_set *set, const char *cause);

/* Add those of a file, one a line; empty lines and those that begin with '#' are none. Returns why
 * they could not all be, or NULL. */
const char *hl_cause_set_read(struct hl_cause_set *set, const char *path);

#endif
