/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_PROCESSOR_H
#define HITLESS_ASM_PROCESSOR_H

#include <asm/hitless.h>
#include <asm/ptrace.h>
#include <asm/cpufeature.h>

#define TASK_SIZE (1UL << 47)
#define STACK_TOP TASK_SIZE
#define STACK_TOP_MAX TASK_SIZE
#define TASK_UNMAPPED_BASE (TASK_SIZE / 3)
#define cpu_relax() hl_wait()
#define KSTK_EIP(task) 0UL
#define KSTK_ESP(task) 0UL
#define current_text_addr() ((void *)0)
#define prefetch(x) ((void)(x))
#define prefetchw(x) ((void)(x))
#define ARCH_HAS_PREFETCH
#define ARCH_HAS_PREFETCHW

struct thread_struct {
    unsigned long nothing;
};
#define INIT_THREAD                                                                                \
    {                                                                                              \
        0                                                                                          \
    }
struct task_struct;
static inline unsigned long __get_wchan(struct task_struct *task)
{
    return 0;
}

#endif
