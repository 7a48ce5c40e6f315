// SPDX-License-Identifier: MIT
/* What a stream could observe of one entry in memory: since the last invalidation that covers it,
 * each qword has had some values, and any combination of them is a view (3.21.3). */
#ifndef HITLESS_DEVICE_WINDOW_H
#define HITLESS_DEVICE_WINDOW_H

#include "entry/entry.h"

enum { HL_WINDOW_VALUES = 8 }; /* more different values of one qword than this: no verdict */

struct hl_window {
    uint8_t values[HL_QWORDS]; /* at least 1 */
    uint64_t value[HL_QWORDS][HL_WINDOW_VALUES];
    bool overflow;
};

/* Only this value can be observed. */
void hl_window_set(struct hl_window *w, const struct hl_entry *e);
/* This value can be, too. */
void hl_window_add(struct hl_window *w, unsigned qword, uint64_t value);
/* This one of its values no more; the last value takes its place. There must be two. */
void hl_window_drop(struct hl_window *w, unsigned qword, unsigned index);

bool hl_window_single(const struct hl_window *w);
/* The number of views; 0: more than any bound. */
unsigned hl_window_views(const struct hl_window *w);
struct hl_entry hl_window_view(const struct hl_window *w, unsigned number);

#endif
