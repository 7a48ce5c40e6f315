// SPDX-License-Identifier: MIT
/* The built-in sequencers: the right ones are right on random legal pairs of STEs of every profile
 * and Security state, and each seeded bug shows on the same stream. */
#include "helpers.h"

#include "program/ste_recipe.h"
#include "verdict/verdict.h"

enum { MACHINES = 3 * 16 };

/* Each profile in each Security state, and one with an erratum, under ats-quiesced. */
static struct machine {
    struct hl_smmu smmu;
    struct hl_decoder decoder;
    struct hl_entry overlook;
} machines[MACHINES];
static size_t machine_count;

static void add_machine(const struct hl_registers *regs, enum hl_security security,
                        const struct hl_options *options)
{
    const struct hl_assumptions assume = {.ats_quiesced = true};
    struct machine *m = &machines[machine_count++];

    assert_true(machine_count <= MACHINES);
    hl_smmu_init(&m->smmu, regs, security, options);
    m->decoder = hl_ste_decoder(&m->smmu);
    m->overlook = hl_ste_assume(&m->smmu, &assume);
}

static int set_up(void **state)
{
    struct hl_options erratum = hl_default_options;

    (void)state;
    for (size_t p = 0; p < hl_profile_count; p++)
        for (unsigned security = 0; security < 3; security++)
            add_machine(&hl_profiles[p].regs, (enum hl_security)security, &hl_default_options);
    erratum.erratum_s1_s2ttb = true;
    add_machine(&hl_profile_find("mmu-600")->regs, HL_NONSECURE, &erratum);
    return 0;
}

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

/* A field of the whole layout, where a recipe sets only some. */
static void change_field(struct hl_entry *e, uint64_t *seed)
{
    const struct hl_field *f = &hl_ste_layout.fields[random_below(seed, HL_STE_FIELD_COUNT)];

    if (f->lsb)
        hl_field_set(f, e, next_random(seed) >> 20);
}

static bool is_legal(const struct machine *m, const struct hl_entry *e)
{
    struct hl_meaning meaning;

    hl_decode(&m->decoder, e, &meaning);
    return meaning.rule == 0;
}

/* The next pair of the stream: two legal STEs, from quite alike to unlike. */
static struct hl_question next_pair(uint64_t *seed)
{
    const struct machine *m = &machines[random_below(seed, (unsigned)machine_count)];
    struct hl_question q = {.decoder = &m->decoder, .overlook = m->overlook};
    uint8_t bytes[16];

    q.checks = HL_CHECK_MASKS;
    do {
        unsigned change = random_below(seed, 10);
        fill(bytes, sizeof bytes, seed);
        q.old = hl_recipe(&m->smmu, bytes);
        for (unsigned n = 0; n < change; n++)
            fill(&bytes[random_below(seed, 16)], 1, seed);
        q.target = hl_recipe(&m->smmu, bytes);
        for (unsigned n = random_below(seed, 4); n; n--)
            change_field(random_below(seed, 2) ? &q.old : &q.target, seed);
        if (random_below(seed, 8) == 0) /* the last page of some size: random bits are never that */
            HL_SET(STE, &q.old, S1ContextPtr,
                   ((UINT64_C(1) << (36 + 4 * random_below(seed, 4))) - 4096) >> 6);
        hl_legalise(&m->smmu, &q.old);
        hl_legalise(&m->smmu, &q.target);
    } while (!is_legal(m, &q.old) || !is_legal(m, &q.target));
    return q;
}

static void fail_pair(const struct hl_question *q, const struct hl_verdict *v)
{
    const struct hl_smmu *smmu = q->decoder->context;
    char old[HL_ENTRY_TEXT], target[HL_ENTRY_TEXT];
    const char *profile = "?";

    hl_entry_format(&q->old, old);
    hl_entry_format(&q->target, target);
    for (size_t i = 0; i < hl_profile_count; i++)
        if (memcmp(&hl_profiles[i].regs, &smmu->regs, sizeof smmu->regs) == 0)
            profile = hl_profiles[i].name;
    fail_msg("%s on %s, security %u: %s, %s\n  old %s\n  new %s", q->sequencer->name, profile,
             smmu->security, hl_outcome_names[v->outcome],
             v->findings ? hl_finding_names[v->finding[0].kind] : "no finding", old, target);
}

static const struct hl_sequencer *sequencer(const char *name)
{
    const struct hl_sequencer *s = hl_builtin_sequencer_find(name);

    assert_non_null(s);
    return s;
}

/* The question as this sequencer may be asked it. */
static void ask(struct hl_question *q, const struct hl_sequencer *s)
{
    struct hl_entry used;

    q->sequencer = s;
    if (!hl_sequencer_needs(s, HL_NEEDS_SANITISED))
        return;
    s->used(s, q->decoder, &q->old, &used);
    q->old = hl_entry_and(q->old, used);
    s->used(s, q->decoder, &q->target, &used);
    q->target = hl_entry_and(q->target, used);
}

static void test_table(void **state)
{
    static const char *const right[] = {"naive", "break-first", "used-bits", "update-safe",
                                        "entry-sync"};
    unsigned bugs = 0;

    (void)state;
    for (size_t i = 0; i < LENGTH(right); i++)
        assert_false(hl_sequencer_is_seeded_bug(sequencer(right[i])));
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
        const struct hl_sequencer *s = &hl_builtin_sequencers[i];
        assert_int_equal(s->abi, HL_SEQUENCER_ABI);
        assert_true(s->kinds & (HL_KIND_STE | HL_KIND_CD));
        assert_non_null(s->description);
        assert_ptr_equal(hl_builtin_sequencer_find(s->name), s); /* no name twice */
        bugs += hl_sequencer_is_seeded_bug(s);
    }
    assert_int_equal(bugs + LENGTH(right), hl_builtin_sequencer_count);
    assert_null(hl_builtin_sequencer_find("linu"));
}

/* Any entries, not only legal ones: an update ends where it should, and always ends. */
static void test_ends_in_the_target(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (unsigned n = 0; n < 4000; n++) {
        const struct machine *m = &machines[n % machine_count];
        struct hl_entry old, target;
        struct hl_log log;
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            old.q[i] = next_random(&seed);
            target.q[i] = random_below(&seed, 3) ? next_random(&seed) : old.q[i];
        }
        for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
            const struct hl_sequencer *s = &hl_builtin_sequencers[i];
            hl_observe(s, &m->decoder, &old, &target, NULL, &log);
            assert_false(log.overflow);
            if (strcmp(s->name, "bug-no-cleanup") != 0 &&
                strcmp(s->name, "bug-entry-sync-last") != 0)
                assert_true(hl_entry_equal(&log.memory, &target));
        }
    }
}

static void test_unchanged(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (unsigned n = 0; n < 500; n++) {
        const struct hl_question pair = next_pair(&seed);
        struct hl_verdict v;
        for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
            struct hl_question q = pair;
            q.old = q.target;
            ask(&q, &hl_builtin_sequencers[i]);
            q.checks = HL_CHECK_ALL;
            hl_judge(&q, &v);
            if (v.outcome != HL_UNCHANGED || hl_verdict_is_bad(&v) || v.found[HL_EXCESS_SYNC])
                fail_pair(&q, &v);
            assert_int_equal(v.log.stores + v.log.syncs, 0);
        }
    }
}

/* break-first never tears either: it only breaks. used-bits and entry-sync know no overlooked bits:
 * they may break in need of none, but no more. */
static void test_right_ones_are_right(void **state)
{
    static const struct {
        const char *name;
        unsigned pairs, allowed;
    } right[] = {{"break-first", 8000, 1u << HL_NEEDLESS_BREAK},
                 {"used-bits", 20000, 1u << HL_NEEDLESS_BREAK},
                 {"entry-sync", 20000, 1u << HL_NEEDLESS_BREAK},
                 {"update-safe", 60000, 0}};

    (void)state;
    for (size_t r = 0; r < LENGTH(right); r++) {
        unsigned outcomes[HL_OUTCOME_COUNT] = {0}, needless = 0;
        uint64_t seed = 5;
        for (unsigned n = 0; n < right[r].pairs; n++) {
            struct hl_question q = next_pair(&seed);
            struct hl_verdict v;
            ask(&q, sequencer(right[r].name));
            hl_judge(&q, &v);
            outcomes[v.outcome]++;
            needless += v.found[HL_NEEDLESS_BREAK] != 0;
            for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
                if (v.found[k] && !(right[r].allowed >> k & 1))
                    fail_pair(&q, &v);
            if (v.outcome == HL_TORN)
                fail_pair(&q, &v);
        }
        print_message("%s: %u pairs, %u unchanged, %u hitless, %u breaking (%u needless)\n",
                      right[r].name, right[r].pairs, outcomes[HL_UNCHANGED], outcomes[HL_HITLESS],
                      outcomes[HL_BREAKING], needless);
        assert_true(outcomes[HL_BREAKING] > right[r].pairs / 20);
    }
}

/* Without the assumption EATS counts: then used-bits has to be right by itself. */
static void test_used_bits_without_assumptions(void **state)
{
    const struct hl_assumptions none = {false};
    uint64_t seed = 6;

    (void)state;
    for (unsigned n = 0; n < 10000; n++) {
        struct hl_question q = next_pair(&seed);
        struct hl_smmu smmu = *(const struct hl_smmu *)q.decoder->context;
        struct hl_decoder decoder = hl_ste_decoder(&smmu);
        struct hl_verdict v;
        q.overlook = hl_ste_assume(&smmu, &none);
        q.decoder = &decoder;
        q.sequencer = sequencer("used-bits");
        hl_judge(&q, &v);
        if (v.outcome == HL_TORN || v.found[HL_UNSOUND_USED] || v.found[HL_WRONG_FINAL])
            fail_pair(&q, &v);
    }
}

/* The number of pairs of the stream until the first bad finding; 0: none within the limit. */
static unsigned pairs_until_caught(const struct hl_sequencer *s, unsigned limit,
                                   enum hl_finding_kind *kind)
{
    uint64_t seed = 7;

    for (unsigned n = 1; n <= limit; n++) {
        struct hl_question q = next_pair(&seed);
        struct hl_verdict v;
        ask(&q, s);
        hl_judge(&q, &v);
        if (!hl_verdict_is_bad(&v))
            continue;
        *kind = v.finding[0].kind;
        return n;
    }
    return 0;
}

static void test_each_bug_is_one(void **state)
{
    enum { LIMIT = 20000 };
    unsigned caught = 0, bugs = 0;

    (void)state;
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
        const struct hl_sequencer *s = &hl_builtin_sequencers[i];
        enum hl_finding_kind kind = HL_FINDING_COUNT;
        if (!hl_sequencer_is_seeded_bug(s) || !(s->kinds & HL_KIND_STE))
            continue; /* test_cd_sequencers.c has those of CDs */
        unsigned n = pairs_until_caught(s, LIMIT, &kind);
        print_message("%-20s %6u  %s\n", s->name, n, n ? hl_finding_names[kind] : "never");
        caught += n != 0;
        bugs++;
    }
    assert_true(bugs >= 16);
    assert_int_equal(caught, bugs);
}

/* And naive, which is no bug but a bad idea, tears. */
static void test_naive_tears(void **state)
{
    enum hl_finding_kind kind;

    (void)state;
    assert_in_range(pairs_until_caught(sequencer("naive"), 100, &kind), 1, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_ends_in_the_target),
        cmocka_unit_test(test_unchanged),
        cmocka_unit_test(test_right_ones_are_right),
        cmocka_unit_test(test_used_bits_without_assumptions),
        cmocka_unit_test(test_each_bug_is_one),
        cmocka_unit_test(test_naive_tears),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
