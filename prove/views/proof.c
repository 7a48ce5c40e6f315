// SPDX-License-Identifier: MIT
/* One update from any entry of one Config to any of another: what can be observed of it, and how it
 * ends. RUN(update): the sequencer. OLD, NEW: Configs, 0 for abort's. */
#include "recorder.h"

#include "update/algorithm.h"

static struct hl_decoder decoder;
static struct hl_entry old, target;
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

static bool is_off(const struct hl_entry *e)
{
    return !HL_GET(STE, e, V);
}

static bool stops(const struct hl_meaning *m)
{
    return m->state != HL_STATE_LIVE;
}

static bool same_regime(const struct hl_meaning *a, const struct hl_meaning *b,
                        struct hl_entry overlook)
{
    const struct hl_entry differ = hl_entry_andnot(hl_entry_xor(a->regime, b->regime), overlook);

    return hl_entry_is_zero(&differ);
}

/* Agreeing with a side in its used bits is meaning the same: P0. Overlooked bits that decide
 * nothing need not. */
static bool agrees(const struct hl_entry *view, const struct hl_entry *side,
                   const struct hl_meaning *m, struct hl_entry overlook)
{
    const struct hl_entry counts = hl_entry_andnot(m->used, hl_entry_and(decoder.inert, overlook));

    return hl_entry_agree(view, side, &counts);
}

int main(void)
{
    const struct hl_assumptions quiesced = {.ats_quiesced = true};
    struct hl_entry overlook;
    struct hl_meaning of_view;
    struct hl_update update;
    bool known, illegal, mixed;

    any_smmu();
    overlook = hl_ste_assume(&smmu, &quiesced);
    decoder = hl_ste_decoder(&smmu);
    decoder.decode = decode_remembered;
    old = any_ste(OLD);
    target = any_ste(NEW);
    hl_ste_decode(&smmu, &old, &of_old);
    hl_ste_decode(&smmu, &target, &of_target);
    ASSUME(of_old.state != HL_STATE_ILLEGAL && of_target.state != HL_STATE_ILLEGAL);

    update = (struct hl_update){
        .current = old, .target = target, .decoder = &decoder, .writer = &recorder};
    begin_recording(&old);
    RUN(&update);

    hl_ste_decode(&smmu, &seen.view, &of_view);
    known = is_off(&seen.view) || agrees(&seen.view, &old, &of_old, overlook) ||
            agrees(&seen.view, &target, &of_target, overlook);
    illegal = !known && of_view.state == HL_STATE_ILLEGAL;
    mixed = !known && !stops(&of_view) && !same_regime(&of_view, &of_old, overlook) &&
            !same_regime(&of_view, &of_target, overlook);
    PROVE("no illegal view", !illegal);
    PROVE("no third regime", !mixed);
    PROVE("the last entry is the target", hl_entry_equal(&seen.memory, &target));
    PROVE("nothing is stored after the last sync", !seen.owed);
    PROVE("stores are of qwords", !seen.strange);
    PROVE("bounded", seen.stores <= MOST_STORES && seen.syncs <= MOST_SYNCS);
    COVER("a view that is neither entry",
          !hl_entry_equal(&seen.view, &old) && !hl_entry_equal(&seen.view, &target));
    COVER("three syncs", seen.syncs == 3);
    return 0;
}
