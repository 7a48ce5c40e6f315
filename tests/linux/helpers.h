// SPDX-License-Identifier: MIT
/* What the tests of the driver share: an SMMU, a stream, entries made on them, a recorder. */
#ifndef HITLESS_TESTS_LINUX_HELPERS_H
#define HITLESS_TESTS_LINUX_HELPERS_H

#include "linux/linux.h"
#include "entry/text.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned failures;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            failures++;                                                                            \
        }                                                                                          \
    } while (0)

/* A writer that keeps a record: 0 to 7 for a store to that qword, 's' for a sync. */
struct recorder {
    struct hl_writer writer;
    struct hl_entry memory;
    char text[64];
    unsigned length;
    unsigned bound; /* leave after so many events */
    jmp_buf out;
};

static inline void event(struct recorder *r, char c)
{
    if (r->length == r->bound)
        longjmp(r->out, 1);
    r->text[r->length++] = c;
    r->text[r->length] = '\0';
}

static inline void store(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                         uint64_t high)
{
    struct recorder *r = (struct recorder *)(void *)w;
    (void)high;
    CHECK(bytes == 8 && offset % 8 == 0 && offset < 64);
    event(r, (char)('0' + offset / 8));
    r->memory.q[offset / 8] = value;
}

static inline void sync_all(struct hl_writer *w)
{
    event((struct recorder *)(void *)w, 's');
}

static inline void run_bounded(struct recorder *r, enum hl_kind kind, struct hl_entry from,
                               struct hl_entry to, const struct hl_entry *safe, unsigned bound)
{
    const struct hl_sequencer *s = hl_linux_sequencer();
    struct hl_decoder decoder = {.kind = kind};
    struct hl_update u = {
        .current = from, .target = to, .decoder = &decoder, .safe = safe, .writer = &r->writer};

    memset(r, 0, sizeof(*r));
    r->writer.store = store;
    r->writer.sync = sync_all;
    r->memory = from;
    r->bound = bound;
    if (setjmp(r->out) == 0)
        s->update(s, &u);
}

static inline void run(struct recorder *r, enum hl_kind kind, struct hl_entry from,
                       struct hl_entry to, const struct hl_entry *safe)
{
    run_bounded(r, kind, from, to, safe, 60);
    CHECK(hl_entry_equal(&r->memory, &to));
}

/* Everything that the driver looks at: both stages, ATS, stalls optional, 48 bits, all granules. */
static const struct hl_registers everything = {
    .idr0 =
        1u << 0 | 1u << 1 | 2u << 2 | 1u << 4 | 1u << 9 | 1u << 10 | 1u << 18 | 1u << 19 | 2u << 21,
    .idr1 = 1u << 27 | 16u << 6 | 16u,
    .idr3 = 1u << 8,
    .idr5 = 5u | 7u << 4,
};

static inline struct hl_entry made(enum hl_linux_make what, const struct hl_registers *regs,
                                   const struct hl_linux_stream *stream)
{
    struct hl_entry e;

    memset(&e, 0, sizeof(e));
    CHECK(hl_linux_make(what, regs, stream, &e) == HL_LINUX_MADE);
    return e;
}

static inline struct hl_entry made_cd(enum hl_linux_make_cd what, const struct hl_registers *regs,
                                      const struct hl_linux_stream *stream)
{
    struct hl_entry e;

    memset(&e, 0, sizeof(e));
    CHECK(hl_linux_make_cd(what, regs, stream, &e) == HL_LINUX_MADE);
    return e;
}

static inline uint64_t field_of(const struct hl_layout *layout, const char *name,
                                const struct hl_entry *e)
{
    const struct hl_field *f = hl_field_find(layout, name);

    CHECK(f != NULL);
    return f ? hl_field_get(f, e) : ~UINT64_C(0);
}

static inline uint64_t field(const char *name, const struct hl_entry *e)
{
    return field_of(&hl_ste_layout, name, e);
}

static inline uint64_t cd_field(const char *name, const struct hl_entry *e)
{
    return field_of(&hl_cd_layout, name, e);
}

static const struct hl_linux_stream plain = {
    .cdtab = UINT64_C(0xf0f0f0f00000),
    .pgd = UINT64_C(0x123456789000),
    .vmid = 0x1234,
    .s1dss = 2,
};

#endif
