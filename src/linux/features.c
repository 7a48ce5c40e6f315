// SPDX-License-Identifier: MIT
#include "linux/linux.h"

#define HL_LINUX_FEATURE(id, name, symbol, doc) {#name, doc},
const struct hl_linux_feature_info hl_linux_features[] = {
#include "linux/features.def"
};
#undef HL_LINUX_FEATURE
