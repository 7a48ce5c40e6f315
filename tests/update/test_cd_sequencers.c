// SPDX-License-Identifier: MIT
/* The built-in sequencers on CDs: the right ones are right on random legal pairs, and each seeded
 * bug of CDs shows on the same stream. */
#include "cd_leads.h"

#include "verdict/verdict.h"

/* A place, and a pair of legal CDs in it, from quite alike to unlike. */
struct pair {
    struct cd_bench bench;
    struct hl_decoder decoder;
    struct hl_question q;
};

static bool is_legal(const struct pair *p, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_decode(&p->decoder, e, &m);
    return m.state != HL_STATE_ILLEGAL;
}

static void next_pair(struct pair *p, uint64_t *seed)
{
    uint8_t bytes[16];

    do {
        random_bench(&p->bench, seed);
        p->decoder = hl_cd_decoder(&p->bench.context);
        p->q = (struct hl_question){.decoder = &p->decoder, .checks = HL_CHECK_MASKS};
        random_bytes(bytes, sizeof bytes, seed);
        p->q.old = hl_cd_recipe(&p->bench.context, bytes);
        for (unsigned n = random_below(seed, 6); n; n--)
            random_bytes(&bytes[random_below(seed, 16)], 1, seed);
        p->q.target = hl_cd_recipe(&p->bench.context, bytes);
        hl_cd_legalise(&p->bench.context, &p->q.old);
        hl_cd_legalise(&p->bench.context, &p->q.target);
    } while (!is_legal(p, &p->q.old) || !is_legal(p, &p->q.target));
}

static void fail_pair(const struct hl_question *q, const struct hl_verdict *v)
{
    char old[HL_ENTRY_TEXT], target[HL_ENTRY_TEXT];

    hl_entry_format(&q->old, old);
    hl_entry_format(&q->target, target);
    fail_msg("%s: %s, %s\n  old %s\n  new %s", q->sequencer->name, hl_outcome_names[v->outcome],
             v->findings ? hl_finding_names[v->finding[0].kind] : "no finding", old, target);
}

static void check_right(const char *name, unsigned pairs, unsigned allowed)
{
    unsigned outcomes[HL_OUTCOME_COUNT] = {0};
    uint64_t seed = 5;

    for (unsigned n = 0; n < pairs; n++) {
        static struct pair p;
        static struct hl_verdict v;
        next_pair(&p, &seed);
        p.q.sequencer = hl_builtin_sequencer_find(name);
        hl_judge(&p.q, &v);
        outcomes[v.outcome]++;
        for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
            if (v.found[k] && !(allowed >> k & 1))
                fail_pair(&p.q, &v);
        if (v.outcome == HL_TORN)
            fail_pair(&p.q, &v);
    }
    print_message("%s: %u pairs, %u unchanged, %u hitless, %u breaking\n", name, pairs,
                  outcomes[HL_UNCHANGED], outcomes[HL_HITLESS], outcomes[HL_BREAKING]);
    assert_true(outcomes[HL_BREAKING] > pairs / 20);
    assert_true(outcomes[HL_HITLESS] > pairs / 50);
}

/* used-bits knows no encodings that behave alike. */
static void test_right_ones_are_right(void **state)
{
    (void)state;
    check_right("update-safe", 20000, 0);
    check_right("used-bits", 10000, 1u << HL_NEEDLESS_BREAK);
    check_right("break-first", 3000, 1u << HL_NEEDLESS_BREAK);
}

/* The number of pairs of the stream until the first bad finding; 0: none within the limit. */
static unsigned pairs_until_caught(const struct hl_sequencer *s, unsigned limit,
                                   enum hl_finding_kind *kind)
{
    uint64_t seed = 7;

    for (unsigned n = 1; n <= limit; n++) {
        static struct pair p;
        static struct hl_verdict v;
        next_pair(&p, &seed);
        p.q.sequencer = s;
        hl_judge(&p.q, &v);
        if (!hl_verdict_is_bad(&v))
            continue;
        *kind = v.finding[0].kind;
        return n;
    }
    return 0;
}

static void test_each_bug_is_one(void **state)
{
    unsigned bugs = 0;

    (void)state;
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++) {
        const struct hl_sequencer *s = &hl_builtin_sequencers[i];
        enum hl_finding_kind kind = HL_FINDING_COUNT;
        if (!hl_sequencer_is_seeded_bug(s) || !(s->kinds & HL_KIND_CD))
            continue;
        unsigned n = pairs_until_caught(s, 20000, &kind);
        print_message("%-20s %6u  %s\n", s->name, n, n ? hl_finding_names[kind] : "never");
        assert_true(n);
        bugs++;
    }
    assert_true(bugs >= 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_ones_are_right),
        cmocka_unit_test(test_each_bug_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
