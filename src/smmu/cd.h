// SPDX-License-Identifier: MIT
/* The reference decoder of Context Descriptors: IHI 0070 sections 5.4 and 5.5, given the STE that
 * leads to the CD. */
#ifndef HITLESS_SMMU_CD_H
#define HITLESS_SMMU_CD_H

#include "smmu/ste.h"

/* Why a CD is ILLEGAL, in the order of CdIllegal(). */
enum hl_cd_rule {
    HL_CD_LEGAL,
#define HL_RULE(id, section, doc) HL_RULE_##id,
#include "smmu/cd_rules.def"
#undef HL_RULE
    HL_CD_RULE_COUNT
};
/* Indexed by enum hl_cd_rule; [HL_CD_LEGAL] is all NULL. */
extern const struct hl_rule_info hl_cd_rules[HL_CD_RULE_COUNT];

/* hl_meaning.config of a CD: its translation table format. */
enum hl_cd_config {
    HL_CD_CONFIG_INVALID, /* V = 0 or ILLEGAL: C_BAD_CD */
    HL_CD_CONFIG_VMSA32,
    HL_CD_CONFIG_VMSA64,
    HL_CD_CONFIG_VMSA128,
    HL_CD_CONFIG_COUNT
};
extern const char *const hl_cd_config_names[HL_CD_CONFIG_COUNT];

/* The kind of StreamWorld (3.3.4); the Security state is the SMMU's. */
enum hl_world { HL_WORLD_EL1, HL_WORLD_EL2, HL_WORLD_EL2_E2H, HL_WORLD_EL3 };

/* Of a live STE that enables stage 1. */
enum hl_world hl_ste_world(const struct hl_smmu *smmu, const struct hl_meaning *ste);

/* What a CD is decoded with, derived once from the SMMU and the STE. Only smmu/ reads its members
 * after `world'. */
struct hl_cd_context {
    const struct hl_smmu *smmu;
    enum hl_world world;
    bool nested;       /* stage 2 is enabled, too */
    bool unprivileged; /* the world has unprivileged transactions, and two tables */
    bool s2_vmsa32;    /* stage 2 uses VMSAv8-32 LPAE tables */
    bool s1stalld, s1pie, s1mpam;
    bool term_abort; /* SMMU_IDR0.TERM_MODEL: no RAZ/WI */
    bool asid16, had, pbha;
    unsigned vax;
    struct hl_entry keep;     /* the bits that can have a meaning */
    struct hl_entry reserved; /* the bits that are RES0 by the SMMU and the STE, or of no field */
};

/* ste: the meaning of the STE. False: it is not a live one that enables stage 1; the context is not
 * changed. */
bool hl_cd_context_init(struct hl_cd_context *context, const struct hl_smmu *smmu,
                        const struct hl_meaning *ste);

/* Decode a CD. Never fails. */
void hl_cd_decode(const struct hl_cd_context *context, const struct hl_entry *cd,
                  struct hl_meaning *meaning);

/* The decoder as the engine takes it; the context must outlive it. */
struct hl_decoder hl_cd_decoder(const struct hl_cd_context *context);

/* Whether stage 1 permission indirection applies to a live CD (3.26.1). */
bool hl_cd_indirect(const struct hl_meaning *cd);

#endif
