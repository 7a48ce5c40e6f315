// SPDX-License-Identifier: MIT
#include "observe/observe.h"

#include <setjmp.h>

void hl_log_begin(struct hl_log *log, const struct hl_entry *initial)
{
    log->initial = *initial;
    log->memory = *initial;
    log->stores = 0;
    log->syncs = 0;
    log->warnings = 0;
    log->barriers = 0;
    log->overflow = false;
    log->wild = false;
}

bool hl_log_store(struct hl_log *log, unsigned index, uint64_t value)
{
    if (index >= HL_QWORDS) {
        log->wild = true;
        return false;
    }
    if (log->memory.q[index] == value)
        return true;
    if (log->stores == HL_MAX_STORES) {
        log->overflow = true;
        return false;
    }
    log->memory.q[index] = value;
    log->store[log->stores++] = (struct hl_store){
        .value = value, .index = (uint8_t)index, .epoch = (uint8_t)log->syncs, .bytes = 8};
    return true;
}

/* Fewer than eight bytes of a qword. */
static bool store_part(struct hl_log *log, unsigned offset, unsigned bytes, uint64_t value)
{
    const unsigned shift = offset % 8 * 8, before = log->stores;
    const uint64_t mask = ((UINT64_C(1) << 8 * bytes) - 1) << shift;
    const uint64_t old = log->memory.q[offset / 8];

    if (!hl_log_store(log, offset / 8, (old & ~mask) | (value << shift & mask)))
        return false;
    if (log->stores != before) {
        log->store[before].at = (uint8_t)(offset % 8);
        log->store[before].bytes = (uint8_t)bytes;
    }
    return true;
}

static bool store_pair(struct hl_log *log, unsigned index, uint64_t value, uint64_t high)
{
    const unsigned before = log->stores;

    if (!hl_log_store(log, index, value) || !hl_log_store(log, index + 1, high))
        return false;
    if (log->stores == before + 2)
        log->store[before].joined = true;
    return true;
}

bool hl_log_write(struct hl_log *log, unsigned offset, unsigned bytes, uint64_t value,
                  uint64_t high)
{
    const bool power = bytes && !(bytes & (bytes - 1));

    if (!power || bytes > 16 || offset % bytes || offset >= 8 * HL_QWORDS) {
        log->wild = true;
        return false;
    }
    if (bytes == 16)
        return store_pair(log, offset / 8, value, high);
    return bytes == 8 ? hl_log_store(log, offset / 8, value)
                      : store_part(log, offset, bytes, value);
}

bool hl_log_barrier(struct hl_log *log)
{
    if (log->barriers == HL_MAX_BARRIERS) {
        log->overflow = true;
        return false;
    }
    log->barrier[log->barriers++] =
        (struct hl_barrier){.stores = (uint8_t)log->stores, .syncs = (uint8_t)log->syncs};
    return true;
}

bool hl_log_sync(struct hl_log *log)
{
    if (log->syncs == HL_MAX_SYNCS) {
        log->overflow = true;
        return false;
    }
    log->syncs++;
    return true;
}

struct recorder {
    struct hl_writer writer; /* first: the sequencer sees only this */
    struct hl_log *log;
    unsigned calls;
    jmp_buf stop;
};

/* Stores of equal values count here too: a sequencer that repeats one for ever makes no progress.
 */
static void count_call(struct recorder *r)
{
    if (++r->calls > 4 * (HL_MAX_STORES + HL_MAX_SYNCS)) {
        r->log->overflow = true;
        longjmp(r->stop, 1);
    }
}

static void record_store(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                         uint64_t high)
{
    struct recorder *r = (struct recorder *)w;

    count_call(r);
    if (bytes == 8 && offset % 8 == 0 ? !hl_log_store(r->log, offset / 8, value)
                                      : !hl_log_write(r->log, offset, bytes, value, high))
        longjmp(r->stop, 1);
}

static void record_barrier(struct hl_writer *w)
{
    struct recorder *r = (struct recorder *)w;

    count_call(r);
    if (!hl_log_barrier(r->log))
        longjmp(r->stop, 1);
}

static void record_sync(struct hl_writer *w)
{
    struct recorder *r = (struct recorder *)w;

    count_call(r);
    if (!hl_log_sync(r->log))
        longjmp(r->stop, 1);
}

static void record_warning(struct hl_writer *w)
{
    ((struct recorder *)w)->log->warnings++;
}

void hl_observe(const struct hl_sequencer *sequencer, const struct hl_decoder *decoder,
                const struct hl_entry *current, const struct hl_entry *target,
                const struct hl_entry *safe, struct hl_log *log)
{
    struct recorder r;
    struct hl_update u;

    r.writer.store = record_store;
    r.writer.barrier = record_barrier;
    r.writer.sync = record_sync;
    r.writer.warn = record_warning;
    r.log = log;
    r.calls = 0;
    u.current = *current;
    u.target = *target;
    u.decoder = decoder;
    u.safe = safe;
    u.writer = &r.writer;

    hl_log_begin(log, current);
    if (setjmp(r.stop) == 0)
        sequencer->update(sequencer, &u);
}

struct hl_entry hl_written_fresh(const struct hl_sequencer *sequencer,
                                 const struct hl_decoder *decoder, const struct hl_entry *e)
{
    const struct hl_entry zeros = {{0}};
    struct hl_log log;

    hl_observe(sequencer, decoder, &zeros, e, NULL, &log);
    return log.memory;
}
