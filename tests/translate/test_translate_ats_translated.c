// SPDX-License-Identifier: MIT
/* ATS Translated transactions: 3.9.1.1, 3.9.1.3, 3.9.4.3, 5.2 (Config, EATS), 7.3.8, 13.6.3. */
#include "translate_helpers.h"

/* 6.3.4: v3.4-full has it */
#define NO_PASIDTT(smmu) ((smmu).regs.idr3 &= ~(UINT32_C(1) << 16))

static struct hl_transaction translated(bool substream)
{
    return (struct hl_transaction){.traffic = HL_ATS_TRANSLATED,
                                   .stream = 7,
                                   .has_substream = substream,
                                   .substream = substream ? 2 : 0,
                                   .address = 0x12345678};
}

static void send(struct hl_smmu *smmu, const struct hl_entry *ste, const struct hl_transaction *t,
                 struct hl_response *r)
{
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};

    hl_translate_ste(smmu, ste, &memory, t, NULL, r);
}

/* The first table of 3.9.1.3, with EATS and ATSCHK of 5.2. */
static void test_accepted(void **state)
{
    static const struct {
        enum hl_security security;
        const char *regs, *ste;
        const char *outcome, *event;
        enum hl_step step;
        uint64_t address;
    } cases[] = {
        {NS, "", "V=1 Config=0", "aborted", "none", HL_STEP_STE_ABORT, 0},
        {NS, "", BYPASS, "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_EATS_BYPASS, 0},
        {NS, "", BYPASS "EATS=1", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_EATS_BYPASS, 0},
        {NS, "", S1 "EATS=0", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_EATS_OFF, 0},
        {NS, "DPT=0", S1 "EATS=3", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_EATS_OFF, 0},
        {NS, "", S1 "EATS=1", "output", "none", HL_STEP_TRANSLATED_FULL, 0x12345678},
        {NS, "", S2 "EATS=1", "output", "none", HL_STEP_TRANSLATED_FULL, 0x12345678},
        {NS, "", NESTED "EATS=1", "output", "none", HL_STEP_TRANSLATED_FULL, 0x12345678},
        {NS, "", NESTED "EATS=2", "output", "none", HL_STEP_TRANSLATE, 0x77000abc},
        {NS, "", S1 "EATS=3", "not-modelled", "none", HL_STEP_TRANSLATED_DPT, 0},
        {NS, "", "V=0 EATS=1", "aborted", "none", HL_STEP_STE_BAD, 0},
        {NS, "ATSCHK=0", "V=0", "output", "none", HL_STEP_TRANSLATED_UNCHECKED, 0x12345678},
        {NS, "ATSCHK=0", ABORT, "output", "none", HL_STEP_TRANSLATED_UNCHECKED, 0x12345678},
        {NS, "ATSCHK=0", BYPASS, "output", "none", HL_STEP_TRANSLATED_UNCHECKED, 0x12345678},
        {NS, "ATSCHK=0", S1 "EATS=0", "output", "none", HL_STEP_TRANSLATED_UNCHECKED, 0x12345678},
        {RLM, "ATSCHK=0", S1 "EATS=0", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_EATS_OFF, 0},
        {RLM, "", S1 "EATS=1", "output", "none", HL_STEP_TRANSLATED_FULL, 0x12345678},
        {RLM, "", NESTED "EATS=2", "output", "none", HL_STEP_TRANSLATE, 0x77000abc},
        {SEC, "", S1 "EATS=1", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_ATS_SECURE, 0},
        {SEC, "ATSCHK=0", "V=0", "aborted", "F_TRANSL_FORBIDDEN", HL_STEP_ATS_SECURE, 0},
        {NS, "ATS=0 PRI=0 DPT=0", S1, "not-modelled", "none", HL_STEP_ATS_ABSENT, 0},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, cases[i].security, cases[i].regs, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct hl_transaction t = translated(false);
        struct hl_response r;
        char what[64];

        snprintf(what, sizeof what, "%u: %.40s", i, cases[i].ste);
        stages_reset();
        t.write = i & 1;
        send(&smmu, &ste, &t, &r);
        expect(&r, cases[i].outcome, cases[i].event, what);
        expect_step(&r, cases[i].step, what);
        assert_true(r.address == cases[i].address);
        assert_false(stages.with_stage1);
        if (!r.event.type)
            continue;
        assert_true(r.event.rnw == !t.write && r.event.input == 0x12345678); /* 7.3.8 */
        assert_true(r.event.stream == 7 && !r.event.ssv);
    }
}

/* SMMUEN = 0, and errors before there is an STE. C_BAD_STREAMID does not depend on RECINVSID. */
static void test_before_ste(void **state)
{
    static const struct {
        bool smmuen, atschk, recinvsid, rec_cfg_ats;
        uint32_t stream;
        const char *outcome, *event;
    } cases[] = {
        {false, true, false, false, 0, "aborted", "F_TRANSL_FORBIDDEN"},
        {false, false, false, false, 99, "aborted", "F_TRANSL_FORBIDDEN"},
        {true, false, true, true, 99, "output", "none"},
        {true, true, false, false, 99, "aborted", "none"},
        {true, true, true, false, 99, "aborted", "none"},
        {true, true, false, true, 99, "aborted", "C_BAD_STREAMID"},
        {true, true, true, true, 99, "aborted", "C_BAD_STREAMID"},
        {true, true, true, false, 0, "aborted", "none"},
        {true, true, false, true, 0, "aborted", "F_STE_FETCH"},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, cases[i].atschk ? "ATSCHK=1" : "ATSCHK=0", NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_tables tables = {0x10000, 4, 0, cases[i].smmuen, cases[i].recinvsid};
        struct hl_transaction t = translated(false);
        struct hl_response r;

        t.stream = cases[i].stream;
        record_errors(&smmu, cases[i].rec_cfg_ats);
        hl_translate(&smmu, &tables, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, "before the STE");
    }
}

/* The second table of 3.9.1.3 and its priorities: SubstreamIDs count with PASIDTT only. */
static void test_substreams(void **state)
{
    static const struct {
        const char *ste;
        bool substream;
        uint32_t ssid;
        const char *with, *without; /* PASIDTT: the event, or NULL where it passes */
    } cases[] = {
        {"V=0", false, 0, "C_BAD_STE", "C_BAD_STE"},
        {S1 "EATS=1", false, 0, NULL, NULL},
        {S1 "EATS=1", true, 2, "C_BAD_SUBSTREAMID", NULL},
        {S2 "EATS=1", true, 2, "C_BAD_SUBSTREAMID", NULL},
        {S1 "EATS=1 S1CDMax=1", true, 2, "C_BAD_SUBSTREAMID", NULL},
        {S1 "EATS=1 S1CDMax=2", true, 2, NULL, NULL},
        {S1 "EATS=1 S1CDMax=2 S1DSS=0", false, 0, "F_STREAM_DISABLED", NULL},
        {S1 "EATS=1 S1CDMax=2 S1DSS=1", false, 0, NULL, NULL},
        {S1 "EATS=1 S1CDMax=2 S1DSS=2", false, 0, NULL, NULL},
        {S1 "EATS=1 S1CDMax=2 S1DSS=2", true, 0, "F_STREAM_DISABLED", NULL},
        {S1 "EATS=1 S1CDMax=2 S1DSS=2", true, 1, NULL, NULL},
        {NESTED "EATS=2 S1CDMax=1", true, 2, "C_BAD_SUBSTREAMID", NULL},
        {S1 "EATS=1 S1CDMax=2 S1MPAM=1", true, 1, "F_CD_FETCH", NULL}, /* 17.3 */
        {S1 "EATS=1 S1CDMax=2 S1MPAM=1 S1DSS=2", false, 0, NULL, NULL},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++)
        for (unsigned mode = 0; mode < 4; mode++) {
            bool pasidtt = mode & 1, record = mode & 2;
            const char *event = pasidtt ? cases[i].with : cases[i].without;
            struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
            struct hl_entry ste = make_ste(cases[i].ste, NULL);
            struct hl_transaction t = translated(cases[i].substream);
            struct hl_response r;

            if (!pasidtt)
                NO_PASIDTT(smmu);
            t.substream = cases[i].ssid;
            record_errors(&smmu, record);
            stages_reset();
            send(&smmu, &ste, &t, &r);
            expect(&r, event ? "aborted" : "output", event && record ? event : "none",
                   cases[i].ste);
            /* F_TRANSL_FORBIDDEN comes first, and is always recorded */
            if (!HL_GET(STE, &ste, V))
                continue;
            HL_SET(STE, &ste, EATS, 0);
            send(&smmu, &ste, &t, &r);
            expect(&r, "aborted", "F_TRANSL_FORBIDDEN", cases[i].ste);
        }
}

/* 17.3: a CD that is read for its PARTID does not make stage 1 translate; a bad one aborts. */
static void test_cd_for_partid(void **state)
{
    (void)state;
    for (unsigned mode = 0; mode < 4; mode++) {
        bool bad = mode & 1, record = mode & 2;
        struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
        struct hl_entry ste = make_ste(NESTED "EATS=2 S1CDMax=4 S1MPAM=1", NULL);
        struct hl_entry cd = make_cd(bad ? "V=0" : NULL);
        struct hl_transaction t = translated(true);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_response r;

        record_errors(&smmu, record);
        stages_reset();
        put_entry(&words, HL_SPACE_NONSECURE, 0x10080, &cd);
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, bad ? "aborted" : "output", bad && record ? "C_BAD_CD" : "none", "S1MPAM");
        assert_int_equal(stages.calls, !bad);
        assert_false(stages.with_stage1);
    }
}

/* Option ats-s1dss-any: 3.9.1.3 without the condition of 7.3.7. */
static void test_s1dss_option(void **state)
{
    (void)state;
    for (unsigned any = 0; any < 2; any++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, NULL, any ? "ats-s1dss-any=1" : "ats-s1dss-any=0");
        struct hl_entry ste = make_ste(S1 "EATS=1 S1CDMax=2 S1DSS=0", NULL);
        struct hl_transaction t = translated(false);
        struct hl_response r;

        NO_PASIDTT(smmu);
        record_errors(&smmu, true);
        send(&smmu, &ste, &t, &r);
        expect(&r, any ? "aborted" : "output", any ? "F_STREAM_DISABLED" : "none", "S1DSS = 0");
    }
}

/* 3.9.1.1: bits above the OAS of what is a PA; an IPA is checked against the IAS. */
static void test_address_size(void **state)
{
    static const struct {
        const char *regs, *options, *ste;
        uint64_t address;
        const char *outcome, *event;
        uint64_t output;
    } cases[] = {
        {"", NULL, S1 "EATS=1", 0x1000012345678, "aborted", "none", 0},
        {"", "ats-oor-abort=0", S1 "EATS=1", 0x1000012345678, "output", "none", 0x12345678},
        {"", NULL, S1 "EATS=1", 0xffffffffffff, "output", "none", 0xffffffffffff},
        {"ATSCHK=0", NULL, "V=0", 0x1000012345678, "aborted", "none", 0},
        {"ATSCHK=0", "ats-oor-abort=0", "V=0", 0x1000012345678, "output", "none", 0x12345678},
        {"", NULL, NESTED "EATS=2", 0x1000012345678, "aborted", "F_ADDR_SIZE", 0},
        {"", "ats-oor-abort=0", NESTED "EATS=2", 0x1000012345678, "aborted", "F_ADDR_SIZE", 0},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of("grace", NS, cases[i].regs, cases[i].options);
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct hl_transaction t = translated(false);
        struct hl_response r;

        t.address = cases[i].address;
        stages_reset();
        send(&smmu, &ste, &t, &r);
        expect(&r, cases[i].outcome, cases[i].event, cases[i].ste);
        assert_true(r.address == cases[i].output);
        assert_false(r.event.s2); /* reported as a stage 1 fault */
    }
}

/* Split-stage: stage 2 faults as those of an ordinary transaction; S2S is ILLEGAL then. */
static void test_split_faults(void **state)
{
    static const enum hl_event_type types[] = {HL_F_TRANSLATION, HL_F_ADDR_SIZE, HL_F_ACCESS,
                                               HL_F_PERMISSION, HL_F_WALK_EABT};

    (void)state;
    for (unsigned i = 0; i < LENGTH(types); i++)
        for (unsigned mode = 0; mode < 4; mode++) {
            bool s2r = mode & 1, eabt = types[i] == HL_F_WALK_EABT;
            struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
            struct hl_entry ste = make_ste(NESTED "EATS=2", s2r ? "S2R=1" : "S2R=0");
            struct hl_transaction t = translated(false);
            struct hl_response r;

            record_errors(&smmu, mode & 2);
            stages_reset();
            stages_fault(types[i], true, HL_CLASS_IN);
            send(&smmu, &ste, &t, &r);
            expect(&r, "aborted", s2r || eabt ? hl_event_name(types[i]) : "none", "split");
            assert_false(stages.with_stage1);
            assert_false(stages.access.ats);
            if (r.event.type) {
                assert_true(r.event.s2 && !r.event.stall && r.event.input == 0x12345678);
                assert_int_equal(r.event.class, HL_CLASS_IN);
            }
        }
}

/* InD and PnU come with a PASID and PASIDTT only, then the overrides apply; attributes are the
 * incoming ones (table 13.5). */
static void test_attributes(void **state)
{
    static const struct {
        bool pasidtt, substream;
        const char *more;
        bool ind, pnu;
    } cases[] = {
        {false, true, "", false, false},
        {true, false, "", false, false},
        {true, true, "", true, true},
        {true, true, "INSTCFG=2 PRIVCFG=2", false, false},
        {false, false, "INSTCFG=3 PRIVCFG=3", true, true},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
        struct hl_entry ste = make_ste(NESTED "EATS=2 S1CDMax=4 S1DSS=2 MTCFG=1", cases[i].more);
        struct hl_transaction t = translated(cases[i].substream);
        struct hl_response r;

        if (!cases[i].pasidtt)
            NO_PASIDTT(smmu);
        t.instruction = t.privileged = true;
        t.attributes.type = HL_DEVICE_nGnRnE;
        stages_reset();
        send(&smmu, &ste, &t, &r);
        expect(&r, "output", "none", cases[i].more);
        assert_int_equal(stages.access.instruction, cases[i].ind);
        assert_int_equal(stages.access.privileged, cases[i].pnu);
        assert_int_equal(stages.access.attributes.type, HL_DEVICE_nGnRnE);
        assert_int_equal(r.attributes.type, BY_STAGES);
        HL_SET(STE, &ste, EATS, 1);
        send(&smmu, &ste, &t, &r);
        expect(&r, "output", "none", cases[i].more);
        assert_int_equal(r.attributes.type, HL_DEVICE_nGnRnE);
    }
}

/* Realm, Full ATS: the PA space by NSCFG, XT, and instruction fetches: 3.9.1.3, 3.9.4.3. */
static void test_realm(void **state)
{
    static const struct {
        unsigned nscfg;
        bool ns, xt, instruction;
        const char *outcome, *event;
        enum hl_space space;
    } cases[] = {
        {0, false, false, false, "output", "none", HL_SPACE_REALM},
        {0, true, false, false, "output", "none", HL_SPACE_NONSECURE},
        {0, true, false, true, "aborted", "F_TRANSL_FORBIDDEN", 0},
        {0, false, false, true, "output", "none", HL_SPACE_REALM},
        {1, false, false, false, "aborted", "F_TRANSL_FORBIDDEN", 0},
        {1, false, true, false, "output", "none", HL_SPACE_REALM},
        {1, true, true, false, "output", "none", HL_SPACE_NONSECURE},
        {2, true, false, false, "output", "none", HL_SPACE_REALM},
        {2, true, false, true, "output", "none", HL_SPACE_REALM},
        {3, false, false, false, "output", "none", HL_SPACE_NONSECURE},
        {3, false, false, true, "aborted", "F_TRANSL_FORBIDDEN", 0},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++)
        for (unsigned xt = 0; xt < 2; xt++) {
            struct hl_smmu smmu = smmu_of(FULL, RLM, xt ? "R_XT=1" : "R_XT=0", NULL);
            struct hl_entry ste = make_ste(S1 "EATS=1", NULL);
            struct hl_transaction t = translated(false);
            struct hl_response r;

            if (!xt && cases[i].nscfg == 1) /* reserved, behaves as 0 */
                continue;
            HL_SET(STE, &ste, NSCFG, cases[i].nscfg);
            HL_SET(STE, &ste, INSTCFG, cases[i].instruction ? 3 : 0);
            t.nonsecure = cases[i].ns;
            t.xt = cases[i].xt;
            send(&smmu, &ste, &t, &r);
            expect(&r, cases[i].outcome, cases[i].event, "Realm");
            assert_int_equal(r.space, cases[i].space);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),      cmocka_unit_test(test_before_ste),
        cmocka_unit_test(test_substreams),    cmocka_unit_test(test_s1dss_option),
        cmocka_unit_test(test_cd_for_partid), cmocka_unit_test(test_address_size),
        cmocka_unit_test(test_split_faults),  cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_realm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
