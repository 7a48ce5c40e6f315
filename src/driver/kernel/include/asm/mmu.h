/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_MMU_H
#define HITLESS_ASM_MMU_H

typedef struct {
    unsigned long end_brk;
    unsigned long asid; /* as arm64_mm_context_get() pins it */
} mm_context_t;

/* arm64's, of drivers older than the ASIDs of their own. */
static inline int arm64_kernel_unmapped_at_el0(void)
{
    return 0;
}

#endif
