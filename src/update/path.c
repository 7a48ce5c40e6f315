// SPDX-License-Identifier: MIT
#include "update/path.h"

/* A field whose values are searched. */
struct unit {
    unsigned qword;
    uint64_t mask;
    unsigned values;
    uint64_t value[4]; /* the target's first */
    unsigned step;     /* in a node's number, which counts the values */
};

struct search {
    const struct hl_path_ends *ends;
    struct hl_entry old_counts, target_counts; /* the bits that mean something, by side */
    struct hl_entry differ;
    struct hl_entry before, after; /* either end of the one store, linked bits aside */
    unsigned critical;             /* the qword that it stores to, as a set of none or one */
    unsigned units;
    struct unit unit[HL_PATH_UNITS];
};

static struct hl_entry counting(const struct hl_path_ends *p, const struct hl_meaning *m)
{
    return hl_entry_andnot(m->used, hl_entry_and(p->decoder->inert, p->overlook));
}

static bool same_regime(const struct hl_path_ends *p, const struct hl_meaning *a,
                        const struct hl_meaning *b)
{
    const struct hl_entry differ = hl_entry_andnot(hl_entry_xor(a->regime, b->regime), p->overlook);

    return hl_entry_is_zero(&differ);
}

/* Both sides are live. */
static bool is_fine(const struct search *s, const struct hl_entry *e)
{
    struct hl_meaning m;

    if (hl_entry_agree(e, s->ends->old, &s->old_counts) ||
        hl_entry_agree(e, s->ends->target, &s->target_counts))
        return true;
    hl_decode(s->ends->decoder, e, &m);
    return m.state == HL_STATE_LIVE && (same_regime(s->ends, &m, s->ends->old_meaning) ||
                                        same_regime(s->ends, &m, s->ends->target_meaning));
}

/* ---- Separable fields: early, late, or with the one store ---- */

/* The bits of the field that covers the lowest bit of `bits` in this qword; a bit of no field is
 * one by itself. */
static uint64_t field_of(const struct hl_layout *layout, unsigned qword, uint64_t bits)
{
    const unsigned bit = 64 * qword + (unsigned)__builtin_ctzll(bits);

    for (size_t i = 0; layout && i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        if (bit >= f->lsb && bit < f->lsb + f->width)
            return hl_ones(f->width) << f->lsb % 64;
    }
    return UINT64_C(1) << bit % 64;
}

static struct hl_entry with_bits(const struct hl_entry *e, const struct hl_entry *from,
                                 unsigned qword, uint64_t mask)
{
    struct hl_entry changed = *e;

    changed.q[qword] = (e->q[qword] & ~mask) | (from->q[qword] & mask);
    return changed;
}

static bool may_differ_alone(const struct search *s, const struct hl_entry *e,
                             const struct hl_entry *from, unsigned qword, uint64_t field)
{
    const struct hl_entry changed = with_bits(e, from, qword, field);

    return is_fine(s, &changed);
}

/* False: one of the fields of `bits` fits neither before nor after. */
static bool place_fields(struct search *s, unsigned qword, uint64_t bits)
{
    const struct hl_path_ends *p = s->ends;

    while (bits) {
        const uint64_t field = field_of(p->decoder->layout, qword, bits);
        const struct hl_entry *from;

        if (may_differ_alone(s, p->old, p->target, qword, field))
            from = p->target; /* early */
        else if (may_differ_alone(s, p->target, p->old, qword, field))
            from = p->old; /* late */
        else
            return false;
        s->before = with_bits(&s->before, from, qword, field);
        s->after = with_bits(&s->after, from, qword, field);
        bits &= ~field;
    }
    return true;
}

static bool set_critical(struct search *s, unsigned qword)
{
    if (s->critical & ~(1u << qword))
        return false;
    s->critical = 1u << qword;
    return true;
}

/* False: more than one qword would have to change in the one store. */
static bool place(struct search *s)
{
    const struct hl_path_ends *p = s->ends;
    const struct hl_entry contested =
        hl_entry_and(s->differ, hl_entry_and(s->old_counts, s->target_counts));
    const struct hl_entry *plain = &p->decoder->plain, *separable = &p->decoder->separable;

    s->critical = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (contested.q[i] & plain->q[i] & ~p->overlook.q[i] && !set_critical(s, i))
            return false;
    /* what old ignores is early; of the rest, what target ignores is late */
    s->before = hl_entry_merge(*p->target, *p->old, s->old_counts);
    s->after =
        hl_entry_merge(*p->target, *p->old, hl_entry_andnot(s->old_counts, s->target_counts));
    for (unsigned i = 0; i < HL_QWORDS; i++) {
        const uint64_t open = contested.q[i] & separable->q[i];
        if (!(s->critical >> i & 1) && !place_fields(s, i, open) && !set_critical(s, i))
            return false;
    }
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (s->critical >> i & 1) { /* it is stored once, and whole */
            s->before.q[i] = p->old->q[i];
            s->after.q[i] = p->target->q[i];
        }
    return true;
}

/* ---- The path as it is written down ---- */

/* The epoch that is being written: each qword stored to at most once. */
struct writing {
    const struct search *s;
    struct hl_path *path;
    struct hl_entry begin, now;
    unsigned touched;
    bool as_old, as_target; /* every view of it agrees with that side in what counts */
};

static void begin_epoch(struct writing *w)
{
    w->begin = w->now;
    w->touched = 0;
    w->as_old = hl_entry_agree(&w->now, w->s->ends->old, &w->s->old_counts);
    w->as_target = hl_entry_agree(&w->now, w->s->ends->target, &w->s->target_counts);
}

/* Whether the views that one more store brings are fine: it, with each set of the others. */
static bool fits_epoch(const struct writing *w, unsigned index, uint64_t value)
{
    for (unsigned set = 0;; set = (set - w->touched) & w->touched) {
        struct hl_entry view = w->begin;

        for (unsigned i = 0; i < HL_QWORDS; i++)
            if (set >> i & 1)
                view.q[i] = w->now.q[i];
        view.q[index] = value;
        if (!is_fine(w->s, &view))
            return false;
        if (set == w->touched)
            return true;
    }
}

static bool agrees(uint64_t value, uint64_t side, uint64_t counts)
{
    return ((value ^ side) & counts) == 0;
}

/* False: the store has to wait for a sync. */
static bool join_epoch(struct writing *w, unsigned index, uint64_t value)
{
    const struct search *s = w->s;
    const bool as_old = w->as_old && agrees(value, s->ends->old->q[index], s->old_counts.q[index]);
    const bool as_target =
        w->as_target && agrees(value, s->ends->target->q[index], s->target_counts.q[index]);

    if (w->touched >> index & 1)
        return false;
    if (!as_old && !as_target && !fits_epoch(w, index, value))
        return false;
    w->as_old = as_old;
    w->as_target = as_target;
    w->touched |= 1u << index;
    w->now.q[index] = value;
    return true;
}

static void append(struct hl_path *path, unsigned index, uint64_t value)
{
    path->store[path->stores].index = (uint8_t)index;
    path->store[path->stores].value = value;
    path->store[path->stores++].sync = false;
}

static void append_sync(struct hl_path *path)
{
    if (path->stores)
        path->store[path->stores - 1].sync = true;
}

/* False: too long, or an entry on the way that the laws promised to be fine is not. */
static bool store(struct writing *w, unsigned index, uint64_t value)
{
    if (w->now.q[index] == value)
        return true;
    if (w->path->stores == HL_PATH_STORES)
        return false;
    if (!join_epoch(w, index, value)) {
        append_sync(w->path);
        begin_epoch(w);
        if (!join_epoch(w, index, value))
            return false;
    }
    append(w->path, index, value);
    return true;
}

static bool store_all(struct writing *w, const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (!store(w, i, e->q[i]))
            return false;
    return true;
}

static enum hl_path_answer finish(struct writing *w)
{
    if (!store_all(w, w->s->ends->target))
        return HL_PATH_GAVE_UP;
    append_sync(w->path);
    return HL_PATH_FOUND;
}

static void start(struct writing *w, const struct search *s, struct hl_path *path)
{
    w->s = s;
    w->path = path;
    w->now = *s->ends->old;
    path->stores = 0;
    begin_epoch(w);
}

/* ---- Linked fields: searched ---- */

static bool add_unit(struct search *s, unsigned qword, uint64_t mask, unsigned *combinations)
{
    const uint64_t old = s->ends->old->q[qword] & mask, target = s->ends->target->q[qword] & mask;
    struct unit *u = &s->unit[s->units];

    if (s->units == HL_PATH_UNITS)
        return false;
    u->qword = qword;
    u->mask = mask;
    u->step = *combinations;
    u->values = 0;
    u->value[u->values++] = target;
    if (old != target)
        u->value[u->values++] = old;
    if (__builtin_popcountll(mask) <= 2)
        for (uint64_t v = mask;; v = (v - 1) & mask) {
            if (v != old && v != target)
                u->value[u->values++] = v;
            if (!v)
                break;
        }
    s->units += u->values > 1;
    *combinations *= u->values;
    return *combinations <= HL_PATH_NODES / 2;
}

/* The fields outside of the separable ones, and differing bits of no field. Returns how many
 * combinations of values they have; 0: too many. */
static unsigned find_units(struct search *s)
{
    const struct hl_decoder *d = s->ends->decoder;
    const struct hl_entry fields = d->layout ? hl_layout_mask(d->layout) : s->differ;
    const struct hl_entry linked = hl_entry_andnot(hl_entry_or(fields, s->differ), d->separable);
    unsigned combinations = 1;

    s->units = 0;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        for (uint64_t bits = linked.q[i], mask; bits; bits &= ~mask) {
            mask = field_of(d->layout, i, bits);
            if (!add_unit(s, i, mask, &combinations))
                return 0;
        }
    return combinations;
}

/* The search itself: breadth first, so that the path is a short one. */
struct graph {
    const struct search *s;
    unsigned combinations, nodes, goal;
    struct hl_entry goal_entry;
    unsigned queued;
    uint16_t queue[HL_PATH_NODES];
    uint16_t from[HL_PATH_NODES]; /* by node: the one before it */
};
enum { UNSEEN = 0xffff, WRONG = 0xfffe };

static struct hl_entry node_entry(const struct graph *g, unsigned node)
{
    const struct search *s = g->s;
    struct hl_entry e = node >= g->combinations ? s->after : s->before;

    for (unsigned i = 0; i < s->units; i++) {
        const struct unit *u = &s->unit[i];
        const uint64_t value = u->value[node % g->combinations / u->step % u->values];
        e.q[u->qword] = (e.q[u->qword] & ~u->mask) | value;
    }
    return e;
}

/* Before the one store, with the linked fields of old. */
static unsigned start_node(const struct search *s)
{
    unsigned node = 0;

    for (unsigned i = 0; i < s->units; i++) {
        const struct unit *u = &s->unit[i];
        if (u->value[0] != (s->ends->old->q[u->qword] & u->mask))
            node += u->step; /* old's value is the second */
    }
    return node;
}

/* Returns whether the goal is known to be reached. */
static bool reach(struct graph *g, unsigned node, unsigned from)
{
    struct hl_entry e, differ;
    unsigned qwords;

    if (g->from[node] != UNSEEN)
        return false;
    e = node_entry(g, node);
    if (!is_fine(g->s, &e)) {
        g->from[node] = WRONG;
        return false;
    }
    g->from[node] = (uint16_t)from;
    g->queue[g->queued++] = (uint16_t)node;
    if (node == g->goal)
        return true;
    differ = hl_entry_xor(e, g->goal_entry);
    qwords = hl_entry_qwords(&differ);
    if (qwords & (qwords - 1))
        return false;
    g->from[g->goal] = (uint16_t)node; /* one store away */
    return true;
}

/* All values of the linked fields of one qword, on this side or the other; the target's first. */
static bool reach_by(struct graph *g, unsigned node, unsigned qword, bool cross)
{
    const struct search *s = g->s;
    unsigned rest = node, choices = 1;

    for (unsigned i = 0; i < s->units; i++)
        if (s->unit[i].qword == qword) {
            const struct unit *u = &s->unit[i];
            rest -= node % g->combinations / u->step % u->values * u->step;
            choices *= u->values;
        }
    if (choices == 1 && !cross)
        return false;
    if (cross)
        rest = (rest + g->combinations) % g->nodes;
    for (unsigned choice = 0; choice < choices; choice++) {
        unsigned next = rest, left = choice;
        for (unsigned i = 0; i < s->units; i++)
            if (s->unit[i].qword == qword) {
                next += left % s->unit[i].values * s->unit[i].step;
                left /= s->unit[i].values;
            }
        if (reach(g, next, node))
            return true;
    }
    return false;
}

static bool expand(struct graph *g, unsigned node)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((g->s->critical >> i & 1) && reach_by(g, node, i, true))
            return true;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (reach_by(g, node, i, false))
            return true;
    return false;
}

static bool explore(struct graph *g)
{
    const unsigned start_at = start_node(g->s);
    unsigned seen = 0;

    do /* there is a node at least */
        g->from[seen] = UNSEEN;
    while (++seen < g->nodes);
    g->goal = g->nodes - g->combinations;
    g->goal_entry = node_entry(g, g->goal);
    g->queued = 0;
    if (!is_fine(g->s, &g->goal_entry))
        return false;
    if (reach(g, start_at, start_at))
        return true;
    for (unsigned i = 0; i < g->queued; i++)
        if (expand(g, g->queue[i]))
            return true;
    return false;
}

/* The nodes from the start to the goal, stored one after the other. */
static enum hl_path_answer write_nodes(const struct graph *g, struct hl_path *path)
{
    unsigned nodes[HL_PATH_STORES + 1], count = 0, node = g->goal;
    struct writing w;

    while (count < HL_PATH_STORES && g->from[node] != node) {
        nodes[count++] = node;
        node = g->from[node];
    }
    if (g->from[node] != node)
        return HL_PATH_GAVE_UP;
    nodes[count++] = node;
    start(&w, g->s, path);
    while (count) {
        const struct hl_entry e = node_entry(g, nodes[--count]);
        if (!store_all(&w, &e))
            return HL_PATH_GAVE_UP;
    }
    return finish(&w);
}

static enum hl_path_answer search_linked(struct search *s, struct hl_path *path)
{
    struct graph g;

    g.s = s;
    g.combinations = find_units(s);
    if (!g.combinations)
        return HL_PATH_GAVE_UP;
    g.nodes = (s->critical ? 2 : 1) * g.combinations;
    return explore(&g) ? write_nodes(&g, path) : HL_PATH_NONE;
}

/* ---- All of it ---- */

/* Where no linked field has to go another way than its qword: early, the one store, late. */
static bool go_straight(const struct search *s, struct hl_path *path)
{
    const struct hl_entry between = hl_entry_xor(s->before, s->after);
    const unsigned qwords = hl_entry_qwords(&between);
    struct writing w;

    if (qwords & (qwords - 1))
        return false;
    start(&w, s, path);
    return store_all(&w, &s->before) && store_all(&w, &s->after) && finish(&w) == HL_PATH_FOUND;
}

static enum hl_path_answer find_between_live(struct search *s, struct hl_path *path)
{
    s->old_counts = counting(s->ends, s->ends->old_meaning);
    s->target_counts = counting(s->ends, s->ends->target_meaning);
    s->differ = hl_entry_xor(*s->ends->old, *s->ends->target);
    if (!place(s))
        return HL_PATH_NONE;
    return go_straight(s, path) ? HL_PATH_FOUND : search_linked(s, path);
}

static bool is_live(const struct hl_meaning *m)
{
    return m->state == HL_STATE_LIVE;
}

/* V is cleared, what V = 0 makes meaningless is stored, and then the qword with V. */
static void write_through_off(const struct hl_path_ends *p, struct hl_path *path)
{
    unsigned home = 0;

    while (!p->decoder->valid.q[home] && home < HL_QWORDS - 1)
        home++;
    const uint64_t valid = p->decoder->valid.q[home], old = p->old->q[home];
    const uint64_t target = p->target->q[home], off = target & valid ? old & ~valid : target;

    path->stores = 0;
    if (hl_entry_equal(p->old, p->target))
        return;
    if (off != old)
        append(path, home, off);
    append_sync(path);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (i != home && p->old->q[i] != p->target->q[i])
            append(path, i, p->target->q[i]);
    append_sync(path);
    if (off != target)
        append(path, home, target);
    append_sync(path);
}

enum hl_path_answer hl_path_find(const struct hl_path_ends *ends, struct hl_path *path)
{
    struct search s;

    s.ends = ends;
    if (is_live(ends->old_meaning) && is_live(ends->target_meaning))
        return find_between_live(&s, path);
    write_through_off(ends, path);
    return HL_PATH_FOUND;
}
