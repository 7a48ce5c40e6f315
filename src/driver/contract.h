// SPDX-License-Identifier: MIT
/* What exists in a machine and where it is attached, as its callers know it: enough to keep the
 * contract of the IOMMU core's callers. What would break it is refused here, before the driver
 * sees it; that the driver refuses something is no error. */
#ifndef HITLESS_DRIVER_CONTRACT_H
#define HITLESS_DRIVER_CONTRACT_H

#include "driver/operation.h"

enum {
    HL_CONTRACT_PASIDS = 8,   /* of a device, with a domain each */
    HL_CONTRACT_MAPPINGS = 8, /* of a domain */
    HL_CONTRACT_OPEN = 4,     /* operations under way */
    HL_DEFAULT_DOMAIN = 0xff
};

struct hl_mapping {
    uint64_t iova, size, pa;
    uint8_t prot;
};

struct hl_domain_state {
    bool exists;
    uint8_t kind;   /* enum hlk_domain_kind */
    uint8_t viommu; /* HLK_NESTED */
    uint8_t mappings;
    struct hl_mapping mapping[HL_CONTRACT_MAPPINGS]; /* disjoint */
};

struct hl_device_state {
    bool probed;
    uint8_t domain; /* of the RID: a number, or HL_DEFAULT_DOMAIN */
    uint8_t pasids;
    struct hl_pasid_state {
        uint32_t pasid;
        uint8_t domain;
    } pasid[HL_CONTRACT_PASIDS];
    uint32_t bound[HLK_MMS]; /* the PASID of each mm; 0: it is not bound */
};

struct hl_viommu_state {
    bool exists;
    uint8_t parent; /* a domain */
    bool has[HLK_DEVICES];
    uint64_t vsid[HLK_DEVICES];
};

struct hl_contract {
    struct hlk_machine machine;
    unsigned address_bits; /* of what may be mapped: addresses and output are below */
    struct hl_device_state device[HLK_DEVICES];
    struct hl_domain_state domain[HLK_DOMAINS]; /* the static ones exist */
    struct hl_viommu_state viommu[HLK_VIOMMUS];
    bool exited[HLK_MMS];               /* that process is gone, and bound somewhere */
    bool suspended, restarted, removed; /* removed: the SMMU, for good */
    /* What operations that are under way make or end, or have: nobody else may make or end it. */
    struct hl_busy {
        uint8_t device[HLK_DEVICES], domain[HLK_DOMAINS], mm[HLK_MMS], viommu[HLK_VIOMMUS];
        uint8_t all;
    } has, changes;
    /* Pages that are being mapped or unmapped: whoever has them is alone with them. */
    unsigned open;
    struct hl_pages {
        uint8_t domain;
        uint64_t iova, size;
    } pages[HL_CONTRACT_OPEN];
};

/* A machine whose first device is not probed yet. */
void hl_contract_begin(struct hl_contract *s, const struct hlk_machine *machine,
                       unsigned address_bits);

/* Why the callers' contract forbids an operation now; NULL: it does not. */
const char *hl_contract_refuses(const struct hl_contract *s, const struct hl_operation *o);

/* An operation that is not refused begins, and ends with the driver's result; several may be under
 * way. pasid: what a BIND that succeeded gave. */
void hl_contract_enter(struct hl_contract *s, const struct hl_operation *o);
void hl_contract_leave(struct hl_contract *s, const struct hl_operation *o, int result,
                       uint32_t pasid);

/* Where a domain is: attached to a RID or a PASID of a device, or the parent of a viommu. */
bool hl_contract_is_used(const struct hl_contract *s, unsigned domain);

/* Whether an mm is bound to any device. */
bool hl_contract_is_bound(const struct hl_contract *s, unsigned mm);

/* What has to go before a device may be released, the next of it; false: nothing is left. */
bool hl_contract_releases(const struct hl_contract *s, unsigned device, struct hl_operation *next);

#endif
