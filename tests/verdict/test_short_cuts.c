// SPDX-License-Identifier: MIT
/* The engine's short cuts against a judge that decodes every view. */
#include "slow_judge.h"
#include "toy.h"

#include "program/ste_recipe.h"

static struct {
    uint64_t updates, outcome[HL_OUTCOME_COUNT];
} seen;

static void compare(const struct hl_question *q, const struct hl_verdict *v)
{
    struct slow s = slow_judge(q, &v->log);

    assert_false(v->too_many_views);
    if (s.outcome != v->outcome || s.views != v->views || s.illegal != v->found[HL_ILLEGAL_VIEW] ||
        s.mixed != v->found[HL_MIXED_VIEW]) {
        char old[HL_ENTRY_TEXT], target[HL_ENTRY_TEXT];
        hl_entry_format(&q->old, old);
        hl_entry_format(&q->target, target);
        fail_msg("%s\n%s\nslow: %s, %u views, %u illegal, %u mixed; engine: %s, %u, %u, %u", old,
                 target, hl_outcome_names[s.outcome], (unsigned)s.views, (unsigned)s.illegal,
                 (unsigned)s.mixed, hl_outcome_names[v->outcome], (unsigned)v->views,
                 (unsigned)v->found[HL_ILLEGAL_VIEW], (unsigned)v->found[HL_MIXED_VIEW]);
    }
    if (v->found[HL_NEEDLESS_BREAK]) {
        struct slow plan = slow_judge(q, &v->plan);
        bool nothing = hl_entry_equal(&q->old, &q->target);
        assert_int_equal(plan.outcome, nothing ? HL_UNCHANGED : HL_HITLESS);
        assert_true(hl_entry_equal(&v->plan.memory, &q->target));
        assert_int_equal(v->outcome, HL_BREAKING);
    }
    seen.updates++;
    seen.outcome[v->outcome]++;
}

/* Stores of old, new, mixed and odd values in any order, some often, and some syncs. */
static void scramble(const struct hl_sequencer *self, const struct hl_update *u)
{
    uint64_t seed = self->data | UINT64_C(1) << 40;

    for (unsigned i = 0; i < 12; i++) {
        unsigned index = random_below(&seed, HL_QWORDS), what = random_below(&seed, 10);
        uint64_t old = u->current.q[index], new = u->target.q[index];
        uint64_t mask = next_random(&seed);
        if (what == 9)
            u->writer->sync(u->writer);
        else
            hl_store64(u->writer, index,
                       what < 3   ? old
                       : what < 7 ? new
                       : what < 8 ? (old & mask) | (new & ~mask)
                                  : old ^ (mask & 3));
    }
    for (unsigned i = 0; i < HL_QWORDS; i++)
        hl_store64(u->writer, i, u->target.q[i]);
    u->writer->sync(u->writer);
}

/* One pair by every built-in, and by the scrambler, with both units. */
static void compare_all(struct hl_question *q, uint64_t *seed)
{
    struct hl_sequencer scrambler = {.update = scramble};
    struct hl_verdict v;

    q->checks = 0;
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
        q->sequencer = &hl_builtin_sequencers[i];
        q->unit = random_below(seed, 8) ? 1 : 2;
        hl_judge(q, &v);
        compare(q, &v);
    }
    scrambler.data = (unsigned)next_random(seed);
    q->sequencer = &scrambler;
    hl_judge(q, &v);
    compare(q, &v);
}

static void test_short_cuts_on_toys(void **state)
{
    uint64_t seed = 2024;

    (void)state;
    memset(&seen, 0, sizeof seen);
    for (unsigned n = 0; n < HL_ROUNDS(5000); n++) {
        struct hl_question q = ask("", "");
        q.old = random_toy(&seed);
        q.target = random_toy(&seed);
        for (unsigned i = 0; i < HL_QWORDS; i++)
            if (next_random(&seed) >> 33 & 1)
                q.target.q[i] = q.old.q[i];
        q.overlook = toy_mask((const char *[]){"", "E", "F", "EF"}[n % 4]);
        compare_all(&q, &seed);
    }
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        assert_true(seen.outcome[i] > HL_ROUNDS(50));
}

/* A random STE: mostly legal, with bits in places that nothing uses. */
static struct hl_entry random_ste(const struct hl_smmu *smmu, uint64_t *seed,
                                  const uint8_t bytes[16])
{
    struct hl_entry e = hl_recipe(smmu, bytes);

    if (next_random(seed) >> 33 & 7)
        hl_legalise(smmu, &e);
    if (!(next_random(seed) >> 33 & 3))
        e.q[random_below(seed, HL_QWORDS)] ^= UINT64_C(1) << random_below(seed, 64);
    if (!(next_random(seed) >> 33 & 15))
        e.q[0] &= ~UINT64_C(1);
    return e;
}

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

static void test_short_cuts_on_stes(void **state)
{
    uint64_t seed = 31;

    (void)state;
    memset(&seen, 0, sizeof seen);
    for (unsigned n = 0; n < HL_ROUNDS(4000); n++) {
        const struct hl_assumptions assume = {.ats_quiesced = n & 1};
        struct hl_options options = hl_default_options;
        struct hl_smmu smmu;
        uint8_t bytes[16];
        for (size_t i = 0; n % 5 == 0 && i < hl_option_count; i++)
            hl_option_set(&options, hl_option_list[i].name, next_random(&seed) >> 33 & 1);
        hl_smmu_init(&smmu, &hl_profiles[n % hl_profile_count].regs,
                     (enum hl_security)(n / hl_profile_count % 3), &options);
        struct hl_decoder decoder = hl_ste_decoder(&smmu);
        struct hl_question q = {.decoder = &decoder, .overlook = hl_ste_assume(&smmu, &assume)};
        fill(bytes, sizeof bytes, &seed);
        q.old = random_ste(&smmu, &seed, bytes);
        for (unsigned i = random_below(&seed, 16); i; i--)
            fill(&bytes[random_below(&seed, 16)], 1, &seed);
        q.target = random_ste(&smmu, &seed, bytes);
        compare_all(&q, &seed);
    }
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        assert_true(seen.outcome[i] > HL_ROUNDS(50));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_cuts_on_toys),
        cmocka_unit_test(test_short_cuts_on_stes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
