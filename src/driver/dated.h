// SPDX-License-Identifier: MIT
/* A window whose values know when they were overwritten: an invalidation that was asked for at a
 * time takes away what was overwritten before it, and no more, since it may have had its effect at
 * once (3.21.3, 4.3.8). */
#ifndef HITLESS_DRIVER_DATED_H
#define HITLESS_DRIVER_DATED_H

#include "device/window.h"

#define HL_STILL_THERE UINT32_MAX

struct hl_dated {
    struct hl_window window;
    uint32_t overflowed;                         /* the last store while window.overflow */
    uint32_t until[HL_QWORDS][HL_WINDOW_VALUES]; /* or HL_STILL_THERE: memory has it */
};

/* Memory has had this value since all that is known. */
void hl_dated_set(struct hl_dated *d, const struct hl_entry *e);
void hl_dated_store(struct hl_dated *d, unsigned qword, uint64_t value, uint32_t now);
/* Of each qword, what was overwritten first; what memory has where nothing was. */
struct hl_entry hl_dated_oldest(const struct hl_dated *d);
/* Whether a value went. A window that overflowed after `since' stays as it is; one that did before
 * is what memory is now; memory is not read where window.overflow is false. */
bool hl_dated_forget(struct hl_dated *d, uint32_t since, const struct hl_entry *memory);

#endif
