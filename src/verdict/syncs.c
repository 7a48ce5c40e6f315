// SPDX-License-Identifier: MIT
/* excess-sync: syncs that the same stores do not need. */
#include "verdict/judge.h"

/* The log without sync number `skip` (from 0): its epoch and the next become one. */
static struct hl_log without_sync(const struct hl_log *log, unsigned skip)
{
    struct hl_log merged = *log;

    merged.syncs--;
    for (unsigned i = 0; i < merged.stores; i++)
        if (merged.store[i].epoch > skip)
            merged.store[i].epoch--;
    return merged;
}

static unsigned stores_in(const struct hl_log *log, unsigned epoch)
{
    unsigned n = 0;
    for (unsigned i = 0; i < log->stores; i++)
        n += log->store[i].epoch == epoch;
    return n;
}

static bool is_excess(const struct hl_sides *s, const struct hl_log *log, unsigned sync,
                      bool stopped)
{
    bool last = log->store[log->stores - 1].epoch == sync;
    struct hl_log merged;
    struct hl_tally tally;

    if (stores_in(log, sync) == 0)
        return true;
    if (last)
        return false;
    merged = without_sync(log, sync);
    tally = hl_judge_views(s, &merged, NULL);
    return !tally.torn && !tally.too_many && tally.stopped == stopped;
}

void hl_check_syncs(const struct hl_sides *s, struct hl_verdict *verdict)
{
    const struct hl_log *log = &verdict->log;

    for (unsigned sync = 0; sync < log->syncs; sync++)
        if (log->stores == 0 || is_excess(s, log, sync, verdict->outcome == HL_BREAKING))
            hl_add_finding(verdict, &(struct hl_finding){
                                        .kind = HL_EXCESS_SYNC,
                                        .epoch = sync + 1,
                                        .view = log->memory,
                                    });
}
