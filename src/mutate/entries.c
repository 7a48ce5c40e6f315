// SPDX-License-Identifier: MIT
/* Operations on the entries of a program: what they change becomes a raw entry. */
#include "program/cd_recipe.h"
#include "mutate/mutation.h"
#include "program/ste_recipe.h"
#include "mutate/rule_moves.h"

/* Any step and its entry; `first`: not before that one. */
static bool pick(struct hl_mutation *m, unsigned first, unsigned *step, struct hl_entry *e)
{
    if (!hl_has_entries(m->p) || m->p->steps <= first)
        return false;
    *step = first + hl_below(&m->random, m->p->steps - first);
    return hl_mutation_entry(m, *step, e);
}

static const struct hl_layout *layout_of(const struct hl_mutation *m, unsigned step)
{
    return hl_program_layout((enum hl_program_kind)m->p->kind, step);
}

/* Another entry of the same layout, or the same. */
static struct hl_entry neighbour(struct hl_mutation *m, unsigned step, const struct hl_entry *e)
{
    const unsigned first = hl_first_step(m->p);
    struct hl_entry other = *e;

    if (step >= first) {
        unsigned n = first + hl_below(&m->random, m->p->steps - first);
        if ((m->p->step[n].op & HL_OP_KIND) == HL_OP_RAW)
            hl_mutation_entry(m, n, &other);
    }
    return other;
}

static void change(struct hl_mutation *m, unsigned step, const struct hl_field *f,
                   struct hl_entry *e)
{
    struct hl_entry other = neighbour(m, step, e);

    hl_field_set(f, e, hl_field_candidate(&m->random, f, e, &other));
}

/* A field that means something in this entry. */
static const struct hl_field *used_field(struct hl_mutation *m, const struct hl_decoder *decoder,
                                         const struct hl_entry *e)
{
    struct hl_meaning meaning;

    hl_decode(decoder, e, &meaning);
    for (unsigned i = 0; i < 16; i++) {
        const struct hl_field *f = hl_any_field(&m->random, decoder->layout);
        if (hl_field_get(f, &meaning.used))
            return f;
    }
    return hl_any_field(&m->random, decoder->layout);
}

/* An address: few fields are, and they have the most values. */
static const struct hl_field *address_field(struct hl_mutation *m, const struct hl_layout *layout)
{
    const struct hl_field *f;

    do
        f = hl_any_field(&m->random, layout);
    while (!f->shift);
    return f;
}

/* Any field, an address, or most of the time one that means something. */
static void change_one(struct hl_mutation *m, unsigned step, struct hl_entry *e)
{
    const struct hl_field *f = hl_any_field(&m->random, layout_of(m, step));
    struct hl_decoder decoder;

    if (hl_below(&m->random, 4) == 0)
        f = address_field(m, layout_of(m, step));
    else if (hl_below(&m->random, 4) && hl_mutation_decoder(m, step, &decoder))
        f = used_field(m, &decoder, e);
    change(m, step, f, e);
}

bool hl_mutate_change_field(struct hl_mutation *m)
{
    struct hl_entry e;
    unsigned step;

    if (!pick(m, 0, &step, &e))
        return false;
    change_one(m, step, &e);
    hl_mutation_put(m->p, step, &e);
    return true;
}

/* Two fields of different qwords: neither change is atomic with the other. */
static bool change_two(struct hl_mutation *m, unsigned step, struct hl_entry *e)
{
    struct hl_decoder decoder;
    const struct hl_field *a, *b;

    if (!hl_mutation_decoder(m, step, &decoder))
        return false;
    a = used_field(m, &decoder, e);
    for (unsigned i = 0; i < 8; i++) {
        b = used_field(m, &decoder, e);
        if (a->lsb / 64 == b->lsb / 64)
            continue;
        change(m, step, a, e);
        change(m, step, b, e);
        return true;
    }
    return false;
}

bool hl_mutate_change_two_qwords(struct hl_mutation *m)
{
    struct hl_entry e;
    unsigned step;

    if (!pick(m, 0, &step, &e) || !change_two(m, step, &e))
        return false;
    hl_mutation_put(m->p, step, &e);
    return true;
}

/* Put an entry beside the step that it came from, or in another's place. */
static void add_copy(struct hl_mutation *m, unsigned from, const struct hl_entry *e)
{
    const unsigned first = hl_first_step(m->p);
    unsigned at = from + 1;

    if (hl_below(&m->random, 2) && m->p->steps > first)
        at = first + hl_below(&m->random, m->p->steps - first);
    else
        at = hl_mutation_open(m, at);
    hl_mutation_put(m->p, at, e);
}

bool hl_mutate_copy_entry(struct hl_mutation *m)
{
    struct hl_entry e;
    unsigned step;

    if (!pick(m, hl_first_step(m->p), &step, &e))
        return false;
    add_copy(m, step, &e);
    return true;
}

bool hl_mutate_copy_with_field(struct hl_mutation *m)
{
    struct hl_entry e;
    unsigned step;

    if (!pick(m, hl_first_step(m->p), &step, &e))
        return false;
    change_one(m, step, &e);
    add_copy(m, step, &e);
    return true;
}

/* With one qword as in another entry, or two changed. */
bool hl_mutate_copy_with_qword(struct hl_mutation *m)
{
    struct hl_entry e, other;
    unsigned step, from, q = hl_below(&m->random, HL_QWORDS);

    if (!pick(m, hl_first_step(m->p), &step, &e) || !pick(m, hl_first_step(m->p), &from, &other))
        return false;
    if (e.q[q] != other.q[q])
        e.q[q] = other.q[q];
    else if (!change_two(m, step, &e))
        return false;
    add_copy(m, step, &e);
    return true;
}

bool hl_mutate_swap_entries(struct hl_mutation *m)
{
    struct hl_entry a, b;
    unsigned i, j;

    if (!pick(m, hl_first_step(m->p), &i, &a) || !pick(m, hl_first_step(m->p), &j, &b) || i == j)
        return false;
    hl_mutation_put(m->p, i, &b);
    hl_mutation_put(m->p, j, &a);
    return true;
}

bool hl_mutate_toggle_valid(struct hl_mutation *m)
{
    struct hl_decoder decoder;
    struct hl_entry e;
    unsigned step;

    if (!pick(m, hl_first_step(m->p), &step, &e) || !hl_mutation_decoder(m, step, &decoder))
        return false;
    e = hl_entry_xor(e, decoder.valid);
    add_copy(m, step, &e);
    return true;
}

/* Of a CD, what takes the place of Config: which tables are walked, and their format. */
bool hl_mutate_change_config(struct hl_mutation *m)
{
    struct hl_entry e;
    unsigned step;

    if (!pick(m, 0, &step, &e))
        return false;
    if (layout_of(m, step) == &hl_ste_layout)
        HL_SET(STE, &e, Config, HL_GET(STE, &e, Config) + 1 + hl_below(&m->random, 7));
    else if (hl_below(&m->random, 2))
        HL_SET(CD, &e, EPD0, !HL_GET(CD, &e, EPD0));
    else
        HL_SET(CD, &e, AA64, !HL_GET(CD, &e, AA64));
    if (step < hl_first_step(m->p))
        hl_mutation_put(m->p, step, &e);
    else
        add_copy(m, step, &e);
    return true;
}

/* Entries that are mended when they are built cannot be broken: keep them as they came out. */
static void settle(struct hl_mutation *m)
{
    const unsigned first = hl_first_step(m->p);

    if (!m->p->legalise || m->p->steps < first)
        return;
    for (unsigned i = first; i < m->p->steps; i++)
        if ((m->p->step[i].op & HL_OP_KIND) == HL_OP_DRIVER)
            return;
    hl_mutation_pool(m, m->p->steps, 0);
    for (unsigned i = 0; i < m->pool.count; i++)
        hl_mutation_put(m->p, first + i, &m->pool.entry[i]);
    m->p->steps = first + m->pool.count;
    m->p->legalise = false;
}

static unsigned any_rule(uint64_t *random, const struct hl_decoder *decoder)
{
    return 1 + hl_below(random,
                        (decoder->kind == HL_KIND_CD ? HL_CD_RULE_COUNT : HL_STE_RULE_COUNT) - 1);
}

/* A legal entry and, beside it, one that a single rule makes ILLEGAL. */
static bool add_broken(struct hl_mutation *m, bool any)
{
    struct hl_decoder decoder;
    struct hl_entry e;
    unsigned step;

    settle(m);
    if (!pick(m, hl_first_step(m->p), &step, &e) || !hl_mutation_decoder(m, step, &decoder))
        return false;
    if (any ? !hl_break_any_rule(&decoder, &e, &m->random)
            : !hl_reach_rule(&decoder, &e, any_rule(&m->random, &decoder), &m->random))
        return false;
    add_copy(m, step, &e);
    return true;
}

bool hl_mutate_break_rule(struct hl_mutation *m)
{
    return add_broken(m, false);
}

bool hl_mutate_break_any_rule(struct hl_mutation *m)
{
    return add_broken(m, true);
}

bool hl_mutate_mend_rule(struct hl_mutation *m)
{
    struct hl_decoder decoder;
    struct hl_meaning meaning;
    struct hl_entry e;
    unsigned step;

    if (!pick(m, 0, &step, &e) || !hl_mutation_decoder(m, step, &decoder))
        return false;
    hl_decode(&decoder, &e, &meaning);
    if (!meaning.rule)
        return false;
    if (!hl_reach_rule(&decoder, &e, 0, &m->random)) {
        if (decoder.kind == HL_KIND_CD)
            hl_cd_legalise(&m->pool.at.cd, &e);
        else
            hl_legalise(&m->pool.at.smmu, &e);
    }
    hl_mutation_put(m->p, step, &e);
    return true;
}

/* A derived entry becomes a step: the next generation is derived from it. */
bool hl_mutate_keep_derived(struct hl_mutation *m)
{
    unsigned steps, n;

    if (!hl_has_entries(m->p) || m->p->steps < hl_first_step(m->p))
        return false;
    hl_mutation_pool(m, m->p->steps, HL_PROGRAM_ENTRIES);
    steps = m->p->steps - hl_first_step(m->p);
    if (m->pool.count <= steps)
        return false;
    n = steps + hl_below(&m->random, m->pool.count - steps);
    hl_mutation_put(m->p, hl_mutation_open(m, m->p->steps), &m->pool.entry[n]);
    return true;
}
