// SPDX-License-Identifier: MIT
/* Private to report/: a small memory in which every configuration translates. Whatever address an
 * entry's pointers have, there is a legal CD or a valid descriptor, and what it leads to depends on
 * that address: entries with other pointers translate to other addresses. */
#ifndef HITLESS_REPORT_CANONICAL_H
#define HITLESS_REPORT_CANONICAL_H

#include "report/report.h"
#include "translate/memory.h"

enum hl_canonical_cd {
    HL_CANONICAL_CD,
    HL_CANONICAL_CD_INVALID,
    HL_CANONICAL_CD_STALL,
    HL_CANONICAL_CD_PIE,
    HL_CANONICAL_CD_AA32
};

/* What is different than plain. */
struct hl_flavour {
    const char *text;        /* NULL: address_bit says it, or it is plain */
    uint64_t stage1, stage2; /* bits of all descriptors, inverted */
    unsigned address_bit;    /* which they are, of far pages; else 0 */
    enum hl_canonical_cd cd;
};

struct hl_canonical {
    const struct hl_smmu *smmu;
    struct hl_flavour flavour;
    unsigned bits; /* output addresses are below 2^bits */
    bool stage1_big_endian, stage2_big_endian;
};

/* The memory of a trial, plain: its addresses fit the old and the new entry, its byte order the old
 * one. */
struct hl_canonical hl_canonical_of(const struct hl_trial *trial);
struct hl_memory hl_canonical_memory(struct hl_canonical *canonical);

#endif
