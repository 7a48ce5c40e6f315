// SPDX-License-Identifier: MIT
/* What the algorithm takes to be used, and update_safe, with its seeded bugs in that. */
#include "update/algorithm_masks.h"
#include "update/hints.h"

void hl_algorithm_used(unsigned traits, const struct hl_decoder *decoder,
                       const struct hl_entry *entry, struct hl_entry *used)
{
    struct hl_meaning m;

    hl_decode(decoder, entry, &m);
    *used = m.used;
    hl_hint_used(traits, decoder->kind, entry, used);
}

void hl_algorithm_decode(unsigned traits, const struct hl_decoder *decoder,
                         const struct hl_entry *current, const struct hl_entry *target,
                         struct hl_algorithm_sides *s)
{
    hl_decode(decoder, current, &s->old);
    hl_decode(decoder, target, &s->target);
    s->old_used = s->old.used;
    s->target_used = s->target.used;
    hl_hint_used(traits, decoder->kind, current, &s->old_used);
    hl_hint_used(traits, decoder->kind, target, &s->target_used);
}

struct hl_safe_bits hl_algorithm_safe_between(unsigned traits, const struct hl_decoder *decoder,
                                              const struct hl_entry *current,
                                              const struct hl_entry *target,
                                              const struct hl_algorithm_sides *s)
{
    return hl_hint_safe(traits, decoder, current, target, !s->old.rule && !s->target.rule);
}

struct hl_safe_bits hl_algorithm_safe(unsigned traits, const struct hl_decoder *decoder,
                                      const struct hl_entry *current, const struct hl_entry *target)
{
    struct hl_algorithm_sides s;

    hl_algorithm_decode(traits, decoder, current, target, &s);
    return hl_algorithm_safe_between(traits, decoder, current, target, &s);
}
