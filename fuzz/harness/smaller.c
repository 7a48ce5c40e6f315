// SPDX-License-Identifier: MIT
#include "harness/smaller.h"

#include "program/bytes.h"
#include "program/parts.h"

#include <string.h>

struct search {
    struct hl_program *best;
    hl_smaller_shows *shows;
    void *context;
};

/* Keep what is tried, if it is another program, and shows it. */
static bool keep(struct search *s, struct hl_program *tried)
{
    hl_program_reduce(tried);
    if (hl_program_equal(tried, s->best) || !s->shows(s->context, tried))
        return false;
    *s->best = *tried;
    return true;
}

/* The last ones first: nothing but what follows depends on them. */
static bool drop_steps(struct search *s)
{
    const unsigned first = hl_program_first_step((enum hl_program_kind)s->best->kind);
    struct hl_program tried;
    bool any = false;

    for (unsigned i = s->best->steps; i-- > first;) {
        tried = *s->best;
        tried.steps--;
        memmove(&tried.step[i], &tried.step[i + 1], (tried.steps - i) * sizeof tried.step[0]);
        any |= keep(s, &tried);
    }
    return any;
}

/* As few as can be. */
static bool derive_less(struct search *s)
{
    struct hl_program tried;

    for (uint8_t entries = 0; entries < s->best->entries; entries++) {
        tried = *s->best;
        tried.entries = entries;
        if (!entries)
            tried.derive_seed = 0;
        if (keep(s, &tried))
            return true;
    }
    return false;
}

static void drop_flips(struct hl_program *p)
{
    p->has_flips = false;
    p->flips = 0;
}

static void drop_options(struct hl_program *p)
{
    p->has_options = false;
    p->options = 0;
}

static void drop_mask(struct hl_program *p)
{
    p->mask_mode = HL_MASK_OWN;
    p->mask_seed = 0;
    p->mask = (struct hl_entry){{0}};
}

static void drop_security(struct hl_program *p)
{
    p->security = HL_NONSECURE;
}

static void drop_assumptions(struct hl_program *p)
{
    p->ats_quiesced = false;
}

static void drop_legalise(struct hl_program *p)
{
    p->legalise = false;
}

static void drop_registers(struct hl_program *p)
{
    if (p->profile == hl_profile_count)
        p->profile = 0;
}

static bool drop_parts(struct search *s)
{
    static void (*const drop[])(struct hl_program *
                                p) = {drop_flips,       drop_options,  drop_mask,     drop_security,
                                      drop_assumptions, drop_legalise, drop_registers};
    bool any = false;

    for (size_t i = 0; i < sizeof drop / sizeof drop[0]; i++) {
        struct hl_program tried = *s->best;
        drop[i](&tried);
        any |= keep(s, &tried);
    }
    return any;
}

static bool clear_field(struct search *s, unsigned step, const struct hl_field *f)
{
    struct hl_program tried = *s->best;
    struct hl_entry e;

    e = hl_load_entry(tried.step[step].data);
    hl_field_set(f, &e, 0);
    hl_store_entry(tried.step[step].data, &e);
    return keep(s, &tried);
}

static bool clear_fields(struct search *s)
{
    const enum hl_program_kind kind = (enum hl_program_kind)s->best->kind;
    bool any = false;

    for (unsigned i = 0; i < s->best->steps; i++) {
        const struct hl_layout *layout = hl_program_layout(kind, i);

        for (size_t f = 0; s->best->step[i].op == HL_OP_RAW && f < layout->count; f++)
            any |= clear_field(s, i, &layout->fields[f]);
    }
    return any;
}

/* Of steps whose bytes have names; what they are stays. */
static bool clear_parts(struct search *s)
{
    bool any = false;

    for (unsigned i = 0; i < s->best->steps; i++) {
        const uint64_t uses = hl_step_uses(s->best, i);

        for (unsigned part = 0; part < HL_PART_COUNT; part++) {
            struct hl_program tried = *s->best;

            if (!(hl_parts[part].uses & uses) || !hl_parts[part].key)
                continue;
            hl_part_put((enum hl_part)part, tried.step[i].data, 0);
            any |= keep(s, &tried);
        }
    }
    return any;
}

void hl_smaller(struct hl_program *p, hl_smaller_shows *shows, void *context)
{
    struct search s = {p, shows, context};
    bool any = true;

    while (any) {
        any = derive_less(&s);
        any |= drop_steps(&s);
        any |= drop_parts(&s);
        any |= clear_parts(&s);
        if (hl_program_has_entries((enum hl_program_kind)p->kind))
            any |= clear_fields(&s);
    }
}
