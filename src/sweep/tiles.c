// SPDX-License-Identifier: MIT
#include "sweep/tiles.h"

#include <string.h>

static unsigned side(unsigned entries)
{
    return (entries + HL_TILE - 1) / HL_TILE;
}

unsigned hl_tile_count(unsigned entries)
{
    return side(entries) * side(entries);
}

static unsigned common(unsigned a, unsigned b)
{
    while (b) {
        const unsigned rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* A step that comes to every tile, and to tiles far from each other. */
static unsigned stride(unsigned tiles)
{
    unsigned step = (unsigned)(tiles * 0.6180339887);

    while (step < 2 || common(step, tiles) != 1)
        step++;
    return tiles < 3 ? 1 : step;
}

static unsigned length(unsigned entries, unsigned from)
{
    return entries - from < HL_TILE ? entries - from : HL_TILE;
}

struct hl_tile hl_tile_at(unsigned entries, unsigned place)
{
    const unsigned tiles = hl_tile_count(entries);
    const unsigned number = (unsigned)((uint64_t)place * stride(tiles) % tiles);
    struct hl_tile t = {.old = number / side(entries) * HL_TILE,
                        .target = number % side(entries) * HL_TILE};

    t.olds = length(entries, t.old);
    t.targets = length(entries, t.target);
    return t;
}

unsigned hl_tiles_within(unsigned entries, uint64_t pairs, uint64_t *judged)
{
    const unsigned tiles = hl_tile_count(entries);
    unsigned n = 0;

    for (*judged = 0; n < tiles; n++) {
        const struct hl_tile t = hl_tile_at(entries, n);

        if (*judged + (uint64_t)t.olds * t.targets > pairs)
            break;
        *judged += (uint64_t)t.olds * t.targets;
    }
    return n;
}

static void ask(const struct hl_space *space, unsigned old, unsigned target, struct hl_question *q)
{
    q->old = space->entry[old];
    q->old_meaning = &space->meaning[old];
    q->target = space->entry[target];
    q->target_meaning = &space->meaning[target];
}

struct hl_question hl_tile_question(const struct hl_space *space, const struct hl_tile *tile,
                                    uint32_t pair)
{
    struct hl_question q = space->trial.question;

    ask(space, tile->old + pair / tile->targets, tile->target + pair % tile->targets, &q);
    return q;
}

static void count_cause(struct hl_tile_result *r, uint64_t hash, enum hl_finding_kind kind,
                        uint32_t pair)
{
    for (unsigned i = 0; i < r->causes; i++)
        if (r->cause[i].hash == hash) {
            r->cause[i].count++;
            return;
        }
    if (r->causes == HL_TILE_CAUSES) {
        r->more++;
        return;
    }
    r->cause[r->causes++] =
        (struct hl_tile_cause){.hash = hash, .count = 1, .first = pair, .kind = kind};
}

/* One of each cause in a verdict. */
static void note(const struct hl_question *q, const struct hl_verdict *v, uint32_t pair,
                 struct hl_tile_result *r)
{
    uint64_t seen[HL_MAX_FINDINGS];
    unsigned causes = 0;

    for (unsigned i = 0; i < v->findings; i++) {
        char words[HL_CAUSE_TEXT];
        unsigned n = 0;

        if (hl_finding_is_advice(v->finding[i].kind))
            continue;
        hl_cause_words(q, &v->finding[i], "", false, words);
        seen[causes] = hl_cause_hash(words);
        while (seen[n] != seen[causes])
            n++;
        if (n == causes)
            count_cause(r, seen[causes++], v->finding[i].kind, pair);
    }
}

void hl_tile_judge(const struct hl_space *space, const struct hl_tile *tile,
                   struct hl_tile_result *r)
{
    static struct hl_verdict v;
    struct hl_question q = space->trial.question;
    uint32_t pair = 0;

    memset(r, 0, sizeof(*r));
    for (unsigned i = 0; i < tile->olds; i++)
        for (unsigned j = 0; j < tile->targets; j++, pair++) {
            ask(space, tile->old + i, tile->target + j, &q);
            hl_judge(&q, &v);
            if (v.too_many_views)
                r->unjudged++;
            else
                r->outcome[v.outcome]++;
            if (v.findings)
                note(&q, &v, pair, r);
        }
    r->pairs = pair;
}
