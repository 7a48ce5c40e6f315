// SPDX-License-Identifier: MIT
/* Registers and profiles: IHI 0070 section 6.3. */
#include "smmu/ste.h"
#include "helpers.h"

static void test_profiles(void **state)
{
    (void)state;
    assert_true(hl_profile_count >= 7);
    for (size_t i = 0; i < hl_profile_count; i++) {
        const struct hl_profile *p = &hl_profiles[i];
        const char *why = hl_registers_wrong(&p->regs);

        if (why)
            fail_msg("%s: %s", p->name, why);
        assert_true(hl_profile_find(p->name) == p);
        assert_true(p->description && p->description[0]);
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(p->name, hl_profiles[other].name);
    }
    assert_null(hl_profile_find("mmu-1000"));
    assert_null(hl_profile_find(""));
}

/* All zero: an SMMU without translation is possible. */
static void test_nothing(void **state)
{
    struct hl_registers regs = {0};

    (void)state;
    assert_null(hl_registers_wrong(&regs));
}

/* An SMMU of which nothing is said is a possible one, and no entry that translates is legal on it.
 * A fuzzer with UBSan found the shift by an address size of nothing. */
static void test_nothing_decodes(void **state)
{
    struct hl_registers regs = {0};
    struct hl_options options = hl_default_options;

    (void)state;
    for (unsigned config = 0; config < 8; config++)
        for (unsigned all = 0; all < 2; all++) {
            struct hl_entry e = {{1 | (uint64_t)config << 1, ~UINT64_C(0), ~UINT64_C(0)}};
            struct hl_smmu smmu;
            struct hl_meaning m;

            for (size_t i = 0; i < hl_option_count; i++)
                hl_option_set(&options, hl_option_list[i].name, all && i > 0);
            options.s1ctxptr_oor_illegal = false;
            hl_smmu_init(&smmu, &regs, HL_NONSECURE, &options);
            hl_ste_decode(&smmu, &e, &m);
            assert_int_equal(m.rule == 0, config <= 4);
        }
}

/* What 6.3 calls reserved or excludes, one change of an SMMU at a time; and a change beside it
 * that is possible. */
static const struct {
    const char *profile, *wrong, *where, *right;
} contradictions[] = {
    {"grace", "ARCH_MINOR=5", "aidr", "ARCH_MINOR=3"},
    {"grace", "ARCH_MAJOR=1", "aidr", "ARCH_MAJOR=0"},
    {"grace", "TTF=0", "idr0", "TTF=3"},
    {"v3.0-s1", "TTF=0", "idr0", "TTF=0 S1P=0"},
    {"grace", "TTENDIAN=1", "idr0", "TTENDIAN=3"},
    {"grace", "STALL_MODEL=3", "idr0", "STALL_MODEL=2"},
    {"grace", "ST_LEVEL=2", "idr0", "ST_LEVEL=0"},
    {"grace", "ST_LEVEL=3", "idr0", "ST_LEVEL=1"},
    {"grace", "S1P=0", "idr0", "S1P=0 HYP=0"},
    {"grace", "S2P=0", "idr0", "S2P=0 HYP=0"},
    {"grace", "ATS=0", "idr0", "ATS=0 PRI=0"},
    {"grace", "SSIDSIZE=21", "idr1", "SSIDSIZE=20"},
    {"grace", "SSIDSIZE=31", "idr1", "SSIDSIZE=0"},
    {"grace", "BBML=3", "idr3", "BBML=2"},
    {"mmu-700", "HAD=0", "idr3", "HAD=0 PBHA=0"},
    {"grace", "S2PO=1", "idr3", "S2PO=1 S2PI=1"},
    {"v3.4-full", "PRI=0 ATS=0", "idr3", "PRI=0 ATS=0 DPT=0"},
    {"v3.4-full", "D128=0 OAS=6 VAX=1 TTF=3", "idr0", "D128=0 OAS=6 VAX=1 TTF=3 DPT=0 R_DPT=0"},
    {"v3.4-full", "D128=0 OAS=6 VAX=1 TTF=3 DPT=0", "idr0",
     "D128=0 OAS=6 VAX=1 TTF=3 DPT=0 R_DPT=0"},
    {"grace", "OAS=7", "idr5", "OAS=6"},
    {"v3.0-s1", "OAS=6", "idr5", "OAS=5"},
    {"grace", "OAS=6 GRAN64K=0", "idr5", "OAS=6 GRAN64K=0 DS=1 VAX=1"},
    {"grace", "VAX=3", "idr5", "VAX=1"},
    {"grace", "DS=1 VAX=1 GRAN4K=0 GRAN16K=0", "idr5", "DS=1 VAX=1 GRAN16K=0"},
    {"v3.4-full", "TTF=1 DPT=0 R_DPT=0", "idr5", "TTF=2"},
    {"v3.4-full", "TTF=3 DPT=0 R_DPT=0", "idr5", "TTF=2 DPT=0 R_DPT=0"},
    {"mmu-700", "S2P=0 HYP=0", "s_idr1", "S2P=0 HYP=0 SEL2=0"},
    {"mmu-700", "STALL_MODEL=1", "idr0", "STALL_MODEL=1 NSSTALLD=1"},
    {"mmu-700", "S_STALL_MODEL=1", "idr0", "S_STALL_MODEL=1 STALL_MODEL=1"},
    {"mmu-700", "S_STALL_MODEL=2 NSSTALLD=1 STALL_MODEL=1", "idr0",
     "S_STALL_MODEL=2 NSSTALLD=1 STALL_MODEL=2"},
    {"mmu-700", "S_STALL_MODEL=3", "s_idr0", "S_STALL_MODEL=2 STALL_MODEL=2"},
    {"v3.4-full", "R_STALL_MODEL=3", "r_idr0", "R_STALL_MODEL=0"},
    {"v3.4-full", "R_ATS=0 R_PRI=0", "r_idr3", "R_ATS=0 R_PRI=0 R_DPT=0"},
};

static void test_contradictions(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(contradictions); i++) {
        struct hl_registers wrong = hl_profile_find(contradictions[i].profile)->regs, right = wrong;
        const char *why;

        set_registers(&wrong, contradictions[i].wrong);
        set_registers(&right, contradictions[i].right);
        why = hl_registers_wrong(&wrong);
        if (!why)
            fail_msg("%s %s is accepted", contradictions[i].profile, contradictions[i].wrong);
        if (strncmp(why, contradictions[i].where, strlen(contradictions[i].where)) != 0)
            fail_msg("%s %s: %s", contradictions[i].profile, contradictions[i].wrong, why);
        why = hl_registers_wrong(&right);
        if (why)
            fail_msg("%s %s: %s", contradictions[i].profile, contradictions[i].right, why);
    }
}

static void test_by_name(void **state)
{
    struct hl_registers regs = {0};

    (void)state;
    assert_int_equal(hl_register_count, 18);
    for (size_t i = 0; i < hl_register_count; i++) {
        uint32_t value = UINT32_C(0x80000000) + (uint32_t)i;
        assert_true(hl_register_set(&regs, hl_register_list[i].name, value));
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(hl_register_list[i].name, hl_register_list[other].name);
    }
    for (size_t i = 0; i < hl_register_count; i++)
        assert_int_equal(hl_register_get(&regs, i), UINT32_C(0x80000000) + i);
    assert_int_equal(regs.idr0, UINT32_C(0x80000000));
    assert_false(hl_register_set(&regs, "idr2", 0));
    assert_false(hl_register_set(&regs, "IDR0", 0));
    assert_false(hl_register_set(&regs, "", 0));
}

/* 6.3: the positions of the fields. */
static void test_positions(void **state)
{
    static const struct {
        const char *field;
        const char *reg;
        uint32_t mask;
    } positions[] = {
        {"S2P", "idr0", 1u << 0},
        {"S1P", "idr0", 1u << 1},
        {"TTF", "idr0", 3u << 2},
        {"HTTU", "idr0", 3u << 6},
        {"HYP", "idr0", 1u << 9},
        {"ATS", "idr0", 1u << 10},
        {"NS1ATS", "idr0", 1u << 11},
        {"PRI", "idr0", 1u << 16},
        {"VMID16", "idr0", 1u << 18},
        {"CD2L", "idr0", 1u << 19},
        {"TTENDIAN", "idr0", 3u << 21},
        {"STALL_MODEL", "idr0", 3u << 24},
        {"ST_LEVEL", "idr0", 3u << 27},
        {"RME_IMPL", "idr0", 1u << 30},
        {"SSIDSIZE", "idr1", 31u << 6},
        {"ATTR_PERMS_OVR", "idr1", 1u << 26},
        {"ATTR_TYPES_OVR", "idr1", 1u << 27},
        {"HAD", "idr3", 1u << 2},
        {"PBHA", "idr3", 1u << 3},
        {"PPS", "idr3", 1u << 5},
        {"MPAM", "idr3", 1u << 7},
        {"FWB", "idr3", 1u << 8},
        {"STT", "idr3", 1u << 9},
        {"BBML", "idr3", 3u << 11},
        {"DPT", "idr3", 1u << 15},
        {"S1PI", "idr3", 1u << 18},
        {"S2PI", "idr3", 1u << 19},
        {"S2PO", "idr3", 1u << 20},
        {"THE", "idr3", 1u << 21},
        {"OAS", "idr5", 7u << 0},
        {"GRAN4K", "idr5", 1u << 4},
        {"GRAN16K", "idr5", 1u << 5},
        {"GRAN64K", "idr5", 1u << 6},
        {"DS", "idr5", 1u << 7},
        {"D128", "idr5", 1u << 8},
        {"VAX", "idr5", 3u << 10},
        {"ARCH_MINOR", "aidr", 15u << 0},
        {"ARCH_MAJOR", "aidr", 15u << 4},
        {"ATSCHK", "cr0", 1u << 4},
        {"E2H", "cr2", 1u << 0},
        {"PARTID_MAX", "mpamidr", 0xffffu},
        {"PMG_MAX", "mpamidr", 0xffu << 16},
        {"S_STALL_MODEL", "s_idr0", 3u << 24},
        {"SEL2", "s_idr1", 1u << 29},
        {"SECURE_IMPL", "s_idr1", 1u << 31},
        {"NSSTALLD", "s_cr0", 1u << 9},
        {"S_HAS_MPAM_NS", "s_mpamidr", 1u << 25},
        {"R_ATS", "r_idr0", 1u << 10},
        {"R_PRI", "r_idr0", 1u << 16},
        {"R_STALL_MODEL", "r_idr0", 3u << 24},
        {"R_DPT", "r_idr3", 1u << 15},
        {"R_MEC", "r_idr3", 1u << 16},
        {"R_XT", "r_idr3", 1u << 17},
        {"R_HAS_MPAM_NS", "r_mpamidr", 1u << 25},
        {"MECIDSIZE", "r_mecidr", 15u},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(positions); i++) {
        struct hl_registers field = {0}, whole = {0};

        assert_true(set_register_field(&field, positions[i].field, UINT32_MAX));
        assert_true(hl_register_set(&whole, positions[i].reg, positions[i].mask));
        if (memcmp(&field, &whole, sizeof field) != 0)
            fail_msg("%s", positions[i].field);
    }
}

/* 3.12: the Non-secure STALL_MODEL is the Secure one, with NSSTALLD; 6.3.53 SECURE_IMPL. */
static void test_stall_model(void **state)
{
    static const struct {
        const char *regs;
        bool s2s_may_be_0, s2s_may_be_1;
    } models[] = {
        {"SECURE_IMPL=0 SEL2=0 STALL_MODEL=0 NSSTALLD=1", true, true},
        {"SECURE_IMPL=0 SEL2=0 STALL_MODEL=1", true, false},
        {"SECURE_IMPL=0 SEL2=0 STALL_MODEL=2", false, true},
        {"SECURE_IMPL=0 SEL2=0 STALL_MODEL=0 S_STALL_MODEL=1", true, true},
        {"S_STALL_MODEL=0 NSSTALLD=0", true, true},
        {"S_STALL_MODEL=0 NSSTALLD=1 STALL_MODEL=1", true, false},
        {"S_STALL_MODEL=1 NSSTALLD=0 STALL_MODEL=1", true, false},
        {"S_STALL_MODEL=1 NSSTALLD=1 STALL_MODEL=1", true, false},
        {"S_STALL_MODEL=2 NSSTALLD=0 STALL_MODEL=2", false, true},
        {"S_STALL_MODEL=2 NSSTALLD=1 STALL_MODEL=2", false, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(models); i++)
        for (unsigned s2s = 0; s2s < 2; s2s++) {
            struct place p = {"mmu-700", HL_NONSECURE, {models[i].regs, NULL}, {NULL, NULL}};
            struct hl_entry e = {{0}};
            struct hl_meaning m;
            struct hl_smmu smmu;

            make_smmu(&smmu, &p);
            set_fields(&e, S2);
            HL_SET(STE, &e, S2S, s2s);
            hl_ste_decode(&smmu, &e, &m);
            if ((m.rule == HL_STE_LEGAL) != (s2s ? models[i].s2s_may_be_1 : models[i].s2s_may_be_0))
                fail_msg("%s, S2S=%u: %s", models[i].regs, s2s, rule_text(m.rule));
        }
}

static void test_options(void **state)
{
    struct hl_options options = hl_default_options;

    (void)state;
    for (size_t i = 0; i < hl_option_count; i++) {
        const struct hl_option_info *o = &hl_option_list[i];
        bool value;

        memcpy(&value, (const char *)&hl_default_options + o->offset, sizeof value);
        assert_int_equal(value, o->preset);
        assert_true(hl_option_set(&options, o->name, !o->preset));
        memcpy(&value, (const char *)&options + o->offset, sizeof value);
        assert_int_equal(value, !o->preset);
        assert_true(o->doc && o->doc[0]);
    }
    assert_false(hl_option_set(&options, "no-such-option", true));
    assert_false(hl_option_set(&options, "", true));
    assert_false(hl_option_set(&options, "res0_illegal", true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profiles),        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_nothing_decodes), cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_by_name),         cmocka_unit_test(test_positions),
        cmocka_unit_test(test_stall_model),     cmocka_unit_test(test_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
