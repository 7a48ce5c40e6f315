// SPDX-License-Identifier: MIT
/* Entries as the kernel tree's own make functions build them, from the parts of a
 * `driver` step (parts.def). */
#ifndef HITLESS_PROGRAM_MADE_H
#define HITLESS_PROGRAM_MADE_H

#include "linux/linux.h"
#include "smmu/ste.h"

/* device: the bytes of the step that says what belongs to the device and to the kernel, for all
 * entries of a program. False: this build, SMMU or guest's STE has no such entry. */
bool hl_made_ste(const struct hl_smmu *smmu, const uint8_t *device, const uint8_t *bytes,
                 struct hl_entry *e);

/* A stage 2 parent, and the stream that it is made for. */
bool hl_made_parent(const struct hl_smmu *smmu, const uint8_t *device,
                    struct hl_linux_stream *stream, struct hl_entry *e);

/* The STE that leads to the CDs of the same device. */
bool hl_made_lead(const struct hl_smmu *smmu, const uint8_t *device, struct hl_entry *e);
bool hl_made_cd(const struct hl_smmu *smmu, const uint8_t *device, const uint8_t *bytes,
                struct hl_entry *e);

#endif
