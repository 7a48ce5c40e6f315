// SPDX-License-Identifier: MIT
#include "mutate/mutate.h"

#include "mutate/mutation.h"
#include "program/parts.h"

const struct hl_change hl_changes[] = {
#define HL_MUTATION(name, weight) {#name, (weight), hl_mutate_##name},
#include "mutate/mutations.def"
#undef HL_MUTATION
};
const size_t hl_change_count = sizeof hl_changes / sizeof hl_changes[0];

enum { MOST_OPERATIONS = 6, TRIES = 8 /* to find an operation that has something to work on */ };

bool hl_mutate_once(struct hl_program *p, size_t operation, uint64_t *random)
{
    struct hl_mutation m; /* without its pool, which is large and rarely built */
    bool done;

    m.p = p;
    m.random = *random;
    done = hl_changes[operation].run(&m);
    *random = m.random;
    return done;
}

static size_t pick_operation(uint64_t *random)
{
    unsigned left = 0;
    size_t n = 0;

    for (size_t i = 0; i < hl_change_count; i++)
        left += hl_changes[i].weight;
    left = hl_below(random, left);
    while (left >= hl_changes[n].weight)
        left -= hl_changes[n++].weight;
    return n;
}

static void change(struct hl_program *p, uint64_t *random)
{
    for (unsigned i = 0; i < TRIES; i++)
        if (hl_mutate_once(p, pick_operation(random), random))
            return;
}

/* Make the header smaller by what is largest in it. False: there is nothing more to leave out. */
static bool shorten_header(struct hl_program *p)
{
    if (p->profile == hl_profile_count)
        p->profile = 0;
    else if (p->mask_mode != HL_MASK_OWN)
        p->mask_mode = HL_MASK_OWN;
    else if (p->has_flips)
        p->has_flips = false;
    else if (p->has_options)
        p->has_options = false;
    else
        return false;
    return true;
}

size_t hl_program_fit(struct hl_program *p, size_t max_size, uint8_t bytes[HL_PROGRAM_BYTES])
{
    size_t size;

    hl_program_reduce(p);
    size = hl_program_write(p, bytes);
    while (size > max_size) {
        if (p->steps)
            p->steps--;
        else if (!shorten_header(p))
            return 0;
        size = hl_program_write(p, bytes);
    }
    hl_program_read(bytes, size, (enum hl_program_kind)p->kind, p);
    return size;
}

size_t hl_mutate(struct hl_program *p, uint64_t seed, size_t max_size,
                 uint8_t bytes[HL_PROGRAM_BYTES])
{
    uint64_t random = seed;
    unsigned operations = 1;

    while (operations < MOST_OPERATIONS && hl_below(&random, 3))
        operations++;
    for (unsigned i = 0; i < operations; i++)
        change(p, &random);
    p->version = HL_PROGRAM_VERSION;
    return hl_program_fit(p, max_size, bytes);
}

/* Interleaved: each step is the next one of either program. */
static void interleave(struct hl_program *p, const struct hl_program *a, const struct hl_program *b,
                       uint64_t *random)
{
    const unsigned first = hl_first_step(p);
    unsigned i = first, j = first;

    p->steps = 0;
    if (first) {
        const bool take = !b->steps || (a->steps && hl_below(random, 2));
        if (!(take ? a : b)->steps)
            return;
        p->step[p->steps++] = (take ? a : b)->step[0];
    }
    while (p->steps < hl_program_most_steps((enum hl_program_kind)p->kind) &&
           (i < a->steps || j < b->steps)) {
        const bool take = j >= b->steps || (i < a->steps && hl_below(random, 2));
        p->step[p->steps++] = take ? a->step[i++] : b->step[j++];
    }
}

size_t hl_cross(struct hl_program *p, const struct hl_program *other, uint64_t seed,
                size_t max_size, uint8_t bytes[HL_PROGRAM_BYTES])
{
    const struct hl_program a = *p;
    uint64_t random = seed;

    if (hl_below(&random, 2))
        *p = *other;
    interleave(p, &a, other, &random);
    p->version = HL_PROGRAM_VERSION;
    return hl_program_fit(p, max_size, bytes);
}
