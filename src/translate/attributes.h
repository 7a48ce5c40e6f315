// SPDX-License-Identifier: MIT
/* Memory attributes, and how those of two stages combine: sections 13.1 to 13.5. */
#ifndef HITLESS_TRANSLATE_ATTRIBUTES_H
#define HITLESS_TRANSLATE_ATTRIBUTES_H

#include "smmu/ste.h"

enum hl_type { HL_DEVICE_nGnRnE, HL_DEVICE_nGnRE, HL_DEVICE_nGRE, HL_DEVICE_GRE, HL_NORMAL };
enum hl_cache { HL_NON_CACHEABLE, HL_WRITE_THROUGH, HL_WRITE_BACK };
/* The encoding of the SH fields. */
enum hl_share { HL_NON_SHAREABLE = 0, HL_OUTER_SHAREABLE = 2, HL_INNER_SHAREABLE = 3 };

struct hl_cacheability {
    enum hl_cache cache;
    bool read_allocate, write_allocate, transient; /* false where cache is non-cacheable */
};

struct hl_attributes {
    enum hl_type type;
    struct hl_cacheability inner, outer; /* non-cacheable where type is not HL_NORMAL */
    enum hl_share share;                 /* outer where type is Device or Normal iNC-oNC */
};

/* 13.1.3: what a device is taken to send if it says nothing. */
extern const struct hl_attributes hl_default_attributes;

/* A byte of CD.MAIR, reserved encodings already replaced. share: the descriptor's SH. */
struct hl_attributes hl_attributes_of_mair(unsigned mair, unsigned share);

bool hl_attributes_equal(const struct hl_attributes *a, const struct hl_attributes *b);

/* The same with what 13.1.7 requires of an output. */
struct hl_attributes hl_attributes_consistent(struct hl_attributes a);

/* 13.1.5: the stronger of each. */
struct hl_attributes hl_attributes_combine(struct hl_attributes a, struct hl_attributes b);

/* 13.4.2: stage 1's attributes with the hints of a cacheable input combined. */
struct hl_attributes hl_attributes_stage1(struct hl_attributes input, struct hl_attributes stage1);

/* 13.4.3: a stage 2 descriptor's MemAttr and SH combined with those of stage 1 or of the input.
 * fwb: STE.S2FWB, the encoding of 13.1.6. */
struct hl_attributes hl_attributes_stage2(struct hl_attributes input, unsigned memattr,
                                          unsigned share, bool fwb);

/* The incoming attributes after MTCFG, MemAttr, ALLOCCFG and SHCFG of a live STE (13.3). */
struct hl_attributes hl_attributes_override(const struct hl_smmu *smmu,
                                            const struct hl_meaning *ste,
                                            const struct hl_attributes *incoming);

/* The same after those of SMMU_(*_)GBPA, on an SMMU with ATTR_TYPES_OVR (13.2). */
struct hl_attributes hl_attributes_gbpa(uint32_t gbpa, const struct hl_attributes *incoming);

#endif
