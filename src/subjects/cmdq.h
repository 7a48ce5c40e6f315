// SPDX-License-Identifier: MIT
/* The command queue of drivers that come from Linux's: included behind what declares struct
 * arm_smmu_device and struct arm_smmu_cmdq_ent. Commands are complete when the driver has waited
 * for them. */
#ifndef HITLESS_SUBJECTS_CMDQ_H
#define HITLESS_SUBJECTS_CMDQ_H

#include "subjects/owner.h"

enum { HL_SID = 0 };

/* The queue writes CMDQ_PROD by writel(), or after dma_wmb() or dsb(). */
static int arm_smmu_cmdq_issue_cmd(struct arm_smmu_device *smmu, struct arm_smmu_cmdq_ent *ent)
{
    (void)smmu;
    if (hl_owner_runs()) {
        u64 command[2];

        arm_smmu_cmdq_build_cmd(command, ent);
        hl_wire_barrier();
        hl_owner_command(command[0], command[1]);
        return 0;
    }
    hl_wire_command(ent->opcode == CMDQ_OP_CFGI_ALL ||
                    (ent->opcode == CMDQ_OP_CFGI_STE && ent->cfgi.sid == HL_SID));
    return 0;
}

static int arm_smmu_cmdq_issue_sync(struct arm_smmu_device *smmu)
{
    (void)smmu;
    if (hl_owner_runs()) {
        hl_owner_command(CMDQ_OP_CMD_SYNC, 0);
        hl_owner_wait();
        return 0;
    }
    hl_wire_command_sync();
    return 0;
}

static inline int arm_smmu_cmdq_issue_cmd_with_sync(struct arm_smmu_device *smmu,
                                                    struct arm_smmu_cmdq_ent *ent)
{
    arm_smmu_cmdq_issue_cmd(smmu, ent);
    return arm_smmu_cmdq_issue_sync(smmu);
}

#endif
