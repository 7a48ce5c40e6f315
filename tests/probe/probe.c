// SPDX-License-Identifier: MIT
/* hl_probe() of src/smmu/probe.h, only in builds with HITLESS_PROBE: counts each condition, and
 * changes one of them if it is asked to. From the environment:
 *   HITLESS_PROBE_OUT      a folder that exists: the counts, one file a process, when it exits
 *   HITLESS_PROBE_MUTATE   negate:ID, never:ID or always:ID */
#include "smmu/probe.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *id, *group, *section;
} conditions[HL_CONDITION_COUNT] = {
#define HL_RULE(id, section, doc) [HL_COND_##id] = {#id, "rule", section},
#include "smmu/ste_rules.def"
#include "smmu/cd_rules.def"
#undef HL_RULE
#define HL_IGNORED(id, section, doc) [HL_COND_##id] = {#id, "ignored", section},
#include "smmu/ste_ignored.def"
#include "smmu/cd_ignored.def"
#undef HL_IGNORED
};

enum mutation { NONE, NEGATE, NEVER, ALWAYS };

static uint64_t counts[HL_CONDITION_COUNT][2];
static enum mutation mutation;
static enum hl_condition mutated;

static _Noreturn void die(const char *what, const char *value)
{
    fprintf(stderr, "hitless probe: %s: %s\n", what, value);
    _exit(70);
}

static void write_counts(void)
{
    const char *folder = getenv("HITLESS_PROBE_OUT");
    char part[4096], whole[4096];
    struct timespec t;
    FILE *f;

    if (!folder)
        return;
    clock_gettime(CLOCK_REALTIME, &t);
    snprintf(part, sizeof part, "%s/%ld-%ld-%ld.part", folder, (long)getpid(), (long)t.tv_sec,
             t.tv_nsec);
    snprintf(whole, sizeof whole, "%.*s.counts", (int)(strlen(part) - 5), part);
    f = fopen(part, "w");
    if (!f)
        die("cannot write", part);
    for (unsigned i = 0; i < HL_CONDITION_COUNT; i++)
        fprintf(f, "%s %s %s %" PRIu64 " %" PRIu64 "\n", conditions[i].id, conditions[i].group,
                conditions[i].section, counts[i][1], counts[i][0]);
    if (fclose(f) || rename(part, whole))
        die("cannot write", whole);
}

static void read_mutation(const char *text)
{
    static const char *const names[] = {"", "negate:", "never:", "always:"};

    for (unsigned m = NEGATE; m <= ALWAYS; m++)
        if (strncmp(text, names[m], strlen(names[m])) == 0) {
            mutation = (enum mutation)m;
            text += strlen(names[m]);
            break;
        }
    for (unsigned i = 0; mutation && i < HL_CONDITION_COUNT; i++)
        if (strcmp(text, conditions[i].id) == 0) {
            mutated = (enum hl_condition)i;
            return;
        }
    die("HITLESS_PROBE_MUTATE: unknown", text);
}

__attribute__((constructor)) static void begin(void)
{
    const char *mutate = getenv("HITLESS_PROBE_MUTATE");

    if (mutate)
        read_mutation(mutate);
}

static void at_first_use(void)
{
    static bool begun;

    if (!begun && atexit(write_counts))
        die("atexit", "failed");
    begun = true;
}

bool hl_probe(enum hl_condition condition, bool holds)
{
    at_first_use();
    counts[condition][holds]++;
    if (mutation == NONE || condition != mutated)
        return holds;
    return mutation == NEGATE ? !holds : mutation == ALWAYS;
}
