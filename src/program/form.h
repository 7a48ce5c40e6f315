// SPDX-License-Identifier: MIT
/* A program file as libcyaml reads and writes it: all values still text. */
#ifndef HITLESS_PROGRAM_FORM_H
#define HITLESS_PROGRAM_FORM_H

#include "case/entry_form.h"
#include "program/parts.h"

struct hl_step_text {
    char *op;
    struct hl_entry_text *entry;
    char **fields;
    unsigned fields_count;
    char *bytes;
    char *from;
    char **qwords;
    unsigned qwords_count;
    char *sanitise;
    char *part[HL_PART_COUNT]; /* by slot */
    struct hl_entry_text *guest;
};

struct hl_found_text {
    char *tree, *finding, *severity, *section;
};

struct hl_program_text {
    char *program;
    char *version;
    char *title, *origin, *mend, *target, *sequencer, *hypervisor, *attach;
    char *smmu;
    char **flips;
    unsigned flips_count;
    char *security;
    char **options;
    unsigned options_count;
    char **assume;
    unsigned assume_count;
    char *legalise;
    char *entries;
    char *derive_seed;
    char *mask;
    char *mask_seed;
    struct hl_entry_text *safe;
    struct hl_step_text *lead;    /* the first step of a program of CDs or of a guest */
    struct hl_step_text *device;  /* the one that is probed, of kind LIFE: its parts alone */
    struct hl_step_text *machine; /* of kind DRIVER: the parts of the first step */
    struct hl_step_text *devices; /* likewise, of its endpoints */
    unsigned devices_count;
    struct hl_step_text *steps;
    unsigned steps_count;
    struct hl_found_text *expect; /* of kind DRIVER */
    unsigned expect_count;
};

/* By enum hl_mask_mode, without the raw one. */
extern const char *const hl_mask_names[HL_MASK_RAW];

/* The ops of a step: by enum hl_op; of a program of kind LIFE by enum hl_action_kind, of kind
 * DRIVER by enum hl_operation_kind. */
struct hl_op_names {
    const char *const *name;
    unsigned count;
};
struct hl_op_names hl_op_names(enum hl_program_kind kind, unsigned step);

/* The key of a program's first step if it is one of its own ("ste", "parent"), or NULL. */
const char *hl_program_lead(enum hl_program_kind kind);

const struct hl_form *hl_program_form(enum hl_program_kind kind);

#endif
