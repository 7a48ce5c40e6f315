// SPDX-License-Identifier: MIT
/* What the SMMU does with one transaction. */
#ifndef HITLESS_TRANSLATE_TRANSLATE_H
#define HITLESS_TRANSLATE_TRANSLATE_H

#include "smmu/cd.h"
#include "translate/transaction.h"

/* Where the stream table is, and the other registers that decide before an STE does: sections 6.3
 * and 3.3.1. Raw values of the Security state's own registers. */
struct hl_tables {
    uint64_t strtab_base;     /* SMMU_(*_)STRTAB_BASE */
    uint32_t strtab_base_cfg; /* SMMU_(*_)STRTAB_BASE_CFG */
    uint32_t gbpa;            /* SMMU_(*_)GBPA, for SMMUEN = 0 */
    bool smmuen;              /* SMMU_(*_)CR0.SMMUEN */
    bool rec_inv_sid;         /* SMMU_(*_)CR2.RECINVSID */
};

/* From the stream table on. trace: NULL, or where the steps go (it is begun anew). Never fails:
 * what is illegal, missing or not modelled is a response. */
void hl_translate(const struct hl_smmu *smmu, const struct hl_tables *tables,
                  const struct hl_memory *memory, const struct hl_transaction *transaction,
                  struct hl_trace *trace, struct hl_response *response);

/* The same from an STE on that is not fetched but given: a view. */
void hl_translate_ste(const struct hl_smmu *smmu, const struct hl_entry *ste,
                      const struct hl_memory *memory, const struct hl_transaction *transaction,
                      struct hl_trace *trace, struct hl_response *response);

/* The same with the CD given, too, for transactions that use stage 1: it stands at every index of
 * the CD table. */
void hl_translate_cd(const struct hl_smmu *smmu, const struct hl_entry *ste,
                     const struct hl_entry *cd, const struct hl_memory *memory,
                     const struct hl_transaction *transaction, struct hl_trace *trace,
                     struct hl_response *response);

/* "F_TRANSLATION"; NULL for HL_NO_EVENT and what is no event. */
const char *hl_event_name(enum hl_event_type type);

/* A record of the Event queue (7.3), its first four qwords: the fields that its event has. NSIPA is
 * not read. False: no event of this number is known here; only the stream is read. */
bool hl_event_read(const uint64_t record[4], struct hl_event *e);

/* Whether it is about an access: rnw means something, and input is its address. */
bool hl_event_has_access(enum hl_event_type type);

/* "output", "ats-no-access"; NULL for what is no outcome. */
const char *hl_fate_name(enum hl_fate outcome);

#endif
