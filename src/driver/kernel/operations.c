// SPDX-License-Identifier: MIT
/* The operations of driver/kernel.h, each as its callers in a kernel do it: VFIO, iommufd, the bus,
 * a process. */
#include <linux/io-pgtable.h>
#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <linux/of.h>
#include <linux/sched/mm.h>
#include <uapi/linux/iommufd.h>

#include "shim.h"
#include "operations.h"
#include "arm/arm-smmu-v3/arm-smmu-v3.h"
#include "iommu-priv.h"

enum { PASIDS = 24 }; /* attached at a time to a device */

struct hl_domain hl_domains[HLK_DOMAINS];

/* What a PASID has, or the RID (IOMMU_NO_PASID). The core wants a new handle for each attachment.
 */
struct attachment {
    struct iommu_domain *domain;
    struct iommu_attach_handle *handle;
    u32 pasid;
};
static struct {
    struct attachment rid, pasid[PASIDS];
    struct iommu_sva *sva[HLK_MMS];
    bool miscounted;
} attached[HLK_DEVICES];

void hl_operations_init(void)
{
    for (unsigned int i = 0; i < HLK_DOMAINS; ++i)
        hl_domains[i] = (struct hl_domain){NULL, HLK_S1, 0};
}

struct device *hl_device(unsigned int dev)
{
    return dev < HLK_DEVICES && hl_endpoints[dev].present ? hl_endpoints[dev].dev : NULL;
}

/* A domain for a device: its driver's static ones, or one that was allocated. */
static struct iommu_domain *domain_for(struct device *dev, unsigned int dom)
{
    if (dom >= HLK_DOMAINS)
        return NULL;
    if (dom == HLK_DOM_IDENTITY)
        return dev_iommu_ops(dev)->identity_domain;
    if (dom == HLK_DOM_BLOCKED)
        return dev_iommu_ops(dev)->blocked_domain;
    return hl_domains[dom].domain;
}

static struct attachment *find(unsigned int dev, u32 pasid)
{
    for (unsigned int i = 0; i < PASIDS; ++i)
        if (attached[dev].pasid[i].domain && attached[dev].pasid[i].pasid == pasid)
            return &attached[dev].pasid[i];
    return NULL;
}

static struct attachment *room(unsigned int dev)
{
    for (unsigned int i = 0; i < PASIDS; ++i)
        if (!attached[dev].pasid[i].domain)
            return &attached[dev].pasid[i];
    return NULL;
}

static void forget(struct attachment *attachment)
{
    if (attachment->handle)
        hl_heap_free(attachment->handle);
    *attachment = (struct attachment){NULL, NULL, 0};
}

static void remember(struct attachment *attachment, struct iommu_domain *domain,
                     struct iommu_attach_handle *handle, u32 pasid)
{
    forget(attachment);
    *attachment = (struct attachment){domain, handle, pasid};
}

/* CDs of PASIDs. */

static unsigned int pasids_of(unsigned int dev)
{
    unsigned int count = 0;
    for (unsigned int i = 0; i < PASIDS; ++i)
        count += attached[dev].pasid[i].domain != NULL;
    for (unsigned int mm = 0; mm < HLK_MMS; ++mm)
        count += attached[dev].sva[mm] != NULL;
    return count;
}

static unsigned int valid_cds(struct arm_smmu_master *master)
{
    unsigned int count = 0;
    for (u32 ssid = 1; ssid < 1u << master->cd_table.s1cdmax; ++ssid) {
        const struct arm_smmu_cd *cd = arm_smmu_get_cd_ptr(master, ssid);
        count += cd && (cd->data[0] & cpu_to_le64(CTXDESC_CD_0_V));
    }
    return count;
}

/* The driver counts those that are valid, and what the STE becomes goes by that: told when it has
 * come to differ. Not all that is attached has one, but where the numbers agree nothing is amiss.
 */
void hl_operations_ended(void)
{
    for (unsigned int dev = 0; dev < HLK_DEVICES; ++dev) {
        struct arm_smmu_master *master = hl_device(dev) ? dev_iommu_priv_get(hl_device(dev)) : NULL;
        const bool miscounted = master && master->cd_table.used_ssids != pasids_of(dev) &&
                                master->cd_table.used_ssids != valid_cds(master);
        if (miscounted && !attached[dev].miscounted)
            hlh_warn("used_ssids", 0, "it is not the number of valid CDs with a SubstreamID");
        attached[dev].miscounted = miscounted;
    }
}

/* Devices. */

/* What of_iommu_configure() does: the firmware's IDs. */
static int configure(struct hl_endpoint *endpoint)
{
    struct device *dev = endpoint->dev;
    int result = iommu_fwspec_init(dev, hl_smmu.dev.fwnode);
    for (unsigned int i = 0; !result && i < endpoint->can.streams; ++i) {
        const struct of_phandle_args id = {.args_count = 1, .args = {endpoint->can.sid[i]}};
        result = iommu_ops_from_fwnode(hl_smmu.dev.fwnode)->of_xlate(dev, &id);
    }
    if (!result && endpoint->can.pci && endpoint->can.ats)
        dev_iommu_fwspec_get(dev)->flags |= IOMMU_FWSPEC_PCI_RC_ATS;
#ifdef IOMMU_FWSPEC_PCI_RC_CANWBS
    if (!result && endpoint->can.pci && endpoint->can.canwbs)
        dev_iommu_fwspec_get(dev)->flags |= IOMMU_FWSPEC_PCI_RC_CANWBS;
#endif
    return result;
}

int hlk_device_probe(unsigned int dev)
{
    if (dev >= hl_machine_is.devices || hl_endpoints[dev].present)
        return -EINVAL;
    struct hl_endpoint *endpoint = &hl_endpoints[dev];
    hl_enter();
    int result = configure(endpoint);
    if (!result) {
        hl_bus_notify(endpoint->dev->bus, BUS_NOTIFY_ADD_DEVICE, endpoint->dev);
        result = endpoint->dev->iommu_group ? 0 : -ENODEV;
    }
    if (!result)
        endpoint->present = true;
    else
        hl_bus_notify(endpoint->dev->bus, BUS_NOTIFY_REMOVED_DEVICE, endpoint->dev);
    return hl_leave(result);
}

int hlk_device_release(unsigned int dev)
{
    if (!hl_device(dev))
        return -EINVAL;
    hl_enter();
    hl_bus_notify(hl_endpoints[dev].dev->bus, BUS_NOTIFY_REMOVED_DEVICE, hl_endpoints[dev].dev);
    hl_endpoints[dev].present = false;
    forget(&attached[dev].rid);
    return hl_leave(0);
}

int hlk_reset_begin(unsigned int dev)
{
#ifdef HL_HAS_RESET
    if (!hl_device(dev) || !hl_endpoints[dev].can.pci)
        return -EINVAL;
    hl_enter();
    return hl_leave(pci_dev_reset_iommu_prepare(&hl_endpoints[dev].pci));
#else
    return HLK_ABSENT;
#endif
}

int hlk_reset_end(unsigned int dev)
{
#ifdef HL_HAS_RESET
    if (!hl_device(dev) || !hl_endpoints[dev].can.pci)
        return -EINVAL;
    hl_enter();
    pci_dev_reset_iommu_done(&hl_endpoints[dev].pci);
    return hl_leave(0);
#else
    return HLK_ABSENT;
#endif
}

/* Domains. */

static struct iommu_domain *paging(struct device *dev, enum hlk_domain_kind kind)
{
    if (kind == HLK_S1)
        return iommu_paging_domain_alloc(dev);
#ifdef HL_HAS_PAGING_FLAGS
    return iommu_paging_domain_alloc_flags(
        dev, kind == HLK_NEST_PARENT ? IOMMU_HWPT_ALLOC_NEST_PARENT : 0);
#else
    if (kind == HLK_NEST_PARENT)
        return ERR_PTR(HLK_ABSENT);
    const struct arm_smmu_master *master = dev_iommu_priv_get(dev);
    if (!(master->smmu->features & ARM_SMMU_FEAT_TRANS_S2))
        return ERR_PTR(-EOPNOTSUPP); /* or its first attach makes it stage 1, and says nothing */
    struct iommu_domain *domain = iommu_domain_alloc(dev->bus);
    if (!domain)
        return ERR_PTR(-ENOMEM);
    const int result = iommu_enable_nesting(domain); /* stage 2, as VFIO had it */
    if (!result)
        return domain;
    iommu_domain_free(domain);
    return ERR_PTR(result);
#endif
}

/* What VFIO and iommufd do for a device whose DMA must not bypass caches; who asks for less changes
 * nothing. */
static void make_coherent(struct device *dev, struct iommu_domain *domain)
{
    static const enum iommu_cap asked[] = {IOMMU_CAP_CACHE_COHERENCY, IOMMU_CAP_NOEXEC,
                                           IOMMU_CAP_DEFERRED_FLUSH, IOMMU_CAP_DIRTY_TRACKING};
    for (unsigned int i = 0; i < sizeof asked / sizeof asked[0]; ++i)
        device_iommu_capable(dev, asked[i]);
    if (device_iommu_capable(dev, IOMMU_CAP_ENFORCE_CACHE_COHERENCY) &&
        domain->ops->enforce_cache_coherency)
        domain->ops->enforce_cache_coherency(domain);
}

int hlk_domain_alloc(unsigned int dom, enum hlk_domain_kind kind, unsigned int dev)
{
    if (dom < HLK_DOM_FREE || dom >= HLK_DOMAINS || hl_domains[dom].domain || !hl_device(dev) ||
        kind == HLK_NESTED)
        return -EINVAL;
    hl_enter();
    struct iommu_domain *domain = paging(hl_device(dev), kind);
    if (IS_ERR(domain))
        return hl_leave((int)PTR_ERR(domain));
    const bool stage1 = to_smmu_domain(domain)->stage == ARM_SMMU_DOMAIN_S1;
    if (stage1 != (kind == HLK_S1)) { /* the SMMU has one stage, or the driver prefers the other */
        iommu_domain_free(domain);
        return hl_leave(-EOPNOTSUPP);
    }
    make_coherent(hl_device(dev), domain);
    hl_domains[dom] = (struct hl_domain){domain, kind, 0};
    return hl_leave(0);
}

int hlk_domain_free(unsigned int dom)
{
    if (dom < HLK_DOM_FREE || dom >= HLK_DOMAINS || !hl_domains[dom].domain)
        return -EINVAL;
    hl_enter();
    struct iommu_domain *domain = hl_domains[dom].domain;
    hl_domains[dom].domain = NULL;
    iommu_domain_free(domain);
    return hl_leave(0);
}

int hlk_attach(unsigned int dev, unsigned int dom)
{
    struct device *device = hl_device(dev);
    struct iommu_domain *domain = device ? domain_for(device, dom) : NULL;
    if (!domain)
        return -EINVAL;
    hl_enter();
    struct attachment *rid = &attached[dev].rid;
    struct iommu_attach_handle *handle = hl_heap_alloc(sizeof *handle);
    const int result = rid->domain ? iommu_replace_group_handle(device->iommu_group, domain, handle)
                                   : iommu_attach_group_handle(domain, device->iommu_group, handle);
    if (result)
        hl_heap_free(handle);
    else
        remember(rid, domain, handle, IOMMU_NO_PASID);
    return hl_leave(result);
}

int hlk_detach(unsigned int dev)
{
    if (!hl_device(dev) || !attached[dev].rid.domain)
        return -EINVAL;
    hl_enter();
    iommu_detach_group_handle(attached[dev].rid.domain, hl_device(dev)->iommu_group);
    forget(&attached[dev].rid);
    return hl_leave(0);
}

int hlk_pasid_attach(unsigned int dev, u32 pasid, unsigned int dom)
{
    struct device *device = hl_device(dev);
    struct iommu_domain *domain = device ? domain_for(device, dom) : NULL;
    struct attachment *free = device ? room(dev) : NULL;
    if (!domain || !free)
        return -EINVAL;
    hl_enter();
    struct iommu_attach_handle *handle = hl_heap_alloc(sizeof *handle);
    const int result = iommu_attach_device_pasid(domain, device, pasid, handle);
    if (result)
        hl_heap_free(handle);
    else
        remember(free, domain, handle, pasid);
    return hl_leave(result);
}

int hlk_pasid_replace(unsigned int dev, u32 pasid, unsigned int dom)
{
#ifdef HL_HAS_PASID_REPLACE
    struct device *device = hl_device(dev);
    struct iommu_domain *domain = device ? domain_for(device, dom) : NULL;
    struct attachment *attachment = device ? find(dev, pasid) : NULL;
    if (!domain || !attachment)
        return -EINVAL;
    hl_enter();
    struct iommu_attach_handle *handle = hl_heap_alloc(sizeof *handle);
    const int result = iommu_replace_device_pasid(domain, device, pasid, handle);
    if (result)
        hl_heap_free(handle);
    else
        remember(attachment, domain, handle, pasid);
    return hl_leave(result);
#else
    return HLK_ABSENT;
#endif
}

int hlk_pasid_detach(unsigned int dev, u32 pasid)
{
    struct attachment *attachment = hl_device(dev) ? find(dev, pasid) : NULL;
    if (!attachment)
        return -EINVAL;
    hl_enter();
    iommu_detach_device_pasid(attachment->domain, hl_device(dev), pasid);
    forget(attachment);
    return hl_leave(0);
}

/* Shared virtual addressing. */

/* Before its first process and after its last one a device's driver asks for processes, and before
 * that for faults (uacce), where these can be: what has handlers of its own does without. */
#ifdef HL_HAS_DEV_FEATURES
static bool is_bound(unsigned int dev)
{
    for (unsigned int mm = 0; mm < HLK_MMS; ++mm)
        if (attached[dev].sva[mm])
            return true;
    return false;
}

static void disable_sva(unsigned int dev)
{
    if (is_bound(dev))
        return;
    iommu_dev_disable_feature(hl_device(dev), IOMMU_DEV_FEAT_SVA);
    iommu_dev_disable_feature(hl_device(dev), IOMMU_DEV_FEAT_IOPF);
}

static int enable_sva(unsigned int dev)
{
    if (is_bound(dev))
        return 0;
    iommu_dev_enable_feature(hl_device(dev), IOMMU_DEV_FEAT_IOPF);
    const int result = iommu_dev_enable_feature(hl_device(dev), IOMMU_DEV_FEAT_SVA);
    if (result)
        disable_sva(dev);
    return result;
}
#else
static void disable_sva(unsigned int dev)
{
}

static int enable_sva(unsigned int dev)
{
    return 0;
}
#endif

int hlk_sva_bind(unsigned int dev, unsigned int mm, u32 *pasid)
{
    if (!hl_device(dev) || mm >= HLK_MMS || attached[dev].sva[mm])
        return -EINVAL;
    hl_enter();
    const int enabled = enable_sva(dev);
    if (enabled)
        return hl_leave(enabled);
    struct mm_struct *process = hl_mm(mm) ? hl_mm(mm) : hl_mm_new(mm);
    int result = 0;
    struct iommu_sva *sva = ERR_PTR(-ESRCH);
    if (mmget_not_zero(process)) { /* a process binds itself while it lives */
        sva = iommu_sva_bind_device(hl_device(dev), process);
        mmput(process);
    }
    if (IS_ERR(sva)) {
        result = (int)PTR_ERR(sva);
        disable_sva(dev);
    } else {
        attached[dev].sva[mm] = sva;
        *pasid = iommu_sva_get_pasid(sva);
    }
    return hl_leave(result);
}

int hlk_sva_unbind(unsigned int dev, unsigned int mm)
{
    if (!hl_device(dev) || mm >= HLK_MMS || !attached[dev].sva[mm])
        return -EINVAL;
    hl_enter();
    iommu_sva_unbind_device(attached[dev].sva[mm]);
    attached[dev].sva[mm] = NULL;
    disable_sva(dev);
    return hl_leave(0);
}

int hlk_mm_exit(unsigned int mm)
{
    if (!hl_mm(mm) || !atomic_read(&hl_mm(mm)->mm_users))
        return -EINVAL;
    hl_enter();
    mmput(hl_mm(mm));
    return hl_leave(0);
}

int hlk_mm_invalidate(unsigned int mm, u64 start, u64 end)
{
    if (!hl_mm(mm))
        return -EINVAL;
    hl_enter();
    __mmu_notifier_arch_invalidate_secondary_tlbs(hl_mm(mm), start, end);
    return hl_leave(0);
}

/* Tables. */

int hlk_map(unsigned int dom, u64 iova, u64 pa, u64 size, unsigned int prot)
{
    if (dom >= HLK_DOMAINS || !hl_domains[dom].domain || hl_domains[dom].kind == HLK_NESTED)
        return -EINVAL;
    hl_enter();
    return hl_leave(iommu_map(hl_domains[dom].domain, iova, pa, size, (int)prot, GFP_KERNEL));
}

int hlk_unmap(unsigned int dom, u64 iova, u64 size)
{
    if (dom >= HLK_DOMAINS || !hl_domains[dom].domain || hl_domains[dom].kind == HLK_NESTED)
        return -EINVAL;
    hl_enter();
    iommu_iova_to_phys(hl_domains[dom].domain, iova); /* VFIO unpins what is there */
    return hl_leave(iommu_unmap(hl_domains[dom].domain, iova, size) == size ? 0 : -EINVAL);
}

int hlk_interrupt(enum hlk_interrupt interrupt)
{
    hl_enter();
    return hl_leave(hl_interrupt_run(interrupt) ? 0 : -ENOENT);
}

int hlk_error_interrupt(void)
{
    return hl_interrupt_run(HLK_GERROR) ? 0 : -ENOENT;
}

/* Meanings. */

int hlk_domain_meaning(unsigned int dom, struct hlk_meaning *meaning)
{
    if (dom >= HLK_DOMAINS || !hl_domains[dom].domain)
        return -EINVAL;
    *meaning = (struct hlk_meaning){0};
    if (hl_domains[dom].kind == HLK_NESTED)
        return hl_viommu_meaning(hl_domains[dom].viommu, meaning);
    const struct arm_smmu_domain *domain = to_smmu_domain(hl_domains[dom].domain);
    if (domain->pgtbl_ops) {
        const struct io_pgtable_cfg *cfg = &io_pgtable_ops_to_pgtable(domain->pgtbl_ops)->cfg;
        meaning->root = domain->stage == ARM_SMMU_DOMAIN_S1 ? cfg->arm_lpae_s1_cfg.ttbr
                                                            : cfg->arm_lpae_s2_cfg.vttbr;
        if (domain->stage == ARM_SMMU_DOMAIN_S1)
            meaning->asid = (u16)domain->cd.asid;
        else
            meaning->vmid = (u16)domain->s2_cfg.vmid;
    }
    return 0;
}

int hlk_mm_meaning(unsigned int mm, struct hlk_meaning *meaning)
{
    if (!hl_mm(mm))
        return -EINVAL;
    *meaning = (struct hlk_meaning){.root = virt_to_phys(hl_mm(mm)->pgd)};
    return 0;
}
