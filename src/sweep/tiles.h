// SPDX-License-Identifier: MIT
/* The order in which the pairs of a space are judged: in tiles of pairs, which come in an order
 * that is scattered over the space, so that the first of them are a fair sample of all; and what
 * was counted in a tile. */
#ifndef HITLESS_SWEEP_TILES_H
#define HITLESS_SWEEP_TILES_H

#include "case/cause.h"
#include "sweep/space.h"

enum { HL_TILE = 256 }; /* its side, in entries */

struct hl_tile {
    unsigned old, target;   /* the first entry of each */
    unsigned olds, targets; /* how many */
};

/* How many tiles n entries have. */
unsigned hl_tile_count(unsigned entries);
/* That of a place in the order, from 0. */
struct hl_tile hl_tile_at(unsigned entries, unsigned place);
/* How many tiles, from the first, have no more than this many pairs; their pairs in *judged. */
unsigned hl_tiles_within(unsigned entries, uint64_t pairs, uint64_t *judged);

enum { HL_TILE_CAUSES = 512 };

/* Alike findings of a tile. */
struct hl_tile_cause {
    uint64_t hash; /* hl_cause_hash() */
    uint64_t count;
    uint32_t first; /* the pair of the tile that had it first, by number */
    enum hl_finding_kind kind;
};

struct hl_tile_result {
    uint64_t pairs, outcome[HL_OUTCOME_COUNT];
    uint64_t unjudged; /* of too many views */
    unsigned causes;
    uint64_t more; /* findings of causes for which there was no room */
    struct hl_tile_cause cause[HL_TILE_CAUSES];
};

/* Judge all pairs of a tile. Advice is not counted. */
void hl_tile_judge(const struct hl_space *space, const struct hl_tile *tile,
                   struct hl_tile_result *result);

/* The question of one pair of a tile. */
struct hl_question hl_tile_question(const struct hl_space *space, const struct hl_tile *tile,
                                    uint32_t pair);

#endif
