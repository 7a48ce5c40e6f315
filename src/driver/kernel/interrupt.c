// SPDX-License-Identifier: MIT
/* Interrupts, by number: as wires, and as MSIs from MSI_FIRST on in the order of the driver's. */
#include <linux/interrupt.h>
#include <linux/msi.h>

#include "shim.h"

enum { MSI_FIRST = 8, IRQS = 16 };
static struct {
    irq_handler_t handler, thread;
    void *data;
} irqs[IRQS];

static unsigned int irq_of(enum hlk_interrupt interrupt)
{
    static const u8 msi_index[] = {[HLK_EVTQ] = 0, [HLK_GERROR] = 1, [HLK_PRIQ] = 2};
    const unsigned int msi = MSI_FIRST + msi_index[interrupt];
    return irqs[msi].data ? msi : 1 + interrupt;
}

HL_UNTYPED(int, platform_get_irq_byname_optional,
           (struct platform_device * device, const char *name))
{
    if (!strcmp(name, "eventq"))
        return 1 + HLK_EVTQ;
    if (!strcmp(name, "priq"))
        return 1 + HLK_PRIQ;
    return strcmp(name, "gerror") ? -ENXIO : 1 + HLK_GERROR;
}

static void irq_free(void *data)
{
    irqs[(unsigned long)data].data = NULL;
}

HL_UNTYPED(int, devm_request_threaded_irq,
           (struct device * dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread,
            unsigned long flags, const char *name, void *data))
{
    if (irq >= IRQS)
        return -EINVAL;
    if (hl_strikes(0))
        return -ENOMEM;
    irqs[irq].handler = handler;
    irqs[irq].thread = thread;
    irqs[irq].data = data;
    hl_devres_add(dev, irq_free, (void *)(unsigned long)irq);
    return 0;
}

HL_UNTYPED(int, devm_request_any_context_irq, (void))
{
    return -EINVAL;
}

bool hl_interrupt_run(enum hlk_interrupt interrupt)
{
    const unsigned int irq = irq_of(interrupt);
    if (!irqs[irq].data)
        return false;
    irqreturn_t result =
        irqs[irq].handler ? irqs[irq].handler((int)irq, irqs[irq].data) : IRQ_WAKE_THREAD;
    if (result == IRQ_WAKE_THREAD && irqs[irq].thread)
        irqs[irq].thread((int)irq, irqs[irq].data);
    return true;
}

HL_UNTYPED(int, platform_device_msi_init_and_alloc_irqs,
           (struct device * dev, unsigned int number,
            void (*write)(struct msi_desc *, struct msi_msg *)))
{
    if (hl_strikes(0))
        return -ENOMEM;
    for (unsigned int i = 0; i < number; ++i) {
        struct msi_msg message = {.address_lo = 0x08080000, .data = MSI_FIRST + i};
        struct msi_desc desc = {.dev = dev, .msi_index = (u16)i};
        write(&desc, &message);
    }
    return 0;
}

HL_UNTYPED(void, platform_device_msi_free_irqs_all, (struct device * dev))
{
}

HL_UNTYPED(unsigned int, msi_domain_get_virq,
           (struct device * dev, unsigned int domain, unsigned int index))
{
    return MSI_FIRST + index;
}

HL_UNTYPED(bool, msi_device_has_isolated_msi, (struct device * dev))
{
    return true;
}
