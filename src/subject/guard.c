// SPDX-License-Identifier: MIT
#include "subject/guard.h"

#include "observe/observe.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hl_isolation isolation = HL_ISOLATE_APART;
static struct hl_failure layer_failure;
static const char *failed_layer;

void hl_subject_isolate(enum hl_isolation how)
{
    isolation = how;
}

enum { LONGEST = 3600000 }; /* an hour */

/* False: it is set, and no number of milliseconds. */
static bool given_milliseconds(unsigned *number)
{
    const char *given = getenv("HITLESS_SUBJECT_TIMEOUT");

    *number = 0;
    if (!given)
        return true;
    for (; *given >= '0' && *given <= '9' && *number <= LONGEST; given++)
        *number = *number * 10 + (unsigned)(*given - '0');
    return !*given && *number >= 1 && *number <= LONGEST;
}

const char *hl_subject_timeout_wrong(void)
{
    unsigned number;

    return given_milliseconds(&number) ? NULL : "not a number of milliseconds from 1 to 3600000";
}

unsigned hl_guard_milliseconds(unsigned preset)
{
    unsigned number;

    return given_milliseconds(&number) && number ? number : preset;
}

const char *hl_guard_signal(int number)
{
    switch (number) {
    case SIGSEGV:
        return "SIGSEGV";
    case SIGBUS:
        return "SIGBUS";
    case SIGFPE:
        return "SIGFPE";
    case SIGILL:
        return "SIGILL";
    case SIGABRT:
        return "SIGABRT";
    case SIGTRAP:
        return "SIGTRAP";
    case SIGSYS:
        return "SIGSYS";
    case SIGKILL:
        return "SIGKILL";
    default:
        return "a signal";
    }
}

bool hl_guard_call(void (*call)(void *argument), void *argument, struct hl_failure *failure)
{
    return isolation == HL_ISOLATE_APART ? hl_guard_apart(call, argument, failure)
                                         : hl_guard_here(call, argument, failure);
}

/* What a call reads and writes: it gets copies, and no more than that is taken back. */
enum { STEPS = 4 * (HL_MAX_STORES + HL_MAX_SYNCS) + 1 };
struct step {
    enum { STORE, BARRIER, SYNC, WARN } kind;
    unsigned offset, bytes;
    uint64_t value, high;
};
struct exchange {
    const struct hl_sequencer *inner;
    const struct hl_decoder *decoder;
    struct hl_update update, given;
    bool wrote, stale;
    struct hl_entry mask;
    unsigned steps;
    struct step step[STEPS];
};

/* What a sequencer gets as its writer: closed when its update has ended. They take turns, so that
 * one that is kept is not the next one for long. */
struct gate {
    struct hl_writer writer; /* first */
    struct exchange *x;
    struct hl_writer *to; /* NULL: steps are kept in the exchange */
};
enum { GATES = 1024 };
static struct gate gates[GATES];
static struct gate *last;
static struct exchange *stale_of; /* the update during which a closed one would be used */

static void keep(struct exchange *x, struct step step)
{
    if (x->steps == STEPS)
        _Exit(0); /* the bound: the parent will find so, too */
    x->step[x->steps++] = step;
}

static bool is_open(const struct gate *g)
{
    if (!g->x && stale_of)
        stale_of->stale = true;
    return g->x != NULL;
}

static void perform(const struct step *s, struct hl_writer *to)
{
    switch (s->kind) {
    case STORE:
        to->store(to, s->offset, s->bytes, s->value, s->high);
        break;
    case BARRIER:
        to->barrier(to);
        break;
    case SYNC:
        to->sync(to);
        break;
    case WARN:
        if (to->warn)
            to->warn(to);
        break;
    }
}

/* What the sequencer does goes to the writer behind the gate, or is kept for it. */
static void pass(struct hl_writer *w, struct step step)
{
    const struct gate *g = (const struct gate *)w;
    void *left;

    if (!is_open(g))
        return;
    if (!g->to) {
        keep(g->x, step);
        return;
    }
    left = hl_guard_leave();
    perform(&step, g->to);
    hl_guard_reenter(left);
}

static void gate_store(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                       uint64_t high)
{
    pass(w, (struct step){STORE, offset, bytes, value, high});
}

static void gate_barrier(struct hl_writer *w)
{
    pass(w, (struct step){.kind = BARRIER});
}

static void gate_sync(struct hl_writer *w)
{
    pass(w, (struct step){.kind = SYNC});
}

static void gate_warn(struct hl_writer *w)
{
    pass(w, (struct step){.kind = WARN});
}

static struct gate *open_gate(struct exchange *x, struct hl_writer *to)
{
    static unsigned next;
    struct gate *g = &gates[next++ % GATES];

    if (last)
        last->x = NULL; /* its update may have been left by a jump */
    last = g;
    *g = (struct gate){{gate_store, gate_barrier, gate_sync, gate_warn}, x, to};
    return g;
}

static void call_update(void *argument)
{
    struct exchange *x = argument;
    struct hl_entry safe;

    if (x->update.safe) {
        safe = *x->update.safe;
        x->update.safe = &safe;
    }
    x->given = x->update;
    x->inner->update(x->inner, &x->update);
    x->wrote = memcmp(&x->given.current, &x->update.current, sizeof x->given.current) != 0 ||
               memcmp(&x->given.target, &x->update.target, sizeof x->given.target) != 0;
}

static void call_used(void *argument)
{
    struct exchange *x = argument;

    x->inner->used(x->inner, x->decoder, &x->update.current, &x->mask);
}

static void call_update_safe(void *argument)
{
    struct exchange *x = argument;

    x->inner->update_safe(x->inner, x->decoder, &x->update.current, &x->update.target, &x->mask);
}

static void replay(const struct exchange *x, struct hl_writer *to)
{
    for (unsigned i = 0; i < x->steps; i++)
        perform(&x->step[i], to);
}

static struct exchange *exchange(const struct hl_guarded *g)
{
    static struct exchange *x;

    if (!x)
        x = hl_guard_shared(sizeof *x);
    if (!x)
        abort();
    x->inner = g->inner;
    x->wrote = x->stale = false;
    x->steps = 0;
    x->mask = (struct hl_entry){{0}};
    return x;
}

static void fail(struct hl_guarded *g, const char *how)
{
    g->has_failed = true;
    g->failure = (struct hl_failure){.how = how};
}

/* The const of the interface is a promise to callers; this is what keeps it. */
static struct hl_guarded *guard_of(const struct hl_sequencer *self)
{
    return (struct hl_guarded *)(const void *)self;
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct hl_guarded *g = guard_of(self);
    const bool apart = isolation == HL_ISOLATE_APART;
    struct exchange *x;
    struct gate *gate;
    bool returned;

    if (g->has_failed)
        return;
    x = exchange(g);
    x->update = *u;
    gate = open_gate(x, apart ? NULL : u->writer);
    x->update.writer = &gate->writer;
    stale_of = x;
    returned = hl_guard_call(call_update, x, &g->failure);
    stale_of = NULL;
    gate->x = NULL;
    g->has_failed = !returned && x->steps < STEPS;
    if (returned && x->stale)
        fail(g, "a store through a writer whose update has ended");
    else if (returned && x->wrote)
        fail(g, "it wrote into the entries that it was given");
    replay(x, u->writer); /* may not return */
}

static bool ask(struct hl_guarded *g, void (*call)(void *), struct exchange *x,
                struct hl_entry *mask)
{
    g->has_failed = !hl_guard_call(call, x, &g->failure);
    *mask = x->mask;
    return !g->has_failed;
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    struct hl_guarded *g = guard_of(self);
    struct exchange *x;

    *mask = (struct hl_entry){{0}};
    if (g->has_failed)
        return;
    x = exchange(g);
    x->decoder = decoder;
    x->update.current = *entry;
    ask(g, call_used, x, mask);
}

static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    struct hl_guarded *g = guard_of(self);
    struct exchange *x;

    *safe = (struct hl_entry){{0}};
    if (g->has_failed)
        return;
    x = exchange(g);
    x->decoder = decoder;
    x->update.current = *current;
    x->update.target = *target;
    ask(g, call_update_safe, x, safe);
}

static bool failed(const struct hl_sequencer *self, struct hl_failure *failure)
{
    struct hl_guarded *g = guard_of(self);
    const bool had = g->has_failed;

    *failure = g->failure;
    g->has_failed = false;
    return had;
}

void hl_guard_sequencer(struct hl_guarded *g, const struct hl_sequencer *inner)
{
    g->inner = inner;
    g->sequencer = *inner;
    g->sequencer.update = update;
    g->sequencer.used = inner->used ? used : NULL;
    g->sequencer.update_safe = inner->update_safe ? update_safe : NULL;
    g->sequencer.failed = failed;
    g->has_failed = false;
}

struct merging {
    const struct hl_hypervisor *inner;
    struct hl_nesting nesting;
    struct hl_entry vste, ste;
    enum hl_merge result;
};

static void call_merge(void *argument)
{
    struct merging *m = argument;

    m->result = m->inner->merge(m->inner, &m->nesting, &m->vste, &m->ste);
}

static enum hl_merge merge(const struct hl_hypervisor *self, const struct hl_nesting *nesting,
                           const struct hl_entry *vste, struct hl_entry *ste)
{
    static struct merging *m;

    if (!m)
        m = hl_guard_shared(sizeof *m);
    if (!m || failed_layer)
        return HL_NO_ANSWER;
    m->inner = ((const struct hl_guarded_hypervisor *)(const void *)self)->inner;
    m->nesting = *nesting;
    m->vste = *vste;
    m->ste = (struct hl_entry){{0}};
    if (!hl_guard_call(call_merge, m, &layer_failure)) {
        failed_layer = self->name;
        return HL_NO_ANSWER;
    }
    *ste = m->ste;
    return m->result == HL_MERGED ? HL_MERGED : HL_REJECTED;
}

void hl_guard_hypervisor(struct hl_guarded_hypervisor *g, const struct hl_hypervisor *inner)
{
    g->inner = inner;
    g->hypervisor = *inner;
    g->hypervisor.merge = merge;
}

enum { MOST_OPS = 1024 }; /* of one action */
struct acting {
    struct hl_attach_ops ops; /* first */
    struct hl_attach_ops *to; /* NULL: it has returned */
    const struct hl_attach_layer *inner;
    struct hl_attach_step step;
    unsigned calls;
    bool wrong;
};

/* Whether an operation is to be done; several callers may not return. */
static bool may_act(struct acting *a, bool exists)
{
    a->wrong |= !exists || !a->to;
    return exists && a->to && ++a->calls <= MOST_OPS;
}

static void act_ste(struct hl_attach_ops *ops, unsigned stream, const struct hl_entry *target)
{
    struct acting *a = (struct acting *)ops;
    void *left;

    if (!may_act(a, stream < a->step.streams))
        return;
    left = hl_guard_leave();
    a->to->ste(a->to, stream, target);
    hl_guard_reenter(left);
}

static void act_cd(struct hl_attach_ops *ops, unsigned index, const struct hl_entry *target)
{
    struct acting *a = (struct acting *)ops;
    void *left;

    if (!may_act(a, index < HL_DEVICE_PASIDS))
        return;
    left = hl_guard_leave();
    a->to->cd(a->to, index, target);
    hl_guard_reenter(left);
}

static void act_ats(struct hl_attach_ops *ops, bool on)
{
    struct acting *a = (struct acting *)ops;
    void *left;

    if (!may_act(a, true))
        return;
    left = hl_guard_leave();
    a->to->ats(a->to, on);
    hl_guard_reenter(left);
}

static void call_act(void *argument)
{
    struct acting *a = argument;

    a->inner->act(a->inner, &a->step, &a->ops);
}

/* Always in this process: only fuzz targets have attach layers. */
static void act(const struct hl_attach_layer *self, const struct hl_attach_step *step,
                struct hl_attach_ops *ops)
{
    static struct acting a; /* it may be kept */

    if (failed_layer)
        return;
    a = (struct acting){{act_ste, act_cd, act_ats}, ops, NULL, *step, 0, false};
    a.inner = ((const struct hl_guarded_attach *)(const void *)self)->inner;
    if (!hl_guard_here(call_act, &a, &layer_failure)) {
        failed_layer = self->name;
    } else if (a.wrong || a.calls > MOST_OPS) {
        layer_failure = (struct hl_failure){
            .hangs = !a.wrong,
            .how = a.wrong ? "an entry that the device does not have" : "no end of operations",
        };
        failed_layer = self->name;
    }
    a.to = NULL;
}

void hl_guard_attach(struct hl_guarded_attach *g, const struct hl_attach_layer *inner)
{
    g->inner = inner;
    g->layer = *inner;
    g->layer.act = act;
}

const char *hl_subject_layer_failed(struct hl_failure *failure)
{
    const char *name = failed_layer;

    *failure = layer_failure;
    failed_layer = NULL;
    return name;
}
