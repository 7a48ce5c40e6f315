// SPDX-License-Identifier: MIT
/* The stream table of drivers that come from Linux's, and how streams come and go in it. Included
 * behind what is taken and cmdq.h, and what differs: smmu, attach() and detach() of an entry,
 * reset(), and the least that is attached. */
#ifndef HITLESS_SUBJECTS_TWO_LEVELS_H
#define HITLESS_SUBJECTS_TWO_LEVELS_H

#include "subjects/owner.h"
#include "subjects/wants.h"

static bool attached[1 << HL_OWNER_SID_BITS];

static int table_begin(const struct hl_owner *self, const struct hl_registers *regs)
{
    (void)self;
    (void)regs;
    memset(&smmu, 0, sizeof smmu);
    memset(attached, 0, sizeof attached);
    smmu.features = ARM_SMMU_FEAT_2_LVL_STRTAB;
    smmu.sid_bits = HL_OWNER_SID_BITS;
    if (arm_smmu_init_strtab(&smmu))
        return -ENOMEM;
    return reset();
}

static int table_detach(const struct hl_owner *self, uint32_t sid)
{
    (void)self;
    if (attached[sid])
        detach(sid, arm_smmu_get_step_for_sid(&smmu, sid));
    attached[sid] = false;
    return 0;
}

static int table_attach(const struct hl_owner *self, uint32_t sid, const struct hl_entry *wish)
{
    if (hl_wanted_of(wish) < least)
        return -EINVAL;
    if (arm_smmu_init_l2_strtab(&smmu, sid))
        return -ENOMEM;
    table_detach(self, sid);
    attach(sid, arm_smmu_get_step_for_sid(&smmu, sid), wish);
    attached[sid] = true;
    return 0;
}

#endif
