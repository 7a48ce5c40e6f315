// SPDX-License-Identifier: MIT
/* What an STE and a CD mean together for one kind of a stream's traffic: sections 3.9, 5.2 (S1DSS,
 * S1CDMax) and 7.3 of IHI 0070. */
#ifndef HITLESS_DEVICE_JOINT_H
#define HITLESS_DEVICE_JOINT_H

#include "smmu/cd.h"

enum { HL_DEVICE_PASIDS = 8, HL_NO_PASID = -1 };

/* Why traffic passes, or what stops it. */
enum hl_joint_state {
    HL_JOINT_LIVE,
    HL_JOINT_STE_OFF,     /* V = 0 */
    HL_JOINT_STE_ILLEGAL, /* C_BAD_STE */
    HL_JOINT_ABORT,       /* Config abort */
    HL_JOINT_SUBSTREAM,   /* C_BAD_SUBSTREAMID */
    HL_JOINT_DISABLED,    /* F_STREAM_DISABLED: by S1DSS */
    HL_JOINT_CD_OFF,      /* C_BAD_CD, V = 0 */
    HL_JOINT_CD_ILLEGAL,  /* C_BAD_CD */
    HL_JOINT_STATE_COUNT
};
extern const char *const hl_joint_state_names[HL_JOINT_STATE_COUNT];

struct hl_joint {
    enum hl_joint_state state;
    unsigned rule; /* of what is ILLEGAL */
    bool uses_cd;
    unsigned eats;       /* for ATS traffic */
    struct hl_entry ste; /* live: the regime without what this traffic cannot tell, and EATS */
    struct hl_entry cd;  /* live: the regime, if there is a CD */
};

/* By the STE. table: S1ContextPtr (as the field) of the CD table that is known; pasid: or
 * HL_NO_PASID. Returns the index of the CD that decides, or -1: *joint is complete. */
int hl_joint_ste(const struct hl_smmu *smmu, const struct hl_meaning *ste, uint64_t table,
                 int pasid, struct hl_joint *joint);

/* By the CD, too. context: of this STE. */
void hl_joint_cd(const struct hl_cd_context *context, const struct hl_entry *cd,
                 struct hl_joint *joint);

/* The same once the CD is decoded. */
void hl_joint_decoded(const struct hl_meaning *cd, struct hl_joint *joint);

/* Both. cds: the CD table of HL_DEVICE_PASIDS CDs; context: as above, not read where no CD decides.
 */
void hl_joint(const struct hl_smmu *smmu, const struct hl_meaning *ste,
              const struct hl_cd_context *context, const struct hl_entry *cds, uint64_t table,
              int pasid, struct hl_joint *joint);

/* Whether ordinary traffic cannot tell them apart. */
bool hl_joint_equal(const struct hl_joint *a, const struct hl_joint *b);

#endif
