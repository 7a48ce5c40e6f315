// SPDX-License-Identifier: MIT
#include "report/report.h"

void hl_steps_begin(struct hl_steps *steps, const struct hl_log *log)
{
    *steps = (struct hl_steps){.log = log, .memory = log->initial};
}

bool hl_steps_next(struct hl_steps *s, struct hl_log_step *step)
{
    const struct hl_store *store = &s->log->store[s->store];
    const struct hl_barrier *barrier = &s->log->barrier[s->barrier];

    *step = (struct hl_log_step){.epoch = s->sync + 1};
    if (s->barrier < s->log->barriers && barrier->stores <= s->store && barrier->syncs <= s->sync) {
        step->kind = HL_STEP_BARRIER;
        s->barrier++;
        return true;
    }
    if (s->store < s->log->stores && store->epoch <= s->sync) {
        step->store = store;
        step->qword = store->index;
        step->before = s->memory.q[store->index];
        step->after = store->value;
        if (store->bytes && store->bytes < 8)
            snprintf(step->part, sizeof step->part, " (bytes %u to %u)", store->at,
                     store->at + store->bytes - 1u);
        s->memory.q[store->index] = store->value;
        s->store++;
        return true;
    }
    step->kind = HL_STEP_SYNC;
    return s->sync++ < s->log->syncs;
}
