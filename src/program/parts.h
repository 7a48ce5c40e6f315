// SPDX-License-Identifier: MIT
/* The parts of a step's bytes by name: parts.def, and the entry that a guest shows to a driver. */
#ifndef HITLESS_PROGRAM_PARTS_H
#define HITLESS_PROGRAM_PARTS_H

#include "driver/operation.h"
#include "program/program.h"

enum hl_part {
#define HL_STE_PART(id, ...) HL_PART_##id,
#define HL_CD_PART(id, ...) HL_PART_##id,
#define HL_LIFE_PART(id, ...) HL_PART_##id,
#define HL_LIFE_PART_AGAIN(id, ...) HL_PART_##id,
#define HL_DRIVER_PART(id, ...) HL_PART_##id,
#define HL_DRIVER_PART_AGAIN(id, ...) HL_PART_##id,
#define HL_MACHINE_PART(id, ...) HL_PART_##id,
#define HL_ENDPOINTS_PART(id, ...) HL_PART_##id,
#define HL_ENDPOINT_PART(id, ...) HL_PART_##id,
#include "program/parts.def"
    HL_PART_COUNT
};

/* Of which steps a part is; a set, with those of a program of kind DRIVER below. What a step is has
 * one or more of them. */
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
    HL_USE_ACTIONS = 0x3f << 3,
    HL_USE_MACHINE = 1 << 9, /* the first step of a program of kind DRIVER */
    HL_USE_ENDPOINT = 1 << 10
};
/* The other ones: by enum hl_operation_kind. */
#define HL_USE_OPERATION(kind) (UINT64_C(1) << (16 + (kind)))
#define HL_USE_OF(id) HL_USE_OPERATION(HL_DO_##id)
#define HL_USE_OPERATIONS (HL_USE_OPERATION(HL_DO_COUNT) - HL_USE_OPERATION(0))
/* And by what they have, as operations.def says. */
#define HL_USE_WITH_DEVICE (UINT64_C(1) << 56)
#define HL_USE_WITH_PASID (UINT64_C(1) << 57)
#define HL_USE_WITH_OWN_DOMAIN (UINT64_C(1) << 58)
#define HL_USE_WITH_ANY_DOMAIN (UINT64_C(1) << 59)
#define HL_USE_WITH_MM (UINT64_C(1) << 60)
#define HL_USE_WITH_VIOMMU (UINT64_C(1) << 61)
#define HL_USE_WITH_RANGE (UINT64_C(1) << 62)

/* What an operation's bytes stand for: its kind, and what that has. */
uint64_t hl_operation_uses(enum hl_operation_kind kind);

/* What a guest may ask for, in GUEST_COMMAND. */
enum hl_guest_command {
    HL_COMMAND_TLBI_NH_ALL,
    HL_COMMAND_TLBI_NH_ASID,
    HL_COMMAND_TLBI_NH_VA,
    HL_COMMAND_TLBI_NH_VAA,
    HL_COMMAND_TLBI_NSNH_ALL,
    HL_COMMAND_CFGI_CD,
    HL_COMMAND_CFGI_CD_ALL,
    HL_COMMAND_ATC_INV,
    HL_COMMAND_CFGI_STE, /* not a guest's: from here on */
    HL_COMMAND_TLBI_S12_VMALL,
    HL_COMMAND_SYNC,
    HL_COMMAND_COUNT
};

/* Where the StreamIDs of the machine's endpoints lie: in one second level of the stream table, each
 * device in its own, or each stream. */
enum hl_sids { HL_SIDS_NEAR, HL_SIDS_APART, HL_SIDS_SPLIT, HL_SIDS_COUNT };

struct hl_part_info {
    const char *key;          /* in a program file; NULL: it is the op */
    uint64_t uses;            /* enum hl_use, or-ed */
    uint64_t values;          /* how many */
    const char *const *names; /* so many, or NULL */
    enum hl_part slot;        /* the first one of that key in programs of this kind */
    uint8_t at, lsb, width;
};
extern const struct hl_part_info hl_parts[HL_PART_COUNT];

/* What the bytes of step number `step` of a program stand for; 0: they have no parts. */
uint64_t hl_step_uses(const struct hl_program *p, unsigned step);

/* Those of them that a program file says at the step itself: what is probed before the first one
 * has a place of its own. */
static inline uint64_t hl_text_uses(uint64_t uses)
{
    return uses & HL_USE_DEVICE ? uses & ~(uint64_t)(HL_USE_DEVICE | HL_USE_RELEASE) : uses;
}

/* The number of a step's word: its op, or the part that stands for it. */
unsigned hl_part_op(enum hl_op op, const uint8_t *data);
void hl_part_put_op(enum hl_op op, uint8_t *data, unsigned number);

/* The value of a part, reduced to one that there is. */
uint64_t hl_part_get(enum hl_part part, const uint8_t *data);
void hl_part_put(enum hl_part part, uint8_t *data, uint64_t value);

/* What a step of a program of kind DRIVER asks for. */
static inline enum hl_operation_kind hl_part_operation(const uint8_t *data)
{
    return (enum hl_operation_kind)hl_part_get(HL_PART_OPERATION, data);
}

/* The first two qwords of the STE that a guest shows to a driver: where they lie in a step's bytes,
 * 0 if it has none. */
enum { HL_GUEST_QWORDS = 2 };
unsigned hl_guest_at(uint64_t uses);
struct hl_entry hl_guest_get(const uint8_t *data, unsigned at);
void hl_guest_put(uint8_t *data, unsigned at, const struct hl_entry *e);

/* Where the parts of an endpoint lie in the bytes of a machine. */
static inline unsigned hl_endpoint_at(unsigned device)
{
    return 2 + 2 * device;
}

/* How many bytes a step of a program of kind DRIVER has. */
unsigned hl_operation_size(uint64_t uses);

/* Make every step what its parts say: each reduced, all other bits of the step zero. */
void hl_program_reduce(struct hl_program *p);

#endif
