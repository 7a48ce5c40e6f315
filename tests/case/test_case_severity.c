// SPDX-License-Identifier: MIT
/* How bad a view is against old and new: of an STE for traffic without and with a PASID and for
 * ATS's, of a CD for what uses it; and the worst that a verdict has. */
#include "helpers.h"

#include "case/severity.h"

#define HEAD "title: t\nentry: ste\nsmmu: mmu-600\n"
#define CDS                                                                                        \
    "title: t\nentry: cd\nsmmu: mmu-600\nste: {V: 1, Config: s1, S1ContextPtr: 0x80000000}\n"
#define STAGE_2 "V: 1, Config: s2, S2T0SZ: 24, S2SL0: 1, S2AA64: 1, S2PS: 44-bit, S2R: 1, "
#define TABLE "V: 1, Config: s1, S1ContextPtr: 0x80000000, S1CDMax: 3, "
#define ONE_CD "V: 1, AA64: 1, T0SZ: 25, IPS: 44-bit, EPD1: 1, A: 1, R: 1, "

struct row {
    const char *head, *view, *old, *target;
    enum hl_severity severity;
};

static const struct row rows[] = {
    /* live between two that are: of one side's tag and the other's table */
    {HEAD, STAGE_2 "S2VMID: 1, S2TTB: 0x90000000", STAGE_2 "S2VMID: 1, S2TTB: 0x80000000",
     STAGE_2 "S2VMID: 2, S2TTB: 0x90000000", HL_SEVERITY_ISOLATION},
    {HEAD, "V: 1, Config: bypass, SHCFG: ish", "V: 1, Config: bypass",
     "V: 1, Config: bypass, SHCFG: osh", HL_SEVERITY_LOST_DMA},
    /* ILLEGAL, where DMA is to be stopped and where it is not */
    {HEAD, "V: 1, Config: s2, S2T0SZ: 63, S2AA64: 1", STAGE_2 "S2VMID: 1", "V: 1",
     HL_SEVERITY_FAULT_ONLY},
    {HEAD, "V: 1, Config: s2, S2T0SZ: 63, S2AA64: 1", STAGE_2 "S2VMID: 1", STAGE_2 "S2VMID: 2",
     HL_SEVERITY_LOST_DMA},
    /* only traffic with a PASID tells */
    {HEAD, TABLE "S1DSS: bypass, S1CIR: wb", TABLE "S1DSS: bypass, S1COR: wb",
     TABLE "S1DSS: bypass", HL_SEVERITY_LOST_DMA},
    /* only ATS's */
    {HEAD, STAGE_2 "EATS: full", STAGE_2 "EATS: off", STAGE_2 "EATS: off, S2FWB: 0",
     HL_SEVERITY_ISOLATION},
    /* CDs */
    {CDS, ONE_CD "ASID: 1, TTB0: 0x90000000", ONE_CD "ASID: 1, TTB0: 0x80000000",
     ONE_CD "ASID: 2, TTB0: 0x90000000", HL_SEVERITY_ISOLATION},
    {CDS, "V: 1, AA64: 1, T0SZ: 1, TG0: 3", ONE_CD "ASID: 1", ONE_CD "ASID: 2",
     HL_SEVERITY_LOST_DMA},
};

static struct hl_case read_case(const struct row *row)
{
    struct hl_error error;
    struct hl_case c;
    char text[2048];
    int n =
        snprintf(text, sizeof text, "%sold: {%s}\nnew: {%s}\n", row->head, row->old, row->target);

    if (!hl_case_parse("row", text, (size_t)n, &c, &error))
        fail_msg("%s", error.text);
    return c;
}

static struct hl_entry view_of(const struct row *row)
{
    struct row as_old = *row;

    as_old.old = row->view;
    return read_case(&as_old).old;
}

static void test_views(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct hl_case c = read_case(&rows[i]);
        const struct hl_finding f = {.kind = HL_MIXED_VIEW, .view = view_of(&rows[i])};
        struct hl_trial trial;

        assert_null(hl_trial_init(&trial, &c, NULL));
        if (hl_finding_severity(&trial, &f) != rows[i].severity)
            fail_msg("row %zu: %s", i, hl_severity_names[hl_finding_severity(&trial, &f)]);
    }
}

/* The worst of its findings; advice is none. */
static void test_verdicts(void **state)
{
    const struct hl_case c = read_case(&rows[2]);
    struct hl_verdict v = {.findings = 1, .finding[0] = {.kind = HL_EXCESS_SYNC}};
    enum hl_severity severity;
    struct hl_trial trial;

    (void)state;
    assert_null(hl_trial_init(&trial, &c, NULL));
    assert_false(hl_verdict_severity(&trial, &v, &severity));
    assert_int_equal(severity, HL_SEVERITY_ADVICE);
    v.finding[1] = (struct hl_finding){.kind = HL_WILD_STORE};
    v.finding[2] = (struct hl_finding){.kind = HL_ILLEGAL_VIEW, .view = view_of(&rows[2])};
    v.findings = 3;
    assert_true(hl_verdict_severity(&trial, &v, &severity));
    assert_int_equal(severity, HL_SEVERITY_ISOLATION);
    v.finding[1] = v.finding[2];
    assert_true(hl_verdict_severity(&trial, &v, &severity));
    assert_int_equal(severity, HL_SEVERITY_FAULT_ONLY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_verdicts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
