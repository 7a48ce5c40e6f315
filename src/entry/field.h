// SPDX-License-Identifier: MIT
/* The named fields of an entry, described once. Everything that reads or writes a field by name,
 * from the decoder to the fuzzer's mutator, reads these tables. */
#ifndef HITLESS_ENTRY_FIELD_H
#define HITLESS_ENTRY_FIELD_H

#include "entry/entry.h"

#include <stddef.h>

/* STE.Config (5.2): 0b0xx aborts; 0b1ba with a: stage 1, b: stage 2. */
enum hl_config_code {
    HL_STE_CONFIG_ABORT = 0,
    HL_STE_CONFIG_BYPASS = 4,
    HL_STE_CONFIG_S1 = 5,
    HL_STE_CONFIG_S2 = 6,
    HL_STE_CONFIG_NESTED = 7
};

/* A value that has a name of its own in text and case files. */
struct hl_value {
    uint64_t value;
    const char *name; /* NULL ends a list */
};

struct hl_field {
    const char *name;              /* as the architecture spells it */
    uint16_t lsb;                  /* 0 to 511 */
    uint8_t width;                 /* 1 to 64, never across qwords */
    uint8_t shift;                 /* an address field holds address >> shift; else 0 */
    const struct hl_value *values; /* NULL: no names */
};

struct hl_layout {
    const char *name; /* "STE" or "CD" */
    const struct hl_field *fields;
    size_t count;
};

extern const struct hl_layout hl_ste_layout; /* section 5.2 */
extern const struct hl_layout hl_cd_layout;  /* section 5.4 */

/* Field indexes and positions: HL_STE_S1DSS, HL_STE_S1DSS_LSB, HL_STE_S1DSS_WIDTH. */
#define HL_FIELD(name, lsb, width, shift, values) HL_STE_##name,
enum hl_ste_field {
#include "entry/ste_fields.def"
    HL_STE_FIELD_COUNT
};
#undef HL_FIELD
#define HL_FIELD(name, lsb, width, shift, values) HL_CD_##name,
enum hl_cd_field {
#include "entry/cd_fields.def"
    HL_CD_FIELD_COUNT
};
#undef HL_FIELD
#define HL_FIELD(name, lsb, width, shift, values)                                                  \
    HL_STE_##name##_LSB = (lsb), HL_STE_##name##_WIDTH = (width),
enum {
#include "entry/ste_fields.def"
};
#undef HL_FIELD
#define HL_FIELD(name, lsb, width, shift, values)                                                  \
    HL_CD_##name##_LSB = (lsb), HL_CD_##name##_WIDTH = (width),
enum {
#include "entry/cd_fields.def"
};
#undef HL_FIELD

/* All ones in the low `width` bits. width: 1 to 64. */
static inline uint64_t hl_ones(unsigned width)
{
    return ~UINT64_C(0) >> (64 - width);
}

static inline uint64_t hl_bits_get(const struct hl_entry *e, unsigned lsb, unsigned width)
{
    return (e->q[lsb / 64] >> (lsb % 64)) & hl_ones(width);
}

static inline void hl_bits_set(struct hl_entry *e, unsigned lsb, unsigned width, uint64_t value)
{
    uint64_t mask = hl_ones(width) << (lsb % 64);
    e->q[lsb / 64] = (e->q[lsb / 64] & ~mask) | ((value << (lsb % 64)) & mask);
}

/* HL_GET(STE, &e, S1DSS), HL_SET(STE, &e, S1DSS, 1): constant positions, for the decoders. */
#define HL_GET(kind, e, name) hl_bits_get((e), HL_##kind##_##name##_LSB, HL_##kind##_##name##_WIDTH)
#define HL_SET(kind, e, name, value)                                                               \
    hl_bits_set((e), HL_##kind##_##name##_LSB, HL_##kind##_##name##_WIDTH, (value))
/* Set or clear all bits of a field in a mask. */
#define HL_MARK(kind, e, name) HL_SET(kind, e, name, ~UINT64_C(0))
#define HL_CLEAR(kind, e, name) HL_SET(kind, e, name, 0)

static inline uint64_t hl_field_get(const struct hl_field *f, const struct hl_entry *e)
{
    return hl_bits_get(e, f->lsb, f->width);
}

static inline void hl_field_set(const struct hl_field *f, struct hl_entry *e, uint64_t value)
{
    hl_bits_set(e, f->lsb, f->width, value);
}

/* Find a field by name, in any case of letters. NULL: no such field. */
const struct hl_field *hl_field_find(const struct hl_layout *layout, const char *name);

/* The name of a value of this field, or NULL. */
const char *hl_field_value_name(const struct hl_field *f, uint64_t value);

/* The mask of all bits that some field of the layout covers. */
struct hl_entry hl_layout_mask(const struct hl_layout *layout);

#endif
