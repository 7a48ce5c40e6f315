// SPDX-License-Identifier: MIT
/* The rule of docs/driver.md: how bad what was seen is. */
#include "helpers.h"

#include "driver/severity.h"

#define TABLE "V=1 Config=s1 S1ContextPtr=0x80000000 S1CDMax=3 S1DSS=ssid0 "
#define CD                                                                                         \
    "V=1 AA64=1 T0SZ=25 TG0=4k IPS=48-bit TTB0=0x20000000 EPD1=1 A=1 R=1 ASID=1 MAIR0=0x44ff "

struct side {
    const char *ste, *cd; /* ste: on top of `from'; cd: NULL, no CD decides */
};

static struct hl_joint joint_of(const char *base, struct side side)
{
    struct hl_smmu smmu;
    struct hl_entry ste = {{0}}, cd = {{0}};
    struct hl_meaning m;
    struct hl_cd_context context;
    struct hl_joint j;

    hl_smmu_init(&smmu, &hl_profile_find("v3.4-full")->regs, HL_NONSECURE, &hl_default_options);
    set_fields(&ste, base);
    set_fields(&ste, side.ste);
    if (side.cd)
        set_layout_fields(&hl_cd_layout, &cd, side.cd);
    hl_ste_decode(&smmu, &ste, &m);
    if (hl_joint_ste(&smmu, &m, HL_GET(STE, &ste, S1ContextPtr), HL_NO_PASID, &j) >= 0) {
        hl_cd_context_init(&context, &smmu, &m);
        hl_joint_cd(&context, &cd, &j);
    }
    return j;
}

struct row {
    const char *base;
    struct side seen, before, after;
    enum hl_severity severity;
};

static const struct row rows[] = {
    /* stopped between two that pass, and where one is stopped */
    {"", {"V=0", NULL}, {BYPASS, NULL}, {S2 "S2VMID=1", NULL}, HL_SEVERITY_LOST_DMA},
    {"", {"V=0", NULL}, {BYPASS, NULL}, {ABORT, NULL}, HL_SEVERITY_FAULT_ONLY},
    {TABLE, {"", "V=0"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_LOST_DMA},
    /* live where both are stopped */
    {"", {BYPASS, NULL}, {"V=0", NULL}, {ABORT, NULL}, HL_SEVERITY_ISOLATION},
    /* other tables, another tag, more than either side */
    {"",
     {S2 "S2VMID=2", NULL},
     {S2 "S2VMID=1", NULL},
     {BYPASS "SHCFG=1", NULL},
     HL_SEVERITY_ISOLATION},
    {TABLE,
     {"", CD "TTB0=0x30000000"},
     {"", CD},
     {"", CD "TTB0=0x30000000 ASID=2"},
     HL_SEVERITY_ISOLATION},
    {TABLE, {"", CD "EPD0=1"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_ISOLATION},
    {TABLE, {"S1DSS=bypass", NULL}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_ISOLATION},
    /* the same tables with other attributes, or another answer to a fault */
    {TABLE, {"", CD "MAIR0=0x4444"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_LOST_DMA},
    {TABLE, {"", CD "R=0"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_FAULT_ONLY},
    {TABLE, {"", CD "R=0 MAIR0=0x4444"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_LOST_DMA},
    /* the side to which it is nearer counts */
    {TABLE, {"", CD "R=0 ASID=2"}, {"", CD}, {"", CD "ASID=2"}, HL_SEVERITY_FAULT_ONLY},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct hl_joint seen = joint_of(rows[i].base, rows[i].seen);
        const struct hl_joint due[2] = {joint_of(rows[i].base, rows[i].before),
                                        joint_of(rows[i].base, rows[i].after)};
        const enum hl_severity s = hl_severity_of_view(&seen, due, 2);

        if (s != rows[i].severity)
            fail_msg("row %zu: %s", i, hl_severity_names[s]);
    }
}

/* 3.9.1.2: EATS that is granted by no side, and that is refused. */
static void test_ats(void **state)
{
    const struct hl_joint off = joint_of(TABLE, (struct side){"EATS=0", CD}),
                          on = joint_of(TABLE, (struct side){"EATS=1", CD}),
                          bypass = joint_of("", (struct side){BYPASS, NULL});
    const struct hl_joint both[2] = {on, on}, one[2] = {on, bypass}, none[2] = {off, off};

    (void)state;
    assert_int_equal(hl_severity_of_ats(&off, both, 2), HL_SEVERITY_LOST_DMA);
    assert_int_equal(hl_severity_of_ats(&off, one, 2), HL_SEVERITY_FAULT_ONLY);
    assert_int_equal(hl_severity_of_ats(&on, none, 2), HL_SEVERITY_ISOLATION);
}

static void test_kinds(void **state)
{
    (void)state;
    assert_int_equal(hl_severity_of_kind(HL_FREED_REACHABLE), HL_SEVERITY_ISOLATION);
    assert_int_equal(hl_severity_of_kind(HL_STALE_TRANSLATION), HL_SEVERITY_ISOLATION);
    assert_int_equal(hl_severity_of_kind(HL_NEEDLESS_BREAK), HL_SEVERITY_LOST_DMA);
    assert_int_equal(hl_severity_of_kind(HL_SUBJECT_WARNING), HL_SEVERITY_FAULT_ONLY);
    assert_int_equal(hl_severity_of_kind(HL_EXCESS_SYNC), HL_SEVERITY_ADVICE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_ats),
        cmocka_unit_test(test_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
