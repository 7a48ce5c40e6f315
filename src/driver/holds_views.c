// SPDX-License-Identifier: MIT
/* Which STEs and CDs the SMMU may take for a stream. */
#include "driver/holds_work.h"

#include "smmu/ste.h"

static struct hl_source *new_source(struct hl_views *v)
{
    if (v->sources == HL_HOLDS_SOURCES) {
        v->too_many = true;
        return NULL;
    }
    v->source[v->sources] = (struct hl_source){.views = 1};
    return &v->source[v->sources++];
}

static void add_unreached(struct hl_views *v)
{
    struct hl_source *s;

    for (unsigned i = 0; i < v->sources; i++)
        if (v->source[i].held == HL_UNREACHED)
            return;
    s = new_source(v);
    if (s) {
        s->held = HL_UNREACHED;
        s->direct = true;
    }
}

static bool is_added(const struct hl_views *v, uint64_t address)
{
    for (unsigned i = 0; i < v->sources; i++)
        if (v->source[i].held == HL_HELD && v->source[i].address == address)
            return true;
    return false;
}

/* The entry at this place, by its copy or as memory has it. */
static void add_place(const struct hl_holds *h, struct hl_views *v, const struct hl_place *place,
                      bool direct)
{
    const struct hl_copy *copy = hl_holds_find(h, place);
    struct hl_source *s;
    struct hl_entry e;

    if (is_added(v, place->address))
        return;
    if (!copy && !hl_holds_memory(h, place, &e)) {
        add_unreached(v);
        return;
    }
    s = new_source(v);
    if (!s)
        return;
    s->direct = direct;
    s->address = place->address;
    if (copy) {
        s->window = &copy->dated.window;
        s->views = hl_window_views(s->window);
        v->too_many |= s->views == 0;
    } else {
        s->entry = e;
    }
}

/* All copies; but for those that no pointer leads to any more they are there already. */
static void add_copies(const struct hl_holds *h, struct hl_views *v, enum hl_structure structure,
                       uint32_t sid, uint32_t ssid)
{
    for (unsigned i = 0; i < h->copies; i++) {
        const struct hl_place *p = &h->copy[i].place;

        if (p->structure == structure && p->sid == sid && p->ssid == ssid)
            add_place(h, v, p, false);
    }
}

static unsigned count(struct hl_views *v)
{
    v->views = 0;
    for (unsigned i = 0; i < v->sources; i++)
        v->views += v->source[i].views;
    v->too_many |= v->views > HL_MAX_VIEWS;
    if (v->too_many)
        v->views = 0;
    return v->views;
}

/* The values of an L1 descriptor. */
static unsigned descriptors(const struct hl_holds *h, const struct hl_place *place,
                            uint64_t value[HL_WINDOW_VALUES])
{
    const struct hl_copy *copy = hl_holds_find(h, place);
    struct hl_entry e;

    if (!copy) {
        value[0] = hl_holds_memory(h, place, &e) ? e.q[0] : 0;
        return 1;
    }
    for (unsigned i = 0; i < copy->dated.window.values[0]; i++)
        value[i] = copy->dated.window.value[0][i];
    return copy->dated.window.values[0];
}

static void through_l1stds(const struct hl_holds *h, uint32_t sid, struct hl_views *v)
{
    const unsigned split = h->root.split;
    struct hl_place ste = {.structure = HL_STRUCTURE_STE, .sid = sid};
    const struct hl_place by = {.structure = HL_STRUCTURE_L1STD,
                                .reach = (uint8_t)split,
                                .sid = sid >> split << split,
                                .address = h->root.base + (uint64_t)(sid >> split) * 8};
    uint64_t value[HL_WINDOW_VALUES];
    const unsigned values = descriptors(h, &by, value);

    for (unsigned i = 0; i < values; i++) {
        const struct hl_l1std to = hl_l1std(&h->root, value[i]);
        const uint32_t index = sid - by.sid;

        if (to.state != HL_L1STD_VALID || index >> to.bits) {
            add_unreached(v);
        } else {
            ste.address = to.base + (uint64_t)index * 64;
            add_place(h, v, &ste, true);
        }
    }
}

unsigned hl_holds_stes(const struct hl_holds *h, uint32_t sid, struct hl_views *v)
{
    const struct hl_place ste = {
        .structure = HL_STRUCTURE_STE, .sid = sid, .address = h->root.base + (uint64_t)sid * 64};

    v->sources = v->views = 0;
    v->too_many = false;
    if (!h->enabled)
        return 0;
    if (!hl_stream_in_range(&h->root, sid))
        add_unreached(v);
    else if (h->root.two_level)
        through_l1stds(h, sid, v);
    else
        add_place(h, v, &ste, true);
    add_copies(h, v, HL_STRUCTURE_STE, sid, 0);
    return count(v);
}

static void through_l1cds(const struct hl_holds *h, uint32_t sid, const struct hl_cd_table *t,
                          uint32_t index, struct hl_views *v)
{
    struct hl_place cd = {.structure = HL_STRUCTURE_CD, .sid = sid, .ssid = index};
    const struct hl_place by = {.structure = HL_STRUCTURE_L1CD,
                                .reach = (uint8_t)t->split,
                                .sid = sid,
                                .ssid = index >> t->split << t->split,
                                .address = t->base + (uint64_t)(index >> t->split) * 8};
    uint64_t value[HL_WINDOW_VALUES];
    const unsigned values = descriptors(h, &by, value);

    for (unsigned i = 0; i < values; i++)
        if (hl_l1cd_valid(value[i])) {
            cd.address = hl_l1cd_pointer(value[i], t->split) + (uint64_t)(index - by.ssid) * 64;
            add_place(h, v, &cd, true);
        } else {
            add_unreached(v);
        }
}

unsigned hl_holds_cds(const struct hl_holds *h, uint32_t sid, const struct hl_meaning *ste,
                      uint32_t index, struct hl_views *v)
{
    v->sources = v->views = 0;
    v->too_many = false;
    if (ste->state == HL_STATE_LIVE && ste->config == HL_CONFIG_S1) {
        const struct hl_cd_table t = hl_cd_table(&ste->regime);
        const struct hl_place cd = {.structure = HL_STRUCTURE_CD,
                                    .sid = sid,
                                    .ssid = index,
                                    .address = t.base + (uint64_t)index * 64};

        if (index >> t.bits)
            add_unreached(v);
        else if (t.split)
            through_l1cds(h, sid, &t, index, v);
        else
            add_place(h, v, &cd, true);
    }
    for (unsigned i = 0; i < h->tables; i++) {
        const struct hl_table *t = &h->table[i];
        const uint32_t first = t->ssid;
        struct hl_place cd;

        if (t->structure != HL_STRUCTURE_CD || t->sid != sid || index < first ||
            (index - first) >> t->log2)
            continue;
        cd = hl_table_entry(t, index - first);
        add_place(h, v, &cd, false);
    }
    add_copies(h, v, HL_STRUCTURE_CD, sid, index);
    return count(v);
}

enum hl_held hl_views_get(const struct hl_views *v, unsigned number, struct hl_entry *e,
                          const struct hl_source **source)
{
    unsigned i = 0;

    while (number >= v->source[i].views)
        number -= v->source[i++].views;
    *source = &v->source[i];
    if (v->source[i].held == HL_HELD)
        *e = v->source[i].window ? hl_window_view(v->source[i].window, number) : v->source[i].entry;
    return v->source[i].held;
}
