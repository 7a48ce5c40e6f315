// SPDX-License-Identifier: MIT
/* The order of stores and syncs. */
#include "update/algorithm_masks.h"
#include "update/path.h"

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
    hl_store64(w->u->writer, index, value);
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

    return hl_entry_qwords(&differ);
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

static bool is_off(const struct writing *w)
{
    const struct hl_entry valid = hl_entry_and(w->memory, w->u->decoder->valid);

    return hl_entry_is_zero(&valid);
}

/* Bits that the current entry ignores, then the one critical qword, then what the target ignores.
 */
static void update_hitless(struct writing *w, unsigned traits, struct hl_entry early,
                           unsigned critical)
{
    const struct hl_entry *target = &w->u->target;
    bool forget;

    if ((traits & HL_BUG_CD_V_FIRST) && is_off(w))
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

/* What the entry becomes when every bit that may change early has changed. Returns the qwords (one
 * bit each) that still differ from the target in bits that the target uses. */
static unsigned plan_early(const struct writing *w, unsigned traits,
                           const struct hl_algorithm_sides *s, struct hl_entry *early)
{
    const struct hl_update *u = w->u;
    const struct hl_entry used = s->old_used, target_used = s->target_used;
    struct hl_safe_bits safe = {{{0}}, {{0}}};
    struct hl_entry held;
    unsigned critical = 0;

    if (u->safe)
        safe.early = *u->safe;
    else if (traits & HL_SAFE_BITS)
        safe = hl_algorithm_safe_between(traits, u->decoder, &u->current, &u->target, s);
    held = hl_entry_andnot(used, hl_entry_and(safe.early, target_used));
    *early = hl_entry_merge(u->target, u->current, held);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((early->q[i] ^ u->target.q[i]) & target_used.q[i] & ~safe.late.q[i])
            critical |= 1u << i;
    return critical;
}

/* Where more than one qword is critical: any path between live entries. False: none is found. */
static bool update_by_path(struct writing *w, const struct hl_algorithm_sides *s)
{
    const struct hl_path_ends ends = {
        .decoder = w->u->decoder,
        .old = &w->u->current,
        .target = &w->u->target,
        .old_meaning = &s->old,
        .target_meaning = &s->target,
        .overlook = w->u->decoder->quiesced,
    };
    struct hl_path path;

    if (s->old.state != HL_STATE_LIVE || s->target.state != HL_STATE_LIVE)
        return false; /* through V = 0 as ever, and no break */
    if (hl_path_find(&ends, &path) != HL_PATH_FOUND)
        return false;
    for (unsigned i = 0; i < path.stores; i++) {
        put(w, path.store[i].index, path.store[i].value);
        settle_unless(w, !path.store[i].sync);
    }
    return true;
}

static unsigned changed_qwords(const struct hl_update *u)
{
    return (unsigned)__builtin_popcount(qwords_between(&u->current, &u->target));
}

void hl_algorithm_update(unsigned traits, const struct hl_update *u)
{
    struct writing w = {u, u->current, false};
    struct hl_entry early;
    struct hl_algorithm_sides s;
    unsigned critical;
    bool hitless;

    if (!(traits & HL_USED_BITS)) {
        if (changed_qwords(u))
            update_breaking(&w, traits);
        return;
    }
    hl_algorithm_decode(traits, u->decoder, &u->current, &u->target, &s);
    critical = plan_early(&w, traits, &s, &early);
    if (critical == 0) {
        put_all(&w, &early);
        settle(&w);
        put_all(&w, &u->target);
        settle_unless(&w, traits & HL_BUG_LAST_SYNC);
        return;
    }
    if ((critical & (critical - 1)) && (traits & HL_SAFE_BITS) && !u->safe &&
        !(traits & HL_BUG_SAFE_UNCALLED) && update_by_path(&w, &s))
        return;
    hitless = (critical & (critical - 1)) == 0 || (traits & HL_BUG_TWO_AS_ONE);
    if ((traits & HL_BUG_BREAK_ALWAYS) && changed_qwords(u) > 1)
        hitless = false;
    if (hitless)
        update_hitless(&w, traits, early, (unsigned)__builtin_ctz(critical));
    else
        update_breaking(&w, traits);
}
