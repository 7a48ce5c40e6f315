// SPDX-License-Identifier: MIT
/* What is open, and what was: contexts, and who has them. */
#include "driver/cached_work.h"

void hl_cached_init(struct hl_cached *c, const struct hl_smmu *smmu, const struct hl_memory *memory,
                    void (*stale)(void *context, const struct hl_stale *stale), void *context)
{
    *c = (struct hl_cached){.smmu = smmu,
                            .memory = memory,
                            .stale = stale,
                            .context = context,
                            .old_el = {true, true},
                            .pasid = {-1},
                            .kinds = 1};
}

unsigned hl_cached_stream(struct hl_cached *c, uint32_t sid)
{
    for (unsigned i = 0; i < c->streams; i++)
        if (c->sid[i] == sid)
            return i;
    if (c->streams == HL_CACHED_STREAMS) {
        c->overflow = true;
        return 0;
    }
    c->sid[c->streams] = sid;
    return c->streams++;
}

unsigned hl_cached_kind(struct hl_cached *c, int64_t pasid)
{
    for (unsigned i = 0; i < c->kinds; i++)
        if (c->pasid[i] == pasid)
            return i;
    if (c->kinds == HL_CACHED_KINDS) {
        c->overflow = true;
        return 0;
    }
    c->pasid[c->kinds] = pasid;
    return c->kinds++;
}

void hl_cached_tell(struct hl_cached *c, const struct hl_stale *stale)
{
    if (c->stale && !c->overflow)
        c->stale(c->context, stale);
}

/* ---- tables that map nothing -----------------------------------------------------------------
 */

static bool is_empty(const struct hl_cached *c, uint64_t root)
{
    for (unsigned i = 0; i < c->empties; i++)
        if (c->empty[i] == root)
            return true;
    return root == 0;
}

void hl_cached_empty(struct hl_cached *c, uint64_t root)
{
    if (!is_empty(c, root) && c->empties < HL_CACHED_EMPTY)
        c->empty[c->empties++] = root;
}

void hl_cached_forget_empty(struct hl_cached *c, uint64_t root)
{
    for (unsigned i = 0; i < c->empties; i++)
        if (c->empty[i] == root)
            c->empty[i--] = c->empty[--c->empties];
}

bool hl_cached_maps(const struct hl_cached *c, const struct hl_space_tag *tag)
{
    return tag->part == HL_PART_DIRECT || !is_empty(c, tag->root[0]) || !is_empty(c, tag->root[1]);
}

bool hl_cached_has_root(const struct hl_space_tag *tag, uint64_t root)
{
    return tag->part != HL_PART_DIRECT && root && (tag->root[0] == root || tag->root[1] == root);
}

/* ---- contexts and uses -----------------------------------------------------------------------
 */

void hl_cached_drop(struct hl_cached *c, unsigned i)
{
    c->entry[i] = c->entry[--c->entries];
}

static bool is_needed(const struct hl_cached *c, unsigned at)
{
    if (c->at[at].open || c->at[at].dormant)
        return true;
    for (unsigned i = 0; i < c->entries; i++)
        if (c->entry[i].context == at)
            return true;
    for (unsigned i = 0; i < c->uses; i++)
        if (c->use[i].used && c->use[i].context == at)
            return true;
    return false;
}

/* Nothing may be left of it: its slot is free. */
void hl_cached_tidy(struct hl_cached *c, unsigned at)
{
    if (c->at[at].used && !is_needed(c, at))
        c->at[at].used = false;
    while (c->contexts && !c->at[c->contexts - 1].used)
        c->contexts--;
    while (c->uses && !c->use[c->uses - 1].used)
        c->uses--;
}

static void tell_tag(struct hl_cached *c, unsigned stream, unsigned kind, enum hl_stale_kind what,
                     const struct hl_space_tag *tag, const struct hl_space_tag *now)
{
    hl_cached_tell(c, &(struct hl_stale){.kind = what,
                                         .tag = *tag,
                                         .now = *now,
                                         .stream = (uint8_t)stream,
                                         .traffic = (uint8_t)kind});
}

/* A tag comes into use: whatever may be cached under it must mean the same (3.17, 5.4.1). Of a
 * context that is neither open nor dormant no entry is left. */
static void check_tag(struct hl_cached *c, unsigned stream, unsigned kind, unsigned at)
{
    const struct hl_space_tag *tag = &c->at[at].tag;

    for (unsigned i = 0; i < c->contexts; i++) {
        const struct hl_cached_context *other = &c->at[i];

        if (i == at || !other->used || !hl_space_same_tag(&other->tag, tag) ||
            hl_space_same_meaning(&other->tag, tag))
            continue;
        if ((other->open && hl_cached_maps(c, &other->tag)) || other->dormant)
            tell_tag(c, stream, kind, HL_STALE_TAG, &other->tag, tag);
    }
    if (tag->part != HL_PART_DIRECT && c->old_el[tag->world != HL_WORLD_EL1])
        tell_tag(c, stream, kind, HL_STALE_UNKNOWN_TAG, tag, tag);
}

static bool same(const struct hl_space_tag *a, const struct hl_space_tag *b)
{
    return a->has_asid == b->has_asid && a->asid == b->asid && a->vmid == b->vmid &&
           hl_space_same_meaning(a, b);
}

/* The slot of a context; HL_CACHED_CONTEXTS: there is none left. */
static unsigned context_of(struct hl_cached *c, const struct hl_space_tag *tag,
                           const struct hl_meaning *ste, const struct hl_entry *cd)
{
    unsigned unused = HL_CACHED_CONTEXTS;

    for (unsigned i = 0; i < c->contexts; i++) {
        if (!c->at[i].used)
            unused = unused < i ? unused : i;
        else if (same(&c->at[i].tag, tag))
            return i;
    }
    if (unused == HL_CACHED_CONTEXTS && c->contexts < HL_CACHED_CONTEXTS)
        unused = c->contexts++;
    if (unused == HL_CACHED_CONTEXTS) {
        c->overflow = true;
        return unused;
    }
    c->at[unused] = (struct hl_cached_context){.tag = *tag, .ste = ste->regime, .used = true};
    if (cd)
        c->at[unused].cd = *cd;
    return unused;
}

static struct hl_cached_use *use_of(struct hl_cached *c, unsigned stream, unsigned kind,
                                    unsigned at)
{
    struct hl_cached_use *unused = NULL;

    for (unsigned i = 0; i < c->uses; i++) {
        struct hl_cached_use *u = &c->use[i];

        if (!u->used)
            unused = unused ? unused : u;
        else if (u->stream == stream && u->kind == kind && u->context == at)
            return u;
    }
    if (!unused && c->uses < HL_CACHED_USES)
        unused = &c->use[c->uses++];
    if (!unused) {
        c->overflow = true;
        return NULL;
    }
    *unused = (struct hl_cached_use){
        .used = true, .stream = (uint8_t)stream, .kind = (uint8_t)kind, .context = (uint8_t)at};
    return unused;
}

static bool asks(const struct hl_cached *c, const struct hl_cached_use *u)
{
    return u->open && u->eats && (c->ats >> u->stream & 1);
}

void hl_cached_add(struct hl_cached *c, const struct hl_cached_entry *e)
{
    if (c->entries == HL_CACHED_ENTRIES)
        c->overflow = true;
    else
        c->entry[c->entries++] = *e;
}

/* What a device can ask for from now on. What is stale in a TLB can also come from there (3.9.1).
 */
static void can_ask(struct hl_cached *c, struct hl_cached_use *u)
{
    const unsigned entries = c->entries;

    const bool before = u->asking;

    u->asking = asks(c, u) && hl_cached_maps(c, &c->at[u->context].tag);
    if (before || !u->asking)
        return;
    u->atc = true;
    u->pending = false;
    for (unsigned i = 0; i < entries; i++) {
        struct hl_cached_entry e = c->entry[i];

        if (e.context != u->context || e.where != HL_CACHED_TLB || !e.gone || e.range.table)
            continue;
        e.where = HL_CACHED_ATC;
        e.stream = u->stream;
        e.kind = u->kind;
        e.pending = false;
        hl_cached_add(c, &e);
    }
}

static void open_use(struct hl_cached *c, struct hl_cached_use *u)
{
    struct hl_cached_context *at = &c->at[u->context];

    if (u->open)
        return;
    u->open = true;
    if (at->open++ == 0) {
        at->dormant = false;
        at->pending = false;
        at->retired = false;
        check_tag(c, u->stream, u->kind, u->context);
    }
}

static void close_use(struct hl_cached *c, struct hl_cached_use *u)
{
    struct hl_cached_context *at = &c->at[u->context];

    if (u->open) {
        u->open = u->eats = u->asking = false;
        u->pending = false;
        if (--at->open == 0)
            at->dormant = at->tag.part != HL_PART_DIRECT && hl_cached_maps(c, &at->tag);
    }
    if (!u->atc)
        u->used = false;
    hl_cached_tidy(c, u->context);
}

void hl_cached_look(struct hl_cached *c, unsigned stream, unsigned kind)
{
    for (unsigned i = 0; i < c->uses; i++)
        if (c->use[i].used && c->use[i].stream == stream && c->use[i].kind == kind)
            c->use[i].seen = c->use[i].eats = false;
}

void hl_cached_see(struct hl_cached *c, unsigned stream, unsigned kind,
                   const struct hl_meaning *ste, const struct hl_entry *cd, unsigned eats)
{
    struct hl_space_tag tags[2];
    const unsigned count = hl_space_tags(c->smmu, ste, cd, tags);

    for (unsigned i = 0; i < count; i++) {
        const unsigned at = context_of(c, &tags[i], ste, cd);
        struct hl_cached_use *u = at < HL_CACHED_CONTEXTS ? use_of(c, stream, kind, at) : NULL;

        if (!u)
            return;
        u->seen = true;
        /* A device asks for VAs; of nested translation the IPAs are the SMMU's own matter. */
        u->eats |= eats && !(count == 2 && i == 0);
        open_use(c, u);
        can_ask(c, u);
    }
}

void hl_cached_looked(struct hl_cached *c, unsigned stream, unsigned kind)
{
    for (unsigned i = 0; i < c->uses; i++) {
        struct hl_cached_use *u = &c->use[i];

        if (!u->used || u->stream != stream || u->kind != kind)
            continue;
        if (!u->seen)
            close_use(c, u);
        else
            can_ask(c, u);
    }
}

void hl_cached_restart(struct hl_cached *c)
{
    c->old_el[0] = c->old_el[1] = true;
    c->old_pending[0] = c->old_pending[1] = false;
    c->ats = 0;
    c->entries = 0;
    c->empties = 0;
    c->uses = c->contexts = 0;
}

void hl_cached_ats(struct hl_cached *c, unsigned stream, bool on)
{
    if (on)
        c->ats |= (uint8_t)(1u << stream);
    else
        c->ats &= (uint8_t) ~(1u << stream);
    for (unsigned i = 0; i < c->uses; i++)
        if (c->use[i].used && c->use[i].stream == stream)
            can_ask(c, &c->use[i]);
}

/* What had no translation may have one now. */
void hl_cached_fill(struct hl_cached *c, uint64_t root)
{
    hl_cached_forget_empty(c, root);
    for (unsigned i = 0; i < c->uses; i++)
        if (c->use[i].used && hl_cached_has_root(&c->at[c->use[i].context].tag, root))
            can_ask(c, &c->use[i]);
}
