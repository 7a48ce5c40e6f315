// SPDX-License-Identifier: MIT
#include "harness/causes.h"

#include <stdlib.h>
#include <unistd.h>

enum { MAX_CAUSES = 1024, SLOTS = 4 * MAX_CAUSES, MAX_LISTED = 24 };

struct cause {
    uint64_t hash, count;
    bool made;
    char text[HL_CAUSE_TEXT];
};
static struct cause causes[MAX_CAUSES];
static unsigned count;
static uint16_t slots[SLOTS]; /* index + 1 by hash; 0: free */
static uint64_t unlisted;     /* findings that came when the list was full */

/* Compared by hash alone: engines look into string comparisons, which costs more than the judging.
 */
bool hl_causes_add(const char *cause, bool made)
{
    const uint64_t hash = hl_cause_hash(cause);
    unsigned slot = hash % SLOTS;

    for (; slots[slot]; slot = (slot + 1) % SLOTS)
        if (causes[slots[slot] - 1].hash == hash) {
            causes[slots[slot] - 1].count++;
            return false;
        }
    if (count == MAX_CAUSES) {
        unlisted++;
        return false;
    }
    causes[count] = (struct cause){.hash = hash, .count = 1, .made = made};
    snprintf(causes[count].text, HL_CAUSE_TEXT, "%s", cause);
    slots[slot] = (uint16_t)++count;
    return true;
}

void hl_causes_save(const char *path)
{
    FILE *out = fopen(path, "w");
    bool good = out != NULL;

    for (unsigned i = 0; good && i < count; i++)
        good = fprintf(out, "%s\n", causes[i].text) > 0;
    if (!good || fclose(out) != 0) {
        fprintf(stderr, "HITLESS_CAUSES: %s: cannot be written\n", path);
        _exit(2); /* called at the end of the process: exit() is under way */
    }
}

static int by_count(const void *a, const void *b)
{
    const struct cause *x = &causes[*(const unsigned *)a], *y = &causes[*(const unsigned *)b];

    if (x->made != y->made)
        return x->made ? -1 : 1;
    return x->count < y->count ? 1 : x->count > y->count ? -1 : 0;
}

void hl_causes_print(FILE *out)
{
    static unsigned order[MAX_CAUSES];

    for (unsigned i = 0; i < count; i++)
        order[i] = i;
    qsort(order, count, sizeof order[0], by_count);
    for (unsigned i = 0; i < count && i < MAX_LISTED; i++)
        fprintf(out, "  %10llu  %s\n", (unsigned long long)causes[order[i]].count,
                causes[order[i]].text);
    if (count > MAX_LISTED)
        fprintf(out, "  and %u more kinds\n", count - MAX_LISTED);
    if (unlisted)
        fprintf(out, "  and %llu findings of kinds beyond the first %d, not told apart\n",
                (unsigned long long)unlisted, MAX_CAUSES);
}
