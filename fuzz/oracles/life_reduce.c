// SPDX-License-Identifier: MIT
/* A walk without what a finding does not need. */
#include "program/life.h"

static bool alike(const struct hl_device_finding *a, const struct hl_device_finding *b)
{
    return a->kind == b->kind && a->where == b->where && a->entry == b->entry &&
           a->rule == b->rule && (a->pasid == HL_NO_PASID) == (b->pasid == HL_NO_PASID);
}

/* Whether the walk's last action finds the like, and no other one finds anything. */
static bool reproduces(const struct hl_device *like, struct hl_walk *walk,
                       const struct hl_device_finding *wanted, struct hl_device *d,
                       struct hl_device_verdict *v)
{
    if (!hl_device_init(d, &like->maker, like->sequencer, NULL, &walk->shape))
        return false;
    d->traits = like->traits;
    d->layer = like->layer;
    d->checks = like->checks;
    for (unsigned i = 0; i < walk->count; i++) {
        walk->done[i] = hl_device_step(d, &walk->action[i], v);
        if (!walk->done[i] || (v->findings && i + 1 < walk->count))
            return false;
    }
    for (unsigned i = 0; i < v->findings; i++)
        if (alike(&v->finding[i], wanted))
            return true;
    return false;
}

static void leave_out(struct hl_walk *walk, unsigned action)
{
    walk->count--;
    for (unsigned i = action; i < walk->count; i++)
        walk->action[i] = walk->action[i + 1];
}

/* Releases go with the life before them: the device is probed as it is after the last one. */
static void last_life(const struct hl_walk *walk, unsigned step, struct hl_walk *out)
{
    *out = *walk;
    out->count = 0;
    for (unsigned i = 0; i <= step; i++) {
        if (!walk->done[i])
            continue;
        if (walk->action[i].kind == HL_RELEASE && i < step) {
            out->shape = walk->action[i].shape;
            out->count = 0;
            continue;
        }
        out->action[out->count++] = walk->action[i];
    }
}

bool hl_walk_reduce(const struct hl_walk *walk, unsigned step, const struct hl_device *like,
                    const struct hl_device_finding *wanted, struct hl_reduced *r)
{
    static struct hl_device scratch;
    static struct hl_device_verdict verdict;
    struct hl_walk shorter;

    last_life(walk, step, &r->walk);
    if (!reproduces(like, &r->walk, wanted, &r->device, &r->verdict))
        return false;
    for (unsigned i = r->walk.count; i-- > 0;) {
        shorter = r->walk;
        leave_out(&shorter, i);
        if (shorter.count && reproduces(like, &shorter, wanted, &scratch, &verdict))
            r->walk = shorter;
    }
    shorter = r->walk;
    shorter.shape.streams = 1;
    if (reproduces(like, &shorter, wanted, &scratch, &verdict))
        r->walk = shorter;
    reproduces(like, &r->walk, wanted, &r->device, &r->verdict);
    for (unsigned i = 0; i < r->verdict.findings; i++)
        if (alike(&r->verdict.finding[i], wanted)) {
            r->finding = r->verdict.finding[i];
            break;
        }
    return true;
}
