// SPDX-License-Identifier: MIT
/* The machine (machine.h) with all that watches it: what the SMMU may hold, and the judge. */
#ifndef HITLESS_DRIVER_WATCHED_H
#define HITLESS_DRIVER_WATCHED_H

#include "driver/conduct.h"
#include "driver/judge.h"
#include "driver/machine.h"

/* It must stay in its place. */
struct hl_watched {
    struct hl_holds holds;
    struct hl_driver_judge judge;
    struct hl_memory memory; /* from here on copied as it is */
    const struct hlk_machine *machine;
    struct hl_conduct conduct;
    struct hl_conduct_host host;
    bool judging; /* false: nothing watches, for measurements */
    /* Who else is told, after the judge; what listens before all others; or NULL. */
    const struct hl_conduct_host *also;
    void (*listen_first)(struct hl_watched *w);
    unsigned address_bits; /* of what may be mapped; 0: 48 */
    unsigned warnings;
    const char *warning_file;
    int warning_line;
};

/* hl_machine_boot() must have succeeded. Probe the SMMU; 0 or -errno, and findings of that. */
int hl_watched_probe(struct hl_watched *w, const struct hlk_machine *machine,
                     const struct hl_registers *regs, const struct hl_model_shape *shape);

/* Between operations: copy what it is, its findings too, for a snapshot beside hl_machine_save().
 */
void hl_watched_copy(struct hl_watched *to, const struct hl_watched *from);

/* Operations, each judged: the findings are in w->judge. */
void hl_watched_do(struct hl_watched *w, const struct hl_operation *operations, unsigned count);

#endif
