// SPDX-License-Identifier: MIT
/* An attach layer behind its interface, in the place of the built-in one. */
#include "device/attach.h"
#include "device/layer.h"
#include "device/memory.h"

struct acting {
    struct hl_attach_ops ops; /* first: the layer sees only this */
    struct hl_device *d;
};

static void write_ste(struct hl_attach_ops *ops, unsigned stream, const struct hl_entry *target)
{
    struct hl_device *d = ((struct acting *)ops)->d;

    if (stream < d->shape.streams)
        hl_memory_ste(d, stream, target);
}

static void write_cd(struct hl_attach_ops *ops, unsigned index, const struct hl_entry *target)
{
    if (index < HL_DEVICE_PASIDS)
        hl_memory_cd(((struct acting *)ops)->d, index, target);
}

static void set_ats(struct hl_attach_ops *ops, bool on)
{
    hl_memory_ats(((struct acting *)ops)->d, on);
}

static struct hl_attached attached(const struct hl_wanted *wanted, const struct hl_fresh *fresh)
{
    struct hl_attached a = {.wanted = *wanted, .ste = fresh->ste, .ats = fresh->ats};

    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++)
        a.cd[i] = fresh->cd[i];
    return a;
}

void hl_attach_by(struct hl_device *d, const struct hl_action *a)
{
    const struct hl_attach_step step = {.action = *a,
                                        .streams = d->shape.streams,
                                        .before = attached(&d->wanted, &d->before),
                                        .after = attached(&d->next, &d->after)};
    struct acting acting = {{write_ste, write_cd, set_ats}, d};

    d->layer->act(d->layer, &step, &acting.ops);
}
