// SPDX-License-Identifier: MIT
#include "report/probes.h"

#include <fnmatch.h>

const struct hl_unshown hl_unshown[] = {
#define HL_UNSHOWN(kind, fields, ever, reason) {HL_KIND_##kind, ever, fields, reason},
#include "report/unshown.def"
#undef HL_UNSHOWN
};
const size_t hl_unshown_count = sizeof hl_unshown / sizeof *hl_unshown;

const struct hl_unshown *hl_unshown_find(enum hl_kind kind, const char *field)
{
    for (size_t i = 0; i < hl_unshown_count; i++)
        if (hl_unshown[i].kind == kind && fnmatch(hl_unshown[i].fields, field, 0) == 0)
            return &hl_unshown[i];
    return NULL;
}
