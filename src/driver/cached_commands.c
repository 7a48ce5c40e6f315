// SPDX-License-Identifier: MIT
/* What commands take away, and what is left when an operation ends. */
#include "driver/cached_walk.h"
#include "driver/cached_work.h"
#include "driver/command.h"

/* Whether it may come again. t: of its context. */
static bool comes_again(const struct hl_cached *c, const struct hl_cached_entry *e,
                        struct hl_tables_of *t, uint64_t address)
{
    const struct hl_cached_context *at = &c->at[e->context];
    bool asked = false;

    if (e->where == HL_CACHED_ATC) {
        for (unsigned i = 0; i < c->uses; i++) {
            const struct hl_cached_use *u = &c->use[i];
            asked |= u->stream == e->stream && u->kind == e->kind && u->context == e->context &&
                     u->asking;
        }
        if (!asked)
            return false;
        /* From a TLB, as long as it may be in there. */
        for (unsigned i = 0; i < c->entries; i++) {
            const struct hl_cached_entry *tlb = &c->entry[i];
            if (tlb->where == HL_CACHED_TLB && tlb->context == e->context && !tlb->range.table &&
                (tlb->range.any || (tlb->range.base <= address && tlb->range.last >= address)))
                return true;
        }
    }
    return !e->gone && at->open && hl_tables_have(t, &e->range, address);
}

static uint64_t end_of_block(const struct hl_cached_range *r, uint64_t address)
{
    return r->table ? r->last : address | hl_ones(r->bits);
}

/* Entry i is split so that it is from base to last only. */
static void cut(struct hl_cached *c, unsigned i, uint64_t base, uint64_t last)
{
    struct hl_cached_entry rest = c->entry[i];

    if (base > rest.range.base) {
        rest.range.last = base - 1;
        hl_cached_add(c, &rest);
    }
    rest = c->entry[i];
    if (last < rest.range.last) {
        rest.range.base = last + 1;
        hl_cached_add(c, &rest);
    }
    c->entry[i].range.base = base;
    c->entry[i].range.last = last;
}

static bool same_but_range(const struct hl_cached_entry *a, const struct hl_cached_entry *b)
{
    return a->where == b->where && a->context == b->context && a->stream == b->stream &&
           a->kind == b->kind && a->depth == b->depth && a->number == b->number &&
           a->asked == b->asked && a->gone == b->gone && a->pending == b->pending &&
           !a->range.table && !b->range.table && !a->range.any && !b->range.any &&
           a->range.bits == b->range.bits && a->range.level == b->range.level &&
           a->range.global == b->range.global && a->range.any_asid == b->range.any_asid &&
           a->range.asid == b->range.asid;
}

/* Pages are covered one by one: what belongs together is one entry again. */
static bool join(struct hl_cached *c, unsigned i)
{
    for (unsigned k = 0; k < c->entries; k++) {
        struct hl_cached_entry *a = &c->entry[k], *b = &c->entry[i];

        if (k == i || !same_but_range(a, b))
            continue;
        if (a->range.last + 1 == b->range.base)
            a->range.last = b->range.last;
        else if (b->range.last + 1 == a->range.base)
            a->range.base = b->range.base;
        else
            continue;
        hl_cached_drop(c, i);
        return true;
    }
    return false;
}

/* A command covers entry i from base to last: what of that cannot come again is done with at the
 * next SYNC. */
static void cover(struct hl_cached *c, unsigned i, struct hl_tables_of *t, uint64_t base,
                  uint64_t last)
{
    const bool split = !c->entry[i].range.table && !c->entry[i].range.any;
    uint64_t a = base, end;
    bool again;

    if (!split) {
        c->entry[i].pending = !comes_again(c, &c->entry[i], t, c->entry[i].range.base);
        return;
    }
    cut(c, i, base, last);
    again = comes_again(c, &c->entry[i], t, a);
    while ((end = end_of_block(&c->entry[i].range, a)) < last &&
           comes_again(c, &c->entry[i], t, end + 1) == again)
        a = end + 1;
    if (end >= last) {
        c->entry[i].pending = !again;
        return;
    }
    cut(c, i, base, end); /* the rest has become an entry of its own, which is looked at later */
    c->entry[i].pending = !again;
}

/* An entry that is not mapped, and its context's tables. */
/* Large: what is open says whether the rest means anything. */
struct tables {
    struct hl_tables_of of;
    unsigned at;
    bool open;
};

static struct hl_tables_of *tables_of(struct hl_cached *c, struct tables *t, unsigned at)
{
    if (!t->open || t->at != at) {
        t->open = hl_tables_open(&t->of, c->smmu, c->memory, &c->at[at]);
        t->at = at;
    }
    return &t->of;
}

static bool covers(const struct hl_cached *c, const struct hl_command *command,
                   const struct hl_cached_entry *e, uint64_t *base, uint64_t *last)
{
    if (e->where == HL_CACHED_TLB)
        return hl_tlbi_covers(c->smmu, c->vmw, command, &c->at[e->context].tag, &e->range, base,
                              last);
    if (e->where == HL_CACHED_CD) {
        *base = e->range.base;
        *last = e->range.last;
        return hl_command_has_stream(command, c->sid[e->stream]) &&
               (command->kind != HL_CMD_CFGI_CD ||
                (!e->range.any && command->ssid == c->pasid[e->kind]));
    }
    if (!hl_atc_inv_covers(command, c->sid[e->stream], c->pasid[e->kind], base, last))
        return false;
    if (e->range.any)
        return *base == 0 && *last == ~UINT64_C(0);
    *base &= ~hl_ones(e->range.bits);
    *last |= hl_ones(e->range.bits);
    if (*last < e->range.base || *base > e->range.last)
        return false;
    *base = *base < e->range.base ? e->range.base : *base;
    *last = *last > e->range.last ? e->range.last : *last;
    return true;
}

static void cover_entries(struct hl_cached *c, const struct hl_command *command)
{
    struct tables t;

    t.open = false;
    for (unsigned i = 0; i < c->entries; i++) {
        uint64_t base, last;

        if (c->entry[i].pending || !covers(c, command, &c->entry[i], &base, &last))
            continue;
        cover(c, i, tables_of(c, &t, c->entry[i].context), base, last);
        if (c->entry[i].pending && join(c, i))
            i--;
    }
}

static void cover_contexts(struct hl_cached *c, const struct hl_command *command)
{
    const struct hl_cached_range all = {.last = ~UINT64_C(0), .any = true, .any_asid = true};
    uint64_t base, last;

    for (unsigned i = 0; i < c->contexts; i++)
        if (c->at[i].used && c->at[i].dormant &&
            hl_tlbi_covers(c->smmu, c->vmw, command, &c->at[i].tag, &all, &base, &last))
            c->at[i].pending = true;
}

/* What was there before this driver has any tag. */
static void cover_old(struct hl_cached *c, const struct hl_command *command)
{
    if (command->kind == HL_CMD_TLBI_NSNH_ALL ||
        (command->kind == HL_CMD_TLBI_NH_ALL && !c->smmu->s2p)) /* 4.4.4.1, the note */
        c->old_pending[0] = true;
    if (command->kind == HL_CMD_TLBI_EL2_ALL)
        c->old_pending[1] = true;
}

static void cover_uses(struct hl_cached *c, const struct hl_command *command)
{
    for (unsigned i = 0; i < c->uses; i++) {
        struct hl_cached_use *u = &c->use[i];
        uint64_t base, last;

        if (!u->used || !u->atc || u->asking)
            continue;
        if (hl_atc_inv_covers(command, c->sid[u->stream], c->pasid[u->kind], &base, &last))
            u->pending = base == 0 && last == ~UINT64_C(0);
    }
}

void hl_cached_command(struct hl_cached *c, const struct hl_command *command)
{
    cover_entries(c, command);
    if (command->kind == HL_CMD_ATC_INV) {
        cover_uses(c, command);
    } else {
        cover_contexts(c, command);
        cover_old(c, command);
    }
}

void hl_cached_synced(struct hl_cached *c)
{
    for (unsigned i = 0; i < c->entries; i++)
        if (c->entry[i].pending)
            hl_cached_drop(c, i--);
    for (unsigned i = 0; i < c->uses; i++) {
        struct hl_cached_use *u = &c->use[i];

        if (!u->used || !u->pending)
            continue;
        u->pending = false;
        u->atc = false;
        u->used = u->open;
    }
    for (unsigned i = 0; i < c->contexts; i++) {
        if (c->at[i].pending) {
            c->at[i].pending = false;
            c->at[i].dormant = false;
        }
        hl_cached_tidy(c, i);
    }
    for (unsigned i = 0; i < 2; i++) {
        c->old_el[i] = c->old_el[i] && !c->old_pending[i];
        c->old_pending[i] = false;
    }
}

/* ---- the end of an operation -----------------------------------------------------------------
 */

void hl_cached_begin(struct hl_cached *c)
{
    c->depth++;
}

/* Where the first page of an entry is that is not mapped any more. False: all of it is. */
static bool first_gone(struct hl_cached *c, const struct hl_cached_entry *e, struct tables *t,
                       uint64_t *at)
{
    if (e->gone) {
        *at = e->range.base;
        return true;
    }
    for (uint64_t a = e->range.base;;) {
        const uint64_t end = end_of_block(&e->range, a);

        if (!hl_tables_have(tables_of(c, t, e->context), &e->range, a)) {
            *at = a;
            return true;
        }
        if (end >= e->range.last)
            return false;
        a = end + 1;
    }
}

/* No view leads there any more, and an operation that came before this one has not returned: it may
 * be the one that closed the context, and about to take away all of it. What a guest asks for is
 * taken away by the operation that asks, whatever becomes of the context. */
static bool is_outers(const struct hl_cached *c, unsigned at)
{
    return c->depth > 1 && !c->at[at].open;
}

static void tell_unmapped(struct hl_cached *c, const struct hl_cached_entry *e, uint64_t first)
{
    struct hl_stale s = {.kind = HL_STALE_UNMAPPED,
                         .where = e->where,
                         .tag = c->at[e->context].tag,
                         .stream = e->stream,
                         .traffic = e->kind,
                         .range = e->range};

    s.range.base = first;
    hl_cached_tell(c, &s);
}

static void end_entries(struct hl_cached *c)
{
    struct tables t;

    t.open = false;
    for (unsigned i = 0; i < c->entries; i++) {
        struct hl_cached_entry *e = &c->entry[i];
        uint64_t at;

        if (e->depth < c->depth)
            continue;
        if (first_gone(c, e, &t, &at)) {
            if (!e->asked && is_outers(c, e->context)) {
                e->gone = true;
                e->range.base = at;
                e->depth = (uint8_t)(c->depth - 1);
                continue;
            }
            tell_unmapped(c, e, at);
        }
        hl_cached_drop(c, i--);
    }
}

static void end_contexts(struct hl_cached *c)
{
    for (unsigned i = 0; i < c->contexts; i++) {
        struct hl_cached_context *at = &c->at[i];

        if (!at->used || !at->retired || at->depth < c->depth)
            continue;
        if (at->dormant && is_outers(c, i)) {
            at->depth = (uint8_t)(c->depth - 1);
            continue;
        }
        if (at->open || at->dormant)
            hl_cached_tell(c, &(struct hl_stale){.kind = HL_STALE_RETIRED, .tag = at->tag});
        at->retired = false;
        at->dormant = false;
        hl_cached_tidy(c, i);
    }
}

/* What closes in an operation on a device may close in one that came in between. */
static void end_uses(struct hl_cached *c)
{
    for (unsigned i = 0; i < c->uses; i++) {
        struct hl_cached_use *u = &c->use[i];

        if (!u->used || u->open || !u->atc)
            continue;
        hl_cached_tell(c, &(struct hl_stale){.kind = HL_STALE_DETACHED,
                                             .where = HL_CACHED_ATC,
                                             .tag = c->at[u->context].tag,
                                             .stream = u->stream,
                                             .traffic = u->kind});
        u->used = false;
        hl_cached_tidy(c, u->context);
    }
}

void hl_cached_end(struct hl_cached *c)
{
    end_entries(c);
    end_contexts(c);
    if (c->depth == 1)
        end_uses(c);
    if (c->depth)
        c->depth--;
}
