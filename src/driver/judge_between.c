// SPDX-License-Identifier: MIT
/* More than two sides. Operations that nest are judged from the first's begin to its end, and of
 * two that change what the same traffic means one comes first: its meaning then is neither what was
 * before both nor what is after them. Whose configuration changes is kept apart (conduct.c), but
 * for a process, which ends when it likes: while it is bound, or let go. By structure, as what is
 * due is. */
#include "driver/judge_work.h"

static void add(struct hl_driver_judge *j, unsigned device, int64_t pasid, struct hl_due due)
{
    if (j->betweens == HL_JUDGE_BETWEEN) {
        j->too_many = true;
        return;
    }
    j->between[j->betweens++] = (struct hl_between){(uint8_t)device, pasid, due};
}

const struct hl_operation *hl_judge_binds(const struct hl_driver_judge *j, unsigned mm)
{
    for (unsigned i = 0; i < j->depth; i++)
        if (j->operation[i].kind == HL_DO_BIND && j->operation[i].mm == mm)
            return &j->operation[i];
    return NULL;
}

/* It is let go already, and that it has ended comes after. */
static void note_unbinds(struct hl_driver_judge *j, unsigned mm, const struct hl_contract *c)
{
    for (unsigned i = 0; i < j->depth; i++) {
        const struct hl_operation *o = &j->operation[i];

        if (o->kind == HL_DO_UNBIND && o->mm == mm)
            add(j, o->device, c->device[o->device].bound[mm],
                (struct hl_due){.kind = HL_DUE_STOPPED});
    }
}

void hl_judge_note_between(struct hl_driver_judge *j, const struct hl_operation *o,
                           const struct hl_contract *c)
{
    const struct hl_operation *bind;

    if (o->kind != HL_DO_EXIT)
        return;
    note_unbinds(j, o->mm, c);
    /* It has ended, and is bound yet. */
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        if (c->device[d].bound[o->mm])
            add(j, d, c->device[d].bound[o->mm], (struct hl_due){.kind = HL_DUE_QUIET});
    /* It is bound, to a PASID that is not known yet, and has not ended. */
    bind = hl_judge_binds(j, o->mm);
    if (bind)
        add(j, bind->device, -1, hl_due_of_mm(j, c, o->mm));
}

bool hl_judge_is_between(const struct hl_driver_judge *j, const struct hl_seen *seen)
{
    const unsigned device = j->stream[seen->stream].device;
    const bool live = seen->joint.state == HL_JOINT_LIVE;

    if (!(j->named[device] >> seen->kind & 1))
        return false;
    for (unsigned i = 0; i < j->betweens; i++) {
        const struct hl_between *b = &j->between[i];

        if (b->device == device && (b->pasid < 0 || b->pasid == j->cached.pasid[seen->kind]) &&
            (live || b->due.kind == HL_DUE_STOPPED) && hl_due_is(&b->due, &seen->joint))
            return true;
    }
    return false;
}
