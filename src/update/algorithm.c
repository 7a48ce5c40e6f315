// SPDX-License-Identifier: MIT
#include "update/algorithm.h"

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

static unsigned qwords_of(const struct hl_entry *bits)
{
    unsigned set = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        set |= bits->q[i] ? 1u << i : 0;
    return set;
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
    open = qwords_of(&differ);
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

/* The meanings of both sides, as the algorithm takes them: used bits with its seeded bug. */
struct sides {
    struct hl_meaning old, new;
};

static void decode_sides(unsigned traits, const struct hl_decoder *decoder,
                         const struct hl_entry *current, const struct hl_entry *target,
                         struct sides *s)
{
    hl_decode(decoder, current, &s->old);
    hl_decode(decoder, target, &s->new);
    forget_used(traits, decoder, current, &s->old.used);
    forget_used(traits, decoder, target, &s->new.used);
}

static struct hl_safe_bits safe_between(unsigned traits, const struct hl_decoder *decoder,
                                        const struct hl_entry *current,
                                        const struct hl_entry *target, const struct sides *s)
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
    struct sides s;

    decode_sides(traits, decoder, current, target, &s);
    return safe_between(traits, decoder, current, target, &s);
}

/* Memory as the algorithm knows it, and whether a sync is owed. */
struct writing {
    const struct hl_update *u;
    struct hl_entry memory;
    bool dirty;
};

static void put(struct writing *w, unsigned index, uint64_t value)
{
    if (w->memory.q[index] == value)
        return;
    w->memory.q[index] = value;
    w->u->writer->store(w->u->writer, index, value);
    w->dirty = true;
}

static void put_all(struct writing *w, const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        put(w, i, e->q[i]);
}

static void settle(struct writing *w)
{
    if (w->dirty)
        w->u->writer->sync(w->u->writer);
    w->dirty = false;
}

static void settle_unless(struct writing *w, bool skip)
{
    if (!skip)
        settle(w);
}

/* Clear V, fill in the rest, set V. */
static void update_breaking(struct writing *w, unsigned traits)
{
    const struct hl_entry *target = &w->u->target;
    struct hl_entry off = hl_entry_andnot(w->memory, w->u->decoder->valid);
    unsigned home = 0; /* the qword that holds V */

    while (!w->u->decoder->valid.q[home])
        home++;
    if (!(traits & HL_BUG_V_KEPT)) {
        put(w, home, off.q[home]);
        settle_unless(w, traits & HL_BUG_BREAK_SYNC);
    }
    if (traits & HL_BUG_V_FIRST) {
        put(w, home, target->q[home]);
        settle(w);
    }
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (i != home)
            put(w, i, target->q[i]);
    settle(w);
    put(w, home, target->q[home]);
    settle_unless(w, traits & HL_BUG_LAST_SYNC);
}

static unsigned qwords_between(const struct hl_entry *a, const struct hl_entry *b)
{
    const struct hl_entry differ = hl_entry_xor(*a, *b);

    return qwords_of(&differ);
}

/* Whether a seeded bug leaves out the sync between what is in memory and `next`. */
static bool forgets_sync(const struct writing *w, unsigned traits, unsigned always,
                         unsigned critical, const struct hl_entry *next)
{
    if ((traits & HL_BUG_CD_ALONE) && qwords_between(&w->u->current, &w->u->target) == 1)
        return true;
    if ((traits & HL_BUG_CD_PAIR) && critical == 0 && qwords_between(&w->memory, next) == 2)
        return true;
    return traits & always;
}

/* Bits that the current entry ignores, then the one critical qword, then what the target ignores.
 */
static void update_hitless(struct writing *w, unsigned traits, struct hl_entry early,
                           unsigned critical)
{
    const struct hl_entry *target = &w->u->target;
    bool forget;

    if ((traits & HL_BUG_CD_V_FIRST) && !HL_GET(CD, &w->memory, V))
        early = w->memory;
    early.q[critical] = w->memory.q[critical]; /* it is stored in the next step anyhow */
    forget = forgets_sync(w, traits, HL_BUG_FIRST_SYNC, critical, &early);
    put_all(w, &early);
    settle_unless(w, forget);
    put(w, critical, target->q[critical]);
    settle_unless(w, forgets_sync(w, traits, HL_BUG_SECOND_SYNC, critical, target));
    if (!(traits & HL_BUG_NO_CLEANUP))
        put_all(w, target);
    settle_unless(w, forgets_sync(w, traits, HL_BUG_LAST_SYNC, critical, target));
}

/* The same with two critical qwords, `first` before the other. */
static void update_through(struct writing *w, unsigned traits, struct hl_entry early,
                           unsigned first, unsigned critical)
{
    early.q[first] = w->memory.q[first];
    put_all(w, &early);
    settle(w);
    early.q[first] = w->u->target.q[first];
    put(w, first, early.q[first]);
    settle(w);
    update_hitless(w, traits, early, (unsigned)__builtin_ctz(critical & ~(1u << first)));
}

/* What the entry becomes when every bit that may change early has changed. Returns the qwords (one
 * bit each) that still differ from the target in bits that the target uses. */
static unsigned plan_early(const struct writing *w, unsigned traits, const struct sides *s,
                           struct hl_entry *early)
{
    const struct hl_update *u = w->u;
    const struct hl_entry used = s->old.used, target_used = s->new.used;
    struct hl_safe_bits safe = {{{0}}, {{0}}};
    struct hl_entry held;
    unsigned critical = 0;

    if (u->safe)
        safe.early = *u->safe;
    else if (traits & HL_SAFE_BITS)
        safe = safe_between(traits, u->decoder, &u->current, &u->target, s);
    held = hl_entry_andnot(used, hl_entry_and(safe.early, target_used));
    *early = hl_entry_merge(u->target, u->current, held);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((early->q[i] ^ u->target.q[i]) & target_used.q[i] & ~safe.late.q[i])
            critical |= 1u << i;
    return critical;
}

/* The same in all that counts while ATS is quiet. */
static bool same_but_eats(const struct hl_meaning *a, const struct hl_meaning *b)
{
    struct hl_entry differ = hl_entry_xor(a->regime, b->regime);

    HL_CLEAR(STE, &differ, MEV);
    HL_CLEAR(STE, &differ, EATS);
    HL_CLEAR(STE, &differ, DPT_VMATCH);
    return a->rule == 0 && b->rule == 0 && hl_entry_is_zero(&differ);
}

/* EATS may fit neither side, but between them: two critical qwords, one store after the other, are
 * hitless when what is between means the same as a side. Returns the one to store first, or -1. */
static int first_of_two(const struct hl_update *u, const struct sides *s,
                        const struct hl_entry *early, unsigned critical)
{
    struct hl_meaning between;

    if (u->decoder->kind != HL_KIND_STE || __builtin_popcount(critical) != 2 || !(critical & 2))
        return -1; /* EATS is in qword 1 */
    if (s->old.rule || s->new.rule ||
        HL_GET(STE, &u->current, EATS) == HL_GET(STE, &u->target, EATS))
        return -1;
    for (int i = 0; i < HL_QWORDS; i++) {
        struct hl_entry e = *early;
        if (!(critical >> i & 1))
            continue;
        e.q[i] = u->target.q[i];
        hl_decode(u->decoder, &e, &between);
        if (same_but_eats(&between, i == 1 ? &s->old : &s->new))
            return i;
    }
    return -1;
}

static unsigned changed_qwords(const struct hl_update *u)
{
    return (unsigned)__builtin_popcount(qwords_between(&u->current, &u->target));
}

void hl_algorithm_update(unsigned traits, const struct hl_update *u)
{
    struct writing w = {u, u->current, false};
    struct hl_entry early;
    struct sides s;
    unsigned critical;
    bool hitless;
    int first;

    if (!(traits & HL_USED_BITS)) {
        if (changed_qwords(u))
            update_breaking(&w, traits);
        return;
    }
    decode_sides(traits, u->decoder, &u->current, &u->target, &s);
    critical = plan_early(&w, traits, &s, &early);
    if (critical == 0) {
        put_all(&w, &early);
        settle(&w);
        put_all(&w, &u->target);
        settle_unless(&w, traits & HL_BUG_LAST_SYNC);
        return;
    }
    first = traits & HL_SAFE_BITS && !u->safe && !(traits & HL_BUG_SAFE_UNCALLED)
                ? first_of_two(u, &s, &early, critical)
                : -1;
    if (first >= 0) {
        update_through(&w, traits, early, (unsigned)first, critical);
        return;
    }
    hitless = (critical & (critical - 1)) == 0 || (traits & HL_BUG_TWO_AS_ONE);
    if ((traits & HL_BUG_BREAK_ALWAYS) && changed_qwords(u) > 1)
        hitless = false;
    if (hitless)
        update_hitless(&w, traits, early, (unsigned)__builtin_ctz(critical));
    else
        update_breaking(&w, traits);
}
