// SPDX-License-Identifier: MIT
/* What iommufd does with a viommu of a device's SMMU: allocate it under a nest parent, enter
 * devices by a guest's StreamID, make nested domains of a guest's STE, pass on a guest's commands.
 */
#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <uapi/linux/iommufd.h>

#include "shim.h"
#include "operations.h"

#ifdef HL_HAS_VIOMMU
#include "iommu-priv.h"
#include "arm/arm-smmu-v3/arm-smmu-v3.h"
#include "iommufd/iommufd_private.h"

enum { VDEVICES = HLK_DEVICES };

static struct {
    struct iommufd_viommu *viommu;
    struct iommufd_vdevice *vdevice[VDEVICES];
} viommus[HLK_VIOMMUS];
static struct iommufd_device devices[HLK_DEVICES];

static struct iommufd_viommu *get(unsigned int number)
{
    return number < HLK_VIOMMUS ? viommus[number].viommu : NULL;
}

/* A VMM asks what the SMMU is, before it makes one for a guest. */
static bool has_info(struct device *device, const struct iommu_ops *ops)
{
    u32 length = 0;
    enum iommu_hw_info_type type = IOMMU_HW_INFO_TYPE_DEFAULT;
    void *info = ops->hw_info ? ops->hw_info(device, &length, &type) : NULL;
    if (IS_ERR(info))
        return false;
    kfree(info);
    return true;
}

int hlk_viommu_alloc(unsigned int number, unsigned int dev, unsigned int parent)
{
    struct device *device = hl_device(dev);
    if (number >= HLK_VIOMMUS || viommus[number].viommu || !device || parent >= HLK_DOMAINS ||
        !hl_domains[parent].domain || hl_domains[parent].kind != HLK_NEST_PARENT)
        return -EINVAL;
    const struct iommu_ops *ops = dev_iommu_ops(device);
    if (!ops->get_viommu_size || !ops->viommu_init)
        return -EOPNOTSUPP;
    hl_enter();
    if (!has_info(device, ops))
        return hl_leave(-ENOMEM);
    const size_t size = ops->get_viommu_size(device, IOMMU_VIOMMU_TYPE_ARM_SMMUV3);
    if (!size)
        return hl_leave(-EOPNOTSUPP);
    struct iommufd_viommu *viommu = hl_heap_alloc(size);
    refcount_set(&viommu->obj.users, 1);
    viommu->obj.type = IOMMUFD_OBJ_VIOMMU;
    xa_init(&viommu->vdevs);
    viommu->type = IOMMU_VIOMMU_TYPE_ARM_SMMUV3;
    INIT_LIST_HEAD(&viommu->veventqs);
    viommu->iommu_dev = device->iommu->iommu_dev;
    const int result = ops->viommu_init(viommu, hl_domains[parent].domain, NULL);
    if (result)
        hl_heap_free(viommu);
    else
        viommus[number].viommu = viommu;
    return hl_leave(result);
}

int hlk_viommu_free(unsigned int number)
{
    struct iommufd_viommu *viommu = get(number);
    if (!viommu)
        return -EINVAL;
    for (unsigned int i = 0; i < VDEVICES; ++i)
        if (viommus[number].vdevice[i])
            return -EBUSY;
    hl_enter();
    if (viommu->ops && viommu->ops->destroy)
        viommu->ops->destroy(viommu);
    xa_destroy(&viommu->vdevs);
    viommus[number].viommu = NULL;
    hl_heap_free(viommu);
    return hl_leave(0);
}

int hlk_vdevice_add(unsigned int number, unsigned int dev, u64 vsid)
{
    struct iommufd_viommu *viommu = get(number);
    if (!viommu || !hl_device(dev) || viommus[number].vdevice[dev])
        return -EINVAL;
    hl_enter();
    size_t size = sizeof(struct iommufd_vdevice);
#ifdef HL_HAS_VDEVICE_INIT
    if (viommu->ops && viommu->ops->vdevice_size)
        size = viommu->ops->vdevice_size;
#endif
    struct iommufd_vdevice *vdevice = hl_heap_alloc(size);
    devices[dev].dev = hl_device(dev);
    vdevice->idev = &devices[dev];
    vdevice->viommu = viommu;
    vdevice->virt_id = vsid;
    int result = xa_insert(&viommu->vdevs, vsid, NULL, GFP_KERNEL);
#ifdef HL_HAS_VDEVICE_INIT
    if (!result && viommu->ops && viommu->ops->vdevice_init) {
        result = viommu->ops->vdevice_init(vdevice);
        if (result)
            xa_release(&viommu->vdevs, vsid);
    }
#endif
    if (result) {
        hl_heap_free(vdevice);
        return hl_leave(result == -EBUSY ? -EEXIST : result);
    }
    xa_store(&viommu->vdevs, vsid, vdevice, GFP_KERNEL);
    viommus[number].vdevice[dev] = vdevice;
    return hl_leave(0);
}

int hlk_vdevice_remove(unsigned int number, unsigned int dev)
{
    struct iommufd_viommu *viommu = get(number);
    if (!viommu || dev >= HLK_DEVICES || !viommus[number].vdevice[dev])
        return -EINVAL;
    hl_enter();
    struct iommufd_vdevice *vdevice = viommus[number].vdevice[dev];
#ifdef HL_HAS_VDEVICE_INIT
    if (vdevice->destroy)
        vdevice->destroy(vdevice);
#endif
    xa_erase(&viommu->vdevs, vdevice->virt_id);
    viommus[number].vdevice[dev] = NULL;
    hl_heap_free(vdevice);
    return hl_leave(0);
}

int hlk_nested_alloc(unsigned int dom, unsigned int number, const u64 vste[2])
{
    struct iommufd_viommu *viommu = get(number);
    if (!viommu || dom < HLK_DOM_FREE || dom >= HLK_DOMAINS || hl_domains[dom].domain)
        return -EINVAL;
    if (!viommu->ops || !viommu->ops->alloc_domain_nested)
        return -EOPNOTSUPP;
    hl_enter();
    struct iommu_hwpt_arm_smmuv3 ste = {.ste = {cpu_to_le64(vste[0]), cpu_to_le64(vste[1])}};
    const struct iommu_user_data data = {
        .type = IOMMU_HWPT_DATA_ARM_SMMUV3, .uptr = (void __user *)&ste, .len = sizeof ste};
    struct iommu_domain *domain = viommu->ops->alloc_domain_nested(viommu, 0, &data);
    if (IS_ERR(domain))
        return hl_leave((int)PTR_ERR(domain));
    domain->owner = viommu->iommu_dev->ops;
    domain->cookie_type = IOMMU_COOKIE_IOMMUFD;
    hl_domains[dom] = (struct hl_domain){domain, HLK_NESTED, number};
    return hl_leave(0);
}

int hlk_viommu_invalidate(unsigned int number, const u64 (*commands)[2], unsigned int count,
                          unsigned int *done)
{
    struct iommufd_viommu *viommu = get(number);
    *done = 0;
    if (!viommu || !count)
        return -EINVAL;
    if (!viommu->ops || !viommu->ops->cache_invalidate)
        return -EOPNOTSUPP;
    hl_enter();
    struct iommu_user_data_array array = {.type = IOMMU_VIOMMU_INVALIDATE_DATA_ARM_SMMUV3,
                                          .uptr = (void __user *)commands,
                                          .entry_len = 2 * sizeof(u64),
                                          .entry_num = count};
    const int result = viommu->ops->cache_invalidate(viommu, &array);
    *done = array.entry_num;
    return hl_leave(result);
}

int hl_viommu_meaning(unsigned int number, struct hlk_meaning *meaning)
{
    const struct iommufd_viommu *viommu = get(number);
    if (!viommu)
        return -EINVAL;
    const struct arm_vsmmu *vsmmu = container_of(viommu, struct arm_vsmmu, core);
    meaning->vmid = vsmmu->vmid;
    return 0;
}

#else /* this tree has no viommu */

int hlk_viommu_alloc(unsigned int number, unsigned int dev, unsigned int parent)
{
    return HLK_ABSENT;
}
int hlk_viommu_free(unsigned int number)
{
    return HLK_ABSENT;
}
int hlk_vdevice_add(unsigned int number, unsigned int dev, u64 vsid)
{
    return HLK_ABSENT;
}
int hlk_vdevice_remove(unsigned int number, unsigned int dev)
{
    return HLK_ABSENT;
}
int hlk_nested_alloc(unsigned int dom, unsigned int number, const u64 vste[2])
{
    return HLK_ABSENT;
}
int hlk_viommu_invalidate(unsigned int number, const u64 (*commands)[2], unsigned int count,
                          unsigned int *done)
{
    *done = 0;
    return HLK_ABSENT;
}
int hl_viommu_meaning(unsigned int number, struct hlk_meaning *meaning)
{
    return HLK_ABSENT;
}
#endif
