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

#endif
