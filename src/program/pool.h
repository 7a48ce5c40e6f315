// SPDX-License-Identifier: MIT
/* The entries of a program: what its updates go from and to. */
#ifndef HITLESS_PROGRAM_POOL_H
#define HITLESS_PROGRAM_POOL_H

#include "entry/random.h"
#include "linux/linux.h"
#include "program/program.h"
#include "smmu/setting.h"
#include "update/sequencer.h"

struct hl_pool {
    struct hl_reading at; /* of the entries; of a program of a guest: the guest's */
    bool has_lead;
    struct hl_entry lead;          /* the first step of a program whose entries depend on one */
    struct hl_nesting nesting;     /* of a program of a guest */
    struct hl_linux_stream stream; /* likewise, for a driver: what its parent was made for */
    unsigned count;
    struct hl_entry entry[HL_PROGRAM_ENTRIES];
    struct hl_meaning meaning[HL_PROGRAM_ENTRIES];
    bool made[HL_PROGRAM_ENTRIES]; /* by the kernel tree's own make functions */
};

/* Build the entries of a program for a sequencer, in its own setting or another one: those of its
 * steps, and, until there are as many as the program wants, entries derived from them with the
 * program's seed: an execution of an engine costs far more than an update. They are what the
 * sequencer needs (enum hl_need) as far as can be told before an update: where it needs them
 * sanitised, they are, but those that its own make functions built must be so by themselves. */
void hl_pool_build(struct hl_pool *pool, const struct hl_program *p,
                   const struct hl_setting *setting, const struct hl_sequencer *sequencer);

/* Clear what a sequencer does not call used. */
void hl_pool_sanitise(const struct hl_pool *pool, const struct hl_sequencer *sequencer,
                      struct hl_entry *e);

#endif
