// SPDX-License-Identifier: MIT
#include "harness/known.h"

#include "case/cause.h"
#include "harness/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { KNOWN = 4096 };

static uint64_t known[KNOWN]; /* by hash, as causes.c compares them */
static unsigned count;

/* One cause a line; empty lines and comments are none. */
static void read_file(const char *path)
{
    char line[HL_CAUSE_TEXT + 1];
    FILE *in = fopen(path, "r");

    if (!in)
        hl_settings_refuse(path, strerror(errno));
    while (fgets(line, sizeof line, in)) {
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        if (count == KNOWN)
            hl_settings_refuse(path, "too many causes");
        known[count++] = hl_cause_hash(line);
    }
    fclose(in);
}

bool hl_is_known(const char *cause)
{
    static bool began;
    const char *path = hl_settings()->known;
    uint64_t hash;

    if (!path)
        return false;
    if (!began)
        read_file(path);
    began = true;
    hash = hl_cause_hash(cause);
    for (unsigned i = 0; i < count; i++)
        if (known[i] == hash)
            return true;
    return false;
}
