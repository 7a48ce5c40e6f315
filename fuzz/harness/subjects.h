// SPDX-License-Identifier: MIT
/* What is under test, by the environment. Names are those of subject/subject.h:
 *   HITLESS_SEQUENCER   default: the one that was linked in, the kernel tree's, or update-safe
 *   HITLESS_HYPERVISOR  of a target that has one; default: the kernel tree's, or "nested"
 *   HITLESS_ATTACH      likewise; default: the right one
 * HITLESS_SEQUENCER also takes a seeded bug of the layer that the target has above a sequencer,
 * which then is update-safe; and of a target of drivers with their stream tables (subjects/owner.h)
 * these: a subject's name, or a built-in one's. Default: "tables". */
#ifndef HITLESS_FUZZ_HARNESS_SUBJECTS_H
#define HITLESS_FUZZ_HARNESS_SUBJECTS_H

#include "device/device.h"
#include "subject/subject.h"

/* What a target has above a sequencer. */
enum hl_layer { HL_LAYER_NONE, HL_LAYER_HYPERVISOR, HL_LAYER_ATTACH, HL_LAYER_TABLE };

struct hl_subjects {
    const struct hl_sequencer *sequencer;
    const struct hl_hypervisor *hypervisor; /* NULL: the default */
    const struct hl_attach_bug *attach;     /* likewise */
    const struct hl_attach_layer *layer;    /* likewise: instead of the built-in one */
    const struct hl_reshadow *reshadow;     /* of HL_LAYER_HYPERVISOR: the sequencer's; or NULL */
    const struct hl_owner *owner;           /* of HL_LAYER_TABLE; else NULL */
};

/* Returns NULL, or the variable that is wrong: why says in one line what is wrong with it. */
const char *hl_subjects_pick(enum hl_layer layer, struct hl_subjects *subjects,
                             char why[HL_SUBJECT_WHY]);

/* The layer's name, or NULL where it is the default. */
const char *hl_subjects_layer(const struct hl_subjects *subjects);

enum { HL_SUBJECTS_TEXT = 2 * HL_SUBJECT_NAME + 64 };
/* "HITLESS_SEQUENCER=naive HITLESS_HYPERVISOR=./vmm.so": returns text. */
const char *hl_subjects_text(const struct hl_subjects *subjects, char text[HL_SUBJECTS_TEXT]);

#endif
