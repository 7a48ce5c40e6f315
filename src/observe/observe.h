// SPDX-License-Identifier: MIT
/* What an SMMU could observe of an update: IHI 0070 section 3.21.3. */
#ifndef HITLESS_OBSERVE_OBSERVE_H
#define HITLESS_OBSERVE_OBSERVE_H

#include "update/sequencer.h"

enum {
    HL_MAX_STORES = 128, /* more stores than this in one update: no progress */
    HL_MAX_SYNCS = 32,   /* likewise syncs */
    HL_MAX_BARRIERS = 64,
    HL_MAX_VIEWS = 65536, /* more views than this in one epoch are refused */
    HL_MAX_VALUES = 256   /* more values than this of one unit likewise; eight bytes have as many */
};

/* A smaller store than of a qword is recorded as the qword that it makes. */
struct hl_store {
    uint64_t value;
    uint8_t index;     /* qword */
    uint8_t epoch;     /* from 0: the number of syncs before it */
    uint8_t at, bytes; /* of the qword, those that were stored */
    bool joined;       /* one store with the next: two qwords at once */
};

struct hl_barrier {
    uint8_t stores, syncs; /* before it */
};

/* All stores and syncs of one update, in order. A store of the value that is there already is none.
 */
struct hl_log {
    struct hl_entry initial;
    struct hl_entry memory; /* after the last store */
    unsigned stores;
    unsigned syncs;
    unsigned barriers;
    unsigned warnings; /* of the sequencer's own assertions, how many did not hold */
    bool overflow;     /* the bounds above were exceeded and the sequencer was stopped */
    bool wild;         /* the same for a store that there cannot be */
    struct hl_store store[HL_MAX_STORES];
    struct hl_barrier barrier[HL_MAX_BARRIERS];
};

void hl_log_begin(struct hl_log *log, const struct hl_entry *initial);
/* All return false, and record nothing more, when a bound is exceeded. */
bool hl_log_store(struct hl_log *log, unsigned index, uint64_t value);
bool hl_log_sync(struct hl_log *log);
bool hl_log_barrier(struct hl_log *log);
/* A store of any width, as hl_writer.store. Also false where there cannot be one: log->wild. */
bool hl_log_write(struct hl_log *log, unsigned offset, unsigned bytes, uint64_t value,
                  uint64_t high);

/* Run a sequencer from `current` to `target` and record what it does. safe: see struct hl_update.
 */
void hl_observe(const struct hl_sequencer *sequencer, const struct hl_decoder *decoder,
                const struct hl_entry *current, const struct hl_entry *target,
                const struct hl_entry *safe, struct hl_log *log);

/* What the sequencer writes into an entry of zeros that is to become `e`: the nearest that its own
 * code makes (HL_NEEDS_FRESH). */
struct hl_entry hl_written_fresh(const struct hl_sequencer *sequencer,
                                 const struct hl_decoder *decoder, const struct hl_entry *e);

/* One epoch: for each unit of single-copy atomicity, the values that can be read of it. Stores to
 * different bytes of one unit become visible in any order, unless a barrier lies between them;
 * those to the same bytes in theirs (coherence). */
struct hl_epoch {
    struct hl_entry begin;
    struct hl_entry end;
    unsigned unit;              /* qwords read at once: 1 or 2 */
    unsigned values[HL_QWORDS]; /* by unit: how many values, at least 1 */
    unsigned too_many;          /* a set of units: HL_MAX_VALUES was exceeded, these are not all */
    uint64_t value[HL_QWORDS][HL_MAX_VALUES][2];
};

/* Load epoch number `epoch`, 0 to log->syncs; begin is the entry when it begins. Returns the number
 * of stores in it. */
unsigned hl_epoch_load(const struct hl_log *log, unsigned epoch, unsigned unit,
                       const struct hl_entry *begin, struct hl_epoch *out);

/* The number of views of the epoch; 0 if it is more than HL_MAX_VIEWS. View 0 is `begin`. */
unsigned hl_epoch_views(const struct hl_epoch *epoch);
struct hl_entry hl_epoch_view(const struct hl_epoch *epoch, unsigned number);

#endif
