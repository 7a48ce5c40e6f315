// SPDX-License-Identifier: MIT
/* Programs from bytes, for the tests of programs and of what they make. */
#ifndef HITLESS_TESTS_PROGRAMS_H
#define HITLESS_TESTS_PROGRAMS_H

#include "helpers.h"

#include "program/pool.h"

/* The header of a program of STEs with no derived entries. */
#define HEADER(profile, flags)                                                                     \
    HL_PROGRAM_VERSION, HL_PROGRAM_STE, (profile), (flags), HL_PROGRAM_ENTRIES, 0, 0
enum { HEADER_BYTES = 7 };

/* In a block of exactly that size, so that a sanitizer sees a read past its end. */
static inline void read_as(enum hl_program_kind kind, const uint8_t *bytes, size_t size,
                           struct hl_program *p)
{
    uint8_t *copy = malloc(size ? size : 1);

    assert_non_null(copy);
    if (size)
        memcpy(copy, bytes, size);
    hl_program_read(copy, size, kind, p);
    free(copy);
}

static inline void read_exactly(const uint8_t *bytes, size_t size, struct hl_program *p)
{
    read_as(HL_PROGRAM_STE, bytes, size, p);
}

static inline void build(struct hl_pool *pool, const struct hl_program *p)
{
    const struct hl_setting setting = hl_program_setting(p);
    hl_pool_build(pool, p, &setting, hl_builtin_sequencer_find("update-safe"));
    assert_true(pool->count <= HL_PROGRAM_ENTRIES);
    assert_null(hl_registers_wrong(&pool->at.smmu.regs));
}

static inline void assert_same(const struct hl_program *a, const struct hl_program *b)
{
    assert_int_equal(a->steps, b->steps);
    assert_memory_equal(a, b, sizeof *a);
}

/* read(write(p)) is p, and so write(read(write(p))) is write(p). */
static inline void assert_canonical(const struct hl_program *p)
{
    uint8_t bytes[HL_PROGRAM_BYTES], again[HL_PROGRAM_BYTES];
    size_t size = hl_program_write(p, bytes);
    struct hl_program back;

    assert_true(size <= sizeof bytes);
    read_as((enum hl_program_kind)p->kind, bytes, size, &back);
    assert_same(p, &back);
    assert_int_equal(hl_program_write(&back, again), size);
    assert_memory_equal(bytes, again, size);
}

#endif
