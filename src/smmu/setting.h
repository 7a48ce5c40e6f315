// SPDX-License-Identifier: MIT
/* Where entries have their meaning: a setting is a value, a reading is what decoding in it needs.
 */
#ifndef HITLESS_SMMU_SETTING_H
#define HITLESS_SMMU_SETTING_H

#include "smmu/cd.h"

struct hl_setting {
    struct hl_registers regs; /* have passed hl_registers_wrong() */
    enum hl_security security;
    struct hl_options options;
    struct hl_assumptions assume;
};

bool hl_setting_equal(const struct hl_setting *a, const struct hl_setting *b);

/* The decoder of the entries of one kind in a setting. It points into itself: it must stay in its
 * place. */
struct hl_reading {
    struct hl_smmu smmu;       /* under the assumptions */
    struct hl_meaning ste;     /* of CDs: the STE that leads to them */
    struct hl_cd_context cd;   /* of CDs: derived from that STE */
    struct hl_decoder decoder; /* of CDs: not before hl_reading_lead() */
    struct hl_entry overlook;  /* what the assumptions overlook: regime bits that do not count */
};

void hl_reading_init(struct hl_reading *reading, const struct hl_setting *setting,
                     enum hl_kind kind);

/* From now on the entries are the CDs that this STE leads to. Returns NULL; or, as a constant text,
 * why it leads to none: then all but `ste` stays what it was. */
const char *hl_reading_lead(struct hl_reading *reading, const struct hl_entry *ste);

#endif
