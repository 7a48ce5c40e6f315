// SPDX-License-Identifier: MIT
/* Memory with translation tables in it, and a decoded STE and CD, for the tests of src/driver. */
#ifndef HITLESS_TESTS_DRIVER_HELPERS_H
#define HITLESS_TESTS_DRIVER_HELPERS_H

#include "helpers.h"

#include "driver/cached.h"
#include "driver/command.h"

/* Tables of 4 KB granules from level 1 on: 39 bits of input. */
enum { MEMORY_PAGES = 24 };
#define MEMORY UINT64_C(0x40000000)
struct memory {
    uint64_t page[MEMORY_PAGES][512];
    unsigned pages;
};

static inline uint64_t memory_page(struct memory *m)
{
    assert_true(m->pages < MEMORY_PAGES);
    memset(m->page[m->pages], 0, sizeof m->page[0]);
    return MEMORY + 4096 * (uint64_t)m->pages++;
}

static inline uint64_t *memory_at(struct memory *m, uint64_t address)
{
    const uint64_t offset = address - MEMORY;

    assert_true(address >= MEMORY && offset < 4096u * MEMORY_PAGES);
    return &m->page[offset / 4096][offset % 4096 / 8];
}

static inline bool memory_read(void *context, enum hl_fetch what, enum hl_space space,
                               uint64_t address, unsigned bytes, unsigned char *data)
{
    (void)what;
    (void)space;
    for (unsigned i = 0; i < bytes; i++)
        data[i] = (unsigned char)(*memory_at(context, (address + i) & ~UINT64_C(7)) >>
                                  (8 * ((address + i) % 8)));
    return true;
}

/* The descriptor for an address at a level; tables on the way are made. */
static inline uint64_t *descriptor(struct memory *m, uint64_t root, uint64_t va, int level)
{
    uint64_t table = root;

    for (int l = 1;; l++) {
        uint64_t *d = memory_at(m, table + 8 * (va >> (39 - 9 * l) & 511));

        if (l == level)
            return d;
        if (!(*d & 1))
            *d = memory_page(m) | 3;
        table = *d & 0xfffffffff000;
    }
}

/* Stage 1: non-global, accessed, read and write by all. */
static inline void map_page(struct memory *m, uint64_t root, uint64_t va)
{
    *descriptor(m, root, va, 3) = va | 1 << 11 | 1 << 10 | 1 << 6 | 3;
}
static inline void map_block(struct memory *m, uint64_t root, uint64_t va)
{
    *descriptor(m, root, va, 2) = va | 1 << 11 | 1 << 10 | 1 << 6 | 1;
}
/* Stage 2: accessed, read and write, Normal. */
static inline void map_ipa(struct memory *m, uint64_t root, uint64_t ipa)
{
    *descriptor(m, root, ipa, 3) = ipa | 1 << 10 | 3 << 6 | 0xf << 2 | 3;
}

#define TABLE_STE "V=1 Config=s1 S1ContextPtr=0x80000000 S1CDMax=3 S1DSS=ssid0 "
#define TABLE_CD "V=1 AA64=1 T0SZ=25 TG0=4k IPS=48-bit EPD1=1 A=1 R=1 MAIR0=0x44ff "

struct way {
    struct hl_meaning ste, cd;
    bool has_cd;
};

/* ste, cd (NULL: none), and the address of the tables, which goes to TTB0 or S2TTB. */
static inline struct way way_of(const struct hl_smmu *smmu, const char *ste, const char *cd,
                                uint64_t root)
{
    struct hl_entry e = {{0}}, d = {{0}};
    struct hl_cd_context context;
    struct way w = {.has_cd = cd != NULL};

    set_fields(&e, ste);
    if (!cd)
        HL_SET(STE, &e, S2TTB, root >> 4);
    hl_ste_decode(smmu, &e, &w.ste);
    assert_int_equal(w.ste.state, HL_STATE_LIVE);
    if (!cd)
        return w;
    set_layout_fields(&hl_cd_layout, &d, cd);
    HL_SET(CD, &d, TTB0, root >> 4);
    assert_true(hl_cd_context_init(&context, smmu, &w.ste));
    hl_cd_decode(&context, &d, &w.cd);
    assert_int_equal(w.cd.state, HL_STATE_LIVE);
    return w;
}

#endif
