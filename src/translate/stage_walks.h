// SPDX-License-Identifier: MIT
/* Private to translate/: the two stages of one access. */
#ifndef HITLESS_TRANSLATE_STAGE_WALKS_H
#define HITLESS_TRANSLATE_STAGE_WALKS_H

#include "smmu/registers.h"
#include "smmu/stage2.h"
#include "translate/walk.h"

/* Stage 1: access->address is a VA. nested: its tables are in IPA space. False: *result says why
 * not. */
bool hl_stage1(const struct hl_stages *stages, const struct hl_access *access, bool nested,
               struct hl_stages_result *result);

/* Stage 2: access->address is an IPA. */
bool hl_stage2(const struct hl_stages *stages, const struct hl_access *access,
               struct hl_stages_result *result);

/* 3.13.5: HTTU of a stage 1 descriptor at an IPA is a write that stage 2 must permit. False:
 * *result is its fault; otherwise it is not changed. */
bool hl_stages_update(const struct hl_stages *stages, uint64_t ipa,
                      struct hl_stages_result *result);

/* The PA space of a Security state's own memory. */
static inline enum hl_space hl_stage_space(const struct hl_smmu *s)
{
    return s->security == HL_SECURE  ? HL_SPACE_SECURE
           : s->security == HL_REALM ? HL_SPACE_REALM
                                     : HL_SPACE_NONSECURE;
}

#endif
