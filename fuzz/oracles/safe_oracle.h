// SPDX-License-Identifier: MIT
/* Whether a mask of update_safe bits is right, from the definition alone and by brute force: no bit
 * of it may give an illegal or a mixed view when it changes early. An early change is that of these
 * bits in any of the qwords, together with the bits there that the old entry ignores. Written
 * without the engine (src/verdict/masks.c), to judge it. */
#ifndef HITLESS_FUZZ_ORACLES_SAFE_ORACLE_H
#define HITLESS_FUZZ_ORACLES_SAFE_ORACLE_H

#include "entry/decoder.h"

enum { HL_SAFE_SETS = 1 << HL_QWORDS };

/* An update, and what the sequencer takes to be used by its two sides. */
struct hl_safe_pair {
    const struct hl_decoder *decoder;
    struct hl_entry old, target;
    struct hl_entry overlook; /* regime bits that are no difference */
    struct hl_entry old_used, target_used;
    struct hl_meaning old_means, target_means; /* by hl_safe_begin() */
};

struct hl_safe_answer {
    bool unsound;
    bool bad[HL_SAFE_SETS]; /* by set of qwords: is the early change in them a bad view? */
};

/* Complete a pair whose other members are set. */
void hl_safe_begin(struct hl_safe_pair *pair);

/* The bits that a mask can be about: changed, and used by both sides. */
struct hl_entry hl_safe_open(const struct hl_safe_pair *pair);

/* The old entry after the early change in a set of qwords (bit i: qword i). */
struct hl_entry hl_safe_view(const struct hl_safe_pair *pair, const struct hl_entry *mask,
                             unsigned set);

/* Whether a view is bad without any mask, because old_used is wrong. Then nothing can be said of
 * masks. */
bool hl_safe_is_blurred(const struct hl_safe_pair *pair);

/* Whether a view is neither side's, and no stop. */
bool hl_safe_is_bad(const struct hl_safe_pair *pair, const struct hl_entry *view);

void hl_safe_judge(const struct hl_safe_pair *pair, const struct hl_entry *mask,
                   struct hl_safe_answer *answer);

/* The bits that really are used by both sides, and whose change alone leaves the old regime. */
struct hl_entry hl_safe_bits(const struct hl_safe_pair *pair);

#endif
