// SPDX-License-Identifier: MIT
/* Entries derived from those that a pool has: few bytes of input make many updates. */
#ifndef HITLESS_PROGRAM_DERIVE_H
#define HITLESS_PROGRAM_DERIVE_H

#include "program/pool.h"

/* One more entry: one of the pool with a few fields changed, or a new one. Returns whether it is
 * meant to be legal. */
bool hl_derive(const struct hl_pool *pool, uint64_t *random, struct hl_entry *e);

#endif
