// SPDX-License-Identifier: MIT
/* The SMMU's registers, where nothing is mapped: only accessors reach them. */
#include <linux/io.h>
#include <linux/ioport.h>

#include "shim.h"

static struct resource smmu_registers = {
    .start = 0x09050000, .end = 0x09050000 + 0x20000 - 1, .name = "smmu", .flags = IORESOURCE_MEM};

HL_UNTYPED(struct resource *, platform_get_resource,
           (struct platform_device * device, unsigned int type, unsigned int number))
{
    return type == IORESOURCE_MEM && !number ? &smmu_registers : NULL;
}

#define REGISTERS 0x3fff00000000UL

static void *registers(phys_addr_t address)
{
    return (void *)(REGISTERS + (address - smmu_registers.start));
}

HL_UNTYPED(void *, devm_ioremap_resource, (struct device * dev, const struct resource *resource))
{
    return registers(resource->start);
}

void __iomem *ioremap(phys_addr_t address, size_t bytes)
{
    return (void __iomem *)registers(address);
}

void iounmap(volatile void __iomem *address)
{
}

unsigned long long hl_mmio_read(const volatile void *from, unsigned int bytes)
{
    return hlh_mmio_read((unsigned long)from - REGISTERS, bytes);
}

void hl_mmio_write(volatile void *to, unsigned int bytes, unsigned long long value)
{
    hlh_mmio_write((unsigned long)to - REGISTERS, bytes, value);
}
