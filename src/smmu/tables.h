// SPDX-License-Identifier: MIT
/* Where STEs and CDs lie: sections 3.3.1, 3.3.2, 5.1, 5.2 (S1Fmt, S1CDMax), 5.3, 6.3.24, 6.3.25. */
#ifndef HITLESS_SMMU_TABLES_H
#define HITLESS_SMMU_TABLES_H

#include "entry/field.h"
#include "smmu/smmu.h"

/* STRTAB_BASE and STRTAB_BASE_CFG, with reserved values replaced by what they behave as. */
struct hl_stream_table {
    uint64_t base; /* aligned to the table's size, by LOG2SIZE as programmed */
    unsigned bits; /* of the StreamIDs in range: not above SIDSIZE */
    unsigned split;
    bool two_level;
};
struct hl_stream_table hl_stream_table(const struct hl_smmu *smmu, uint64_t strtab_base,
                                       uint32_t strtab_base_cfg);

/* The StreamID size of this Security state (6.3.2, 6.3.53). */
unsigned hl_sidsize(const struct hl_smmu *smmu);

static inline bool hl_stream_in_range(const struct hl_stream_table *t, uint32_t sid)
{
    return t->bits >= 32 || !(sid >> t->bits);
}

/* An L1STD (5.1): the table that it leads to. */
enum hl_l1std_state { HL_L1STD_VALID, HL_L1STD_SPAN_INVALID, HL_L1STD_SPAN_ABOVE_SPLIT };
struct hl_l1std {
    enum hl_l1std_state state;
    uint64_t base;
    unsigned bits; /* log2 of the STEs there */
};
struct hl_l1std hl_l1std(const struct hl_stream_table *table, uint64_t value);

/* The CD table of an STE that enables stage 1. */
struct hl_cd_table {
    uint64_t base;  /* of CDs, or of L1CDs where split is not 0 */
    unsigned bits;  /* S1CDMax: log2 of the CDs */
    unsigned split; /* log2 of the CDs that an L1CD leads to; 0: one level */
};
struct hl_cd_table hl_cd_table(const struct hl_entry *regime);

/* L1CD.L2Ptr, if L1CD.V (5.3). */
static inline bool hl_l1cd_valid(uint64_t l1cd)
{
    return l1cd & 1;
}

static inline uint64_t hl_l1cd_pointer(uint64_t l1cd, unsigned split)
{
    return l1cd & hl_ones(56) & ~UINT64_C(0) << (split + 6);
}

#endif
