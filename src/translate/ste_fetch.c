// SPDX-License-Identifier: MIT
#include "translate/ste_fetch.h"
#include "translate/read.h"

/* STRTAB_BASE_CFG, with reserved values replaced by what they behave as. */
struct table_shape {
    unsigned log2size;  /* as programmed: aligns the table */
    unsigned effective; /* not above SIDSIZE: the range of StreamIDs */
    bool two_level;
    unsigned split;
};

static struct table_shape table_shape(const struct hl_smmu *s, uint32_t cfg)
{
    unsigned log2size = hl_word_bits(cfg, 0, 6), split = hl_word_bits(cfg, 6, 5);
    unsigned sidsize = hl_sidsize(s);

    return (struct table_shape){
        .log2size = log2size,
        .effective = log2size < sidsize ? log2size : sidsize,
        .two_level = hl_reg_ST_LEVEL(&s->regs) != 0 && hl_word_bits(cfg, 16, 2) == 1,
        .split = split == 8 || split == 10 ? split : 6,
    };
}

/* 6.3.24: the base is aligned to the table's size, by the LOG2SIZE as programmed. */
static uint64_t table_base(const struct table_shape *shape, uint64_t strtab_base)
{
    unsigned low = shape->log2size + 6;

    if (shape->two_level)
        low = shape->log2size > shape->split + 3 ? shape->log2size - shape->split + 3 : 6;
    if (low >= 56)
        return 0;
    return strtab_base & hl_ones(56) & ~UINT64_C(0) << low;
}

static bool fail(struct hl_failure *why, enum hl_event_type event, enum hl_step step, bool l1,
                 uint64_t fetch)
{
    *why = (struct hl_failure){.event = event, .step = step, .l1 = l1, .fetch = fetch};
    return false;
}

/* 3.4.3 note 5. False: the address is out of range, and that is a fault. */
static bool in_range(const struct hl_smmu *s, uint64_t *address)
{
    if (hl_out_of_range(*address, s->oas) && s->options.strtab_oor_fault)
        return false;
    *address = hl_truncate(*address, s->oas);
    return true;
}

/* The L1STD leads to the address of the STE. */
static bool follow_l1std(const struct hl_lookup *l, const struct table_shape *shape, uint64_t l1std,
                         uint64_t *address, struct hl_failure *why)
{
    unsigned span = (unsigned)(l1std & 31);
    uint32_t index = l->t.stream & (uint32_t)hl_ones(shape->split);

    if (span == 0 || span > 11)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_SPAN_ZERO, true, 0);
    if (span > shape->split + 1)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_SPAN_SPLIT, true, 0);
    if (index >> (span - 1))
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_RANGE, true, 0);
    *address = (l1std & hl_ones(56) & ~UINT64_C(0) << (span + 5)) + (uint64_t)index * 64;
    return true;
}

static bool through_first_level(const struct hl_lookup *l, const struct table_shape *shape,
                                uint64_t base, uint64_t *address, struct hl_failure *why)
{
    uint64_t at = base + (uint64_t)(l->t.stream >> shape->split) * 8, l1std;

    if (!in_range(l->smmu, &at))
        return fail(why, HL_F_STE_FETCH, HL_STEP_L1STD_ADDRESS, true, at);
    if (!hl_read_pointer(l->memory, HL_FETCH_L1STD, hl_own_space(l->smmu), at, &l1std))
        return fail(why, HL_F_STE_FETCH, HL_STEP_L1STD_EABT, true, at);
    hl_trace_add(l->trace, HL_STEP_L1STD_FETCH, at, l1std);
    return follow_l1std(l, shape, l1std, address, why);
}

bool hl_ste_fetch(struct hl_lookup *l, struct hl_entry *ste, struct hl_failure *why)
{
    struct table_shape shape = table_shape(l->smmu, l->tables->strtab_base_cfg);
    uint64_t base = table_base(&shape, l->tables->strtab_base), at;

    if (shape.effective < 32 && l->t.stream >> shape.effective)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_STREAM_RANGE, false, 0);
    at = base + (uint64_t)l->t.stream * 64;
    if (shape.two_level && !through_first_level(l, &shape, base, &at, why))
        return false;
    if (!in_range(l->smmu, &at))
        return fail(why, HL_F_STE_FETCH, HL_STEP_STE_ADDRESS, false, at);
    if (!hl_read_entry(l->memory, HL_FETCH_STE, hl_own_space(l->smmu), at, ste))
        return fail(why, HL_F_STE_FETCH, HL_STEP_STE_EABT, false, at);
    hl_trace_add(l->trace, HL_STEP_STE_LOOKUP, at, ste->q[0]);
    return true;
}
