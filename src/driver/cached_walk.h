// SPDX-License-Identifier: MIT
/* Private to driver/cached*: what the tables of a context map, by src/translate. */
#ifndef HITLESS_DRIVER_CACHED_WALK_H
#define HITLESS_DRIVER_CACHED_WALK_H

#include "driver/cached.h"
#include "translate/stages.h"

/* What a walk of a context needs. It points into itself: it must stay in its place. */
struct hl_tables_of {
    struct hl_meaning ste, cd;
    struct hl_cd_context context;
    struct hl_stages stages;
    struct hl_trace trace;
    bool stage2;
};

/* The tables of VA, or of IPA: of a nested context both are stage 2's. False: they cannot be
 * walked. */
bool hl_tables_open(struct hl_tables_of *t, const struct hl_smmu *smmu,
                    const struct hl_memory *memory, const struct hl_cached_context *context);

/* What the walk for an address finds. True: a page or block, in *leaf. False: nothing; leaf->base
 * to leaf->last is where nothing is. tables[]: the table descriptors on the way, at most 4, of
 * which *count are. */
bool hl_tables_at(struct hl_tables_of *t, uint64_t address, struct hl_cached_range *leaf,
                  struct hl_cached_range tables[4], unsigned *count);

/* Whether what a range was made of is still there, at this address of it. */
bool hl_tables_have(struct hl_tables_of *t, const struct hl_cached_range *range, uint64_t address);

#endif
