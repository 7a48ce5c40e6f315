// SPDX-License-Identifier: MIT
#include "nested/nested.h"

void hl_nested_init(struct hl_nested *n, const struct hl_nesting *nesting,
                    const struct hl_assumptions *assume, const struct hl_hypervisor *hypervisor)
{
    n->hypervisor = hypervisor;
    n->host_sequencer = n->guest_sequencer = hl_builtin_sequencer_find("update-safe");
    n->reshadow = NULL;
    n->nesting = *nesting;
    n->trims = false;
    n->host = n->nesting.host;
    n->guest = n->nesting.guest;
    n->overlook = hl_ste_assume(&n->host, assume);
    hl_ste_assume(&n->guest, assume);
    n->host_decoder = hl_ste_decoder(&n->host);
    n->guest_decoder = hl_ste_decoder(&n->guest);
}

/* A hypervisor at work: the physical STE, and what it last read of the guest's. */
struct watch {
    const struct hl_nested *n;
    struct hl_nested_verdict *v;
    struct hl_entry read;
    bool hitless;               /* on bare metal */
    struct hl_meaning physical; /* of the physical STE */
};

static bool same_config(const struct hl_entry *a, const struct hl_entry *b)
{
    return HL_GET(STE, a, V) == HL_GET(STE, b, V) &&
           HL_GET(STE, a, Config) == HL_GET(STE, b, Config);
}

static void read_guest(struct watch *w, const struct hl_entry *vste)
{
    unsigned mistakes = w->n->hypervisor->mistakes;

    if ((mistakes & HL_TRAP_STALE) && same_config(vste, &w->read))
        return;
    if (mistakes & HL_TRAP_QWORD_0)
        w->read.q[0] = vste->q[0];
    else
        w->read = *vste;
}

/* The same for all traffic, ATS's too; software must expect merged events anyhow (5.2 MEV). */
static bool same_meaning(const struct hl_meaning *a, const struct hl_meaning *b)
{
    struct hl_entry differ = hl_entry_xor(a->regime, b->regime);

    HL_CLEAR(STE, &differ, MEV);
    return hl_entry_is_zero(&differ);
}

/* Whether a physical STE means what it has to. A host may withhold ATS, for reasons of its own, but
 * never allow more of it. */
static bool means(const struct hl_nested *n, const struct hl_meaning *made, struct hl_entry due)
{
    struct hl_meaning m;

    if (made->state == HL_STATE_LIVE && HL_GET(STE, &made->regime, EATS) == 0)
        HL_SET(STE, &due, EATS, 0); /* and what counts only through it */
    hl_decode(&n->host_decoder, &due, &m);
    if (made->state != HL_STATE_LIVE || m.state != HL_STATE_LIVE)
        return made->state != HL_STATE_LIVE && m.state != HL_STATE_LIVE;
    return same_meaning(made, &m);
}

static void add_illegal_target(struct hl_verdict *v, const struct hl_entry *ste, unsigned rule)
{
    v->found[HL_ILLEGAL_TARGET] = 1;
    v->finding[0] = (struct hl_finding){.kind = HL_ILLEGAL_TARGET, .rule = rule, .view = *ste};
    v->findings = 1; /* the cause of whatever else there is */
}

/* What the guest shows is legal on its own SMMU: a live stream, or one that it stops. */
static bool shows_legal(const struct watch *w)
{
    struct hl_meaning m;

    hl_ste_decode(&w->n->nesting.guest, &w->v->vste, &m);
    return m.state == HL_STATE_LIVE || m.state == HL_STATE_STOP;
}

/* The end of a physical update: what was made against what is due for what the guest has shown. */
static void judge_end(struct watch *w, const struct hl_meaning *made)
{
    const struct hl_nested *n = w->n;
    struct hl_nested_verdict *v = w->v;
    struct hl_entry due;

    hl_nested_merge(&n->nesting, &v->vste, &due);
    if (hl_entry_equal(&v->question.target, &due))
        return;
    if (made->state == HL_STATE_ILLEGAL && shows_legal(w)) {
        v->wrong_merge = true;
        add_illegal_target(&v->host, &v->question.target, made->rule);
    } else if (!means(n, made, due)) {
        struct hl_log log = v->host.log;

        v->wrong_merge = true;
        v->question.target = due;
        hl_judge_log(&v->question, &log, &v->host);
    }
}

/* A guest that stops or tears its own stream has no claim to more from its hypervisor. */
static void judge_break(struct watch *w)
{
    struct hl_verdict *host = &w->v->host;
    unsigned kept = 0;

    if (host->outcome != HL_BREAKING)
        return;
    if (w->hitless) {
        w->v->unplanned += !host->found[HL_NEEDLESS_BREAK];
        return;
    }
    for (unsigned i = 0; i < host->findings; i++)
        if (host->finding[i].kind != HL_NEEDLESS_BREAK)
            host->finding[kept++] = host->finding[i];
    host->findings = kept;
    host->found[HL_NEEDLESS_BREAK] = 0;
}

static struct hl_entry trim(const struct hl_nested *n, const struct hl_entry *made)
{
    const struct hl_sequencer *s = n->host_sequencer;
    struct hl_entry used;

    if (!n->trims)
        return *made;
    s->used(s, &n->host_decoder, made, &used);
    return hl_entry_and(*made, used);
}

/* The physical STE after an update to what has this meaning. */
static void keep_physical(struct watch *w, const struct hl_meaning *target)
{
    w->v->physical = w->v->host.log.memory;
    if (hl_entry_equal(&w->v->physical, &w->v->question.target))
        w->physical = *target;
    else
        hl_decode(&w->n->host_decoder, &w->v->physical, &w->physical);
}

/* The hypervisor's own way to install, as a sequencer. What it leaves may differ in what the SMMU
 * ignores. */
struct installer {
    struct hl_sequencer sequencer; /* the first member */
    const struct watch *watch;
};

static void run_installer(const struct hl_sequencer *self, const struct hl_update *u)
{
    const struct watch *w = ((const struct installer *)(const void *)self)->watch;

    w->n->reshadow->install(&w->n->nesting, &w->read, u);
}

static struct installer installer_of(const struct watch *w)
{
    return (struct installer){.sequencer = {.abi = HL_SEQUENCER_ABI,
                                            .kinds = HL_KIND_STE,
                                            .name = w->n->hypervisor->name,
                                            .update = run_installer,
                                            .needs = HL_NEEDS_FRESH,
                                            .origin = w->n->host_sequencer->origin},
                              .watch = w};
}

static void install(struct watch *w, const struct hl_entry *made)
{
    const struct hl_nested *n = w->n;
    struct hl_nested_verdict *v = w->v;
    const struct installer own = installer_of(w);
    struct hl_meaning meaning;

    v->question = (struct hl_question){
        .decoder = &n->host_decoder,
        .sequencer = n->hypervisor->mistakes & HL_TRAP_BREAKS
                         ? hl_builtin_sequencer_find("break-first")
                         : n->host_sequencer,
        .old = v->physical,
        .target = trim(n, made),
        .overlook = n->overlook,
        .old_made = n->hypervisor->sanitises,
        .target_made = n->hypervisor->sanitises,
        .old_meaning = &w->physical,
        .target_meaning = &meaning,
    };
    hl_decode(&n->host_decoder, &v->question.target, &meaning);
    if (n->reshadow)
        v->question.sequencer = &own.sequencer;
    hl_judge(&v->question, &v->host);
    if (n->reshadow) /* it outlives that */
        v->question.sequencer = n->host_sequencer;
    v->question.old_meaning = v->question.target_meaning = NULL; /* it outlives them */
    keep_physical(w, &meaning);
    judge_end(w, &meaning);
    if (!v->wrong_merge)
        judge_break(w);
    v->views += v->host.views;
    v->too_many_views |= v->host.too_many_views;
    if (v->host.outcome > v->outcome)
        v->outcome = v->host.outcome;
}

/* The guest is told that its command failed; but an SMMU has no such answer to CMD_CFGI_STE, and
 * what the guest has made ILLEGAL must not go on. */
static void judge_rejection(struct watch *w)
{
    const struct hl_nested *n = w->n;
    struct hl_nested_verdict *v = w->v;
    const struct hl_log nothing = {.initial = v->physical, .memory = v->physical};
    struct hl_entry due;
    struct hl_meaning m;

    hl_decode(&n->guest_decoder, &v->vste, &m);
    v->rejected++;
    v->refused += m.state == HL_STATE_STOP || m.state == HL_STATE_LIVE;
    hl_nested_merge(&n->nesting, &v->vste, &due);
    if (means(n, &w->physical, due))
        return;
    v->kept++;
    if (n->hypervisor->refuses && m.state == HL_STATE_ILLEGAL)
        return;
    v->wrong_merge = true;
    v->question = (struct hl_question){.decoder = &n->host_decoder,
                                       .sequencer = n->host_sequencer,
                                       .old = v->physical,
                                       .target = due,
                                       .overlook = n->overlook};
    hl_judge_log(&v->question, &nothing, &v->host);
}

/* The guest's sync: it has shown vste. False: there are findings, or nothing to judge. */
static bool trap(struct watch *w, const struct hl_entry *vste)
{
    const struct hl_hypervisor *h = w->n->hypervisor;
    struct hl_entry made;

    w->v->trap++;
    w->v->traps++;
    w->v->vste = *vste;
    w->v->host.findings = 0;
    read_guest(w, vste);
    switch (h->merge(h, &w->n->nesting, &w->read, &made)) {
    case HL_MERGED:
        install(w, &made);
        break;
    case HL_REJECTED:
        judge_rejection(w);
        break;
    case HL_NO_ANSWER:
        return false;
    }
    return w->v->host.findings == 0;
}

static void begin(struct watch *w, const struct hl_entry *physical)
{
    struct hl_nested_verdict *v = w->v;

    hl_decode(&w->n->host_decoder, physical, &w->physical);
    v->traps = 0;
    v->rejected = 0;
    v->refused = 0;
    v->kept = 0;
    v->views = 0;
    v->outcome = HL_UNCHANGED;
    v->too_many_views = false;
    v->physical = *physical;
    v->unplanned = 0;
    v->trap = 0;
    v->wrong_merge = false;
    v->host.findings = 0;
}

void hl_nested_install(const struct hl_nested *n, const struct hl_entry *vste,
                       struct hl_nested_verdict *v)
{
    struct watch w = {.n = n, .v = v, .read = *vste};
    struct hl_entry nothing = {{0}}, stopped;

    hl_nested_merge(&n->nesting, &nothing, &stopped);
    begin(&w, &stopped);
    v->guest.outcome = HL_UNCHANGED;
    if (n->hypervisor->mistakes & HL_TRAP_STALE)
        w.read = nothing;
    trap(&w, vste);
}

/* What is in guest memory at its sync number `sync`, from 0. */
static struct hl_entry shown(const struct hl_log *log, unsigned sync)
{
    struct hl_entry e = log->initial;

    for (unsigned i = 0; i < log->stores && log->store[i].epoch <= sync; i++)
        e.q[log->store[i].index] = log->store[i].value;
    return e;
}

void hl_nested_judge(const struct hl_nested *n, const struct hl_entry *physical,
                     const struct hl_entry *old, const struct hl_entry *target,
                     struct hl_nested_verdict *v)
{
    struct hl_question bare = {.decoder = &n->guest_decoder,
                               .sequencer = n->guest_sequencer,
                               .old = *old,
                               .target = *target,
                               .overlook = n->overlook};
    struct watch w = {.n = n, .v = v, .read = *old};

    hl_judge(&bare, &v->guest);
    w.hitless = v->guest.outcome == HL_HITLESS || v->guest.outcome == HL_UNCHANGED;
    begin(&w, physical);
    for (unsigned sync = 0; sync < v->guest.log.syncs; sync++) {
        struct hl_entry vste = shown(&v->guest.log, sync);
        if (!trap(&w, &vste))
            return;
    }
}
