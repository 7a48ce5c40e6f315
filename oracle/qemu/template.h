// SPDX-License-Identifier: MIT
/* Legal entries over the tables of layout.h. */
#ifndef HITLESS_ORACLE_TEMPLATE_H
#define HITLESS_ORACLE_TEMPLATE_H

#include "entry/field.h"
#include "layout.h"

/* A stream of numbers that depends on the seed only. */
struct hq_random {
    uint64_t state;
};
uint64_t hq_next(struct hq_random *random);
/* 0 to bound - 1. */
uint64_t hq_below(struct hq_random *random, uint64_t bound);

/* Legal for the start tables of these indexes, of the small IPAs if alias, with this ASID. */
struct hl_entry hq_cd(struct hq_random *random, size_t table0, size_t table1, bool alias,
                      unsigned asid);

/* A random legal CD. */
struct hl_entry hq_any_cd(struct hq_random *random, bool alias, unsigned asid);

/* Write the CDs that templates of STEs point to. */
void hq_cds_write(unsigned char *ram, struct hq_random *random);

/* A random legal STE of a Config; with stage 1 it leads to `pointer`, or to any of the CDs for 0.
 * function: its VMID. */
struct hl_entry hq_ste(struct hq_random *random, unsigned config, uint64_t pointer,
                       unsigned function);

/* Whether IPAs of this STE are those of the alias. */
bool hq_uses_alias(const struct hl_entry *ste);

#endif
