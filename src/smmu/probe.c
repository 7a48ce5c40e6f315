// SPDX-License-Identifier: MIT
/* Counting of conditions: only in builds with HITLESS_PROBE, for ./dev rules and ./dev mutate. */
#include "smmu/probe.h"

#ifdef HITLESS_PROBE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[HL_CONDITION_COUNT] = {
#define HL_RULE(id, section, doc) #id,
#include "smmu/ste_rules.def"
#include "smmu/cd_rules.def"
#undef HL_RULE
#define HL_IGNORED(id, section, doc) #id,
#define HL_RES0(id, section, doc) #id,
#include "smmu/ste_ignored.def"
#include "smmu/cd_ignored.def"
#undef HL_IGNORED
#undef HL_RES0
};

static unsigned long seen[HL_CONDITION_COUNT][2];
static int mutant = -1;
static enum { NEGATE, NEVER, ALWAYS } mutation;

/* HITLESS_PROBE_OUT: a folder; "NAME held not-held" a line in a file of this process. */
static void report(void)
{
    const char *folder = getenv("HITLESS_PROBE_OUT");
    char path[4096], temporary[4104];
    FILE *out;

    if (!folder ||
        (size_t)snprintf(path, sizeof path, "%s/%ld", folder, (long)getpid()) >= sizeof path)
        return;
    snprintf(temporary, sizeof temporary, "%s.part", path);
    out = fopen(temporary, "w");
    if (!out)
        return;
    for (unsigned i = 0; i < HL_CONDITION_COUNT; i++)
        fprintf(out, "%s %lu %lu\n", names[i], seen[i][1], seen[i][0]);
    if (fclose(out) == 0)
        rename(temporary, path);
}

/* HITLESS_PROBE_MUTATE: "negate:ID", "never:ID" or "always:ID". */
static void begin(void)
{
    static const char *const kinds[] = {"negate:", "never:", "always:"};
    const char *text = getenv("HITLESS_PROBE_MUTATE");

    atexit(report);
    for (unsigned kind = 0; text && kind < 3; kind++) {
        const size_t length = strlen(kinds[kind]);
        if (strncmp(text, kinds[kind], length) != 0)
            continue;
        for (int i = 0; i < HL_CONDITION_COUNT; i++)
            if (strcmp(text + length, names[i]) == 0)
                mutant = i;
        mutation = kind;
    }
    if (text && mutant < 0) {
        fprintf(stderr, "HITLESS_PROBE_MUTATE: no such mutant: %s\n", text);
        _exit(99);
    }
}

bool hl_probe(enum hl_condition condition, bool holds)
{
    static bool begun;

    if (!begun) {
        begun = true;
        begin();
    }
    seen[condition][holds]++;
    if ((int)condition != mutant)
        return holds;
    return mutation == NEGATE ? !holds : mutation == ALWAYS;
}

#else
typedef int hl_probe_is_off; /* C wants something in every file */
#endif
