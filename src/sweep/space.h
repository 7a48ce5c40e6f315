// SPDX-License-Identifier: MIT
/* The entries of a sweep on one SMMU: those that differ in one field from an entry of some kind
 * (report/matrix.h), each with every representative value of every field. */
#ifndef HITLESS_SWEEP_SPACE_H
#define HITLESS_SWEEP_SPACE_H

#include "report/matrix.h"

enum { HL_SWEEP_VALUES = 2 * 64 + 4 };

struct hl_space {
    struct hl_trial
        trial; /* of an update between two of them: old and target are still to be set */
    unsigned count;
    struct hl_entry *entry;
    struct hl_meaning *meaning;
    unsigned made;  /* entries that were built; those that are missing: */
    unsigned alike; /* ... are one that is there already, as what the sequencer takes of them is */
    unsigned illegal; /* ... are ILLEGAL here, and the sequencer takes no such */
    unsigned refused; /* ... are not taken by the sequencer for another reason */
};

/* The representative values of a field: all, of fields up to 6 bits; else 0, each power of two, all
 * ones, and these without the highest; of an address also the last page of 4 KB below each power of
 * two. Returns how many. */
unsigned hl_sweep_values(const struct hl_field *field, uint64_t value[HL_SWEEP_VALUES]);

/* The entries from which one field is changed. */
unsigned hl_sweep_base_count(enum hl_kind kind);
struct hl_entry hl_sweep_base(enum hl_kind kind, unsigned number);

/* Build it. settings must outlive it; of CDs they get their STE here. wanted: by number in the
 * layout, the fields that are changed; NULL: all. Returns NULL, or as a constant text why there is
 * none; then nothing is to be freed. */
const char *hl_space_build(struct hl_space *space, struct hl_case *settings,
                           const struct hl_sequencer *sequencer, const bool *wanted);
void hl_space_free(struct hl_space *space);

#endif
