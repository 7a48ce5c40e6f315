// SPDX-License-Identifier: MIT
/* A fuzz input is a small program: an SMMU, assumptions, an update_safe mask, and a list of entries
 * between which updates are run. Reading it is total: every input is a program. Writing it is the
 * exact inverse, so that a case file becomes a seed and a crash becomes a case file.
 *
 * Layout, version 1; missing bytes are zero:
 *   0     version; another value is refused by the replay driver, and read as version 1 here
 *   1     profile, modulo their number + 1; the last value: the raw registers follow, 4 bytes each
 *   2     bits 1:0 security (3: 0), 2 ats-quiesced, 3 four bytes of options follow, 5:4 mask mode
 *         (0 none, 1 and 2: an 8-byte seed follows, 3: the mask's 64 bytes follow), 6 legalise, 7 a
 *         count (modulo 8) of register bits to flip follows, each a register and a bit
 *   then  steps, each an op byte (low 3 bits the kind, bit 7 sanitise) and its data, to the end */
#ifndef HITLESS_FUZZ_PROGRAM_H
#define HITLESS_FUZZ_PROGRAM_H

#include "smmu/ste.h"

enum {
    HL_PROGRAM_VERSION = 1,
    HL_PROGRAM_STEPS = 16,
    HL_PROGRAM_FLIPS = 7,
    HL_STEP_DATA = 64,
    HL_PROGRAM_BYTES =
        3 + 18 * 4 + 4 + 1 + 2 * HL_PROGRAM_FLIPS + 64 + HL_PROGRAM_STEPS * (1 + HL_STEP_DATA)
};

enum hl_mask_mode { HL_MASK_OWN, HL_MASK_ORACLE, HL_MASK_WILD, HL_MASK_RAW };

enum hl_op {
    HL_OP_RAW,    /* 64 bytes: an entry */
    HL_OP_RECIPE, /* 16 bytes: an entry that leans towards the legal */
    HL_OP_FIELDS, /* a count and fields with values: changes of the entry before */
    HL_OP_DRIVER, /* 32 bytes: an entry as the kernel tree's own make functions build it */
    HL_OP_SPLICE, /* an earlier entry and a set of qwords to take from it */
    HL_OP_OFF,    /* V = 0 */
    HL_OP_ABORT,
    HL_OP_BYPASS,
    HL_OP_COUNT,
    HL_OP_SANITISE = 0x80 /* keep only what the sequencer calls used */
};

struct hl_program_step {
    uint8_t op; /* enum hl_op, or-ed with HL_OP_SANITISE */
    uint8_t size;
    uint8_t data[HL_STEP_DATA];
};

struct hl_program {
    uint8_t version;
    uint8_t profile; /* hl_profile_count: raw registers */
    struct hl_registers raw;
    enum hl_security security;
    bool ats_quiesced;
    bool has_options;
    uint32_t options; /* bit i: option i of hl_option_list */
    bool legalise;
    enum hl_mask_mode mask_mode;
    uint64_t mask_seed;
    struct hl_entry mask;
    unsigned flips;
    uint8_t flip[HL_PROGRAM_FLIPS][2];
    bool has_flips;
    unsigned steps;
    struct hl_program_step step[HL_PROGRAM_STEPS];
};

void hl_program_read(const uint8_t *data, size_t size, struct hl_program *p);

/* Returns the number of bytes. */
size_t hl_program_write(const struct hl_program *p, uint8_t bytes[HL_PROGRAM_BYTES]);

/* The SMMU that a program describes; flips and raw registers that would contradict are left out. */
void hl_program_smmu(const struct hl_program *p, struct hl_smmu *smmu);

/* A program of one update. safe may be NULL. */
void hl_program_from_update(const struct hl_registers *regs, enum hl_security security,
                            const struct hl_options *options, const struct hl_assumptions *assume,
                            const struct hl_entry *old, const struct hl_entry *target,
                            const struct hl_entry *safe, struct hl_program *p);

#endif
