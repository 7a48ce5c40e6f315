// SPDX-License-Identifier: MIT
#include "translate/walk.h"
#include "translate/lookup.h"
#include "translate/trace.h"

bool hl_fault(struct hl_stages_result *result, enum hl_event_type type, enum hl_step step,
              bool stage2)
{
    *result = (struct hl_stages_result){
        .kind = HL_STAGES_FAULT, .step = step, .type = type, .class = HL_CLASS_IN, .s2 = stage2};
    return false;
}

bool hl_not_modelled(struct hl_stages_result *result, enum hl_step step)
{
    *result = (struct hl_stages_result){.kind = HL_STAGES_NOT_MODELLED, .step = step};
    return false;
}

static uint64_t value_of(const unsigned char *data, bool big_endian)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++)
        value = value << 8 | data[big_endian ? i : 7 - i];
    return value;
}

/* Where a descriptor is: of a nested stage 1, through stage 2. */
static bool locate(const struct hl_table_walk *w, uint64_t *at, enum hl_space *space,
                   struct hl_stages_result *fault)
{
    if (!w->nested)
        return true;
    hl_stages_fetch(w->stages, *at, HL_CLASS_TTD, fault);
    if (fault->kind != HL_STAGES_DONE)
        return false;
    *at = fault->address;
    *space = fault->space;
    return true;
}

static bool read_descriptor(const struct hl_table_walk *w, uint64_t at, enum hl_space space,
                            uint64_t *descriptor, struct hl_stages_result *fault)
{
    const struct hl_memory *m = w->stages->memory;
    unsigned char data[8];

    if (!locate(w, &at, &space, fault))
        return false;
    at = hl_truncate(at, w->stages->smmu->oas); /* 7.3.12: 40 bits of VMSAv8-32 LPAE */
    if (!m->read(m->context, w->stage2 ? HL_FETCH_S2_TTD : HL_FETCH_S1_TTD, space, at, 8, data)) {
        hl_fault(fault, HL_F_WALK_EABT, w->stage2 ? HL_STEP_S2_EABT : HL_STEP_S1_EABT, w->stage2);
        if (!w->stage2) /* 7.3.12: of a stage 2 walk, what it is for */
            fault->class = HL_CLASS_TTD;
        fault->fetch = at;
        return false;
    }
    *descriptor = value_of(data, w->big_endian);
    hl_trace_add(w->stages->trace, w->stage2 ? HL_STEP_S2_TTD : HL_STEP_S1_TTD, at, *descriptor);
    return true;
}

/* The address field of a descriptor whose lowest address bit is `low'. */
static uint64_t address_field(const struct hl_table_walk *w, uint64_t d, unsigned low)
{
    const uint64_t keep = ~UINT64_C(0) << low;

    if (w->vmsa32)
        return d & keep & hl_ones(48); /* [47:40] must be zero: the size check sees them */
    if (w->granule != 16 && w->ds)
        return (d & keep & hl_ones(50)) | (d >> 8 & 3) << 50;
    if (w->granule == 16 && w->lpa)
        return (d & keep & hl_ones(48)) | (d >> 12 & 15) << 48;
    return d & keep & hl_ones(48);
}

/* A-profile table D8-14 and so on: the levels at which a descriptor may be a block. */
static bool block_allowed(const struct hl_table_walk *w, int level)
{
    switch (w->granule) {
    case 12:
        return level == 1 || level == 2 || (level == 0 && w->ds);
    case 14:
        return level == 2 || (level == 1 && w->ds);
    default:
        return level == 2 || (level == 1 && w->lpa);
    }
}

static bool size_fault(const struct hl_table_walk *w, uint64_t address,
                       struct hl_stages_result *fault)
{
    if (address >> w->output == 0)
        return false;
    hl_fault(fault, HL_F_ADDR_SIZE, w->stage2 ? HL_STEP_S2_ADDR_SIZE : HL_STEP_S1_ADDR_SIZE,
             w->stage2);
    return true;
}

/* What a table descriptor says about everything below it. */
static void inherit(const struct hl_table_walk *w, uint64_t d, struct hl_leaf *leaf)
{
    if (w->stage2)
        return;
    leaf->nonsecure |= d >> 63 & 1;
    if (!w->hierarchical)
        return;
    leaf->read_only |= d >> 62 & 1;
    leaf->no_user |= d >> 61 & 1;
    leaf->no_ux |= d >> 60 & 1;
    leaf->no_px |= d >> 59 & 1;
}

static enum hl_space table_space(const struct hl_table_walk *w, const struct hl_leaf *leaf)
{
    return w->space == HL_SPACE_SECURE && leaf->nonsecure ? HL_SPACE_NONSECURE : w->space;
}

bool hl_walk(const struct hl_table_walk *w, uint64_t address, struct hl_leaf *leaf,
             struct hl_stages_result *fault)
{
    const unsigned stride = w->granule - 3;
    const enum hl_step invalid = w->stage2 ? HL_STEP_S2_INVALID : HL_STEP_S1_INVALID;
    uint64_t table = w->base, d;

    for (int level = w->start;; level++) {
        const unsigned shift = w->granule + (unsigned)(3 - level) * stride;
        const unsigned width = level == w->start ? w->input - shift : stride;
        const uint64_t index = address >> shift & hl_ones(width);
        const bool last = level == 3;

        if (!read_descriptor(w, table + 8 * index, table_space(w, leaf), &d, fault))
            return false;
        if (!(d & 1) || (last && !(d & 2)) || (!last && !(d & 2) && !block_allowed(w, level)))
            return hl_fault(fault, HL_F_TRANSLATION, invalid, w->stage2);
        if (last || !(d & 2)) {
            leaf->descriptor = d;
            leaf->at = table + 8 * index;
            leaf->bits = shift;
            leaf->address = address_field(w, d, shift);
            if (size_fault(w, leaf->address, fault))
                return false;
            leaf->address |= address & hl_ones(shift);
            return true;
        }
        table = address_field(w, d, w->granule);
        if (size_fault(w, table, fault))
            return false;
        inherit(w, d, leaf);
    }
}
