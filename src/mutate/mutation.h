// SPDX-License-Identifier: MIT
/* What the mutator's operations share: one mutation at work, and parts of a program. */
#ifndef HITLESS_MUTATE_MUTATION_H
#define HITLESS_MUTATE_MUTATION_H

#include "program/pool.h"

struct hl_mutation {
    struct hl_program *p;
    uint64_t random;
    struct hl_pool pool; /* as the last hl_mutation_pool() left it */
};

#define HL_MUTATION(name, weight) bool hl_mutate_##name(struct hl_mutation *m);
#include "mutate/mutations.def"
#undef HL_MUTATION

/* Below n, which is not 0. */
unsigned hl_below(uint64_t *random, unsigned n);

/* The first step that is not one of its own. */
unsigned hl_first_step(const struct hl_program *p);

/* Whether the steps stand for entries. */
bool hl_has_entries(const struct hl_program *p);

/* Build m->pool of the first `steps` steps with so many derived entries. */
void hl_mutation_pool(struct hl_mutation *m, unsigned steps, unsigned derived);

/* The entry that a step stands for; false: none. m->pool is of use only if it is not a raw one. */
bool hl_mutation_entry(struct hl_mutation *m, unsigned step, struct hl_entry *e);

/* What the entry of this step is decoded with: valid as long as m->pool. False: nothing. */
bool hl_mutation_decoder(struct hl_mutation *m, unsigned step, struct hl_decoder *decoder);

/* Make a step a raw entry. */
void hl_mutation_put(struct hl_program *p, unsigned step, const struct hl_entry *e);

/* Make room for a step at a place; in a full program, take a step's place. Returns the place. */
unsigned hl_mutation_open(struct hl_mutation *m, unsigned at);

/* Any field of a layout. */
const struct hl_field *hl_any_field(uint64_t *random, const struct hl_layout *layout);

/* A value worth trying in a field of an entry: an end of its range, a step or a bit away, one with
 * a name, that of another entry, or for an address one near the end of an address space. */
uint64_t hl_field_candidate(uint64_t *random, const struct hl_field *f, const struct hl_entry *e,
                            const struct hl_entry *other);

#endif
