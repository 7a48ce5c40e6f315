// SPDX-License-Identifier: MIT
/* Private to update/: the masks of one update, each entry decoded once. */
#ifndef HITLESS_UPDATE_ALGORITHM_MASKS_H
#define HITLESS_UPDATE_ALGORITHM_MASKS_H

#include "update/algorithm.h"

/* The meanings of both sides, and the used bits as the algorithm with its seeded bugs takes them.
 */
struct hl_algorithm_sides {
    struct hl_meaning old, target;
    struct hl_entry old_used, target_used;
};

void hl_algorithm_decode(unsigned traits, const struct hl_decoder *decoder,
                         const struct hl_entry *current, const struct hl_entry *target,
                         struct hl_algorithm_sides *sides);

/* hl_algorithm_safe() with the sides at hand. */
struct hl_safe_bits hl_algorithm_safe_between(unsigned traits, const struct hl_decoder *decoder,
                                              const struct hl_entry *current,
                                              const struct hl_entry *target,
                                              const struct hl_algorithm_sides *sides);

#endif
