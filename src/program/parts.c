// SPDX-License-Identifier: MIT
#include "program/parts.h"

#include "device/device.h"
#include "linux/linux.h"
#include "program/bytes.h"

#include <string.h>

static const char *const makes[] = {"abort", "bypass", "cdtable", "s2", "nested"};
static const char *const rid_whats[] = {"blocked", "identity", "s1", "s2", "nested"};
static const char *const pasid_whats[] = {"s1", "sva"};
static const char *const stream_counts[] = {"1", "2", "3", "4"};
static const char *const substream_bits[] = {"3", "2", "1", "0"};
static const char *const zero_one[] = {"0", "1"};

_Static_assert(sizeof makes / sizeof *makes == HL_LINUX_MAKE_COUNT, "a name for each");
_Static_assert(sizeof rid_whats / sizeof *rid_whats == HL_RID_COUNT, "a name for each");
_Static_assert(sizeof stream_counts / sizeof *stream_counts == HL_DEVICE_STREAMS,
               "a name for each");
_Static_assert((HL_USE_ATTACH << HL_SET_PASID) == (int)HL_USE_SET_PASID &&
                   (HL_USE_ATTACH << HL_RELEASE) == (int)HL_USE_RELEASE &&
                   ((HL_USE_ATTACH << HL_ACTION_COUNT) - HL_USE_ATTACH) == (int)HL_USE_ACTIONS,
               "a use for each action");

#define VALUES(width, values) ((values) ? (uint64_t)(values) : UINT64_C(1) << (width))
const struct hl_part_info hl_parts[HL_PART_COUNT] = {
#define HL_STE_PART(id, key, at, lsb, width, values, names)                                        \
    {key, HL_PART_##id, HL_USE_STE, at, lsb, width, VALUES(width, values), names},
#define HL_CD_PART(id, key, at, lsb, width, values, names)                                         \
    {key, HL_PART_##id, HL_USE_CD, at, lsb, width, VALUES(width, values), names},
#define HL_LIFE_PART(id, key, uses, at, lsb, width, values, names)                                 \
    {key, HL_PART_##id, uses, at, lsb, width, VALUES(width, values), names},
#define HL_LIFE_PART_AGAIN(id, first, key, uses, at, lsb, width, values, names)                    \
    {key, HL_PART_##first, uses, at, lsb, width, VALUES(width, values), names},
#include "program/parts.def"
};

uint64_t hl_part_get(enum hl_part part, const uint8_t *data)
{
    const struct hl_part_info *p = &hl_parts[part];
    const uint64_t bits = hl_load_le(data + p->at, (p->lsb + p->width + 7u) / 8u) >> p->lsb;

    return (bits & hl_ones(p->width)) % p->values;
}

void hl_part_put(enum hl_part part, uint8_t *data, uint64_t value)
{
    const struct hl_part_info *p = &hl_parts[part];
    const unsigned bytes = (p->lsb + p->width + 7u) / 8u;
    const uint64_t others = hl_load_le(data + p->at, bytes) & ~(hl_ones(p->width) << p->lsb);

    hl_store_le(data + p->at, (value & hl_ones(p->width)) << p->lsb | others, bytes);
}

struct hl_entry hl_guest_get(const uint8_t *data)
{
    return (struct hl_entry){
        {hl_load_le(data + HL_GUEST_AT, 8), hl_load_le(data + HL_GUEST_AT + 8, 8)}};
}

void hl_guest_put(uint8_t *data, const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_GUEST_QWORDS; i++)
        hl_store_le(data + HL_GUEST_AT + (size_t)8 * i, e->q[i], 8);
}

unsigned hl_step_uses(const struct hl_program *p, unsigned step)
{
    const struct hl_program_step *s = &p->step[step];

    if (p->kind == HL_PROGRAM_LIFE)
        return (unsigned)HL_USE_ATTACH << hl_part_get(HL_PART_ACTION, s->data) |
               (step == 0 ? (unsigned)HL_USE_DEVICE : 0);
    if ((s->op & HL_OP_KIND) != HL_OP_DRIVER)
        return 0;
    return hl_program_layout((enum hl_program_kind)p->kind, step) == &hl_cd_layout ? HL_USE_CD
                                                                                   : HL_USE_STE;
}

static void reduce_step(struct hl_program_step *s, unsigned uses)
{
    uint8_t data[HL_STEP_DATA] = {0};
    struct hl_entry guest;

    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if (hl_parts[part].uses & uses)
            hl_part_put((enum hl_part)part, data, hl_part_get((enum hl_part)part, s->data));
    if (uses & HL_USE_STE) {
        guest = hl_guest_get(s->data);
        hl_guest_put(data, &guest);
    }
    memcpy(s->data, data, sizeof data);
}

void hl_program_reduce(struct hl_program *p)
{
    for (unsigned i = 0; i < p->steps; i++) {
        const unsigned uses = hl_step_uses(p, i);
        if (uses)
            reduce_step(&p->step[i], uses);
    }
}
