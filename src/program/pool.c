// SPDX-License-Identifier: MIT
#include "program/pool.h"

#include "observe/observe.h"

#include "program/bytes.h"
#include "program/cd_recipe.h"
#include "program/derive.h"
#include "program/made.h"
#include "program/parts.h"
#include "program/ste_recipe.h"

#include <string.h>

static struct hl_entry with_config(unsigned config)
{
    struct hl_entry e = {{0}};
    HL_SET(STE, &e, V, 1);
    HL_SET(STE, &e, Config, config);
    return e;
}

static void change_fields(const struct hl_layout *layout, struct hl_entry *e, const uint8_t *data)
{
    const uint8_t *d = data + 1;

    for (unsigned i = 0; i <= data[0]; i++) {
        const struct hl_field *f = &layout->fields[*d++];
        unsigned bytes = (f->width + 7u) / 8u;
        hl_field_set(f, e, hl_load_le(d, bytes));
        d += bytes;
    }
}

static struct hl_entry splice(const struct hl_pool *pool, struct hl_entry e, const uint8_t *data)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (data[1] >> i & 1)
            e.q[i] = pool->entry[data[0] % pool->count].q[i];
    return e;
}

static bool ste_of_step(const struct hl_pool *pool, const struct hl_program_step *s,
                        const uint8_t *device, struct hl_entry *e)
{
    const struct hl_entry *last = pool->count ? &pool->entry[pool->count - 1] : NULL;

    switch ((enum hl_op)(s->op & HL_OP_KIND)) {
    case HL_OP_RAW:
        *e = hl_load_entry(s->data);
        return true;
    case HL_OP_RECIPE:
        *e = hl_recipe(&pool->at.smmu, s->data);
        return true;
    case HL_OP_FIELDS:
        *e = last ? *last : with_config(HL_STE_CONFIG_S1);
        change_fields(&hl_ste_layout, e, s->data);
        return true;
    case HL_OP_DRIVER:
        return hl_made_ste(&pool->at.smmu, device ? device : s->data, s->data, e);
    case HL_OP_SPLICE:
        if (!last)
            return false;
        *e = splice(pool, *last, s->data);
        return true;
    case HL_OP_OFF:
        *e = (struct hl_entry){{0}};
        return true;
    case HL_OP_ABORT:
        *e = with_config(HL_STE_CONFIG_ABORT);
        return true;
    default:
        *e = with_config(HL_STE_CONFIG_BYPASS);
        return true;
    }
}

/* device: that of the STE, if the driver made it. */
static bool cd_of_step(const struct hl_pool *pool, const struct hl_program_step *s,
                       const uint8_t *device, struct hl_entry *e)
{
    const struct hl_entry *last = pool->count ? &pool->entry[pool->count - 1] : NULL;
    const struct hl_entry before =
        last ? *last : hl_cd_recipe(&pool->at.cd, (const uint8_t[16]){0});

    switch ((enum hl_op)(s->op & HL_OP_KIND)) {
    case HL_OP_RAW:
        *e = hl_load_entry(s->data);
        return true;
    case HL_OP_RECIPE:
        *e = hl_cd_recipe(&pool->at.cd, s->data);
        return true;
    case HL_OP_FIELDS:
        *e = before;
        HL_SET(CD, e, V, 1);
        change_fields(&hl_cd_layout, e, s->data);
        return true;
    case HL_OP_DRIVER:
        return device && hl_made_cd(&pool->at.smmu, device, s->data, e);
    case HL_OP_SPLICE:
        if (last)
            *e = splice(pool, *last, s->data);
        return last;
    case HL_OP_OFF:
        *e = (struct hl_entry){{0}};
        return true;
    case HL_OP_RELEASED:
        *e = hl_cd_released(before);
        return true;
    default:
        *e = before;
        HL_SET(CD, e, ASID, HL_GET(CD, e, ASID) ^ 1);
        return true;
    }
}

/* Fewer bits may mean fewer used bits: until nothing is left to take away. */
void hl_pool_sanitise(const struct hl_pool *pool, const struct hl_sequencer *seq,
                      struct hl_entry *e)
{
    struct hl_entry used, kept;

    for (unsigned i = 0; i < 8; i++) {
        seq->used(seq, &pool->at.decoder, e, &used);
        kept = hl_entry_and(*e, used);
        if (hl_entry_equal(&kept, e))
            return;
        *e = kept;
    }
}

static void add(struct hl_pool *pool, const struct hl_entry *e, bool made)
{
    pool->entry[pool->count] = *e;
    pool->made[pool->count] = made;
    hl_decode(&pool->at.decoder, e, &pool->meaning[pool->count]);
    pool->count++;
}

static bool is_there(const struct hl_pool *pool, const struct hl_entry *e)
{
    for (unsigned i = 0; i < pool->count; i++)
        if (hl_entry_equal(e, &pool->entry[i]))
            return true;
    return false;
}

/* What a pool is built with. */
struct building {
    struct hl_pool *pool;
    const struct hl_program *program;
    const struct hl_setting *setting;
    const struct hl_sequencer *sequencer;
    const uint8_t *device; /* of the driver's entries; NULL: none yet */
};

static bool needs(const struct building *b, enum hl_need need)
{
    return hl_sequencer_needs(b->sequencer, need);
}

static void mend(const struct building *b, struct hl_entry *e)
{
    if (b->pool->at.decoder.kind == HL_KIND_STE)
        hl_legalise(&b->pool->at.smmu, e);
    else
        hl_cd_legalise(&b->pool->at.cd, e);
}

/* Built by the makers of the subject itself: as a caller of its sequencer passes them on. */
static bool is_own(const struct building *b, bool made)
{
    return made && needs(b, HL_NEEDS_OWN_ENTRIES);
}

static void add_step(struct building *b, const struct hl_program_step *s)
{
    const bool made = (s->op & HL_OP_KIND) == HL_OP_DRIVER;
    const bool cds = b->pool->at.decoder.kind == HL_KIND_CD;
    struct hl_entry e;

    if (made && !cds && !b->device)
        b->device = s->data;
    if (cds ? !cd_of_step(b->pool, s, b->device, &e) : !ste_of_step(b->pool, s, b->device, &e))
        return;
    if (b->program->legalise && !made)
        mend(b, &e);
    if (needs(b, HL_NEEDS_FRESH))
        e = hl_written_fresh(b->sequencer, &b->pool->at.decoder, &e);
    else if (b->sequencer->used &&
             (needs(b, HL_NEEDS_SANITISED) ? !is_own(b, made) : s->op & HL_OP_SANITISE))
        hl_pool_sanitise(b->pool, b->sequencer, &e);
    if ((s->op & HL_OP_KIND) == HL_OP_RAW || !is_there(b->pool, &e))
        add(b->pool, &e, made);
}

/* Of the few address spaces of a device that the driver made the STE for. */
static bool derive_made_cd(const struct building *b, uint64_t *random, struct hl_entry *e)
{
    uint8_t bytes[HL_STEP_DATA] = {0};
    uint64_t r;

    if (!b->device || b->pool->at.decoder.kind != HL_KIND_CD)
        return false;
    r = hl_next_random(random);
    hl_part_put(HL_PART_RELEASED, bytes, r >> 1 & 1);
    hl_part_put(HL_PART_SPACE, bytes, r >> 2 & 7);
    return (r & 1) && hl_made_cd(&b->pool->at.smmu, b->device, bytes, e);
}

/* Inputs too short to have the seed differ in something else. */
static uint64_t derive_seed(const struct hl_program *p)
{
    return p->derive_seed | (uint64_t)p->profile << 16 |
           (uint64_t)(HL_PROGRAM_ENTRIES - p->entries) << 24;
}

/* A few tries more than entries wanted: some come out as one that is there. */
static void add_derived(struct building *b)
{
    struct hl_pool *pool = b->pool;
    unsigned wanted = b->program->entries;
    uint64_t random = derive_seed(b->program);

    for (unsigned tries = 0; pool->count < wanted && tries < 2 * HL_PROGRAM_ENTRIES; tries++) {
        struct hl_entry e = {{0}};
        bool made = derive_made_cd(b, &random, &e);

        if (!made && hl_derive(pool, &random, &e))
            mend(b, &e);
        if (needs(b, HL_NEEDS_FRESH))
            e = hl_written_fresh(b->sequencer, &pool->at.decoder, &e);
        else if (needs(b, HL_NEEDS_SANITISED) && !is_own(b, made))
            hl_pool_sanitise(pool, b->sequencer, &e);
        if (!is_there(pool, &e))
            add(pool, &e, made);
    }
}

/* Whether the lead leads to CDs, and to those of a StreamWorld that the sequencer may meet: a
 * driver knows none in which EPD0 is IGNORED, as it uses EL2 with E2H only. */
static bool leads(struct building *b)
{
    struct hl_reading *at = &b->pool->at;

    if (hl_reading_lead(at, &b->pool->lead))
        return false;
    return !needs(b, HL_NEEDS_EL1_OR_E2H) || at->cd.world == HL_WORLD_EL1 ||
           at->cd.world == HL_WORLD_EL2_E2H;
}

/* The STE that CDs are reached by: of whatever the step says, one that leads to a CD. */
static bool lead_to_cds(struct building *b)
{
    struct hl_pool *pool = b->pool;

    if (leads(b))
        return true;
    HL_SET(STE, &pool->lead, V, 1);
    HL_SET(STE, &pool->lead, Config, HL_STE_CONFIG_S1);
    HL_SET(STE, &pool->lead, STRW, 0);
    hl_legalise(&pool->at.smmu, &pool->lead);
    return leads(b);
}

/* The parent, of whatever the step says: with a tree that nests, only its own stage 2 STE is one.
 */
static bool make_parent(struct building *b, const struct hl_program_step *s)
{
    struct hl_pool *pool = b->pool;
    const struct hl_linux_info *info = hl_linux_info();

    if (needs(b, HL_NEEDS_OWN_ENTRIES) && hl_linux_has(info, HL_FEATURE_NESTING))
        return hl_made_parent(&pool->at.smmu, s->data, &pool->stream, &pool->lead);
    HL_SET(STE, &pool->lead, V, 1);
    HL_SET(STE, &pool->lead, Config, HL_STE_CONFIG_S2);
    mend(b, &pool->lead);
    if (needs(b, HL_NEEDS_SANITISED))
        hl_pool_sanitise(pool, b->sequencer, &pool->lead);
    return true;
}

/* A guest's entries are those of its own SMMU. */
static bool lead_to_guest(struct building *b, const struct hl_program_step *s)
{
    struct hl_pool *pool = b->pool;

    if (!make_parent(b, s) || !hl_nesting_init(&pool->nesting, &pool->at.smmu, &pool->lead))
        return false;
    pool->at.smmu = pool->nesting.guest;
    hl_ste_assume(&pool->at.smmu, &b->setting->assume);
    return true;
}

/* The first step of a program that has none is like the derived entries. */
static struct hl_program_step derived_step(const struct hl_program *p)
{
    struct hl_program_step s = {.op = HL_OP_RECIPE};
    uint64_t random = ~derive_seed(p);

    for (unsigned i = 0; i < HL_STEP_DATA; i++)
        s.data[i] = (uint8_t)(hl_next_random(&random) >> 32);
    return s;
}

/* False: the entries of this program cannot be built. */
static bool take_lead(struct building *b)
{
    const struct hl_program *p = b->program;
    struct hl_program_step s;

    b->pool->has_lead = p->kind == HL_PROGRAM_CD || p->kind == HL_PROGRAM_GUEST;
    if (!b->pool->has_lead)
        return true;
    s = p->steps ? p->step[0] : derived_step(p);
    if (p->kind == HL_PROGRAM_CD && p->steps && (s.op & HL_OP_KIND) == HL_OP_DRIVER &&
        hl_made_lead(&b->pool->at.smmu, s.data, &b->pool->lead))
        b->device = p->step[0].data;
    else if (!ste_of_step(b->pool, &s, NULL, &b->pool->lead))
        b->pool->lead = with_config(HL_STE_CONFIG_S1);
    return p->kind == HL_PROGRAM_CD ? lead_to_cds(b) : lead_to_guest(b, &s);
}

void hl_pool_build(struct hl_pool *pool, const struct hl_program *p,
                   const struct hl_setting *setting, const struct hl_sequencer *sequencer)
{
    struct building b = {.pool = pool, .program = p, .setting = setting, .sequencer = sequencer};

    hl_reading_init(&pool->at, setting, HL_KIND_STE);
    pool->count = 0;
    if (!take_lead(&b))
        return;
    for (unsigned i = pool->has_lead; i < p->steps; i++)
        add_step(&b, &p->step[i]);
    add_derived(&b);
}
