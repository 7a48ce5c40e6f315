// SPDX-License-Identifier: MIT
/* Whether an entry can become another without a break, and how.
 *
 * A hitless sequence exists exactly when there is a path from old to target of single 64-bit stores
 * on which every entry means what old or what target means, but for bits that are overlooked: with
 * a sync after each store nothing but these entries can be observed, and a sequence with fewer
 * syncs shows these and more.
 *
 * How the path is searched for, and why the answer "none" is one:
 *
 * - A difference that counts on both sides in decoder->plain bits can only change in the one store
 *   that leads from the old meaning to the new. Two qwords of these: no path.
 * - A field in decoder->separable may be as in the target while the entry still means what old
 *   does, or as in old when it means what target does already, whatever the other separable fields
 *   are. Each is tried by itself: it goes early, or late, or else with that one store. Only one
 *   qword can be stored by it.
 * - All other fields are linked (EATS with S2S): all their values are searched, on either side of
 *   that store.
 *
 * Values that are tried: of a separable field those of old and target; of a linked field every
 * value if it has at most two bits, else those of old and target. That no other value of a
 * separable field helps is a property of the decoder, like those of the masks themselves:
 * docs/trust.md. */
#ifndef HITLESS_UPDATE_PATH_H
#define HITLESS_UPDATE_PATH_H

#include "entry/decoder.h"

enum {
    HL_PATH_STORES = 32, /* a longer path is given up */
    HL_PATH_UNITS = 32,  /* linked fields; more are given up */
    HL_PATH_NODES = 8192 /* combinations of their values, on both sides; more are given up */
};

/* What is to become of what. Both meanings are the decoder's. */
struct hl_path_ends {
    const struct hl_decoder *decoder;
    const struct hl_entry *old, *target;
    const struct hl_meaning *old_meaning, *target_meaning;
    struct hl_entry overlook; /* regime bits that are no difference */
};

enum hl_path_answer {
    HL_PATH_NONE,
    HL_PATH_FOUND,
    HL_PATH_GAVE_UP /* a bound above was met, or a law of the decoder's masks does not hold */
};

struct hl_path {
    unsigned stores;
    struct {
        uint64_t value;
        uint8_t index; /* qword */
        bool sync;     /* must be seen before the next store; the last one always has it */
    } store[HL_PATH_STORES];
};

/* Search. Each view of a path that is found has been looked at. If a side stops the stream (off,
 * ILLEGAL, abort), the path goes through V = 0. */
enum hl_path_answer hl_path_find(const struct hl_path_ends *ends, struct hl_path *path);

#endif
