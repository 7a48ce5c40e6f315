// SPDX-License-Identifier: MIT
#include "smmu/tables.h"

#include "smmu/registers.h"

unsigned hl_sidsize(const struct hl_smmu *s)
{
    return s->security == HL_SECURE ? s->regs.s_idr1 & 63 : hl_reg_SIDSIZE(&s->regs);
}

/* 6.3.24: the base is aligned to the table's size, by the LOG2SIZE as programmed. */
static uint64_t aligned_base(const struct hl_stream_table *t, unsigned log2size, uint64_t base)
{
    unsigned low = log2size + 6;

    if (t->two_level)
        low = log2size > t->split + 3 ? log2size - t->split + 3 : 6;
    if (low >= 56)
        return 0;
    return base & hl_ones(56) & ~UINT64_C(0) << low;
}

struct hl_stream_table hl_stream_table(const struct hl_smmu *s, uint64_t base, uint32_t cfg)
{
    const unsigned log2size = cfg & 63, split = cfg >> 6 & 31, sidsize = hl_sidsize(s);
    struct hl_stream_table t = {
        .bits = log2size < sidsize ? log2size : sidsize,
        .split = split == 8 || split == 10 ? split : 6,
        .two_level = hl_reg_ST_LEVEL(&s->regs) != 0 && (cfg >> 16 & 3) == 1,
    };

    t.base = aligned_base(&t, log2size, base);
    return t;
}

struct hl_l1std hl_l1std(const struct hl_stream_table *table, uint64_t value)
{
    const unsigned span = (unsigned)(value & 31);

    if (span == 0 || span > 11)
        return (struct hl_l1std){.state = HL_L1STD_SPAN_INVALID};
    if (span > table->split + 1)
        return (struct hl_l1std){.state = HL_L1STD_SPAN_ABOVE_SPLIT};
    return (struct hl_l1std){
        .base = value & hl_ones(56) & ~UINT64_C(0) << (span + 5),
        .bits = span - 1,
    };
}

struct hl_cd_table hl_cd_table(const struct hl_entry *regime)
{
    static const unsigned splits[4] = {0, 6, 10, 0};

    return (struct hl_cd_table){
        .base = HL_GET(STE, regime, S1ContextPtr) << 6,
        .bits = (unsigned)HL_GET(STE, regime, S1CDMax),
        .split = splits[HL_GET(STE, regime, S1Fmt)],
    };
}
