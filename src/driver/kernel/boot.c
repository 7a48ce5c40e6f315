// SPDX-License-Identifier: MIT
/* From nothing to a probed SMMU, and back. */
#include <generated/utsrelease.h>
#include <linux/crash_dump.h>
#include <linux/init.h>
#include <linux/iommu.h>
#include <linux/moduleparam.h>
#include <linux/radix-tree.h>

#include "shim.h"

int hl_initcall_iommu_init(void);
int hl_initcall_iommu_subsys_init(void);
int hl_initcall_arm_smmu_driver_init(void);
void hl_operations_init(void);

/* Not ELFCORE_ADDR_MAX: the kernel before this one has crashed. */
unsigned long long elfcorehdr_addr = ELFCORE_ADDR_MAX;

const char *hlk_release(void)
{
    return UTS_RELEASE;
}

int hlk_boot(void)
{
    hl_thread.task = &hl_task;
    radix_tree_init();
    hl_operations_init();
    int result = hl_initcall_iommu_init();
    if (!result)
        result = hl_initcall_iommu_subsys_init();
    if (!result)
        result = hl_initcall_arm_smmu_driver_init();
    if (!result && !hl_driver)
        result = -ENODEV;
    return result;
}

/* Set a parameter of the driver's module that is a bool; one that it does not have is left. */
extern const struct kernel_param __start___param[], __stop___param[];
static void set_parameter(const char *name, bool value)
{
    for (const struct kernel_param *param = __start___param; param < __stop___param; ++param) {
        const char *dot = strrchr(param->name, '.');
        if (!strcmp(dot ? dot + 1 : param->name, name))
            *(bool *)param->arg = value;
    }
}

int hlk_smmu_probe(const struct hlk_machine *machine)
{
    hl_enter();
    hl_devices_init(machine);
    elfcorehdr_addr = machine->kdump ? 0 : ELFCORE_ADDR_MAX;
    set_parameter("disable_msipolling", machine->disable_msipolling);
    set_parameter("disable_bypass", machine->disable_bypass);
    if (machine->passthrough)
        iommu_set_default_passthrough(false);
    else
        iommu_set_default_translated(false);
    const int result = hl_driver->probe(&hl_smmu);
    if (result)
        hl_devres_release(&hl_smmu.dev);
    return hl_leave(result);
}

int hlk_smmu_remove(void)
{
    hl_enter();
    hl_driver->remove(&hl_smmu);
    hl_devres_release(&hl_smmu.dev);
    return hl_leave(0);
}

void hlk_smmu_shutdown(void)
{
    hl_enter();
    hl_driver->shutdown(&hl_smmu);
    hl_leave(0);
}

#define SLEEP(name)                                                                                \
    int hlk_##name(void)                                                                           \
    {                                                                                              \
        const struct dev_pm_ops *pm = hl_driver->driver.pm;                                        \
        if (!pm || !pm->name)                                                                      \
            return HLK_ABSENT;                                                                     \
        hl_enter();                                                                                \
        return hl_leave(pm->name(&hl_smmu.dev));                                                   \
    }
SLEEP(suspend)
SLEEP(resume)
