// SPDX-License-Identifier: MIT
/* Device resources: what goes when a driver is unbound, the last one first. */
#include "shim.h"

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
