// SPDX-License-Identifier: MIT
/* A sequencer of one's own: hitless wherever one qword decides, else through V=0. It asks the
 * decoder which bits count; a driver has a function of its own for that, and hitless judges it. */
#include <update/sequencer.h>

static bool put(const struct hl_update *u, struct hl_entry *memory, const struct hl_entry *next)
{
    bool changed = false;

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        if (memory->q[i] == next->q[i])
            continue;
        memory->q[i] = next->q[i];
        hl_store64(u->writer, i, next->q[i]); /* a 64-bit store of the driver */
        changed = true;
    }
    if (changed) {
        u->writer->barrier(u->writer); /* as dma_wmb(): before the command is published */
        u->writer->sync(u->writer);    /* CMD_CFGI_STE or CMD_CFGI_CD, and a completed CMD_SYNC */
    }
    return changed;
}

/* V=0, then everything else, then V. */
static void stop_and_go(const struct hl_update *u)
{
    struct hl_entry memory = u->current;
    struct hl_entry next = hl_entry_andnot(memory, u->decoder->valid);

    put(u, &memory, &next);
    next = hl_entry_andnot(u->target, u->decoder->valid);
    put(u, &memory, &next);
    put(u, &memory, &u->target);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct hl_entry memory = u->current, early;
    struct hl_meaning old, target;
    int critical = -1;

    (void)self;
    hl_decode(u->decoder, &u->current, &old);
    hl_decode(u->decoder, &u->target, &target);

    /* What the old entry does not use may change first. */
    early = hl_entry_merge(u->target, u->current, old.used);
    for (int i = 0; i < HL_QWORDS; i++) {
        if (!((early.q[i] ^ u->target.q[i]) & target.used.q[i]))
            continue;
        if (critical >= 0) {
            stop_and_go(u);
            return;
        }
        critical = i;
    }
#ifndef FORGETS_THE_FIRST_SYNC
    if (critical >= 0)
        early.q[critical] = u->current.q[critical];
    put(u, &memory, &early);
#endif
    if (critical >= 0) {
        early.q[critical] = u->target.q[critical];
        put(u, &memory, &early);
    }
    put(u, &memory, &u->target); /* and last, what the target does not use */
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    struct hl_meaning m;

    (void)self;
    hl_decode(decoder, entry, &m);
    *mask = m.used;
}

const struct hl_sequencer hitless_sequencer = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE | HL_KIND_CD,
    .name = "three-steps",
    .description = "unused bits, the critical qword, the rest",
    .update = update,
    .used = used,
};
