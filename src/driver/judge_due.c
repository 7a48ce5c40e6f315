// SPDX-License-Identifier: MIT
/* What an operation asks for: from the callers' contract to what traffic has to mean. By structure:
 * whose tables, under whose tag; not bit by bit. */
#include "driver/judge_work.h"

#include "smmu/registers.h"

const char *const hl_due_names[HL_DUE_COUNT] = {
    "anything",
    "stopped",
    "bypass",
    "stage 1 of its domain",
    "stage 2 of its domain",
    "the guest's stage 1 over its parent's stage 2",
    "a CD that walks nothing",
    "no translation",
};

/* What its guest's SMMU makes of the STE that the guest shows: IGNORED fields mean nothing, and an
 * ILLEGAL one stops the stream. */
static void show_guest(const struct hl_driver_judge *j, unsigned dom, struct hl_due *due)
{
    const struct hl_entry vste = {{j->vste[dom][0], j->vste[dom][1]}};
    struct hl_meaning m;

    hl_ste_decode(&j->guest, &vste, &m);
    due->guest_illegal = m.state == HL_STATE_ILLEGAL;
    due->vste[0] = due->guest_illegal ? 0 : m.regime.q[0];
    due->vste[1] = due->guest_illegal ? 0 : m.regime.q[1];
}

static struct hl_due due_of_domain(const struct hl_driver_judge *j, const struct hl_contract *c,
                                   unsigned dom)
{
    struct hlk_meaning m;
    struct hl_due due = {.kind = HL_DUE_ANYTHING, .has_tag = true};

    if (dom == HLK_DOM_IDENTITY)
        return (struct hl_due){.kind = HL_DUE_BYPASS};
    if (dom == HLK_DOM_BLOCKED)
        return (struct hl_due){.kind = HL_DUE_STOPPED};
    if (dom >= HLK_DOMAINS || j->meanings.domain(dom, &m))
        return (struct hl_due){.kind = HL_DUE_ANYTHING};
    due.root = m.root;
    due.tag = m.vmid;
    if (c->domain[dom].kind == HLK_S1) {
        due.kind = HL_DUE_STAGE1;
        due.tag = m.asid;
    } else if (c->domain[dom].kind == HLK_NESTED) {
        due.kind = HL_DUE_NESTED;
        show_guest(j, dom, &due);
        if (!j->meanings.domain(c->viommu[c->domain[dom].viommu].parent, &m))
            due.root = m.root;
    } else {
        due.kind = HL_DUE_STAGE2;
    }
    return due;
}

/* A process that is gone has a CD that lets nothing be walked any more, so that what still comes
 * faults without an event for each (5.4, EPD0). */
struct hl_due hl_due_of_mm(const struct hl_driver_judge *j, const struct hl_contract *c,
                           unsigned mm)
{
    struct hlk_meaning m;

    if (c->exited[mm])
        return (struct hl_due){.kind = HL_DUE_QUIET};
    if (j->meanings.mm(mm, &m))
        return (struct hl_due){.kind = HL_DUE_ANYTHING};
    return (struct hl_due){.kind = HL_DUE_STAGE1, .root = m.root};
}

struct hl_due hl_due_of(const struct hl_driver_judge *j, const struct hl_contract *c,
                        unsigned device, int64_t pasid)
{
    const struct hl_device_state *d = &c->device[device];

    if (!d->probed)
        return (struct hl_due){.kind = HL_DUE_UNOWNED};
    if (pasid < 0)
        return due_of_domain(j, c, d->domain);
    if (d->domain < HLK_DOMAINS && c->domain[d->domain].kind == HLK_NESTED) {
        struct hl_due own = {.kind = HL_DUE_ANYTHING}; /* a guest's own PASIDs */

        show_guest(j, d->domain, &own);
        return own;
    }
    /* The core attaches it where no PASID can come, and tells no driver. */
    if (!c->machine.device[device].pasid_bits || !hl_reg_SSIDSIZE(&j->smmu[0].regs))
        return (struct hl_due){.kind = HL_DUE_STOPPED};
    for (unsigned i = 0; i < d->pasids; i++)
        if (d->pasid[i].pasid == pasid)
            return due_of_domain(j, c, d->pasid[i].domain);
    for (unsigned mm = 0; mm < HLK_MMS; mm++)
        if (d->bound[mm] && d->bound[mm] == pasid)
            return hl_due_of_mm(j, c, mm);
    return (struct hl_due){.kind = HL_DUE_STOPPED};
}

static bool live(const struct hl_joint *joint)
{
    return joint->state == HL_JOINT_LIVE;
}

static unsigned config(const struct hl_joint *joint)
{
    return (unsigned)HL_GET(STE, &joint->ste, Config);
}

static bool is_stage1(const struct hl_due *due, const struct hl_joint *joint)
{
    const struct hl_entry *cd = &joint->cd;

    return live(joint) && joint->uses_cd && HL_GET(CD, cd, TTB0) << 4 == due->root &&
           (!due->has_tag || HL_GET(CD, cd, ASID) == due->tag);
}

static bool has_stage2(const struct hl_due *due, const struct hl_joint *joint)
{
    return live(joint) && HL_GET(STE, &joint->ste, S2TTB) << 4 == due->root &&
           (!due->has_tag || HL_GET(STE, &joint->ste, S2VMID) == due->tag);
}

/* The stage 1 fields that a guest shows, under the parent (5.2); to traffic without PASID. */
static bool is_nested(const struct hl_due *due, const struct hl_joint *joint)
{
    const struct hl_entry vste = {{due->vste[0], due->vste[1]}};
    const bool stage1 = HL_GET(STE, &vste, Config) == HL_STE_CONFIG_S1;
    const unsigned s1dss = HL_GET(STE, &vste, S1CDMax) ? (unsigned)HL_GET(STE, &vste, S1DSS) : 2;

    if (!(HL_GET(STE, &vste, Config) & 4) || (stage1 && s1dss == 0))
        return !live(joint);
    if (!stage1 || s1dss == 1)
        return has_stage2(due, joint) && config(joint) == 6;
    return has_stage2(due, joint) && config(joint) == 7 &&
           HL_GET(STE, &joint->ste, S1ContextPtr) == HL_GET(STE, &vste, S1ContextPtr) &&
           HL_GET(STE, &joint->ste, S1CDMax) == HL_GET(STE, &vste, S1CDMax);
}

bool hl_due_is(const struct hl_due *due, const struct hl_joint *joint)
{
    const bool bypass = live(joint) && config(joint) == 4;

    switch (due->kind) {
    case HL_DUE_STOPPED:
        return !live(joint);
    case HL_DUE_BYPASS:
        return bypass;
    case HL_DUE_STAGE1:
        return is_stage1(due, joint);
    case HL_DUE_STAGE2:
        return has_stage2(due, joint) && config(joint) == 6;
    case HL_DUE_NESTED:
        return is_nested(due, joint);
    case HL_DUE_QUIET:
        return !live(joint) || (joint->uses_cd && HL_GET(CD, &joint->cd, EPD0));
    case HL_DUE_UNOWNED:
        return !live(joint) || bypass;
    default:
        return true;
    }
}

/* Its traffic faults, as that does which is stopped. */
static bool walks_nothing(const struct hl_joint *joint)
{
    return joint->uses_cd && HL_GET(CD, &joint->cd, EPD0) && HL_GET(CD, &joint->cd, EPD1);
}

enum hl_severity hl_due_severity(const struct hl_due *due, const struct hl_joint *joint)
{
    if (live(joint) && !(due->kind == HL_DUE_STOPPED && walks_nothing(joint)))
        return HL_SEVERITY_ISOLATION;
    return due->kind == HL_DUE_STOPPED ? HL_SEVERITY_FAULT_ONLY : HL_SEVERITY_LOST_DMA;
}

/* ---- what an operation names ------------------------------------------------------------------
 */

static uint32_t kind_bit(struct hl_driver_judge *j, int64_t pasid)
{
    return UINT32_C(1) << hl_cached_kind(&j->cached, pasid);
}

static bool is_nested_domain(const struct hl_contract *c, unsigned dom)
{
    return dom < HLK_DOMAINS && c->domain[dom].kind == HLK_NESTED;
}

static void name_mm(struct hl_driver_judge *j, const struct hl_contract *c, unsigned mm,
                    uint32_t named[HLK_DEVICES])
{
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (c->device[d].bound[mm])
            named[d] |= kind_bit(j, c->device[d].bound[mm]);
}

void hl_judge_name(struct hl_driver_judge *j, const struct hl_operation *o,
                   const struct hl_contract *c, uint32_t named[HLK_DEVICES])
{
    switch (o->kind) {
    case HL_DO_ATTACH:
    case HL_DO_DETACH:
        named[o->device] |= 1;
        /* A guest has its own PASIDs. */
        if (is_nested_domain(c, c->device[o->device].domain) ||
            (o->kind == HL_DO_ATTACH && is_nested_domain(c, o->domain)))
            named[o->device] = UINT32_MAX;
        break;
    case HL_DO_SET_PASID:
    case HL_DO_REPLACE_PASID:
    case HL_DO_REMOVE_PASID:
        named[o->device] |= kind_bit(j, o->pasid);
        break;
    case HL_DO_BIND:
    case HL_DO_UNBIND:
        if (c->device[o->device].bound[o->mm])
            named[o->device] |= kind_bit(j, c->device[o->device].bound[o->mm]);
        break;
    case HL_DO_EXIT:
        name_mm(j, c, o->mm, named);
        break;
    case HL_DO_PROBE:
    case HL_DO_RELEASE:
        named[o->device] = UINT32_MAX;
        break;
    case HL_DO_SUSPEND:
    case HL_DO_RESUME:
    case HL_DO_RESTART:
    case HL_DO_REMOVE_SMMU:
        j->all_named = true;
        break;
    default:
        break;
    }
}
