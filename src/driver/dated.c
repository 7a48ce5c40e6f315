// SPDX-License-Identifier: MIT
#include "driver/dated.h"

void hl_dated_set(struct hl_dated *d, const struct hl_entry *e)
{
    hl_window_set(&d->window, e);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        d->until[i][0] = HL_STILL_THERE;
}

void hl_dated_store(struct hl_dated *d, unsigned qword, uint64_t value, uint32_t now)
{
    const struct hl_window *w = &d->window;
    const unsigned before = w->values[qword];

    for (unsigned i = 0; i < before; i++)
        if (w->value[qword][i] == value)
            d->until[qword][i] = HL_STILL_THERE;
        else if (d->until[qword][i] == HL_STILL_THERE)
            d->until[qword][i] = now;
    hl_window_add(&d->window, qword, value);
    if (w->values[qword] > before)
        d->until[qword][before] = HL_STILL_THERE;
    if (w->overflow)
        d->overflowed = now;
}

struct hl_entry hl_dated_oldest(const struct hl_dated *d)
{
    struct hl_entry e;

    for (unsigned q = 0; q < HL_QWORDS; q++) {
        unsigned oldest = 0;

        for (unsigned i = 1; i < d->window.values[q]; i++)
            if (d->until[q][i] < d->until[q][oldest])
                oldest = i;
        e.q[q] = d->window.value[q][oldest];
    }
    return e;
}

bool hl_dated_forget(struct hl_dated *d, uint32_t since, const struct hl_entry *memory)
{
    bool forgot = false;

    if (d->window.overflow) {
        if (d->overflowed < since)
            hl_dated_set(d, memory);
        return d->overflowed < since;
    }
    for (unsigned q = 0; q < HL_QWORDS; q++)
        for (unsigned i = d->window.values[q]; i-- > 0;)
            if (d->until[q][i] < since) {
                hl_window_drop(&d->window, q, i);
                d->until[q][i] = d->until[q][d->window.values[q]];
                forgot = true;
            }
    return forgot;
}
