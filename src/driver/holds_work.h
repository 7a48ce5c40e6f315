// SPDX-License-Identifier: MIT
/* Private to driver/holds*.c. */
#ifndef HITLESS_DRIVER_HOLDS_WORK_H
#define HITLESS_DRIVER_HOLDS_WORK_H

#include "driver/holds.h"

static inline bool hl_is_of_cds(enum hl_structure structure)
{
    return structure == HL_STRUCTURE_L1CD || structure == HL_STRUCTURE_CD;
}

/* log2 of its bytes */
static inline unsigned hl_structure_log2(enum hl_structure structure)
{
    return structure == HL_STRUCTURE_STE || structure == HL_STRUCTURE_CD ? 6 : 3;
}

static inline uint64_t hl_table_bytes(const struct hl_table *t)
{
    return UINT64_C(1) << (hl_structure_log2(t->structure) + t->log2);
}

static inline bool hl_place_equal(const struct hl_place *a, const struct hl_place *b)
{
    return a->structure == b->structure && a->address == b->address && a->sid == b->sid &&
           a->ssid == b->ssid;
}

/* The entry at an address in the table, or the entry of this number. */
struct hl_place hl_table_place(const struct hl_table *t, uint64_t address);
struct hl_place hl_table_entry(const struct hl_table *t, uint64_t number);
/* Whether an entry's place is in it. */
bool hl_table_has(const struct hl_table *t, const struct hl_place *place);

/* As memory has it. False: it cannot be read. */
bool hl_holds_memory(const struct hl_holds *h, const struct hl_place *place, struct hl_entry *e);
/* h->copies: it is as memory has it, or not held; likewise NULL. */
unsigned hl_holds_index(const struct hl_holds *h, const struct hl_place *place);
const struct hl_copy *hl_holds_find(const struct hl_holds *h, const struct hl_place *place);
/* A copy that is what memory is. NULL: no room, or no memory. */
struct hl_copy *hl_holds_make(struct hl_holds *h, const struct hl_place *place);
void hl_holds_drop(struct hl_holds *h, struct hl_copy *copy);
bool hl_holds_reaches(const struct hl_holds *h, const struct hl_place *place);

/* Whether a command covers an entry; through: and the pointer that leads to it. What is out of
 * range is the ID of no entry (4.1.7). */
bool hl_holds_covers(const struct hl_command *c, const struct hl_place *place, bool *through);
/* NULL: it is in none. */
const struct hl_range *hl_ranges_find(const struct hl_ranges *r, uint64_t address);

/* The commands since the last SYNC. */
void hl_holds_cover(const struct hl_holds *h, const struct hl_place *place, uint32_t *covered,
                    uint32_t *through);

/* The tables that a changed pointer leads to; all tables from the root on; those that nothing leads
 * to any more, of which copies may stay. */
void hl_tables_follow(struct hl_holds *h, const struct hl_place *place);
void hl_tables_begin(struct hl_holds *h);
void hl_tables_prune(struct hl_holds *h, bool keep_copies);

/* What the model tells. */
void hl_holds_published(void *context, uint64_t from, uint64_t to);
void hl_holds_take(void *context, const struct hl_command *c);
void hl_holds_complete(void *context);

/* Whether it is one that this stream's traffic may meet. */
bool hl_place_is_of(const struct hl_place *p, uint32_t sid);
/* The listener looks at the streams of which there is such a copy. */
void hl_holds_look(struct hl_holds *h, bool (*which)(const struct hl_copy *));
void hl_holds_changed(struct hl_holds *h, const struct hl_place *place);
void hl_holds_found(struct hl_holds *h, const struct hl_holds_finding *finding);

#endif
