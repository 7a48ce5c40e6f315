// SPDX-License-Identifier: MIT
#include "layout.h"
#include "process.h"

#include <string.h>

const struct hq_geometry hq_stage1[] = {
    {12, 0, 16, 24}, {12, 1, 25, 33}, {12, 2, 34, 39}, {14, 0, 16, 16}, {14, 1, 17, 27},
    {14, 2, 28, 38}, {14, 3, 39, 39}, {16, 1, 16, 21}, {16, 2, 22, 34}, {16, 3, 35, 39}};
/* The OAS is 44 bits; start tables of up to 16 concatenated ones. */
const struct hq_geometry hq_stage2[] = {{12, 0, 20, 24}, {12, 1, 21, 33}, {12, 2, 30, 39},
                                        {14, 1, 20, 27}, {14, 2, 24, 38}, {14, 3, 35, 39},
                                        {16, 1, 20, 21}, {16, 2, 20, 34}, {16, 3, 31, 39}};
const size_t hq_stage1_count = sizeof hq_stage1 / sizeof hq_stage1[0];
const size_t hq_stage2_count = sizeof hq_stage2 / sizeof hq_stage2[0];

static const uint64_t root2_size = 0x200000, root1_size = 0x10000, structures = 0xc00000;

/* Window pages: those below OUTPUTS are where device addresses point, the others where stage 1
 * leads, three for each start table. */
enum {
    HIGH,
    HIGH_READ_ONLY,
    HIGH_UNMAPPED,
    LOW,
    LOW_NO_AF,
    LOW_UNMAPPED,
    UPPER = LOW,
    UPPER_READ_ONLY = LOW_NO_AF,
    OUTPUTS = 8
};
static const uint64_t upper = 0xffffffffff000000;

uint64_t hq_root1(size_t index, bool alias)
{
    return HQ_TABLES1 + root1_size * (index + (alias ? hq_stage1_count : 0));
}

uint64_t hq_root2(size_t index)
{
    return HQ_ROOTS2 + root2_size * index;
}

static uint64_t window(unsigned page)
{
    return HQ_WINDOWS + (uint64_t)page * HQ_WINDOW_SIZE;
}

static uint64_t low_window(unsigned page)
{
    return window(page) - HQ_ALIAS;
}

static uint64_t upper_window(unsigned page)
{
    return upper | (low_window(page) & 0xffffff);
}

uint64_t hq_iova(unsigned function)
{
    const struct {
        unsigned end; /* functions below it */
        uint64_t address;
    } list[] = {
        {16, window(HIGH)},
        {32, low_window(LOW)},
        {40, upper_window(UPPER)},
        {44, window(HIGH_READ_ONLY)},
        {48, low_window(LOW_NO_AF)},
        {52, window(HIGH_UNMAPPED)},
        {56, low_window(LOW_UNMAPPED)},
        {58, window(HIGH) | UINT64_C(0xab) << 56}, /* a tag, for TBI */
        {60, upper_window(UPPER_READ_ONLY)},
        {62, window(HIGH) | UINT64_C(1) << 44}, /* just above the OAS */
        {64, window(HIGH) | UINT64_C(1) << 47},
    };
    size_t i = 0;

    while (list[i].end <= function)
        i++;
    return list[i].address + 4 * function;
}

struct builder {
    unsigned char *ram;
    uint64_t next;  /* free memory for tables */
    uint64_t alias; /* subtracted from the address of every next table */
};

struct leaf {
    uint64_t address;
    uint64_t attributes;
    unsigned level;
};

static unsigned shift(const struct hq_geometry *g, unsigned level)
{
    return g->granule + (3 - level) * (g->granule - 3);
}

static uint64_t load(const struct builder *b, uint64_t address)
{
    uint64_t value;
    memcpy(&value, b->ram + (address - HQ_RAM_BASE), sizeof value);
    return value;
}

static void store(struct builder *b, uint64_t address, uint64_t value)
{
    memcpy(b->ram + (address - HQ_RAM_BASE), &value, sizeof value);
}

/* The table that an entry leads to; a new one if there is none. */
static uint64_t next_table(struct builder *b, const struct hq_geometry *g, uint64_t entry)
{
    uint64_t size = UINT64_C(1) << g->granule, value = load(b, entry), table;

    if (value)
        return (value & ~UINT64_C(3)) + b->alias;
    table = (b->next + size - 1) & ~(size - 1);
    b->next = table + size;
    store(b, entry, (table - b->alias) | 3);
    return table;
}

/* input: only bits of the input size. */
static void map(struct builder *b, const struct hq_geometry *g, uint64_t root, uint64_t input,
                struct leaf leaf)
{
    uint64_t table = root, mask = ~UINT64_C(0);

    for (unsigned level = g->level;; level++) {
        uint64_t entry = table + (input >> shift(g, level) & mask) * 8;
        if (level == leaf.level) {
            store(b, entry, leaf.address | leaf.attributes | (level == 3 ? 3 : 1));
            return;
        }
        table = next_table(b, g, entry);
        mask = (UINT64_C(1) << (g->granule - 3)) - 1;
    }
}

static bool fits(const struct hq_geometry *g, uint64_t input)
{
    return input >> (64 - g->least) == 0;
}

enum { AF = 1 << 10, INNER = 3 << 8 };
static const uint64_t s1_write = INNER | AF | 1 << 6, s1_read = INNER | AF | 3 << 6;
static const uint64_t s2_write = INNER | AF | 3 << 6 | 15 << 2,
                      s2_read = INNER | AF | 1 << 6 | 15 << 2;

/* One start table of stage 1, for TTB0 and TTB1. */
static void stage1_tables(struct builder *b, size_t index, bool alias)
{
    const struct hq_geometry *g = &hq_stage1[index];
    uint64_t root = hq_root1(index, alias);
    uint64_t to[3];

    for (unsigned i = 0; i < 3; i++)
        to[i] = window(OUTPUTS + 3 * (unsigned)index + i) - b->alias;
    if (fits(g, window(HIGH))) {
        map(b, g, root, window(HIGH), (struct leaf){to[0], s1_write, 3});
        map(b, g, root, window(HIGH_READ_ONLY), (struct leaf){to[0], s1_read, 3});
    }
    map(b, g, root, low_window(LOW), (struct leaf){to[1], s1_write, 3});
    map(b, g, root, low_window(LOW_NO_AF), (struct leaf){to[1], s1_write ^ AF, 3});
    for (unsigned size = g->least; size <= g->most; size++) {
        uint64_t mask = ~UINT64_C(0) >> size;
        map(b, g, root, upper_window(UPPER) & mask, (struct leaf){to[2], s1_write, 3});
        map(b, g, root, upper_window(UPPER_READ_ONLY) & mask, (struct leaf){to[2], s1_read, 3});
    }
}

/* The structures at ipa and up, where they are; in 2 MB blocks with 4 KB pages. */
static void map_structures(struct builder *b, const struct hq_geometry *g, uint64_t root,
                           uint64_t ipa)
{
    unsigned level = g->granule == 12 ? 2 : 3;
    uint64_t step = UINT64_C(1) << shift(g, level);

    for (uint64_t offset = 0; offset < structures; offset += step)
        map(b, g, root, ipa + offset, (struct leaf){HQ_RAM_BASE + offset, s2_write, level});
}

static void map_windows(struct builder *b, const struct hq_geometry *g, uint64_t root, uint64_t ipa,
                        uint64_t area)
{
    for (unsigned page = 0; page < HQ_WINDOW_PAGES; page++) {
        uint64_t offset = (uint64_t)page * HQ_WINDOW_SIZE, attributes = s2_write;
        if (page == HIGH_UNMAPPED || page == LOW_UNMAPPED)
            continue;
        if (page == HIGH_READ_ONLY)
            attributes = s2_read;
        if (page == LOW_NO_AF)
            attributes &= ~(uint64_t)AF;
        map(b, g, root, ipa + offset, (struct leaf){area + offset, attributes, 3});
    }
}

static void stage2_tables(struct builder *b, size_t index)
{
    const struct hq_geometry *g = &hq_stage2[index];
    uint64_t root = hq_root2(index), area = HQ_AREAS + index * HQ_AREA_SIZE;

    map_structures(b, g, root, HQ_RAM_BASE - HQ_ALIAS);
    map_windows(b, g, root, HQ_WINDOWS - HQ_ALIAS, area);
    if (!fits(g, HQ_WINDOWS))
        return;
    map_structures(b, g, root, HQ_RAM_BASE);
    map_windows(b, g, root, HQ_WINDOWS, area);
}

void hq_layout_write(unsigned char *ram)
{
    struct builder b = {.ram = ram, .next = HQ_TABLES1 + 2 * hq_stage1_count * root1_size};

    memset(ram, 0, HQ_RAM_SIZE);
    for (size_t i = 0; i < hq_stage1_count; i++)
        stage1_tables(&b, i, false);
    b.alias = HQ_ALIAS;
    for (size_t i = 0; i < hq_stage1_count; i++)
        stage1_tables(&b, i, true);
    b = (struct builder){.ram = ram, .next = HQ_TABLES2};
    for (size_t i = 0; i < hq_stage2_count; i++)
        stage2_tables(&b, i);
}

static uint64_t take(unsigned char *ram, uint64_t address)
{
    static const uint32_t zero = 0;
    unsigned char *at = ram + (address - HQ_RAM_BASE);

    if (memcmp(at, &zero, sizeof zero) == 0)
        return 0;
    memcpy(at, &zero, sizeof zero);
    return address;
}

uint64_t hq_landed(unsigned char *ram, unsigned function)
{
    uint64_t landed = 0, at;

    for (size_t area = 0; area <= hq_stage2_count; area++)
        for (unsigned page = 0; page < HQ_WINDOW_PAGES; page++) {
            at = area < hq_stage2_count ? HQ_AREAS + area * HQ_AREA_SIZE : HQ_WINDOWS;
            at = take(ram, at + (uint64_t)page * HQ_WINDOW_SIZE + 4 * function);
            landed = at ? at : landed;
        }
    return landed;
}

/* What else a read finds: flash memory, which is zero, and the two windows of PCI, where the
 * devices' registers read as ones like the rest. Other devices are not modelled: external aborts.
 */
static const struct {
    uint64_t start, end;
    int byte;
} others[] = {{0, 0x08000000, 0},
              {0x14000000, 0x3eff0000, 0xff},
              {UINT64_C(0x8000000000), UINT64_C(0x10000000000), 0xff}};

static const uint64_t devices = 0x08000000, devices_end = HQ_RAM_BASE;

uint64_t hq_folded(const struct hq_fold *f, uint64_t address)
{
    uint64_t base = f->ttb & ~(f->size - 1), offset = address - base;

    if (offset >= f->size)
        return address;
    return ((f->ttb + offset / f->table * f->table) & ~(f->size - 1)) + offset % f->table;
}

static bool read_machine(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                         unsigned bytes, unsigned char *data)
{
    struct hq_memory *m = context;

    if (space != HL_SPACE_NONSECURE)
        return false;
    if (what == HL_FETCH_S2_TTD && m->fold.size)
        address = hq_folded(&m->fold, address);
    if (what == HL_FETCH_CD && m->cd && address == m->cd_address) {
        memcpy(data, m->cd, bytes);
        return true;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (address >= others[i].start && address < others[i].end) {
            memset(data, others[i].byte, bytes);
            return true;
        }
    m->device |= address >= devices && address < devices_end;
    if (address < HQ_RAM_BASE || address - HQ_RAM_BASE > HQ_RAM_SIZE - bytes)
        return false;
    memcpy(data, m->ram + (address - HQ_RAM_BASE), bytes);
    return true;
}

struct hl_memory hq_memory(struct hq_memory *memory)
{
    return (struct hl_memory){.context = memory, .read = read_machine};
}
