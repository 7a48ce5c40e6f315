// SPDX-License-Identifier: MIT
#include "mutate/mutation.h"

#include "program/bytes.h"

#include <string.h>

unsigned hl_below(uint64_t *random, unsigned n)
{
    return (unsigned)((hl_next_random(random) >> 32) * n >> 32);
}

unsigned hl_first_step(const struct hl_program *p)
{
    return hl_program_first_step((enum hl_program_kind)p->kind);
}

bool hl_has_entries(const struct hl_program *p)
{
    return hl_program_has_entries((enum hl_program_kind)p->kind);
}

void hl_mutation_pool(struct hl_mutation *m, unsigned steps, unsigned derived)
{
    const struct hl_setting setting = hl_program_setting(m->p);
    const uint8_t entries = m->p->entries;
    const unsigned all = m->p->steps;

    m->p->steps = steps;
    m->p->entries = (uint8_t)derived;
    hl_pool_build(&m->pool, m->p, &setting, &hl_builtin_sequencers[0]);
    m->p->entries = entries;
    m->p->steps = all;
}

bool hl_mutation_entry(struct hl_mutation *m, unsigned step, struct hl_entry *e)
{
    const struct hl_program_step *s = &m->p->step[step];

    if ((s->op & HL_OP_KIND) == HL_OP_RAW) {
        *e = hl_load_entry(s->data);
        return true;
    }
    if (!hl_has_entries(m->p))
        return false;
    hl_mutation_pool(m, step + 1, 0);
    if (step < hl_first_step(m->p))
        *e = m->pool.lead;
    else if (m->pool.count)
        *e = m->pool.entry[m->pool.count - 1];
    return step < hl_first_step(m->p) || m->pool.count;
}

bool hl_mutation_decoder(struct hl_mutation *m, unsigned step, struct hl_decoder *decoder)
{
    if (!hl_has_entries(m->p))
        return false;
    hl_mutation_pool(m, hl_first_step(m->p), 0);
    *decoder = step < hl_first_step(m->p) ? hl_ste_decoder(&m->pool.at.smmu) : m->pool.at.decoder;
    return decoder->layout == hl_program_layout((enum hl_program_kind)m->p->kind, step);
}

void hl_mutation_put(struct hl_program *p, unsigned step, const struct hl_entry *e)
{
    struct hl_program_step *s = &p->step[step];

    s->op = (uint8_t)((s->op & HL_OP_SANITISE) | HL_OP_RAW);
    s->size = HL_STEP_DATA;
    hl_store_entry(s->data, e);
}

unsigned hl_mutation_open(struct hl_mutation *m, unsigned at)
{
    struct hl_program *p = m->p;

    if (p->steps == hl_program_most_steps((enum hl_program_kind)p->kind)) {
        const unsigned first = hl_first_step(p);
        return at < p->steps ? at : first + hl_below(&m->random, p->steps - first);
    }
    memmove(&p->step[at + 1], &p->step[at], (p->steps - at) * sizeof p->step[0]);
    memset(&p->step[at], 0, sizeof p->step[at]);
    p->steps++;
    return at;
}

const struct hl_field *hl_any_field(uint64_t *random, const struct hl_layout *layout)
{
    return &layout->fields[hl_below(random, (unsigned)layout->count)];
}

/* At, just below, or just above the end of one of the address spaces, or a lone alignment bit. */
static uint64_t edge(uint64_t *random, unsigned shift)
{
    /* those that SMMUs have most more often */
    static const uint8_t sizes[11] = {32, 36, 40, 42, 44, 44, 48, 48, 52, 52, 56};
    const uint64_t end = UINT64_C(1) << sizes[hl_below(random, 11)];
    const uint64_t aligned = UINT64_C(1) << (shift + hl_below(random, 17 - shift));

    switch (hl_below(random, 8)) {
    case 0:
        return end >> shift;
    case 1:
        return (end - (UINT64_C(1) << shift)) >> shift;
    case 2:
        return (end + aligned) >> shift;
    case 3:
        return aligned >> shift;
    default: /* the last granule */
        return (end - (UINT64_C(1) << (12 + 2 * hl_below(random, 3)))) >> shift;
    }
}

static uint64_t named(uint64_t *random, const struct hl_field *f)
{
    unsigned n = 0;

    while (f->values && f->values[n].name)
        n++;
    return n ? f->values[hl_below(random, n)].value : hl_below(random, 8);
}

uint64_t hl_field_candidate(uint64_t *random, const struct hl_field *f, const struct hl_entry *e,
                            const struct hl_entry *other)
{
    const uint64_t value = hl_field_get(f, e);

    if (f->shift && hl_below(random, 4))
        return edge(random, f->shift);
    switch (hl_below(random, 8)) {
    case 0:
        return 0;
    case 1:
        return hl_ones(f->width);
    case 2:
        return value + 1;
    case 3:
        return value - 1;
    case 4:
        return value ^ UINT64_C(1) << hl_below(random, f->width);
    case 5:
        return hl_field_get(f, other);
    case 6:
        return named(random, f);
    default:
        return hl_next_random(random);
    }
}
