// SPDX-License-Identifier: MIT
#include "update/algorithm.h"

void hl_algorithm_used(unsigned traits, const struct hl_decoder *decoder,
                       const struct hl_entry *entry, struct hl_entry *used)
{
    struct hl_meaning m;

    hl_decode(decoder, entry, &m);
    *used = m.used;
    if (decoder->kind != HL_KIND_STE || !(HL_GET(STE, entry, Config) & 1))
        return;
    if ((traits & HL_BUG_USED_S2VMID) && HL_GET(STE, entry, Config) == 5)
        HL_CLEAR(STE, used, S2VMID);
    if (traits & HL_BUG_USED_SHCFG)
        HL_CLEAR(STE, used, SHCFG);
    if (traits & HL_BUG_USED_S1DSS)
        HL_CLEAR(STE, used, S1DSS);
}

void hl_algorithm_safe(unsigned traits, const struct hl_decoder *decoder,
                       const struct hl_entry *current, const struct hl_entry *target,
                       struct hl_entry *safe)
{
    bool s2s = HL_GET(STE, current, S2S) || HL_GET(STE, target, S2S);
    bool split = ((HL_GET(STE, current, EATS) | HL_GET(STE, target, EATS)) & 2) != 0;

    *safe = (struct hl_entry){{0}};
    if (decoder->kind != HL_KIND_STE || (traits & HL_BUG_SAFE_UNCALLED))
        return;
    HL_MARK(STE, safe, MEV);
    if ((!s2s || (traits & HL_BUG_SAFE_S2S)) && (!split || (traits & HL_BUG_SAFE_SPLIT)))
        HL_MARK(STE, safe, EATS);
    if (traits & HL_BUG_SAFE_S2TTB)
        HL_MARK(STE, safe, S2TTB);
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

/* Bits that the current entry ignores, then the one critical qword, then what the target ignores.
 */
static void update_hitless(struct writing *w, unsigned traits, struct hl_entry early,
                           unsigned critical)
{
    const struct hl_entry *target = &w->u->target;

    early.q[critical] = w->memory.q[critical]; /* it is stored in the next step anyhow */
    put_all(w, &early);
    settle_unless(w, traits & HL_BUG_FIRST_SYNC);
    put(w, critical, target->q[critical]);
    settle_unless(w, traits & HL_BUG_SECOND_SYNC);
    if (!(traits & HL_BUG_NO_CLEANUP))
        put_all(w, target);
    settle_unless(w, traits & HL_BUG_LAST_SYNC);
}

/* What the entry becomes when every bit that may change early has changed. Returns the qwords (one
 * bit each) that still differ from the target in bits that the target uses. */
static unsigned plan_early(const struct writing *w, unsigned traits, struct hl_entry *early)
{
    const struct hl_update *u = w->u;
    struct hl_entry used, target_used, safe = {{0}}, held;
    unsigned critical = 0;

    hl_algorithm_used(traits, u->decoder, &u->current, &used);
    hl_algorithm_used(traits, u->decoder, &u->target, &target_used);
    if (u->safe)
        safe = *u->safe;
    else if (traits & HL_SAFE_BITS)
        hl_algorithm_safe(traits, u->decoder, &u->current, &u->target, &safe);
    held = hl_entry_andnot(used, hl_entry_and(safe, target_used));
    *early = hl_entry_merge(u->target, u->current, held);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((early->q[i] ^ u->target.q[i]) & target_used.q[i])
            critical |= 1u << i;
    return critical;
}

static unsigned changed_qwords(const struct hl_update *u)
{
    unsigned n = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        n += u->current.q[i] != u->target.q[i];
    return n;
}

static unsigned lowest(unsigned set)
{
    unsigned i = 0;
    while (!(set >> i & 1))
        i++;
    return i;
}

void hl_algorithm_update(unsigned traits, const struct hl_update *u)
{
    struct writing w = {u, u->current, false};
    struct hl_entry early;
    unsigned critical;

    if (!(traits & HL_USED_BITS)) {
        if (changed_qwords(u))
            update_breaking(&w, traits);
        return;
    }
    critical = plan_early(&w, traits, &early);
    if (critical == 0) {
        put_all(&w, &early);
        settle(&w);
        put_all(&w, &u->target);
        settle_unless(&w, traits & HL_BUG_LAST_SYNC);
    } else if ((traits & HL_BUG_BREAK_ALWAYS) && changed_qwords(u) > 1) {
        update_breaking(&w, traits);
    } else if ((critical & (critical - 1)) == 0 || (traits & HL_BUG_TWO_AS_ONE)) {
        update_hitless(&w, traits, early, lowest(critical));
    } else {
        update_breaking(&w, traits);
    }
}
