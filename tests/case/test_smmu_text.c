// SPDX-License-Identifier: MIT
/* An SMMU from the text of --smmu, and back. */
#include "case/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <string.h>

static void expect_error(const char *text, const char *wanted)
{
    struct hl_registers regs = {0};
    char profile[HL_CASE_NAME];
    struct hl_error error;

    assert_false(hl_smmu_parse(text, &regs, profile, &error));
    if (!strstr(error.text, wanted))
        fail_msg("\"%s\" does not say \"%s\"", error.text, wanted);
}

static void errors(void **unused)
{
    (void)unused;
    expect_error("", "unknown profile");
    expect_error("mmu-7000", "unknown profile: \"mmu-7000\"");
    expect_error("idr9=0", "unknown register: idr9");
    expect_error("an_unreasonably_long_name=0", "unknown register: an_unreasonably_long_name");
    expect_error("=0", "unknown register");
    expect_error("idr0=", "not a number");
    expect_error("idr0=0x", "not a number");
    expect_error("idr0=-1", "not a number");
    expect_error("idr0=12g", "not a number");
    expect_error("idr0= 12", "not a number");
    expect_error("idr0=0x100000000", "more than 32 bits");
    expect_error("idr0=99999999999999999999999", "more than 32 bits");
    expect_error("idr0=0,", "not a register=value");
    expect_error("idr0=0,idr0=0", "given twice");
    expect_error("idr0=2,idr5=0x15", "TTF=0");
}

static void registers(void **unused)
{
    struct hl_registers regs = {0};
    char profile[HL_CASE_NAME], text[HL_CASE_TEXT];
    struct hl_error error;

    (void)unused;
    assert_true(hl_smmu_parse("idr5=21,idr0=0x1A", &regs, profile, &error));
    assert_int_equal(regs.idr0, 0x1a);
    assert_int_equal(regs.idr5, 0x15);
    assert_string_equal(profile, "");
    hl_smmu_format(&regs, text, sizeof(text));
    assert_string_equal(text, "idr0=0x1a,idr5=0x15");
    memset(&regs, 0, sizeof(regs));
    hl_smmu_format(&regs, text, sizeof(text));
    assert_string_equal(text, "idr0=0");
}

static void profiles(void **unused)
{
    struct hl_registers regs;
    char profile[HL_CASE_NAME], text[HL_CASE_TEXT];
    struct hl_error error;

    (void)unused;
    for (size_t i = 0; i < hl_profile_count; i++) {
        if (!hl_smmu_parse(hl_profiles[i].name, &regs, profile, &error))
            fail_msg("%s: %s", hl_profiles[i].name, error.text);
        assert_string_equal(profile, hl_profiles[i].name);
        hl_smmu_format(&regs, text, sizeof(text));
        assert_string_equal(text, hl_profiles[i].name);
    }
}

/* Whatever is quoted, the error is whole. */
static void long_names(void **unused)
{
    struct hl_registers regs;
    char profile[HL_CASE_NAME], text[600];
    struct hl_error error;

    (void)unused;
    memset(text, 'x', sizeof(text));
    memcpy(text + sizeof(text) - 3, "=1", 3);
    assert_false(hl_smmu_parse(text, &regs, profile, &error));
    assert_true(strlen(error.text) < 100);
    assert_non_null(strstr(error.text, "unknown register: xxx"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors),
        cmocka_unit_test(registers),
        cmocka_unit_test(profiles),
        cmocka_unit_test(long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
