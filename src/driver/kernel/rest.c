// SPDX-License-Identifier: MIT
/* What the driver and the core call and nothing here depends on. */
#include "shim.h"

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
