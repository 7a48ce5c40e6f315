// SPDX-License-Identifier: MIT
#include "translate/transaction.h"

const struct hl_step_info hl_steps[HL_STEP_COUNT] = {
    {0},
#define HL_STEP(id, section, doc) {#id, section, doc},
#include "translate/steps.def"
#undef HL_STEP
};
