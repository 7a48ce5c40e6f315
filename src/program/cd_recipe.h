// SPDX-License-Identifier: MIT
/* Context Descriptors from few bytes: what a step of a program of CDs stands for. */
#ifndef HITLESS_PROGRAM_CD_RECIPE_H
#define HITLESS_PROGRAM_CD_RECIPE_H

#include "smmu/cd.h"

/* A CD from 16 bytes, field by field, plausible under this STE. */
struct hl_entry hl_cd_recipe(const struct hl_cd_context *context, const uint8_t bytes[16]);

/* A live CD after its address space has gone: EPD0 set, TTB0 and its parameters zero. */
struct hl_entry hl_cd_released(struct hl_entry cd);

/* Mend a CD rule by rule until it is legal, or no mending is known. */
void hl_cd_legalise(const struct hl_cd_context *context, struct hl_entry *e);

#endif
