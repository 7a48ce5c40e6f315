/* SPDX-License-Identifier: MIT */
/* Private to the machine: the driver's plain stores to coherent memory, by the hook (hook/hook.h).
 * In a build without it, there are none. */
#ifndef HITLESS_DRIVER_PLAIN_H
#define HITLESS_DRIVER_PLAIN_H

#include "driver/machine.h"

/* Once a process, before the kernel has a store to do: who is told. False: no memory. */
bool hl_plain_boot(void (*tell)(const struct hl_machine_store *store));
/* The memory is another one, or longer: hlk_arena_used(). */
void hl_plain_restart(void);
void hl_plain_grow(void);
/* WRITE_ONCE() is about to store there. What came before it is told. */
void hl_plain_announced(uint64_t address, unsigned bytes);
/* Something happens that must come after what was stored before it. */
void hl_plain_event(void);
/* Compare, too, if hl_machine_compare() says so. */
void hl_plain_settle(void);
/* The model has written there, or memory was given to the driver. */
void hl_plain_written(uint64_t address, uint64_t bytes);
/* Memory is about to be given back: the allocator writes to its first qword then. */
void hl_plain_freed(uint64_t address);

#endif
