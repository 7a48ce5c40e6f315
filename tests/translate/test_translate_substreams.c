// SPDX-License-Identifier: MIT
/* SubstreamIDs, S1DSS, CD tables: 3.3.2, 3.4.3, 5.2 (S1CDMax, S1DSS, S1Fmt), 5.3, 7.3.7, 7.3.9 to
 * 7.3.11. */
#include "translate_helpers.h"

#define NONE UINT32_MAX /* no SubstreamID */
#define ABSENT UINT64_MAX
#define TABLE "S1ContextPtr=0x100000 "

static struct hl_transaction with(uint32_t substream)
{
    struct hl_transaction t = {.stream = 7, .address = 0x12345678};

    t.has_substream = substream != NONE;
    t.substream = substream == NONE ? 0x3333 : substream; /* not a SubstreamID without SSV */
    return t;
}

/* 5.2: every S1DSS, with substreams on and off. A CD is marked by its TTB0, 0x50000000 + index. */
struct substream_case {
    unsigned s1cdmax, s1dss;
    uint32_t substream;
    const char *outcome, *event;
    enum hl_step step;
    int cd; /* the CD that is used; -1: none, stage 1 is bypassed; -2: refused */
};

#define OFF HL_STEP_SSID_OFF
#define DONE HL_STEP_TRANSLATE

static const struct substream_case substreams[] = {
    {0, 0, NONE, "output", "none", DONE, 0},
    {0, 1, NONE, "output", "none", DONE, 0},
    {0, 2, NONE, "output", "none", DONE, 0},
    {0, 3, NONE, "output", "none", DONE, 0},
    {0, 0, 0, "aborted", "C_BAD_SUBSTREAMID", OFF, -2},
    {0, 0, 1, "aborted", "C_BAD_SUBSTREAMID", OFF, -2},
    {0, 1, 0, "aborted", "C_BAD_SUBSTREAMID", OFF, -2},
    {0, 2, 0, "aborted", "C_BAD_SUBSTREAMID", OFF, -2},
    {3, 0, NONE, "aborted", "F_STREAM_DISABLED", HL_STEP_S1DSS_TERMINATE, -2},
    {3, 0, 0, "output", "none", DONE, 0},
    {3, 0, 1, "output", "none", DONE, 1},
    {3, 0, 7, "output", "none", DONE, 7},
    {3, 0, 8, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_RANGE, -2},
    {3, 0, 0xfffff, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_RANGE, -2},
    {3, 1, NONE, "output", "none", HL_STEP_BYPASS, -1},
    {3, 1, 0, "output", "none", DONE, 0},
    {3, 1, 7, "output", "none", DONE, 7},
    {3, 1, 8, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_RANGE, -2},
    {3, 2, NONE, "output", "none", DONE, 0},
    {3, 2, 0, "aborted", "F_STREAM_DISABLED", HL_STEP_SSID_ZERO, -2},
    {3, 2, 1, "output", "none", DONE, 1},
    {3, 2, 8, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_RANGE, -2},
    {3, 3, NONE, "aborted", "F_STREAM_DISABLED", HL_STEP_S1DSS_TERMINATE, -2},
    {3, 3, 0, "output", "none", DONE, 0},
    {3, 3, 7, "output", "none", DONE, 7},
};

static void put_cds(struct words *words, uint64_t table, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct hl_entry cd = make_cd(NULL);
        HL_SET(CD, &cd, TTB0, HL_GET(CD, &cd, TTB0) + i * 256);
        put_entry(words, HL_SPACE_NONSECURE, table + 64 * i, &cd);
    }
}

static void check_substream(const struct substream_case *c, bool nested)
{
    struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
    struct hl_entry ste = make_ste(nested ? NESTED : S1, TABLE);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_transaction t = with(c->substream);
    struct hl_response r;
    char what[64];
    enum hl_step step = nested && c->step == HL_STEP_BYPASS ? DONE : c->step;

    snprintf(what, sizeof what, "S1CDMax %u S1DSS %u SSID %x nested %d", c->s1cdmax, c->s1dss,
             c->substream, nested);
    HL_SET(STE, &ste, S1CDMax, c->s1cdmax);
    HL_SET(STE, &ste, S1DSS, c->s1dss);
    put_cds(&words, 0x100000, 8);
    stages_reset();
    hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
    expect(&r, c->outcome, c->event, what);
    expect_step(&r, step, what);
    assert_int_equal(words.reads, c->cd >= 0);
    assert_int_equal(stages.calls, c->cd >= 0 || (nested && c->cd == -1));
    assert_int_equal(stages.with_stage1, c->cd >= 0);
    assert_int_equal(stages.fetches, nested && c->cd >= 0);
    if (stages.fetches)
        assert_true(stages.fetched[0] == 0x100000 + 64 * (uint64_t)c->cd);
    if (!r.event.type)
        return;
    assert_int_equal(r.event.stream, 7);
    assert_false(r.event.ssv); /* 7.3.7, 7.3.9: neither record has SSV */
    assert_int_equal(r.event.substream, strcmp(c->event, "F_STREAM_DISABLED") ? c->substream : 0);
}

static void test_substreams(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LENGTH(substreams); i++) {
        check_substream(&substreams[i], false);
        check_substream(&substreams[i], true);
    }
}

/* 7.3.9: stage 1 is off, or SSIDSIZE is 0. */
static void test_no_substreams(void **state)
{
    static const struct {
        const char *ste, *regs;
        uint32_t substream;
        const char *outcome, *event;
        enum hl_step step;
    } cases[] = {
        {BYPASS, NULL, 0, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_NO_STAGE1},
        {BYPASS, NULL, 5, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_NO_STAGE1},
        {BYPASS, NULL, NONE, "output", "none", HL_STEP_BYPASS},
        {S2, NULL, 0, "aborted", "C_BAD_SUBSTREAMID", HL_STEP_SSID_NO_STAGE1},
        {S2, NULL, NONE, "output", "none", DONE},
        {ABORT, NULL, 5, "aborted", "none", HL_STEP_STE_ABORT},
        {S1 "S1CDMax=5 S1DSS=0", "SSIDSIZE=0", 0, "aborted", "C_BAD_SUBSTREAMID", OFF},
        {S1 "S1CDMax=5 S1DSS=0", "SSIDSIZE=0", NONE, "output", "none", DONE},
        {NESTED "S1CDMax=5 S1DSS=1", "SSIDSIZE=0", NONE, "output", "none", DONE},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, cases[i].regs, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL), cd = make_cd(NULL);
        struct hl_transaction t = with(cases[i].substream);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_response r;

        stages_reset();
        hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, cases[i].ste);
        expect_step(&r, cases[i].step, cases[i].ste);
        assert_int_equal(words.reads, 0);
        if (r.event.type)
            assert_int_equal(r.event.substream, cases[i].substream);
    }
}

/* S1Fmt: where L1CD and CD are, and everything that is wrong with them. */
struct table_case {
    const char *what, *profile, *ste, *options;
    uint32_t substream;
    uint64_t l1_at, l1cd, cd_at;
    const char *outcome, *event;
    uint64_t fetch;
    enum hl_step step;
};

#define OUT "output", "none", 0, DONE
#define SUB(step) "aborted", "C_BAD_SUBSTREAMID", 0, step
#define GRACE "grace"

static const struct table_case tables[] = {
    {"linear", GRACE, S1 "S1CDMax=4 S1Fmt=0 S1ContextPtr=0x10000", 0, 9, ABSENT, 0, 0x10240, OUT},
    {"linear, aligned", GRACE, S1 "S1CDMax=4 S1Fmt=0 S1ContextPtr=0x103c0", 0, 9, ABSENT, 0,
     0x10240, OUT},
    {"S1Fmt 3 is linear", GRACE, S1 "S1CDMax=4 S1Fmt=3 S1ContextPtr=0x10000", 0, 9, ABSENT, 0,
     0x10240, OUT},
    {"single CD at an odd place", GRACE, S1 "S1ContextPtr=0x10fc0 S1Fmt=1", 0, NONE, ABSENT, 0,
     0x10fc0, OUT},
    {"CD externally aborted", GRACE, S1 "S1CDMax=4 S1Fmt=0", 0, 9, ABSENT, 0, ABSENT, "aborted",
     "F_CD_FETCH", 0x10240, HL_STEP_CD_EABT},
    {"4KB: S1CDMax 6 uses L1CD 0", GRACE, S1 "S1CDMax=6 S1Fmt=1", 0, 63, 0x10000, 0x200001,
     0x200fc0, OUT},
    {"4KB: S1CDMax 7", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x200001, 0x200040, OUT},
    {"4KB: S1CDMax 20", GRACE, S1 "S1CDMax=20 S1Fmt=1 S1ContextPtr=0x40000", 0, 0xfffff, 0x5fff8,
     0x200001, 0x200fc0, OUT},
    {"4KB: L1 table aligned to its size", GRACE, S1 "S1CDMax=10 S1Fmt=1 S1ContextPtr=0x10fc0", 0,
     64, 0x10f88, 0x200001, 0x200000, OUT},
    {"4KB: L1 table aligned to 64 bytes", GRACE, S1 "S1CDMax=9 S1Fmt=1 S1ContextPtr=0x10fc0", 0, 64,
     0x10fc8, 0x200001, 0x200000, OUT},
    {"4KB: L2Ptr's undefined bits", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008,
     0xff00000000200fff, 0x200040, OUT},
    {"64KB: S1CDMax 10 uses L1CD 0", GRACE, S1 "S1CDMax=10 S1Fmt=2", 0, 1023, 0x10000, 0x200001,
     0x20ffc0, OUT},
    {"64KB: S1CDMax 11", GRACE, S1 "S1CDMax=11 S1Fmt=2", 0, 1025, 0x10008, 0x200001, 0x200040, OUT},
    {"64KB: L2Ptr[15:12] is RES0", GRACE, S1 "S1CDMax=11 S1Fmt=2", 0, 1025, 0x10008, 0x20f001,
     0x200040, OUT},
    {"64KB: L1 table aligned to its size", GRACE, S1 "S1CDMax=14 S1Fmt=2 S1ContextPtr=0x10fc0", 0,
     1024, 0x10f88, 0x200001, 0x200000, OUT},
    {"no SubstreamID, S1DSS 2, two levels", GRACE, S1 "S1CDMax=7 S1Fmt=1 S1DSS=2", 0, NONE, 0x10000,
     0x200001, 0x200000, OUT},
    {"L1CD V = 0", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x200000, 0x200040,
     SUB(HL_STEP_L1CD_V)},
    {"L1CD V = 0, L2Ptr is IGNORED", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008,
     0xfff00000200000, 0x200040, SUB(HL_STEP_L1CD_V)},
    {"L1CD V = 0, no SubstreamID", GRACE, S1 "S1CDMax=7 S1Fmt=1 S1DSS=2", 0, NONE, 0x10000,
     0x200000, 0x200000, SUB(HL_STEP_L1CD_V)},
    {"L1CD externally aborted", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, ABSENT, 0, ABSENT, "aborted",
     "F_CD_FETCH", 0x10008, HL_STEP_L1CD_EABT},
    {"second-level CD externally aborted", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x200001,
     ABSENT, "aborted", "F_CD_FETCH", 0x200040, HL_STEP_CD_EABT},
    {"L2Ptr above the OAS", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x1000000200001,
     0x200040, SUB(HL_STEP_L1CD_L2PTR)},
    {"L2Ptr above the OAS, v3.1 on has no choice", GRACE, S1 "S1CDMax=7 S1Fmt=1",
     "s1contextptr-oor-illegal=0", 65, 0x10008, 0x1000000200001, 0x200040, SUB(HL_STEP_L1CD_L2PTR)},
    {"L2Ptr just below the OAS", GRACE, S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0xfffffffff001,
     0xfffffffff040, OUT},
    {"L2Ptr above the OAS, no SubstreamID", GRACE, S1 "S1CDMax=7 S1Fmt=1 S1DSS=2", 0, NONE, 0x10000,
     0x1000000200001, 0x200000, SUB(HL_STEP_L1CD_L2PTR)},
    {"v3.0: L2Ptr above the OAS", "v3.0-s1", S1 "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x100000200001,
     0x200040, SUB(HL_STEP_L1CD_L2PTR)},
    {"v3.0: L2Ptr truncated", "v3.0-s1", S1 "S1CDMax=7 S1Fmt=1", "s1contextptr-oor-illegal=0", 65,
     0x10008, 0x100000200001, 0x200040, OUT},
    {"v3.0: S1ContextPtr truncated", "v3.0-s1", S1 "S1CDMax=7 S1Fmt=1 S1ContextPtr=0x100000010000",
     "s1contextptr-oor-illegal=0", 65, 0x10008, 0x200001, 0x200040, OUT},
    {"nested", GRACE, NESTED "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008, 0x200001, 0x200040, OUT},
    {"nested: L2Ptr above the IAS", GRACE, NESTED "S1CDMax=7 S1Fmt=1", 0, 65, 0x10008,
     0x1000000200001, 0x200040, SUB(HL_STEP_L1CD_L2PTR)},
    {"nested: L2Ptr above the IAS goes to stage 2", GRACE, NESTED "S1CDMax=7 S1Fmt=1",
     "s1contextptr-oor-illegal=0", 65, 0x10008, 0x1000000200001, 0x1000000200040, OUT},
    {"v3.0, nested: L2Ptr truncated to the IAS", "v3.0-s2", NESTED "S1CDMax=7 S1Fmt=1",
     "s1contextptr-oor-illegal=0", 65, 0x10008, 0x100000200001, 0x200040, OUT},
};

static void check_table(const struct table_case *c, uint64_t offset)
{
    struct hl_smmu smmu = smmu_of(c->profile, NS, NULL, c->options);
    struct hl_entry ste = make_ste(c->ste, NULL), cd = make_cd(NULL);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_transaction t = with(c->substream);
    struct hl_response r;

    stages_reset();
    stages.fetch_offset = offset;
    if (strcmp(c->profile, "v3.0-s1") == 0 || strcmp(c->profile, "v3.0-s2") == 0)
        HL_SET(CD, &cd, A, 1);
    if (c->l1_at != ABSENT)
        put(&words, HL_SPACE_NONSECURE, c->l1_at + offset, c->l1cd);
    if (c->cd_at != ABSENT)
        put_entry(&words, HL_SPACE_NONSECURE, c->cd_at + offset, &cd);
    hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
    expect(&r, c->outcome, c->event, c->what);
    expect_step(&r, c->step, c->what);
    assert_true(r.event.fetch == c->fetch);
    if (r.event.type == HL_C_BAD_SUBSTREAMID) { /* 7.3.9 */
        assert_int_equal(r.event.substream, c->substream == NONE ? 0 : c->substream);
        assert_true(r.event.l1);
    }
    if (r.event.type == HL_F_CD_FETCH) {
        assert_true(r.event.ssv);
        assert_int_equal(r.event.substream, c->substream);
        assert_int_equal(r.event.l1, c->step == HL_STEP_L1CD_EABT);
        assert_true(r.event.input == 0 && !r.event.rnw);
    }
}

static void test_tables(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LENGTH(tables); i++) {
        bool nested = strstr(tables[i].ste, "nested") != NULL;
        check_table(&tables[i], nested ? 0x40000000 : 0);
    }
}

/* 3.4.3: with stage 2, L2Ptr is an IPA, and may be above the OAS (36 bits), not the IAS (40). */
static void test_l2ptr_above_oas(void **state)
{
    static const uint64_t pointers[] = {0x1000000000, 0xfffffff000, 0x10000000000};
    struct hl_smmu smmu = smmu_of("mmu-600", NS, "OAS=1", NULL);
    struct hl_entry ste = make_ste(LPAE "S1CDMax=7 S1Fmt=1 S1ContextPtr=0x10000", "Config=nested");
    struct hl_entry cd = make_cd(NULL);
    HL_SET(CD, &cd, AA64, 0); /* 5.4 AA64: over a VMSAv8-32 stage 2 */

    (void)state;
    for (unsigned i = 0; i < LENGTH(pointers); i++) {
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_transaction t = with(1);
        struct hl_response r;

        stages_reset();
        put(&words, HL_SPACE_NONSECURE, 0x10000, pointers[i] | 1);
        put_entry(&words, HL_SPACE_NONSECURE, pointers[i] + 64, &cd);
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, i < 2 ? "output" : "aborted", i < 2 ? "none" : "C_BAD_SUBSTREAMID", "L2Ptr");
        assert_int_equal(stages.fetches, i < 2 ? 2 : 1);
    }
}

/* Fetches of L1CD and CD go to the PA space of the Security state, or to the one of stage 2. */
static void test_spaces(void **state)
{
    static const struct {
        enum hl_security security;
        const char *ste;
        enum hl_space stage2, cd;
    } cases[] = {
        {NS, S1, HL_SPACE_ROOT, HL_SPACE_NONSECURE},
        {SEC, S1, HL_SPACE_ROOT, HL_SPACE_SECURE},
        {RLM, S1, HL_SPACE_ROOT, HL_SPACE_REALM},
        {SEC, SECURE_NESTED, HL_SPACE_SECURE, HL_SPACE_SECURE},
        {SEC, SECURE_NESTED, HL_SPACE_NONSECURE, HL_SPACE_NONSECURE},
        {RLM, NESTED, HL_SPACE_REALM, HL_SPACE_REALM},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, cases[i].security, NULL, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, "S1CDMax=7 S1Fmt=1"), cd = make_cd(NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_transaction t = with(1);
        struct hl_response r;

        stages_reset();
        stages.fetch_result.space = cases[i].stage2;
        put(&words, cases[i].cd, 0x10000, 0x200001);
        put_entry(&words, cases[i].cd, 0x200040, &cd);
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, "output", "none", cases[i].ste);
    }
}

/* 7.3.11: an invalid CD, fetched or given. */
static void test_bad_cd(void **state)
{
    struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
    struct hl_entry ste = make_ste(S1 "S1CDMax=4", NULL), cd = make_cd("V=0");
    struct hl_transaction t = with(3);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_response r;

    (void)state;
    stages_reset();
    for (unsigned given = 0; given < 2; given++) {
        put_entry(&words, HL_SPACE_NONSECURE, 0x100c0, &cd);
        if (given)
            hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
        else
            hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, "aborted", "C_BAD_CD", "V = 0");
        expect_step(&r, HL_STEP_CD_BAD, "V = 0");
        assert_string_equal(hl_cd_rules[r.event.rule].id, "CD_V");
        assert_true(r.event.ssv && r.event.substream == 3 && r.event.stream == 7);
        assert_true(r.event.input == 0);
        assert_int_equal(words.reads, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_substreams),      cmocka_unit_test(test_no_substreams),
        cmocka_unit_test(test_tables),          cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_l2ptr_above_oas), cmocka_unit_test(test_bad_cd),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
