/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_CURRENT_H
#define HITLESS_ASM_CURRENT_H

struct task_struct;
extern struct task_struct hl_task;
#define current (&hl_task)
#define get_current() (&hl_task)

#endif
