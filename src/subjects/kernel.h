// SPDX-License-Identifier: MIT
/* For subjects that come from Linux: its shim (linux/shim.h), told to whoever watches. */
#ifndef HITLESS_SUBJECTS_KERNEL_H
#define HITLESS_SUBJECTS_KERNEL_H

#include "linux/shim.h"
#include "subjects/wire.h"

#undef WARN_ON
#define WARN_ON(condition)                                                                         \
    ({                                                                                             \
        bool hl_warn = (condition) ? true : false;                                                 \
        if (hl_warn)                                                                               \
            hl_wire_warn();                                                                        \
        hl_warn;                                                                                   \
    })
#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]
#define BUG() hl_wire_bug()
#define BUG_ON(condition)                                                                          \
    do {                                                                                           \
        if (condition)                                                                             \
            hl_wire_bug();                                                                         \
    } while (0)
#undef dma_wmb
#define dma_wmb() hl_wire_barrier()
#undef wmb
#define wmb() hl_wire_barrier()

#endif
