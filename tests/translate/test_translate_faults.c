// SPDX-License-Identifier: MIT
/* What faults lead to, and their records: 3.12, 3.12.5, 5.5 and 7.3.12 to 7.3.16. */
#include "translate_helpers.h"

static const enum hl_event_type related[] = {HL_F_TRANSLATION, HL_F_ADDR_SIZE, HL_F_ACCESS,
                                             HL_F_PERMISSION};

/* The tables' A, R and S. STALL_MODEL 1 forbids S = 1, 2 forbids S = 0, TERM_MODEL 1 forbids
 * A = 0: those make the CD or STE ILLEGAL, and are the decoders' business. */
struct model {
    unsigned a, r, s;
    const char *outcome;
    bool record, stall;
};

static const struct model stage1_models[] = {
    {0, 0, 0, "read-zero", false, false}, {0, 1, 0, "read-zero", true, false},
    {1, 0, 0, "aborted", false, false},   {1, 1, 0, "aborted", true, false},
    {0, 0, 1, "stalled", true, true},     {0, 1, 1, "stalled", true, true},
    {1, 0, 1, "stalled", true, true},     {1, 1, 1, "stalled", true, true},
};

/* As though A were 1. */
static const struct model stage2_models[] = {
    {1, 0, 0, "aborted", false, false},
    {1, 1, 0, "aborted", true, false},
    {1, 0, 1, "stalled", true, true},
    {1, 1, 1, "stalled", true, true},
};

static struct hl_transaction transaction(void)
{
    return (struct hl_transaction){.stream = 7,
                                   .substream = 2,
                                   .has_substream = true,
                                   .address = 0xff00123456789abc,
                                   .instruction = true,
                                   .privileged = true};
}

static void set_models(struct hl_entry *ste, struct hl_entry *cd, const struct model *s1,
                       const struct model *s2)
{
    HL_SET(CD, cd, A, s1->a);
    HL_SET(CD, cd, R, s1->r);
    HL_SET(CD, cd, S, s1->s);
    HL_SET(STE, ste, S2R, s2->r);
    HL_SET(STE, ste, S2S, s2->s);
}

static void check_record(const struct hl_event *e, enum hl_event_type type, bool s2,
                         enum hl_class class)
{
    assert_int_equal(e->type, type);
    assert_int_equal(e->stream, 7);
    assert_true(e->ssv);
    assert_int_equal(e->substream, 2);
    assert_int_equal(e->s2, s2);
    assert_int_equal(e->class, class);
    assert_true(e->rnw && e->ind && e->pnu);
    assert_true(e->input == 0xff00123456789abc);
    assert_true(e->ipa == (s2 && type != HL_F_WALK_EABT ? 0x123456789000 : 0));
    assert_true(e->fetch == (type == HL_F_WALK_EABT ? 0x9998 : 0));
    assert_int_equal(e->rule, 0);
}

/* 3.12.5: the stage that faults decides, whatever the other one is configured to. */
static void check_pair(const struct model *s1, const struct model *s2, enum hl_event_type type,
                       bool at_stage2, enum hl_class class)
{
    const struct model *m = at_stage2 ? s2 : s1;
    struct hl_smmu smmu = smmu_of("mmu-700", NS, NULL, NULL);
    struct hl_entry ste = make_ste(NESTED "S1CDMax=4", NULL), cd = make_cd(NULL);
    struct hl_transaction t = transaction();
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_response r;
    char what[96];

    snprintf(what, sizeof what, "%s stage %d, ARS %u%u%u, S2RS %u%u", hl_event_name(type),
             1 + at_stage2, s1->a, s1->r, s1->s, s2->r, s2->s);
    set_models(&ste, &cd, s1, s2);
    stages_reset();
    stages_fault(type, at_stage2, class);
    hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
    expect(&r, m->outcome, m->record ? hl_event_name(type) : "none", what);
    assert_int_equal(r.event.stall, m->stall);
    if (m->record)
        check_record(&r.event, type, at_stage2, class);
}

static void test_models(void **state)
{
    static const enum hl_class classes[] = {HL_CLASS_IN, HL_CLASS_TTD};

    (void)state;
    for (unsigned type = 0; type < LENGTH(related); type++)
        for (unsigned i = 0; i < LENGTH(stage1_models); i++)
            for (unsigned j = 0; j < LENGTH(stage2_models); j++) {
                const struct model *s1 = &stage1_models[i], *s2 = &stage2_models[j];
                check_pair(s1, s2, related[type], false, HL_CLASS_IN);
                for (unsigned class = 0; class < 2; class ++)
                    check_pair(s1, s2, related[type], true, classes[class]);
            }
}

/* Stage 2 faults of the fetch of a CD: 7.3.13, CLASS = CD; STE.S2S and S2R decide. */
static void test_cd_fetch(void **state)
{
    (void)state;
    for (unsigned type = 0; type < LENGTH(related); type++)
        for (unsigned j = 0; j < LENGTH(stage2_models); j++) {
            const struct model *m = &stage2_models[j];
            struct hl_smmu smmu = smmu_of("mmu-700", NS, NULL, NULL);
            struct hl_entry ste = make_ste(NESTED "S1CDMax=4", NULL), cd = make_cd(NULL);
            struct hl_transaction t = transaction();
            struct words words = {0};
            struct hl_memory memory = {&words, read_words};
            struct hl_response r;

            set_models(&ste, &cd, &stage1_models[0], m);
            stages_reset();
            stages_fault(related[type], true, HL_CLASS_CD);
            stages.fetch_result = stages.result;
            hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
            expect(&r, m->outcome, m->record ? hl_event_name(related[type]) : "none", "CD");
            assert_int_equal(stages.calls, 0);
            assert_int_equal(words.reads, 0);
            assert_int_equal(r.event.stall, m->stall);
            if (m->record)
                check_record(&r.event, related[type], true, HL_CLASS_CD);
        }
}

/* 3.12: F_WALK_EABT is none of the four: it aborts and is recorded, whatever A, R and S are. */
static void test_walk_eabt(void **state)
{
    static const struct {
        bool s2;
        enum hl_class class;
    } places[] = {
        {false, HL_CLASS_TTD}, {true, HL_CLASS_CD}, {true, HL_CLASS_TTD}, {true, HL_CLASS_IN}};

    (void)state;
    for (unsigned place = 0; place < LENGTH(places); place++)
        for (unsigned i = 0; i < LENGTH(stage1_models); i++) {
            struct hl_smmu smmu = smmu_of("mmu-700", NS, NULL, NULL);
            struct hl_entry ste = make_ste(NESTED "S1CDMax=4", NULL), cd = make_cd(NULL);
            struct hl_transaction t = transaction();
            struct words words = {0};
            struct hl_memory memory = {&words, read_words};
            struct hl_response r;

            set_models(&ste, &cd, &stage1_models[i], &stage2_models[i % 4]);
            stages_reset();
            stages_fault(HL_F_WALK_EABT, places[place].s2, places[place].class);
            if (places[place].class == HL_CLASS_CD) {
                stages.fetch_result = stages.result;
                hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
            } else {
                hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
            }
            expect(&r, "aborted", "F_WALK_EABT", "EABT");
            assert_false(r.event.stall);
            check_record(&r.event, HL_F_WALK_EABT, places[place].s2, places[place].class);
        }
}

/* 3.4, 3.12: a bypassed stage 1 aborts and records; no STE.S2S, S2R reaches it. */
static void test_bypassed_stage1(void **state)
{
    static const struct {
        const char *profile, *ste;
        uint64_t address;
        const char *outcome, *event;
    } cases[] = {
        {"grace", BYPASS, 0x1000000000000, "aborted", "F_ADDR_SIZE"},
        {"grace", BYPASS, 0xffffffffffff, "output", "none"},
        {"grace", S2, 0x1000000000000, "aborted", "F_ADDR_SIZE"},
        {"grace", S2 "S2S=1", 0x1000000000000, "aborted", "F_ADDR_SIZE"},
        {"grace", S2 "S2R=1", UINT64_MAX, "aborted", "F_ADDR_SIZE"},
        {"grace", S2, 0xffffffffffff, "output", "none"},
        {"grace", S1 "S1CDMax=2 S1DSS=1", 0x1000000000000, "aborted", "F_ADDR_SIZE"},
        {"grace", S1 "S1CDMax=2 S1DSS=1", 0xffffffffffff, "output", "none"},
        {"grace", NESTED "S1CDMax=2 S1DSS=1 S2S=1", 0x1000000000000, "aborted", "F_ADDR_SIZE"},
        {"grace", NESTED "S1CDMax=2 S1DSS=1", 0xffffffffffff, "output", "none"},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(cases[i].profile, NS, NULL, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct hl_transaction t = {.stream = 7, .address = cases[i].address, .write = true};
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_response r;

        stages_reset();
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, cases[i].ste);
        if (!r.event.type)
            continue;
        expect_step(&r, HL_STEP_BYPASS_ADDRESS, cases[i].ste);
        assert_int_equal(r.event.class, HL_CLASS_IN);
        assert_false(r.event.s2 || r.event.stall || r.event.rnw || r.event.ssv);
        assert_true(r.event.input == cases[i].address && r.event.ipa == 0);
    }
}

/* With VMSAv8-32 the IAS can be above the OAS: 3.4. */
static void test_ias_above_oas(void **state)
{
    static const char *const regs = "OAS=1"; /* 36 bits; the IAS is 40 */
    static const struct {
        const char *ste;
        uint64_t address;
        const char *outcome, *event;
        uint64_t output;
    } cases[] = {
        {BYPASS, 0x1000000000, "aborted", "F_ADDR_SIZE", 0},
        {S1 "S1CDMax=2 S1DSS=1", 0x1000000000, "output", "none", 0},
        {S1 "S1CDMax=2 S1DSS=1", 0xf123456789, "output", "none", 0x123456789},
        {S1 "S1CDMax=2 S1DSS=1", 0x10000000000, "aborted", "F_ADDR_SIZE", 0},
        {LPAE, 0xffffffffff, "output", "none", 0x77000abc},
        {LPAE, 0x10000000000, "aborted", "F_ADDR_SIZE", 0},
    };
    struct hl_smmu smmu = smmu_of("mmu-600", NS, regs, NULL);

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct hl_transaction t = {.address = cases[i].address};
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_response r;

        stages_reset();
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, cases[i].ste);
        assert_true(r.address == cases[i].output);
    }
}

/* 7.3: RnW, InD and PnU after the overrides; NSIPA and TTRnW. */
static void test_access_fields(void **state)
{
    static const struct {
        const char *overrides;
        bool write, instruction, privileged, rnw, ind, pnu;
    } cases[] = {
        {"", false, false, false, true, false, false},
        {"", false, true, true, true, true, true},
        {"", true, true, true, false, false, true}, /* a write is Data */
        {"INSTCFG=2 PRIVCFG=2", false, true, true, true, false, false},
        {"INSTCFG=3 PRIVCFG=3", false, false, false, true, true, true},
        {"INSTCFG=3 PRIVCFG=3", true, false, false, false, false, true},
        {"INSTCFG=1 PRIVCFG=1", false, true, true, true, true, true},
        {"INSTCFG=1 PRIVCFG=1", false, false, false, true, false, false},
    };
    struct hl_smmu smmu = smmu_of("mmu-700", NS, NULL, NULL);

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_entry ste = make_ste(S2 "S2R=1", cases[i].overrides);
        struct hl_transaction t = {.write = cases[i].write,
                                   .instruction = cases[i].instruction,
                                   .privileged = cases[i].privileged};
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_response r;

        stages_reset();
        stages_fault(HL_F_PERMISSION, true, i & 1 ? HL_CLASS_TTD : HL_CLASS_IN);
        stages.result.fault_write = i & 2;
        stages.result.nsipa = i & 4;
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, "aborted", "F_PERMISSION", cases[i].overrides);
        assert_int_equal(stages.access.instruction, cases[i].ind);
        assert_int_equal(stages.access.privileged, cases[i].pnu);
        assert_int_equal(stages.access.write, cases[i].write);
        assert_int_equal(r.event.rnw, cases[i].rnw);
        assert_int_equal(r.event.ind, cases[i].ind);
        assert_int_equal(r.event.pnu, cases[i].pnu);
        assert_int_equal(r.event.ttrnw, (i & 1) && !(i & 2));
        assert_int_equal(r.event.nsipa, (i & 4) != 0);
    }
}

/* Stages that have no model say so, whatever asked. */
static void test_not_modelled(void **state)
{
    struct hl_smmu smmu = smmu_of("mmu-700", NS, NULL, NULL);
    struct hl_entry ste = make_ste(S2 "S2R=1 EATS=1", NULL);
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct hl_transaction t = {.traffic = i ? HL_ATS_REQUEST : HL_ORDINARY};
        struct hl_response r;

        stages_reset();
        stages.result.kind = HL_STAGES_NOT_MODELLED;
        stages.result.step = HL_STEP_STE_LOOKUP;
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, "not-modelled", "none", "stages");
        expect_step(&r, HL_STEP_STE_LOOKUP, "stages");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models),        cmocka_unit_test(test_cd_fetch),
        cmocka_unit_test(test_walk_eabt),     cmocka_unit_test(test_bypassed_stage1),
        cmocka_unit_test(test_ias_above_oas), cmocka_unit_test(test_access_fields),
        cmocka_unit_test(test_not_modelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
