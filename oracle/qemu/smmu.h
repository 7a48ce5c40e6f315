// SPDX-License-Identifier: MIT
/* QEMU's SMMU: its registers, its stream table and its two queues, all in the shared RAM. */
#ifndef HITLESS_ORACLE_SMMU_H
#define HITLESS_ORACLE_SMMU_H

#include "qtest.h"
#include "smmu/smmu.h"
#include "translate/translate.h"

struct hq_smmu {
    struct hq_qtest *qtest;
    unsigned char *ram;
    uint32_t command, event; /* the next entry to write and to read, with the wrap bit */
};

struct hq_record {
    uint64_t q[4];
};

/* NULL: the ID registers are those of these registers; else the name of the first that differs,
 * with its value. */
const char *hq_smmu_differs(struct hq_qtest *qtest, const struct hl_registers *expected,
                            uint32_t *value);

/* Place the stream table and the queues, and enable the SMMU. False: it does not come up. */
bool hq_smmu_enable(struct hq_smmu *smmu, struct hq_qtest *qtest, unsigned char *ram);

/* Queue commands that forget every STE, CD and translation. */
void hq_smmu_invalidate(struct hq_smmu *smmu);

/* Take up to max new event records. */
unsigned hq_smmu_events(struct hq_smmu *smmu, struct hq_record *records, unsigned max);

/* CMDQ_CONS.ERR: 0 unless a command was refused. */
unsigned hq_smmu_error(struct hq_smmu *smmu);

/* Where the stream table is, as hl_translate() takes it. */
struct hl_tables hq_smmu_tables(void);

#endif
