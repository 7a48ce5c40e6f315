// SPDX-License-Identifier: MIT
/* One table walk, of either stage: A-profile D8.2 and D8.3, and G5.5 for stage 2 with VMSAv8-32
 * LPAE tables. */
#ifndef HITLESS_TRANSLATE_WALK_H
#define HITLESS_TRANSLATE_WALK_H

#include "translate/stages.h"

struct hl_table_walk {
    const struct hl_stages *stages;
    bool stage2;
    bool nested; /* of stage 1: the tables are in IPA space */
    bool big_endian;
    bool ds;           /* 52-bit descriptors of the 4KB and 16KB granules */
    bool lpa;          /* 52-bit descriptors of the 64KB granule */
    bool hierarchical; /* of stage 1: APTable, PXNTable and UXNTable count */
    unsigned granule;  /* log2 of its bytes */
    unsigned input;    /* bits of the input address */
    unsigned output;   /* bits, the effective output size */
    unsigned vmsa32;   /* 40-bit descriptors */
    int start;         /* level */
    uint64_t base;     /* of the start table */
    enum hl_space space;
};

struct hl_leaf {
    uint64_t descriptor, at;               /* at: its address */
    uint64_t address;                      /* the output address */
    unsigned bits;                         /* log2 of the block's or page's bytes */
    bool read_only, no_user, no_px, no_ux; /* by tables */
    bool nonsecure;                        /* by NSTable */
};

/* Walk for an address below 2^input. False: *fault is set. */
bool hl_walk(const struct hl_table_walk *walk, uint64_t address, struct hl_leaf *leaf,
             struct hl_stages_result *fault);

/* Set *result to a fault of class IN; always false. */
bool hl_fault(struct hl_stages_result *result, enum hl_event_type type, enum hl_step step,
              bool stage2);

bool hl_not_modelled(struct hl_stages_result *result, enum hl_step step);

#endif
