// SPDX-License-Identifier: MIT
#include "harness/known.h"

const struct hl_suppression hl_known_built_in[] = {{0}};
const unsigned hl_known_built_in_count = 0;
