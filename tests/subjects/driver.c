// SPDX-License-Identifier: MIT
#include "driver.h"

static hl_wire_body body_of;

void hl_test_plain(uint64_t entry[HL_QWORDS], const struct hl_update *u)
{
    (void)u;
    entry[1] = 7;
    ((uint32_t *)(void *)&entry[2])[1] = 3;
    hl_wire_barrier();
    hl_wire_sync();
    entry[0] = 8;
    hl_wire_command(true);
    entry[0] = 9;
    hl_wire_command_sync();
}

void hl_test_commands(uint64_t entry[HL_QWORDS], const struct hl_update *u)
{
    (void)u;
    entry[1] = 1;
    hl_wire_command(false);
    hl_wire_command_sync();
    entry[2] = 1;
    hl_wire_command(true);
    hl_wire_command(false);
    hl_wire_command_sync();
    hl_wire_command_sync();
}

void hl_test_bug(uint64_t entry[HL_QWORDS], const struct hl_update *u)
{
    (void)u;
    entry[3] = 5;
    hl_wire_warn();
    if (entry[3] == 5)
        hl_wire_bug();
    entry[3] = 6;
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, body_of);
}

struct hl_sequencer hl_test_driver(hl_wire_body body)
{
    body_of = body;
    return (struct hl_sequencer){
        .abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_STE, .name = "driver", .update = update};
}
