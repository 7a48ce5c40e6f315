/* SPDX-License-Identifier: MIT */
/* Included before the driver and the core: rcu_read_lock() is told from a spinlock, which also
 * disables preemption. */
#ifndef HITLESS_ASM_READERS_H
#define HITLESS_ASM_READERS_H

#include <linux/rcupdate.h>

extern int hl_readers;
#define rcu_read_lock() ((rcu_read_lock)(), ++hl_readers)
#define rcu_read_unlock() (--hl_readers, (rcu_read_unlock)())

#endif
