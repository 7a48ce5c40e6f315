// SPDX-License-Identifier: MIT
#include "harness/stats.h"

#include "harness/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BYTES = HL_COUNTS * sizeof(uint64_t) };

uint64_t *hl_stats_map(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    void *counts = MAP_FAILED;

    if (file < 0)
        return NULL;
    if (ftruncate(file, BYTES) == 0)
        counts = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return counts == MAP_FAILED ? NULL : counts;
}

static void take_counts(uint64_t counts[HL_COUNTS])
{
    counts[HL_COUNT_EXECUTIONS] = hl_ledger.executions;
    counts[HL_COUNT_UPDATES] = hl_ledger.updates;
    counts[HL_COUNT_VIEWS] = hl_ledger.views;
    memcpy(counts + HL_COUNT_OUTCOME, hl_ledger.outcomes, sizeof hl_ledger.outcomes);
    memcpy(counts + HL_COUNT_FOUND, hl_ledger.found, sizeof hl_ledger.found);
}

static uint64_t *shared_counts(void)
{
    static bool asked;
    static uint64_t *shared;
    const char *path;

    if (asked)
        return shared;
    asked = true;
    path = getenv("HITLESS_STATS");
    if (!path || !*path)
        return NULL;
    shared = hl_stats_map(path);
    if (!shared) {
        fprintf(stderr, "%s: HITLESS_STATS: %s: %s\n", hl_ledger.program, path, strerror(errno));
        exit(2);
    }
    return shared;
}

void hl_stats_flush(void)
{
    static uint64_t told[HL_COUNTS];
    uint64_t *shared = shared_counts(), now[HL_COUNTS];

    if (!shared)
        return;
    take_counts(now);
    for (unsigned i = 0; i < HL_COUNTS; i++) {
        if (now[i] != told[i])
            __atomic_fetch_add(&shared[i], now[i] - told[i], __ATOMIC_RELAXED);
        told[i] = now[i];
    }
}
