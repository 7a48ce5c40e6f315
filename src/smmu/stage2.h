// SPDX-License-Identifier: MIT
/* The geometry of stage 2 walks: which start levels fit which input sizes (A-profile D8.2, G5.5.7),
 * and how the start table must be aligned. */
#ifndef HITLESS_SMMU_STAGE2_H
#define HITLESS_SMMU_STAGE2_H

#include "smmu/smmu.h"

enum hl_format { HL_VMSA32, HL_VMSA64, HL_VMSA128 };

struct hl_s2_walk {
    enum hl_format format;
    unsigned tg;   /* STE.S2TG's encoding: 0 4KB, 1 64KB, 2 16KB, 3 reserved */
    unsigned t0sz; /* as programmed */
    unsigned sl;   /* {S2SL0_2, S2SL0}, S2SL0_2 only where it is considered */
    unsigned skl;
    bool ds; /* effective */
};

/* SMMU_IDR5 has this granule. */
bool hl_granule_supported(const struct hl_smmu *s, unsigned tg);

/* S2T0SZ outside of what 5.2 S2T0SZ allows for VMSAv8-64 and VMSAv9-128. */
bool hl_s2_t0sz_invalid(const struct hl_smmu *s, const struct hl_s2_walk *w);
/* The nearest allowed value (SMMUv3.0, option s2t0sz-oor-illegal=0). */
unsigned hl_s2_t0sz_clamp(const struct hl_smmu *s, const struct hl_s2_walk *w);

/* The start level is reserved, or does not fit the input size. */
bool hl_s2_inconsistent(const struct hl_smmu *s, const struct hl_s2_walk *w);

/* Of a consistent walk: bits of its input address, and its start level (-1 to 3). Not for
 * VMSAv9-128. */
unsigned hl_s2_input_bits(const struct hl_s2_walk *w);
int hl_s2_start_level(const struct hl_s2_walk *w);

/* log2 of the start table's size in bytes: lower bits of the table base are taken as zero. Only for
 * a consistent walk. wide: the effective output size is 52 bits. */
unsigned hl_s2_table_bits(const struct hl_s2_walk *w, bool wide);

#endif
