// SPDX-License-Identifier: MIT
#include "smmu/smmu.h"

#include <string.h>

const struct hl_options hl_default_options = {
#define HL_OPTION(id, name, def, doc) .id = (def),
#include "smmu/options.def"
#undef HL_OPTION
};

const struct hl_option_info hl_option_list[] = {
#define HL_OPTION(id, name, def, doc) {name, doc, def, offsetof(struct hl_options, id)},
#include "smmu/options.def"
#undef HL_OPTION
};
const size_t hl_option_count = sizeof hl_option_list / sizeof hl_option_list[0];

bool hl_option_get(const struct hl_options *options, size_t index)
{
    bool value;

    memcpy(&value, (const char *)options + hl_option_list[index].offset, sizeof value);
    return value;
}

void hl_option_put(struct hl_options *options, size_t index, bool value)
{
    memcpy((char *)options + hl_option_list[index].offset, &value, sizeof value);
}

bool hl_option_set(struct hl_options *options, const char *name, bool value)
{
    for (size_t i = 0; i < hl_option_count; i++)
        if (strcmp(hl_option_list[i].name, name) == 0) {
            hl_option_put(options, i, value);
            return true;
        }
    return false;
}
