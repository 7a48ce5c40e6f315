// SPDX-License-Identifier: MIT
/* Sequencers that do what none may, one for each value of WHAT; each behaves while the entry is
 * off. */
#include "update/sequencer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile unsigned zero, turns;
static struct hl_writer *kept;

static unsigned deep(unsigned n)
{
    volatile char frame[4096];

    frame[n % sizeof frame] = (char)n;
    return deep(n + 1) + (unsigned)frame[0];
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    const bool bad = (u->current.q[0] & 1) && memcmp(&u->current, &u->target, sizeof u->target);

    (void)self;
    if (bad && strcmp(WHAT, "loop") == 0)
        while (!zero)
            turns++;
    if (bad && strcmp(WHAT, "sleep") == 0)
        for (;;)
            pause();
    for (unsigned i = 0; bad && strcmp(WHAT, "stores") == 0; i++)
        hl_store64(u->writer, 1, i);
    for (unsigned i = 0; bad && strcmp(WHAT, "barriers") == 0; i++)
        u->writer->barrier(u->writer);
    for (unsigned i = 0; bad && strcmp(WHAT, "bytes") == 0 && i < 64; i++)
        u->writer->store(u->writer, i, 1, u->target.q[i / 8] >> 8 * (i % 8) & 0xff, 0);
    if (bad && strcmp(WHAT, "null") == 0)
        *(volatile unsigned *)(uintptr_t)zero = 1;
    if (bad && strcmp(WHAT, "exit") == 0)
        exit(0);
    if (bad && strcmp(WHAT, "_exit") == 0)
        _exit(0);
    if (bad && strcmp(WHAT, "abort") == 0)
        abort();
    if (bad && strcmp(WHAT, "divide") == 0)
        turns = 100 / zero;
    if (bad && strcmp(WHAT, "stack") == 0)
        turns = deep(0);
    if (bad && strcmp(WHAT, "const") == 0)
        ((struct hl_update *)(uintptr_t)u)->target.q[7] ^= 1;
    if (strcmp(WHAT, "stale") == 0 && kept)
        hl_store64(kept, 1, 5);
    if (!kept)
        kept = u->writer;
    if (strcmp(WHAT, "prints") == 0)
        printf("words of the plug-in\n");
    for (unsigned i = 8; i-- > 0;)
        if (u->current.q[i] != u->target.q[i]) {
            hl_store64(u->writer, i, u->target.q[i]);
            u->writer->sync(u->writer);
        }
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *mask)
{
    struct hl_meaning m;

    (void)self;
    if (strcmp(WHAT, "used") == 0)
        *(volatile unsigned *)(uintptr_t)zero = 1;
    hl_decode(decoder, entry, &m);
    *mask = m.used;
}

const struct hl_sequencer hitless_sequencer = {.abi = HL_SEQUENCER_ABI,
                                               .kinds = HL_KIND_STE | HL_KIND_CD,
                                               .name = "bad",
                                               .update = update,
                                               .used = used};
