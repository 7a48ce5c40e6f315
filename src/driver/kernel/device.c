// SPDX-License-Identifier: MIT
/* Devices as far as the driver and the core look at them: the SMMU and its endpoints, their buses,
 * what the firmware says of them, interrupts, and what goes when a driver is unbound. */
#include <linux/amba/bus.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/iommu.h>
#include <linux/msi.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/property.h>

#include "shim.h"

struct hl_endpoint hl_endpoints[HLK_DEVICES];
struct hlk_machine hl_machine_is;
struct platform_device hl_smmu;
struct platform_driver *hl_driver;

static struct device_node smmu_node;
static struct resource smmu_registers = {
    .start = 0x09050000, .end = 0x09050000 + 0x20000 - 1, .name = "smmu", .flags = IORESOURCE_MEM};
static char msi_domain; /* only whether there is one */

const struct bus_type platform_bus_type = {.name = "platform"};
const struct bus_type pci_bus_type = {.name = "pci"};
static struct notifier_block *listeners[4];
static const struct bus_type *listened[4];

struct hl_endpoint *hl_endpoint_of(const struct device *dev)
{
    for (unsigned int i = 0; i < HLK_DEVICES; ++i)
        if (hl_endpoints[i].dev == dev)
            return &hl_endpoints[i];
    return NULL;
}

void hl_devices_init(const struct hlk_machine *machine)
{
    static const char *const names[HLK_DEVICES] = {"dev0", "dev1", "dev2"};
    static struct pci_bus root;

    hl_machine_is = *machine;
    hl_smmu.name = "arm-smmu-v3";
    hl_smmu.dev.kobj.name = "smmu";
    hl_smmu.dev.of_node = &smmu_node;
    hl_smmu.dev.fwnode = &smmu_node.fwnode;
    hl_smmu.dev.bus = &platform_bus_type;
    hl_smmu.dev.driver = &hl_driver->driver;
    hl_smmu.dev.msi.domain = machine->msi ? (void *)&msi_domain : NULL;
    INIT_LIST_HEAD(&hl_smmu.dev.devres_head);
    for (unsigned int i = 0; i < machine->devices; ++i) {
        struct hl_endpoint *endpoint = &hl_endpoints[i];
        endpoint->can = machine->device[i];
        endpoint->dev = endpoint->can.pci ? &endpoint->pci.dev : &endpoint->platform.dev;
        endpoint->pci.bus = &root;
        endpoint->pci.devfn = PCI_DEVFN(i + 1, 0);
        endpoint->dev->kobj.name = names[i];
        endpoint->dev->bus = endpoint->can.pci ? &pci_bus_type : &platform_bus_type;
        endpoint->dev->of_node = &endpoint->node;
        endpoint->dev->fwnode = &endpoint->node.fwnode;
    }
}

/* What the firmware's node says, or false. */
static bool property(const struct device_node *node, const char *name, u32 *value)
{
    const struct hl_endpoint *endpoint = container_of(node, struct hl_endpoint, node);
    *value = 0;
    if (node == &smmu_node) {
        *value = 1;
        return !strcmp(name, "#iommu-cells");
    }
    if (endpoint->can.pci)
        return false;
    *value = endpoint->can.pasid_bits;
    if (!strcmp(name, "pasid-num-bits"))
        return *value;
    return !strcmp(name, "dma-can-stall") && endpoint->can.stall;
}

bool of_dma_is_coherent(struct device_node *node)
{
    return hl_machine_is.coherent;
}

HL_UNTYPED(bool, of_property_read_bool, (const struct device_node *node, const char *name))
{
    u32 value;
    return property(node, name, &value);
}

HL_UNTYPED(void *, of_find_property,
           (const struct device_node *node, const char *name, int *length))
{
    u32 value;
    return property(node, name, &value) ? (void *)&smmu_node : NULL;
}

HL_UNTYPED(int, of_property_read_variable_u32_array,
           (const struct device_node *node, const char *name, u32 *value, size_t least,
            size_t most))
{
    return property(node, name, value) ? 1 : -EINVAL;
}

HL_UNTYPED(int, of_device_is_compatible, (const struct device_node *node, const char *name))
{
    return node == &smmu_node && !strcmp(name, "arm,smmu-v3");
}

HL_UNTYPED(bool, device_property_present, (const struct device *dev, const char *name))
{
    u32 value;
    return property(dev->of_node, name, &value);
}

HL_UNTYPED(bool, device_property_read_bool, (const struct device *dev, const char *name))
{
    u32 value;
    return property(dev->of_node, name, &value);
}

HL_UNTYPED(int, device_property_read_u32_array,
           (const struct device *dev, const char *name, u32 *value, size_t number))
{
    u32 read;
    if (!property(dev->of_node, name, &read))
        return -EINVAL;
    *value = read;
    return 0;
}

HL_UNTYPED(struct fwnode_handle *, __dev_fwnode, (const struct device *dev))
{
    return dev->fwnode;
}

HL_UNTYPED(const struct fwnode_handle *, __dev_fwnode_const, (const struct device *dev))
{
    return dev->fwnode;
}

HL_UNTYPED(struct fwnode_handle *, fwnode_handle_get, (struct fwnode_handle * fwnode))
{
    return fwnode;
}

HL_UNTYPED(void, fwnode_handle_put, (struct fwnode_handle * fwnode))
{
}

HL_UNTYPED(int, device_match_fwnode, (struct device * dev, const void *fwnode))
{
    return fwnode && dev->fwnode == fwnode;
}

/* Buses: nothing is on one until it is told of. */
HL_UNTYPED(int, bus_register_notifier,
           (const struct bus_type *bus, struct notifier_block *listener))
{
    for (unsigned int i = 0; i < ARRAY_SIZE(listeners); ++i)
        if (!listeners[i]) {
            listeners[i] = listener;
            listened[i] = bus;
            return 0;
        }
    return -ENOSPC;
}

HL_UNTYPED(int, bus_unregister_notifier,
           (const struct bus_type *bus, struct notifier_block *listener))
{
    return 0;
}

int hl_bus_notify(const struct bus_type *bus, unsigned long action, struct device *dev)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(listeners); ++i)
        if (listeners[i] && listened[i] == bus)
            return listeners[i]->notifier_call(listeners[i], action, dev);
    return -ENODEV;
}

HL_UNTYPED(int, bus_for_each_dev,
           (const struct bus_type *bus, struct device *start, void *data,
            int (*visit)(struct device *, void *)))
{
    for (unsigned int i = 0; i < HLK_DEVICES; ++i) {
        struct device *dev = hl_endpoints[i].dev;
        const int result = hl_endpoints[i].present && dev->bus == bus ? visit(dev, data) : 0;
        if (result)
            return result;
    }
    return 0;
}

static struct device *find(const void *data, int (*match)(struct device *, const void *))
{
    return match(&hl_smmu.dev, data) ? &hl_smmu.dev : NULL;
}

HL_UNTYPED(struct device *, bus_find_device,
           (const struct bus_type *bus, struct device *start, const void *data,
            int (*match)(struct device *, const void *)))
{
    return find(data, match);
}

HL_UNTYPED(struct device *, driver_find_device,
           (const struct device_driver *driver, struct device *start, const void *data,
            int (*match)(struct device *, const void *)))
{
    return find(data, match);
}

HL_UNTYPED(struct device *, get_device, (struct device * dev))
{
    return dev;
}

HL_UNTYPED(void, put_device, (struct device * dev))
{
}

HL_UNTYPED(const char *, dev_driver_string, (const struct device *dev))
{
    return dev->bus ? dev->bus->name : "";
}

HL_UNTYPED(int, driver_deferred_probe_check_state, (struct device * dev))
{
    return -EPROBE_DEFER;
}

HL_UNTYPED(int, __platform_driver_register, (struct platform_driver * driver, struct module *owner))
{
    hl_driver = driver;
    return 0;
}

HL_UNTYPED(void, platform_driver_unregister, (struct platform_driver * driver))
{
    hl_driver = NULL;
}

HL_UNTYPED(struct resource *, platform_get_resource,
           (struct platform_device * device, unsigned int type, unsigned int number))
{
    return type == IORESOURCE_MEM && !number ? &smmu_registers : NULL;
}

/* Registers are where nothing is mapped: only accessors reach them. */
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

/* Device resources: the last one first. */
struct devres {
    struct list_head entry;
    void (*release)(void *);
    void *data;
};

void hl_devres_add(struct device *dev, void (*release)(void *), void *data)
{
    struct devres *devres = hl_heap_alloc(sizeof *devres);
    devres->release = release;
    devres->data = data;
    list_add(&devres->entry, &dev->devres_head);
}

void hl_devres_release(struct device *dev)
{
    while (!list_empty(&dev->devres_head)) {
        struct devres *devres = list_first_entry(&dev->devres_head, struct devres, entry);
        list_del(&devres->entry);
        devres->release(devres->data);
        hl_heap_free(devres);
    }
}

HL_UNTYPED(void *, devm_kmalloc, (struct device * dev, size_t bytes, gfp_t flags))
{
    if (hl_strikes(flags))
        return NULL;
    void *memory = hl_heap_alloc(bytes);
    hl_devres_add(dev, hl_heap_free, memory);
    return memory;
}

HL_UNTYPED(void, devm_kfree, (struct device * dev, const void *memory))
{
    struct devres *devres, *next;
    list_for_each_entry_safe(devres, next, &dev->devres_head, entry) if (devres->data == memory)
    {
        list_del(&devres->entry);
        hl_heap_free((void *)memory);
        hl_heap_free(devres);
    }
}

HL_UNTYPED(int, __devm_add_action,
           (struct device * dev, void (*action)(void *), void *data, const char *name))
{
    if (hl_strikes(0))
        return -ENOMEM;
    hl_devres_add(dev, action, data);
    return 0;
}

/* Interrupts, by number: as wires, and as MSIs from MSI_FIRST on in the order of the driver's. */
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

/* kobjects: references, and what is released with the last one. */
HL_UNTYPED(struct kobject *, kobject_get, (struct kobject * kobj))
{
    if (kobj)
        kref_get(&kobj->kref);
    return kobj;
}

HL_UNTYPED(void, kobject_put, (struct kobject * kobj))
{
    if (!kobj || !refcount_dec_and_test(&kobj->kref.refcount))
        return;
    struct kobject *parent = kobj->parent;
    const char *name = kobj->name;
    if (kobj->ktype && kobj->ktype->release)
        kobj->ktype->release(kobj);
    if (name)
        hl_heap_free((void *)name);
    hl_untyped_kobject_put(parent);
}

static void kobject_add_to(struct kobject *kobj, const struct kobj_type *ktype,
                           struct kobject *parent, const char *name)
{
    kref_init(&kobj->kref);
    kobj->ktype = ktype;
    kobj->parent = parent ? parent : kobj->kset ? &kobj->kset->kobj : NULL;
    kobj->name = strcpy(hl_heap_alloc(strlen(name) + 1), name);
    kobj->state_initialized = 1;
    hl_untyped_kobject_get(kobj->parent);
}

HL_UNTYPED(int, kobject_init_and_add,
           (struct kobject * kobj, const struct kobj_type *ktype, struct kobject *parent,
            const char *fmt, ...))
{
    char name[64];
    va_list args;
    va_start(args, fmt);
    vsnprintf(name, sizeof name, fmt, args);
    va_end(args);
    kobject_add_to(kobj, ktype, parent, name);
    return hl_strikes(0) ? -ENOMEM : 0;
}

static void kobject_free(struct kobject *kobj)
{
    hl_heap_free(kobj);
}
static const struct kobj_type plain_type = {.release = kobject_free};

HL_UNTYPED(struct kobject *, kobject_create_and_add, (const char *name, struct kobject *parent))
{
    if (hl_strikes(0))
        return NULL;
    struct kobject *kobj = hl_heap_alloc(sizeof *kobj);
    kobject_add_to(kobj, &plain_type, parent, name);
    return kobj;
}

HL_UNTYPED(struct kset *, kset_create_and_add,
           (const char *name, const void *events, struct kobject *parent))
{
    struct kset *kset = hl_heap_alloc(sizeof *kset);
    kobject_add_to(&kset->kobj, NULL, parent, name);
    return kset;
}

struct kobject *hl_kernel_kobj __asm__("kernel_kobj");

HL_UNTYPED(int, iommu_device_sysfs_add,
           (void *iommu, struct device *parent, const void *groups, const char *fmt, ...))
{
    return hl_strikes(0) ? -ENOMEM : 0;
}

HL_UNTYPED(void, iommu_device_sysfs_remove, (void *iommu))
{
}

HL_UNTYPED(int, iommu_device_link, (void *iommu, struct device *link))
{
    return hl_strikes(0) ? -ENOMEM : 0;
}

HL_UNTYPED(void, iommu_device_unlink, (void *iommu, struct device *link))
{
}

/* Default domains of the DMA API: nobody maps through them here. */
HL_UNTYPED(void, iommu_setup_dma_ops, (struct device * dev, void *domain))
{
}

HL_UNTYPED(int, iommu_get_dma_cookie, (void *domain))
{
    return hl_strikes(0) ? -ENOMEM : 0;
}

HL_UNTYPED(void, iommu_put_dma_cookie, (void *domain))
{
}

HL_UNTYPED(void, iommu_put_msi_cookie, (void *domain))
{
}

HL_UNTYPED(int, iommu_dma_init_fq, (void *domain))
{
    return -EOPNOTSUPP;
}

HL_UNTYPED(void, iommu_dma_get_resv_regions, (struct device * dev, struct list_head *list))
{
}

HL_UNTYPED(int, iommu_dma_sw_msi, (void *domain, void *desc, phys_addr_t address))
{
    return -EOPNOTSUPP;
}

bool iommu_dma_forcedac;

/* What remains of a kernel. */
bool static_key_initialized = true;
HL_UNTYPED(int, __cpuhp_setup_state,
           (int state, const char *name, bool invoke, int (*up)(unsigned int),
            int (*down)(unsigned int), bool many))
{
    return 0;
}
char hl_param_ops_bool[64] __asm__("param_ops_bool");

HL_UNTYPED(int, kstrtobool, (const char *text, bool *value))
{
    *value = text[0] == '1' || text[0] == 'y';
    return 0;
}

HL_UNTYPED(int, _copy_from_user, (void *to, const void *from, unsigned long bytes))
{
    memcpy(to, from, bytes);
    return 0;
}

HL_UNTYPED(int, check_zeroed_user, (const void *from, size_t bytes))
{
    for (size_t i = 0; i < bytes; ++i)
        if (((const char *)from)[i])
            return 0;
    return 1;
}

/* Never asked for here: a guest's mmap(), dirty pages, scattered lists. */
HL_UNTYPED(int, mtree_alloc_range, (void))
{
    return -ENOMEM;
}

HL_UNTYPED(void *, mtree_erase, (void))
{
    return NULL;
}

HL_UNTYPED(void *, mtree_load, (void))
{
    return NULL;
}

HL_UNTYPED(void, iova_bitmap_set, (void *bitmap, unsigned long iova, size_t length))
{
}

HL_UNTYPED(void *, sg_next, (void *list))
{
    return NULL;
}

HL_UNTYPED(u32, __get_random_u32_below, (u32 ceiling))
{
    return 0;
}
