// SPDX-License-Identifier: MIT
/* What judging a whole driver costs: attaches through the kernel's own core, with all of its
 * windows judged and with nobody watching, in turns; and what it takes to begin anew. */
#include "driver/watched.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 25, DOM_A = HLK_DOM_FREE, DOM_B, DOM_STAGE2 };
static const double seconds_per_turn = 0.05;

static const struct hlk_machine machine = {
    .devices = 1,
    .coherent = true,
    .msi = true,
    .device = {{.sid = {0x8}, .streams = 1, .pasid_bits = 4, .pci = true, .ats = true}}};

static const struct hl_operation setup[] = {
    {.kind = HL_DO_DOMAIN, .domain = DOM_A, .domain_kind = HLK_S1},
    {.kind = HL_DO_DOMAIN, .domain = DOM_B, .domain_kind = HLK_S1},
    {.kind = HL_DO_DOMAIN, .domain = DOM_STAGE2, .domain_kind = HLK_NEST_PARENT},
};

/* Each an attach: from and to stage 1 (the default domain, too), bypass, and stage 2. None of them
 * has a finding: between stage 1 and stage 2 there would be one. */
static const struct hl_operation cycle[] = {
    {.kind = HL_DO_ATTACH, .domain = DOM_A},
    {.kind = HL_DO_ATTACH, .domain = DOM_B},
    {.kind = HL_DO_ATTACH, .domain = HLK_DOM_IDENTITY},
    {.kind = HL_DO_ATTACH, .domain = DOM_STAGE2},
    {.kind = HL_DO_ATTACH, .domain = HLK_DOM_IDENTITY},
    {.kind = HL_DO_DETACH},
};
enum { SETUP = sizeof setup / sizeof *setup, CYCLE = sizeof cycle / sizeof *cycle };

static struct hl_watched watched;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *why)
{
    fprintf(stderr, "bench_driver: %s\n", why);
    exit(2);
}

static void begin(bool judging)
{
    watched.judging = judging;
    if (hl_watched_probe(&watched, &machine, &hl_profile_find("mmu-700")->regs, NULL))
        die("the driver does not take mmu-700");
}

static void run(const struct hl_operation *operations, unsigned count)
{
    hl_watched_do(&watched, operations, count);
    for (unsigned i = 0; i < count; i++)
        if (watched.conduct.outcome[i].refused || watched.conduct.outcome[i].result)
            die("an operation failed");
}

/* Attaches a second; what the probe was found to do is not asked here. */
static double attaches(bool judging)
{
    double start, end;
    unsigned n = 0;

    begin(judging);
    run(setup, SETUP);
    if (judging)
        hl_driver_judge_clear(&watched.judge);
    start = now();
    do {
        for (unsigned i = 0; i < 100; i++, n += CYCLE)
            run(cycle, CYCLE);
        end = now();
    } while (end - start < seconds_per_turn);
    if (judging && (watched.judge.findings || hl_driver_judge_gave_up(&watched.judge)))
        die("an attach has a finding, or was not judged");
    return n / (end - start);
}

/* Microseconds to put the machine back, and to probe the SMMU and its device in it. */
static double reset(bool judging)
{
    const double start = now();
    double end;
    unsigned n = 0;

    do {
        begin(judging);
        n++;
        end = now();
    } while (end - start < seconds_per_turn);
    return (end - start) * 1e6 / n;
}

static double restore(void)
{
    double start, end;
    unsigned n = 0;

    begin(false);
    hl_machine_save();
    start = now();
    do {
        hl_machine_restore();
        n++;
        end = now();
    } while (end - start < seconds_per_turn);
    return (end - start) * 1e6 / n;
}

static void better(double *best, double value, bool smaller)
{
    if (*best <= 0 || (smaller ? value < *best : value > *best))
        *best = value;
}

/* --judged, --bare: only that, for a profiler. */
int main(int argc, char **argv)
{
    double bare = 0, judged = 0, back = 0, alone = 0, with = 0;

    if (!hl_machine_boot())
        die("no memory at the kernel's place");
    if (argc > 1) {
        const bool judging = strcmp(argv[1], "--judged") == 0;

        for (unsigned i = 0; i < ROUNDS; i++)
            better(&judged, attaches(judging), false);
        printf("%s %.0f attaches/s\n", judging ? "judged" : "bare", judged);
        return 0;
    }
    for (unsigned i = 0; i < ROUNDS;
         i++) { /* in turns, and the best: others have the machine, too */
        better(&bare, attaches(false), false);
        better(&judged, attaches(true), false);
        better(&back, restore(), true);
        better(&alone, reset(false), true);
        better(&with, reset(true), true);
    }
    printf("Linux %s, attaches/s of one core: %.0f, judged %.0f, ratio %.2f\n"
           "put back %.1f us; with a probe of the SMMU and a device %.0f us, judged %.0f us\n",
           hlk_release(), bare, judged, judged / bare, back, alone, with);
    return 0;
}
