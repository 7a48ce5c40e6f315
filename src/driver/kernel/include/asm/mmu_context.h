/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_MMU_CONTEXT_H
#define HITLESS_ASM_MMU_CONTEXT_H

#include <linux/types.h>
#include <asm/current.h>

struct mm_struct;
struct task_struct;
#define switch_mm(prev, next, task) ((void)0)
#include <asm-generic/mmu_context.h>

/* Pin the ASID of a process: of drivers that share it with the SMMU. */
unsigned long arm64_mm_context_get(struct mm_struct *mm);
void arm64_mm_context_put(struct mm_struct *mm);

#endif
