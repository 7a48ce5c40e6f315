// SPDX-License-Identifier: MIT
/* Updates between the STEs of a program by the sequencer under test: every view is judged, the
 * sequencer's own masks are judged, and with update_safe masks of ours the verdict on the mask and
 * the tears that it leads to must agree. Aborts on a finding (see ledger.h). */
#include "ledger.h"
#include "linux/linux.h"
#include "pool.h"
#include "target.h"

struct run {
    const struct hl_program *program;
    const struct hl_pool *pool;
    struct hl_assumptions assume;
    struct hl_question q;
    struct hl_verdict v;
};

static bool is_illegal(const struct hl_pool *pool, unsigned n)
{
    return pool->meaning[n].state == HL_STATE_ILLEGAL;
}

/* A driver's entry that its own SMMU calls ILLEGAL. */
static void check_made(struct run *r, unsigned n)
{
    if (!r->pool->made[n] || !is_illegal(r->pool, n))
        return;
    r->q.old = (struct hl_entry){{0}};
    r->q.old_meaning = NULL;
    r->q.target = r->pool->entry[n];
    r->q.target_meaning = &r->pool->meaning[n];
    hl_judge(&r->q, &r->v);
    r->v.finding[0] = (struct hl_finding){.kind = HL_ILLEGAL_TARGET, .view = r->q.target};
    r->v.finding[0].rule = r->pool->meaning[n].rule;
    r->v.findings = 1;
    r->v.found[HL_ILLEGAL_TARGET] = 1;
    hl_ledger_count(&r->pool->smmu, &r->assume, &r->q, &r->v, true);
}

static void ask(struct run *r, unsigned from, unsigned to)
{
    r->q.old = r->pool->entry[from];
    r->q.old_meaning = &r->pool->meaning[from];
    r->q.target = r->pool->entry[to];
    r->q.target_meaning = &r->pool->meaning[to];
}

static void update(struct run *r, unsigned from, unsigned to)
{
    ask(r, from, to);
    /* Masks have targets of their own: here some pairs are enough. */
    r->q.checks = to == from + 1 ? HL_CHECK_MASKS : 0;
    hl_judge(&r->q, &r->v);
    if (r->v.too_many_views)
        hl_ledger_disagree(&r->pool->smmu, &r->assume, &r->q, &r->v,
                           "more views than the stated bound: no verdict");
    hl_ledger_count(&r->pool->smmu, &r->assume, &r->q, &r->v,
                    r->pool->made[from] && r->pool->made[to]);
}

/* The bits that both sides use and whose change alone, from old, is harmless. */
static struct hl_entry oracle_safe(const struct run *r, uint64_t *seed)
{
    struct hl_entry both, safe = {{0}};
    struct hl_meaning old, target, m;

    hl_decode(r->q.decoder, &r->q.old, &old);
    hl_decode(r->q.decoder, &r->q.target, &target);
    both = hl_entry_and(hl_entry_and(old.used, target.used), hl_entry_xor(r->q.old, r->q.target));
    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        struct hl_entry e = r->q.old, differ;
        if (!hl_entry_bit(&both, bit) || !(hl_next_random(seed) & 3))
            continue;
        hl_entry_flip(&e, bit);
        hl_decode(r->q.decoder, &e, &m);
        differ = hl_entry_andnot(hl_entry_xor(m.regime, old.regime), r->q.overlook);
        if (m.state == old.state && hl_entry_is_zero(&differ))
            hl_entry_flip(&safe, bit);
    }
    return safe;
}

static struct hl_entry make_mask(const struct run *r, uint64_t *seed)
{
    struct hl_entry mask;

    if (r->program->mask_mode == HL_MASK_RAW)
        return r->program->mask;
    if (r->program->mask_mode == HL_MASK_ORACLE)
        return oracle_safe(r, seed);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        mask.q[i] = hl_next_random(seed);
    for (unsigned i = 0; i < HL_QWORDS; i++) /* a quarter of the bits are set */
        mask.q[i] &= hl_next_random(seed);
    return mask;
}

/* A bit that decides which others are used is never one whose value does not matter. */
static void drop_selectors(const struct run *r, struct hl_entry *mask)
{
    const struct hl_sequencer *seq = r->q.sequencer;
    struct hl_entry differ = hl_entry_and(*mask, hl_entry_xor(r->q.old, r->q.target));
    struct hl_entry used, changed, e;

    seq->used(seq, r->q.decoder, &r->q.old, &used);
    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        if (!hl_entry_bit(&differ, bit))
            continue;
        e = r->q.old;
        hl_entry_flip(&e, bit);
        seq->used(seq, r->q.decoder, &e, &changed);
        if (!hl_entry_equal(&used, &changed))
            hl_entry_flip(mask, bit);
    }
}

/* Whether the view was stored as it stands by the first epoch's stores: then it was observed. */
static bool was_observed(const struct hl_log *log, const struct hl_entry *view)
{
    struct hl_entry first = log->initial;

    for (unsigned i = 0; i < log->stores && log->store[i].epoch == 0; i++)
        first.q[log->store[i].index] = log->store[i].value;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (view->q[i] != log->initial.q[i] && view->q[i] != first.q[i])
            return false;
    return true;
}

/* An update with a mask of ours: is the verdict on the mask what the views show? */
static void update_with_mask(struct run *r, unsigned from, unsigned to, uint64_t *seed)
{
    struct hl_entry mask;
    const struct hl_finding *unsound = NULL;
    bool torn;

    ask(r, from, to);
    mask = make_mask(r, seed);
    drop_selectors(r, &mask);
    r->q.safe = &mask;
    r->q.checks = HL_CHECK_MASKS;
    hl_judge(&r->q, &r->v);
    hl_ledger.updates++;
    hl_ledger.views += r->v.views;

    torn = r->v.outcome == HL_TORN;
    for (unsigned i = 0; i < r->v.findings; i++)
        if (r->v.finding[i].kind == HL_UNSOUND_SAFE)
            unsound = &r->v.finding[i];
    if (torn && !r->v.found[HL_UNSOUND_SAFE])
        hl_ledger_disagree(&r->pool->smmu, &r->assume, &r->q, &r->v,
                           "a mask judged sound leads to a tear");
    if (!torn && unsound && was_observed(&r->v.log, &unsound->view))
        hl_ledger_disagree(&r->pool->smmu, &r->assume, &r->q, &r->v,
                           "a mask judged unsound was followed and nothing tore");
    r->q.safe = NULL;
}

static bool takes_masks(const struct hl_sequencer *s)
{
    return s->update_safe && !hl_sequencer_is_seeded_bug(s);
}

static void run_program(const struct hl_program *given)
{
    static struct hl_program program;
    static struct hl_pool pool;
    static struct run r;
    bool driver = hl_ledger.sequencer == hl_linux_sequencer();
    uint64_t seed;

    program = *given;
    if (driver)
        program.security = HL_NONSECURE; /* the interface that Linux drives */
    if (driver && !hl_ledger.any_options)
        program.has_options = false;
    /* A sequencer is judged under what its own update_safe relies on. */
    r.assume.ats_quiesced = program.ats_quiesced || hl_ledger.sequencer->assumes;
    hl_pool_build(&pool, &program, &r.assume, hl_ledger.sequencer);

    r.program = &program;
    r.pool = &pool;
    r.q.decoder = &pool.decoder;
    r.q.sequencer = hl_ledger.sequencer;
    r.q.overlook = pool.overlook;
    r.q.safe = NULL;
    seed = program.mask_seed;

    for (unsigned i = 0; i < pool.count; i++)
        check_made(&r, i);
    for (unsigned from = 0; from < pool.count; from++)
        for (unsigned to = 0; to < pool.count; to++) {
            if (from == to)
                continue;
            /* A driver never has an ILLEGAL entry to start from or to reach. */
            if (driver && (is_illegal(&pool, from) || is_illegal(&pool, to)))
                continue;
            update(&r, from, to);
            if (program.mask_mode != HL_MASK_OWN && to == from + 1 &&
                takes_masks(hl_ledger.sequencer))
                update_with_mask(&r, from, to, &seed);
        }
}

const struct hl_target hl_target = {
    .name = "fuzz_ste_update", .kind = HL_PROGRAM_STE, .run = run_program};
