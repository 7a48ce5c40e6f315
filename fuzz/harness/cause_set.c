// SPDX-License-Identifier: MIT
#include "harness/cause_set.h"

#include "case/cause.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool has_hash(const struct hl_cause_set *set, uint64_t hash)
{
    for (unsigned i = 0; i < set->count; i++)
        if (set->hash[i] == hash)
            return true;
    return false;
}

bool hl_cause_set_has(const struct hl_cause_set *set, const char *cause)
{
    return has_hash(set, hl_cause_hash(cause));
}

/* False: there is no room. */
static bool add(struct hl_cause_set *set, const char *cause)
{
    const uint64_t hash = hl_cause_hash(cause);

    if (has_hash(set, hash))
        return true;
    if (set->count == HL_CAUSE_SET)
        return false;
    set->hash[set->count++] = hash;
    return true;
}

const char *hl_cause_set_read(struct hl_cause_set *set, const char *path)
{
    char line[HL_CAUSE_TEXT + 1];
    const char *why = NULL;
    FILE *in = fopen(path, "r");

    if (!in)
        return strerror(errno);
    while (!why && fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (*line && *line != '#' && !add(set, line))
            why = "too many causes";
    }
    if (ferror(in))
        why = "cannot be read";
    fclose(in);
    return why;
}
