// SPDX-License-Identifier: MIT
/* From a StreamID to the STE: 3.3.1, 3.4.3, 5.1, 6.3.24, 6.3.25 and 7.3.3 to 7.3.5. */
#include "translate_helpers.h"

#define CFG(log2size, split, fmt) ((uint32_t)((log2size) | (split) << 6 | (fmt) << 16))
#define SPAN(l2ptr, span) ((uint64_t)(l2ptr) | (span))
#define BAD_SID "aborted", "C_BAD_STREAMID", 0
#define ABSENT UINT64_MAX

struct lookup {
    const char *what;
    const char *profile;
    enum hl_security security;
    const char *regs, *options;
    uint64_t base;
    uint32_t cfg, stream;
    uint64_t l1_at, l1std; /* ABSENT: no first level is there */
    uint64_t ste_at;       /* a bypass STE, ABSENT: none */
    const char *outcome, *event;
    uint64_t fetch;
    enum hl_step step;
    bool l1;
};

static const struct lookup lookups[] = {
    /* linear */
    {"first", FULL, NS, 0, 0, 0x10000, CFG(4, 0, 0), 0, ABSENT, 0, 0x10000, "output", "none", 0,
     HL_STEP_BYPASS, false},
    {"index", FULL, NS, 0, 0, 0x10000, CFG(4, 0, 0), 15, ABSENT, 0, 0x103c0, "output", "none", 0,
     HL_STEP_BYPASS, false},
    {"beyond", FULL, NS, 0, 0, 0x10000, CFG(4, 0, 0), 16, ABSENT, 0, 0x10400, BAD_SID,
     HL_STEP_STREAM_RANGE, false},
    {"one entry", FULL, NS, 0, 0, 0x10000, CFG(0, 0, 0), 0, ABSENT, 0, 0x10000, "output", "none", 0,
     HL_STEP_BYPASS, false},
    {"one entry, beyond", FULL, NS, 0, 0, 0x10000, CFG(0, 0, 0), 1, ABSENT, 0, 0x10040, BAD_SID,
     HL_STEP_STREAM_RANGE, false},
    {"LOG2SIZE above SIDSIZE: range", FULL, NS, 0, 0, 0x4000000, CFG(20, 0, 0), 0x10000, ABSENT, 0,
     0x4400000, BAD_SID, HL_STEP_STREAM_RANGE, false},
    {"LOG2SIZE above SIDSIZE: the table is aligned to LOG2SIZE", FULL, NS, 0, 0, 0x6000000,
     CFG(20, 0, 0), 3, ABSENT, 0, 0x40000c0, "output", "none", 0, HL_STEP_BYPASS, false},
    {"LOG2SIZE 63", FULL, NS, 0, 0, 0xfffffffffffc0, CFG(63, 0, 0), 2, ABSENT, 0, 0x80, "output",
     "none", 0, HL_STEP_BYPASS, false},
    {"base is aligned to the table", FULL, NS, 0, 0, 0x103c0, CFG(4, 0, 0), 1, ABSENT, 0, 0x10040,
     "output", "none", 0, HL_STEP_BYPASS, false},
    {"RA and RES0 bits of the base", FULL, NS, 0, 0, 0xff0000000001003f, CFG(4, 0, 0), 1, ABSENT, 0,
     0x10040, "output", "none", 0, HL_STEP_BYPASS, false},
    {"FMT reserved is linear", FULL, NS, 0, 0, 0x10000, CFG(10, 8, 2), 1, ABSENT, 0, 0x10040,
     "output", "none", 0, HL_STEP_BYPASS, false},
    {"FMT 3 is linear", FULL, NS, 0, 0, 0x10000, CFG(10, 8, 3), 1, ABSENT, 0, 0x10040, "output",
     "none", 0, HL_STEP_BYPASS, false},
    {"ST_LEVEL 0 has no FMT", FULL, NS, "ST_LEVEL=0 SIDSIZE=6", 0, 0x10000, CFG(6, 6, 1), 1, ABSENT,
     0, 0x10040, "output", "none", 0, HL_STEP_BYPASS, false},
    {"external abort", FULL, NS, 0, 0, 0x10000, CFG(4, 0, 0), 2, ABSENT, 0, ABSENT, "aborted",
     "F_STE_FETCH", 0x10080, HL_STEP_STE_EABT, false},
    {"above the OAS", "grace", NS, 0, 0, 0x1000000010000, CFG(4, 0, 0), 2, ABSENT, 0, 0x10080,
     "aborted", "F_STE_FETCH", 0x1000000010080, HL_STEP_STE_ADDRESS, false},
    {"above the OAS, truncated", "grace", NS, 0, "strtab-oor-fault=0", 0x1000000010000,
     CFG(4, 0, 0), 2, ABSENT, 0, 0x10080, "output", "none", 0, HL_STEP_BYPASS, false},
    {"Secure: its own SIDSIZE", "grace", SEC, "s_idr1=0x80000003", 0, 0x10000, CFG(8, 0, 0), 8,
     ABSENT, 0, 0x10200, BAD_SID, HL_STEP_STREAM_RANGE, false},
    {"Secure, in range", "grace", SEC, "s_idr1=0x80000004", 0, 0x10000, CFG(8, 0, 0), 8, ABSENT, 0,
     0x10200, "output", "none", 0, HL_STEP_BYPASS, false},
    {"Realm", FULL, RLM, 0, 0, 0x10000, CFG(8, 0, 0), 8, ABSENT, 0, 0x10200, "output", "none", 0,
     HL_STEP_BYPASS, false},

    /* two levels: the example of 3.3.1.2, SPLIT = 8 */
    {"3.3.1.2: StreamID 5", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 5, 0x8000, SPAN(0x40000, 9),
     0x40140, "output", "none", 0, HL_STEP_BYPASS, false},
    {"3.3.1.2: StreamID 259", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 259, 0x8008, SPAN(0x2f00, 3),
     0x2fc0, "output", "none", 0, HL_STEP_BYPASS, false},
    {"3.3.1.2: StreamID 260", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 260, 0x8008, SPAN(0x2f00, 3),
     0x3000, BAD_SID, HL_STEP_L1STD_RANGE, true},
    {"3.3.1.2: StreamID 512", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 512, 0x8010, 0, ABSENT,
     BAD_SID, HL_STEP_L1STD_SPAN_ZERO, true},
    {"3.3.1.2: StreamID 768", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 768, 0x8018, SPAN(0x4000, 1),
     0x4000, "output", "none", 0, HL_STEP_BYPASS, false},
    {"3.3.1.2: StreamID 769", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 769, 0x8018, SPAN(0x4000, 1),
     0x4040, BAD_SID, HL_STEP_L1STD_RANGE, true},
    {"3.3.1.2: StreamID 1024", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 1024, 0x8020, SPAN(0x4000, 9),
     0x4000, BAD_SID, HL_STEP_STREAM_RANGE, false},
    {"Span 0 with a pointer", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 0, 0x8000, SPAN(0x4000, 0),
     0x4000, BAD_SID, HL_STEP_L1STD_SPAN_ZERO, true},
    {"Span 12 is reserved", FULL, NS, 0, 0, 0x8000, CFG(12, 10, 1), 0, 0x8000, SPAN(0x20000, 12),
     0x20000, BAD_SID, HL_STEP_L1STD_SPAN_ZERO, true},
    {"Span 31 is reserved", FULL, NS, 0, 0, 0x8000, CFG(12, 10, 1), 0, 0x8000, SPAN(0x20000, 31),
     0x20000, BAD_SID, HL_STEP_L1STD_SPAN_ZERO, true},
    {"Span 11 with SPLIT 10", FULL, NS, 0, 0, 0x8000, CFG(12, 10, 1), 0x7ff, 0x8008,
     SPAN(0x20000, 11), 0x2ffc0, "output", "none", 0, HL_STEP_BYPASS, false},
    {"Span 10 with SPLIT 8", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 0, 0x8000, SPAN(0x40000, 10),
     0x40000, BAD_SID, HL_STEP_L1STD_SPAN_SPLIT, true},
    {"Span 8 with SPLIT 6", FULL, NS, 0, 0, 0x8000, CFG(10, 6, 1), 0, 0x8000, SPAN(0x40000, 8),
     0x40000, BAD_SID, HL_STEP_L1STD_SPAN_SPLIT, true},
    {"Span 7 with SPLIT 6", FULL, NS, 0, 0, 0x8000, CFG(10, 6, 1), 0x7f, 0x8008, SPAN(0x40000, 7),
     0x40fc0, "output", "none", 0, HL_STEP_BYPASS, false},
    {"SPLIT 7 is 6", FULL, NS, 0, 0, 0x8000, CFG(10, 7, 1), 0x7f, 0x8008, SPAN(0x40000, 7), 0x40fc0,
     "output", "none", 0, HL_STEP_BYPASS, false},
    {"SPLIT 0 is 6", FULL, NS, 0, 0, 0x8000, CFG(10, 0, 1), 0x7f, 0x8008, SPAN(0x40000, 7), 0x40fc0,
     "output", "none", 0, HL_STEP_BYPASS, false},
    {"L2Ptr is aligned to the span", FULL, NS, 0, 0, 0x8000, CFG(10, 6, 1), 2, 0x8000,
     SPAN(0x41fc0, 7), 0x41080, "output", "none", 0, HL_STEP_BYPASS, false},
    {"RES0 bits of the L1STD", FULL, NS, 0, 0, 0x8000, CFG(10, 6, 1), 0, 0x8000,
     SPAN(0xff00000000041020, 1), 0x41000, "output", "none", 0, HL_STEP_BYPASS, false},
    {"one first-level descriptor: SPLIT above LOG2SIZE", FULL, NS, 0, 0, 0x8040, CFG(4, 10, 1), 15,
     0x8040, SPAN(0x20000, 11), 0x203c0, "output", "none", 0, HL_STEP_BYPASS, false},
    {"SPLIT above LOG2SIZE, StreamID beyond", FULL, NS, 0, 0, 0x8040, CFG(4, 10, 1), 16, 0x8040,
     SPAN(0x20000, 11), 0x20400, BAD_SID, HL_STEP_STREAM_RANGE, false},
    {"the first level is aligned to its size", FULL, NS, 0, 0, 0x8f80, CFG(15, 6, 1), 0x41, 0x8008,
     SPAN(0x40000, 2), 0x40040, "output", "none", 0, HL_STEP_BYPASS, false},
    {"the first level is aligned to 64 bytes", FULL, NS, 0, 0, 0x8fc0, CFG(9, 6, 1), 0x1c1, 0x8ff8,
     SPAN(0x40000, 2), 0x40040, "output", "none", 0, HL_STEP_BYPASS, false},
    {"L1STD: external abort", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 0x100, ABSENT, 0, ABSENT,
     "aborted", "F_STE_FETCH", 0x8008, HL_STEP_L1STD_EABT, true},
    {"STE: external abort", FULL, NS, 0, 0, 0x8000, CFG(10, 8, 1), 0x101, 0x8008, SPAN(0x40000, 9),
     ABSENT, "aborted", "F_STE_FETCH", 0x40040, HL_STEP_STE_EABT, false},
    {"L1STD above the OAS", "grace", NS, 0, 0, 0x1000000008000, CFG(10, 8, 1), 0x100, 0x8008,
     SPAN(0x40000, 9), 0x40000, "aborted", "F_STE_FETCH", 0x1000000008008, HL_STEP_L1STD_ADDRESS,
     true},
    {"L2Ptr above the OAS", "grace", NS, 0, 0, 0x8000, CFG(10, 8, 1), 0x101, 0x8008,
     SPAN(0x1000000040000, 9), 0x40040, "aborted", "F_STE_FETCH", 0x1000000040040,
     HL_STEP_STE_ADDRESS, false},
    {"L1STD and L2Ptr above the OAS, truncated", "grace", NS, 0, "strtab-oor-fault=0",
     0x1000000008000, CFG(10, 8, 1), 0x101, 0x8008, SPAN(0x1000000040000, 9), 0x40040, "output",
     "none", 0, HL_STEP_BYPASS, false},
};

static const struct hl_transaction plain = {.address = 0x1000};

static void run(const struct lookup *c, bool rec_inv_sid, struct hl_response *r)
{
    static const enum hl_space spaces[] = {HL_SPACE_NONSECURE, HL_SPACE_SECURE, HL_SPACE_REALM};
    struct hl_smmu smmu = smmu_of(c->profile, c->security, c->regs, c->options);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_tables tables = {c->base, c->cfg, 0, true, rec_inv_sid};
    struct hl_transaction t = plain;
    struct hl_entry ste = make_ste(BYPASS, NULL);

    stages_reset();
    t.stream = c->stream;
    if (c->l1_at != ABSENT)
        put(&words, spaces[c->security], c->l1_at, c->l1std);
    if (c->ste_at != ABSENT)
        put_entry(&words, spaces[c->security], c->ste_at, &ste);
    hl_translate(&smmu, &tables, &memory, &t, NULL, r);
}

static void test_lookup(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LENGTH(lookups); i++) {
        const struct lookup *c = &lookups[i];
        bool bad_sid = strcmp(c->event, "C_BAD_STREAMID") == 0;
        struct hl_response r;

        run(c, true, &r);
        expect(&r, c->outcome, c->event, c->what);
        expect_step(&r, c->step, c->what);
        assert_true(r.event.fetch == c->fetch);
        assert_int_equal(r.event.l1, c->l1);
        assert_int_equal(r.event.stream, r.event.type ? c->stream : 0);
        run(c, false, &r); /* RECINVSID is about one event only */
        expect(&r, c->outcome, bad_sid ? "none" : c->event, c->what);
    }
}

/* 7.3.5, 5.2 V and Config. */
static void test_bad_and_abort(void **state)
{
    static const struct {
        const char *ste, *outcome, *event, *rule;
    } cases[] = {
        {"V=0 Config=s2", "aborted", "C_BAD_STE", "STE_V"},
        {S1 "S1CDMax=21", "aborted", "C_BAD_STE", "STE_S1CDMAX"},
        {S2 "S2TG=3", "aborted", "C_BAD_STE", "STE_S2TG"},
        {"V=1 Config=0", "aborted", "none", NULL},
        {"V=1 Config=1", "aborted", "none", NULL},
        {"V=1 Config=2", "aborted", "none", NULL},
        {"V=1 Config=3", "aborted", "none", NULL},
        {BYPASS, "output", "none", NULL},
    };
    struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_tables tables = {0x10000, CFG(4, 0, 0), 0, true, false};
        struct hl_transaction t = {.address = 0x1000, .stream = 3};
        struct hl_response r, given;

        stages_reset();
        put_entry(&words, HL_SPACE_NONSECURE, 0x100c0, &ste);
        hl_translate(&smmu, &tables, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, cases[i].ste);
        assert_int_equal(r.event.rule != 0, cases[i].rule != NULL);
        if (cases[i].rule)
            assert_string_equal(hl_ste_rules[r.event.rule].id, cases[i].rule);
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &given);
        expect(&given, cases[i].outcome, cases[i].event, cases[i].ste);
        expect_step(&given, r.step, cases[i].ste);
        assert_int_equal(given.event.rule, r.event.rule);
    }
}

/* The steps of one lookup, and of a trace that is too short. */
static void test_trace(void **state)
{
    struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
    struct hl_entry ste = make_ste(BYPASS, NULL);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_tables tables = {0x8000, CFG(10, 8, 1), 0, true, false};
    struct hl_transaction t = {.address = 0x1234, .stream = 0x101};
    struct hl_trace trace = {.count = 99};
    struct hl_response r;

    (void)state;
    put(&words, HL_SPACE_NONSECURE, 0x8008, SPAN(0x40000, 9));
    put_entry(&words, HL_SPACE_NONSECURE, 0x40040, &ste);
    hl_translate(&smmu, &tables, &memory, &t, &trace, &r);
    assert_int_equal(trace.count, 3);
    assert_int_equal(trace.steps[0].step, HL_STEP_L1STD_FETCH);
    assert_true(trace.steps[0].address == 0x8008 && trace.steps[0].value == 0x40009);
    assert_int_equal(trace.steps[1].step, HL_STEP_STE_LOOKUP);
    assert_true(trace.steps[1].address == 0x40040 && trace.steps[1].value == ste.q[0]);
    assert_int_equal(trace.steps[2].step, HL_STEP_BYPASS);
    assert_true(trace.steps[2].address == 0x1234 && trace.steps[2].value == 0x1234);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_bad_and_abort),
        cmocka_unit_test(test_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
