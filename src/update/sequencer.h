// SPDX-License-Identifier: MIT
/* The interface of an update sequencer: code that turns the entry in memory into a target by stores
 * and syncs. A shared object offers one by exporting `const struct hl_sequencer hitless_sequencer`.
 */
#ifndef HITLESS_UPDATE_SEQUENCER_H
#define HITLESS_UPDATE_SEQUENCER_H

#include "entry/decoder.h"

enum { HL_SEQUENCER_ABI = 2 };

/* What a subject needs of whoever asks it, or-ed: a question beyond it says nothing about it. (Not
 * called `requires': that is a word of C++.) */
enum hl_need {
    HL_NEEDS_NONSECURE = 1 << 0,    /* it drives the Non-secure interface only */
    HL_NEEDS_DEFAULTS = 1 << 1,     /* the decoder's default options are what it assumes */
    HL_NEEDS_ATS_QUIESCED = 1 << 2, /* whoever calls it turns ATS off while EATS changes */
    HL_NEEDS_LEGAL = 1 << 3,        /* neither old nor target is ILLEGAL */
    HL_NEEDS_SANITISED = 1 << 4,    /* they set no bit that its own used() does not report */
    HL_NEEDS_CONFIGS = 1 << 5,      /* they have no Reserved encoding of Config */
    HL_NEEDS_EL1_OR_E2H = 1 << 6,   /* CDs are of StreamWorld EL1, or EL2 with E2H */
    HL_NEEDS_OWN_ENTRIES = 1 << 7,  /* walks and parents are of entries that its own code makes */
    HL_NEEDS_FRESH = 1 << 8,  /* they are what it writes itself into an entry of zeros, when it is
                                 asked for them; where one comes from elsewhere, what it leaves may
                                 differ in what the SMMU ignores */
    HL_NEEDS_SECURE = 1 << 9, /* it drives the Secure interface only */
    HL_NEEDS_REALM = 1 << 10, /* likewise Realm's */
    HL_NEED_COUNT = 11
};
struct hl_need_info {
    const char *name; /* "non-secure" */
    const char *doc;
};
extern const struct hl_need_info hl_needs[HL_NEED_COUNT]; /* by bit */

/* Where a subject's code came from. */
struct hl_origin {
    const char *name;    /* "Linux" */
    const char *version; /* "7.3.4" */
    const char *hash;    /* sha256 of the functions, in hexadecimal */
};

struct hl_writer {
    /* One store of 1, 2, 4, 8 or 16 bytes at the byte `offset` of the entry, a multiple of `bytes`;
     * anything else is a wild-store, and ends the update. The number that is stored is `value`, and
     * above its 64 bits, of 16 bytes, `high`: the entry is little-endian, whatever the machine. A
     * store of 16 bytes is one step only where the SMMU reads as many at once; else two of 8, in
     * any order. A copy of more is a store for each part that the machine copies at once. */
    void (*store)(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                  uint64_t high);
    /* A barrier between stores. It orders those to different bytes of one unit that the SMMU reads
     * at once, which the processor may else make visible in any order. Between units it changes
     * nothing: an SMMU may read these in any order anyhow. */
    void (*barrier)(struct hl_writer *w);
    /* Configuration invalidation and a completed CMD_SYNC. */
    void (*sync)(struct hl_writer *w);
    /* An assertion of the sequencer's own does not hold, and it goes on. NULL: nobody listens. */
    void (*warn)(struct hl_writer *w);
};

/* One store of the qword `index` (0 to 7). */
static inline void hl_store64(struct hl_writer *w, unsigned index, uint64_t value)
{
    w->store(w, 8 * index, 8, value, 0);
}

struct hl_update {
    struct hl_entry current; /* in memory when the update begins */
    struct hl_entry target;
    const struct hl_decoder *decoder;
    const struct hl_entry
        *safe; /* an update_safe mask to use instead of the sequencer's own; or NULL */
    struct hl_writer *writer;
};

/* How a subject failed by itself, whatever it stored. */
struct hl_failure {
    bool hangs;      /* it did not return in time; else it ended, or wrote where it must not */
    const char *how; /* in a few words, a constant */
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
    unsigned data;                  /* the sequencer's own */
    unsigned needs;                 /* enum hl_need, or-ed */
    const struct hl_origin *origin; /* NULL: nothing to say */
    /* NULL in a subject's own: whoever runs foreign code in its stead sets it. Whether a call since
     * the last time did not return as it should. */
    bool (*failed)(const struct hl_sequencer *self, struct hl_failure *failure);
};

/* The built-in sequencers: naive, break-first, used-bits, update-safe, and the seeded bugs, whose
 * names begin with "bug-". */
extern const struct hl_sequencer hl_builtin_sequencers[];
extern const size_t hl_builtin_sequencer_count;

/* NULL: none of that name. */
const struct hl_sequencer *hl_builtin_sequencer_find(const char *name);
bool hl_sequencer_is_seeded_bug(const struct hl_sequencer *s);

/* Whether an entry sets nothing but what the sequencer calls used (HL_NEEDS_SANITISED). False if it
 * does not say. */
bool hl_sequencer_is_sanitised(const struct hl_sequencer *s, const struct hl_decoder *decoder,
                               const struct hl_entry *e);

static inline bool hl_sequencer_needs(const struct hl_sequencer *s, enum hl_need need)
{
    return (s->needs & (unsigned)need) != 0;
}

#endif
