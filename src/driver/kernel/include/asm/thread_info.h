/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_THREAD_INFO_H
#define HITLESS_ASM_THREAD_INFO_H

#define THREAD_SIZE_ORDER 2
#define THREAD_SIZE (4096UL << THREAD_SIZE_ORDER)

#ifndef __ASSEMBLY__
struct task_struct;
struct thread_info {
    unsigned long flags;
    int preempt_count;
    struct task_struct *task;
    unsigned int cpu;
};
extern struct thread_info hl_thread;
#define current_thread_info() (&hl_thread)
#define INIT_THREAD_INFO(t)                                                                        \
    {                                                                                              \
        .task = &(t),                                                                              \
    }
#endif

#define TIF_SIGPENDING 0
#define TIF_NOTIFY_RESUME 1
#define TIF_NEED_RESCHED 2
#define TIF_NOTIFY_SIGNAL 3
#define TIF_MEMDIE 4
#define TIF_RESTORE_SIGMASK 5
#define TIF_32BIT 6
#define TIF_POLLING_NRFLAG 7
#define TIF_UPROBE 8
#define _TIF_SIGPENDING (1 << TIF_SIGPENDING)
#define _TIF_NOTIFY_RESUME (1 << TIF_NOTIFY_RESUME)
#define _TIF_NEED_RESCHED (1 << TIF_NEED_RESCHED)
#define _TIF_NOTIFY_SIGNAL (1 << TIF_NOTIFY_SIGNAL)
#define _TIF_UPROBE (1 << TIF_UPROBE)

#endif
