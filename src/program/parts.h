// SPDX-License-Identifier: MIT
/* The parts of a step's bytes by name: parts.def, and the entry that a guest shows to a driver. */
#ifndef HITLESS_PROGRAM_PARTS_H
#define HITLESS_PROGRAM_PARTS_H

#include "program/program.h"

enum hl_part {
#define HL_STE_PART(id, ...) HL_PART_##id,
#define HL_CD_PART(id, ...) HL_PART_##id,
#define HL_LIFE_PART(id, ...) HL_PART_##id,
#define HL_LIFE_PART_AGAIN(id, ...) HL_PART_##id,
#include "program/parts.def"
    HL_PART_COUNT
};

/* Of which steps a part is; a set. */
enum hl_use {
    HL_USE_STE = 1 << 0, /* `driver` */
    HL_USE_CD = 1 << 1,
    HL_USE_DEVICE = 1 << 2, /* the first step of a walk */
    HL_USE_ATTACH = 1 << 3, /* by enum hl_action_kind */
    HL_USE_SET_PASID = 1 << 4,
    HL_USE_REMOVE_PASID = 1 << 5,
    HL_USE_EXIT = 1 << 6,
    HL_USE_ATS = 1 << 7,
    HL_USE_RELEASE = 1 << 8,
    HL_USE_ACTIONS = 0x3f << 3
};

struct hl_part_info {
    const char *key;   /* in a program file; NULL: it is the op */
    enum hl_part slot; /* the first one of that key in programs of this kind */
    unsigned uses;     /* enum hl_use, or-ed */
    uint8_t at, lsb, width;
    uint64_t values;          /* how many */
    const char *const *names; /* so many, or NULL */
};
extern const struct hl_part_info hl_parts[HL_PART_COUNT];

/* What the bytes of step number `step` of a program stand for; 0: they have no parts. */
unsigned hl_step_uses(const struct hl_program *p, unsigned step);

/* Those of them that a program file says at the step itself: what is probed before the first one
 * has a place of its own. */
static inline unsigned hl_text_uses(unsigned uses)
{
    return uses & HL_USE_DEVICE ? uses & ~(unsigned)(HL_USE_DEVICE | HL_USE_RELEASE) : uses;
}

/* The value of a part, reduced to one that there is. */
uint64_t hl_part_get(enum hl_part part, const uint8_t *data);
void hl_part_put(enum hl_part part, uint8_t *data, uint64_t value);

/* The first two qwords of the STE that a guest shows to a driver, in a `driver` step that is an
 * STE. */
enum { HL_GUEST_AT = 16, HL_GUEST_QWORDS = 2 };
struct hl_entry hl_guest_get(const uint8_t *data);
void hl_guest_put(uint8_t *data, const struct hl_entry *e);

/* Make every step what its parts say: each reduced, all other bits of the step zero. */
void hl_program_reduce(struct hl_program *p);

#endif
