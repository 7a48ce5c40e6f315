// SPDX-License-Identifier: MIT
/* What the algorithm takes to be used, and update_safe, with its seeded bugs in that. */
#include "update/algorithm_masks.h"

/* A range check that is off by one takes this address for one beyond 44 bits. */
static bool s1contextptr_is_last_page(const struct hl_entry *entry)
{
    return HL_GET(STE, entry, S1ContextPtr) << 6 == (UINT64_C(1) << 44) - 4096;
}

static void forget_ste(unsigned traits, const struct hl_entry *entry, struct hl_entry *used)
{
    if (!(HL_GET(STE, entry, Config) & 1))
        return;
    if ((traits & HL_BUG_USED_S2VMID) && HL_GET(STE, entry, Config) == 5)
        HL_CLEAR(STE, used, S2VMID);
    if ((traits & HL_BUG_USED_S1CTXPTR) && s1contextptr_is_last_page(entry))
        HL_CLEAR(STE, used, S1ContextPtr);
    if ((traits & HL_BUG_USED_ERRATUM) && HL_GET(STE, entry, Config) == 5)
        HL_CLEAR(STE, used, S2TTB);
    if (traits & HL_BUG_USED_SHCFG)
        HL_CLEAR(STE, used, SHCFG);
    if (traits & HL_BUG_USED_S1DSS)
        HL_CLEAR(STE, used, S1DSS);
}

static void forget_cd(unsigned traits, struct hl_entry *used)
{
    if (traits & HL_BUG_CD_TTB0)
        HL_CLEAR(CD, used, TTB0);
    if (traits & HL_BUG_CD_EPD0)
        HL_CLEAR(CD, used, EPD0);
    if (traits & HL_BUG_CD_ASID)
        HL_CLEAR(CD, used, ASID);
    if (traits & HL_BUG_CD_MAIR) {
        HL_CLEAR(CD, used, MAIR0);
        HL_CLEAR(CD, used, MAIR1);
    }
}

/* The seeded bugs in what is used. */
static void forget_used(unsigned traits, const struct hl_decoder *decoder,
                        const struct hl_entry *entry, struct hl_entry *used)
{
    if (decoder->kind == HL_KIND_STE)
        forget_ste(traits, entry, used);
    else
        forget_cd(traits, used);
}

void hl_algorithm_used(unsigned traits, const struct hl_decoder *decoder,
                       const struct hl_entry *entry, struct hl_entry *used)
{
    struct hl_meaning m;

    hl_decode(decoder, entry, &m);
    *used = m.used;
    forget_used(traits, decoder, entry, used);
}

/* Whether a legal entry stays so with another EATS. */
static bool eats_fits(unsigned traits, const struct hl_decoder *decoder, struct hl_entry e,
                      uint64_t eats)
{
    struct hl_meaning m;

    if ((traits & HL_BUG_SAFE_SPLIT) && eats == 2)
        return true;
    if (traits & HL_BUG_SAFE_S2S)
        HL_SET(STE, &e, S2S, 0);
    HL_SET(STE, &e, EATS, eats);
    hl_decode(decoder, &e, &m);
    return m.rule == 0;
}

/* The same with another DPT_VMATCH: of a Realm stream with EATS=0b11 not every value is legal. */
static bool vmatch_fits(const struct hl_decoder *decoder, struct hl_entry e, uint64_t vmatch)
{
    struct hl_meaning m;

    if (HL_GET(STE, &e, DPT_VMATCH) == vmatch)
        return true;
    HL_SET(STE, &e, DPT_VMATCH, vmatch);
    hl_decode(decoder, &e, &m);
    return m.rule == 0;
}

/* Whether an entry keeps its meaning with the bits of one qword as in another entry. */
static bool means_the_same(const struct hl_decoder *decoder, const struct hl_entry *e,
                           const struct hl_meaning *m, const struct hl_entry *other, unsigned qword,
                           uint64_t bits)
{
    struct hl_entry changed = *e;
    struct hl_meaning after;

    changed.q[qword] = (changed.q[qword] & ~bits) | (other->q[qword] & bits);
    hl_decode(decoder, &changed, &after);
    return after.rule == 0 && hl_entry_equal(&after.regime, &m->regime);
}

/* Qwords whose difference does not matter, in the current entry or at least in the target:
 * encodings that behave alike, values that only the other side tells apart. One may matter: it is
 * the critical qword. The search ends where a second does. EATS never counts: it has been looked
 * at, and may still go between two critical stores (first_of_two). */
static void mark_harmless(const struct hl_decoder *decoder, const struct hl_entry *current,
                          const struct hl_meaning *old, const struct hl_entry *target,
                          const struct hl_meaning *new, struct hl_safe_bits *safe)
{
    struct hl_entry both = hl_entry_and(old->used, new->used);
    struct hl_entry differ = hl_entry_and(hl_entry_xor(*current, *target), both);
    unsigned open, critical = 0;

    differ = hl_entry_andnot(differ, hl_entry_or(safe->early, safe->late));
    if (decoder->kind == HL_KIND_STE)
        HL_CLEAR(STE, &differ, EATS);
    open = hl_entry_qwords(&differ);
    if ((open & (open - 1)) == 0)
        return;
    for (unsigned i = 0; i < HL_QWORDS && critical < 2; i++) {
        if (!(open >> i & 1))
            continue;
        if (means_the_same(decoder, current, old, target, i, differ.q[i]))
            safe->early.q[i] |= differ.q[i];
        else if (means_the_same(decoder, target, new, current, i, differ.q[i]))
            safe->late.q[i] |= differ.q[i];
        else
            critical++;
    }
}

/* EATS and what means something only through it. Both are legal. */
static void mark_eats(unsigned traits, const struct hl_decoder *decoder,
                      const struct hl_entry *current, const struct hl_entry *target,
                      struct hl_safe_bits *safe)
{
    uint64_t old_eats = HL_GET(STE, current, EATS), new_eats = HL_GET(STE, target, EATS);

    if (vmatch_fits(decoder, *current, HL_GET(STE, target, DPT_VMATCH)))
        HL_MARK(STE, &safe->early, DPT_VMATCH);
    else
        HL_MARK(STE, &safe->late, DPT_VMATCH);
    if (old_eats != new_eats && eats_fits(traits, decoder, *current, new_eats))
        HL_MARK(STE, &safe->early, EATS);
    else if (old_eats != new_eats && eats_fits(traits, decoder, *target, old_eats))
        HL_MARK(STE, &safe->late, EATS);
}

void hl_algorithm_decode(unsigned traits, const struct hl_decoder *decoder,
                         const struct hl_entry *current, const struct hl_entry *target,
                         struct hl_algorithm_sides *s)
{
    hl_decode(decoder, current, &s->old);
    hl_decode(decoder, target, &s->new);
    forget_used(traits, decoder, current, &s->old.used);
    forget_used(traits, decoder, target, &s->new.used);
}

struct hl_safe_bits hl_algorithm_safe_between(unsigned traits, const struct hl_decoder *decoder,
                                              const struct hl_entry *current,
                                              const struct hl_entry *target,
                                              const struct hl_algorithm_sides *s)
{
    const bool ste = decoder->kind == HL_KIND_STE;
    struct hl_safe_bits safe = {{{0}}, {{0}}};

    if (traits & HL_BUG_SAFE_UNCALLED)
        return safe;
    if (ste)
        HL_MARK(STE, &safe.early, MEV);
    if (ste && (traits & HL_BUG_SAFE_S2TTB))
        HL_MARK(STE, &safe.early, S2TTB);
    if (s->old.rule || s->new.rule)
        return safe; /* a change could make an ILLEGAL entry a live one */
    if (ste)
        mark_eats(traits, decoder, current, target, &safe);
    mark_harmless(decoder, current, &s->old, target, &s->new, &safe);
    return safe;
}

struct hl_safe_bits hl_algorithm_safe(unsigned traits, const struct hl_decoder *decoder,
                                      const struct hl_entry *current, const struct hl_entry *target)
{
    struct hl_algorithm_sides s;

    hl_algorithm_decode(traits, decoder, current, target, &s);
    return hl_algorithm_safe_between(traits, decoder, current, target, &s);
}
