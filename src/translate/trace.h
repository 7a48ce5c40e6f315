// SPDX-License-Identifier: MIT
/* Recording of steps. */
#ifndef HITLESS_TRANSLATE_TRACE_H
#define HITLESS_TRANSLATE_TRACE_H

#include "translate/transaction.h"

/* trace: may be NULL. What is beyond HL_TRACE_MAX is counted only. */
static inline void hl_trace_add(struct hl_trace *trace, enum hl_step step, uint64_t address,
                                uint64_t value)
{
    if (!trace)
        return;
    if (trace->count < HL_TRACE_MAX) {
        trace->steps[trace->count].step = step;
        trace->steps[trace->count].address = address;
        trace->steps[trace->count].value = value;
    }
    trace->count++;
}

#endif
