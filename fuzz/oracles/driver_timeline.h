// SPDX-License-Identifier: MIT
/* What a driver's program does: its operations, and of the one at fault all stores, barriers,
 * commands, SYNCs, registers, and what is given back. */
#ifndef HITLESS_FUZZ_ORACLES_DRIVER_TIMELINE_H
#define HITLESS_FUZZ_ORACLES_DRIVER_TIMELINE_H

#include "oracles/driver_scene.h"

struct json_object;

/* What runs. */
struct hl_played {
    const struct hlk_machine *machine;
    const struct hl_registers *regs;
    unsigned address_bits;
    const struct hl_operation *operation;
    unsigned count;
};

/* Run it, and print it line by line. finding: stop after what is like it, in which operation all is
 * printed; NULL: everything is. */
void hl_timeline_print(FILE *out, const struct hl_played *played,
                       const struct hl_scene_finding *finding);

/* The same as an array (docs/formats.md), to the finding, with what the SMMU may hold, and where it
 * may first read the view at fault. To be freed by json_object_put(). */
struct json_object *hl_timeline_json(const struct hl_played *played,
                                     const struct hl_scene_finding *finding);

#endif
