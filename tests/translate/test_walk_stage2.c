// SPDX-License-Identifier: MIT
/* Stage 2 walks, worked out by hand from sections 3.4, 5.2, 7.3 and 13.4 and the
 * A-profile's chapters D8 and G5. */
#include "walk_helpers.h"

#define AF (1u << 10)
#define RW (3u << 6)
#define WB (15u << 2)
#define PAGE (AF | RW | WB | 3u)
#define BLOCK (AF | RW | WB | 1u)
#define DBM (UINT64_C(1) << 51)
#define IN HL_CLASS_IN

static struct journey journey(struct words *w, const char *ste, const char *more, uint64_t ipa)
{
    return (struct journey){
        .at = {.place = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}},
               .ste = {ste, more}},
        .words = w,
        .address = ipa,
        .privileged = true,
    };
}

/* S2TTB is 0x40000000. */
static const struct {
    const char *what, *ste;
    uint64_t ipa;
    struct {
        uint64_t at, value;
    } d[4];
    uint64_t pa;
    unsigned bits;
} walks[] = {
    {"4KB, 39 bits, level 1",
     S2,
     0x4567890abc,
     {{0x40000000 + 8 * 0x115, 0x41000003},
      {0x41000000 + 8 * 0x13c, 0x42000003},
      {0x42000000 + 8 * 0x090, 0x7000123000 | PAGE}},
     0x7000123abc,
     12},
    {"4KB, 48 bits, level 0",
     S2 "S2T0SZ=16 S2SL0=2",
     0x812345678abc,
     {{0x40000000 + 8 * 0x102, 0x41000003}, {0x41000000 + 8 * 0x08d, 0x8040000000 | BLOCK}},
     0x8045678abc,
     30},
    {"4KB, 43 bits, sixteen concatenated level 1 tables",
     S2 "S2T0SZ=21",
     0x7f2345678ab,
     {{0x40000000 + 8 * 0x1fc8, 0x8040000000 | BLOCK}},
     0x80745678ab,
     30},
    {"4KB, 34 bits, sixteen concatenated level 2 tables",
     S2 "S2T0SZ=30 S2SL0=0",
     0x3ffe34567,
     {{0x40000000 + 8 * 0x1fff, 0x7000200000 | BLOCK}},
     0x7000234567,
     21},
    {"16KB, 40 bits, level 2 with sixteen tables",
     S2 "S2TG=16k S2T0SZ=24 S2SL0=1",
     0xff12345678,
     {{0x40000000 + 8 * 0x7f89, 0x8802000000 | BLOCK}},
     0x8802345678,
     25},
    {"64KB, 42 bits, level 2",
     S2 "S2TG=64k S2T0SZ=22 S2SL0=1",
     0x12345678abc,
     {{0x40000000 + 8 * 0x91a, 0x41000003}, {0x41000000 + 8 * 0x567, 0x8800010000 | PAGE}},
     0x8800018abc,
     16},
    {"4KB, DS, level -1",
     S2 "S2DS=1 S2T0SZ=12 S2SL0=0 S2SL0_2=1 S2PS=52-bit",
     0xf012345678abc,
     {{0x40000000 + 8 * 0xf, 0x45000003},
      {0x45000000 + 8 * 0x002, 0x41000003},
      {0x41000000 + 8 * 0x08d, 0x0001000040000000 | 0x200 | BLOCK}},
     0x9000045678abc,
     30},
};

static void test_geometry(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(walks); i++) {
        struct words w = {0};
        struct journey j = journey(&w, walks[i].ste, NULL, walks[i].ipa);

        for (unsigned n = 0; n < 4; n++)
            if (walks[i].d[n].at)
                put(&w, walks[i].d[n].at, walks[i].d[n].value);
        expect_output(&j, walks[i].pa, walks[i].bits, walks[i].what);
        for (unsigned n = 0; n < w.count; n++) {
            uint64_t value = w.word[n].value;
            w.word[n].value = value & ~UINT64_C(1);
            j.at.ste[2] = "S2R=1";
            expect_fault(&j, HL_F_TRANSLATION, true, IN, walks[i].ipa & ~UINT64_C(0xfff),
                         walks[i].what);
            w.word[n].value = value;
        }
    }
}

/* VMSAv8-32 LPAE: S2T0SZ is signed, 40 bits at most, output 40 bits. */
static void test_lpae(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, LPAE "S2R=1", "S2T0SZ=8", 0xfff2345678);

    (void)state;
    j.at.place.regs[0] = LPAE_SMMU;
    put(&w, 0x40000000 + 8 * 0x3ff, 0x7f80000000 | BLOCK); /* S2T0SZ=-8: level 1 */
    expect_output(&j, 0x7fb2345678 & 0x7fffffffff, 30, "40 bits");
    j.address = 0x10000000000;
    expect_fault(&j, HL_F_TRANSLATION, true, IN, 0x10000000000, "above 40 bits");
    j.at.ste[1] = "S2T0SZ=0 S2SL0=1"; /* 32 bits, level 1 */
    j.address = 0xc2345678;
    put(&w, 0x40000000 + 8 * 3, 0x41000003);
    put(&w, 0x41000000 + 8 * 0x11, 0x7000200000 | BLOCK);
    expect_output(&j, 0x7000345678, 21, "32 bits");
    j.address = 0x100000000;
    expect_fault(&j, HL_F_TRANSLATION, true, IN, 0x100000000, "above 32 bits");
    j.at.ste[1] = "S2T0SZ=0 S2SL0=0"; /* level 2, four tables of 1GB */
    j.address = 0xc2345678;
    put(&w, 0x40000000 + 8 * 0x611, 0x7000200000 | BLOCK);
    expect_output(&j, 0x7000345678, 21, "concatenated");
    w.word[3].value = UINT64_C(0x10000200000) | BLOCK;
    expect_fault(&j, HL_F_ADDR_SIZE, true, IN, 0xc2345000, "40-bit output");
}

/* 3.4, 7.3.12: with an OAS below 40 bits output and tables are truncated, not faulted. */
static void test_lpae_truncates(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, LPAE "S2R=1", NULL, 0x2345678);

    (void)state;
    j.at.place.regs[0] = LPAE_SMMU "OAS=1";
    put(&w, 0x40000000, 0x9040000000 | BLOCK);
    expect_output(&j, 0x42345678, 30, "36 of 40 bits");
    w.word[0].value = 0x9041000003;
    put(&w, 0x41000000 + 8 * 0x11, 0x80200000 | BLOCK);
    expect_output(&j, 0x80345678, 21, "a table at 36 of 40 bits");
}

static void test_faults(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, S2 "S2R=1 S2PS=36-bit", NULL, 0x4567890abc);
    struct hl_response r;

    (void)state;
    put(&w, 0x40000000 + 8 * 0x115, 0x1000000000 | BLOCK);
    expect_fault(&j, HL_F_ADDR_SIZE, true, IN, 0x4567890000, "block above 36 bits");
    w.word[0].value = 0x1000000000 | 3;
    expect_fault(&j, HL_F_ADDR_SIZE, true, IN, 0x4567890000, "table above 36 bits");
    w.word[0].value = 0x40000000 | (BLOCK & ~AF);
    expect_fault(&j, HL_F_ACCESS, true, IN, 0x4567890000, "AF");
    j.at.ste[1] = "S2AFFD=1";
    expect_output(&j, 0x67890abc, 30, "AFFD");
    j.at.ste[1] = "S2HA=1";
    r = travel(&j);
    assert_true(r.outcome == HL_OUTPUT && r.af_update);
    j.at.ste[1] = NULL;
    j.address = 0x8000000000;
    expect_fault(&j, HL_F_TRANSLATION, true, IN, 0x8000000000, "above S2T0SZ");
    j.at.ste[1] = "S2PS=48-bit";
    j.address = 0x4567890abc;
    w.word[0].value = 0x200000000000 | 3;
    r = travel(&j);
    assert_int_equal(r.event.type, HL_F_WALK_EABT);
    assert_true(r.event.s2 && r.event.class == IN);
    assert_true(r.event.fetch == 0x200000000000 + 8 * 0x13c);
}

/* S2AP, XN[1:0] with XNX, DBM: "RWX" privileged, "rwx" unprivileged. */
static void test_permissions(void **state)
{
    static const struct {
        const char *regs, *ste;
        unsigned ap, xn;
        uint64_t more;
        const char *permitted;
    } rows[] = {
        {NULL, NULL, 3, 0, 0, "RWXrwx"},
        {NULL, NULL, 1, 0, 0, "RXrx"},
        {NULL, NULL, 2, 0, 0, "WXwx"},
        {NULL, NULL, 0, 0, 0, "Xx"},
        {NULL, NULL, 3, 1, 0, "RWrwx"},
        {NULL, NULL, 3, 2, 0, "RWrw"},
        {NULL, NULL, 3, 3, 0, "RWXrw"},
        {"XNX=0", NULL, 3, 1, 0, "RWXrwx"},
        {"XNX=0", NULL, 3, 2, 0, "RWrw"},
        {"XNX=0", NULL, 3, 3, 0, "RWrw"},
        {LPAE_SMMU, LPAE "S2T0SZ=9", 3, 1, 0, "RWrwx"},
        {LPAE_SMMU, LPAE "S2T0SZ=9", 3, 3, 0, "RWXrw"},
        {LPAE_SMMU "XNX=0", LPAE "S2T0SZ=9", 3, 1, 0, "RWXrwx"},
        {NULL, NULL, 1, 2, DBM, "Rr"},
        {NULL, "S2HA=1 S2HD=1", 1, 2, DBM, "RWrw"},
        {NULL, "S2HA=1 S2HD=1", 1, 2, 0, "Rr"},
        {NULL, "S2HA=1", 1, 2, DBM, "Rr"},
    };
    static const char letters[] = "RWXrwx";

    (void)state;
    for (size_t i = 0; i < LENGTH(rows) * 6; i++) {
        size_t row = i / 6;
        struct words w = {0};
        struct journey j = journey(&w, S2 "S2R=1", rows[row].ste, 0x4567890abc);
        struct hl_response r;
        bool allowed = strchr(rows[row].permitted, letters[i % 6]) != NULL;

        j.at.place.regs[0] = rows[row].regs;
        put(&w, 0x40000000 + 8 * 0x115,
            0x40000000 | AF | WB | 1 | rows[row].ap << 6 | (uint64_t)rows[row].xn << 53 |
                rows[row].more);
        j.privileged = i % 6 < 3;
        j.write = i % 3 == 1;
        j.instruction = i % 3 == 2;
        r = travel(&j);
        if ((r.outcome == HL_OUTPUT) != allowed)
            fail_msg("row %zu, %c: %s", row, letters[i % 6], response_text(&r));
        if (!allowed)
            assert_true(r.event.type == HL_F_PERMISSION && r.event.s2 &&
                        r.event.ipa == 0x4567890000);
        if (allowed && j.write)
            assert_int_equal(r.dirty_update, rows[row].ap == 1);
    }
}

/* 3.23.1: MemAttr 0b0100 is Write-Back with MTEPERM, and reserved without. */
static void test_mteperm(void **state)
{
    static const struct {
        const char *regs, *ste;
        enum hl_type type;
    } rows[] = {
        {NULL, S2, HL_NORMAL},
        {LPAE_SMMU, LPAE, HL_DEVICE_nGnRnE},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows) * 2; i++) {
        const bool mteperm = i % 2 == 0;
        struct words w = {0};
        struct journey j = journey(&w, rows[i / 2].ste, NULL, 0);
        struct hl_entry ste = {{0}};
        struct hl_memory memory = {&w, read_words};
        struct hl_transaction t = {.attributes = hl_default_attributes};
        struct hl_response r;
        struct hl_smmu smmu;

        j.at.place.regs[0] = rows[i / 2].regs;
        make_smmu(&smmu, &j.at.place);
        if (!mteperm)
            smmu.regs.idr3 &= ~(UINT32_C(1) << 22);
        set_fields(&ste, rows[i / 2].ste);
        put(&w, 0x40000000, 0x80000000 | AF | RW | 4 << 2 | 1);
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
        assert_int_equal(r.outcome, HL_OUTPUT);
        assert_int_equal(r.attributes.type, mteperm ? rows[i / 2].type : HL_DEVICE_nGnRnE);
        assert_int_equal(r.attributes.inner.cache,
                         r.attributes.type == HL_NORMAL ? HL_WRITE_BACK : HL_NON_CACHEABLE);
    }
}

static void test_loop(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, S2 "S2R=1", NULL, 0);

    (void)state;
    put(&w, 0x40000000, 0x40000003 | AF | RW | WB); /* points to itself at every level */
    expect_output(&j, 0x40000000, 12, "a table that is its own page");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geometry),       cmocka_unit_test(test_lpae),
        cmocka_unit_test(test_lpae_truncates), cmocka_unit_test(test_faults),
        cmocka_unit_test(test_permissions),    cmocka_unit_test(test_mteperm),
        cmocka_unit_test(test_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
