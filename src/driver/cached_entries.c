// SPDX-License-Identifier: MIT
/* What is about to go, as entries that may be left of it. */
#include "driver/cached_walk.h"
#include "driver/cached_work.h"

/* Where a device's ATC can have it from. */
static void add_for_devices(struct hl_cached *c, struct hl_cached_entry e)
{
    e.where = HL_CACHED_ATC;
    if (e.range.table)
        return;
    for (unsigned i = 0; i < c->uses; i++) {
        const struct hl_cached_use *u = &c->use[i];

        if (!u->used || u->context != e.context || !u->open || !u->atc)
            continue;
        e.stream = u->stream;
        e.kind = u->kind;
        hl_cached_add(c, &e);
    }
}

static void add_range(struct hl_cached *c, unsigned at, const struct hl_cached_range *r)
{
    /* pending: a command has covered all of the context, which is closed, and no SYNC yet */
    struct hl_cached_entry e = {
        .context = (uint8_t)at, .depth = c->depth, .pending = c->at[at].pending, .range = *r};

    /* 4.4.3.1: it is not known which VAs of a guest lead there */
    e.range.any = c->at[at].tag.nested;
    e.range.any_asid = e.range.any;
    if (r->table && e.range.any)
        return;
    hl_cached_add(c, &e);
    add_for_devices(c, e);
}

static bool continues(const struct hl_cached_range *run, const struct hl_cached_range *next)
{
    return run->level == next->level && run->global == next->global && run->last + 1 == next->base;
}

struct found {
    struct hl_cached *c;
    unsigned at;
    uint64_t base, last;
    struct hl_cached_range run;
    bool running;
    uint64_t tables_to[4]; /* by depth: where the last table of that level ends */
    bool any[4];
};

static void end_run(struct found *f)
{
    if (f->running)
        add_range(f->c, f->at, &f->run);
    f->running = false;
}

/* Tables go with what they translate, when all of that does. */
static void add_tables(struct found *f, const struct hl_cached_range tables[4], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if ((f->any[i] && f->tables_to[i] == tables[i].last) || tables[i].base < f->base ||
            tables[i].last > f->last)
            continue;
        f->any[i] = true;
        f->tables_to[i] = tables[i].last;
        add_range(f->c, f->at, &tables[i]);
    }
}

static void add_mapped(struct hl_cached *c, unsigned at, uint64_t base, uint64_t last)
{
    struct hl_tables_of t;
    struct found f = {.c = c, .at = at, .base = base, .last = last};
    struct hl_cached_range leaf, tables[4];
    unsigned count, steps = 0;

    if (!hl_tables_open(&t, c->smmu, c->memory, &c->at[at]))
        return;
    for (uint64_t a = base;; a = leaf.last + 1) {
        if (steps++ == HL_CACHED_PAGES) {
            c->overflow = true;
            return;
        }
        const bool mapped = hl_tables_at(&t, a, &leaf, tables, &count);

        add_tables(&f, tables, count);
        if (f.running && mapped && continues(&f.run, &leaf)) {
            f.run.last = leaf.last;
        } else {
            end_run(&f);
            f.running = mapped;
            f.run = leaf;
        }
        if (leaf.last >= last || leaf.last + 1 == 0)
            break;
    }
    end_run(&f);
}

void hl_cached_leaving(struct hl_cached *c, uint64_t root, uint64_t base, uint64_t last)
{
    for (unsigned i = 0; i < c->contexts; i++)
        if (c->at[i].used && hl_cached_has_root(&c->at[i].tag, root) &&
            (c->at[i].open || c->at[i].dormant))
            add_mapped(c, i, base, last);
}

static bool concerns(const struct hl_space_tag *tag, const struct hl_cached_change *change)
{
    if (tag->part != HL_PART_VA || (change->root && !hl_cached_has_root(tag, change->root)))
        return false;
    if (change->vmid >= 0 && !(tag->nested && tag->vmid == change->vmid))
        return false;
    return change->asid < 0 || !tag->has_asid || tag->asid == change->asid;
}

void hl_cached_changed(struct hl_cached *c, const struct hl_cached_change *change)
{
    const bool all = change->base == 0 && change->last == ~UINT64_C(0);

    for (unsigned i = 0; i < c->contexts; i++) {
        const struct hl_space_tag *tag = &c->at[i].tag;
        struct hl_cached_entry e = {.context = (uint8_t)i,
                                    .depth = c->depth,
                                    .number = change->number,
                                    .asked = change->vmid >= 0,
                                    .gone = true,
                                    .pending = c->at[i].pending,
                                    .range = {.base = change->base & ~UINT64_C(0xfff),
                                              .last = change->last | 0xfff,
                                              .bits = 12,
                                              .level = HL_ANY_LEVEL,
                                              .granule = 12,
                                              .deep = !change->leaf,
                                              .any = all,
                                              .any_asid = change->asid < 0}};

        if (!c->at[i].used || !concerns(tag, change) || !(c->at[i].open || c->at[i].dormant))
            continue;
        if (change->asid >= 0)
            e.range.asid = (uint16_t)change->asid;
        hl_cached_add(c, &e);
        if (!change->only_tlb)
            add_for_devices(c, e);
    }
}

static bool is_asked(const struct hl_cached *c, const struct hl_cached_use *u,
                     const struct hl_cached_request *request)
{
    if (!u->used || !u->open || u->stream != request->stream)
        return false;
    if (request->where == HL_CACHED_CD)
        return c->at[u->context].tag.nested;
    return u->atc && (request->pasid < 0 || c->pasid[u->kind] == request->pasid);
}

void hl_cached_request(struct hl_cached *c, const struct hl_cached_request *request)
{
    const bool of_cd = request->where == HL_CACHED_CD;
    struct hl_cached_entry e = {
        .where = request->where,
        .stream = (uint8_t)request->stream,
        .depth = c->depth,
        .number = request->number,
        .asked = true,
        .gone = true,
        .range = {.base = request->base & ~UINT64_C(0xfff),
                  .last = request->last | 0xfff,
                  .bits = 12,
                  .level = HL_ANY_LEVEL,
                  .any = of_cd ? request->pasid < 0
                               : request->base == 0 && request->last == ~UINT64_C(0)}};

    for (unsigned i = 0; i < c->uses; i++) {
        if (!is_asked(c, &c->use[i], request))
            continue;
        e.context = c->use[i].context;
        e.kind = of_cd ? (uint8_t)hl_cached_kind(c, request->pasid) : c->use[i].kind;
        hl_cached_add(c, &e);
        if (of_cd)
            return; /* CDs are found by StreamID, whatever the STE was (16.2) */
    }
}

void hl_cached_cancel(struct hl_cached *c, unsigned from)
{
    for (unsigned i = 0; i < c->entries; i++)
        if (c->entry[i].depth >= c->depth && c->entry[i].number >= from)
            hl_cached_drop(c, i--);
}

void hl_cached_retire(struct hl_cached *c, uint64_t root)
{
    for (unsigned i = 0; i < c->contexts; i++) {
        struct hl_cached_context *at = &c->at[i];

        if (at->used && hl_cached_has_root(&at->tag, root)) {
            at->retired = true;
            at->depth = c->depth;
        }
    }
    hl_cached_forget_empty(c, root);
}

bool hl_cached_reaches(const struct hl_cached *c, uint64_t address, uint64_t bytes)
{
    for (unsigned i = 0; i < c->contexts; i++) {
        const struct hl_cached_context *at = &c->at[i];

        for (unsigned r = 0; at->used && r < 2; r++)
            if (at->tag.root[r] && at->tag.root[r] - address < bytes &&
                (at->open || (at->dormant && hl_cached_maps(c, &at->tag))))
                return true;
    }
    for (unsigned i = 0; i < c->entries; i++)
        if (c->entry[i].range.table && c->entry[i].range.next - address < bytes)
            return true;
    return false;
}
