// SPDX-License-Identifier: MIT
#include "translate/ste_fetch.h"
#include "smmu/tables.h"
#include "translate/read.h"

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
static bool follow_l1std(const struct hl_lookup *l, const struct hl_stream_table *table,
                         uint64_t l1std, uint64_t *address, struct hl_failure *why)
{
    const struct hl_l1std to = hl_l1std(table, l1std);
    uint32_t index = l->t.stream & (uint32_t)hl_ones(table->split);

    if (to.state == HL_L1STD_SPAN_INVALID)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_SPAN_ZERO, true, 0);
    if (to.state == HL_L1STD_SPAN_ABOVE_SPLIT)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_SPAN_SPLIT, true, 0);
    if (index >> to.bits)
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_L1STD_RANGE, true, 0);
    *address = to.base + (uint64_t)index * 64;
    return true;
}

static bool through_first_level(const struct hl_lookup *l, const struct hl_stream_table *table,
                                uint64_t *address, struct hl_failure *why)
{
    uint64_t at = table->base + (uint64_t)(l->t.stream >> table->split) * 8, l1std;

    if (!in_range(l->smmu, &at))
        return fail(why, HL_F_STE_FETCH, HL_STEP_L1STD_ADDRESS, true, at);
    if (!hl_read_pointer(l->memory, HL_FETCH_L1STD, hl_own_space(l->smmu), at, &l1std))
        return fail(why, HL_F_STE_FETCH, HL_STEP_L1STD_EABT, true, at);
    hl_trace_add(l->trace, HL_STEP_L1STD_FETCH, at, l1std);
    return follow_l1std(l, table, l1std, address, why);
}

bool hl_ste_fetch(struct hl_lookup *l, struct hl_entry *ste, struct hl_failure *why)
{
    const struct hl_stream_table table =
        hl_stream_table(l->smmu, l->tables->strtab_base, l->tables->strtab_base_cfg);
    uint64_t at = table.base + (uint64_t)l->t.stream * 64;

    if (!hl_stream_in_range(&table, l->t.stream))
        return fail(why, HL_C_BAD_STREAMID, HL_STEP_STREAM_RANGE, false, 0);
    if (table.two_level && !through_first_level(l, &table, &at, why))
        return false;
    if (!in_range(l->smmu, &at))
        return fail(why, HL_F_STE_FETCH, HL_STEP_STE_ADDRESS, false, at);
    if (!hl_read_entry(l->memory, HL_FETCH_STE, hl_own_space(l->smmu), at, ste))
        return fail(why, HL_F_STE_FETCH, HL_STEP_STE_EABT, false, at);
    hl_trace_add(l->trace, HL_STEP_STE_LOOKUP, at, ste->q[0]);
    return true;
}
