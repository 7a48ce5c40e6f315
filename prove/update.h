// SPDX-License-Identifier: MIT
/* One update of an STE, from any entry to any other, by a subject. OLD, NEW: their Configs, 0 for
 * abort's; without, whatever they may be, and V=0. The subject is RUN(update), a sequencer's
 * function; or, with LINUX, a kernel tree's driver, of which only such entries are asked as it says
 * that it takes. */
#ifndef HITLESS_PROVE_UPDATE_H
#define HITLESS_PROVE_UPDATE_H

#include "recorder.h"

#include "update/algorithm.h"

#ifdef LINUX
#include "tree.h"
#endif

static struct hl_decoder decoder;
static struct hl_entry old, target, overlook;
static struct hl_meaning of_old, of_target;

/* The entries of both sides are decoded once, as the judge does; used-bits asks of no others. */
static void decode_remembered(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    (void)context;
    if (hl_entry_equal(e, &old)) {
        *m = of_old;
        return;
    }
    PROVE("the sequencer decodes its two entries only", hl_entry_equal(e, &target));
    *m = of_target;
}

static inline bool is_off(const struct hl_entry *e)
{
    return !HL_GET(STE, e, V);
}

static inline bool stops(const struct hl_meaning *m)
{
    return m->state != HL_STATE_LIVE;
}

static inline bool same_regime(const struct hl_meaning *a, const struct hl_meaning *b)
{
    const struct hl_entry differ = hl_entry_andnot(hl_entry_xor(a->regime, b->regime), overlook);

    return hl_entry_is_zero(&differ);
}

/* Agreeing with a side in its used bits is meaning the same: P0. Overlooked bits that decide
 * nothing need not. */
static inline bool agrees(const struct hl_entry *view, const struct hl_entry *side,
                          const struct hl_meaning *m)
{
    const struct hl_entry counts = hl_entry_andnot(m->used, hl_entry_and(decoder.inert, overlook));

    return hl_entry_agree(view, side, &counts);
}

/* Both sides are legal. ATS is quiesced. */
static inline void any_sides(void)
{
    const struct hl_assumptions quiesced = {.ats_quiesced = true};

    any_smmu();
    overlook = hl_ste_assume(&smmu, &quiesced);
    decoder = hl_ste_decoder(&smmu);
#ifdef OLD
    old = any_ste(OLD);
#else
    old = nondet_entry();
#endif
#ifdef NEW
    target = any_ste(NEW);
#else
    target = nondet_entry();
#endif
#ifdef LINUX
    admit(&decoder, &old);
    admit(&decoder, &target);
#endif
    hl_ste_decode(&smmu, &old, &of_old);
    hl_ste_decode(&smmu, &target, &of_target);
    SHOW("ats-quiesced", 1);
    SHOW_ENTRY("old", &old);
    SHOW_ENTRY("new", &target);
    decoder.decode = decode_remembered;
#ifdef AS_MADE
    ASSUME(is_as_made(&old, &of_old) && is_as_made(&target, &of_target));
    ASSUME(are_of_one_stream(&old, &target));
#endif
    ASSUME(of_old.state != HL_STATE_ILLEGAL && of_target.state != HL_STATE_ILLEGAL);
}

static inline void update(void)
{
    struct hl_update u = {
        .current = old, .target = target, .decoder = &decoder, .writer = &recorder};

    begin_recording(&old);
    RUN(&u);
}

#endif
