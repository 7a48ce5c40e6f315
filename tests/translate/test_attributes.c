// SPDX-License-Identifier: MIT
/* Attributes: the examples and rules of sections 13.1.4 to 13.1.7, 13.4 and 13.5. */
#include "walk_helpers.h"

/* "iWB/RAWAnTR", written {cache, RA, WA, TR} */
#define NC                                                                                         \
    {                                                                                              \
        HL_NON_CACHEABLE, false, false, false                                                      \
    }
#define WB(ra, wa, tr)                                                                             \
    {                                                                                              \
        HL_WRITE_BACK, ra, wa, tr                                                                  \
    }
#define WT(ra, wa, tr)                                                                             \
    {                                                                                              \
        HL_WRITE_THROUGH, ra, wa, tr                                                               \
    }
#define NORMAL(i, o, sh)                                                                           \
    {                                                                                              \
        HL_NORMAL, i, o, sh                                                                        \
    }
#define DEVICE(t)                                                                                  \
    {                                                                                              \
        t, NC, NC, HL_OUTER_SHAREABLE                                                              \
    }
#define NSH HL_NON_SHAREABLE
#define OSH HL_OUTER_SHAREABLE
#define ISH HL_INNER_SHAREABLE

static void expect(struct hl_attributes a, struct hl_attributes b, const char *what, size_t row)
{
#define SAME(member)                                                                               \
    if (a.member != b.member)                                                                      \
    fail_msg("%s %zu: " #member " is %d, not %d", what, row, (int)a.member, (int)b.member)
    SAME(type);
    SAME(share);
    SAME(inner.cache);
    SAME(inner.read_allocate);
    SAME(inner.write_allocate);
    SAME(inner.transient);
    SAME(outer.cache);
    SAME(outer.read_allocate);
    SAME(outer.write_allocate);
    SAME(outer.transient);
#undef SAME
}

/* 13.1.5.1, and the order of strength of figure 13.1 */
static void test_combine(void **state)
{
    static const struct {
        struct hl_attributes a, b, result;
    } rows[] = {
        {NORMAL(WB(1, 1, 0), NC, ISH), DEVICE(HL_DEVICE_nGnRE), DEVICE(HL_DEVICE_nGnRE)},
        {DEVICE(HL_DEVICE_nGnRE), DEVICE(HL_DEVICE_nGnRnE), DEVICE(HL_DEVICE_nGnRnE)},
        {NORMAL(WB(1, 1, 0), NC, ISH), NORMAL(WT(1, 1, 0), WT(1, 0, 1), OSH),
         NORMAL(WT(1, 1, 0), NC, OSH)},
        {DEVICE(HL_DEVICE_GRE), DEVICE(HL_DEVICE_nGRE), DEVICE(HL_DEVICE_nGRE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), NORMAL(WB(1, 0, 1), WB(0, 1, 0), ISH),
         NORMAL(WB(1, 0, 1), WB(0, 1, 0), ISH)},
        {NORMAL(WB(1, 0, 1), WB(1, 1, 0), NSH), NORMAL(WB(0, 1, 0), WB(1, 1, 0), NSH),
         NORMAL(WB(0, 0, 0), WB(1, 1, 0), NSH)}, /* nothing allocates: not transient */
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        expect(hl_attributes_combine(rows[i].a, rows[i].b), rows[i].result, "combine", i);
        expect(hl_attributes_combine(rows[i].b, rows[i].a), rows[i].result, "combine back", i);
    }
}

static void test_mair(void **state)
{
    static const struct {
        unsigned mair, sh;
        struct hl_attributes result;
    } rows[] = {
        {0x00, 3, DEVICE(HL_DEVICE_nGnRnE)},
        {0x04, 0, DEVICE(HL_DEVICE_nGnRE)},
        {0x08, 0, DEVICE(HL_DEVICE_nGRE)},
        {0x0c, 0, DEVICE(HL_DEVICE_GRE)},
        {0x44, 3, NORMAL(NC, NC, OSH)},
        {0xff, 3, NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH)},
        {0xff, 0, NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH)},
        {0xbb, 2, NORMAL(WT(1, 1, 0), WT(1, 1, 0), OSH)},
        {0x4e, 3, NORMAL(WB(1, 0, 0), NC, ISH)},
        {0x71, 0, NORMAL(WT(0, 1, 1), WB(1, 1, 1), NSH)},
        {0xc8, 0, NORMAL(WT(0, 0, 0), WB(0, 0, 0), NSH)},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        expect(hl_attributes_of_mair(rows[i].mair, rows[i].sh), rows[i].result, "MAIR", i);
}

/* MemAttr of a stage 2 descriptor, without and with S2FWB */
static void test_stage2(void **state)
{
    static const struct {
        struct hl_attributes input;
        unsigned memattr, sh;
        bool fwb;
        struct hl_attributes result;
    } rows[] = {
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), 0xf, 3, false,
         NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH)},
        {NORMAL(WB(1, 0, 1), WB(1, 1, 0), ISH), 0xa, 0, false,
         NORMAL(WT(1, 0, 1), WT(1, 1, 0), ISH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x7, 0, false, NORMAL(WB(1, 1, 0), NC, ISH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x5, 0, false, NORMAL(NC, NC, OSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x1, 0, false, DEVICE(HL_DEVICE_nGnRE)},
        {DEVICE(HL_DEVICE_nGRE), 0xf, 3, false, DEVICE(HL_DEVICE_nGRE)},
        /* S2FWB */
        {DEVICE(HL_DEVICE_nGnRnE), 0x6, 3, true, NORMAL(WB(1, 1, 0), WB(1, 1, 0), OSH)},
        {NORMAL(NC, NC, OSH), 0x6, 3, true, NORMAL(WB(1, 1, 0), WB(1, 1, 0), OSH)},
        {NORMAL(WT(1, 0, 0), WT(1, 0, 0), NSH), 0x6, 3, true,
         NORMAL(WB(1, 0, 0), WB(1, 0, 0), ISH)},
        {NORMAL(WT(1, 0, 0), WT(1, 0, 0), NSH), 0x7, 3, true,
         NORMAL(WT(1, 0, 0), WT(1, 0, 0), ISH)},
        {DEVICE(HL_DEVICE_GRE), 0x7, 3, true, DEVICE(HL_DEVICE_GRE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x5, 3, true, NORMAL(NC, NC, OSH)},
        {DEVICE(HL_DEVICE_GRE), 0x5, 3, true, DEVICE(HL_DEVICE_GRE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x2, 3, true, DEVICE(HL_DEVICE_nGRE)},
        /* reserved */
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x4, 3, true, NORMAL(NC, NC, OSH)},
        {DEVICE(HL_DEVICE_GRE), 0xc, 3, true, DEVICE(HL_DEVICE_GRE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x4, 3, false, DEVICE(HL_DEVICE_nGnRnE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0x8, 3, false, DEVICE(HL_DEVICE_nGnRnE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH), 0xc, 3, false, DEVICE(HL_DEVICE_nGnRnE)},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        expect(hl_attributes_stage2(rows[i].input, rows[i].memattr, rows[i].sh, rows[i].fwb),
               rows[i].result, "stage 2", i);
}

/* 13.4.2: the hints of a cacheable input count in stage 1, nothing else of it does */
static void test_stage1(void **state)
{
    static const struct {
        struct hl_attributes input, stage1, result;
    } rows[] = {
        {NORMAL(WT(1, 0, 0), WT(1, 1, 1), OSH), NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH),
         NORMAL(WB(1, 0, 0), WB(1, 1, 1), ISH)},
        {NORMAL(NC, NC, OSH), NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH),
         NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH)},
        {DEVICE(HL_DEVICE_nGnRnE), NORMAL(WB(1, 0, 1), WB(1, 1, 0), ISH),
         NORMAL(WB(1, 0, 1), WB(1, 1, 0), ISH)},
        {NORMAL(WB(0, 0, 0), WB(0, 0, 0), ISH), DEVICE(HL_DEVICE_GRE), DEVICE(HL_DEVICE_GRE)},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        expect(hl_attributes_stage1(rows[i].input, rows[i].stage1), rows[i].result, "stage 1", i);
}

/* 13.3: overrides of the STE with both stages bypassed; 13.2: those of GBPA are the same. */
static void test_override(void **state)
{
    static const struct {
        struct hl_attributes input;
        const char *ste;
        uint32_t gbpa;
        struct hl_attributes result;
    } rows[] = {
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1", 1 << 12,
         NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=3", 3 << 12,
         NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH)},
        {DEVICE(HL_DEVICE_nGnRE), "SHCFG=3", 3 << 12, DEVICE(HL_DEVICE_nGnRE)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1 MTCFG=1 MemAttr=1", 1 << 12 | 0x11,
         DEVICE(HL_DEVICE_nGnRE)},
        /* not cacheable becomes cacheable: RAWAnTR */
        {DEVICE(HL_DEVICE_nGnRE), "SHCFG=3 MTCFG=1 MemAttr=15", 3 << 12 | 0x1f,
         NORMAL(WB(1, 1, 0), WB(1, 1, 0), ISH)},
        {NORMAL(WT(1, 0, 1), WT(1, 0, 1), NSH), "SHCFG=1 MTCFG=1 MemAttr=15", 1 << 12 | 0x1f,
         NORMAL(WB(1, 0, 1), WB(1, 0, 1), NSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1 ALLOCCFG=12", 1 << 12 | 12 << 8,
         NORMAL(WB(1, 0, 0), WB(1, 0, 0), NSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1 ALLOCCFG=11", 1 << 12 | 11 << 8,
         NORMAL(WB(0, 1, 1), WB(0, 1, 1), NSH)},
        {NORMAL(NC, NC, OSH), "SHCFG=1 ALLOCCFG=15", 1 << 12 | 15 << 8, NORMAL(NC, NC, OSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1 MTCFG=1 MemAttr=5", 1 << 12 | 0x15,
         NORMAL(NC, NC, OSH)},
        {NORMAL(WB(1, 1, 0), WB(1, 1, 0), NSH), "SHCFG=1 MTCFG=1 MemAttr=4", 1 << 12 | 0x14,
         DEVICE(HL_DEVICE_nGnRnE)},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct place p = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
        struct hl_entry ste = {{0}};
        struct hl_smmu smmu;
        struct hl_meaning m;

        make_smmu(&smmu, &p);
        set_fields(&ste, BYPASS);
        set_fields(&ste, rows[i].ste);
        hl_ste_decode(&smmu, &ste, &m);
        assert_int_equal(m.config, HL_CONFIG_BYPASS);
        expect(hl_attributes_override(&smmu, &m, &rows[i].input), rows[i].result, "STE", i);
        expect(hl_attributes_gbpa(rows[i].gbpa, &rows[i].input), rows[i].result, "GBPA", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_combine),  cmocka_unit_test(test_mair),
        cmocka_unit_test(test_stage2),   cmocka_unit_test(test_stage1),
        cmocka_unit_test(test_override),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
