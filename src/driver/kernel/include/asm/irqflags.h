/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_IRQFLAGS_H
#define HITLESS_ASM_IRQFLAGS_H

/* Nothing interrupts. */
#define arch_local_save_flags() 1UL
#define arch_local_irq_restore(flags) ((void)(flags))
#define arch_local_irq_save() 1UL
#define arch_local_irq_enable() ((void)0)
#define arch_local_irq_disable() ((void)0)
#define arch_irqs_disabled_flags(flags) ((flags) == 0)
#define arch_irqs_disabled() 0

#endif
