// SPDX-License-Identifier: MIT
/* The two answers to one transaction: the reference's and QEMU's. */
#ifndef HITLESS_ORACLE_COMPARE_H
#define HITLESS_ORACLE_COMPARE_H

#include "generate.h"
#include "smmu.h"

struct hq_answer {
    uint64_t landed; /* where in the windows the write landed; 0: nowhere */
    unsigned events; /* how many were recorded */
    struct hl_event event;
};

struct hq_expected {
    struct hq_answer answer;
    enum hl_fate outcome;
    enum hl_step step; /* what decided */
    uint64_t address;  /* with outcome HL_OUTPUT, wherever that is */
    bool device;       /* a device that is not modelled was read */
};

/* What the architecture says of the case, with ram as it is when it is sent. */
struct hq_expected hq_expect(const struct hl_smmu *smmu, unsigned char *ram,
                             const struct hq_case *c);

/* The same of changed entries: what QEMU takes those of the case for. */
struct hq_view {
    struct hl_entry ste;
    struct hl_entry cd; /* at this function's place for CDs */
    struct hq_memory memory;
};
struct hq_expected hq_expect_view(const struct hl_smmu *smmu, const struct hq_case *c,
                                  struct hq_view *view);

/* What QEMU did, so far without `landed`. */
void hq_add_record(struct hq_answer *answer, const struct hq_record *record);

/* Whether landed, events and every field that a record of this type has are the same. */
bool hq_same(const struct hq_answer *a, const struct hq_answer *b);

/* Does this output address, which is not in the windows, lie in the RAM? */
bool hq_hits_tables(const struct hq_expected *expected);

#endif
