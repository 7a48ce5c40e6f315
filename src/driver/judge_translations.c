// SPDX-License-Identifier: MIT
/* What operations do to translations: which tables change, and which are given back. */
#include "driver/judge_work.h"

#include "driver/command.h"

static uint64_t root_of_domain(const struct hl_driver_judge *j, unsigned dom)
{
    struct hlk_meaning m;

    return j->meanings.domain(dom, &m) ? 0 : m.root;
}

static uint64_t root_of_mm(const struct hl_driver_judge *j, unsigned mm)
{
    struct hlk_meaning m;

    return j->meanings.mm(mm, &m) ? 0 : m.root;
}

/* The VMID of a viommu: that of any of its nested domains. */
static bool vmid_of(const struct hl_driver_judge *j, const struct hl_contract *c, unsigned viommu,
                    int *vmid)
{
    struct hlk_meaning m;

    for (unsigned dom = 0; dom < HLK_DOMAINS; dom++)
        if (c->domain[dom].exists && c->domain[dom].kind == HLK_NESTED &&
            c->domain[dom].viommu == viommu && !j->meanings.domain(dom, &m)) {
            *vmid = m.vmid;
            return true;
        }
    return false;
}

/* A guest says that its own tables have changed: it must come to pass under its VMID. */
static void guest_tlbi(struct hl_driver_judge *j, const struct hl_command *command, int vmid,
                       unsigned number)
{
    struct hl_cached_change change = {.vmid = vmid,
                                      .asid = -1,
                                      .only_tlb = true,
                                      .last = ~UINT64_C(0),
                                      .number = (uint8_t)number};

    switch (command->kind) {
    case HL_CMD_TLBI_NH_VA:
    case HL_CMD_TLBI_NH_VAA:
        if (command->tg) /* what a range means is the guest's SMMU's */
            return;
        change.base = command->address;
        change.last = command->address | 0xfff;
        change.leaf = command->leaf;
        if (command->kind == HL_CMD_TLBI_NH_VA)
            change.asid = command->asid;
        break;
    case HL_CMD_TLBI_NH_ASID:
        change.asid = command->asid;
        break;
    case HL_CMD_TLBI_NH_ALL:
    case HL_CMD_TLBI_NSNH_ALL:
        break;
    default:
        return;
    }
    hl_cached_changed(&j->cached, &change);
}

/* Its ATC_INV and CFGI_CD must reach each stream of the device that has this StreamID there: to the
 * guest they are one. */
static void guest_stream(struct hl_driver_judge *j, const struct hl_viommu_state *v,
                         const struct hl_command *command, unsigned number)
{
    struct hl_cached_request request = {.where = command->kind == HL_CMD_ATC_INV ? HL_CACHED_ATC
                                                                                 : HL_CACHED_CD,
                                        .pasid = (int64_t)command->ssid,
                                        .number = (uint8_t)number};

    if (request.where == HL_CACHED_ATC &&
        !hl_atc_inv_covers(command, command->sid, request.pasid, &request.base, &request.last))
        return;
    if (command->kind == HL_CMD_CFGI_CD_ALL || (request.where == HL_CACHED_ATC && !command->ssv))
        request.pasid = -1;
    for (request.stream = 0; request.stream < j->streams; request.stream++) {
        const unsigned device = j->stream[request.stream].device;

        if (v->has[device] && v->vsid[device] == command->sid)
            hl_cached_request(&j->cached, &request);
    }
}

static void guest_command(struct hl_driver_judge *j, const struct hl_contract *c, unsigned viommu,
                          const uint64_t q[2], unsigned number)
{
    struct hl_command command;
    int vmid;

    if (!hl_command_decode(q, &command))
        return;
    if (command.kind == HL_CMD_ATC_INV || command.kind == HL_CMD_CFGI_CD ||
        command.kind == HL_CMD_CFGI_CD_ALL)
        guest_stream(j, &c->viommu[viommu], &command, number);
    else if (vmid_of(j, c, viommu, &vmid))
        guest_tlbi(j, &command, vmid, number);
}

void hl_judge_leaving(struct hl_driver_judge *j, const struct hl_operation *o,
                      const struct hl_contract *c)
{
    struct hl_cached *cached = &j->cached;
    uint64_t *root = &j->root[j->depth - 1];

    *root = 0;
    switch (o->kind) {
    case HL_DO_MAP:
        hl_cached_fill(cached, root_of_domain(j, o->domain));
        break;
    case HL_DO_UNMAP:
        if (o->size)
            hl_cached_leaving(cached, root_of_domain(j, o->domain), o->iova, o->iova + o->size - 1);
        break;
    case HL_DO_FREE:
        *root = root_of_domain(j, o->domain);
        break;
    case HL_DO_EXIT:
    case HL_DO_UNBIND:
        *root = root_of_mm(j, o->mm);
        break;
    case HL_DO_INVALIDATE:
        if (o->size)
            hl_cached_changed(cached, &(struct hl_cached_change){.root = root_of_mm(j, o->mm),
                                                                 .vmid = -1,
                                                                 .asid = -1,
                                                                 .base = o->iova,
                                                                 .last = o->iova + o->size - 1});
        break;
    case HL_DO_RESTART:
        hl_cached_restart(cached);
        for (unsigned i = 0; i < HLK_DEVICES; i++)
            j->ats[i] = false;
        for (unsigned i = 0; i < j->streams; i++)
            j->stream[i].learnt = false;
        break;
    case HL_DO_GUEST_COMMAND:
        for (unsigned i = 0; i < o->commands && i < HL_GUEST_COMMANDS; i++)
            guest_command(j, c, o->viommu, o->command[i], i);
        break;
    default:
        break;
    }
}

/* Who binds it has a hold on it: until then it has not ended. */
static void end_process(struct hl_driver_judge *j, const struct hl_operation *o, uint64_t root)
{
    const struct hl_operation *bind = hl_judge_binds(j, o->mm);

    if (bind)
        j->root[bind - j->operation] = root;
    else
        hl_cached_retire(&j->cached, root);
}

void hl_judge_left(struct hl_driver_judge *j, const struct hl_operation *o, int result,
                   const struct hl_contract *c)
{
    const uint64_t root = j->root[j->depth - 1];

    switch (o->kind) {
    case HL_DO_DOMAIN:
        if (!result)
            hl_cached_empty(&j->cached, root_of_domain(j, o->domain));
        break;
    case HL_DO_GUEST_COMMAND:
        if (result)
            hl_cached_cancel(&j->cached, j->taken);
        j->taken = 0;
        break;
    case HL_DO_FREE:
        if (!result)
            hl_cached_retire(&j->cached, root);
        break;
    case HL_DO_EXIT:
        if (!result)
            end_process(j, o, root);
        break;
    case HL_DO_BIND:
        if (root)
            hl_cached_retire(&j->cached, root);
        break;
    case HL_DO_UNBIND:
        if (!result && !hl_contract_is_bound(c, o->mm))
            hl_cached_retire(&j->cached, root);
        break;
    default:
        break;
    }
}
