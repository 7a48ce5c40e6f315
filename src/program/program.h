// SPDX-License-Identifier: MIT
/* A fuzz input is a small program: an SMMU, assumptions, an update_safe mask, and a list of entries
 * between which updates are run. Reading it is total: every input is a program. Writing it is the
 * exact inverse, so that a case file becomes a seed and a crash becomes a case file.
 *
 * Layout, version 2; missing bytes are zero:
 *   0     version; another value is refused by the replay driver, and read as version 2 here
 *   1     kind of the program (enum hl_program_kind); a target reads every input as its own kind
 *   2     profile, modulo their number + 1; the last value: the raw registers follow, 4 bytes each
 *   3     bits 1:0 security (3: 0), 2 ats-quiesced, 3 four bytes of options follow, 5:4 mask mode
 *         (0 none, 1 and 2: an 8-byte seed follows, 3: the mask's 64 bytes follow), 6 legalise, 7 a
 *         count (modulo 8) of register bits to flip follows, each a register and a bit
 *   4     how many fewer entries than HL_PROGRAM_ENTRIES there are to be (see pool.h)
 *   5     two bytes: the seed of the derived entries
 *   then  options, flips, mask as said above
 *   then  steps to the end: an op byte (low 4 bits the kind modulo HL_OP_COUNT, bit 7 sanitise) and
 *         its data. In a program of kind LIFE a step is HL_LIFE_DATA bytes without an op; in one of
 *         kind DRIVER HL_OPERATION_DATA, and 16 more where a guest shows an STE. */
#ifndef HITLESS_PROGRAM_PROGRAM_H
#define HITLESS_PROGRAM_PROGRAM_H

#include "smmu/setting.h"

enum {
    HL_PROGRAM_VERSION = 2,
    HL_PROGRAM_STEPS = 16,
    HL_DRIVER_STEPS = 1 + 48,          /* of kind DRIVER: the machine, and operations */
    HL_PROGRAM_ROOM = HL_DRIVER_STEPS, /* what is kept of any kind */
    HL_PROGRAM_ENTRIES = 32,           /* with the derived ones */
    HL_PROGRAM_FLIPS = 7,
    HL_STEP_DATA = 64,
    HL_LIFE_DATA = 16,
    HL_OPERATION_DATA = 8,
    HL_MOST_STEP_BYTES = HL_DRIVER_STEPS * (HL_OPERATION_DATA + 16), /* more than the others */
    HL_PROGRAM_BYTES =
        7 + HL_REGISTER_COUNT * 4 + 4 + 1 + 2 * HL_PROGRAM_FLIPS + 64 + HL_MOST_STEP_BYTES
};
_Static_assert((int)HL_MOST_STEP_BYTES >= HL_PROGRAM_STEPS * (1 + HL_STEP_DATA), "room for all");

enum hl_program_kind {
    HL_PROGRAM_NONE,   /* no program: text */
    HL_PROGRAM_STE,    /* every step is an STE */
    HL_PROGRAM_CD,     /* the first step is the STE that leads to the CDs that follow */
    HL_PROGRAM_GUEST,  /* the first step is the stage 2 parent of the guest's STEs that follow */
    HL_PROGRAM_LIFE,   /* every step is something that a driver does to a device */
    HL_PROGRAM_DRIVER, /* the first step is the machine in which a whole driver runs; the others are
                          what it is asked to do */
    HL_PROGRAM_KINDS
};

enum hl_mask_mode { HL_MASK_OWN, HL_MASK_ORACLE, HL_MASK_WILD, HL_MASK_RAW };

enum hl_op {
    HL_OP_RAW,    /* 64 bytes: an entry */
    HL_OP_RECIPE, /* 16 bytes: an entry that leans towards the legal */
    HL_OP_FIELDS, /* a count and fields with values: changes of the entry before */
    HL_OP_DRIVER, /* 32 bytes, by parts.def: an entry as the kernel tree's own make functions
                     build it */
    HL_OP_SPLICE, /* an earlier entry and a set of qwords to take from it */
    HL_OP_OFF,    /* V = 0 */
    HL_OP_ABORT,  /* of STEs */
    HL_OP_BYPASS, /* of STEs */
    HL_OP_COUNT,
    HL_OP_LIFE = HL_OP_COUNT,        /* of programs of kind LIFE only: 16 bytes, by parts.def */
    HL_OP_OPERATION,                 /* of programs of kind DRIVER only: by parts.def */
    HL_OP_RELEASED = HL_OP_ABORT,    /* of CDs: the entry before with EPD0 set, and TTB0 and its
                                        parameters gone */
    HL_OP_OTHER_ASID = HL_OP_BYPASS, /* of CDs: the entry before with another ASID */
    HL_OP_KIND = 0xf,
    HL_OP_SANITISE = 0x80 /* keep only what the sequencer calls used */
};

struct hl_program_step {
    uint8_t op; /* enum hl_op, or-ed with HL_OP_SANITISE */
    uint8_t size;
    uint8_t data[HL_STEP_DATA];
};

struct hl_program {
    uint8_t version;
    uint8_t kind;    /* as read; hl_program_read() sets the one that it was told */
    uint8_t profile; /* hl_profile_count: raw registers */
    struct hl_registers raw;
    enum hl_security security;
    bool ats_quiesced;
    bool has_options;
    uint32_t options; /* bit i: option i of hl_option_list */
    bool legalise;
    uint8_t entries; /* how many there are to be, with the derived ones */
    uint16_t derive_seed;
    enum hl_mask_mode mask_mode;
    uint64_t mask_seed;
    struct hl_entry mask;
    unsigned flips;
    uint8_t flip[HL_PROGRAM_FLIPS][2];
    bool has_flips;
    unsigned steps;
    struct hl_program_step step[HL_PROGRAM_ROOM];
};

/* How many steps a program of a kind has at most. */
static inline unsigned hl_program_most_steps(enum hl_program_kind kind)
{
    return kind == HL_PROGRAM_DRIVER ? HL_DRIVER_STEPS : HL_PROGRAM_STEPS;
}

/* Whether the steps stand for entries: else they are what a driver is asked to do. */
static inline bool hl_program_has_entries(enum hl_program_kind kind)
{
    return kind != HL_PROGRAM_LIFE && kind != HL_PROGRAM_DRIVER;
}

/* The first step that is not one of its own, as the lead of CDs and the machine of a driver are. */
unsigned hl_program_first_step(enum hl_program_kind kind);

/* The layout of the entry that step number `step` of such a program stands for. */
const struct hl_layout *hl_program_layout(enum hl_program_kind kind, unsigned step);

/* The fixed size of an op's data; 0 for fields, whose first byte tells how many follow. */
unsigned hl_op_size(enum hl_op op);

void hl_program_read(const uint8_t *data, size_t size, enum hl_program_kind kind,
                     struct hl_program *p);

/* Returns the number of bytes. */
size_t hl_program_write(const struct hl_program *p, uint8_t bytes[HL_PROGRAM_BYTES]);

/* Whether two programs are the same bytes. */
bool hl_program_equal(const struct hl_program *a, const struct hl_program *b);

/* The setting that a program describes; flips and raw registers that would contradict, and a
 * Security state that its SMMU has not, are left out. */
struct hl_setting hl_program_setting(const struct hl_program *p);

/* What a program of updates is made from. */
struct hl_program_parts {
    const struct hl_setting *setting;
    const struct hl_entry *ste; /* NULL: the update is one of STEs; else the CDs' STE */
    const struct hl_entry *old, *target;
    const struct hl_entry *safe; /* or NULL */
};

/* A program of one update, with no derived entries. */
void hl_program_from_update(const struct hl_program_parts *parts, struct hl_program *p);

#endif
