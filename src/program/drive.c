// SPDX-License-Identifier: MIT
#include "program/drive.h"

#include "driver/model.h"
#include "entry/random.h"
#include "program/bytes.h"
#include "program/parts.h"
#include "smmu/registers.h"

#include <stdlib.h>
#include <string.h>

/* ---- From bytes ---- */

static uint64_t number(enum hl_part part, const uint8_t *data)
{
    return strtoull(hl_parts[part].names[hl_part_get(part, data)], NULL, 0);
}

static bool yes(enum hl_part part, const uint8_t *data)
{
    return hl_parts[part].names ? number(part, data) != 0 : hl_part_get(part, data) != 0;
}

static struct hlk_device read_endpoint(const uint8_t *data)
{
    const bool pci = yes(HL_PART_PCI, data);

    return (struct hlk_device){
        .streams = (uint8_t)number(HL_PART_ENDPOINT_STREAMS, data),
        .pasid_bits = (uint8_t)number(HL_PART_PASID_BITS, data),
        .pci = pci,
        .ats = pci && yes(HL_PART_ENDPOINT_ATS, data),
        .pri = pci && yes(HL_PART_PRI, data),
        .stall = !pci && yes(HL_PART_ENDPOINT_STALL, data),
        .canwbs = pci && yes(HL_PART_CANWBS, data),
    };
}

/* A second level of the stream table has 256 STEs. */
static uint32_t sid_of(enum hl_sids sids, unsigned device, unsigned stream)
{
    switch (sids) {
    case HL_SIDS_NEAR:
        return 8 * (device + 1) + stream;
    case HL_SIDS_APART:
        return 256 * (device + 1) + 8 + stream;
    default:
        return 256 * (HLK_STREAMS * device + stream + 1) + 255;
    }
}

struct hlk_machine hl_drive_machine(const struct hl_drive *d)
{
    const uint8_t *data = d->machine;
    struct hlk_machine m = {
        .devices = (uint8_t)(1 + hl_part_get(HL_PART_ENDPOINTS, data)),
        .msi = yes(HL_PART_MSI, data),
        .coherent = yes(HL_PART_COHERENT, data),
        .disable_bypass = yes(HL_PART_DISABLE_BYPASS, data),
    };

    for (unsigned i = 0; i < m.devices; i++) {
        m.device[i] = read_endpoint(data + hl_endpoint_at(i));
        for (unsigned s = 0; s < m.device[i].streams; s++)
            m.device[i].sid[s] = sid_of((enum hl_sids)hl_part_get(HL_PART_SIDS, data), i, s);
    }
    return m;
}

/* What a guest puts into its queue. */
static void guest_command(enum hl_guest_command what, const uint8_t *data, uint64_t c[2])
{
    static const enum hl_command_kind kinds[HL_COMMAND_COUNT] = {
        [HL_COMMAND_TLBI_NH_ALL] = HL_CMD_TLBI_NH_ALL,
        [HL_COMMAND_TLBI_NH_ASID] = HL_CMD_TLBI_NH_ASID,
        [HL_COMMAND_TLBI_NH_VA] = HL_CMD_TLBI_NH_VA,
        [HL_COMMAND_TLBI_NH_VAA] = HL_CMD_TLBI_NH_VAA,
        [HL_COMMAND_TLBI_NSNH_ALL] = HL_CMD_TLBI_NSNH_ALL,
        [HL_COMMAND_CFGI_CD] = HL_CMD_CFGI_CD,
        [HL_COMMAND_CFGI_CD_ALL] = HL_CMD_CFGI_CD_ALL,
        [HL_COMMAND_ATC_INV] = HL_CMD_ATC_INV,
        [HL_COMMAND_CFGI_STE] = HL_CMD_CFGI_STE,
        [HL_COMMAND_TLBI_S12_VMALL] = HL_CMD_TLBI_S12_VMALL,
        [HL_COMMAND_SYNC] = HL_CMD_SYNC};
    const struct hl_command command = {
        .kind = kinds[what],
        .sid = (uint32_t)hl_part_get(HL_PART_VSID, data),
        .ssid = (uint32_t)number(HL_PART_DEVICE_PASID, data),
        .ssv = yes(HL_PART_GUEST_SSV, data),
        .leaf = yes(HL_PART_GUEST_LEAF, data),
        .size = yes(HL_PART_GUEST_ALL, data) ? HL_ATC_SIZE_ALL : 0,
        .asid = (uint16_t)hl_part_get(HL_PART_GUEST_ASID, data),
        .address = number(HL_PART_IOVA, data),
    };

    hl_command_encode(&command, c); /* what the kind does not have is left out */
}

static void read_guest_commands(const uint8_t *data, struct hl_operation *o)
{
    const uint64_t then = hl_part_get(HL_PART_THEN, data);

    o->commands = then ? 2 : 1;
    guest_command((enum hl_guest_command)hl_part_get(HL_PART_COMMAND, data), data, o->command[0]);
    if (then)
        guest_command((enum hl_guest_command)(then - 1), data, o->command[1]);
}

/* 6.3.19: errors that the SMMU can come to by itself, and that stop no commands. */
static void read_interrupt(const uint8_t *data, struct hl_operation *o)
{
    static const uint8_t errors[] = {0,
                                     HL_GERROR_EVENTQ_ABT,
                                     HL_GERROR_PRIQ_ABT,
                                     HL_GERROR_MSI_CMDQ_ABT,
                                     HL_GERROR_MSI_EVENTQ_ABT,
                                     HL_GERROR_MSI_PRIQ_ABT,
                                     HL_GERROR_MSI_GERROR_ABT};

    o->interrupt = (uint8_t)hl_part_get(HL_PART_INTERRUPT, data);
    if (o->interrupt == HLK_GERROR)
        o->errors = errors[hl_part_get(HL_PART_GERROR, data)];
}

static void read_fault(const uint8_t *data, struct hl_operation *o)
{
    o->fault = (uint8_t)hl_part_get(HL_PART_FAULT, data);
    o->stalls = yes(HL_PART_FAULT_STALL, data);
    o->stage2 = number(HL_PART_FAULT_STAGE, data) == 2;
    o->ssv = yes(HL_PART_GUEST_SSV, data);
    o->pasid = o->ssv ? (uint32_t)number(HL_PART_DEVICE_PASID, data) : 0;
    o->iova = number(HL_PART_IOVA, data);
}

static uint8_t read_domain(const uint8_t *data, uint64_t uses)
{
    const uint64_t value =
        hl_part_get(uses & HL_USE_WITH_ANY_DOMAIN ? HL_PART_ANY_DOMAIN : HL_PART_OWN_DOMAIN, data);

    /* Those of their own first, so that a step that becomes another one keeps its domain. */
    return (uint8_t)((value + HLK_DOM_FREE) % HLK_DOMAINS);
}

/* What is mapped lies 1 GB above, so that blocks can be; what is scattered has the next smaller
 * ones or pages, of any granule. */
static void read_range(const uint8_t *data, uint64_t uses, struct hl_operation *o)
{
    o->iova = number(HL_PART_IOVA, data);
    o->size = number(HL_PART_RANGE_SIZE, data);
    if (!(uses & HL_USE_OF(MAP)))
        return;
    o->pa = o->iova + 0x40000000;
    if (yes(HL_PART_SCATTERED, data))
        o->pa += o->size > 0x400000 ? 0x200000 : 0x10000;
    o->prot = (uint8_t)(HLK_READ | HLK_CACHE |
                        (hl_part_get(HL_PART_PROT, data) == 0 ? (unsigned)HLK_WRITE : 0));
}

static void read_guest(const uint8_t *data, unsigned at, struct hl_operation *o)
{
    const struct hl_entry guest = hl_guest_get(data, at);

    o->vste[0] = guest.q[0];
    o->vste[1] = guest.q[1];
}

static struct hl_operation read_operation(const uint8_t *data)
{
    const enum hl_operation_kind kind = hl_part_operation(data);
    const uint64_t uses = hl_operation_uses(kind);
    struct hl_operation o = {.kind = kind, .during = (uint8_t)hl_part_get(HL_PART_DURING, data)};

    if (uses & HL_USE_WITH_DEVICE)
        o.device = (uint8_t)hl_part_get(HL_PART_DEVICE, data);
    if (uses & (HL_USE_WITH_OWN_DOMAIN | HL_USE_WITH_ANY_DOMAIN))
        o.domain = read_domain(data, uses);
    if (uses & HL_USE_OF(DOMAIN))
        o.domain_kind = (uint8_t)hl_part_get(HL_PART_DOMAIN_KIND, data);
    if (uses & HL_USE_WITH_MM)
        o.mm = (uint8_t)hl_part_get(HL_PART_MM, data);
    if (uses & HL_USE_WITH_VIOMMU)
        o.viommu = (uint8_t)hl_part_get(HL_PART_VIOMMU, data);
    if (uses & HL_USE_WITH_PASID)
        o.pasid = (uint32_t)number(HL_PART_DEVICE_PASID, data);
    if (uses & HL_USE_WITH_RANGE)
        read_range(data, uses, &o);
    if (uses & HL_USE_OF(VDEVICE))
        o.vsid = hl_part_get(HL_PART_VSID, data);
    if (uses & HL_USE_OF(FAIL_ALLOCATION))
        o.nth = (uint8_t)number(HL_PART_NTH, data);
    if (uses & HL_USE_OF(INTERRUPT))
        read_interrupt(data, &o);
    if (uses & HL_USE_OF(RESTART))
        o.shutdown = yes(HL_PART_SHUTDOWN, data);
    if (uses & HL_USE_OF(GUEST_COMMAND))
        read_guest_commands(data, &o);
    if (uses & HL_USE_OF(FAULT))
        read_fault(data, &o);
    if (hl_guest_at(uses))
        read_guest(data, hl_guest_at(uses), &o);
    return o;
}

struct hl_operation hl_drive_operation(const struct hl_drive *d, unsigned step)
{
    return read_operation(d->step[step]);
}

unsigned hl_drive_address_bits(const struct hl_setting *setting)
{
    static const uint8_t sizes[] = {32, 36, 40, 42, 44, 48, 52, 56};

    return sizes[hl_reg_OAS(&setting->regs) & 7];
}

/* ---- Derived ---- */

/* How often, of all together. */
static const uint8_t weights[HL_DO_COUNT] = {[HL_DO_ATTACH] = 14,
                                             [HL_DO_DETACH] = 3,
                                             [HL_DO_DOMAIN] = 10,
                                             [HL_DO_FREE] = 4,
                                             [HL_DO_MAP] = 8,
                                             [HL_DO_UNMAP] = 6,
                                             [HL_DO_SET_PASID] = 9,
                                             [HL_DO_REPLACE_PASID] = 3,
                                             [HL_DO_REMOVE_PASID] = 5,
                                             [HL_DO_BIND] = 8,
                                             [HL_DO_UNBIND] = 5,
                                             [HL_DO_EXIT] = 3,
                                             [HL_DO_INVALIDATE] = 3,
                                             [HL_DO_VIOMMU] = 5,
                                             [HL_DO_FREE_VIOMMU] = 2,
                                             [HL_DO_VDEVICE] = 4,
                                             [HL_DO_REMOVE_VDEVICE] = 1,
                                             [HL_DO_NESTED] = 5,
                                             [HL_DO_GUEST_COMMAND] = 4,
                                             [HL_DO_PROBE] = 3,
                                             [HL_DO_RELEASE] = 2,
                                             [HL_DO_FAIL_ALLOCATION] = 3};
enum { TRIES = 12, KINDS = 8, DURING_ONE_IN = 8 };

static unsigned below(uint64_t *seed, unsigned n)
{
    return (unsigned)((hl_next_random(seed) >> 32) * n >> 32);
}

static enum hl_operation_kind any_kind(uint64_t *seed)
{
    unsigned left = 0, kind = 0;

    for (unsigned i = 0; i < HL_DO_COUNT; i++)
        left += weights[i];
    for (left = below(seed, left); left >= weights[kind]; kind++)
        left -= weights[kind];
    return (enum hl_operation_kind)kind;
}

struct hl_entry hl_drive_guest(uint64_t *seed)
{
    static const uint8_t configs[] = {5, 5, 5, 4, 0};
    const unsigned random = below(seed, 1u << 9);
    struct hl_entry e = {{0}};

    HL_SET(STE, &e, V, random % 16 != 0);
    HL_SET(STE, &e, Config, configs[random % sizeof configs]);
    if (HL_GET(STE, &e, Config) != HL_STE_CONFIG_S1)
        return e;
    HL_SET(STE, &e, S1ContextPtr, (0x4000000 + (uint64_t)(random >> 4 & 1) * 0x10000) >> 6);
    HL_SET(STE, &e, S1CDMax, random >> 5 & 1);
    HL_SET(STE, &e, S1DSS, random >> 6 & 1 ? 1 : 2);
    HL_SET(STE, &e, S1CIR, 1);
    HL_SET(STE, &e, S1COR, 1);
    HL_SET(STE, &e, S1CSH, 3);
    HL_SET(STE, &e, EATS, random >> 7 != 0);
    return e;
}

/* What is attached goes before a release. */
static bool makes_sense(const struct hl_contract *state, const struct hl_operation *o)
{
    return o->kind == HL_DO_RELEASE ? state->device[o->device].probed
                                    : !hl_contract_refuses(state, o);
}

static void put_number(enum hl_part part, uint8_t *data, uint64_t value)
{
    for (unsigned i = 0; i < hl_parts[part].values; i++)
        if (strtoull(hl_parts[part].names[i], NULL, 0) == value)
            hl_part_put(part, data, i);
}

static void put_domain(uint8_t *data, unsigned domain)
{
    hl_part_put(HL_PART_OWN_DOMAIN, data, domain - HLK_DOM_FREE);
}

/* The StreamID that one of the devices has in a viommu. */
static void aim_at_vdevice(const struct hl_viommu_state *v, unsigned first, uint8_t *data)
{
    for (unsigned i = 0; i < HLK_DEVICES; i++)
        if (v->has[(first + i) % HLK_DEVICES])
            hl_part_put(HL_PART_VSID, data, v->vsid[(first + i) % HLK_DEVICES]);
}

/* One that a device has with a second-level CD table of its own. */
static void aim_beyond_first_table(uint64_t *seed, uint8_t *data)
{
    static const uint16_t pasids[] = {1024, 1025, 2047};

    put_number(HL_PART_DEVICE_PASID, data, pasids[below(seed, sizeof pasids / sizeof *pasids)]);
}

/* A domain of this kind, if there is one. */
static void aim_at_domain(const struct hl_contract *state, unsigned domain_kind, uint8_t *data)
{
    for (unsigned d = HLK_DOM_FREE; d < HLK_DOMAINS; d++)
        if (state->domain[d].exists && state->domain[d].kind == domain_kind)
            put_domain(data, d);
}

/* What few values would meet: a mapping, a PASID, a parent, a guest's domain, a device of a guest.
 */
static void aim(uint64_t *seed, const struct hl_contract *state, enum hl_operation_kind kind,
                uint8_t *data)
{
    const struct hl_operation o = read_operation(data);
    const struct hl_domain_state *domain = &state->domain[o.domain];
    const struct hl_device_state *device = &state->device[o.device];

    if (kind == HL_DO_UNMAP && domain->mappings) {
        const struct hl_mapping *m = &domain->mapping[below(seed, domain->mappings)];
        put_number(HL_PART_IOVA, data, m->iova);
        put_number(HL_PART_RANGE_SIZE, data, m->size);
    }
    if ((kind == HL_DO_REMOVE_PASID || kind == HL_DO_REPLACE_PASID) && device->pasids)
        put_number(HL_PART_DEVICE_PASID, data, device->pasid[below(seed, device->pasids)].pasid);
    if (kind == HL_DO_GUEST_COMMAND && below(seed, 4))
        aim_at_vdevice(&state->viommu[o.viommu], below(seed, HLK_DEVICES), data);
    if (kind == HL_DO_VIOMMU)
        aim_at_domain(state, HLK_NEST_PARENT, data);
    if (kind == HL_DO_ATTACH && !below(seed, 4))
        aim_at_domain(state, HLK_NESTED, data);
    if (kind == HL_DO_SET_PASID && state->machine.device[o.device].pasid_bits > 10 &&
        below(seed, 2))
        aim_beyond_first_table(seed, data);
}

/* Any one of a kind that makes sense now, if that is easily found. */
static bool derive_kind(uint64_t *seed, const struct hl_contract *state,
                        enum hl_operation_kind kind, uint8_t *data)
{
    for (unsigned i = 0; i < TRIES; i++) {
        struct hl_operation o;
        hl_store_le(data, hl_next_random(seed), HL_OPERATION_DATA);
        hl_part_put(HL_PART_OPERATION, data, (uint64_t)kind);
        if (data[7] % DURING_ONE_IN)
            hl_part_put(HL_PART_DURING, data, 0);
        aim(seed, state, kind, data);
        o = read_operation(data);
        if (makes_sense(state, &o))
            return true;
    }
    return false;
}

/* Pages go on another CPU while a device comes to their domain, by the step before. */
static bool derive_meeting(uint64_t *seed, const struct hl_contract *state, const uint8_t *before,
                           uint8_t *data)
{
    const struct hl_operation first = read_operation(before);
    struct hl_operation o;

    if ((first.kind != HL_DO_ATTACH && first.kind != HL_DO_SET_PASID) || first.during ||
        !state->domain[first.domain].mappings || below(seed, 3))
        return false;
    memset(data, 0, HL_OPERATION_DATA);
    hl_part_put(HL_PART_OPERATION, data, HL_DO_UNMAP);
    hl_part_put(HL_PART_DURING, data, 1 + below(seed, 7));
    put_domain(data, first.domain);
    aim(seed, state, HL_DO_UNMAP, data);
    o = read_operation(data);
    return makes_sense(state, &o);
}

/* before: the step that this one follows. */
static void derive(uint64_t *seed, const struct hl_contract *state, const uint8_t *before,
                   uint8_t *data)
{
    if (before && derive_meeting(seed, state, before, data))
        return;
    for (unsigned i = 0; i < KINDS; i++) {
        const enum hl_operation_kind kind = any_kind(seed);
        if (!derive_kind(seed, state, kind, data))
            continue;
        if (kind == HL_DO_NESTED) {
            const struct hl_entry guest = hl_drive_guest(seed);
            hl_guest_put(data, HL_OPERATION_DATA, &guest);
        }
        return;
    }
}

/* As if the driver refused nothing; the PASIDs of processes are above all others. */
static void follow(struct hl_contract *state, const uint8_t *data)
{
    const struct hl_operation o = read_operation(data);
    struct hl_operation first;

    while (o.kind == HL_DO_RELEASE && hl_contract_releases(state, o.device, &first)) {
        hl_contract_enter(state, &first);
        hl_contract_leave(state, &first, 0, 0);
    }
    if (hl_contract_refuses(state, &o))
        return;
    hl_contract_enter(state, &o);
    hl_contract_leave(state, &o, 0, 0x10000u + o.mm);
}

static void derive_machine(uint64_t *seed, uint8_t *data)
{
    const uint64_t random = hl_next_random(seed), fewer = hl_next_random(seed);

    /* Most are what most machines have: 0. */
    hl_store_le(data, random & fewer, HL_OPERATION_DATA);
    hl_part_put(HL_PART_ENDPOINTS, data, below(seed, HLK_DEVICES));
}

/* A step with the bytes that count. */
static void reduce(uint8_t *data, unsigned size, bool machine)
{
    struct hl_program p;

    p.kind = HL_PROGRAM_DRIVER;
    p.steps = machine ? 1 : 2;
    memset(p.step, 0, 2 * sizeof p.step[0]);
    memcpy(p.step[p.steps - 1].data, data, size);
    hl_program_reduce(&p);
    memcpy(data, p.step[p.steps - 1].data, size);
}

static void begin_state(const struct hl_drive *d, struct hl_contract *state)
{
    const struct hlk_machine machine = hl_drive_machine(d);

    hl_contract_begin(state, &machine, d->address_bits);
    for (unsigned i = 0; i < machine.devices; i++)
        state->device[i].probed = true;
}

static void derive_all(struct hl_drive *d, uint64_t seed, unsigned total)
{
    struct hl_contract state;

    if (d->count >= total)
        return;
    begin_state(d, &state);
    for (unsigned i = 0; i < d->count; i++)
        follow(&state, d->step[i]);
    for (; d->count < total; d->count++) {
        derive(&seed, &state, d->count ? d->step[d->count - 1] : NULL, d->step[d->count]);
        reduce(d->step[d->count], HL_DRIVE_STEP, false);
        follow(&state, d->step[d->count]);
    }
}

void hl_drive_suggest(const struct hl_program *p, unsigned at, uint64_t *seed,
                      struct hl_program_step *step)
{
    const struct hl_setting setting = hl_program_setting(p);
    struct hl_drive d = {.address_bits = hl_drive_address_bits(&setting)};
    struct hl_contract state;

    memcpy(d.machine, p->step[0].data, sizeof d.machine);
    begin_state(&d, &state);
    for (unsigned i = 1; i < at; i++)
        follow(&state, p->step[i].data);
    memset(step, 0, sizeof *step);
    step->op = HL_OP_OPERATION;
    derive(seed, &state, at > 1 ? p->step[at - 1].data : NULL, step->data);
    step->size = HL_DRIVE_STEP;
}

void hl_drive_read(const struct hl_program *p, struct hl_drive *d)
{
    const unsigned total = HL_OPERATIONS_PER_ENTRY * (unsigned)p->entries;
    const struct hl_setting setting = hl_program_setting(p);
    uint64_t seed = p->derive_seed * UINT64_C(0x9e3779b97f4a7c15) + 1;

    memset(d, 0, sizeof *d);
    d->address_bits = hl_drive_address_bits(&setting);
    if (p->steps)
        memcpy(d->machine, p->step[0].data, sizeof d->machine);
    else
        derive_machine(&seed, d->machine);
    reduce(d->machine, sizeof d->machine, true);
    for (unsigned i = 1; i < p->steps; i++)
        memcpy(d->step[d->count++], p->step[i].data, HL_DRIVE_STEP);
    derive_all(d, seed, total);
}

bool hl_drive_write(const struct hl_drive *d, struct hl_program *p)
{
    if (d->count > HL_DRIVER_STEPS - 1)
        return false;
    p->kind = HL_PROGRAM_DRIVER;
    p->entries = 0;
    p->derive_seed = 0;
    p->steps = 1 + d->count;
    memset(p->step, 0, sizeof p->step);
    for (unsigned i = 0; i < p->steps; i++)
        p->step[i].op = HL_OP_OPERATION;
    memcpy(p->step[0].data, d->machine, sizeof d->machine);
    for (unsigned i = 0; i < d->count; i++)
        memcpy(p->step[1 + i].data, d->step[i], HL_DRIVE_STEP);
    hl_program_reduce(p);
    return true;
}
