// SPDX-License-Identifier: MIT
#include "mutate/rule_moves.h"

#include "mutate/mutation.h"

#include <string.h>
#include <strings.h>

enum {
    EXHAUSTIVE = 6,   /* fields up to this width are searched value by value */
    FIELD_TRIES = 24, /* wider ones by so many candidates */
    OTHER_TRIES = 96, /* and other fields than the rule's own */
    BREAK_TRIES = 12
};

static unsigned rule_of(const struct hl_decoder *decoder, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_decode(decoder, e, &m);
    return m.rule;
}

/* Set a field to a value if that leads to the rule. */
static bool try_value(const struct hl_decoder *decoder, struct hl_entry *e, unsigned rule,
                      const struct hl_field *f, uint64_t value)
{
    struct hl_entry changed = *e;

    hl_field_set(f, &changed, value);
    if (hl_entry_equal(&changed, e) || rule_of(decoder, &changed) != rule)
        return false;
    *e = changed;
    return true;
}

static bool try_field(const struct hl_decoder *decoder, struct hl_entry *e, unsigned rule,
                      const struct hl_field *f, uint64_t *random)
{
    const bool all = f->width <= EXHAUSTIVE;
    const unsigned tries = all ? 1u << f->width : FIELD_TRIES;
    const uint64_t start = hl_next_random(random);

    for (unsigned i = 0; i < tries; i++)
        if (try_value(decoder, e, rule, f, all ? start + i : hl_field_candidate(random, f, e, e)))
            return true;
    return false;
}

/* Rules are named after the field that they are about: STE_EATS_SPLIT, STE_S2POI. */
static bool is_about(const char *rule, const struct hl_field *f)
{
    const char *name = strchr(rule, '_') + 1;
    const size_t rest = strlen(name), length = strlen(f->name);

    return strncasecmp(name, f->name, rest < length ? rest : length) == 0;
}

bool hl_reach_rule(const struct hl_decoder *decoder, struct hl_entry *e, unsigned rule,
                   uint64_t *random)
{
    const struct hl_layout *layout = decoder->layout;
    const char *name = decoder->rule_name(rule ? rule : rule_of(decoder, e));
    const unsigned start = hl_below(random, (unsigned)layout->count);

    for (unsigned i = 0; name && i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[(start + i) % layout->count];
        if (is_about(name, f) && try_field(decoder, e, rule, f, random))
            return true;
    }
    for (unsigned i = 0; i < OTHER_TRIES; i++) {
        const struct hl_field *f = hl_any_field(random, layout);
        if (try_value(decoder, e, rule, f, hl_field_candidate(random, f, e, e)))
            return true;
    }
    return false;
}

bool hl_break_any_rule(const struct hl_decoder *decoder, struct hl_entry *e, uint64_t *random)
{
    for (unsigned i = 0; i < BREAK_TRIES; i++) {
        const struct hl_field *f = hl_any_field(random, decoder->layout);
        struct hl_entry changed = *e;
        struct hl_meaning m;

        hl_field_set(f, &changed, hl_field_candidate(random, f, e, e));
        hl_decode(decoder, &changed, &m);
        if (m.state != HL_STATE_ILLEGAL)
            continue;
        *e = changed;
        return true;
    }
    return false;
}
