// SPDX-License-Identifier: MIT
/* Entries from few bytes: what a step of a program stands for. */
#ifndef HITLESS_PROGRAM_STE_RECIPE_H
#define HITLESS_PROGRAM_STE_RECIPE_H

#include "program/program.h"

/* An entry from 16 bytes, field by field, plausible on this SMMU. */
struct hl_entry hl_recipe(const struct hl_smmu *smmu, const uint8_t bytes[16]);

/* Mend an entry rule by rule until it is legal, or no mending is known. */
void hl_legalise(const struct hl_smmu *smmu, struct hl_entry *e);

#endif
