/* SPDX-License-Identifier: MIT */
/* Barriers tell the machine; one CPU in one thread needs none. */
#ifndef HITLESS_ASM_BARRIER_H
#define HITLESS_ASM_BARRIER_H

#include <asm/hitless.h>

/* As enum hlk_barrier of driver/kernel.h. */
#define HL_BARRIER(kind)                                                                           \
    do {                                                                                           \
        __asm__ __volatile__("" : : : "memory");                                                   \
        hl_barrier(kind);                                                                          \
    } while (0)
#define dma_wmb() HL_BARRIER(0)
#define wmb() HL_BARRIER(1)
#define dma_rmb() HL_BARRIER(2)
#define rmb() HL_BARRIER(3)
#define mb() HL_BARRIER(4)
#define dma_mb() HL_BARRIER(4)
#define __smp_mb() __asm__ __volatile__("" : : : "memory")
#define __smp_rmb() __smp_mb()
#define __smp_wmb() __smp_mb()

void hl_wait_event(void);
#define __iomb() dma_mb()
#define wfe() hl_wait_event()
#define sev() ((void)0)

#include <asm-generic/barrier.h>

#endif
