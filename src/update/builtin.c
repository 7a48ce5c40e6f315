// SPDX-License-Identifier: MIT
/* The built-in sequencers. A seeded bug is the right algorithm (update-safe, or
 * entry-sync) with one mistake. */
#include "update/algorithm.h"
#include "update/entry_sync.h"

#include <string.h>

static void naive(const struct hl_sequencer *self, const struct hl_update *u)
{
    bool changed = false;

    (void)self;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (u->current.q[i] != u->target.q[i]) {
            hl_store64(u->writer, i, u->target.q[i]);
            changed = true;
        }
    if (changed)
        u->writer->sync(u->writer);
}

static void run(const struct hl_sequencer *self, const struct hl_update *u)
{
    hl_algorithm_update(self->data, u);
}

static void run_entry_sync(const struct hl_sequencer *self, const struct hl_update *u)
{
    hl_entry_sync_update(self->data, u);
}

/* The decoder's own. */
static void all_used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                     const struct hl_entry *entry, struct hl_entry *mask)
{
    (void)self;
    hl_algorithm_used(0, decoder, entry, mask);
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
    *safe = hl_algorithm_safe(self->data, decoder, current, target).early;
}

/* A member of the family: it tells its masks, and relies on ATS being off while EATS changes. */
#define FAMILY(seq_kinds, seq_name, seq_description, traits)                                       \
    .abi = HL_SEQUENCER_ABI, .kinds = (seq_kinds), .name = (seq_name),                             \
    .description = (seq_description), .update = run, .used = used, .data = (traits)
#define BUG(seq_kinds, seq_name, seq_description, trait)                                           \
    {                                                                                              \
        FAMILY(seq_kinds, "bug-" seq_name, seq_description, RIGHT | (trait)),                      \
            .update_safe = update_safe, .needs = ATS                                               \
    }
#define ENTRY_SYNC(seq_name, seq_description, mistakes)                                            \
    {                                                                                              \
        .abi = HL_SEQUENCER_ABI, .kinds = BOTH, .name = (seq_name),                                \
        .description = (seq_description), .update = run_entry_sync, .used = all_used,              \
        .data = (mistakes), .needs = HL_NEEDS_SANITISED                                            \
    }
#define BOTH (HL_KIND_STE | HL_KIND_CD)

enum { RIGHT = HL_USED_BITS | HL_SAFE_BITS, ATS = HL_NEEDS_ATS_QUIESCED };

const struct hl_sequencer hl_builtin_sequencers[] = {
    {.abi = HL_SEQUENCER_ABI,
     .kinds = BOTH,
     .name = "naive",
     .description = "all qwords, then one sync",
     .update = naive},
    {.abi = HL_SEQUENCER_ABI,
     .kinds = BOTH,
     .name = "break-first",
     .description = "always through V=0",
     .update = run},
    {FAMILY(BOTH, "used-bits", "hitless by the used bits", HL_USED_BITS)},
    {FAMILY(BOTH, "update-safe", "hitless by used bits and update_safe bits", RIGHT),
     .update_safe = update_safe, .needs = ATS},
    ENTRY_SYNC("entry-sync", "the generic writer posted for Linux: used bits, no update_safe", 0),

    BUG(HL_KIND_STE, "safe-uncalled", "the update_safe function is not called",
        HL_BUG_SAFE_UNCALLED),
    BUG(HL_KIND_STE, "safe-s2s", "EATS is update_safe whatever S2S is", HL_BUG_SAFE_S2S),
    BUG(HL_KIND_STE, "safe-s1chk",
        "EATS is update_safe although the other side cannot be split-stage", HL_BUG_SAFE_SPLIT),
    BUG(HL_KIND_STE, "safe-s2ttb", "S2TTB is update_safe", HL_BUG_SAFE_S2TTB),
    BUG(BOTH, "first-sync", "no sync before the critical store", HL_BUG_FIRST_SYNC),
    BUG(BOTH, "second-sync", "no sync after the critical store", HL_BUG_SECOND_SYNC),
    BUG(BOTH, "last-sync", "no sync after the last store", HL_BUG_LAST_SYNC),
    BUG(HL_KIND_STE, "used-s2vmid", "S2VMID is not used by stage 1", HL_BUG_USED_S2VMID),
    BUG(HL_KIND_STE, "used-shcfg", "SHCFG is not used with S1DSS=bypass", HL_BUG_USED_SHCFG),
    BUG(HL_KIND_STE, "used-s1dss", "S1DSS is not used", HL_BUG_USED_S1DSS),
    BUG(HL_KIND_STE, "used-s1ctxptr",
        "S1ContextPtr is not used when it is the last page of 44 bits", HL_BUG_USED_S1CTXPTR),
    BUG(HL_KIND_STE, "used-erratum", "what only an erratum makes stage 1 look at is not used",
        HL_BUG_USED_ERRATUM),
    BUG(BOTH, "v-first", "breaking: V is set before the rest", HL_BUG_V_FIRST),
    BUG(BOTH, "v-kept", "breaking: V is not cleared", HL_BUG_V_KEPT),
    BUG(BOTH, "break-sync", "breaking: no sync after V is cleared", HL_BUG_BREAK_SYNC),
    BUG(BOTH, "two-as-one", "two critical qwords are taken for one", HL_BUG_TWO_AS_ONE),
    BUG(BOTH, "no-cleanup", "bits that the target ignores keep their old values",
        HL_BUG_NO_CLEANUP),
    BUG(BOTH, "break-always", "a break wherever more than one qword changes", HL_BUG_BREAK_ALWAYS),

    ENTRY_SYNC("bug-entry-sync-v", "entry-sync, breaking: V is set in the epoch of the rest",
               HL_ENTRY_SYNC_V_AMONG_REST),
    ENTRY_SYNC("bug-entry-sync-last", "entry-sync, breaking: the last qword is not written",
               HL_ENTRY_SYNC_LAST_UNWRITTEN),

    BUG(HL_KIND_CD, "cd-used-ttb0", "TTB0 is not used, although EPD0 is 0", HL_BUG_CD_TTB0),
    BUG(HL_KIND_CD, "cd-used-epd0", "EPD0 is not used", HL_BUG_CD_EPD0),
    BUG(HL_KIND_CD, "cd-used-asid", "ASID is not used", HL_BUG_CD_ASID),
    BUG(HL_KIND_CD, "cd-used-mair", "MAIR is not used", HL_BUG_CD_MAIR),
    BUG(HL_KIND_CD, "cd-pair", "no sync between qwords 0 and 1, TCR and TTB0", HL_BUG_CD_PAIR),
    BUG(HL_KIND_CD, "cd-v-first", "V is set before the other qwords are there", HL_BUG_CD_V_FIRST),
    BUG(HL_KIND_CD, "cd-alone", "no sync after an update of qword 0 alone", HL_BUG_CD_ALONE),
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

bool hl_sequencer_is_sanitised(const struct hl_sequencer *s, const struct hl_decoder *decoder,
                               const struct hl_entry *e)
{
    struct hl_entry used, more;

    if (!s->used)
        return false;
    s->used(s, decoder, e, &used);
    more = hl_entry_andnot(*e, used);
    return hl_entry_is_zero(&more);
}
