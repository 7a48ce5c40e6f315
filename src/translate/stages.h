// SPDX-License-Identifier: MIT
/* One access through stage 1, stage 2 or both, once STE and CD are known: sections 3.3.4, 3.4, 3.12
 * and 7.3; VMSAv8-64 of the A-profile architecture, and VMSAv8-32 LPAE in stage 2. */
#ifndef HITLESS_TRANSLATE_STAGES_H
#define HITLESS_TRANSLATE_STAGES_H

#include "smmu/cd.h"
#include "translate/transaction.h"

struct hl_stages {
    const struct hl_smmu *smmu;
    const struct hl_memory *memory;
    const struct hl_meaning *ste;        /* live */
    const struct hl_cd_context *context; /* NULL: stage 1 is off or bypassed */
    const struct hl_meaning *cd;         /* live, or NULL with context */
    struct hl_trace *trace;              /* or NULL */
};

struct hl_access {
    uint64_t address;
    bool write, instruction, privileged; /* after the STE's overrides */
    bool nonsecure; /* of a Secure stream: after STE.NSCFG; picks the IPA space */
    bool ats;       /* an ATS request: AF and permissions are reported, not faulted (3.9.1) */
    struct hl_attributes attributes; /* after the STE's overrides; input of stage 1 or stage 2 */
};

struct hl_stages_result {
    enum { HL_STAGES_DONE, HL_STAGES_FAULT, HL_STAGES_NOT_MODELLED } kind;
    enum hl_step step; /* what decided */

    /* HL_STAGES_FAULT: as in struct hl_event */
    enum hl_event_type type;
    enum hl_class class;
    bool s2, nsipa;
    uint64_t ipa;     /* with s2: the IPA that faulted; HL_STAGES_DONE, both stages: the IPA */
    uint64_t fetch;   /* HL_F_WALK_EABT */
    bool fault_write; /* the faulting access is a write: for a walk the HTTU or a read (RnW) */

    /* HL_STAGES_DONE */
    uint64_t address;
    enum hl_space space;
    struct hl_attributes attributes;
    unsigned page_bits;     /* of the smaller of both stages */
    bool read, write, exec; /* what both stages permit this privilege level */
    bool global;            /* stage 1 nG is 0 */
    bool af_update, dirty_update;
};

/* The access through every stage that is enabled: both NULL context and Config without stage 2 is a
 * caller's error. */
void hl_stages(const struct hl_stages *stages, const struct hl_access *access,
               struct hl_stages_result *result);

/* An SMMU access through stage 2 only: the fetch of a CD or L1CD at an IPA. class: HL_CLASS_CD.
 * Also what hl_stages() uses for stage 1's tables. */
void hl_stages_fetch(const struct hl_stages *stages, uint64_t ipa, enum hl_class class,
                     struct hl_stages_result *result);

#endif
