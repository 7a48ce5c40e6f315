// SPDX-License-Identifier: MIT
/* Commands as the driver writes them: chapter 4. Encodings are written out here, not made by the
 * code under test. */
#include "driver/command.h"

#include "helpers.h"
#include "smmu/registers.h"

static const struct hl_registers *profile(const char *name)
{
    return &hl_profile_find(name)->regs;
}

static struct hl_command decoded(uint64_t low, uint64_t high)
{
    const uint64_t q[2] = {low, high};
    struct hl_command c;

    assert_true(hl_command_decode(q, &c));
    return c;
}

static void each_command_in_words(void **state)
{
    static const struct {
        uint64_t low, high;
        const char *words;
    } list[] = {
        {0x0000001000000003, 1, "CFGI_STE sid 0x10 leaf"},
        {0x0000001000000003, 0, "CFGI_STE sid 0x10"},
        {0x0000000000000004, 31, "CFGI_STE_RANGE sid 0x0 range 0x1f"},
        {0x0000001000003005, 1, "CFGI_CD sid 0x10 ssid 0x3 leaf"},
        {0x0000001000000006, 0, "CFGI_CD_ALL sid 0x10"},
        {0x0000000700000007, 0, "CFGI_VMS_PIDM vmid 0x7"},
        {0x0000000700000010, 0, "TLBI_NH_ALL vmid 0x7"},
        {0x0005000700000011, 0, "TLBI_NH_ASID vmid 0x7 asid 0x5"},
        {0x0005000700000012, 0x8000000012345001,
         "TLBI_NH_VA vmid 0x7 asid 0x5 address 0x8000000012345000 leaf"},
        {0x0005000000207012, 0x0000000012340701,
         "TLBI_NH_VA vmid 0x0 asid 0x5 address 0x12340000 leaf num 0x7 scale 0x2 tg 0x1 ttl 0x3"},
        {0x0000000700000013, 0x1000, "TLBI_NH_VAA vmid 0x7 address 0x1000"},
        {0x20, 0, "TLBI_EL2_ALL"},
        {0x0005000000000021, 0, "TLBI_EL2_ASID asid 0x5"},
        {0x0005000000000022, 0x1001, "TLBI_EL2_VA asid 0x5 address 0x1000 leaf"},
        {0x23, 0x1001, "TLBI_EL2_VAA address 0x1000 leaf"},
        {0x0000000700000028, 0, "TLBI_S12_VMALL vmid 0x7"},
        {0x000000070000002a, 0x1001, "TLBI_S2_IPA vmid 0x7 ipa 0x1000 leaf"},
        {0x30, 0, "TLBI_NSNH_ALL"},
        {0x0000001000002a40, 0x0000000000001034,
         "ATC_INV sid 0x10 ssv ssid 0x2 address 0x1000 global size 0x34"},
        {0x0000001000001841, 0x2005, "PRI_RESP sid 0x10 ssv ssid 0x1 prgindex 0x5 resp 0x2"},
        {0x0000001000001044, 0x00000007, "RESUME sid 0x10 stag 0x7 retry"},
        {0x0000001000002044, 0x00000007, "RESUME sid 0x10 stag 0x7 abort"},
        {0x0000001000000045, 0, "STALL_TERM sid 0x10"},
        {0x000000010fc01046, 0x80001004,
         "SYNC cs 0x1 msh 0x3 msiattr 0xf msidata 0x1 msiaddress 0x80001004"},
        {0x2046, 0, "SYNC cs 0x2"},
        {0x0000001000001801, 0, "PREFETCH_CONFIG sid 0x10 ssv ssid 0x1"},
        {0x0000001000000002, 0x1023,
         "PREFETCH_ADDR sid 0x10 ssid 0x0 address 0x1000 size 0x3 stride 0x1"},
        {0x70, 0, "DPTI_ALL"},
    };
    char text[HL_COMMAND_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct hl_command c = decoded(list[i].low, list[i].high);
        uint64_t again[2];

        hl_command_format(&c, text);
        assert_string_equal(text, list[i].words);
        assert_false(c.reserved);
        hl_command_encode(&c, again);
        assert_int_equal(again[0], list[i].low);
        assert_int_equal(again[1], list[i].high);
    }
}

/* 4.1.1: opcodes that are reserved, and IMPLEMENTATION DEFINED ones. */
static void opcodes_of_no_command(void **state)
{
    static const unsigned none[] = {0x00, 0x08, 0x14, 0x19, 0x29, 0x42, 0x47, 0x71, 0x80, 0xff};
    struct hl_command c;
    unsigned known = 0;

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_false(hl_command_decode(&(const uint64_t[2]){none[i]}[0], &c));
    for (unsigned op = 0; op < 256; op++)
        known += hl_command_decode(&(const uint64_t[2]){op}[0], &c);
    assert_int_equal(known, HL_CMD_COUNT);
}

static void reserved_bits_are_told(void **state)
{
    (void)state;
    assert_true(decoded(0x0000001000000003 | 1 << 11, 1).reserved);
    assert_true(decoded(0x0000001000000003, 2).reserved);
    assert_true(decoded(0x000000070000002a, UINT64_C(1) << 56).reserved); /* an IPA has [55:12] */
    assert_false(decoded(0x73, 0x1fff).reserved);
}

static bool legal_on(enum hl_security queue, uint64_t low, uint64_t high,
                     const struct hl_registers *r)
{
    struct hl_command c = decoded(low, high);

    return hl_command_illegal(&c, r, queue) == NULL;
}

static bool legal(uint64_t low, uint64_t high, const struct hl_registers *r)
{
    return legal_on(HL_NONSECURE, low, high, r);
}

/* 4.1.6, 4.4 */
static void illegal_by_queue(void **state)
{
    const struct hl_registers *all = profile("v3.4-full");

    (void)state;
    assert_true(legal_on(HL_SECURE, 0x3 | 1 << 10, 1, all));
    assert_true(legal_on(HL_SECURE, 0x3, 1, all));
    assert_false(legal_on(HL_REALM, 0x3 | 1 << 10, 1, all));
    assert_true(legal_on(HL_REALM, 0x3, 1, all));
    assert_true(legal_on(HL_SECURE, 0x60, 0, all));
    assert_false(legal_on(HL_REALM, 0x60, 0, all));
}

static void illegal_by_features(void **state)
{
    const struct hl_registers *all = profile("mmu-700"), *s1 = profile("v3.0-s1");
    struct hl_registers r = *all;

    (void)state;
    assert_true(legal(0x5, 1, all)); /* CFGI_CD, CFGI_CD_ALL: stage 1 */
    hl_reg_set_S1P(&r, 0);
    assert_false(legal(0x5, 1, &r));
    assert_false(legal(0x6, 0, &r));
    assert_false(legal(0x10, 0, &r));
    assert_true(legal(0x3, 1, &r));
    assert_true(legal(0x30, 0, &r)); /* 4.4.4.1: whatever the stages */
    assert_true(legal(0x28, 0, all));
    assert_false(legal(0x28, 0, s1));
    assert_false(legal(0x2a, 0, s1));
    assert_true(legal(0x20, 0, all));
    assert_false(legal(0x20, 0, s1)); /* Hyp */
    assert_true(legal(0x40, 0, all));
    assert_false(legal(0x40, 0, s1)); /* ATS */
    assert_true(legal(0x41, 0, all));
    assert_false(legal(0x41, 0, s1)); /* PRI */
    assert_true(legal(0x44, 0, all));
    assert_false(legal(0x44, 0, profile("v3.0-s2"))); /* no stalling */
    assert_false(legal(0x45, 0, profile("v3.0-s2")));
    assert_true(legal(0x7, 0, all));
    assert_false(legal(0x7, 0, s1)); /* MPAM */
    assert_true(legal(0x70, 0, profile("v3.4-full")));
    assert_false(legal(0x70, 0, all)); /* DPT */
    assert_false(legal(0x18, 0, all)); /* the Secure queue's */
    assert_false(legal(0x60, 0, profile("v3.4-full")));
}

static void illegal_by_parameters(void **state)
{
    const struct hl_registers *ril = profile("mmu-700"), *none = profile("mmu-600");
    struct hl_registers ds = *ril;

    (void)state;
    assert_false(legal(0x3 | 1 << 10, 1, ril)); /* 4.1.6 SSec */
    assert_false(legal(0x3046, 0, ril));        /* CS */
    assert_true(legal(0x2046, 0, ril));
    assert_false(legal(0x41, 0x3000, ril)); /* Resp */
    assert_true(legal(0x41, 0x2000, ril));
    /* 4.4.1.1: TG alone */
    assert_false(legal(0x12, 1 << 10, ril));
    assert_true(legal(0x12, 1 << 10 | 3 << 8, ril));
    assert_true(legal(0x1012, 1 << 10, ril));
    assert_true(legal(0x12, 1 << 10, none)); /* RES0 without RIL */
    /* 16KB and level 1, which is reserved without DS */
    assert_false(legal(0x12, 2 << 10 | 1 << 8, ril));
    ds.idr5 |= 1 << 7;
    assert_true(legal(0x12, 2 << 10 | 1 << 8, &ds));
}

/* 4.3: whose configuration a command invalidates. */
static void scope_of_streams(void **state)
{
    struct hl_command all = decoded(0x0000001000000004, 31);
    struct hl_command range = decoded(0x0000001300000004, 2); /* 8 StreamIDs, aligned */
    struct hl_command one = decoded(0x0000001000000003, 1), tlbi = decoded(0x10, 0);

    (void)state;
    assert_true(hl_command_has_stream(&all, 0) && hl_command_has_stream(&all, 0xffffffff));
    assert_true(hl_command_has_stream(&range, 0x10) && hl_command_has_stream(&range, 0x17));
    assert_false(hl_command_has_stream(&range, 0x0f) || hl_command_has_stream(&range, 0x18));
    assert_true(hl_command_has_stream(&one, 0x10));
    assert_false(hl_command_has_stream(&one, 0x11) || hl_command_has_stream(&tlbi, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_command_in_words),  cmocka_unit_test(opcodes_of_no_command),
        cmocka_unit_test(reserved_bits_are_told), cmocka_unit_test(illegal_by_queue),
        cmocka_unit_test(illegal_by_features),    cmocka_unit_test(illegal_by_parameters),
        cmocka_unit_test(scope_of_streams),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
