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
    log->overflow = false;
}

bool hl_log_store(struct hl_log *log, unsigned index, uint64_t value)
{
    if (index < HL_QWORDS && log->memory.q[index] == value)
        return true;
    if (index >= HL_QWORDS || log->stores == HL_MAX_STORES) {
        log->overflow = true;
        return false;
    }
    log->memory.q[index] = value;
    log->store[log->stores++] =
        (struct hl_store){.value = value, .index = (uint8_t)index, .epoch = (uint8_t)log->syncs};
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

static void record_store(struct hl_writer *w, unsigned index, uint64_t value)
{
    struct recorder *r = (struct recorder *)w;

    count_call(r);
    if (!hl_log_store(r->log, index, value))
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
