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
static const char *const one_zero[] = {"1", "0"};
static const char *const sids[] = {"near", "apart", "split"};
static const char *const pasid_bits[] = {"4", "11", "1", "0", "10", "20", "16", "2"};
static const char *const devices[] = {"0", "1", "2"};
static const char *const faults[] = {
#define HL_FAULT(id, event, name, word) word,
#include "driver/faults.def"
#undef HL_FAULT
};
static const char *const errors[] = {"none",          "eventq-abt",     "priq-abt",
                                     "msi-cmdq-abt",  "msi-eventq-abt", "msi-priq-abt",
                                     "msi-gerror-abt"};
static const char *const fault_stages[] = {"1", "2"};
static const char *const interrupts[] = {"evtq", "priq", "gerror"};
static const char *const domains[] = {"2", "3", "4", "5", "6", "7", "identity", "blocked"};
static const char *const domain_kinds[] = {"s1", "s2", "parent"};
static const char *const pasids[] = {"1", "2", "3", "15", "1023", "1024", "1025", "2047"};
static const char *const mms[] = {"0", "1", "2"};
static const char *const nths[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
static const char *const addresses[] = {"0x0",        "0x1000",     "0x2000",       "0x3000",
                                        "0x10000",    "0x1ff000",   "0x200000",     "0x201000",
                                        "0x400000",   "0x3fe00000", "0x3ffff000",   "0x40000000",
                                        "0x40001000", "0x7fe00000", "0x8000000000", "0x7ffff000"};
static const char *const sizes[] = {"0x1000",   "0x2000",   "0x3000",   "0x10000",
                                    "0x200000", "0x201000", "0x400000", "0x40000000"};
static const char *const prots[] = {"rw", "ro"};
static const char *const viommus[] = {"0", "1"};
static const char *const commands[] = {
    "tlbi-nh-all", "tlbi-nh-asid", "tlbi-nh-va", "tlbi-nh-vaa",    "tlbi-nsnh-all", "cfgi-cd",
    "cfgi-cd-all", "atc-inv",      "cfgi-ste",   "tlbi-s12-vmall", "sync"};
static const char *const thens[] = {"nothing",     "tlbi-nh-all",   "tlbi-nh-asid",   "tlbi-nh-va",
                                    "tlbi-nh-vaa", "tlbi-nsnh-all", "cfgi-cd",        "cfgi-cd-all",
                                    "atc-inv",     "cfgi-ste",      "tlbi-s12-vmall", "sync"};

_Static_assert(sizeof devices / sizeof *devices == HLK_DEVICES, "a name for each");
_Static_assert(sizeof domains / sizeof *domains == HLK_DOMAINS && HLK_DOM_FREE == 2,
               "a name for each");
_Static_assert(sizeof domain_kinds / sizeof *domain_kinds == HLK_NESTED, "a name for each");
_Static_assert(sizeof mms / sizeof *mms == HLK_MMS, "a name for each");
_Static_assert(sizeof viommus / sizeof *viommus == HLK_VIOMMUS, "a name for each");
_Static_assert(sizeof sids / sizeof *sids == HL_SIDS_COUNT, "a name for each");
_Static_assert(sizeof commands / sizeof *commands == HL_COMMAND_COUNT &&
                   sizeof thens / sizeof *thens == HL_COMMAND_COUNT + 1,
               "a name for each");

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
    {key, HL_USE_STE, VALUES(width, values), names, HL_PART_##id, at, lsb, width},
#define HL_CD_PART(id, key, at, lsb, width, values, names)                                         \
    {key, HL_USE_CD, VALUES(width, values), names, HL_PART_##id, at, lsb, width},
#define HL_LIFE_PART(id, key, uses, at, lsb, width, values, names)                                 \
    {key, uses, VALUES(width, values), names, HL_PART_##id, at, lsb, width},
#define HL_LIFE_PART_AGAIN(id, first, key, uses, at, lsb, width, values, names)                    \
    {key, uses, VALUES(width, values), names, HL_PART_##first, at, lsb, width},
#define HL_DRIVER_PART HL_LIFE_PART
#define HL_DRIVER_PART_AGAIN HL_LIFE_PART_AGAIN
#define HL_MACHINE_PART(id, key, at, lsb, width, values, names)                                    \
    {key, HL_USE_MACHINE, VALUES(width, values), names, HL_PART_##id, at, lsb, width},
#define HL_ENDPOINTS_PART HL_MACHINE_PART
#define HL_ENDPOINT_PART(id, key, at, lsb, width, values, names)                                   \
    {key, HL_USE_ENDPOINT, VALUES(width, values), names, HL_PART_##id, at, lsb, width},
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

unsigned hl_part_op(enum hl_op op, const uint8_t *data)
{
    return op == HL_OP_LIFE        ? (unsigned)hl_part_get(HL_PART_ACTION, data)
           : op == HL_OP_OPERATION ? (unsigned)hl_part_operation(data)
                                   : (unsigned)op;
}

void hl_part_put_op(enum hl_op op, uint8_t *data, unsigned number)
{
    if (op == HL_OP_LIFE)
        hl_part_put(HL_PART_ACTION, data, number);
    if (op == HL_OP_OPERATION)
        hl_part_put(HL_PART_OPERATION, data, number);
}

unsigned hl_guest_at(uint64_t uses)
{
    return uses & HL_USE_STE ? 16 : uses & HL_USE_OF(NESTED) ? HL_OPERATION_DATA : 0;
}

struct hl_entry hl_guest_get(const uint8_t *data, unsigned at)
{
    return (struct hl_entry){{hl_load_le(data + at, 8), hl_load_le(data + at + 8, 8)}};
}

void hl_guest_put(uint8_t *data, unsigned at, const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_GUEST_QWORDS; i++)
        hl_store_le(data + at + (size_t)8 * i, e->q[i], 8);
}

unsigned hl_operation_size(uint64_t uses)
{
    return HL_OPERATION_DATA + (hl_guest_at(uses) ? 8 * HL_GUEST_QWORDS : 0);
}

uint64_t hl_operation_uses(enum hl_operation_kind kind)
{
    static const struct {
        unsigned traits;
        uint64_t use;
    } with[] = {
        {HL_HAS_DEVICE, HL_USE_WITH_DEVICE}, {HL_WITH_PASID, HL_USE_WITH_PASID},
        {HL_HAS_MM, HL_USE_WITH_MM},         {HL_HAS_VIOMMU, HL_USE_WITH_VIOMMU},
        {HL_WITH_RANGE, HL_USE_WITH_RANGE},
    };
    const unsigned traits = hl_operation_traits[kind];
    uint64_t uses = HL_USE_OPERATION(kind);

    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
        if (traits & with[i].traits)
            uses |= with[i].use;
    if (traits & HL_HAS_DOMAIN)
        uses |= traits & HL_ANY_DOMAIN ? HL_USE_WITH_ANY_DOMAIN : HL_USE_WITH_OWN_DOMAIN;
    return uses;
}

uint64_t hl_step_uses(const struct hl_program *p, unsigned step)
{
    const struct hl_program_step *s = &p->step[step];

    if (p->kind == HL_PROGRAM_LIFE)
        return (uint64_t)HL_USE_ATTACH << hl_part_get(HL_PART_ACTION, s->data) |
               (step == 0 ? (uint64_t)HL_USE_DEVICE : 0);
    if (p->kind == HL_PROGRAM_DRIVER)
        return step == 0 ? (uint64_t)HL_USE_MACHINE : hl_operation_uses(hl_part_operation(s->data));
    if ((s->op & HL_OP_KIND) != HL_OP_DRIVER)
        return 0;
    return hl_program_layout((enum hl_program_kind)p->kind, step) == &hl_cd_layout ? HL_USE_CD
                                                                                   : HL_USE_STE;
}

static void reduce_parts(uint8_t *to, const uint8_t *from, uint64_t uses)
{
    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if (hl_parts[part].uses & uses)
            hl_part_put((enum hl_part)part, to, hl_part_get((enum hl_part)part, from));
}

static void reduce_step(struct hl_program_step *s, uint64_t uses)
{
    const unsigned guest_at = hl_guest_at(uses);
    uint8_t data[HL_STEP_DATA] = {0};
    struct hl_entry guest;

    reduce_parts(data, s->data, uses);
    for (unsigned i = 0; (uses & HL_USE_MACHINE) && i < HLK_DEVICES; i++)
        if (i <= hl_part_get(HL_PART_ENDPOINTS, data))
            reduce_parts(data + hl_endpoint_at(i), s->data + hl_endpoint_at(i), HL_USE_ENDPOINT);
    if (guest_at) {
        guest = hl_guest_get(s->data, guest_at);
        hl_guest_put(data, guest_at, &guest);
    }
    if (uses & (HL_USE_MACHINE | HL_USE_OPERATIONS))
        s->size = (uint8_t)hl_operation_size(uses);
    memcpy(s->data, data, sizeof data);
}

void hl_program_reduce(struct hl_program *p)
{
    for (unsigned i = 0; i < p->steps; i++) {
        const uint64_t uses = hl_step_uses(p, i);
        if (uses)
            reduce_step(&p->step[i], uses);
    }
}
