// SPDX-License-Identifier: MIT
/* Updates between the STEs of a program by the sequencer under test: every view is judged, the
 * sequencer's own masks are judged, and with update_safe masks of ours the verdict on the mask and
 * the tears that it leads to must agree. Aborts on a finding (see ledger.h). */
#include "ledger.h"
#include "target.h"
#include "updates.h"

/* The bits that both sides use and whose change alone, from old, is harmless. */
static struct hl_entry oracle_safe(const struct hl_updates *r, uint64_t *seed)
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

static struct hl_entry make_mask(const struct hl_updates *r, uint64_t *seed)
{
    struct hl_entry mask;

    if (r->program.mask_mode == HL_MASK_RAW)
        return r->program.mask;
    if (r->program.mask_mode == HL_MASK_ORACLE)
        return oracle_safe(r, seed);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        mask.q[i] = hl_next_random(seed);
    for (unsigned i = 0; i < HL_QWORDS; i++) /* a quarter of the bits are set */
        mask.q[i] &= hl_next_random(seed);
    return mask;
}

/* A bit that decides which others are used is never one whose value does not matter. */
static void drop_selectors(const struct hl_updates *r, struct hl_entry *mask)
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
static void update_with_mask(struct hl_updates *r, unsigned from, unsigned to, uint64_t *seed)
{
    struct hl_entry mask;
    const struct hl_finding *unsound = NULL;
    bool torn;

    hl_updates_ask(r, from, to);
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
        hl_ledger_disagree(&r->pool.smmu, &r->assume, &r->q, &r->v,
                           "a mask judged sound leads to a tear");
    if (!torn && unsound && was_observed(&r->v.log, &unsound->view))
        hl_ledger_disagree(&r->pool.smmu, &r->assume, &r->q, &r->v,
                           "a mask judged unsound was followed and nothing tore");
    r->q.safe = NULL;
}

static bool takes_masks(const struct hl_sequencer *s)
{
    return s->update_safe && !hl_sequencer_is_seeded_bug(s);
}

static void run_program(const struct hl_program *program)
{
    static struct hl_updates r;
    uint64_t seed = program->mask_seed;

    hl_updates_begin(&r, program);
    hl_updates_check_made(&r);
    for (unsigned from = 0; from < r.pool.count; from++)
        for (unsigned to = 0; to < r.pool.count; to++) {
            if (!hl_updates_possible(&r, from, to))
                continue;
            /* Masks have targets of their own: here some pairs are enough. */
            hl_updates_judge(&r, from, to, to == from + 1 ? HL_CHECK_MASKS : 0);
            if (program->mask_mode != HL_MASK_OWN && to == from + 1 &&
                takes_masks(hl_ledger.sequencer))
                update_with_mask(&r, from, to, &seed);
        }
}

static void begin(void)
{
    hl_updates_need(HL_KIND_STE);
}

const struct hl_target hl_target = {
    .name = "fuzz_ste_update", .kind = HL_PROGRAM_STE, .begin = begin, .run = run_program};
