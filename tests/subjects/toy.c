// SPDX-License-Identifier: MIT
/* For tests/subjects/stores.py: stores that compilers merge, narrow and remove; and one that this
 * source splits when it is optimised, since for x86-64 no compiler here does. */
#include "subjects/wire.h"

static void write_entry(uint64_t entry[HL_QWORDS], const struct hl_update *u)
{
    uint32_t *halves = (uint32_t *)(void *)&entry[1];

    if (hl_entry_is_zero(&u->target)) { /* merged */
        halves[0] = 0;
        halves[1] = 0;
        hl_wire_sync();
        entry[0] = 0;
        hl_wire_sync();
        return;
    }
    entry[2] = u->target.q[2];
    entry[3] = 5; /* removed */
    entry[3] = 6;
    hl_wire_barrier();
    entry[1] |= 0xff; /* narrowed, perhaps */
    hl_wire_barrier();
#ifdef __OPTIMIZE__
    ((volatile uint32_t *)(void *)&entry[4])[0] = 1;
    ((volatile uint32_t *)(void *)&entry[4])[1] = 2;
#else
    entry[4] = UINT64_C(0x200000001); /* split */
#endif
    hl_wire_barrier();
    entry[1] = u->target.q[1];
    entry[4] = 0;
    hl_wire_sync();
    entry[0] = u->target.q[0];
    hl_wire_sync();
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

const struct hl_sequencer hl_wired_toy = {
    .abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_STE, .name = "toy", .update = update};
