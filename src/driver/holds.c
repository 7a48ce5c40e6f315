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

static unsigned index_of(const struct hl_holds *h, const struct hl_place *place)
{
    unsigned i = 0;

    while (i < h->copies && !hl_place_equal(&h->copy[i].place, place))
        i++;
    return i;
}

const struct hl_copy *hl_holds_find(const struct hl_holds *h, const struct hl_place *place)
{
    const unsigned i = index_of(h, place);

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

static bool is_of(const struct hl_place *p, uint32_t sid)
{
    return p->structure == HL_STRUCTURE_L1STD ? p->sid >> p->reach == sid >> p->reach
                                              : p->sid == sid;
}

void hl_holds_changed(struct hl_holds *h, const struct hl_place *place)
{
    for (unsigned i = 0; i < h->streams; i++)
        if (!place || is_of(place, h->sid[i]))
            h->generation[i]++;
}

uint32_t hl_holds_generation(const struct hl_holds *h, uint32_t sid)
{
    for (unsigned i = 0; i < h->streams; i++)
        if (h->sid[i] == sid)
            return h->generation[i];
    return 0;
}

/* ---- Commands (4.3) ---- */

static bool covers_l1std(const struct hl_command *c, const struct hl_place *p)
{
    const unsigned range = c->range + 1u > p->reach ? c->range + 1u : p->reach;

    if (c->kind == HL_CMD_CFGI_STE)
        return !c->leaf && is_of(p, c->sid);
    return c->kind == HL_CMD_CFGI_STE_RANGE &&
           (uint64_t)c->sid >> range == (uint64_t)p->sid >> range;
}

static bool covers_by_ssid(const struct hl_command *c, const struct hl_place *p)
{
    if (p->structure == HL_STRUCTURE_CD)
        return c->ssid == p->ssid;
    return !c->leaf && c->ssid >> p->reach == p->ssid >> p->reach;
}

bool hl_holds_covers(const struct hl_command *c, const struct hl_place *p, bool *through)
{
    *through = true;
    if (p->structure == HL_STRUCTURE_L1STD)
        return covers_l1std(c, p);
    if (!hl_command_has_stream(c, p->sid))
        return false;
    switch (c->kind) {
    case HL_CMD_CFGI_STE:
        *through = hl_is_of_cds(p->structure) || !c->leaf;
        return true;
    case HL_CMD_CFGI_STE_RANGE:
        return true;
    case HL_CMD_CFGI_CD:
        *through = !c->leaf;
        return hl_is_of_cds(p->structure) && covers_by_ssid(c, p);
    default: /* CFGI_CD_ALL */
        return hl_is_of_cds(p->structure);
    }
}

void hl_holds_cover(const struct hl_holds *h, const struct hl_place *place, uint32_t *covered,
                    uint32_t *through)
{
    bool both;

    *covered = *through = 0;
    for (unsigned i = 0; i < h->commands; i++)
        if (hl_holds_covers(&h->command[i].command, place, &both)) {
            *covered = h->command[i].taken;
            *through = both ? *covered : *through;
        }
}

static bool is_cfgi(enum hl_command_kind kind)
{
    return kind == HL_CMD_CFGI_STE || kind == HL_CMD_CFGI_STE_RANGE || kind == HL_CMD_CFGI_CD ||
           kind == HL_CMD_CFGI_CD_ALL;
}

/* A command that was published with a store that it covers, and no barrier between (4.1.2,
 * 3.21.2). */
static void check_order(struct hl_holds *h, const struct hl_command *c)
{
    const uint64_t number = h->model->consumed;
    bool through;

    for (unsigned i = h->suspects; i-- > 0;) {
        const struct hl_unordered s = h->suspect[i];

        if (number < s.from || (number < s.to && !hl_holds_covers(c, &s.place, &through)))
            continue;
        h->suspect[i] = h->suspect[--h->suspects];
        if (number < s.to)
            hl_holds_found(h, &(struct hl_holds_finding){
                                  .kind = HL_UNORDERED_STORE,
                                  .place = s.place,
                                  .section = "4.1.2",
                                  .why = "no barrier lies between the store and CMDQ_PROD",
                                  .command = *c});
    }
}

static void take_command(void *context, const struct hl_command *c)
{
    struct hl_holds *h = context;
    bool through;

    if (!is_cfgi(c->kind))
        return;
    check_order(h, c);
    h->clock++;
    for (unsigned i = 0; i < h->copies; i++) {
        struct hl_copy *copy = &h->copy[i];

        if (!hl_holds_covers(c, &copy->place, &through))
            continue;
        copy->covered = h->clock;
        copy->through = through ? h->clock : copy->through;
    }
    if (c->kind == HL_CMD_CFGI_STE_RANGE && c->range == HL_RANGE_ALL)
        h->leftover_covered = true;
    if (h->commands == HL_HOLDS_COMMANDS) {
        h->incomplete = true;
        return;
    }
    h->command[h->commands].command = *c;
    h->command[h->commands++].taken = h->clock;
}

/* ---- SYNC (4.7.3) ---- */

/* Something is forgotten of it when what covers it is complete. */
static bool loses(const struct hl_copy *c)
{
    return c->covered && (c->lost || !hl_window_single(&c->dated.window));
}

static void look(struct hl_holds *h, bool (*which)(const struct hl_copy *))
{
    if (!h->listener.look)
        return;
    for (unsigned s = 0; s < h->streams; s++)
        for (unsigned i = 0; i < h->copies; i++)
            if (is_of(&h->copy[i].place, h->sid[s]) && which(&h->copy[i])) {
                h->listener.look(h->listener.context, h->sid[s]);
                break;
            }
}

/* Whether a value went that was overwritten before the command. */
static bool forget_older(const struct hl_holds *h, struct hl_copy *c)
{
    struct hl_entry memory;

    return (!c->dated.window.overflow || hl_holds_memory(h, &c->place, &memory)) &&
           hl_dated_forget(&c->dated, c->covered, &memory);
}

/* Whether a pointer may have gone. */
static bool forget(struct hl_holds *h)
{
    bool forgot = false;

    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        if (!c->covered || !(c->lost || forget_older(h, c)))
            continue;
        hl_holds_changed(h, &c->place);
        forgot |= c->place.structure != HL_STRUCTURE_CD;
        if (c->lost)
            hl_holds_drop(h, c);
    }
    return forgot;
}

/* What is as memory is needs no copy. */
static void settle(struct hl_holds *h)
{
    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        c->covered = c->through = 0;
        if (!c->lost && hl_window_single(&c->dated.window))
            hl_holds_drop(h, c);
    }
}

static void complete(void *context)
{
    struct hl_holds *h = context;

    look(h, loses);
    h->clock++;
    if (forget(h))
        hl_tables_prune(h, true);
    settle(h);
    h->commands = 0;
    if (h->leftover_covered)
        h->leftover = h->leftover_covered = false;
    if (!h->copies)
        h->clock = 1;
}

/* ---- Registers ---- */

static void take_features(struct hl_holds *h, uint64_t cr0)
{
    struct hl_registers regs;

    hl_model_registers(h->model, &regs);
    regs.cr0 = (uint32_t)cr0;
    hl_smmu_init(&h->smmu, &regs, HL_NONSECURE, &hl_default_options);
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

static void see_published(void *context, uint64_t from, uint64_t to)
{
    struct hl_holds *h = context;

    for (unsigned i = 0; i < h->unordered; i++) {
        if (h->suspects == HL_HOLDS_UNORDERED) /* the oldest goes */
            memmove(&h->suspect[0], &h->suspect[1], --h->suspects * sizeof h->suspect[0]);
        h->suspect[h->suspects] = h->store[i];
        h->suspect[h->suspects].from = from;
        h->suspect[h->suspects++].to = to;
    }
}

/* ---- What the machine tells ---- */

bool hl_holds_init(struct hl_holds *h, struct hl_model *model,
                   const struct hl_holds_listener *listener)
{
    const struct hl_model_listener ears = {.context = h,
                                           .command = take_command,
                                           .synced = complete,
                                           .wrote = see_write,
                                           .updated = see_update,
                                           .published = see_published};

    memset(h, 0, sizeof *h);
    h->model = model;
    h->listener = *listener;
    h->clock = 1;
    h->leftover = true;
    take_features(h, 0);
    return hl_model_listen(model, &ears);
}

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
    const unsigned found = index_of(h, place);
    struct hl_copy *c = found < h->copies ? &h->copy[found] : NULL;
    const bool leads = place->structure != HL_STRUCTURE_CD;

    hl_holds_changed(h, place);
    note_unordered(h, place);
    if (!c) {
        c = hl_holds_make(h, place);
        if (!c)
            return;
        c->dated.window.value[qword][0] = old;
    }
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

/* ---- Memory that is given to the driver, and back ---- */

static bool overlap(uint64_t a, uint64_t bytes_of_a, uint64_t b, uint64_t bytes_of_b)
{
    return a < b + bytes_of_b && b < a + bytes_of_a;
}

bool hl_ranges_have(const struct hl_ranges *r, uint64_t address)
{
    for (unsigned i = 0; i < r->number; i++)
        if (address - r->range[i].address < r->range[i].bytes)
            return true;
    return false;
}

static void take_range(struct hl_ranges *r, uint64_t address, uint64_t bytes)
{
    for (unsigned i = r->number; i-- > 0;)
        if (overlap(address, bytes, r->range[i].address, r->range[i].bytes))
            memmove(&r->range[i], &r->range[i + 1], (--r->number - i) * sizeof r->range[0]);
}

static void add_range(struct hl_ranges *r, uint64_t address, uint64_t bytes)
{
    if (r->number == HL_HOLDS_RANGES) /* the oldest goes */
        memmove(&r->range[0], &r->range[1], --r->number * sizeof r->range[0]);
    r->range[r->number++] = (struct hl_range){address, bytes};
}

void hl_holds_give(struct hl_holds *h, uint64_t address, uint64_t bytes)
{
    take_range(&h->gone, address, bytes);
    add_range(&h->fresh, address, bytes);
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
    add_range(&h->gone, address, bytes);
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
    look(h, is_stale);
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
