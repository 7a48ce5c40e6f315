// SPDX-License-Identifier: MIT
/* A program of kind LIFE as a walk: what a driver is asked to do to a device. */
#ifndef HITLESS_PROGRAM_LIFE_H
#define HITLESS_PROGRAM_LIFE_H

#include "device/device.h"
#include "program/program.h"

#include <stdio.h>

enum { HL_PER_ENTRY = 3, HL_WALK_ACTIONS = HL_PER_ENTRY * HL_PROGRAM_ENTRIES, HL_WORDS = 160 };

struct hl_walk {
    struct hl_shape shape;
    unsigned count;
    struct hl_action action[HL_WALK_ACTIONS];
    bool done[HL_WALK_ACTIONS]; /* a driver did not refuse it */
};

/* A step's bytes are those of parts.def. The device is probed in the shape of the first step.
 * Actions that are derived from the program's seed follow the steps, until there are HL_PER_ENTRY
 * for each entry that another program would have. */
void hl_walk_read(const struct hl_program *p, struct hl_walk *walk);

/* The step of an action: the inverse. */
void hl_life_step(const struct hl_action *action, struct hl_program_step *step);
/* The same of a whole walk, with the rest of the program as it is. False: it has more actions than
 * a program has steps, or begins with a release, whose shape has no place of its own. */
bool hl_walk_write(const struct hl_walk *walk, struct hl_program *p);

/* "attach s1 domain 3 to the RID" */
void hl_action_words(const struct hl_action *action, char words[HL_WORDS]);
void hl_shape_words(const struct hl_shape *shape, char words[HL_WORDS]);
void hl_wanted_words(const struct hl_wanted *wanted, char words[HL_WORDS]);

/* The maker of a kernel tree's driver; NULL members: this build has none. life: which kernel, with
 * which page size and exception level. */
struct hl_linux_life {
    struct hl_smmu smmu; /* as that kernel sets it up */
    uint8_t granule, va_bits;
    bool vhe, haft;
};
void hl_linux_life(const struct hl_smmu *smmu, uint16_t seed, struct hl_linux_life *life);
struct hl_maker hl_linux_maker(const struct hl_linux_life *life);

/* A shorter walk whose last action leads to a like finding, and the device then. */
struct hl_reduced {
    struct hl_walk walk;
    struct hl_device device;
    struct hl_device_verdict verdict;
    struct hl_device_finding finding;
};
/* like: the device of the walk. False: its last life alone does not lead there. */
bool hl_walk_reduce(const struct hl_walk *walk, unsigned step, const struct hl_device *like,
                    const struct hl_device_finding *finding, struct hl_reduced *reduced);

/* Print the walk up to a step. */
void hl_life_report_walk(FILE *out, const struct hl_walk *walk, unsigned step);
/* Print the walk up to the step at fault, and the finding; of a single entry only which. */
void hl_life_report(FILE *out, const struct hl_walk *walk, unsigned step,
                    const struct hl_device *device, const struct hl_device_finding *finding);
/* "CD_HAFT", or NULL. */
const char *hl_life_rule(const struct hl_device_finding *finding);
/* What alike findings have in common. */
void hl_life_sign(const struct hl_action *action, const struct hl_device *device,
                  const struct hl_device_finding *finding, char words[HL_WORDS]);

#endif
