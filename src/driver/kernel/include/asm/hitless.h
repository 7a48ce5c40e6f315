/* SPDX-License-Identifier: MIT */
/* The kernel's side of the observation: what asm/rwonce.h, asm/barrier.h, asm/io.h and
 * asm/processor.h call, and asm/bug.h counts. */
#ifndef HITLESS_ASM_HITLESS_H
#define HITLESS_ASM_HITLESS_H

#ifndef __ASSEMBLY__
void hl_store(const volatile void *to, const void *value, unsigned int bytes);
void hl_barrier(int barrier);
void hl_wait(void);
extern unsigned int hl_asserting; /* asm/bug.h */
unsigned long long hl_mmio_read(const volatile void *from, unsigned int bytes);
void hl_mmio_write(volatile void *to, unsigned int bytes, unsigned long long value);

/* HLK_VIRTUAL and twice HLK_ARENA of driver/kernel.h, which needs types that are not known yet. */
#define HL_SEEN_FROM 0x400000000000UL
#define HL_SEEN_BYTES 0x2000000UL

static inline __attribute__((__always_inline__)) void
hl_note_store(const volatile void *to, const void *value, unsigned int bytes)
{
    if (__builtin_expect((unsigned long)to - HL_SEEN_FROM < HL_SEEN_BYTES, 0))
        hl_store(to, value, bytes);
}
#endif

#endif
