// SPDX-License-Identifier: MIT
/* ATS Translation Requests: 3.9.1.2, 5.2 (Config, EATS), 7.3.6, 13.6 and 13.7. */
#include "translate_helpers.h"

static struct hl_transaction request_of(bool substream)
{
    return (struct hl_transaction){.traffic = HL_ATS_REQUEST,
                                   .stream = 7,
                                   .has_substream = substream,
                                   .substream = substream ? 2 : 0,
                                   .address = 0x12345678,
                                   .write = true,
                                   .instruction = true,
                                   .privileged = true};
}

static void send(struct hl_smmu *smmu, const struct hl_entry *ste, const struct hl_entry *cd,
                 const struct hl_transaction *t, struct hl_response *r)
{
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};

    if (cd)
        hl_translate_cd(smmu, ste, cd, &memory, t, NULL, r);
    else
        hl_translate_ste(smmu, ste, &memory, t, NULL, r);
}

/* The first table of 3.9.1.2, and what EATS and ATSCHK make of it: 5.2. */
static void test_accepted(void **state)
{
    static const struct {
        enum hl_security security;
        const char *regs, *ste;
        const char *outcome, *event;
        enum hl_step step;
    } cases[] = {
        {NS, "", "V=1 Config=0", "ats-unsupported", "none", HL_STEP_STE_ABORT},
        {NS, "", "V=1 Config=0 EATS=1", "ats-unsupported", "none", HL_STEP_STE_ABORT},
        {NS, "", BYPASS, "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_BYPASS},
        {NS, "", BYPASS "EATS=1", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_BYPASS},
        {NS, "", S1 "EATS=0", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "", S2 "EATS=0", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "", NESTED "EATS=0", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "", S1 "EATS=1", "output", "none", HL_STEP_TRANSLATE},
        {NS, "", S2 "EATS=1", "output", "none", HL_STEP_TRANSLATE},
        {NS, "", NESTED "EATS=1", "output", "none", HL_STEP_TRANSLATE},
        {NS, "ATSCHK=0", NESTED "EATS=1", "output", "none", HL_STEP_TRANSLATE},
        {NS, "", NESTED "EATS=2", "output", "none", HL_STEP_TRANSLATE},
        {NS, "ATSCHK=0", NESTED "EATS=2", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "", S1 "EATS=2", "ats-completer-abort", "none", HL_STEP_STE_BAD},
        {NS, "", S1 "EATS=3", "output", "none", HL_STEP_TRANSLATE},
        {NS, "ATSCHK=0", S1 "EATS=3", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "DPT=0", S1 "EATS=3", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {NS, "", "V=0 EATS=1", "ats-completer-abort", "none", HL_STEP_STE_BAD},
        {RLM, "", S1 "EATS=1", "output", "none", HL_STEP_TRANSLATE},
        {RLM, "ATSCHK=0", NESTED "EATS=2", "output", "none", HL_STEP_TRANSLATE},
        {RLM, "", S1 "EATS=0", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_EATS_OFF},
        {SEC, "", S1 "EATS=1", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_ATS_SECURE},
        {SEC, "", "V=0", "ats-unsupported", "F_BAD_ATS_TREQ", HL_STEP_ATS_SECURE},
        {NS, "ATS=0 PRI=0 DPT=0", S1 "EATS=1", "not-modelled", "none", HL_STEP_ATS_ABSENT},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, cases[i].security, cases[i].regs, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL), cd = make_cd(NULL);
        struct hl_transaction t = request_of(false);
        struct hl_response r;
        char what[64];

        snprintf(what, sizeof what, "%u: %.40s", i, cases[i].ste);
        stages_reset();
        send(&smmu, &ste, &cd, &t, &r);
        expect(&r, cases[i].outcome, cases[i].event, what);
        expect_step(&r, cases[i].step, what);
        if (r.outcome == HL_OUTPUT)
            assert_true(stages.access.ats);
    }
}

/* 7.3.6: what was asked for, before the overrides; RnW is !W. InputAddr[63:12]. */
static void test_bad_request_record(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
        struct hl_entry ste = make_ste(S1 "EATS=0 S1CDMax=4 INSTCFG=2 PRIVCFG=3", NULL);
        struct hl_transaction t = request_of(true);
        struct hl_response r;

        t.write = i & 1;
        t.instruction = i & 2;
        t.privileged = i & 4;
        send(&smmu, &ste, NULL, &t, &r);
        expect(&r, "ats-unsupported", "F_BAD_ATS_TREQ", "EATS = 0");
        assert_int_equal(r.event.rnw, !(i & 1));
        assert_int_equal(r.event.ind, (i & 2) != 0);
        assert_int_equal(r.event.pnu, (i & 4) != 0);
        assert_true(r.event.ssv && r.event.substream == 2 && r.event.stream == 7);
        assert_true(r.event.input == 0x12345000);
        t.has_substream = false; /* 13.7: then there are no Exe and Priv */
        send(&smmu, &ste, NULL, &t, &r);
        assert_false(r.event.ind || r.event.pnu || r.event.ssv || r.event.substream);
    }
}

/* SMMUEN = 0, and the events of the second table of 3.9.1.2 before there is an STE. */
static void test_before_ste(void **state)
{
    static const struct {
        bool smmuen, recinvsid, rec_cfg_ats;
        uint32_t stream;
        const char *outcome, *event;
    } cases[] = {
        {false, false, false, 0, "ats-unsupported", "F_BAD_ATS_TREQ"},
        {false, false, false, 99, "ats-unsupported", "F_BAD_ATS_TREQ"},
        {true, false, false, 99, "ats-completer-abort", "none"},
        {true, true, false, 99, "ats-completer-abort", "none"},
        {true, false, true, 99, "ats-completer-abort", "none"},
        {true, true, true, 99, "ats-completer-abort", "C_BAD_STREAMID"},
        {true, true, false, 0, "ats-completer-abort", "none"},
        {true, false, true, 0, "ats-completer-abort", "F_STE_FETCH"},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_tables tables = {0x10000, 4, 1u << 20, cases[i].smmuen, cases[i].recinvsid};
        struct hl_transaction t = request_of(false);
        struct hl_response r;

        t.stream = cases[i].stream;
        record_errors(&smmu, cases[i].rec_cfg_ats);
        hl_translate(&smmu, &tables, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, "before the STE");
        assert_int_equal(words.reads, cases[i].smmuen && cases[i].stream == 0);
    }
}

/* The second table of 3.9.1.2: configuration errors, recorded with REC_CFG_ATS only. */
static void test_configuration_errors(void **state)
{
    static const struct {
        const char *ste, *cd;
        bool substream;
        uint32_t ssid;
        const char *event;
    } cases[] = {
        {"V=0", NULL, false, 0, "C_BAD_STE"},
        {S1 "S1CDMax=31 EATS=1", NULL, false, 0, "C_BAD_STE"},
        {S1 "EATS=1", NULL, true, 2, "C_BAD_SUBSTREAMID"},
        {S2 "EATS=1", NULL, true, 2, "C_BAD_SUBSTREAMID"},
        {S1 "EATS=1 S1CDMax=1", NULL, true, 2, "C_BAD_SUBSTREAMID"},
        {S1 "EATS=1 S1CDMax=4 S1DSS=0", NULL, false, 0, "F_STREAM_DISABLED"},
        {S1 "EATS=1 S1CDMax=4 S1DSS=2", NULL, true, 0, "F_STREAM_DISABLED"},
        {S1 "EATS=1", NULL, false, 0, "F_CD_FETCH"},
        {S1 "EATS=1", "V=0", false, 0, "C_BAD_CD"},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++)
        for (unsigned mode = 0; mode < 4; mode++) {
            bool record = mode & 1;
            struct hl_smmu smmu = smmu_of(FULL, mode & 2 ? RLM : NS, NULL, NULL);
            struct hl_entry ste = make_ste(cases[i].ste, NULL), cd = make_cd(cases[i].cd);
            struct hl_transaction t = request_of(cases[i].substream);
            struct hl_response r;

            t.substream = cases[i].ssid;
            record_errors(&smmu, record);
            stages_reset();
            send(&smmu, &ste, cases[i].cd ? &cd : NULL, &t, &r);
            expect(&r, "ats-completer-abort", record ? cases[i].event : "none", cases[i].ste);
            assert_int_equal(stages.calls, 0);
            smmu.regs.idr0 &= ~(UINT32_C(1) << 23); /* 6.3.12: then REC_CFG_ATS is RES0 */
            send(&smmu, &ste, cases[i].cd ? &cd : NULL, &t, &r);
            expect(&r, "ats-completer-abort", "none", cases[i].ste);
        }
}

/* Faults: R = W = 0 and no event, at either stage, for CD fetches, walks and data; CD.S, CD.A and
 * STE.S2R do not count. F_WALK_EABT is a Completer Abort. */
static void test_faults(void **state)
{
    static const enum hl_event_type types[] = {HL_F_TRANSLATION, HL_F_ADDR_SIZE, HL_F_ACCESS,
                                               HL_F_PERMISSION, HL_F_WALK_EABT};

    (void)state;
    for (unsigned i = 0; i < LENGTH(types); i++)
        for (unsigned mode = 0; mode < 32; mode++) {
            bool s2 = mode & 1, cd_fetch = mode & 2, record = mode & 4;
            bool eabt = types[i] == HL_F_WALK_EABT;
            struct hl_smmu smmu = smmu_of("mmu-700", NS, "NS1ATS=0", NULL);
            struct hl_entry ste = make_ste(NESTED "S2R=1", mode & 8 ? "EATS=2" : "EATS=1");
            struct hl_entry cd = make_cd(mode & 16 ? "S=1" : "A=0");
            struct hl_transaction t = request_of(false);
            struct hl_response r;

            record_errors(&smmu, record);
            stages_reset();
            stages_fault(types[i], s2 || cd_fetch, cd_fetch ? HL_CLASS_CD : HL_CLASS_TTD);
            stages.fetch_result = stages.result;
            send(&smmu, &ste, cd_fetch ? NULL : &cd, &t, &r);
            expect(&r, eabt ? "ats-completer-abort" : "ats-no-access",
                   eabt && record ? "F_WALK_EABT" : "none", hl_event_name(types[i]));
            assert_false(r.read || r.write || r.exec);
            if (!eabt)
                assert_int_equal(r.page_bits, 12); /* one STU: 4KB is implemented */
        }
}

/* 3.4, 3.9.1.2: F_ADDR_SIZE of a skipped stage 1. The STU of an SMMU with 64KB granules only. */
static void test_skipped_address_size(void **state)
{
    struct hl_smmu smmu = smmu_of("grace", NS, "GRAN4K=0 GRAN16K=0", NULL);
    struct hl_entry ste = make_ste(S1 "EATS=1 S1CDMax=4 S1DSS=1", NULL);
    struct hl_transaction t = request_of(false);
    struct hl_response r;

    (void)state;
    t.address = 0x1000000000000;
    send(&smmu, &ste, NULL, &t, &r);
    expect(&r, "ats-no-access", "none", "above the IAS");
    assert_int_equal(r.page_bits, 16);
}

/* 13.7.1. ttd: R, W, X of the effective privilege level. */
static void test_permissions(void **state)
{
    (void)state;
    for (unsigned instcfg = 0; instcfg < 4; instcfg++)
        for (unsigned ttd = 0; ttd < 8; ttd++)
            for (unsigned asked = 0; asked < 8; asked++) {
                bool ttd_r = ttd & 1, ttd_w = ttd & 2, ttd_x = ttd & 4;
                bool pasid = asked & 1, exe = asked & 2, priv = asked & 4;
                bool read = instcfg == 3 ? ttd_x : ttd_r;
                bool exec = instcfg == 3 ? ttd_x : instcfg == 2 ? ttd_r : ttd_r && ttd_x;
                struct hl_smmu smmu = smmu_of(FULL, NS, NULL, NULL);
                struct hl_entry ste = make_ste(S1 "EATS=1 S1CDMax=4 S1DSS=2", NULL);
                struct hl_entry cd = make_cd(NULL);
                struct hl_transaction t = request_of(pasid);
                struct hl_response r;

                HL_SET(STE, &ste, INSTCFG, instcfg);
                t.instruction = exe;
                t.privileged = priv;
                stages_reset();
                stages.result.read = ttd_r;
                stages.result.write = ttd_w;
                stages.result.exec = ttd_x;
                stages.result.global = true;
                send(&smmu, &ste, &cd, &t, &r);
                expect(&r, read || ttd_w ? "output" : "ats-no-access", "none", "13.7.1");
                assert_int_equal(stages.access.instruction, /* NW = 0 does not make it Data */
                                 instcfg == 3 || (instcfg != 2 && pasid && exe));
                if (r.outcome != HL_OUTPUT)
                    continue;
                assert_int_equal(r.read, read);
                assert_int_equal(r.write, ttd_w);
                assert_int_equal(r.exec, pasid && exe && exec);
                assert_int_equal(r.privileged, pasid && priv);
                assert_false(r.ats_global || r.ats_untranslated_only || r.instruction);
                assert_true(r.address == 0x77000abc && r.page_bits == 21);
            }
}

/* 3.10.3.3 with 13.7.1: no stage, all reads are instruction fetches, and the PA is Non-secure. */
static void test_realm_identity(void **state)
{
    (void)state;
    for (unsigned mode = 0; mode < 4; mode++) {
        bool fetches = mode & 1, ns = mode & 2;
        struct hl_smmu smmu = smmu_of(FULL, RLM, NULL, NULL);
        struct hl_entry ste = make_ste(S1 "EATS=1 S1CDMax=4 S1DSS=1", fetches ? "INSTCFG=3" : "");
        struct hl_transaction t = request_of(false);
        struct hl_response r;

        t.nonsecure = ns;
        send(&smmu, &ste, NULL, &t, &r);
        expect(&r, "output", "none", "identity");
        assert_int_equal(r.space, ns ? HL_SPACE_NONSECURE : HL_SPACE_REALM);
        assert_true(r.write && !r.exec);
        assert_int_equal(r.read, !(fetches && ns));
    }
}

/* 13.7.1: PRIVCFG picks the permissions, the completion's Priv is what was asked for. */
static void test_privcfg(void **state)
{
    static const bool effective[4][2] = {{0, 1}, {0, 1}, {0, 0}, {1, 1}};

    (void)state;
    for (unsigned privcfg = 0; privcfg < 4; privcfg++)
        for (unsigned priv = 0; priv < 2; priv++)
            for (unsigned ovr = 0; ovr < 2; ovr++) {
                struct hl_smmu smmu = smmu_of(FULL, NS, ovr ? NULL : "ATTR_PERMS_OVR=0", NULL);
                struct hl_entry ste = make_ste(S1 "EATS=1 S1CDMax=4", NULL), cd = make_cd(NULL);
                struct hl_transaction t = request_of(true);
                struct hl_response r;

                HL_SET(STE, &ste, PRIVCFG, privcfg);
                t.privileged = priv;
                stages_reset();
                send(&smmu, &ste, &cd, &t, &r);
                assert_int_equal(stages.access.privileged, ovr ? effective[privcfg][priv] : priv);
                assert_int_equal(r.privileged, priv);
            }
}

/* 13.6.3 to 13.6.5: PA or IPA, identity, whose permissions and which size. */
static void test_addresses(void **state)
{
    static const struct {
        const char *ste;
        bool substream;
        uint64_t address;
        bool split, with_stage1;
        unsigned calls, page_bits;
    } cases[] = {
        {S1 "EATS=1 S1CDMax=4", true, 0x77000abc, false, true, 1, 21},
        {S2 "EATS=1", false, 0x77000abc, false, false, 1, 21},
        {NESTED "EATS=1 S1CDMax=4", true, 0x77000abc, false, true, 1, 21},
        {NESTED "EATS=2 S1CDMax=4", true, 0x55000abc, true, true, 1, 21},
        {NESTED "EATS=2 S1CDMax=4 S1DSS=1", false, 0x12345678, true, false, 1, 21},
        {NESTED "EATS=1 S1CDMax=4 S1DSS=1", false, 0x77000abc, false, false, 1, 21},
        {S1 "EATS=1 S1CDMax=4 S1DSS=1", false, 0x12345678, false, false, 0, 48},
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of("grace", NS, NULL, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL), cd = make_cd(NULL);
        struct hl_transaction t = request_of(cases[i].substream);
        struct hl_response r;

        stages_reset();
        stages.result.af_update = stages.result.dirty_update = true;
        send(&smmu, &ste, &cd, &t, &r);
        expect(&r, "output", "none", cases[i].ste);
        assert_true(r.address == cases[i].address);
        assert_int_equal(r.ats_split_ipa, cases[i].split);
        assert_int_equal(stages.calls, cases[i].calls);
        assert_int_equal(stages.with_stage1, cases[i].with_stage1);
        assert_int_equal(r.page_bits, cases[i].page_bits);
        assert_true(r.read && r.write && r.exec == cases[i].substream);
        assert_int_equal(r.privileged, cases[i].substream);
        assert_int_equal(r.af_update, cases[i].calls);
        assert_int_equal(r.dirty_update, cases[i].calls);
        assert_int_equal(r.attributes.type, cases[i].calls ? BY_STAGES : BY_STE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),    cmocka_unit_test(test_bad_request_record),
        cmocka_unit_test(test_before_ste),  cmocka_unit_test(test_configuration_errors),
        cmocka_unit_test(test_faults),      cmocka_unit_test(test_skipped_address_size),
        cmocka_unit_test(test_permissions), cmocka_unit_test(test_realm_identity),
        cmocka_unit_test(test_privcfg),     cmocka_unit_test(test_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
