// SPDX-License-Identifier: MIT
#include "driver/conduct.h"

#include <string.h>

static int call_guest_commands(struct hl_conduct *c, const struct hl_operation *o)
{
    unsigned taken = 0;
    const int result = hlk_viommu_invalidate(o->viommu, o->command, o->commands, &taken);

    c->taken = taken; /* others may have come in between */
    return result;
}

static int call_interrupt(const struct hl_conduct *c, const struct hl_operation *o)
{
    if (o->errors && c->host->raise)
        c->host->raise(c->host->context, o->errors);
    return hlk_interrupt((enum hlk_interrupt)o->interrupt);
}

static int call_restart(const struct hl_conduct *c, const struct hl_operation *o)
{
    if (!c->host->restart)
        return HLK_ABSENT;
    if (o->shutdown)
        hlk_smmu_shutdown();
    return c->host->restart(c->host->context, !o->shutdown);
}

/* The SMMU's record, then the driver's thread; nothing where the SMMU has no use for it. */
static int call_fault(const struct hl_conduct *c, const struct hl_operation *o)
{
    enum hlk_interrupt interrupt;

    if (!c->host->fault || !c->host->fault(c->host->context, o, &interrupt))
        return HLK_ABSENT;
    return hlk_interrupt(interrupt);
}

/* Every kind, so that the compiler misses one that is new. pasid: what a BIND gives. */
static int call(struct hl_conduct *c, const struct hl_operation *o, uint32_t *pasid)
{
    switch (o->kind) {
    case HL_DO_ATTACH:
        return hlk_attach(o->device, o->domain);
    case HL_DO_DETACH:
        return hlk_detach(o->device);
    case HL_DO_DOMAIN:
        return hlk_domain_alloc(o->domain, (enum hlk_domain_kind)o->domain_kind, o->device);
    case HL_DO_FREE:
        return hlk_domain_free(o->domain);
    case HL_DO_MAP:
        return hlk_map(o->domain, o->iova, o->pa, o->size, o->prot);
    case HL_DO_UNMAP:
        return hlk_unmap(o->domain, o->iova, o->size);
    case HL_DO_SET_PASID:
        return hlk_pasid_attach(o->device, o->pasid, o->domain);
    case HL_DO_REPLACE_PASID:
        return hlk_pasid_replace(o->device, o->pasid, o->domain);
    case HL_DO_REMOVE_PASID:
        return hlk_pasid_detach(o->device, o->pasid);
    case HL_DO_BIND:
        return hlk_sva_bind(o->device, o->mm, pasid);
    case HL_DO_UNBIND:
        return hlk_sva_unbind(o->device, o->mm);
    case HL_DO_EXIT:
        return hlk_mm_exit(o->mm);
    case HL_DO_INVALIDATE:
        return hlk_mm_invalidate(o->mm, o->iova, o->iova + o->size);
    case HL_DO_VIOMMU:
        return hlk_viommu_alloc(o->viommu, o->device, o->domain);
    case HL_DO_FREE_VIOMMU:
        return hlk_viommu_free(o->viommu);
    case HL_DO_VDEVICE:
        return hlk_vdevice_add(o->viommu, o->device, o->vsid);
    case HL_DO_REMOVE_VDEVICE:
        return hlk_vdevice_remove(o->viommu, o->device);
    case HL_DO_NESTED:
        return hlk_nested_alloc(o->domain, o->viommu, o->vste);
    case HL_DO_GUEST_COMMAND:
        return call_guest_commands(c, o);
    case HL_DO_PROBE:
        return hlk_device_probe(o->device);
    case HL_DO_RELEASE:
        return hlk_device_release(o->device);
    case HL_DO_SUSPEND:
        return hlk_suspend();
    case HL_DO_RESUME:
        return hlk_resume();
    case HL_DO_INTERRUPT:
        return call_interrupt(c, o);
    case HL_DO_RESTART:
        return call_restart(c, o);
    case HL_DO_REMOVE_SMMU:
        return hlk_smmu_remove();
    case HL_DO_FAULT:
        return call_fault(c, o);
    case HL_DO_FAIL_ALLOCATION: /* of the next one: perform_alone() */
    case HL_DO_COUNT:
        break;
    }
    return HLK_ABSENT;
}

/* One that is not refused. */
static int carry_out(struct hl_conduct *c, const struct hl_operation *o)
{
    const struct hl_conduct_host *host = c->host;
    uint32_t pasid = 0;
    int result;

    if (host->begin)
        host->begin(host->context, o);
    hl_contract_enter(&c->contract, o);
    result = call(c, o, &pasid);
    hl_contract_leave(&c->contract, o, result, pasid);
    if (host->end)
        host->end(host->context, o, result);
    return result;
}

/* A driver's end takes away what it attached, before its device may go. */
static void clear(struct hl_conduct *c, unsigned device)
{
    struct hl_operation first;

    while (hl_contract_releases(&c->contract, device, &first)) {
        first.during = c->apart; /* as the release itself is */
        if (hl_contract_refuses(&c->contract, &first) || carry_out(c, &first) != 0)
            return;
    }
}

/* An SMMU's driver goes when nobody uses it. */
static void release_all(struct hl_conduct *c)
{
    for (unsigned d = 0; d < c->contract.machine.devices; d++) {
        const struct hl_operation o = {.kind = HL_DO_RELEASE, .device = (uint8_t)d};

        if (!c->contract.device[d].probed)
            continue;
        clear(c, d);
        if (!hl_contract_refuses(&c->contract, &o))
            carry_out(c, &o);
    }
}

static void perform(struct hl_conduct *c, unsigned number)
{
    const struct hl_operation *o = &c->operation[number];
    struct hl_conducted *outcome = &c->outcome[number];

    c->ran[number] = true;
    if (o->kind == HL_DO_RELEASE)
        clear(c, o->device);
    if (o->kind == HL_DO_REMOVE_SMMU)
        release_all(c);
    outcome->refused = hl_contract_refuses(&c->contract, o);
    if (!outcome->refused)
        outcome->result = carry_out(c, o);
}

static bool is(const struct hl_operation *o, enum hl_trait trait)
{
    return hl_operation_traits[o->kind] & (unsigned)trait;
}

/* The devices whose configuration an operation changes. The end of a process changes CDs of its own
 * alone, whoever is at them (judge_between.c). */
static uint8_t reconfigures(const struct hl_operation *o)
{
    if (is(o, HL_RECONFIGURES_ALL))
        return UINT8_MAX;
    return is(o, HL_RECONFIGURES) ? (uint8_t)(1u << o->device) : 0;
}

/* What takes no mutex may be done while one is held. Its commands must fit into the queue: who
 * waits cannot make room meanwhile. */
static bool may_enter(const struct hl_operation *o)
{
    const enum hlk_entry entry = hlk_may_enter();

    if (o->size > HL_CONDUCT_WITHIN)
        return false;
    return is(o, HL_WITHOUT_MUTEX) ? entry != HLK_ENTER_NOT : entry == HLK_ENTER_ANY;
}

void hl_conduct_wait(struct hl_conduct *c)
{
    if (c->apart)
        return;
    c->waits++;
    for (unsigned i = c->next; i < c->after; i++) {
        const struct hl_operation *o = &c->operation[i];

        /* Operations that nest are judged by what was before the first and after the last: what a
         * device is meant to have in between must not be a third thing. A release takes several. */
        if (c->ran[i] || o->during > c->waits || (c->reconfigured & reconfigures(o)) ||
            o->kind == HL_DO_RELEASE || o->kind == HL_DO_REMOVE_SMMU || !may_enter(o))
            continue;
        c->reconfigured |= reconfigures(o);
        c->apart = true;
        perform(c, i);
        c->apart = false;
    }
}

/* An allocation of the next operation fails, if that may fail. */
static void perform_alone(struct hl_conduct *c, unsigned number)
{
    const struct hl_operation *o = &c->operation[number];

    c->waits = 0;
    c->reconfigured = reconfigures(o);
    hlk_fail_alloc(is(o, HL_MUST_SUCCEED) ? 0 : c->fail);
    perform(c, number);
    hlk_fail_alloc(0);
    c->fail = 0;
}

/* Whether an operation is one of another CPU, in the one before. */
static bool is_apart(const struct hl_conduct *c, unsigned number)
{
    const struct hl_operation *o = &c->operation[number];

    return o->during && o->kind != HL_DO_FAIL_ALLOCATION;
}

void hl_conduct_operations(struct hl_conduct *c, const struct hl_operation *operation,
                           unsigned count)
{
    c->operation = operation;
    c->count = count < HL_CONDUCT_OPERATIONS ? count : HL_CONDUCT_OPERATIONS;
    memset(c->outcome, 0, sizeof c->outcome);
    memset(c->ran, 0, sizeof c->ran);
    for (unsigned i = 0; i < c->count; i++) {
        if (c->ran[i])
            continue;
        if (operation[i].kind == HL_DO_FAIL_ALLOCATION) {
            c->fail = operation[i].nth;
            continue;
        }
        c->next = c->after = i + 1;
        while (!operation[i].during && c->after < c->count && is_apart(c, c->after))
            c->after++;
        perform_alone(c, i);
        c->after = c->next; /* those that found no wait follow */
    }
}

void hl_conduct_begin(struct hl_conduct *c, const struct hl_conduct_host *host,
                      const struct hlk_machine *machine, unsigned address_bits)
{
    struct hl_operation probe = {.kind = HL_DO_PROBE};

    memset(c, 0, sizeof *c);
    c->host = host;
    hl_contract_begin(&c->contract, machine, address_bits);
    for (unsigned i = 0; i < machine->devices; i++) {
        probe.device = (uint8_t)i;
        carry_out(c, &probe);
    }
}
