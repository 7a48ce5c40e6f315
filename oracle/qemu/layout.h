// SPDX-License-Identifier: MIT
/* What is where in the guest's RAM. The first 16 MB hold the structures and the windows that device
 * addresses point to; every stage 2 table maps them at their own addresses and, for small IPAs, at
 * an alias below 32 MB, and leads the windows to an area of its own, so that the place where a
 * write lands tells which tables were walked. What lies between the tables is zero: faults. */
#ifndef HITLESS_ORACLE_LAYOUT_H
#define HITLESS_ORACLE_LAYOUT_H

#include "translate/memory.h"

#include <stddef.h>

#define HQ_STREAMS UINT64_C(0x40000000)
#define HQ_COMMANDS UINT64_C(0x40010000)
#define HQ_EVENTS UINT64_C(0x40020000)
#define HQ_CDS UINT64_C(0x40030000)      /* of stage 1 templates, one an hq_stage1 and alias */
#define HQ_CD_SLOTS UINT64_C(0x40038000) /* one a function */
#define HQ_TABLES1 UINT64_C(0x40100000)  /* stage 1 tables */
#define HQ_WINDOWS UINT64_C(0x40c00000)  /* pages of 64 KB */
#define HQ_ROOTS2 UINT64_C(0x42000000)   /* stage 2 start tables, 2 MB each */
#define HQ_TABLES2 UINT64_C(0x44000000)  /* their next tables */
#define HQ_AREAS UINT64_C(0x4a000000)    /* the windows of each stage 2 table, 4 MB each */
#define HQ_ALIAS UINT64_C(0x3f000000)    /* subtracted: the IPA below 32 MB */
enum { HQ_WINDOW_PAGES = 40, HQ_WINDOW_SIZE = 0x10000, HQ_AREA_SIZE = 0x400000 };

/* A start level of a granule, and the input sizes that it is legal for. */
struct hq_geometry {
    unsigned granule;     /* log2 of bytes: 12, 14, 16 */
    unsigned level;       /* of the start table */
    unsigned least, most; /* TxSZ or S2T0SZ */
};
extern const struct hq_geometry hq_stage1[], hq_stage2[];
extern const size_t hq_stage1_count, hq_stage2_count;

/* The start table of a geometry. alias: stage 1 tables whose addresses are the small IPAs. */
uint64_t hq_root1(size_t index, bool alias);
uint64_t hq_root2(size_t index);

/* The address that a function's MSI writes to, which never changes. */
uint64_t hq_iova(unsigned function);

/* Clear the RAM and write all tables. */
void hq_layout_write(unsigned char *ram);

/* Where in the RAM a function's MSI has landed; 0: in none of the windows. Clears it. */
uint64_t hq_landed(unsigned char *ram, unsigned function);

/* How QEMU reads concatenated start tables of stage 2 (size 0: not at all): the number of the table
 * is added to the TTB before the result is aligned to the size of all. */
struct hq_fold {
    uint64_t ttb, size; /* size: of all start tables, a power of 2 */
    uint64_t table;     /* the size of one */
};
uint64_t hq_folded(const struct hq_fold *fold, uint64_t address);

/* The machine's memory for the reference translation. cd: what the CD at cd_address is replaced by;
 * NULL: none. */
struct hq_memory {
    unsigned char *ram;
    struct hq_fold fold;
    const void *cd;
    uint64_t cd_address;
    bool device; /* set: something was read where other devices are */
};
struct hl_memory hq_memory(struct hq_memory *memory);

#endif
