// SPDX-License-Identifier: MIT
#include "driver/holds.h"

#include "driver/holds_work.h"

#include <string.h>

const char *const hl_structure_names[HL_STRUCTURE_COUNT] = {
    "L1STD", "STE", "L1CD", "CD", "STRTAB_BASE", "queue", "any structure"};

void hl_holds_found(struct hl_holds *h, const struct hl_holds_finding *f)
{
    if (h->listener.found)
        h->listener.found(h->listener.context, f);
}

/* ---- Copies ---- */

bool hl_holds_memory(const struct hl_holds *h, const struct hl_place *place, struct hl_entry *e)
{
    *e = (struct hl_entry){{0}};
    return h->model->host.read(h->model->host.context, place->address,
                               1u << (hl_structure_log2(place->structure) - 3), e->q);
}

unsigned hl_holds_index(const struct hl_holds *h, const struct hl_place *place)
{
    unsigned i = 0;

    while (i < h->copies && !hl_place_equal(&h->copy[i].place, place))
        i++;
    return i;
}

const struct hl_copy *hl_holds_find(const struct hl_holds *h, const struct hl_place *place)
{
    const unsigned i = hl_holds_index(h, place);

    return i < h->copies ? &h->copy[i] : NULL;
}

struct hl_copy *hl_holds_make(struct hl_holds *h, const struct hl_place *place)
{
    struct hl_entry e;
    struct hl_copy *c;

    if (h->copies == HL_HOLDS_COPIES || !hl_holds_memory(h, place, &e)) {
        h->incomplete |= h->copies == HL_HOLDS_COPIES;
        return NULL;
    }
    c = &h->copy[h->copies++];
    c->place = *place;
    c->lost = 0;
    hl_dated_set(&c->dated, &e);
    hl_holds_cover(h, place, &c->covered, &c->through);
    return c;
}

void hl_holds_drop(struct hl_holds *h, struct hl_copy *copy)
{
    *copy = h->copy[--h->copies];
}

/* ---- Streams ---- */

bool hl_holds_stream(struct hl_holds *h, uint32_t sid)
{
    for (unsigned i = 0; i < h->streams; i++)
        if (h->sid[i] == sid)
            return true;
    if (h->streams == HL_HOLDS_STREAMS)
        return false;
    h->sid[h->streams++] = sid;
    return true;
}

bool hl_place_is_of(const struct hl_place *p, uint32_t sid)
{
    return p->structure == HL_STRUCTURE_L1STD ? p->sid >> p->reach == sid >> p->reach
                                              : p->sid == sid;
}

void hl_holds_changed(struct hl_holds *h, const struct hl_place *place)
{
    for (unsigned i = 0; i < h->streams; i++)
        if (!place || hl_place_is_of(place, h->sid[i]))
            h->generation[i]++;
}

uint32_t hl_holds_generation(const struct hl_holds *h, uint32_t sid)
{
    for (unsigned i = 0; i < h->streams; i++)
        if (h->sid[i] == sid)
            return h->generation[i];
    return 0;
}

void hl_holds_look(struct hl_holds *h, bool (*which)(const struct hl_copy *))
{
    if (!h->listener.look)
        return;
    for (unsigned s = 0; s < h->streams; s++)
        for (unsigned i = 0; i < h->copies; i++)
            if (hl_place_is_of(&h->copy[i].place, h->sid[s]) && which(&h->copy[i])) {
                h->listener.look(h->listener.context, h->sid[s]);
                break;
            }
}

/* ---- Registers ---- */

static void take_features(struct hl_holds *h, uint64_t cr0)
{
    struct hl_registers regs;

    hl_model_registers(h->model, &regs);
    regs.cr0 = (uint32_t)cr0;
    hl_smmu_init(&h->smmu, &regs, h->model->security, &hl_default_options);
}

static void enable(struct hl_holds *h, uint64_t cr0)
{
    take_features(h, cr0);
    h->enabled = true;
    h->clock++;
    h->root = hl_stream_table(&h->smmu, h->model->value[HL_MREG_STRTAB_BASE],
                              (uint32_t)h->model->value[HL_MREG_STRTAB_BASE_CFG]);
    if (h->leftover)
        hl_holds_found(h, &(struct hl_holds_finding){
                              .kind = HL_STALE_ENTRY,
                              .place = {.structure = HL_STRUCTURE_ANY},
                              .section = "3.11",
                              .why = "SMMUEN is set before CFGI_ALL and a SYNC are complete"});
    h->leftover = false;
    hl_tables_begin(h);
    hl_holds_changed(h, NULL);
}

/* 3.21.3: nothing is reachable; 6.3.9.6: nothing is invalidated. */
static void disable(struct hl_holds *h)
{
    h->enabled = false;
    h->clock++;
    h->tables = 0;
    for (unsigned i = 0; i < h->copies; i++)
        h->copy[i].lost = h->clock;
    h->leftover = true;
    h->leftover_covered = false;
    hl_holds_changed(h, NULL);
}

static void see_write(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    struct hl_holds *h = context;

    (void)old;
    if (reg == HL_MREG_CR0 && value & HL_CR0_SMMUEN && !h->enabled)
        enable(h, value);
}

static void see_update(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    struct hl_holds *h = context;

    (void)old;
    if (reg != HL_MREG_CR0)
        return;
    if (h->enabled && !(value & HL_CR0_SMMUEN))
        disable(h);
    else if (h->enabled && (old ^ value) & ~(uint64_t)HL_CR0_SMMUEN)
        take_features(h, value);
}

bool hl_holds_init(struct hl_holds *h, struct hl_model *model,
                   const struct hl_holds_listener *listener)
{
    const struct hl_model_listener ears = {.context = h,
                                           .command = hl_holds_take,
                                           .synced = hl_holds_complete,
                                           .wrote = see_write,
                                           .updated = see_update,
                                           .published = hl_holds_published};

    memset(h, 0, sizeof *h);
    h->model = model;
    h->listener = *listener;
    h->clock = 1;
    h->leftover = true;
    take_features(h, 0);
    return hl_model_listen(model, &ears);
}

/* ---- The end of an operation ---- */

static bool is_stale(const struct hl_copy *c)
{
    return c->lost || !hl_window_single(&c->dated.window);
}

static void tell_stale(struct hl_holds *h, const struct hl_copy *c)
{
    struct hl_holds_finding f = {.kind = HL_STALE_ENTRY,
                                 .place = c->place,
                                 .section = "3.21.3",
                                 .held = hl_dated_oldest(&c->dated)};

    f.why = c->covered ? "its invalidation is not known to be complete"
            : c->lost  ? "no command covered it since it was there"
                       : "no command covered it since it was changed";
    hl_holds_memory(h, &c->place, &f.memory);
    hl_holds_found(h, &f);
}

void hl_holds_end(struct hl_holds *h)
{
    bool stale = false;

    if (!h->enabled)
        return;
    hl_holds_look(h, is_stale);
    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        if (!is_stale(c))
            continue;
        stale = true;
        tell_stale(h, c);
        hl_holds_changed(h, &c->place);
        hl_holds_drop(h, c);
    }
    if (stale)
        hl_tables_prune(h, false);
}

void hl_holds_copy(struct hl_holds *to, const struct hl_holds *from)
{
    memcpy(to, from, offsetof(struct hl_holds, table));
    memcpy(to->table, from->table, from->tables * sizeof from->table[0]);
    memcpy(to->command, from->command, from->commands * sizeof from->command[0]);
    memcpy(to->copy, from->copy, from->copies * sizeof from->copy[0]);
}
