// SPDX-License-Identifier: MIT
/* The interface of an update sequencer: code that turns the entry in memory into a target by stores
 * and syncs. A shared object offers one by exporting `const struct hl_sequencer hitless_sequencer`.
 */
#ifndef HITLESS_UPDATE_SEQUENCER_H
#define HITLESS_UPDATE_SEQUENCER_H

#include "entry/decoder.h"

enum { HL_SEQUENCER_ABI = 1 };

struct hl_writer {
    /* One 64-bit store to qword `index` (0 to 7). */
    void (*store)(struct hl_writer *w, unsigned index, uint64_t value);
    /* Configuration invalidation and a completed CMD_SYNC. */
    void (*sync)(struct hl_writer *w);
};

struct hl_update {
    struct hl_entry current; /* in memory when the update begins */
    struct hl_entry target;
    const struct hl_decoder *decoder;
    const struct hl_entry
        *safe; /* an update_safe mask to use instead of the sequencer's own; or NULL */
    struct hl_writer *writer;
};

struct hl_sequencer {
    unsigned abi;   /* HL_SEQUENCER_ABI */
    unsigned kinds; /* enum hl_kind, or-ed: the entries that it can update */
    const char *name;
    const char *description;
    void (*update)(const struct hl_sequencer *self, const struct hl_update *u);
    /* The bits that the sequencer believes the SMMU to use. NULL: it does not say. */
    void (*used)(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *used);
    /* The bits that it believes may change early or late. NULL: it does not say. */
    void (*update_safe)(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe);
    unsigned data;       /* the sequencer's own */
    const char *assumes; /* the assumptions that its update_safe relies on; NULL: none */
};

/* The built-in sequencers: naive, break-first, used-bits, update-safe, and the seeded bugs, whose
 * names begin with "bug-". */
extern const struct hl_sequencer hl_builtin_sequencers[];
extern const size_t hl_builtin_sequencer_count;

/* NULL: none of that name. */
const struct hl_sequencer *hl_builtin_sequencer_find(const char *name);
bool hl_sequencer_is_seeded_bug(const struct hl_sequencer *s);

#endif
