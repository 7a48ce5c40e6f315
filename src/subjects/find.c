// SPDX-License-Identifier: MIT
#include "subjects/subjects.h"

#include <string.h>

const struct hl_wired *hl_wired_find(const char *name)
{
    for (const struct hl_wired *w = hl_wired; w->name; w++)
        if (strcmp(w->name, name) == 0)
            return w;
    return NULL;
}
