// SPDX-License-Identifier: MIT
/* Nested walks, worked out by hand from sections 3.4, 3.9.1.2, 3.13, 5.2, 7.3 and 13.7. */
#include "walk_helpers.h"

#define AF (1u << 10)
#define RW (3u << 6)
#define WB (15u << 2)
#define PAGE (AF | RW | WB | 3u)
#define BLOCK (AF | RW | WB | 1u)
#define S1_BLOCK (AF | (1u << 6) | 1u)
#define DBM (UINT64_C(1) << 51)
#define IN HL_CLASS_IN

/* Nested: TTB0 is IPA 0x10000000, its block IPA 0x20000000; stage 2 maps 1GB to PA 0x80000000. */
static struct journey nested(struct words *w, const char *ste)
{
    struct journey j = {
        .at = {.place = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}},
               .ste = {NESTED "S2R=1", ste},
               .cd = {CD64 "T0SZ=34 TTB0=0x10000000"}}, /* level 2 */
        .words = w,
        .address = 0x5234567,
        .privileged = true,
    };

    put(w, 0x40000000, 0x80000000 | BLOCK);
    put(w, 0x90000000 + 8 * 0x29, 0x20200000 | S1_BLOCK);
    return j;
}

static void test_nested(void **state)
{
    struct words w = {0};
    struct journey j = nested(&w, NULL);
    struct hl_response r;

    (void)state;
    expect_output(&j, 0xa0234567, 21, "nested");
    r = travel(&j);
    assert_int_equal(r.event.type, HL_NO_EVENT);

    w.word[1].value = 0x20200000 | (S1_BLOCK & ~1u);
    expect_fault(&j, HL_F_TRANSLATION, false, IN, 0, "stage 1 descriptor");
    w.word[1].value = 0x60200000 | S1_BLOCK;
    expect_fault(&j, HL_F_TRANSLATION, true, IN, 0x60234000, "the IPA");
    w.word[1].value = UINT64_C(0x8000000000) | S1_BLOCK;
    expect_fault(&j, HL_F_TRANSLATION, true, IN, 0x8000034000, "the IPA above S2T0SZ");
    w.word[1].value = 0x60000000 | 3;
    expect_fault(&j, HL_F_TRANSLATION, true, HL_CLASS_TTD, 0x60000000 & ~UINT64_C(0xfff),
                 "the next table");
    w.word[1].value = 0x20200000 | S1_BLOCK;
    w.word[0].value = 0x200000000000 | 3; /* 7.3.12: a stage 2 walk for a stage 1 descriptor */
    expect_fault(&j, HL_F_WALK_EABT, true, HL_CLASS_TTD, 0, "stage 2 walk aborted");
    w.word[0].value = 0x80000000 | BLOCK;
    w.word[0].value &= ~(uint64_t)1;
    expect_fault(&j, HL_F_TRANSLATION, true, HL_CLASS_TTD, 0x10000000, "the start table");
    w.word[0].value = 0x80000000 | (BLOCK & ~(1u << 6)); /* write-only */
    expect_fault(&j, HL_F_PERMISSION, true, HL_CLASS_TTD, 0x10000000, "reading the table");
    w.word[0].value = 0x80000000 | (BLOCK & ~(1u << 7)); /* read-only */
    expect_output(&j, 0xa0234567, 21, "reading");
    j.write = true;
    expect_fault(&j, HL_F_PERMISSION, true, IN, 0x20234000, "writing");
}

/* 3.9.1.2, 13.7.1: a stage 1 that grants nothing ends an ATS request. Where stage 2 is reached, its
 * aborted walk is a Completer Abort. */
static void test_ats_stops(void **state)
{
    static const struct {
        const char *ste;
        uint64_t leaf;
        bool privileged, goes_on;
    } rows[] = {
        {"EATS=full", S1_BLOCK, false, true},
        {"EATS=full", S1_BLOCK & ~(1u << 6), false, false}, /* execute-only */
        {"EATS=full INSTCFG=3", S1_BLOCK & ~(1u << 6), false, true},
        {"EATS=full INSTCFG=3", S1_BLOCK | (UINT64_C(1) << 54) | (1u << 7), false, false},
        {"EATS=full INSTCFG=3", S1_BLOCK | UINT64_C(1) << 54, false, true}, /* writable */
        {"EATS=full PRIVCFG=3", S1_BLOCK & ~(1u << 6), false, true},
        {"EATS=split", S1_BLOCK & ~(1u << 6), false, false},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct words w = {0};
        struct journey j = nested(&w, rows[i].ste);
        struct hl_response r;

        j.traffic = HL_ATS_REQUEST;
        w.word[1].value = 0x60200000 | rows[i].leaf;
        put(&w, 0x40000008, 0x200000000000 | 3); /* the stage 2 walk for it is aborted */
        r = travel(&j);
        if (r.outcome != (rows[i].goes_on ? HL_ATS_COMPLETER_ABORT : HL_ATS_NO_ACCESS))
            fail_msg("row %zu: %s", i, response_text(&r));
    }
}

/* 13.7, 3.13.7.1: what an ATS request is told of writable-clean pages, and which it makes dirty. */
static void test_ats_dirty(void **state)
{
    enum { CLEAN1 = 1, CLEAN2 = 2, RO1 = 4, RO2 = 8 };
    static const struct {
        const char *eats;
        unsigned pages;
        bool write, granted, dirty;
    } rows[] = {
        {"EATS=full", 0, false, true, false},
        {"EATS=full", 0, true, true, false},
        {"EATS=full", CLEAN1, false, false, false},
        {"EATS=full", CLEAN1, true, true, true},
        {"EATS=full", CLEAN2, false, false, false},
        {"EATS=full", CLEAN2, true, true, true},
        {"EATS=full", RO1 | CLEAN2, true, false, false},
        {"EATS=full", CLEAN1 | RO2, true, false, false},
        {"EATS=split", CLEAN1, false, false, false},
        {"EATS=split", CLEAN2, false, true, false},
        {"EATS=split", CLEAN2, true, true, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const unsigned pages = rows[i].pages;
        struct words w = {0};
        struct journey j = nested(&w, "S2HA=1 S2HD=1");
        struct hl_response r;

        j.at.ste[2] = rows[i].eats;
        j.at.cd[1] = "HA=1 HD=1";
        j.traffic = HL_ATS_REQUEST;
        j.write = rows[i].write;
        w.word[1].value = 0x60200000 | S1_BLOCK | (pages & CLEAN1 ? DBM : 0) |
                          (pages & (CLEAN1 | RO1) ? 1u << 7 : 0);
        put(&w, 0x40000008,
            0xc0000000 | (pages & (CLEAN2 | RO2) ? BLOCK & ~(1u << 7) : BLOCK) |
                (pages & CLEAN2 ? DBM : 0));
        r = travel(&j);
        if (r.outcome != HL_OUTPUT || !r.read || r.write != rows[i].granted ||
            r.dirty_update != rows[i].dirty)
            fail_msg("row %zu: write %d, dirty %d, %s", i, r.write, r.dirty_update,
                     response_text(&r));
    }
}

/* 5.2 S2PTW: tables in Device memory. */
static void test_ptw(void **state)
{
    struct words w = {0};
    struct journey j = nested(&w, NULL);
    struct hl_response r;

    (void)state;
    w.word[0].value = 0x80000000 | AF | RW | 1 | 1 << 2; /* Device-nGnRE */
    r = travel(&j);
    assert_int_equal(r.outcome, HL_OUTPUT);
    assert_int_equal(r.attributes.type, HL_DEVICE_nGnRE);
    j.at.ste[2] = "S2PTW=1";
    expect_fault(&j, HL_F_PERMISSION, true, HL_CLASS_TTD, 0x10000000, "S2PTW");
}

/* 7.3.16: a Realm's stage 1 descriptor must not be in Non-secure memory. */
static void test_realm_tables(void **state)
{
    struct words w = {0};
    struct journey j = nested(&w, NULL);

    (void)state;
    j.at.place.security = HL_REALM;
    w.word[0].space = HL_SPACE_REALM;
    w.word[1].space = HL_SPACE_REALM;
    expect_output(&j, 0xa0234567, 21, "Realm memory");
    w.word[0].value |= UINT64_C(1) << 55; /* NS */
    w.word[1].space = HL_SPACE_NONSECURE;
    expect_fault(&j, HL_F_PERMISSION, true, HL_CLASS_TTD, 0x10000000, "Non-secure memory");
}

/* 3.13.5, 7.3.16: HTTU of a stage 1 descriptor is a write that stage 2 must permit. */
static void test_httu(void **state)
{
    enum { CLEAN = 1, NO_AF = 2 };
    static const struct {
        unsigned page;
        bool write;
        const char *ste;
        uint64_t table; /* in the stage 2 descriptor of the stage 1 tables */
        bool faults;
    } rows[] = {
        {0, true, NULL, 0, false},          {CLEAN, false, NULL, 0, false},
        {CLEAN, true, NULL, 0, true},       {NO_AF, false, NULL, 0, true},
        {CLEAN, true, NULL, 1 << 7, false}, {NO_AF, false, NULL, 1 << 7, false},
        {NO_AF, false, NULL, DBM, true},    {NO_AF, false, "S2HA=1 S2HD=1", DBM, false},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct words w = {0};
        struct journey j = nested(&w, rows[i].ste);
        struct hl_response r;

        j.at.cd[1] = "HA=1 HD=1";
        j.write = rows[i].write;
        w.word[0].value = 0x80000000 | (BLOCK & ~(1u << 7)) | rows[i].table;
        w.word[1].value = 0x60200000 | (rows[i].page & NO_AF ? S1_BLOCK & ~AF : S1_BLOCK) |
                          (rows[i].page & CLEAN ? DBM | 1u << 7 : 0);
        put(&w, 0x40000008, 0xc0000000 | BLOCK);
        r = travel(&j);
        if ((r.outcome == HL_ABORTED) != rows[i].faults)
            fail_msg("row %zu: %s", i, response_text(&r));
        if (rows[i].faults) {
            expect_fault(&j, HL_F_PERMISSION, true, HL_CLASS_TTD, 0x10000000, "the update");
            assert_false(r.event.ttrnw);
            assert_int_equal(r.event.rnw, !j.write);
        }
    }
}

/* The smaller page of both stages. */
static void test_page_size(void **state)
{
    struct words w = {0};
    struct journey j = nested(&w, NULL);

    (void)state;
    w.word[1].value = 0x41000003;
    w.word[0].value = 0x41000003; /* stage 2: 4KB pages */
    put(&w, 0x41000000 + 8 * 0x80, 0x42000003);
    put(&w, 0x42000000, 0x90000000 | PAGE);
    put(&w, 0x41000000 + 8 * 0x101, 0x43000003);
    put(&w, 0x43000000 + 8 * 0x34, 0xc0034000 | PAGE);
    w.word[1].value = 0x20200000 | S1_BLOCK;
    expect_output(&j, 0xc0034567, 12, "2MB over 4KB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested),       cmocka_unit_test(test_ats_stops),
        cmocka_unit_test(test_ats_dirty),    cmocka_unit_test(test_ptw),
        cmocka_unit_test(test_realm_tables), cmocka_unit_test(test_httu),
        cmocka_unit_test(test_page_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
