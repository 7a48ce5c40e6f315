// SPDX-License-Identifier: MIT
/* Which tables can be reached, by following valid pointers in memory and in what is held: 3.21.3.
 */
#include "driver/holds_work.h"

#include "smmu/ste.h"

enum { CHUNK = 64, LEGAL_VIEWS = 256 };

struct hl_place hl_table_entry(const struct hl_table *t, uint64_t number)
{
    const uint32_t step = (uint32_t)(number << t->reach);
    struct hl_place p = {
        .structure = t->structure, .reach = t->reach, .sid = t->sid, .ssid = t->ssid};

    p.address = t->base + (number << hl_structure_log2(t->structure));
    if (hl_is_of_cds(t->structure))
        p.ssid += step;
    else
        p.sid += step;
    return p;
}

struct hl_place hl_table_place(const struct hl_table *t, uint64_t address)
{
    return hl_table_entry(t, (address - t->base) >> hl_structure_log2(t->structure));
}

bool hl_table_has(const struct hl_table *t, const struct hl_place *place)
{
    struct hl_place there;

    if (t->structure != place->structure || place->address - t->base >= hl_table_bytes(t))
        return false;
    there = hl_table_place(t, place->address);
    return hl_place_equal(&there, place);
}

bool hl_holds_reaches(const struct hl_holds *h, const struct hl_place *place)
{
    for (unsigned i = 0; i < h->tables; i++)
        if (hl_table_has(&h->table[i], place))
            return true;
    return false;
}

/* ---- Where a pointer leads ---- */

/* A view with this qword 0; number: of those of the other qwords. */
static struct hl_entry view_with(const struct hl_window *w, uint64_t qword0, unsigned number)
{
    struct hl_entry e = {{qword0}};

    for (unsigned i = 1; i < HL_QWORDS; i++) {
        e.q[i] = w->value[i][number % w->values[i]];
        number /= w->values[i];
    }
    return e;
}

/* An STE with this qword 0 that is legal with some values of the others that are held enables
 * stage 1 alone: pointers of what is invalid are not followed, and a guest's are IPAs. */
static bool is_stage1(const struct hl_holds *h, const struct hl_window *w, uint64_t qword0,
                      struct hl_entry *regime)
{
    const unsigned views = hl_window_views(w) / w->values[0];

    for (unsigned n = 0; n < views && n < LEGAL_VIEWS; n++) {
        const struct hl_entry ste = view_with(w, qword0, n);
        struct hl_meaning m;

        hl_ste_decode(&h->smmu, &ste, &m);
        if (m.state == HL_STATE_LIVE && m.config == HL_CONFIG_S1) {
            *regime = m.regime;
            return true;
        }
    }
    return false;
}

static bool follow_l1std(const struct hl_holds *h, struct hl_table *t)
{
    const struct hl_l1std to = hl_l1std(&h->root, t->pointer);

    t->structure = HL_STRUCTURE_STE;
    t->log2 = (uint8_t)to.bits;
    t->base = to.base;
    t->sid = t->by.sid;
    return to.state == HL_L1STD_VALID;
}

static bool follow_l1cd(struct hl_table *t)
{
    t->structure = HL_STRUCTURE_CD;
    t->log2 = t->by.reach;
    t->base = hl_l1cd_pointer(t->pointer, t->by.reach);
    t->sid = t->by.sid;
    t->ssid = t->by.ssid;
    return hl_l1cd_valid(t->pointer);
}

static bool follow_ste(const struct hl_holds *h, const struct hl_window *w, struct hl_table *t)
{
    struct hl_entry ste = {{t->pointer}}, regime;
    struct hl_cd_table to;

    if (!HL_GET(STE, &ste, V) || HL_GET(STE, &ste, Config) != HL_STE_CONFIG_S1 ||
        !is_stage1(h, w, t->pointer, &regime))
        return false;
    to = hl_cd_table(&regime);
    t->structure = to.split ? HL_STRUCTURE_L1CD : HL_STRUCTURE_CD;
    t->reach = (uint8_t)to.split;
    t->log2 = (uint8_t)(to.bits > to.split ? to.bits - to.split : 0);
    t->base = to.base & ~(hl_table_bytes(t) - 1); /* 5.2: RES0 where it is not aligned */
    t->sid = t->by.sid;
    return true;
}

/* By its place, value, and for an STE all that is held of it. False: nowhere. */
static bool follow(const struct hl_holds *h, const struct hl_window *w, struct hl_table *t)
{
    switch (t->by.structure) {
    case HL_STRUCTURE_L1STD:
        return follow_l1std(h, t);
    case HL_STRUCTURE_STE:
        return follow_ste(h, w, t);
    case HL_STRUCTURE_L1CD:
        return follow_l1cd(t);
    default:
        return false;
    }
}

/* ---- Tables that are found ---- */

/* What was cached of it before, and is kept, can be fetched again. */
static void refresh(struct hl_holds *h, const struct hl_table *t)
{
    for (unsigned i = 0; i < h->copies; i++) {
        struct hl_copy *c = &h->copy[i];
        struct hl_entry e;

        if (!hl_table_has(t, &c->place) || !hl_holds_memory(h, &c->place, &e))
            continue;
        c->lost = 0;
        for (unsigned q = 0; q < HL_QWORDS; q++)
            hl_dated_store(&c->dated, q, e.q[q], h->clock);
    }
}

static void scan(struct hl_holds *h, const struct hl_table *t);

static bool is_known(const struct hl_holds *h, const struct hl_place *by, uint64_t pointer)
{
    for (unsigned i = 0; i < h->tables; i++)
        if (h->table[i].pointer == pointer && hl_place_equal(&h->table[i].by, by))
            return true;
    return false;
}

/* The first entry that is not what its memory was when it was given, if that was all zero, of a
 * table that no barrier has followed since: it may be seen after the pointer to it (3.21.3.1). */
static void check_content(struct hl_holds *h, const struct hl_table *t)
{
    const struct hl_range *fresh = hl_ranges_find(&h->fresh, t->base);

    if (!fresh)
        return;
    for (uint64_t i = 0; i < UINT64_C(1) << t->log2; i++) {
        const struct hl_place place = hl_table_entry(t, i);
        struct hl_entry e;

        if (!hl_holds_memory(h, &place, &e) || (!fresh->dirty && hl_entry_is_zero(&e)))
            continue;
        hl_holds_found(h, &(struct hl_holds_finding){
                              .kind = HL_UNORDERED_STORE,
                              .place = place,
                              .section = "3.21.3.1",
                              .why = "no barrier lies between the store and that of the pointer "
                                     "to its table"});
        return;
    }
}

/* Its memory was given back before a pointer to it could be seen. */
static void check_memory(struct hl_holds *h, struct hl_table *t)
{
    t->freed = hl_ranges_find(&h->gone, t->base) != NULL;
    if (t->freed)
        hl_holds_found(
            h, &(struct hl_holds_finding){.kind = HL_FREED_REACHABLE,
                                          .place = t->by,
                                          .section = "3.21.3",
                                          .why = "a pointer leads to what was given back before",
                                          .freed = t->base,
                                          .bytes = hl_table_bytes(t)});
}

static void add(struct hl_holds *h, struct hl_table *t)
{
    if (h->tables == HL_HOLDS_TABLES) {
        h->incomplete = true;
        return;
    }
    check_memory(h, t);
    check_content(h, t);
    h->table[h->tables++] = *t;
    refresh(h, t);
    scan(h, t);
}

static void follow_value(struct hl_holds *h, const struct hl_place *by, const struct hl_window *w,
                         uint64_t pointer)
{
    struct hl_table t = {.by = *by, .pointer = pointer};

    if (!is_known(h, by, pointer) && follow(h, w, &t))
        add(h, &t);
}

void hl_tables_follow(struct hl_holds *h, const struct hl_place *place)
{
    const struct hl_copy *copy = hl_holds_find(h, place);
    const struct hl_window *w;
    struct hl_window there;
    struct hl_entry e;

    if (copy) {
        w = &copy->dated.window;
    } else if (hl_holds_memory(h, place, &e)) {
        hl_window_set(&there, &e);
        w = &there;
    } else {
        return;
    }
    for (unsigned i = 0; i < w->values[0]; i++)
        follow_value(h, place, w, w->value[0][i]);
}

/* L1 descriptors are all read, but for a first level of more than HL_HOLDS_SCAN. */
static void scan_descriptors(struct hl_holds *h, const struct hl_table *t)
{
    const uint64_t number = UINT64_C(1) << t->log2;
    uint64_t q[CHUNK];

    for (uint64_t first = 0; first < number; first += CHUNK) {
        const unsigned n = number - first < CHUNK ? (unsigned)(number - first) : CHUNK;

        if (!h->model->host.read(h->model->host.context, t->base + 8 * first, n, q))
            continue;
        for (unsigned i = 0; i < n; i++) {
            const struct hl_place by = hl_table_entry(t, first + i);

            if (q[i])
                follow_value(h, &by, NULL, q[i]);
        }
    }
}

static void scan_streams(struct hl_holds *h, const struct hl_table *t)
{
    const uint64_t number = UINT64_C(1) << t->log2;

    for (unsigned i = 0; i < h->streams; i++) {
        const uint64_t index =
            (h->sid[i] - t->sid) >> t->reach; /* below: more than any table has */
        struct hl_place place;

        if (index >= number)
            continue;
        place = hl_table_entry(t, index);
        hl_tables_follow(h, &place);
    }
}

static void scan(struct hl_holds *h, const struct hl_table *t)
{
    const struct hl_table table = *t; /* more tables come */

    if (t->structure == HL_STRUCTURE_STE ||
        (t->structure == HL_STRUCTURE_L1STD && UINT64_C(1) << t->log2 > HL_HOLDS_SCAN))
        scan_streams(h, &table);
    else if (t->structure != HL_STRUCTURE_CD)
        scan_descriptors(h, &table);
}

void hl_tables_begin(struct hl_holds *h)
{
    const struct hl_stream_table *r = &h->root;
    struct hl_table t = {.structure = HL_STRUCTURE_STE,
                         .by = {.structure = HL_STRUCTURE_ROOT},
                         .base = r->base,
                         .log2 = (uint8_t)r->bits};

    if (r->two_level) {
        t.structure = HL_STRUCTURE_L1STD;
        t.reach = (uint8_t)r->split;
        t.log2 = (uint8_t)(r->bits > r->split ? r->bits - r->split : 0);
    }
    h->tables = 0;
    add(h, &t);
}

/* ---- Tables that are lost ---- */

/* Its pointer is held, or is in memory that can be reached. What is not held otherwise than in
 * memory is as valid as it was when it was followed; it is lost only where its own table is, or
 * (all) where nobody knows what became of it. */
static bool is_led_to(struct hl_holds *h, const struct hl_table *t, bool all)
{
    const struct hl_copy *copy;
    struct hl_table again;
    uint64_t q;

    if (t->by.structure == HL_STRUCTURE_ROOT)
        return true;
    copy = hl_holds_find(h, &t->by);
    if (!copy)
        return !all || (hl_holds_reaches(h, &t->by) &&
                        h->model->host.read(h->model->host.context, t->by.address, 1, &q) &&
                        q == t->pointer);
    again = (struct hl_table){.by = t->by, .pointer = t->pointer};
    for (unsigned i = 0; i < copy->dated.window.values[0]; i++)
        if (copy->dated.window.value[0][i] == t->pointer)
            return follow(h, &copy->dated.window, &again);
    return copy->dated.window.overflow; /* it may be one that there was no room for */
}

/* A command that covers an entry and the pointer to it has taken it away; any other may have had
 * its effect first, after which the entry was fetched again through a pointer that was cached
 * (4.7.3: commands before a SYNC have no order; 5.1.1 and 5.3.1). */
static bool is_gone(const struct hl_table *t, uint32_t through)
{
    return through > t->overwritten;
}

static void lose_copies(struct hl_holds *h, const struct hl_table *t)
{
    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        if (c->lost || !hl_table_has(t, &c->place) || hl_holds_reaches(h, &c->place))
            continue;
        if (is_gone(t, c->through))
            hl_holds_drop(h, c);
        else
            c->lost = h->clock;
    }
}

/* What was not changed has no copy yet: it stays cached as it is. One that is all zero is not kept:
 * it stops its traffic as the pointer does that leads nowhere. */
static void lose_entry(struct hl_holds *h, const struct hl_table *t, uint64_t number)
{
    const struct hl_place place = hl_table_entry(t, number);
    struct hl_entry e;
    uint32_t covered, through;
    struct hl_copy *c;

    hl_holds_cover(h, &place, &covered, &through);
    if (is_gone(t, through) || hl_holds_find(h, &place) || hl_holds_reaches(h, &place) ||
        !hl_holds_memory(h, &place, &e) || hl_entry_is_zero(&e))
        return;
    c = hl_holds_make(h, &place);
    if (c)
        c->lost = h->clock;
}

/* Whether a command that covers all that its stream has takes all of it away. */
static bool all_gone(const struct hl_holds *h, const struct hl_table *t)
{
    struct hl_place any = hl_table_entry(t, 0);
    uint32_t covered, through;

    any.ssid = UINT32_MAX;
    hl_holds_cover(h, &any, &covered, &through);
    return is_gone(t, through);
}

/* Those under an STE go with its invalidation (4.3.1). */
static void lose_entries(struct hl_holds *h, const struct hl_table *t)
{
    if (t->structure == HL_STRUCTURE_CD && all_gone(h, t))
        return;
    if (t->by.structure == HL_STRUCTURE_L1STD) {
        for (unsigned i = 0; i < h->streams; i++)
            if ((uint64_t)(h->sid[i] - t->sid) >> t->log2 == 0)
                lose_entry(h, t, h->sid[i] - t->sid);
    } else if (t->by.structure == HL_STRUCTURE_L1CD) {
        for (uint64_t i = 0; i < UINT64_C(1) << t->log2; i++)
            lose_entry(h, t, i);
    }
}

void hl_tables_prune(struct hl_holds *h, bool keep_copies)
{
    bool all = !keep_copies, again = true;

    while (again) {
        again = false;
        for (unsigned i = 0; i < h->tables; i++) {
            struct hl_table t;

            if (is_led_to(h, &h->table[i], all))
                continue;
            t = h->table[i];
            h->table[i--] = h->table[--h->tables];
            all = again = true;
            if (!keep_copies)
                continue;
            lose_copies(h, &t);
            lose_entries(h, &t);
        }
    }
}
