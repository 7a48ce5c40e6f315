// SPDX-License-Identifier: MIT
/* What leaves the SMMU where it translates or not: 3.4, 3.10, 6.3.14, 6.3.57, 13.1.2, 13.2, 13.3,
 * 13.5. */
#include "translate_helpers.h"

#define SIF "s_cr0=0x20 "

/* SMMUEN = 0. GBPA: ABORT is bit 20, INSTCFG 19:18, PRIVCFG 17:16, NSCFG 15:14. */
struct disabled {
    enum hl_security security;
    const char *regs;
    uint32_t gbpa;
    uint64_t address;
    bool write, instruction, nonsecure;
    const char *outcome;
    enum hl_space space;
    bool ind, pnu;
    enum hl_type type;
};

#define ABORTED "aborted", 0, false, false, 0
#define NSS HL_SPACE_NONSECURE
#define SS HL_SPACE_SECURE

static const struct disabled disabled[] = {
    {NS, "", 0, 0x1000, false, false, false, "output", NSS, false, false, BY_GBPA},
    {NS, "", 1u << 20, 0x1000, false, false, false, ABORTED},
    {NS, "", 0, 0xffffffffffff, false, false, false, "output", NSS, false, false, BY_GBPA},
    {NS, "", 0, 0x1000000000000, false, false, false, ABORTED},
    {NS, "", 0, 0x1000, false, true, false, "output", NSS, true, false, BY_GBPA},
    {NS, "", 0, 0x1000, true, true, false, "output", NSS, false, false, BY_GBPA},
    {NS, "", 3u << 18, 0x1000, false, false, false, "output", NSS, true, false, BY_GBPA},
    {NS, "", 3u << 18, 0x1000, true, false, false, "output", NSS, false, false, BY_GBPA},
    {NS, "", 2u << 18, 0x1000, false, true, false, "output", NSS, false, false, BY_GBPA},
    {NS, "", 1u << 18, 0x1000, false, true, false, "output", NSS, true, false, BY_GBPA},
    {NS, "", 3u << 16, 0x1000, false, false, false, "output", NSS, false, true, BY_GBPA},
    {NS, "", 3u << 14, 0x1000, false, false, false, "output", NSS, false, false, BY_GBPA},
    {NS, "ATTR_PERMS_OVR=0", 15u << 16, 0x1000, false, false, false, "output", NSS, false, false,
     BY_GBPA},
    {NS, "ATTR_TYPES_OVR=0", 16, 0x1000, false, false, false, "output", NSS, false, false,
     HL_NORMAL},
    {SEC, "", 0, 0x1000, false, false, false, "output", SS, false, false, BY_GBPA},
    {SEC, "", 0, 0x1000, false, false, true, "output", NSS, false, false, BY_GBPA},
    {SEC, "", 1u << 14, 0x1000, false, false, true, "output", NSS, false, false, BY_GBPA},
    {SEC, "", 2u << 14, 0x1000, false, false, true, "output", SS, false, false, BY_GBPA},
    {SEC, "", 3u << 14, 0x1000, false, false, false, "output", NSS, false, false, BY_GBPA},
    {SEC, "ATTR_PERMS_OVR=0", 3u << 14, 0x1000, false, false, false, "output", SS, false, false,
     BY_GBPA},
    {SEC, SIF, 0, 0x1000, false, true, true, ABORTED},
    {SEC, SIF, 0, 0x1000, true, true, true, "output", NSS, false, false, BY_GBPA},
    {SEC, SIF, 0, 0x1000, false, true, false, "output", SS, true, false, BY_GBPA},
    {SEC, SIF, 2u << 18, 0x1000, false, true, true, "output", NSS, false, false, BY_GBPA},
    {SEC, SIF, 3u << 18, 0x1000, false, false, true, ABORTED},
    {NS, SIF, 0, 0x1000, false, true, true, "output", NSS, true, false, BY_GBPA},
};

static void test_disabled(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LENGTH(disabled); i++) {
        const struct disabled *c = &disabled[i];
        struct hl_smmu smmu = smmu_of("grace", c->security, c->regs, NULL);
        struct hl_tables tables = {0, 0, c->gbpa, false, true};
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_transaction t = {.address = c->address,
                                   .write = c->write,
                                   .instruction = c->instruction,
                                   .nonsecure = c->nonsecure,
                                   .attributes = {.type = HL_NORMAL}};
        struct hl_response r;
        char what[16];

        snprintf(what, sizeof what, "case %u", i);
        hl_translate(&smmu, &tables, &memory, &t, NULL, &r);
        expect(&r, c->outcome, "none", what);
        assert_int_equal(words.reads, 0);
        assert_int_equal(r.space, c->space);
        assert_int_equal(r.instruction, c->ind);
        assert_int_equal(r.privileged, c->pnu);
        assert_int_equal(r.attributes.type, c->type);
        assert_true(r.address == (r.outcome == HL_OUTPUT ? c->address : 0));
    }
}

/* 13.5: a Realm stream is aborted, whatever GBPA says. */
static void test_realm_disabled(void **state)
{
    struct hl_smmu smmu = smmu_of(FULL, RLM, NULL, NULL);
    struct hl_tables tables = {.smmuen = false};
    struct words words = {0};
    struct hl_memory memory = {&words, read_words};
    struct hl_transaction t = {.address = 0x1000};
    struct hl_response r;

    (void)state;
    hl_translate(&smmu, &tables, &memory, &t, NULL, &r);
    expect(&r, "aborted", "none", "Realm");
}

/* SMMUEN = 1 and no stage, or stage 2 only: the PA or IPA space, SIF, Realm instruction fetches. */
static void test_bypass(void **state)
{
    static const struct {
        enum hl_security security;
        const char *regs, *ste;
        bool write, instruction, nonsecure;
        const char *outcome, *event;
        enum hl_space space; /* of an output without a stage */
    } cases[] = {
        {NS, "", BYPASS "NSCFG=2", false, true, true, "output", "none", NSS},
        {SEC, "", BYPASS, false, false, false, "output", "none", SS},
        {SEC, "", BYPASS, false, false, true, "output", "none", NSS},
        {SEC, "", BYPASS "NSCFG=1", false, false, true, "output", "none", NSS},
        {SEC, "", BYPASS "NSCFG=2", false, false, true, "output", "none", SS},
        {SEC, "", BYPASS "NSCFG=3", false, true, false, "output", "none", NSS},
        {SEC, "ATTR_PERMS_OVR=0", BYPASS "NSCFG=3", false, true, false, "output", "none", SS},
        {SEC, SIF, BYPASS, false, true, true, "aborted", "F_PERMISSION", 0},
        {SEC, SIF, BYPASS, false, true, false, "output", "none", SS},
        {SEC, SIF, BYPASS, true, true, true, "output", "none", NSS},
        {SEC, SIF, BYPASS "NSCFG=2", false, true, true, "output", "none", SS},
        {SEC, SIF, BYPASS "INSTCFG=2", false, true, true, "output", "none", NSS},
        {SEC, SIF, BYPASS "INSTCFG=3", false, false, true, "aborted", "F_PERMISSION", 0},
        {SEC, SIF, S1 "S1CDMax=2 S1DSS=1", false, true, true, "aborted", "F_PERMISSION", 0},
        {SEC, SIF, SECURE_S2, false, true, true, "aborted", "F_PERMISSION", 0},
        {SEC, SIF, SECURE_S2, false, true, false, "output", "none", 0},
        {SEC, SIF, SECURE_NESTED "S1CDMax=2 S1DSS=1", false, true, true, "aborted", "F_PERMISSION",
         0},
        {RLM, "", BYPASS, false, false, false, "output", "none", HL_SPACE_REALM},
        {RLM, "", BYPASS, false, false, true, "output", "none", NSS},
        {RLM, "", BYPASS, false, true, false, "output", "none", HL_SPACE_REALM},
        {RLM, "", BYPASS, false, true, true, "aborted", "F_PERMISSION", 0},
        {RLM, "", BYPASS, true, true, true, "output", "none", NSS},
        {RLM, "", BYPASS "NSCFG=2", false, true, true, "output", "none", HL_SPACE_REALM},
        {RLM, "", BYPASS "NSCFG=3", false, true, false, "aborted", "F_PERMISSION", 0},
        {RLM, "ATTR_PERMS_OVR=0", BYPASS "NSCFG=3", false, false, false, "output", "none", NSS},
        {RLM, "", S1 "S1CDMax=2 S1DSS=1", false, true, true, "aborted", "F_PERMISSION", 0},
        {RLM, "", S2, false, true, true, "output", "none", 0}, /* stage 2 decides */
    };

    (void)state;
    for (unsigned i = 0; i < LENGTH(cases); i++) {
        struct hl_smmu smmu = smmu_of(FULL, cases[i].security, cases[i].regs, NULL);
        struct hl_entry ste = make_ste(cases[i].ste, NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_transaction t = {.address = 0x1000,
                                   .write = cases[i].write,
                                   .instruction = cases[i].instruction,
                                   .nonsecure = cases[i].nonsecure};
        struct hl_response r;
        char what[64];

        snprintf(what, sizeof what, "%u: %.40s", i, cases[i].ste);
        stages_reset();
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, cases[i].outcome, cases[i].event, what);
        if (stages.calls) { /* of a Secure stream only, NSCFG picks the IPA space */
            assert_int_equal(stages.access.nonsecure,
                             cases[i].security == SEC && cases[i].nonsecure);
            assert_int_equal(r.attributes.type, BY_STAGES);
            assert_int_equal(stages.access.attributes.type, BY_STE);
            continue;
        }
        assert_int_equal(r.space, cases[i].space);
        assert_true(r.event.s2 == false && !r.event.stall);
        if (r.event.type)
            assert_true(r.event.class == HL_CLASS_IN && r.event.ind && r.event.ipa == 0);
        else
            assert_true(r.attributes.type == BY_STE && r.address == 0x1000 && r.page_bits == 64);
    }
}

/* 13.1.2: INST and PRIV of the output, up to SMMUv3.3 and from SMMUv3.4 on. */
static void test_output_marks(void **state)
{
    (void)state;
    for (unsigned mode = 0; mode < 32; mode++) {
        bool v34 = mode & 1, translated = mode & 2, write = mode & 4;
        bool instruction = mode & 8, privileged = mode & 16;
        struct hl_smmu smmu = smmu_of("mmu-700", NS, v34 ? "ARCH_MINOR=4" : "ARCH_MINOR=3", NULL);
        struct hl_entry ste = make_ste(translated ? S2 : BYPASS, NULL);
        struct words words = {0};
        struct hl_memory memory = {&words, read_words};
        struct hl_transaction t = {.address = 0x1000,
                                   .write = write,
                                   .instruction = instruction,
                                   .privileged = privileged};
        struct hl_response r;

        stages_reset();
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        expect(&r, "output", "none", "marks");
        assert_int_equal(r.instruction, !v34 && instruction && !write);
        assert_int_equal(r.privileged, v34 || privileged);
    }
}

/* 3.9.4.3: NSCFG = 1 and XT = 1 compare the NS attribute with the output PA space. */
static void test_xt(void **state)
{
    static const struct {
        const char *ste;
        bool s2;
        uint64_t ipa;
    } configs[] = {
        {S1 "STRW=2", false, 0}, {S2 "S2R=1", true, 0x1000}, {NESTED "S2R=1", true, 0x55000000}};

    (void)state;
    for (unsigned i = 0; i < LENGTH(configs); i++)
        for (unsigned mode = 0; mode < 32; mode++) {
            bool check = mode & 1, xt = mode & 2, ns_in = mode & 4, ns_out = mode & 8;
            bool request = mode & 16, bad = check && xt && ns_in != ns_out;
            struct hl_smmu smmu = smmu_of(FULL, RLM, NULL, NULL);
            struct hl_entry ste = make_ste(configs[i].ste, check ? "NSCFG=1" : "NSCFG=0");
            struct hl_entry cd = make_cd(NULL);
            struct words words = {0};
            struct hl_memory memory = {&words, read_words};
            struct hl_transaction t = {.address = 0x1234, .nonsecure = ns_in, .xt = xt};
            struct hl_response r;

            t.traffic = request ? HL_ATS_REQUEST : HL_ORDINARY;
            HL_SET(STE, &ste, EATS, request);
            stages_reset();
            stages.result.space = ns_out ? HL_SPACE_NONSECURE : HL_SPACE_REALM;
            hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
            expect(&r,
                   !bad      ? "output"
                   : request ? "ats-no-access"
                             : "aborted",
                   bad && !request ? "F_PERMISSION" : "none", configs[i].ste);
            if (!r.event.type)
                continue;
            assert_int_equal(r.event.s2, configs[i].s2);
            assert_int_equal(r.event.class, HL_CLASS_IN);
            assert_true(r.event.ipa == configs[i].ipa);
        }
}

/* Every word of memory is there, and is nonsense with many zeros; some reads are aborted. */
static bool read_nonsense(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                          unsigned bytes, unsigned char *data)
{
    (void)what;
    uint64_t *reads = context, seed = (address + 1) * 0x9e3779b97f4a7c15 + space;

    ++*reads;
    assert_true(bytes == 8 || bytes == 64);
    assert_int_equal(address % bytes, 0);
    for (unsigned i = 0; i < bytes; i++)
        data[i] = (unsigned char)(next_random(&seed) & next_random(&seed));
    data[0] = (unsigned char)((data[0] & 15) | (bytes == 64 ? 9 : 1));
    return seed % 16 != 0;
}

/* Any STE, CD and memory: no misaligned read (the memory checks), an outcome with a name and a
 * step, and an event only where the device does not get what it wants. */
static void test_anything(void **state)
{
    static const char *const profiles[] = {FULL, "grace", "v3.0-s1", "v3.0-s2", "mmu-600"};
    uint64_t seed = 12345, most = 0;
    unsigned outcomes[8] = {0};

    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        enum hl_security security = n % 3 == 2 && n % 5 ? NS : (enum hl_security)(n % 3);
        struct hl_smmu smmu = smmu_of(profiles[n % 5], security, NULL, NULL);
        uint64_t reads = 0;
        struct hl_memory memory = {&reads, read_nonsense};
        struct hl_tables tables = {next_random(&seed), (uint32_t)next_random(&seed), 0, n % 16 != 0,
                                   n & 1};
        struct hl_transaction t = {.traffic = (enum hl_traffic)random_below(&seed, 3),
                                   .stream = (uint32_t)random_below(&seed, 70),
                                   .has_substream = random_below(&seed, 2),
                                   .substream = (uint32_t)random_below(&seed, 40),
                                   .address = next_random(&seed) >> random_below(&seed, 64)};
        struct hl_entry cd = make_cd(NULL), ste;
        struct hl_trace trace;
        struct hl_response r;

        for (unsigned i = 0; i < HL_QWORDS; i++)
            ste.q[i] = next_random(&seed) & next_random(&seed);
        set_fields(&ste, n & 2 ? S1 : NESTED);
        stages_reset();
        if (n % 7 == 0)
            stages_fault(HL_F_TRANSLATION, n & 1, HL_CLASS_IN);
        if (n & 4)
            hl_translate(&smmu, &tables, &memory, &t, &trace, &r);
        else if (n & 8)
            hl_translate_ste(&smmu, &ste, &memory, &t, &trace, &r);
        else
            hl_translate_cd(&smmu, &ste, &cd, &memory, &t, &trace, &r);
        assert_non_null(hl_fate_name(r.outcome));
        outcomes[r.outcome]++;
        assert_true(trace.count > 0 && trace.count < HL_TRACE_MAX);
        assert_true(reads <= 4); /* L1STD, STE, L1CD, CD */
        most = reads > most ? reads : most;
        if (r.outcome == HL_OUTPUT || r.outcome == HL_ATS_NO_ACCESS)
            assert_int_equal(r.event.type, HL_NO_EVENT);
        assert_int_equal(r.outcome == HL_STALLED, r.event.stall);
    }
    assert_true(most >= 2);
    assert_true(outcomes[HL_OUTPUT] && outcomes[HL_ABORTED] && outcomes[HL_ATS_UNSUPPORTED] &&
                outcomes[HL_ATS_COMPLETER_ABORT]);
}

/* The names are stable. */
static void test_names(void **state)
{
    static const char *const outcomes[] = {
        "output",        "aborted",         "read-zero",           "stalled",
        "ats-no-access", "ats-unsupported", "ats-completer-abort", "not-modelled"};
    static const struct {
        unsigned number;
        const char *name;
    } events[] = {{0x01, "F_UUT"},
                  {0x02, "C_BAD_STREAMID"},
                  {0x03, "F_STE_FETCH"},
                  {0x04, "C_BAD_STE"},
                  {0x05, "F_BAD_ATS_TREQ"},
                  {0x06, "F_STREAM_DISABLED"},
                  {0x07, "F_TRANSL_FORBIDDEN"},
                  {0x08, "C_BAD_SUBSTREAMID"},
                  {0x09, "F_CD_FETCH"},
                  {0x0a, "C_BAD_CD"},
                  {0x0b, "F_WALK_EABT"},
                  {0x10, "F_TRANSLATION"},
                  {0x11, "F_ADDR_SIZE"},
                  {0x12, "F_ACCESS"},
                  {0x13, "F_PERMISSION"},
                  {0x25, "F_VMS_FETCH"}};
    unsigned named = 0;

    (void)state;
    for (unsigned i = 0; i < LENGTH(outcomes); i++)
        assert_string_equal(hl_fate_name((enum hl_fate)i), outcomes[i]);
    assert_null(hl_fate_name((enum hl_fate)LENGTH(outcomes)));
    for (unsigned i = 0; i < LENGTH(events); i++)
        assert_string_equal(hl_event_name((enum hl_event_type)events[i].number), events[i].name);
    for (unsigned i = 0; i < 256; i++)
        named += hl_event_name((enum hl_event_type)i) != NULL;
    assert_int_equal(named, LENGTH(events));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disabled), cmocka_unit_test(test_realm_disabled),
        cmocka_unit_test(test_bypass),   cmocka_unit_test(test_output_marks),
        cmocka_unit_test(test_xt),       cmocka_unit_test(test_anything),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
