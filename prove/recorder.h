// SPDX-License-Identifier: MIT
/* What an SMMU may observe of an update, as one value that may be any of it: the entry as it was at
 * some sync (or at the beginning), and each qword that is stored until the next sync at its old or
 * a new value. In place of observe/log.c, which keeps all stores and leaves the sequencer by
 * longjmp(). */
#ifndef HITLESS_PROVE_RECORDER_H
#define HITLESS_PROVE_RECORDER_H

#include "prove.h"
#include "update/sequencer.h"

enum { MOST_STORES = 32, MOST_SYNCS = 8 };

static struct {
    struct hl_entry memory, view;
    unsigned chosen; /* the syncs before the epoch that is looked at */
    unsigned stores, syncs;
    bool owed;    /* stores since the last sync */
    bool strange; /* not a store of a qword */
    bool warned;
} seen;

static void record_store(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                         uint64_t high)
{
    const bool taken = nondet_bool();

    (void)w;
    (void)high;
    if (bytes != 8 || offset % 8)
        seen.strange = true;
    /* By constant indexes: a store at a symbolic one costs the solver far more. */
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (offset == 8 * i) {
            if (seen.memory.q[i] != value) {
                seen.stores++;
                seen.owed = true;
            }
            seen.memory.q[i] = value;
            if (seen.syncs == seen.chosen && taken)
                seen.view.q[i] = value;
        }
}

static void record_barrier(struct hl_writer *w)
{
    (void)w;
}

static void record_sync(struct hl_writer *w)
{
    (void)w;
    seen.syncs++;
    seen.owed = false;
    if (seen.syncs == seen.chosen)
        seen.view = seen.memory;
}

static void record_warning(struct hl_writer *w)
{
    (void)w;
    seen.warned = true;
}

static struct hl_writer recorder = {record_store, record_barrier, record_sync, record_warning};

static inline void begin_recording(const struct hl_entry *current)
{
    seen.memory = *current;
    seen.view = *current;
    seen.chosen = nondet_unsigned();
    ASSUME(seen.chosen <= MOST_SYNCS);
}

#endif
