// SPDX-License-Identifier: MIT
/* hitless-qemu: QEMU's SMMUv3 as a second decoder. */
#include "assertions.h"
#include "batch.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

struct arguments {
    const char *program, *assertions;
    uint64_t stes, cds, seed;
};

static bool number(const char *text, uint64_t *value)
{
    char *end;

    *value = strtoull(text, &end, 0);
    return *text >= '0' && *text <= '9' && *end == '\0';
}

static bool parse(int argc, char **argv, struct arguments *a)
{
    *a = (struct arguments){
        .program = "/usr/bin/qemu-system-aarch64", .stes = 1000000, .cds = 10000, .seed = 1};
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc)
            return false;
        if (strcmp(argv[i], "--qemu") == 0)
            a->program = argv[i + 1];
        else if (strcmp(argv[i], "--assertions") == 0)
            a->assertions = argv[i + 1];
        else if (strcmp(argv[i], "--stes") == 0   ? !number(argv[i + 1], &a->stes)
                 : strcmp(argv[i], "--cds") == 0  ? !number(argv[i + 1], &a->cds)
                 : strcmp(argv[i], "--seed") == 0 ? !number(argv[i + 1], &a->seed)
                                                  : true)
            return false;
    }
    return true;
}

static bool run(struct hq_machine *m, enum hl_kind kind, const struct arguments *a,
                struct hq_counts *counts)
{
    uint64_t n = kind == HL_KIND_STE ? a->stes : a->cds;

    for (uint64_t i = 0; i < n && !interrupted; i += HQ_FUNCTIONS) {
        uint64_t end = n - i < HQ_FUNCTIONS ? n : i + HQ_FUNCTIONS;
        if (hq_batch(m, kind, a->seed, i, end, counts))
            continue;
        fprintf(stderr, "hitless-qemu: lost at %s %" PRIu64 " to %" PRIu64 " of seed %" PRIu64 "\n",
                kind == HL_KIND_STE ? "STEs" : "CDs", i, end - 1, a->seed);
        if (m->qtest.lost)
            hq_machine_lost(m);
        return false;
    }
    return true;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int compare(const struct arguments *a)
{
    static struct hq_machine m;
    static struct hq_counts counts;
    double start;
    bool whole;

    if (!hq_machine_start(&m, a->program))
        return 2;
    start = now();
    whole = run(&m, HL_KIND_STE, a, &counts) && run(&m, HL_KIND_CD, a, &counts);
    hq_report_counts(&counts, now() - start);
    hq_machine_stop(&m);
    if (interrupted)
        fprintf(stderr, "hitless-qemu: interrupted\n");
    if (!whole || interrupted)
        return 2;
    return counts.by[HQ_UNEXPLAINED] != 0;
}

int main(int argc, char **argv)
{
    struct arguments a;
    struct sigaction action = {.sa_handler = interrupt};

    if (!parse(argc, argv, &a)) {
        fprintf(stderr, "usage: hitless-qemu [--qemu PROGRAM] [--stes N] [--cds N] [--seed N]\n"
                        "       hitless-qemu [--qemu PROGRAM] --assertions DIR\n");
        return 2;
    }
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    return a.assertions ? hq_assertions(a.program, a.assertions) : compare(&a);
}
