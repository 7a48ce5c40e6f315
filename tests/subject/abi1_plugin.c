// SPDX-License-Identifier: MIT
/* A sequencer of ABI 1, with the declarations that it was built with: it must be taken for ever. */
#include <stddef.h>
#include <stdint.h>

struct hl_entry {
    uint64_t q[8];
};
struct hl_decoder; /* used() below does not look into it */
struct hl_writer {
    void (*store)(struct hl_writer *w, unsigned index, uint64_t value);
    void (*sync)(struct hl_writer *w);
};
struct hl_update {
    struct hl_entry current, target;
    const struct hl_decoder *decoder;
    const struct hl_entry *safe;
    struct hl_writer *writer;
};
struct hl_sequencer {
    unsigned abi, kinds;
    const char *name, *description;
    void (*update)(const struct hl_sequencer *self, const struct hl_update *u);
    void (*used)(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *used);
    void (*update_safe)(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe);
    unsigned data;
    const char *assumes;
};

#ifndef ASSUMES
#define ASSUMES "ats-quiesced"
#endif

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    for (unsigned i = 0; i < self->data; i++)
        if (u->current.q[i] != u->target.q[i])
            u->writer->store(u->writer, i, u->target.q[i]);
#ifdef FAR
    u->writer->store(u->writer, 0x20000000, 0); /* times 8 it is 0 again */
#endif
    u->writer->sync(u->writer);
}

/* V and Config, whatever they are. */
static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    (void)self;
    (void)decoder;
    (void)entry;
    *mask = (struct hl_entry){{15}};
}

static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    (void)self;
    (void)decoder;
    (void)current;
    (void)target;
    *safe = (struct hl_entry){{0}};
}

const struct hl_sequencer hitless_sequencer = {
    1, 3, "abi-1", "all qwords, one sync", update, used, update_safe, 8, ASSUMES};
