// SPDX-License-Identifier: MIT
/* Private to driver/cached*. */
#ifndef HITLESS_DRIVER_CACHED_WORK_H
#define HITLESS_DRIVER_CACHED_WORK_H

#include "driver/cached.h"

void hl_cached_tell(struct hl_cached *c, const struct hl_stale *stale);

/* Whether the tables of a tag map anything, and whether one is there. */
bool hl_cached_maps(const struct hl_cached *c, const struct hl_space_tag *tag);
bool hl_cached_has_root(const struct hl_space_tag *tag, uint64_t root);
void hl_cached_forget_empty(struct hl_cached *c, uint64_t root);

/* A context's slot is free again if nothing may be left of it. */
void hl_cached_tidy(struct hl_cached *c, unsigned at);

/* One more entry, if there is room. */
void hl_cached_add(struct hl_cached *c, const struct hl_cached_entry *entry);
/* The last takes its place. */
void hl_cached_drop(struct hl_cached *c, unsigned index);

#endif
