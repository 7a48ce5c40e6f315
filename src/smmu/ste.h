// SPDX-License-Identifier: MIT
/* The reference decoder of Stream Table Entries: IHI 0070 sections 5.2, 5.2.2, 5.5 and 13.5. */
#ifndef HITLESS_SMMU_STE_H
#define HITLESS_SMMU_STE_H

#include "entry/decoder.h"
#include "smmu/smmu.h"

/* Why an entry is ILLEGAL, in the order of SteIllegal(). */
enum hl_ste_rule {
    HL_STE_LEGAL,
#define HL_RULE(id, section, doc) HL_RULE_##id,
#include "smmu/ste_rules.def"
#undef HL_RULE
    HL_STE_RULE_COUNT
};

struct hl_rule_info {
    const char *id; /* "STE_S2AA64" */
    const char *section;
    const char *doc;
};
/* Indexed by enum hl_ste_rule; [HL_STE_LEGAL] is all NULL. */
extern const struct hl_rule_info hl_ste_rules[HL_STE_RULE_COUNT];

/* hl_meaning.config of an STE: "invalid", "abort", "bypass", "s1", "s2", "nested". */
enum hl_ste_config {
    HL_CONFIG_INVALID, /* V = 0 or ILLEGAL: C_BAD_STE */
    HL_CONFIG_ABORT,
    HL_CONFIG_BYPASS,
    HL_CONFIG_S1,
    HL_CONFIG_S2,
    HL_CONFIG_NESTED,
    HL_CONFIG_COUNT
};
extern const char *const hl_ste_config_names[HL_CONFIG_COUNT];

/* Decode an STE of this SMMU's stream table. Never fails. */
void hl_ste_decode(const struct hl_smmu *smmu, const struct hl_entry *ste,
                   struct hl_meaning *meaning);

/* The decoder as the engine takes it; smmu must outlive it. */
struct hl_decoder hl_ste_decoder(const struct hl_smmu *smmu);

/* The effective StreamWorld by the tables of 3.3.3 and STE.STRW ("NS-EL2-E2H"), or NULL where no
 * translation is made. */
const char *hl_ste_streamworld(const struct hl_smmu *smmu, const struct hl_meaning *meaning);

/* What "the same" may overlook. */
struct hl_assumptions {
    bool ats_quiesced; /* ATS is off at the endpoint while EATS changes (3.9.2) */
};

/* Let an SMMU's decoder work under assumptions. Returns the regime bits that do not count as a
 * difference: always MEV (5.2: software must expect merged events anyhow), and what they say. */
struct hl_entry hl_ste_assume(struct hl_smmu *smmu, const struct hl_assumptions *assume);

/* Read a list such as "ats-quiesced" (comma-separated, or "none"). False: an unknown name. */
bool hl_assumptions_parse(const char *list, struct hl_assumptions *assume);

#endif
