/* SPDX-License-Identifier: MIT */
/* arm64's includes this one, and the driver relies on it. */
#ifndef HITLESS_ASM_TLBFLUSH_H
#define HITLESS_ASM_TLBFLUSH_H

struct mm_struct;
static inline void flush_tlb_mm(struct mm_struct *mm)
{
}
#include <linux/mmu_notifier.h>

#endif
