// SPDX-License-Identifier: MIT
/* Transactions through the STEs of a program, over a hostile memory. Whatever is there, the reads
 * are aligned and bounded, and the answer is a possible one; and an STE and its regime, which mean
 * the same to the decoder, must do the same. */
#include "oracles/hostile.h"
#include "program/pool.h"
#include "harness/crash.h"
#include "harness/target.h"
#include "translate/attributes.h"
#include "translate/translate.h"
#include "update/sequencer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSACTIONS = 8 };

static _Noreturn void complain(const char *what, const struct hl_entry *ste,
                               const struct hl_transaction *t, const struct hl_response *r)
{
    fprintf(hl_crash_text(), "==== hitless: fuzz_translate: %s\nSTE", what);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        fprintf(hl_crash_text(), " %#llx", (unsigned long long)ste->q[i]);
    fprintf(hl_crash_text(),
            "\ntraffic %d address %#llx substream %d:%u write %d: %s, event %#x, step %s\n",
            (int)t->traffic, (unsigned long long)t->address, t->has_substream, t->substream,
            t->write, hl_fate_name(r->outcome), (unsigned)r->event.type, hl_steps[r->step].id);
    hl_crash_stop(NULL, what);
}

static struct hl_transaction make_transaction(uint64_t *random, const struct hl_entry *ste)
{
    const uint64_t r = hl_next_random(random);
    struct hl_transaction t = {.attributes = hl_default_attributes};

    t.traffic = (r & 7) == 0 ? HL_ATS_REQUEST : (r & 7) == 1 ? HL_ATS_TRANSLATED : HL_ORDINARY;
    /* few where it is C_BAD_SUBSTREAMID, whatever else */
    t.has_substream = (HL_GET(STE, ste, S1CDMax) || (r >> 22 & 7) == 0) && (r >> 3 & 3) != 0;
    t.substream = t.has_substream ? (uint32_t)(r >> 5 & 31) : 0;
    t.write = r >> 10 & 1;
    t.instruction = (r >> 11 & 3) == 0;
    t.privileged = r >> 13 & 1;
    t.nonsecure = r >> 14 & 1;
    t.address = hl_next_random(random) >> (r >> 16 & 63);
    if (r >> 15 & 1)
        t.address = ~t.address;
    return t;
}

static bool same_response(const struct hl_response *a, const struct hl_response *b)
{
    return a->outcome == b->outcome && a->step == b->step && a->event.type == b->event.type &&
           a->event.rule == b->event.rule && a->event.stall == b->event.stall &&
           a->event.s2 == b->event.s2 && a->event.class == b->event.class &&
           a->event.ipa == b->event.ipa && a->event.fetch == b->event.fetch &&
           a->event.input == b->event.input && a->event.ind == b->event.ind &&
           a->event.pnu == b->event.pnu && a->address == b->address && a->space == b->space &&
           a->instruction == b->instruction && a->privileged == b->privileged &&
           hl_attributes_equal(&a->attributes, &b->attributes) && a->page_bits == b->page_bits &&
           a->read == b->read && a->write == b->write && a->exec == b->exec &&
           a->af_update == b->af_update && a->dirty_update == b->dirty_update;
}

static void check_response(const struct hl_smmu *smmu, const struct hl_entry *ste,
                           const struct hl_meaning *m, const struct hl_transaction *t,
                           const struct hl_response *r)
{
    const bool output = r->outcome == HL_OUTPUT;

    if (!hl_fate_name(r->outcome) || r->step <= HL_STEP_NONE || r->step >= HL_STEP_COUNT)
        complain("no such answer", ste, t, r);
    if (m->rule && (r->event.type != HL_C_BAD_STE || r->event.rule != m->rule))
        if (t->traffic == HL_ORDINARY)
            complain("an illegal STE without C_BAD_STE", ste, t, r);
    if (m->state == HL_STATE_STOP && t->traffic == HL_ORDINARY &&
        (r->outcome != HL_ABORTED || r->event.type))
        complain("Config abort does not abort silently", ste, t, r);
    if (output && r->event.type)
        complain("an output with an event", ste, t, r);
    if (output && !r->ats_split_ipa && m->config != HL_CONFIG_BYPASS && smmu->oas < 64 &&
        r->address >> (smmu->oas < 40 ? 40 : smmu->oas))
        complain("an output beyond the OAS", ste, t, r);
    if ((r->outcome == HL_STALLED) != r->event.stall)
        complain("stalls and does not say so", ste, t, r);
}

static void translate(const struct hl_pool *pool, unsigned n, uint64_t seed)
{
    uint64_t random = seed;

    for (unsigned i = 0; i < TRANSACTIONS; i++) {
        struct hl_hostile hostile = {.seed = seed};
        struct hl_memory memory = hl_hostile_memory(&hostile);
        struct hl_transaction t = make_transaction(&random, &pool->entry[n]);
        struct hl_response r, again;

        hl_translate_ste(&pool->at.smmu, &pool->entry[n], &memory, &t, NULL, &r);
        check_response(&pool->at.smmu, &pool->entry[n], &pool->meaning[n], &t, &r);
        if (pool->meaning[n].state != HL_STATE_LIVE)
            continue;
        hostile.reads = 0;
        hl_translate_ste(&pool->at.smmu, &pool->meaning[n].regime, &memory, &t, NULL, &again);
        if (!same_response(&r, &again))
            complain("the STE and its regime differ", &pool->entry[n], &t, &r);
    }
}

/* The memory follows the program. */
static uint64_t seed_of(const struct hl_program *p)
{
    uint8_t bytes[HL_PROGRAM_BYTES];
    size_t size = hl_program_write(p, bytes);
    uint64_t seed = HL_MIX_BEGIN;

    for (size_t i = 0; i < size; i++)
        seed = hl_mix(seed, bytes[i]);
    return seed | 1;
}

static void run(const struct hl_program *program)
{
    static struct hl_pool pool;
    struct hl_setting setting = hl_program_setting(program);
    const struct hl_sequencer *sequencer = hl_builtin_sequencer_find("used-bits");
    uint64_t seed = seed_of(program);

    setting.assume = (struct hl_assumptions){0};
    hl_pool_build(&pool, program, &setting, sequencer);
    for (unsigned n = 0; n < pool.count; n++)
        translate(&pool, n, seed);
}

HL_TARGET(fuzz_translate) = {.kind = HL_PROGRAM_STE, .run = run};
