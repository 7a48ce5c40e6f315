// SPDX-License-Identifier: MIT
/* The built-in sequencers. A seeded bug is the right algorithm (update-safe) with one mistake. */
#include "update/algorithm.h"

#include <string.h>

static void naive(const struct hl_sequencer *self, const struct hl_update *u)
{
    bool changed = false;

    (void)self;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (u->current.q[i] != u->target.q[i]) {
            u->writer->store(u->writer, i, u->target.q[i]);
            changed = true;
        }
    if (changed)
        u->writer->sync(u->writer);
}

static void run(const struct hl_sequencer *self, const struct hl_update *u)
{
    hl_algorithm_update(self->data, u);
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    hl_algorithm_used(self->data, decoder, entry, mask);
}

static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    hl_algorithm_safe(self->data, decoder, current, target, safe);
}

enum { BOTH = HL_KIND_STE | HL_KIND_CD, RIGHT = HL_USED_BITS | HL_SAFE_BITS };

#define BUG(name, description, trait)                                                              \
    {                                                                                              \
        HL_SEQUENCER_ABI, HL_KIND_STE, "bug-" name, description, run, used, update_safe,           \
            RIGHT | (trait)                                                                        \
    }

const struct hl_sequencer hl_builtin_sequencers[] = {
    {HL_SEQUENCER_ABI, BOTH, "naive", "all qwords, then one sync", naive, NULL, NULL, 0},
    {HL_SEQUENCER_ABI, BOTH, "break-first", "always through V=0", run, NULL, NULL, 0},
    {HL_SEQUENCER_ABI, BOTH, "used-bits", "hitless by the used bits", run, used, NULL,
     HL_USED_BITS},
    {HL_SEQUENCER_ABI, BOTH, "update-safe", "hitless by used bits and update_safe bits", run, used,
     update_safe, RIGHT},

    BUG("safe-uncalled", "the update_safe function is not called", HL_BUG_SAFE_UNCALLED),
    BUG("safe-s2s", "EATS is update_safe whatever S2S is", HL_BUG_SAFE_S2S),
    BUG("safe-s1chk", "EATS is update_safe although one side is split-stage", HL_BUG_SAFE_SPLIT),
    BUG("safe-s2ttb", "S2TTB is update_safe", HL_BUG_SAFE_S2TTB),
    BUG("first-sync", "no sync before the critical store", HL_BUG_FIRST_SYNC),
    BUG("second-sync", "no sync after the critical store", HL_BUG_SECOND_SYNC),
    BUG("last-sync", "no sync after the last store", HL_BUG_LAST_SYNC),
    BUG("used-s2vmid", "S2VMID is not used by stage 1", HL_BUG_USED_S2VMID),
    BUG("used-shcfg", "SHCFG is not used with S1DSS=bypass", HL_BUG_USED_SHCFG),
    BUG("used-s1dss", "S1DSS is not used", HL_BUG_USED_S1DSS),
    BUG("v-first", "breaking: V is set before the rest", HL_BUG_V_FIRST),
    BUG("v-kept", "breaking: V is not cleared", HL_BUG_V_KEPT),
    BUG("break-sync", "breaking: no sync after V is cleared", HL_BUG_BREAK_SYNC),
    BUG("two-as-one", "two critical qwords are taken for one", HL_BUG_TWO_AS_ONE),
    BUG("no-cleanup", "bits that the target ignores keep their old values", HL_BUG_NO_CLEANUP),
    BUG("break-always", "a break wherever more than one qword changes", HL_BUG_BREAK_ALWAYS),
};
const size_t hl_builtin_sequencer_count =
    sizeof hl_builtin_sequencers / sizeof hl_builtin_sequencers[0];

const struct hl_sequencer *hl_builtin_sequencer_find(const char *name)
{
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++)
        if (strcmp(hl_builtin_sequencers[i].name, name) == 0)
            return &hl_builtin_sequencers[i];
    return NULL;
}

bool hl_sequencer_is_seeded_bug(const struct hl_sequencer *s)
{
    return strncmp(s->name, "bug-", 4) == 0;
}
