// SPDX-License-Identifier: MIT
/* kobjects: references, and what is released with the last one. */
#include <linux/kobject.h>

#include "shim.h"

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
