/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_DRIVER_OPERATIONS_H
#define HITLESS_DRIVER_OPERATIONS_H

#include "../kernel.h"

struct hl_domain {
    struct iommu_domain *domain;
    enum hlk_domain_kind kind;
    unsigned int viommu; /* HLK_NESTED */
};
extern struct hl_domain hl_domains[HLK_DOMAINS];
struct device *hl_device(unsigned int dev); /* NULL: it is not there */
void hl_operations_ended(void);             /* the outermost of them */
int hl_viommu_meaning(unsigned int viommu, struct hlk_meaning *meaning);

#endif
