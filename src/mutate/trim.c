// SPDX-License-Identifier: MIT
#include "mutate/trim.h"

#include "program/parts.h"

#include <string.h>

/* Attempts in their order: each step gone, the last one first; each part of the header gone; each
 * eight bytes of each step's data zero. */
enum {
    HEADER_PARTS = 7,
    WORDS = HL_STEP_DATA / 8,
    FIRST_WORD = HL_PROGRAM_ROOM + HEADER_PARTS,
    ATTEMPTS = FIRST_WORD + HL_PROGRAM_ROOM * WORDS
};

unsigned hl_trim_begin(struct hl_trim *t, const struct hl_program *p)
{
    t->best = *p;
    t->best.version = HL_PROGRAM_VERSION;
    t->attempt = 0;
    return ATTEMPTS;
}

/* The step that the others depend on stays while there are others. */
static bool drop_step(struct hl_program *p, unsigned step)
{
    const bool lead = step < hl_program_first_step((enum hl_program_kind)p->kind);

    if (step >= p->steps || (lead && p->steps > 1))
        return false;
    p->steps--;
    memmove(&p->step[step], &p->step[step + 1], (p->steps - step) * sizeof p->step[0]);
    return true;
}

/* False: it is not there. Its bytes go when the program is written. */
static bool drop_part(struct hl_program *p, unsigned part)
{
    const struct hl_program before = *p;

    switch (part) {
    case 0:
        p->has_flips = false;
        return before.has_flips;
    case 1:
        p->has_options = false;
        return before.has_options;
    case 2:
        p->mask_mode = HL_MASK_OWN;
        return before.mask_mode != HL_MASK_OWN;
    case 3:
        p->profile = 0;
        return before.profile == hl_profile_count;
    case 4:
        p->ats_quiesced = false;
        return before.ats_quiesced;
    case 5:
        p->legalise = false;
        return before.legalise;
    default:
        p->entries = 0; /* nothing derived */
        p->derive_seed = 0;
        return before.entries || before.derive_seed;
    }
}

/* Not of fields: they say what follows. */
static bool clear_word(struct hl_program *p, unsigned step, unsigned word)
{
    struct hl_program_step *s = &p->step[step];
    bool any = false;

    if (step >= p->steps || (s->op & HL_OP_KIND) == HL_OP_FIELDS)
        return false;
    for (unsigned i = 8 * word; i < 8 * word + 8 && i < s->size; i++) {
        any |= s->data[i] != 0;
        s->data[i] = 0;
    }
    return any;
}

static bool apply(struct hl_program *p, unsigned attempt)
{
    if (attempt < HL_PROGRAM_ROOM)
        return drop_step(p, HL_PROGRAM_ROOM - 1 - attempt);
    if (attempt < FIRST_WORD)
        return drop_part(p, attempt - HL_PROGRAM_ROOM);
    attempt -= FIRST_WORD;
    return clear_word(p, attempt / WORDS, attempt % WORDS);
}

size_t hl_trim_next(struct hl_trim *t, uint8_t bytes[HL_PROGRAM_BYTES])
{
    size_t size;

    while (t->attempt < ATTEMPTS) {
        t->tried = t->best;
        if (!apply(&t->tried, t->attempt++))
            continue;
        hl_program_reduce(&t->tried);
        size = hl_program_write(&t->tried, bytes);
        hl_program_read(bytes, size, (enum hl_program_kind)t->tried.kind, &t->tried);
        return size;
    }
    return 0;
}

void hl_trim_accept(struct hl_trim *t)
{
    t->best = t->tried;
}
