// SPDX-License-Identifier: MIT
/* What the SMMU makes of a CD: section 5.4, given the STE that leads to it. */
#ifndef HITLESS_SMMU_CD_H
#define HITLESS_SMMU_CD_H

#include "smmu/ste.h"

enum hl_cd_rule {
    HL_CD_LEGAL = 0,
#define HL_RULE(id, section, doc) HL_RULE_##id,
#include "smmu/cd_rules.def"
#undef HL_RULE
    HL_CD_RULE_COUNT
};

extern const struct hl_rule_info hl_cd_rules[HL_CD_RULE_COUNT];

/* The config of a CD's meaning: the translation table format. */
enum hl_cd_config {
    HL_CD_CONFIG_INVALID, /* V = 0, or ILLEGAL */
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

/* What a CD is decoded with: derived once from the SMMU and the STE. */
struct hl_cd_context {
    const struct hl_smmu *smmu;
    enum hl_world world;
    bool nested;    /* stage 2 is enabled, too */
    bool s2_vmsa32; /* with VMSAv8-32 LPAE tables */
    bool s1stalld, s1pie, s1mpam;
    struct hl_entry keep; /* the bits that can have a meaning */
};

/* ste: the meaning of the STE. False: it is not a live one that enables stage 1; the context is not
 * changed. */
bool hl_cd_context_init(struct hl_cd_context *context, const struct hl_smmu *smmu,
                        const struct hl_meaning *ste);

/* Decode one CD: 5.4, CdIllegal() of 5.4.1. Never fails: what is illegal is a meaning. */
void hl_cd_decode(const struct hl_cd_context *context, const struct hl_entry *cd,
                  struct hl_meaning *meaning);

/* hl_cd_decode() for the engine. The context must outlive the decoder. */
struct hl_decoder hl_cd_decoder(const struct hl_cd_context *context);

#endif
