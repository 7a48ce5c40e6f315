// SPDX-License-Identifier: MIT
/* Updates per second over structured pairs, every view judged, against the same loop with the
 * sequencer alone: a ratio in one run. Judged are pairs of entries of which nothing is known, and
 * pairs of entries that were decoded before, once each: as the fuzz targets and `hitless sweep'
 * ask. */
#include "linux/linux.h"
#include "program/ste_recipe.h"
#include "update/algorithm.h"
#include "verdict/verdict.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 32, ROUNDS = 25 };
static const double seconds_per_round = 0.06;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others may be at work on this machine */
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t decodes;

static void count_decode(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    decodes++;
    hl_ste_decode(context, e, m);
}

/* The entries that one device has in its life: each configuration with the S1DSS values that attach
 * code uses, with ATS and event merging on and off; one CD table, one stage 2 table, one VMID. */
static void make_entries(const struct hl_smmu *smmu, const struct hl_sequencer *seq,
                         const struct hl_decoder *decoder, struct hl_entry entry[ENTRIES])
{
    static const unsigned config[8] = {0, 4, 5, 5, 5, 6, 7, 7};
    static const unsigned s1dss[8] = {0, 0, 2, 1, 0, 0, 2, 1};

    for (unsigned i = 0; i < ENTRIES; i++) {
        static const uint8_t none[16];
        struct hl_entry *e = &entry[i], used;
        unsigned c = config[i % 8];

        *e = hl_recipe(smmu, none); /* stage 2 tables that fit, and no more */
        HL_SET(STE, e, Config, c);
        HL_SET(STE, e, S1ContextPtr, 0x2000000);
        HL_SET(STE, e, S1CDMax, 10);
        HL_SET(STE, e, S1Fmt, 2);
        HL_SET(STE, e, S1DSS, s1dss[i % 8]);
        HL_SET(STE, e, S1CIR, 1);
        HL_SET(STE, e, S1COR, 1);
        HL_SET(STE, e, S1CSH, 3);
        HL_SET(STE, e, SHCFG, 1);
        HL_SET(STE, e, EATS, i >> 3 & 1);
        HL_SET(STE, e, MEV, i >> 4 & 1);
        HL_SET(STE, e, S2VMID, c & 2 ? 1 : 0);
        HL_SET(STE, e, S2IR0, 1);
        HL_SET(STE, e, S2OR0, 1);
        HL_SET(STE, e, S2SH0, 3);
        HL_SET(STE, e, S2PTW, 1);
        HL_SET(STE, e, S2R, 1);
        if (seq->used)
            seq->used(seq, decoder, e, &used);
        else
            hl_algorithm_used(0, decoder, e, &used);
        *e = hl_entry_and(*e, used);
    }
}

struct measure {
    double judged, known, alone; /* updates per second */
    double decodes;              /* full decodes per update */
    double views;                /* per update */
    double hitless;              /* share of the updates */
};

enum how { ALONE, JUDGED, KNOWN };

static double loop(const struct hl_question *q, const struct hl_entry *entry, enum how how,
                   uint64_t *updates, uint64_t *views, uint64_t *hitless)
{
    static struct hl_meaning meaning[ENTRIES];
    static struct hl_verdict v;
    struct hl_question question = *q;
    uint64_t n = 0;
    double begin = now(), end;

    *views = *hitless = 0;
    do {
        for (unsigned i = 0; how == KNOWN && i < ENTRIES; i++)
            hl_decode(q->decoder, &entry[i], &meaning[i]);
        for (unsigned i = 0; i < ENTRIES; i++)
            for (unsigned j = 0; j < ENTRIES; j++) {
                question.old = entry[i];
                question.target = entry[j];
                question.old_meaning = how == KNOWN ? &meaning[i] : NULL;
                question.target_meaning = how == KNOWN ? &meaning[j] : NULL;
                if (how != ALONE) {
                    hl_judge(&question, &v);
                    *views += v.views;
                    *hitless += v.outcome <= HL_HITLESS;
                } else {
                    hl_observe(q->sequencer, q->decoder, &entry[i], &entry[j], NULL, &v.log);
                }
            }
        n += ENTRIES * ENTRIES;
        end = now();
    } while (end - begin < seconds_per_round);
    *updates = n;
    return (double)n / (end - begin);
}

/* The best of some rounds, alternating, so that a busy moment hits both sides. */
static struct measure measure(const struct hl_sequencer *seq)
{
    struct hl_smmu smmu;
    struct hl_decoder decoder, counting;
    struct hl_assumptions assume = {.ats_quiesced = true};
    struct hl_question q = {.sequencer = seq};
    struct hl_entry entry[ENTRIES];
    struct measure m = {0};
    uint64_t updates, views, hitless;

    hl_smmu_init(&smmu, &hl_profile_find("mmu-700")->regs, HL_NONSECURE, &hl_default_options);
    q.overlook = hl_ste_assume(&smmu, &assume);
    decoder = hl_ste_decoder(&smmu);
    q.decoder = &decoder;
    make_entries(&smmu, seq, &decoder, entry);
    for (unsigned round = 0; round < ROUNDS; round++) {
        double known = loop(&q, entry, KNOWN, &updates, &views, &hitless);
        m.known = known > m.known ? known : m.known;
        double judged = loop(&q, entry, JUDGED, &updates, &views, &hitless);
        m.views = (double)views / (double)updates;
        m.hitless = (double)hitless / (double)updates;
        m.judged = judged > m.judged ? judged : m.judged;
        double alone = loop(&q, entry, ALONE, &updates, &views, &hitless);
        m.alone = alone > m.alone ? alone : m.alone;
    }
    counting = decoder;
    counting.decode = count_decode;
    q.decoder = &counting;
    decodes = 0;
    loop(&q, entry, JUDGED, &updates, &views, &hitless);
    m.decodes = (double)decodes / (double)updates;
    return m;
}

static void show(struct json_object *all, const char *name, const struct measure *m, bool json)
{
    struct json_object *o = json_object_new_object();

    json_object_object_add(o, "sequencer", json_object_new_string(name));
    json_object_object_add(o, "judged_per_second", json_object_new_double(m->judged));
    json_object_object_add(o, "alone_per_second", json_object_new_double(m->alone));
    json_object_object_add(o, "known_per_second", json_object_new_double(m->known));
    json_object_object_add(o, "known_ratio", json_object_new_double(m->known / m->alone));
    json_object_object_add(o, "ratio", json_object_new_double(m->judged / m->alone));
    json_object_object_add(o, "views_per_update", json_object_new_double(m->views));
    json_object_object_add(o, "decodes_per_update", json_object_new_double(m->decodes));
    json_object_object_add(o, "hitless_share", json_object_new_double(m->hitless));
    json_object_array_add(all, o);
    if (!json)
        printf("%-12s %8.2f M/s  %8.2f M/s  %8.2f M/s  %5.2f  %5.2f  %6.1f  %7.2f  %6.0f%%\n", name,
               m->judged / 1e6, m->known / 1e6, m->alone / 1e6, m->judged / m->alone,
               m->known / m->alone, m->views, m->decodes, 100 * m->hitless);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"update-safe", "used-bits", "break-first", "naive"};
    struct json_object *all = json_object_new_object(), *list = json_object_new_array();
    bool json = false;

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            json = true;
    if (!json)
        printf("%-12s %12s  %12s  %12s  %5s  %5s  %6s  %7s  %7s\n", "sequencer", "judged", "known",
               "alone", "ratio", "known", "views", "decodes", "hitless");
    if (hl_linux_sequencer()) {
        struct measure m = measure(hl_linux_sequencer());
        show(list, "linux", &m, json);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct measure m = measure(hl_builtin_sequencer_find(names[i]));
        show(list, names[i], &m, json);
    }
    json_object_object_add(all, "updates", list);
    if (json)
        puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PRETTY));
    json_object_put(all);
    return 0;
}
