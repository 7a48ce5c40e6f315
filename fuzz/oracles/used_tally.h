// SPDX-License-Identifier: MIT
/* What fuzz_used found out about a sequencer's used function, per configuration and field. */
#ifndef HITLESS_FUZZ_ORACLES_USED_TALLY_H
#define HITLESS_FUZZ_ORACLES_USED_TALLY_H

#include "smmu/ste.h"

#include <stdio.h>

enum hl_used_gap {
    HL_USED_ADDED,     /* called used, and the SMMU ignores it */
    HL_USED_BREAKS,    /* of those: a pair that breaks because of it */
    HL_USED_TEARS,     /* used, and not called so: a pair that tears because of it */
    HL_USED_OPEN,      /* not called used: no such pair was found */
    HL_USED_NEVER_SET, /* not called used in any configuration: never set, so never changed */
    HL_USED_NO_EFFECT, /* not called used: a difference in it is none */
    HL_USED_GAPS
};

/* Count an entry of a configuration (enum hl_ste_config) and a field (enum hl_ste_field). Returns
 * how often it was counted before. */
uint64_t hl_used_count(enum hl_used_gap gap, unsigned config, size_t field);

/* These bits of an entry of a configuration are HL_USED_NEVER_SET to its program; and an entry that
 * a driver's own make functions built: what it sets is not never set. */
void hl_used_never_set(unsigned config, const struct hl_entry *bits);
void hl_used_made(const struct hl_entry *e);

/* One line per gap and configuration; nothing if there was none. */
void hl_used_summary(FILE *out);

#endif
