/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_PTRACE_H
#define HITLESS_ASM_PTRACE_H

#ifndef __ASSEMBLY__
struct pt_regs {
    unsigned long pc;
};
#define user_mode(regs) 0
#define instruction_pointer(regs) ((regs)->pc)
#define profile_pc(regs) ((regs)->pc)
#define user_stack_pointer(regs) 0UL
#define arch_has_single_step() 0
#endif

#endif
