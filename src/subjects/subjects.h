// SPDX-License-Identifier: MIT
/* The drivers that can be wired up, one folder each: code that rewrites live STEs, taken at
 * configuration out of a tree that the user names, unmodified (docs/subjects.md). */
#ifndef HITLESS_SUBJECTS_SUBJECTS_H
#define HITLESS_SUBJECTS_SUBJECTS_H

#include "nested/nested.h"
#include "subjects/owner.h"
#include "update/sequencer.h"

/* A line of the folder's file `subject`, which docs/adding.md describes; "" where it has none. */
struct hl_wired {
    const char *name, *title, *licence, *source, *known;
    const struct hl_sequencer *sequencer;          /* NULL: this build has no tree of it */
    const struct hl_reshadow *reshadow;            /* as a hypervisor; NULL: likewise */
    const struct hl_owner *owner;                  /* with its stream table; NULL: nor that */
    const char *version, *hash, *functions, *tree; /* of that tree; version "": it does not say */
};

/* All of them, by name; the last one has no name. Written by cmake/subjects.cmake. */
extern const struct hl_wired hl_wired[];

/* NULL: none of that name. */
const struct hl_wired *hl_wired_find(const char *name);

#endif
