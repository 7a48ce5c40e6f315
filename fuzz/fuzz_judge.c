// SPDX-License-Identifier: MIT
/* The judge of updates, which takes short cuts, against a slow one that takes none: a sequencer
 * that stores and syncs at random, between the STEs of a program; every view is put together and
 * decoded here, by reads of 64 and of 128 bits. And what the planner offers must be hitless here,
 * too. */
#include "harness/counts.h"
#include "harness/ledger.h"
#include "program/pool.h"
#include "harness/target.h"

enum { ROUNDS = 4, PAIRS = 4, MOST_VIEWS = 512 };

static uint64_t random_state; /* of the wild sequencer */

/* A value of either side, or near to both. */
static uint64_t wild_value(const struct hl_update *u, unsigned i, uint64_t random)
{
    switch (random & 7) {
    case 0:
        return u->current.q[i];
    case 1:
    case 3:
    case 4:
        return u->current.q[i] ^ u->target.q[i] ^ UINT64_C(1) << (random >> 8 & 63);
    case 2:
        return u->current.q[i] & u->target.q[i];
    default:
        return u->target.q[i];
    }
}

/* Most of a qword; some of a part of it, or of two at once. */
static void wild_store(const struct hl_update *u, uint64_t random)
{
    const unsigned q = random >> 2 & 7, bytes = 1u << (random >> 48 & 3);

    if (random >> 50 & 3)
        hl_store64(u->writer, q, wild_value(u, q, random >> 5));
    else if (random >> 52 & 1)
        u->writer->store(u->writer, 8 * (q & 6), 16, wild_value(u, q & 6, random >> 5),
                         wild_value(u, q | 1, random >> 9));
    else
        u->writer->store(u->writer, 8 * q + (random >> 53 & 7 & (8 - bytes)), bytes,
                         wild_value(u, q, random >> 5), 0);
    if ((random >> 56 & 15) == 0)
        u->writer->barrier(u->writer);
}

/* Beside the entry, in its last qword or around it. */
static unsigned wild_beside(uint64_t random)
{
    return (unsigned)(random >> 31 & 1 ? 8 * HL_QWORDS + (random >> 32 & 255) : ~UINT64_C(0));
}

static void wild_update(const struct hl_sequencer *self, const struct hl_update *u)
{
    const uint64_t plan = hl_next_random(&random_state);
    uint64_t random;

    (void)self;
    for (unsigned i = 0; i < (plan & 15) || (plan >> 4 & 15) == 0; i++) { /* or without an end */
        random = hl_next_random(&random_state);
        if ((random & 3) < (plan >> 19 & 3))
            u->writer->sync(u->writer);
        else
            wild_store(u, random);
    }
    for (unsigned i = 0; i < HL_QWORDS && (plan >> 10 & 7) != 0; i++)
        hl_store64(u->writer, i, u->target.q[i]);
    if ((plan >> 13 & 7) != 0)
        u->writer->sync(u->writer);
    if ((plan >> 16 & 7) == 0)
        u->writer->sync(u->writer);
    if ((plan >> 21 & 15) == 0)
        u->writer->store(u->writer, wild_beside(plan), 1u << (plan >> 28 & 7), 0, 0);
}

static void wild_used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                      const struct hl_entry *entry, struct hl_entry *used)
{
    struct hl_meaning m;

    (void)self;
    hl_decode(decoder, entry, &m);
    *used = m.used;
    used->q[1] &= ~UINT64_C(0) << (entry->q[1] & 63); /* forgets some */
}

static void wild_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                      const struct hl_entry *current, const struct hl_entry *target,
                      struct hl_entry *safe)
{
    (void)self, (void)decoder;
    *safe = hl_entry_xor(*current, *target);
    safe->q[0] = 0;
}

static const struct hl_sequencer wild = {.abi = HL_SEQUENCER_ABI,
                                         .kinds = HL_KIND_STE | HL_KIND_CD,
                                         .name = "wild",
                                         .description = "random stores",
                                         .update = wild_update,
                                         .used = wild_used,
                                         .update_safe = wild_safe};

/* The slow judge. */
struct slow {
    const struct hl_question *q;
    struct hl_meaning old, target;
    bool stopped, torn;
    uint64_t views;
};

static bool means(const struct slow *s, const struct hl_meaning *m, const struct hl_meaning *side)
{
    struct hl_entry differ = hl_entry_xor(m->regime, side->regime);

    differ = hl_entry_andnot(differ, s->q->overlook);
    return side->state == HL_STATE_LIVE && hl_entry_is_zero(&differ);
}

static void look(struct slow *s, const struct hl_entry *view)
{
    struct hl_meaning m;

    s->views++;
    hl_decode(s->q->decoder, view, &m);
    if (m.state == HL_STATE_LIVE)
        s->torn |= !means(s, &m, &s->old) && !means(s, &m, &s->target);
    else if (m.state == HL_STATE_ILLEGAL)
        s->torn |= s->old.state != HL_STATE_ILLEGAL && s->target.state != HL_STATE_ILLEGAL;
    else
        s->stopped |= s->old.state == HL_STATE_LIVE && s->target.state == HL_STATE_LIVE;
}

static uint64_t bytes_of(const struct hl_store *s)
{
    return s->bytes == 8 ? ~UINT64_C(0) : ((UINT64_C(1) << 8 * s->bytes) - 1) << 8 * s->at;
}

/* Of a unit of two qwords: what is stored as both at once shares bytes with each of them. */
static bool is_pair(const struct hl_log *log, unsigned n)
{
    return log->store[n].joined || (n > 0 && log->store[n - 1].joined);
}

/* Whether store b, of the same unit, can be seen only when a can: they share bytes, or a barrier
 * lies between. */
static bool is_before(const struct hl_log *log, unsigned unit, unsigned a, unsigned b)
{
    const struct hl_store *s = log->store;

    if (s[a].index == s[b].index && (bytes_of(&s[a]) & bytes_of(&s[b])))
        return true;
    if (unit == 2 && (is_pair(log, a) || is_pair(log, b)))
        return true;
    for (unsigned i = 0; i < log->barriers; i++)
        if (log->barrier[i].stores > a && log->barrier[i].stores <= b)
            return true;
    return false;
}

/* The stores to one unit, and a set of them, by bits. */
static bool is_possible(const struct hl_log *log, unsigned unit, const unsigned *store,
                        unsigned count, unsigned set)
{
    for (unsigned b = 0; b < count; b++)
        for (unsigned a = 0; a < b; a++) {
            const bool has_a = set >> a & 1, has_b = set >> b & 1;
            if (has_b && !has_a && is_before(log, unit, store[a], store[b]))
                return false;
            if (unit == 2 && log->store[store[a]].joined && store[b] == store[a] + 1 &&
                has_a != has_b)
                return false;
        }
    return true;
}

enum { MOST_SETS = 1 << 10 };

/* Every choice, for each unit from `at` on, of a set of its stores that can be seen alone. */
static void look_at_all(struct slow *s, const struct hl_log *log, unsigned epoch, unsigned at,
                        struct hl_entry *begin, struct hl_entry *view)
{
    const unsigned unit = s->q->unit == 2 ? 2 : 1;
    unsigned store[HL_MAX_STORES], count = 0, known = 0;
    uint64_t value[MOST_SETS][2];

    if (s->views > MOST_VIEWS)
        return;
    if (at == HL_QWORDS) {
        look(s, view);
        return;
    }
    for (unsigned i = 0; i < log->stores; i++)
        if (log->store[i].epoch == epoch && log->store[i].index / unit == at / unit)
            store[count++] = i;
    if (count > 10) {
        s->views = MOST_VIEWS + 1;
        return;
    }
    for (unsigned set = 0; set < 1u << count; set++) {
        uint64_t now[2] = {begin->q[at], begin->q[at + unit - 1]};
        bool old = false;

        if (!is_possible(log, unit, store, count, set))
            continue;
        for (unsigned i = 0; i < count; i++)
            if (set >> i & 1) {
                const struct hl_store *one = &log->store[store[i]];
                uint64_t *q = &now[one->index % unit];
                *q = (*q & ~bytes_of(one)) | (one->value & bytes_of(one));
            }
        for (unsigned i = 0; i < known; i++)
            old |= value[i][0] == now[0] && (unit == 1 || value[i][1] == now[1]);
        if (old)
            continue;
        value[known][0] = now[0];
        value[known++][1] = now[1];
        view->q[at] = now[0];
        if (unit == 2)
            view->q[at + 1] = now[1];
        look_at_all(s, log, epoch, at + unit, begin, view);
    }
}

static void judge_slowly(struct slow *s, const struct hl_log *log)
{
    struct hl_entry begin = log->initial, view;

    hl_decode(s->q->decoder, &s->q->old, &s->old);
    hl_decode(s->q->decoder, &s->q->target, &s->target);
    s->views = log->stores == 0; /* the old entry itself */
    for (unsigned epoch = 0; epoch <= log->syncs; epoch++) {
        bool any = false;
        view = begin;
        for (unsigned i = 0; i < log->stores; i++)
            any |= log->store[i].epoch == epoch;
        if (any)
            look_at_all(s, log, epoch, 0, &begin, &view);
        for (unsigned i = 0; i < log->stores; i++)
            if (log->store[i].epoch == epoch)
                begin.q[log->store[i].index] = log->store[i].value;
    }
}

static enum hl_outcome outcome_of(const struct slow *s, const struct hl_log *log)
{
    if (!log->stores)
        return HL_UNCHANGED;
    return s->torn ? HL_TORN : s->stopped ? HL_BREAKING : HL_HITLESS;
}

struct run {
    const struct hl_pool *pool;
    struct hl_setting setting;
    struct hl_question q;
    struct hl_verdict v;
};

static _Noreturn void complain(const struct run *r, const char *what)
{
    const struct hl_judged j = {.setting = &r->setting, .q = &r->q, .v = &r->v};

    hl_ledger_disagree(&j, what);
}

static void compare(const struct run *r, const struct hl_verdict *v)
{
    struct slow s = {.q = &r->q};

    judge_slowly(&s, &v->log);
    if (s.views > MOST_VIEWS || v->too_many_views)
        return;
    if (v->outcome != outcome_of(&s, &v->log))
        complain(r, "the judge's outcome is not that of its views");
    if (v->views != s.views)
        complain(r, "the judge saw another number of views");
    if ((v->found[HL_ILLEGAL_VIEW] || v->found[HL_MIXED_VIEW]) != s.torn)
        complain(r, "a tear without its finding, or a finding without its tear");
    if (s.torn && !hl_verdict_is_bad(v))
        complain(r, "a tear is bad");
}

/* A plan, judged as a log, is hitless; so is the one in a verdict. */
static void check_plan(struct run *r)
{
    static struct hl_verdict again;
    static struct hl_log plan;

    if (hl_plan(&r->q, &plan) != HL_PLAN_FOUND)
        return;
    hl_judge_log(&r->q, &plan, &again);
    if (again.outcome > HL_HITLESS || hl_verdict_is_bad(&again))
        complain(r, "a plan that is not hitless");
    compare(r, &again);
}

static void judge_pair(struct run *r)
{
    struct hl_meaning old, target;

    hl_decode(r->q.decoder, &r->q.old, &old);
    hl_decode(r->q.decoder, &r->q.target, &target);
    for (unsigned round = 0; round < ROUNDS; round++) {
        r->q.unit = 1 + (round & 1);
        r->q.old_meaning = round & 2 ? &old : NULL;
        r->q.target_meaning = round & 2 ? &target : NULL;
        hl_judge(&r->q, &r->v);
        hl_count_trial(r->v.views);
        if (r->v.log.overflow != (r->v.found[HL_NO_PROGRESS] != 0) ||
            r->v.log.wild != (r->v.found[HL_WILD_STORE] != 0))
            complain(r, "no end without its finding");
        compare(r, &r->v);
    }
    if (old.state == HL_STATE_LIVE && target.state == HL_STATE_LIVE)
        check_plan(r);
}

/* The judge knows no STE: a toy entry of bits 0. V is in qword 1; qword 0 counts; qword 5 if qword
 * 0 is set; qwords 2 and 3 together are illegal without qword 4, and mean nothing else. */
static void toy_decode(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    (void)context;
    *m = (struct hl_meaning){.state = HL_STATE_OFF, .used = {{0, 1}}};
    if (!(e->q[1] & 1))
        return;
    m->used = (struct hl_entry){{1, 1, 1, 1, 1, e->q[0] & 1}};
    m->state = HL_STATE_ILLEGAL;
    m->rule = 1;
    if (e->q[2] & e->q[3] & ~e->q[4] & 1)
        return;
    m->state = HL_STATE_LIVE;
    m->rule = 0;
    m->regime = (struct hl_entry){{e->q[0] & 1, 1, 0, 0, 0, e->q[5] & e->q[0] & 1}};
}

static struct hl_entry toy_entry(void)
{
    const uint64_t random = hl_next_random(&random_state);
    struct hl_entry e;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        e.q[i] = random >> i & 1;
    e.q[1] |= (random >> 8 & 3) != 0;
    return e;
}

static void judge_toys(struct run *r)
{
    struct hl_decoder toy = *r->q.decoder;

    toy.decode = toy_decode;
    toy.valid = (struct hl_entry){{0, 1}};
    r->q.decoder = &toy;
    r->q.overlook = (struct hl_entry){{0}};
    for (unsigned i = 0; i < PAIRS; i++) {
        r->q.old = toy_entry();
        r->q.target = toy_entry();
        judge_pair(r);
    }
}

static void run(const struct hl_program *program)
{
    static struct hl_pool pool;
    static struct run r;

    r.pool = &pool;
    r.setting = hl_program_setting(program);
    hl_pool_build(&pool, program, &r.setting, hl_builtin_sequencer_find("used-bits"));
    r.q = (struct hl_question){.decoder = &pool.at.decoder,
                               .sequencer = &wild,
                               .overlook = pool.at.overlook,
                               .checks = HL_CHECK_ALL};
    random_state = program->mask_seed ^ program->derive_seed;
    for (unsigned i = 0; i < pool.count; i++)
        for (unsigned k = 0; k < HL_QWORDS; k++)
            random_state = hl_mix(random_state, pool.entry[i].q[k]);
    for (unsigned i = 0; i < pool.count && i < PAIRS; i++) {
        r.q.old = pool.entry[i];
        r.q.target = pool.entry[(i + 1) % pool.count];
        judge_pair(&r);
    }
    judge_toys(&r);
}

HL_TARGET(fuzz_judge) = {.kind = HL_PROGRAM_STE, .run = run};
