// SPDX-License-Identifier: MIT
/* What the driver does to memory: stores, barriers, and what it is given and gives back. */
#include "driver/holds_work.h"

#include <string.h>

static void note_unordered(struct hl_holds *h, const struct hl_place *place)
{
    for (unsigned i = 0; i < h->unordered; i++)
        if (hl_place_equal(&h->store[i].place, place))
            return;
    if (h->unordered == HL_HOLDS_UNORDERED)
        memmove(&h->store[0], &h->store[1], --h->unordered * sizeof h->store[0]);
    h->store[h->unordered++].place = *place;
}

void hl_holds_barrier(struct hl_holds *h)
{
    h->unordered = h->fresh.number = 0;
}

static void overwrite_pointer(struct hl_holds *h, const struct hl_place *by, uint64_t value)
{
    for (unsigned i = 0; i < h->tables; i++)
        if (hl_place_equal(&h->table[i].by, by)) {
            if (h->table[i].pointer == value)
                h->table[i].overwritten = 0;
            else if (!h->table[i].overwritten)
                h->table[i].overwritten = h->clock;
        }
}

static void store_entry(struct hl_holds *h, const struct hl_place *place, unsigned qword,
                        uint64_t old, uint64_t value)
{
    const unsigned found = hl_holds_index(h, place);
    struct hl_copy *c = found < h->copies ? &h->copy[found] : NULL;
    const bool leads = place->structure != HL_STRUCTURE_CD;

    hl_holds_changed(h, place);
    note_unordered(h, place);
    if (!c) {
        c = hl_holds_make(h, place);
        if (!c)
            return;
    }
    /* A copy is made of what memory is, which may have this store already, and of a range that is
     * told in parts all of it. */
    if (c->dated.window.values[qword] == 1)
        c->dated.window.value[qword][0] = old;
    hl_dated_store(&c->dated, qword, value, h->clock);
    if (leads && qword == 0)
        overwrite_pointer(h, place, value);
    if (leads)
        hl_tables_follow(h, place);
}

static void store_qword(struct hl_holds *h, uint64_t address, uint64_t old, uint64_t value)
{
    const unsigned tables = h->tables;

    h->clock++;
    for (unsigned i = 0; i < tables; i++) {
        const struct hl_table *t = &h->table[i];
        struct hl_place place;

        if (t->freed || address - t->base >= hl_table_bytes(t))
            continue;
        place = hl_table_place(t, address);
        store_entry(h, &place, (unsigned)(address - place.address) / 8, old, value);
    }
}

void hl_holds_store(struct hl_holds *h, uint64_t address, unsigned bytes, uint64_t old,
                    uint64_t value)
{
    const unsigned shift = (unsigned)(address % 8) * 8;
    uint64_t mask, rest = 0;

    if (bytes == 0 || bytes > 8)
        return;
    mask = hl_ones(8 * bytes) << shift;
    if (bytes < 8 && !h->model->host.read(h->model->host.context, address - address % 8, 1, &rest))
        return;
    old = (rest & ~mask) | (old << shift & mask);
    value = (rest & ~mask) | (value << shift & mask);
    if (old != value)
        store_qword(h, address - address % 8, old, value);
}

/* Whether an SMMU may take the entry for a valid one, before or after this store to it. */
static bool is_valid(const struct hl_holds *h, const struct hl_place *place, uint64_t address,
                     uint64_t old)
{
    const uint64_t valid = place->structure == HL_STRUCTURE_L1STD ? hl_ones(5) : 1;
    struct hl_entry e;

    if (address - place->address < 8 && old & valid)
        return true;
    return hl_holds_memory(h, place, &e) && e.q[0] & valid;
}

void hl_holds_plain(struct hl_holds *h, uint64_t address, uint64_t old, const char *why)
{
    for (unsigned i = 0; i < h->tables; i++) {
        const struct hl_table *t = &h->table[i];
        struct hl_holds_finding f = {.kind = HL_PLAIN_STORE, .section = "3.21.3", .why = why};

        if (t->freed || address - t->base >= hl_table_bytes(t))
            continue;
        f.place = hl_table_place(t, address);
        if (is_valid(h, &f.place, address, old))
            hl_holds_found(h, &f);
        return; /* the other tables are this one, for other streams */
    }
}

/* ---- Memory that is given to the driver, and back ---- */

static bool overlap(uint64_t a, uint64_t bytes_of_a, uint64_t b, uint64_t bytes_of_b)
{
    return a < b + bytes_of_b && b < a + bytes_of_a;
}

const struct hl_range *hl_ranges_find(const struct hl_ranges *r, uint64_t address)
{
    for (unsigned i = 0; i < r->number; i++)
        if (address - r->range[i].address < r->range[i].bytes)
            return &r->range[i];
    return NULL;
}

static void take_range(struct hl_ranges *r, uint64_t address, uint64_t bytes)
{
    for (unsigned i = r->number; i-- > 0;)
        if (overlap(address, bytes, r->range[i].address, r->range[i].bytes))
            memmove(&r->range[i], &r->range[i + 1], (--r->number - i) * sizeof r->range[0]);
}

static void add_range(struct hl_ranges *r, uint64_t address, uint64_t bytes, bool dirty)
{
    if (r->number == HL_HOLDS_RANGES) /* the oldest goes */
        memmove(&r->range[0], &r->range[1], --r->number * sizeof r->range[0]);
    r->range[r->number++] = (struct hl_range){address, bytes, dirty};
}

void hl_holds_give(struct hl_holds *h, uint64_t address, uint64_t bytes, bool zeroed)
{
    take_range(&h->gone, address, bytes);
    add_range(&h->fresh, address, bytes, !zeroed);
}

static void free_queue(struct hl_holds *h, enum hl_model_queue queue, uint64_t address,
                       uint64_t bytes)
{
    struct hl_holds_finding f = {.kind = HL_FREED_REACHABLE,
                                 .place = {.structure = HL_STRUCTURE_QUEUE},
                                 .section = "3.5",
                                 .why = "the queue is enabled"};

    if (hl_model_queue_memory(h->model, queue, &f.freed, &f.bytes) &&
        overlap(address, bytes, f.freed, f.bytes))
        hl_holds_found(h, &f);
}

void hl_holds_free(struct hl_holds *h, uint64_t address, uint64_t bytes)
{
    take_range(&h->fresh, address, bytes);
    add_range(&h->gone, address, bytes, false);
    for (unsigned i = 0; i < h->tables; i++) {
        struct hl_table *t = &h->table[i];

        if (t->freed || !overlap(address, bytes, t->base, hl_table_bytes(t)))
            continue;
        t->freed = true;
        hl_holds_found(h, &(struct hl_holds_finding){
                              .kind = HL_FREED_REACHABLE,
                              .place = t->by,
                              .section = "3.21.3",
                              .why = t->overwritten ? "a cached pointer may still lead to it"
                                                    : "a pointer in memory leads to it",
                              .freed = t->base,
                              .bytes = hl_table_bytes(t)});
    }
    for (unsigned q = 0; q < HL_MODEL_QUEUES; q++)
        free_queue(h, (enum hl_model_queue)q, address, bytes);
}
