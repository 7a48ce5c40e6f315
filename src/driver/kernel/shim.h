/* SPDX-License-Identifier: MIT */
/* What the files of the shim share. They are compiled with a tree's own headers and stand for what
 * of the kernel is not compiled: allocators, devices, buses, locks, time. */
#ifndef HITLESS_DRIVER_SHIM_H
#define HITLESS_DRIVER_SHIM_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "../kernel.h"

/* Define what the tree declares with a type that differs from tree to tree: by its name as the
 * linker knows it. */
#define HL_UNTYPED(result, name, parameters)                                                       \
    result hl_untyped_##name parameters __asm__(#name);                                            \
    result hl_untyped_##name parameters

/* memory.c */
void *hl_heap_alloc(size_t bytes); /* never fails on purpose; zeroed */
void hl_heap_free(void *memory);
bool hl_strikes(gfp_t flags); /* whether this allocation is the one to fail */
void *hl_pages_alloc(unsigned int order, bool zero);
void hl_pages_free(void *pages, unsigned int order);
extern unsigned long long hl_clock; /* time.c: nanoseconds */

/* lock.c */
void hl_enter(void); /* around each operation; leave: what it left to do, then its result */
int hl_leave(int result);
void hl_after_grace_period(void (*run)(void *), void *data);

/* device.c */
struct hl_endpoint {
    struct device *dev; /* of one of these two */
    union {
        struct pci_dev pci;
        struct platform_device platform;
    };
    struct device_node node;
    struct hlk_device can;
    bool present, ats_on, pasid_on;
};
extern struct hl_endpoint hl_endpoints[HLK_DEVICES];
extern struct hlk_machine hl_machine_is;
extern struct platform_device hl_smmu;
extern struct platform_driver *hl_driver;
struct hl_endpoint *hl_endpoint_of(const struct device *dev);
void hl_devices_init(const struct hlk_machine *machine);
int hl_bus_notify(const struct bus_type *bus, unsigned long action, struct device *dev);

/* devres.c */
void hl_devres_add(struct device *dev, void (*release)(void *), void *data);
void hl_devres_release(struct device *dev);

/* interrupt.c */
bool hl_interrupt_run(enum hlk_interrupt interrupt);

/* process.c */
struct mm_struct *hl_mm(unsigned int number); /* NULL: there is none */
struct mm_struct *hl_mm_new(unsigned int number);

#endif
