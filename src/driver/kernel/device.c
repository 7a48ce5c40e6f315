// SPDX-License-Identifier: MIT
/* Devices as far as the driver and the core look at them: the SMMU and its endpoints, and their
 * buses. */
#include <linux/amba/bus.h>
#include <linux/of.h>

#include "shim.h"

struct hl_endpoint hl_endpoints[HLK_DEVICES];
struct hlk_machine hl_machine_is;
struct platform_device hl_smmu;
struct platform_driver *hl_driver;

static struct device_node smmu_node;
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
