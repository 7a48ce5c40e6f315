// SPDX-License-Identifier: MIT
#include "device/window.h"

#include "observe/observe.h"

void hl_window_set(struct hl_window *w, const struct hl_entry *e)
{
    w->overflow = false;
    for (unsigned i = 0; i < HL_QWORDS; i++) {
        w->values[i] = 1;
        w->value[i][0] = e->q[i];
    }
}

void hl_window_add(struct hl_window *w, unsigned qword, uint64_t value)
{
    for (unsigned i = 0; i < w->values[qword]; i++)
        if (w->value[qword][i] == value)
            return;
    if (w->values[qword] == HL_WINDOW_VALUES)
        w->overflow = true;
    else
        w->value[qword][w->values[qword]++] = value;
}

void hl_window_drop(struct hl_window *w, unsigned qword, unsigned index)
{
    w->value[qword][index] = w->value[qword][--w->values[qword]];
}

bool hl_window_single(const struct hl_window *w)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (w->values[i] != 1)
            return false;
    return !w->overflow;
}

unsigned hl_window_views(const struct hl_window *w)
{
    unsigned views = 1;

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        views *= w->values[i];
        if (w->overflow || views > HL_MAX_VIEWS)
            return 0;
    }
    return views;
}

struct hl_entry hl_window_view(const struct hl_window *w, unsigned number)
{
    struct hl_entry e;

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        e.q[i] = w->value[i][0];
        if (w->values[i] == 1) /* most: a division costs more than all else here */
            continue;
        e.q[i] = w->value[i][number % w->values[i]];
        number /= w->values[i];
    }
    return e;
}
