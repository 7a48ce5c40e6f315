// SPDX-License-Identifier: MIT
#include "report/report.h"

void hl_steps_begin(struct hl_steps *steps, const struct hl_log *log)
{
    *steps = (struct hl_steps){.log = log, .memory = log->initial};
}

bool hl_steps_next(struct hl_steps *s, struct hl_log_step *step)
{
    const struct hl_store *store = &s->log->store[s->store];

    *step = (struct hl_log_step){.epoch = s->sync + 1};
    if (s->store < s->log->stores && store->epoch <= s->sync) {
        step->qword = store->index;
        step->before = s->memory.q[store->index];
        step->after = store->value;
        s->memory.q[store->index] = store->value;
        s->store++;
        return true;
    }
    step->sync = true;
    return s->sync++ < s->log->syncs;
}
