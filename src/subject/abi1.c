// SPDX-License-Identifier: MIT
#include "subject/abi1.h"

#include <stdio.h>
#include <string.h>

/* What ABI 1 knew of a decoder is still where it was. */
_Static_assert(offsetof(struct hl_decoder, kind) == 0 &&
                   offsetof(struct hl_decoder, layout) == sizeof(void *) &&
                   offsetof(struct hl_decoder, context) == 2 * sizeof(void *) &&
                   offsetof(struct hl_decoder, decode) == 3 * sizeof(void *),
               "the beginning of struct hl_decoder is part of ABI 1");

struct forward {
    struct hl_writer_1 writer; /* first: the sequencer sees only this */
    struct hl_writer *to;
};

static void store(struct hl_writer_1 *w, unsigned index, uint64_t value)
{
    struct forward *f = (struct forward *)w;

    hl_store64(f->to, index < HL_QWORDS ? index : HL_QWORDS, value);
}

static void sync_all(struct hl_writer_1 *w)
{
    struct forward *f = (struct forward *)w;

    f->to->sync(f->to);
}

static const struct hl_sequencer_1 *old_of(const struct hl_sequencer *self)
{
    return ((const struct hl_adapted *)(const void *)self)->old;
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct forward f = {{store, sync_all}, u->writer};
    const struct hl_update_1 before = {.current = u->current,
                                       .target = u->target,
                                       .decoder = u->decoder,
                                       .safe = u->safe,
                                       .writer = &f.writer};

    old_of(self)->update(old_of(self), &before);
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    old_of(self)->used(old_of(self), decoder, entry, mask);
}

static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    old_of(self)->update_safe(old_of(self), decoder, current, target, safe);
}

bool hl_adapt_1(struct hl_adapted *a, const struct hl_sequencer_1 *old, char why[HL_SUBJECT_WHY])
{
    const bool quiesced = old->assumes && strcmp(old->assumes, "ats-quiesced") == 0;

    if (old->assumes && !quiesced) {
        snprintf(why, HL_SUBJECT_WHY, "assumes what is not known here: %.200s", old->assumes);
        return false;
    }
    a->old = old;
    a->sequencer = (struct hl_sequencer){
        .abi = HL_SEQUENCER_ABI,
        .kinds = old->kinds,
        .name = old->name,
        .description = old->description,
        .update = old->update ? update : NULL,
        .used = old->used ? used : NULL,
        .update_safe = old->update_safe ? update_safe : NULL,
        .needs = quiesced ? HL_NEEDS_ATS_QUIESCED : 0,
    };
    return true;
}
