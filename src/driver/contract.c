// SPDX-License-Identifier: MIT
#include "driver/contract.h"

#include <string.h>

void hl_contract_begin(struct hl_contract *s, const struct hlk_machine *machine,
                       unsigned address_bits)
{
    memset(s, 0, sizeof *s);
    s->machine = *machine;
    s->address_bits = address_bits;
    for (unsigned i = 0; i < HLK_DEVICES; i++)
        s->device[i].domain = HL_DEFAULT_DOMAIN;
    s->domain[HLK_DOM_IDENTITY].exists = s->domain[HLK_DOM_BLOCKED].exists = true;
}

/* ---- What is under way ---- */

static void count(uint8_t *counter, bool does, int by)
{
    if (does)
        *counter = (uint8_t)(*counter + by);
}

static void note(struct hl_contract *s, const struct hl_operation *o, int by)
{
    const unsigned n = hl_operation_traits[o->kind];

    count(&s->has.device[o->device], n & HL_WITH_DEVICE, by);
    count(&s->changes.device[o->device], n & (HL_MAKES_DEVICE | HL_ENDS_DEVICE), by);
    count(&s->has.domain[o->domain], n & HL_WITH_DOMAIN, by);
    count(&s->changes.domain[o->domain], n & (HL_MAKES_DOMAIN | HL_ENDS_DOMAIN), by);
    count(&s->has.mm[o->mm], n & HL_HOLDS_MM, by);
    count(&s->changes.mm[o->mm], n & HL_ENDS_MM, by);
    count(&s->has.viommu[o->viommu], n & HL_WITH_VIOMMU, by);
    count(&s->changes.viommu[o->viommu], n & (HL_MAKES_VIOMMU | HL_ENDS_VIOMMU), by);
    count(&s->has.all, true, by);
    count(&s->changes.all, n & HL_WITH_ALL, by);
}

/* Who makes or ends a thing is alone with it. */
static bool is_busy(const struct hl_contract *s, const struct hl_operation *o)
{
    const unsigned n = hl_operation_traits[o->kind];
    const struct {
        unsigned with, changes;
        uint8_t has, changed;
    } things[] = {
        {HL_WITH_DEVICE, HL_MAKES_DEVICE | HL_ENDS_DEVICE, s->has.device[o->device],
         s->changes.device[o->device]},
        {HL_WITH_DOMAIN, HL_MAKES_DOMAIN | HL_ENDS_DOMAIN, s->has.domain[o->domain],
         s->changes.domain[o->domain]},
        {HL_WITH_MM, HL_ENDS_MM, s->has.mm[o->mm], s->changes.mm[o->mm]},
        {HL_WITH_VIOMMU, HL_MAKES_VIOMMU | HL_ENDS_VIOMMU, s->has.viommu[o->viommu],
         s->changes.viommu[o->viommu]},
        {~0u, HL_WITH_ALL, s->has.all, s->changes.all},
    };

    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (((n & (things[i].with | things[i].changes)) && things[i].changed) ||
            ((n & things[i].changes) && things[i].has))
            return true;
    return s->changes.all != 0;
}

static bool has_pages(const struct hl_operation *o)
{
    return o->kind == HL_DO_MAP || o->kind == HL_DO_UNMAP;
}

static bool is_at_pages(const struct hl_contract *s, const struct hl_operation *o)
{
    if (!has_pages(o))
        return false;
    for (unsigned i = 0; i < s->open; i++) {
        const struct hl_pages *p = &s->pages[i];
        if (p->domain == o->domain && p->iova < o->iova + o->size && o->iova < p->iova + p->size)
            return true;
    }
    return s->open == HL_CONTRACT_OPEN;
}

/* ---- The contract ---- */

bool hl_contract_is_used(const struct hl_contract *s, unsigned domain)
{
    for (unsigned d = 0; d < HLK_DEVICES; d++) {
        const struct hl_device_state *device = &s->device[d];
        if (device->probed && device->domain == domain)
            return true;
        for (unsigned p = 0; p < device->pasids; p++)
            if (device->pasid[p].domain == domain)
                return true;
    }
    for (unsigned v = 0; v < HLK_VIOMMUS; v++)
        if (s->viommu[v].exists && s->viommu[v].parent == domain)
            return true;
    return false;
}

bool hl_contract_is_bound(const struct hl_contract *s, unsigned mm)
{
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (s->device[d].bound[mm])
            return true;
    return false;
}

/* Its place among those of the device; their number: it has no domain. */
static unsigned find_pasid(const struct hl_contract *s, const struct hl_operation *o)
{
    const struct hl_device_state *device = &s->device[o->device];
    unsigned p = 0;

    while (p < device->pasids && device->pasid[p].pasid != o->pasid)
        p++;
    return p;
}

static bool has_pasid(const struct hl_contract *s, const struct hl_operation *o)
{
    return find_pasid(s, o) < s->device[o->device].pasids;
}

static bool overlaps(const struct hl_mapping *m, const struct hl_operation *o)
{
    return m->iova < o->iova + o->size && o->iova < m->iova + m->size;
}

static const char *refuses_map(const struct hl_contract *s, const struct hl_operation *o)
{
    const struct hl_domain_state *d = &s->domain[o->domain];
    const uint64_t end = UINT64_C(1) << s->address_bits;

    if (o->domain < HLK_DOM_FREE || d->kind == HLK_NESTED)
        return "nothing can be mapped there";
    if (o->iova + o->size > end || o->pa + o->size > end)
        return "beyond the address space";
    if (d->mappings == HL_CONTRACT_MAPPINGS)
        return "too many mappings";
    for (unsigned i = 0; i < d->mappings; i++)
        if (overlaps(&d->mapping[i], o))
            return "it is mapped already";
    return NULL;
}

/* Whole mappings go, without a gap: that is what everybody who maps can promise. */
static const char *refuses_unmap(const struct hl_contract *s, const struct hl_operation *o)
{
    const struct hl_domain_state *d = &s->domain[o->domain];
    uint64_t covered = 0;

    for (unsigned i = 0; i < d->mappings; i++) {
        const struct hl_mapping *m = &d->mapping[i];
        if (!overlaps(m, o))
            continue;
        if (m->iova < o->iova || m->iova + m->size > o->iova + o->size)
            return "a part of a mapping";
        covered += m->size;
    }
    return covered == o->size ? NULL : "not mapped";
}

static const char *refuses_set_pasid(const struct hl_contract *s, const struct hl_operation *o)
{
    const struct hl_device_state *device = &s->device[o->device];

    if (has_pasid(s, o))
        return "that PASID has a domain";
    for (unsigned mm = 0; mm < HLK_MMS; mm++)
        if (device->bound[mm] == o->pasid)
            return "that PASID is a process's";
    return device->pasids == HL_CONTRACT_PASIDS ? "too many PASIDs" : NULL;
}

static const char *refuses_bind(const struct hl_contract *s, const struct hl_operation *o)
{
    if (s->device[o->device].bound[o->mm])
        return "it is bound";
    return s->exited[o->mm] ? "that process is gone" : NULL;
}

static const char *refuses_free_viommu(const struct hl_contract *s, const struct hl_operation *o)
{
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (s->viommu[o->viommu].has[d])
            return "a device is in it";
    for (unsigned d = HLK_DOM_FREE; d < HLK_DOMAINS; d++)
        if (s->domain[d].exists && s->domain[d].kind == HLK_NESTED &&
            s->domain[d].viommu == o->viommu)
            return "it has nested domains";
    return NULL;
}

static const char *refuses_vdevice(const struct hl_contract *s, const struct hl_operation *o)
{
    const struct hl_viommu_state *v = &s->viommu[o->viommu];

    for (unsigned i = 0; i < HLK_VIOMMUS; i++)
        if (s->viommu[i].has[o->device])
            return "the device is in a viommu";
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (v->has[d] && v->vsid[d] == o->vsid)
            return "that StreamID is another device's";
    return NULL;
}

static const char *refuses_release(const struct hl_contract *s, const struct hl_operation *o)
{
    struct hl_operation next;

    return hl_contract_releases(s, o->device, &next) ? "something is attached" : NULL;
}

/* Its driver goes after all that it has made. */
static const char *refuses_remove_smmu(const struct hl_contract *s)
{
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (s->device[d].probed)
            return "a device is there";
    for (unsigned dom = HLK_DOM_FREE; dom < HLK_DOMAINS; dom++)
        if (s->domain[dom].exists)
            return "a domain is there";
    return NULL;
}

/* What exists, as the operation needs it. */
static const char *refuses_things(const struct hl_contract *s, const struct hl_operation *o)
{
    const unsigned n = hl_operation_traits[o->kind];

    if ((n & (HL_WITH_DEVICE | HL_ENDS_DEVICE)) && !s->device[o->device].probed)
        return "no such device";
    if ((n & HL_MAKES_DEVICE) && (s->device[o->device].probed || o->device >= s->machine.devices))
        return "no such device, or it is there";
    if ((n & (HL_WITH_DOMAIN | HL_ENDS_DOMAIN)) && !s->domain[o->domain].exists)
        return "no such domain";
    if ((n & HL_MAKES_DOMAIN) && s->domain[o->domain].exists)
        return "that domain exists";
    if ((n & (HL_WITH_VIOMMU | HL_ENDS_VIOMMU)) && !s->viommu[o->viommu].exists)
        return "no such viommu";
    if ((n & HL_MAKES_VIOMMU) && s->viommu[o->viommu].exists)
        return "that viommu exists";
    return NULL;
}

static const char *refuses_itself(const struct hl_contract *s, const struct hl_operation *o)
{
    switch (o->kind) {
    case HL_DO_FREE:
        return o->domain < HLK_DOM_FREE            ? "it is static"
               : hl_contract_is_used(s, o->domain) ? "it is attached"
                                                   : NULL;
    case HL_DO_MAP:
        return refuses_map(s, o);
    case HL_DO_UNMAP:
        return refuses_unmap(s, o);
    case HL_DO_SET_PASID:
        return refuses_set_pasid(s, o);
    case HL_DO_REPLACE_PASID:
    case HL_DO_REMOVE_PASID:
        return has_pasid(s, o) ? NULL : "that PASID has no domain";
    case HL_DO_BIND:
        return refuses_bind(s, o);
    case HL_DO_UNBIND:
        return s->device[o->device].bound[o->mm] ? NULL : "it is not bound";
    case HL_DO_EXIT:
    case HL_DO_INVALIDATE:
        return s->exited[o->mm] || !hl_contract_is_bound(s, o->mm) ? "no such process" : NULL;
    case HL_DO_VIOMMU:
        return s->domain[o->domain].kind == HLK_NEST_PARENT && o->domain >= HLK_DOM_FREE
                   ? NULL
                   : "that domain is no parent";
    case HL_DO_FREE_VIOMMU:
        return refuses_free_viommu(s, o);
    case HL_DO_VDEVICE:
        return refuses_vdevice(s, o);
    case HL_DO_REMOVE_VDEVICE:
        return s->viommu[o->viommu].has[o->device] ? NULL : "the device is not in it";
    case HL_DO_RELEASE:
        return refuses_release(s, o);
    case HL_DO_RESTART:
        return s->restarted ? "once is enough" : NULL;
    case HL_DO_RESUME:
        return s->suspended ? NULL : "it is not suspended";
    case HL_DO_REMOVE_SMMU:
        return refuses_remove_smmu(s);
    default:
        return NULL;
    }
}

const char *hl_contract_refuses(const struct hl_contract *s, const struct hl_operation *o)
{
    const char *why;

    if (is_busy(s, o) || is_at_pages(s, o))
        return "another CPU is at it";
    if (s->removed)
        return "the SMMU is gone";
    if (s->suspended && o->kind != HL_DO_RESUME && o->kind != HL_DO_RESTART)
        return "the machine is suspended";
    why = refuses_things(s, o);
    return why ? why : refuses_itself(s, o);
}

/* ---- What follows ---- */

void hl_contract_enter(struct hl_contract *s, const struct hl_operation *o)
{
    note(s, o, 1);
    if (has_pages(o))
        s->pages[s->open++] = (struct hl_pages){o->domain, o->iova, o->size};
    /* From its beginning on the pages may be gone, until its end they are not there. */
    if (o->kind == HL_DO_EXIT)
        s->exited[o->mm] = true;
}

static void set_pasid(struct hl_contract *s, const struct hl_operation *o)
{
    struct hl_device_state *device = &s->device[o->device];
    const unsigned at = find_pasid(s, o);

    if (at == device->pasids)
        device->pasids++;
    device->pasid[at] = (struct hl_pasid_state){o->pasid, o->domain};
}

static void remove_pasid(struct hl_contract *s, const struct hl_operation *o)
{
    struct hl_device_state *device = &s->device[o->device];
    const unsigned at = find_pasid(s, o);

    device->pasid[at] = device->pasid[--device->pasids];
    device->pasid[device->pasids] = (struct hl_pasid_state){0};
}

static void map(struct hl_contract *s, const struct hl_operation *o)
{
    struct hl_domain_state *d = &s->domain[o->domain];

    d->mapping[d->mappings++] = (struct hl_mapping){o->iova, o->size, o->pa, o->prot};
}

static void unmap(struct hl_contract *s, const struct hl_operation *o)
{
    struct hl_domain_state *d = &s->domain[o->domain];

    for (unsigned i = d->mappings; i-- > 0;)
        if (overlaps(&d->mapping[i], o)) {
            d->mapping[i] = d->mapping[--d->mappings];
            d->mapping[d->mappings] = (struct hl_mapping){0};
        }
}

static void unbind(struct hl_contract *s, const struct hl_operation *o)
{
    s->device[o->device].bound[o->mm] = 0;
    if (!hl_contract_is_bound(s, o->mm))
        s->exited[o->mm] = false; /* the next one is a new process */
}

static void vdevice(struct hl_contract *s, const struct hl_operation *o, bool has)
{
    s->viommu[o->viommu].has[o->device] = has;
    s->viommu[o->viommu].vsid[o->device] = has ? o->vsid : 0;
}

static void restart(struct hl_contract *s)
{
    const struct hlk_machine machine = s->machine;

    hl_contract_begin(s, &machine, s->address_bits);
    s->restarted = true;
}

static void follow(struct hl_contract *s, const struct hl_operation *o, uint32_t pasid)
{
    struct hl_device_state *device = &s->device[o->device];
    struct hl_domain_state *domain = &s->domain[o->domain];

    switch (o->kind) {
    case HL_DO_ATTACH:
        device->domain = o->domain;
        break;
    case HL_DO_DETACH:
        device->domain = HL_DEFAULT_DOMAIN;
        break;
    case HL_DO_DOMAIN:
        *domain = (struct hl_domain_state){.exists = true, .kind = o->domain_kind};
        break;
    case HL_DO_NESTED:
        *domain = (struct hl_domain_state){.exists = true, .kind = HLK_NESTED, .viommu = o->viommu};
        break;
    case HL_DO_FREE:
        *domain = (struct hl_domain_state){0};
        break;
    case HL_DO_MAP:
        map(s, o);
        break;
    case HL_DO_UNMAP:
        unmap(s, o);
        break;
    case HL_DO_SET_PASID:
    case HL_DO_REPLACE_PASID:
        set_pasid(s, o);
        break;
    case HL_DO_REMOVE_PASID:
        remove_pasid(s, o);
        break;
    case HL_DO_BIND:
        device->bound[o->mm] = pasid;
        break;
    case HL_DO_UNBIND:
        unbind(s, o);
        break;
    case HL_DO_VIOMMU:
        s->viommu[o->viommu] = (struct hl_viommu_state){.exists = true, .parent = o->domain};
        break;
    case HL_DO_FREE_VIOMMU:
        s->viommu[o->viommu] = (struct hl_viommu_state){0};
        break;
    case HL_DO_VDEVICE:
        vdevice(s, o, true);
        break;
    case HL_DO_REMOVE_VDEVICE:
        vdevice(s, o, false);
        break;
    case HL_DO_PROBE:
        *device = (struct hl_device_state){.probed = true, .domain = HL_DEFAULT_DOMAIN};
        break;
    case HL_DO_RELEASE:
        *device = (struct hl_device_state){.domain = HL_DEFAULT_DOMAIN};
        break;
    case HL_DO_SUSPEND:
    case HL_DO_RESUME:
        s->suspended = o->kind == HL_DO_SUSPEND;
        break;
    case HL_DO_REMOVE_SMMU:
        s->removed = true;
        break;
    default:
        break;
    }
}

void hl_contract_leave(struct hl_contract *s, const struct hl_operation *o, int result,
                       uint32_t pasid)
{
    note(s, o, -1);
    s->open -= has_pages(o); /* they nest */
    if (result)
        return;
    if (o->kind == HL_DO_RESTART)
        restart(s);
    else
        follow(s, o, pasid);
}

bool hl_contract_releases(const struct hl_contract *s, unsigned d, struct hl_operation *next)
{
    const struct hl_device_state *device = &s->device[d];

    *next = (struct hl_operation){.device = (uint8_t)d};
    for (unsigned mm = 0; mm < HLK_MMS; mm++)
        if (device->bound[mm]) {
            next->kind = HL_DO_UNBIND;
            next->mm = (uint8_t)mm;
            return true;
        }
    if (device->pasids) {
        next->kind = HL_DO_REMOVE_PASID;
        next->pasid = device->pasid[0].pasid;
        return true;
    }
    if (device->domain != HL_DEFAULT_DOMAIN) {
        next->kind = HL_DO_DETACH;
        return true;
    }
    for (unsigned v = 0; v < HLK_VIOMMUS; v++)
        if (s->viommu[v].has[d]) {
            next->kind = HL_DO_REMOVE_VDEVICE;
            next->viommu = (uint8_t)v;
            return true;
        }
    return false;
}
