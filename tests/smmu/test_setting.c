// SPDX-License-Identifier: MIT
/* A setting made into the decoder of STEs, or of the CDs that an STE leads to. */
#include "helpers.h"

#include "smmu/setting.h"

static struct hl_setting grace(void)
{
    return (struct hl_setting){.regs = hl_profile_find("grace")->regs,
                               .options = hl_default_options};
}

static struct hl_entry ste_of(unsigned config)
{
    struct hl_entry e = {{0}};

    HL_SET(STE, &e, V, 1);
    HL_SET(STE, &e, Config, config);
    return e;
}

static void test_stes(void **state)
{
    struct hl_setting s = grace();
    struct hl_reading r;
    struct hl_entry eats = {{0}};

    (void)state;
    HL_MARK(STE, &eats, EATS);
    hl_reading_init(&r, &s, HL_KIND_STE);
    assert_int_equal(r.decoder.kind, HL_KIND_STE);
    assert_ptr_equal(r.decoder.context, &r.smmu);
    assert_false(hl_entry_agree(&r.overlook, &eats, &eats));
    s.assume.ats_quiesced = true;
    hl_reading_init(&r, &s, HL_KIND_STE);
    assert_true(hl_entry_agree(&r.overlook, &eats, &eats) && r.smmu.ats_quiesced);
}

static void test_cds(void **state)
{
    const struct hl_entry s1 = ste_of(5), bypass = ste_of(4), off = {{0}};
    struct hl_setting s = grace();
    struct hl_reading r;

    (void)state;
    s.assume.ats_quiesced = true;
    hl_reading_init(&r, &s, HL_KIND_CD);
    assert_int_equal(r.decoder.kind, HL_KIND_CD);
    assert_null(hl_reading_lead(&r, &s1));
    assert_ptr_equal(r.decoder.context, &r.cd);
    assert_true(hl_entry_is_zero(&r.overlook));
    assert_int_equal(r.cd.world, HL_WORLD_EL1);

    assert_string_equal(hl_reading_lead(&r, &bypass), "the STE does not enable stage 1");
    assert_string_equal(hl_reading_lead(&r, &off), "the STE is not legal");
    assert_int_equal(r.decoder.kind, HL_KIND_CD); /* as it was */
}

/* From the decoder of STEs, as a program does it. */
static void test_later(void **state)
{
    const struct hl_entry s1 = ste_of(5), bypass = ste_of(4);
    const struct hl_setting s = grace();
    struct hl_reading r;

    (void)state;
    hl_reading_init(&r, &s, HL_KIND_STE);
    assert_non_null(hl_reading_lead(&r, &bypass));
    assert_int_equal(r.decoder.kind, HL_KIND_STE);
    assert_false(hl_entry_is_zero(&r.overlook));
    assert_null(hl_reading_lead(&r, &s1));
    assert_int_equal(r.decoder.kind, HL_KIND_CD);
    assert_true(hl_entry_is_zero(&r.overlook));
}

static void test_equal(void **state)
{
    const struct hl_setting a = grace();
    struct hl_setting b = a;

    (void)state;
    assert_true(hl_setting_equal(&a, &b));
    b.regs.r_mpamidr ^= 1;
    assert_false(hl_setting_equal(&a, &b));
    b = a;
    b.security = HL_REALM;
    assert_false(hl_setting_equal(&a, &b));
    b = a;
    b.options.cont ^= true;
    assert_false(hl_setting_equal(&a, &b));
    b = a;
    b.assume.ats_quiesced = true;
    assert_false(hl_setting_equal(&a, &b));
}

static void test_profiles(void **state)
{
    struct hl_registers regs = hl_profiles[0].regs;

    (void)state;
    for (size_t i = 0; i < hl_profile_count; i++)
        assert_ptr_equal(hl_profile_of(&hl_profiles[i].regs), &hl_profiles[i]);
    regs.mpamidr ^= 5u << 16;
    assert_null(hl_profile_of(&regs));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stes),  cmocka_unit_test(test_cds),      cmocka_unit_test(test_later),
        cmocka_unit_test(test_equal), cmocka_unit_test(test_profiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
