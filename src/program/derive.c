// SPDX-License-Identifier: MIT
#include "program/derive.h"

#include "program/cd_recipe.h"
#include "program/ste_recipe.h"

/* Part of a random number: `bits` of it from bit `at`. */
static unsigned part(uint64_t random, unsigned at, unsigned bits)
{
    return (unsigned)(random >> at & ((1u << bits) - 1));
}

static const struct hl_entry *pick(const struct hl_pool *pool, unsigned random)
{
    return &pool->entry[random % pool->count];
}

/* A field as in another entry, at an end of its range, one more, one bit flipped, or anything. */
static void change_field(const struct hl_pool *pool, uint64_t *state, struct hl_entry *e)
{
    const struct hl_layout *layout = pool->at.decoder.layout;
    const uint64_t random = hl_next_random(state);
    const struct hl_field *f = &layout->fields[part(random, 0, 16) % layout->count];
    uint64_t value = hl_field_get(f, e);

    switch (part(random, 16, 3)) {
    case 0:
        value = 0;
        break;
    case 1:
        value++;
        break;
    case 2:
        value ^= UINT64_C(1) << part(random, 19, 8) % f->width;
        break;
    case 3:
        value = hl_next_random(state);
        break;
    default:
        value = hl_field_get(f, pick(pool, part(random, 19, 8)));
        break;
    }
    hl_field_set(f, e, value);
}

static struct hl_entry new_entry(const struct hl_pool *pool, uint64_t *state)
{
    uint8_t bytes[16];

    for (unsigned i = 0; i < sizeof bytes; i += 8) {
        const uint64_t random = hl_next_random(state);
        for (unsigned k = 0; k < 8; k++)
            bytes[i + k] = (uint8_t)(random >> (8 * k));
    }
    return pool->at.decoder.kind == HL_KIND_CD ? hl_cd_recipe(&pool->at.cd, bytes)
                                               : hl_recipe(&pool->at.smmu, bytes);
}

/* Entries that begin anew, before others are derived: else most would be like the first. */
enum { ROOTS = 6 };

bool hl_derive(const struct hl_pool *pool, uint64_t *state, struct hl_entry *e)
{
    const uint64_t random = hl_next_random(state);

    if (pool->count < ROOTS || part(random, 0, 3) == 0) {
        *e = new_entry(pool, state);
    } else {
        *e = *pick(pool, part(random, 3, 8));
        for (unsigned i = 0; i <= part(random, 11, 2); i++)
            change_field(pool, state, e);
    }
    return part(random, 13, 2) != 0;
}
