// SPDX-License-Identifier: MIT
/* Stage 1 walks: geometry, formats, faults and permissions, worked out by hand from sections 3.4
 * and 5.4 and the A-profile's chapter D8. */
#include "walk_helpers.h"

#define AF (1u << 10)
#define USER (1u << 6)
#define RO (1u << 7)
#define NG (1u << 11)
#define UXN (UINT64_C(1) << 54)
#define PXN (UINT64_C(1) << 53)
#define DBM (UINT64_C(1) << 51)
#define PAGE (AF | USER | 3u) /* also a table's low bits */
#define BLOCK (AF | USER | 1u)
#define FULL "v3.4-full"
#define IN HL_CLASS_IN

static struct journey journey(struct words *w, const char *cd, const char *more, uint64_t va)
{
    return (struct journey){
        .at = {.place = {FULL, HL_NONSECURE, {NULL, NULL}, {NULL, NULL}},
               .ste = {S1},
               .cd = {cd, more}},
        .words = w,
        .address = va,
        .privileged = true,
    };
}

/* One walk: the descriptors by address, the VA and where it leads. */
struct geometry {
    const char *what, *cd;
    uint64_t va;
    struct {
        uint64_t at, value;
    } d[5];
    uint64_t pa;
    unsigned bits;
};

/* TTB0 is 0x40000000, TTB1 0x50000000. Index arithmetic: 4KB 9 bits from 39, 30, 21, 12; 16KB 11
 * from 47, 36, 25, 14; 64KB 13 from 42, 29, 16. */
static const struct geometry walks[] = {
    {"4KB, 48 bits, level 0 to 3",
     CD64,
     0x0000812345678abc,
     {{0x40000000 + 8 * 0x102, 0x41000003},
      {0x41000000 + 8 * 0x08d, 0x42000003},
      {0x42000000 + 8 * 0x02b, 0x43000003},
      {0x43000000 + 8 * 0x078, 0x9876543000 | PAGE}},
     0x9876543abc,
     12},
    {"4KB, 39 bits, level 1 block",
     CD64 "T0SZ=25",
     0x0000004567890abc,
     {{0x40000000 + 8 * 0x115, 0x8040000000 | BLOCK}},
     0x8067890abc,
     30},
    {"4KB, level 2 block",
     CD64 "T0SZ=25",
     0x0000004567890abc,
     {{0x40000000 + 8 * 0x115, 0x41000003}, {0x41000000 + 8 * 0x13c, 0x7000200000 | BLOCK}},
     0x7000290abc,
     21},
    {"4KB, 25 bits, level 2",
     CD64 "T0SZ=39",
     0x1fff123,
     {{0x40000000 + 8 * 0xf, 0x41000003}, {0x41000000 + 8 * 0x1ff, 0x123456000 | PAGE}},
     0x123456123,
     12},
    {"4KB, 16 bits, level 3",
     CD64 "T0SZ=48",
     0xf123,
     {{0x40000000 + 8 * 0xf, 0x123456000 | PAGE}},
     0x123456123,
     12},
    {"4KB, TTB1",
     BOTH,
     0xffff812345678abc,
     {{0x50000000 + 8 * 0x102, 0x41000003},
      {0x41000000 + 8 * 0x08d, 0x42000003},
      {0x42000000 + 8 * 0x02b, 0x43000003},
      {0x43000000 + 8 * 0x078, 0x9876543000 | PAGE}},
     0x9876543abc,
     12},
    {"4KB, TTB1 of 39 bits, another granule for TTB0",
     BOTH "T1SZ=25 TG0=64k",
     0xffffffc567890abc,
     {{0x50000000 + 8 * 0x115, 0x8040000000 | BLOCK}},
     0x8067890abc,
     30},
    {"16KB, 47 bits, level 1",
     CD64 "TG0=16k T0SZ=17",
     0x0000712345678abc,
     {{0x40000000 + 8 * 0x712, 0x41000003},
      {0x41000000 + 8 * 0x1a2, 0x42000003},
      {0x42000000 + 8 * 0x59e, 0x8800004000 | PAGE}},
     0x8800004abc,
     14},
    {"16KB, 48 bits, level 0",
     CD64 "TG0=16k",
     0x0000812345678abc,
     {{0x40000008, 0x44000003},
      {0x44000000 + 8 * 0x012, 0x41000003},
      {0x41000000 + 8 * 0x1a2, 0x8802000000 | BLOCK}},
     0x8803678abc,
     25},
    {"64KB, 48 bits, level 1",
     CD64 "TG0=64k",
     0x0000812345678abc,
     {{0x40000000 + 8 * 0x20, 0x41000003},
      {0x41000000 + 8 * 0x91a, 0x42000003},
      {0x42000000 + 8 * 0x567, 0x8800010000 | PAGE}},
     0x8800018abc,
     16},
    {"64KB, 42 bits, level 2 block",
     CD64 "TG0=64k T0SZ=22",
     0x0000012345678abc,
     {{0x40000000 + 8 * 0x91a, 0x8820000000 | BLOCK}},
     0x8825678abc,
     29},
    {"64KB, 52 bits of address in the descriptor",
     CD64 "TG0=64k T0SZ=22 IPS=52-bit",
     0x12345678abc,
     {{0x40000000 + 8 * 0x91a, 0x41000003}, {0x41000000 + 8 * 0x567, 0x880001a000 | PAGE}},
     0xa008800018abc,
     16},
    {"4KB, DS, 52 bits, level -1",
     CD64 "DS=1 T0SZ=12 IPS=52-bit",
     0x000f012345678abc,
     {{0x40000000 + 8 * 0xf, 0x45000003},
      {0x45000000 + 8 * 0x002, 0x41000003},
      {0x41000000 + 8 * 0x08d, 0x42000003},
      {0x42000000 + 8 * 0x02b, 0x43000003},
      {0x43000000 + 8 * 0x078, 0x0003009876543000 | 0x200 | PAGE}},
     0x000b009876543abc,
     12},
    {"4KB, DS, level 0 block",
     CD64 "DS=1 T0SZ=16 IPS=52-bit",
     0x0000812345678abc,
     {{0x40000000 + 8 * 0x102, 0x0001008000000000 | BLOCK}},
     0x0001012345678abc - 0x8000000000,
     39},
    {"16KB, DS, level 1 block",
     CD64 "TG0=16k DS=1 T0SZ=17 IPS=52-bit",
     0x0000712345678abc,
     {{0x40000000 + 8 * 0x712, 0x0000801000000000 | BLOCK}},
     0x0000801345678abc,
     36},
    {"TBI",
     CD64 "T0SZ=25 TBI0=1",
     0xa500004567890abc,
     {{0x40000000 + 8 * 0x115, 0x8040000000 | BLOCK}},
     0x8067890abc,
     30},
    {"TBI1",
     BOTH "T1SZ=25 TBI1=1",
     0x12ffffc567890abc,
     {{0x50000000 + 8 * 0x115, 0x8040000000 | BLOCK}},
     0x8067890abc,
     30},
};

static void test_geometry(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(walks); i++) {
        struct words w = {0};
        struct journey j = journey(&w, walks[i].cd, NULL, walks[i].va);

        for (unsigned n = 0; n < 5; n++)
            if (walks[i].d[n].at)
                put(&w, walks[i].d[n].at, walks[i].d[n].value);
        expect_output(&j, walks[i].pa, walks[i].bits, walks[i].what);
        /* every descriptor counts: without it, the walk ends there */
        for (unsigned n = 0; n < w.count; n++) {
            uint64_t value = w.word[n].value;
            w.word[n].value = value & ~UINT64_C(1);
            expect_fault(&j, HL_F_TRANSLATION, false, IN, 0, walks[i].what);
            w.word[n].value = value;
        }
    }
}

static void test_big_endian(void **state)
{
    struct words w = {.big_endian = true};
    struct journey j = journey(&w, CD64 "T0SZ=25", "ENDI=1", 0x4567890abc);

    (void)state;
    put(&w, 0x40000000 + 8 * 0x115, 0x8040000000 | BLOCK);
    expect_output(&j, 0x8067890abc, 30, "big-endian");
    w.big_endian = false;
    expect_fault(&j, HL_F_TRANSLATION, false, IN, 0, "little-endian");
}

/* 3.4.1: VAs outside of both ranges. */
static void test_ranges(void **state)
{
    static const struct {
        const char *cd;
        uint64_t va;
    } outside[] = {
        {CD64, 0x0001000000000000},
        {CD64, 0x0080000000000000},
        {CD64, 0xa500004567890abc},
        {CD64 "T0SZ=25", 0x0000008000000000},
        {CD64 "T0SZ=25 TBI0=1", 0xa500008000000000},
        {BOTH, 0xfffe812345678abc},
        {BOTH "T1SZ=25", 0xffffff8000000000 - 1},
        {BOTH "TBI0=1", 0x12ffffc567890abc},
        {CD64, 0xffff812345678abc}, /* EPD1 */
        {CD64 "EPD0=1", 0x1000},
    };
    struct words w = {0};

    (void)state;
    for (size_t i = 0; i < LENGTH(outside); i++) {
        struct journey j = journey(&w, outside[i].cd, NULL, outside[i].va);
        expect_fault(&j, HL_F_TRANSLATION, false, IN, 0, outside[i].cd);
    }
}

/* Which levels may have blocks, and what is reserved. */
static void test_blocks(void **state)
{
    static const struct {
        const char *cd;
        bool allowed;
    } first_level[] = {
        {CD64 "T0SZ=16", false},                 /* 4KB level 0 */
        {CD64 "T0SZ=16 DS=1 IPS=48-bit", true},  /* with DS */
        {CD64 "T0SZ=12 DS=1 IPS=48-bit", false}, /* level -1 */
        {CD64 "T0SZ=25", true},                  /* level 1 */
        {CD64 "T0SZ=34", true},                  /* level 2 */
        {CD64 "T0SZ=43", false},                 /* level 3 */
        {CD64 "TG0=16k T0SZ=16", false},         /* level 0 */
        {CD64 "TG0=16k T0SZ=17", false},         /* level 1 */
        {CD64 "TG0=16k T0SZ=17 DS=1", true},     /* level 1 with DS */
        {CD64 "TG0=16k T0SZ=28", true},          /* level 2 */
        {CD64 "TG0=64k T0SZ=16", true},          /* level 1, 52-bit physical addresses */
        {CD64 "TG0=64k T0SZ=22", true},          /* level 2 */
    };
    struct words w = {0};

    (void)state;
    put(&w, 0x40000000, BLOCK);
    for (size_t i = 0; i < LENGTH(first_level); i++) {
        struct journey j = journey(&w, first_level[i].cd, NULL, 0x123);
        struct hl_response r = travel(&j);
        if ((r.outcome == HL_OUTPUT) != first_level[i].allowed)
            fail_msg("%s: %s", first_level[i].cd, response_text(&r));
    }
    /* 64KB level 1 without 52-bit physical addresses */
    struct journey j = journey(&w, CD64 "TG0=64k T0SZ=16", NULL, 0x123);
    j.at.place.regs[0] = "D128=0 OAS=5 VAX=1";
    expect_fault(&j, HL_F_TRANSLATION, false, IN, 0, "64KB level 1");
}

static void test_address_size(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, CD64 "T0SZ=25", "IPS=36-bit", 0x4567890abc);

    (void)state;
    put(&w, 0x40000000 + 8 * 0x115, 0xfc0000000 | BLOCK);
    expect_output(&j, 0xfe7890abc, 30, "below 36 bits");
    w.word[0].value = 0x1000000000 | BLOCK;
    expect_fault(&j, HL_F_ADDR_SIZE, false, IN, 0, "block above 36 bits");
    w.word[0].value = 0x1000000000 | 3;
    expect_fault(&j, HL_F_ADDR_SIZE, false, IN, 0, "table above 36 bits");
    j.at.cd[1] = "IPS=40-bit";
    w.word[0].value = 0x1000000000 | 3;
    put(&w, 0x1000000000 + 8 * 0x13c, 0x10000000000 | BLOCK);
    expect_fault(&j, HL_F_ADDR_SIZE, false, IN, 0, "block above 40 bits");
    j.at.cd[0] = CD64 "T0SZ=22 TG0=64k";
    j.at.cd[1] = "IPS=48-bit";
    j.address = 0x12345678abc;
    w.count = 0;
    put(&w, 0x40000000 + 8 * 0x91a, 0x8820001000 | BLOCK);
    expect_fault(&j, HL_F_ADDR_SIZE, false, IN, 0, "64KB: bits [51:48] with IPS 48");
    /* externally aborted reads */
    w.word[0].value = 0x200000000000 | 3;
    expect_fault(&j, HL_F_WALK_EABT, false, HL_CLASS_TTD, 0, "abort");
    struct hl_response r = travel(&j);
    assert_true(r.event.fetch == 0x200000000000 + 8 * 0x567);
}

static void test_access_flag(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, CD64 "T0SZ=25", NULL, 0x4567890abc);
    struct hl_response r;

    (void)state;
    put(&w, 0x40000000 + 8 * 0x115, 0x8040000000 | (BLOCK & ~AF));
    expect_fault(&j, HL_F_ACCESS, false, IN, 0, "AF");
    j.at.cd[1] = "AFFD=1";
    r = travel(&j);
    assert_true(r.outcome == HL_OUTPUT && !r.af_update);
    j.at.cd[1] = "HA=1";
    r = travel(&j);
    assert_true(r.outcome == HL_OUTPUT && r.af_update);
    w.word[0].value |= AF;
    r = travel(&j);
    assert_true(r.outcome == HL_OUTPUT && !r.af_update);
}

/* Permissions by AP[2:1], UXN, PXN, for unprivileged and privileged read, write, execute: a letter
 * for each that is permitted ("RWX" privileged, "rwx" unprivileged). */
static const struct {
    const char *cd;
    uint64_t bits;  /* of the leaf, instead of AP */
    uint64_t table; /* of the table above it */
    const char *permitted;
} rights[] = {
    {NULL, 0, 0, "RWXx"},
    {NULL, USER, 0, "RWrwx"},
    {NULL, RO, 0, "RXx"},
    {NULL, RO | USER, 0, "RXrx"},
    {NULL, UXN, 0, "RWX"},
    {NULL, PXN, 0, "RWx"},
    {NULL, RO | USER | PXN, 0, "Rrx"},
    {NULL, RO | USER | UXN, 0, "RXr"},
    {NULL, USER | UXN | PXN, 0, "RWrw"},
    /* hierarchical: APTable[1], APTable[0], UXNTable, PXNTable */
    {NULL, USER, UINT64_C(1) << 62, "RXrx"},
    {NULL, USER, UINT64_C(1) << 61, "RWXx"},
    {NULL, RO | USER, UINT64_C(1) << 60, "RXr"},
    {NULL, RO | USER, UINT64_C(1) << 59, "Rrx"},
    {"HAD0=1", USER, UINT64_C(15) << 59, "RWrwx"},
    {"AIE=1", USER, UINT64_C(15) << 59, "RWrwx"},
    /* WXN */
    {"WXN=1", 0, 0, "RWx"},
    {"WXN=1", USER, 0, "RWrw"},
    {"WXN=1", RO | USER, 0, "RXrx"},
    /* PAN, EPAN */
    {"PAN=1", 0, 0, "RWXx"},
    {"PAN=1", USER, 0, "rwx"},
    {"PAN=1", RO | USER, 0, "Xrx"},
    {"PAN=1 EPAN=1", 0, 0, "Xx"},
    {"PAN=1 EPAN=1", UXN, 0, "RWX"},
    {"PAN=1", USER, UINT64_C(1) << 61, "RWXx"},
    /* E0PD */
    {"E0PD0=1", USER, 0, "RW"},
    /* dirty state */
    {NULL, RO | USER | DBM, 0, "RXrx"},
    {"HA=1", RO | USER | DBM, 0, "RXrx"},
    {"HA=1 HD=1", RO | USER | DBM, 0, "RWrwx"},
    {"HA=1 HD=1", RO | USER, 0, "RXrx"},
    {"HA=1 HD=1", RO | USER | DBM, UINT64_C(1) << 62, "RXrx"},
};

static void check_rights(struct journey *j, const char *permitted, size_t row)
{
    static const char letters[] = "RWXrwx";

    for (unsigned i = 0; i < 6; i++) {
        struct hl_response r;
        bool allowed = strchr(permitted, letters[i]) != NULL;

        j->privileged = i < 3;
        j->write = i % 3 == 1;
        j->instruction = i % 3 == 2;
        r = travel(j);
        if ((r.outcome == HL_OUTPUT) != allowed)
            fail_msg("row %zu, %c: %s", row, letters[i], response_text(&r));
        if (!allowed)
            assert_int_equal(r.event.type,
                             r.step == HL_STEP_S1_E0PD ? HL_F_TRANSLATION : HL_F_PERMISSION);
        if (!allowed) {
            assert_int_equal(r.event.rnw, !j->write);
            assert_int_equal(r.event.ind, j->instruction);
            assert_int_equal(r.event.pnu, j->privileged);
        }
    }
}

static void test_permissions(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(rights); i++) {
        struct words w = {0};
        struct journey j = journey(&w, CD64 "T0SZ=25", rights[i].cd, 0x4567890abc);

        put(&w, 0x40000000 + 8 * 0x115, 0x41000003 | rights[i].table);
        put(&w, 0x41000000 + 8 * 0x13c, 0x7000200000 | AF | 1 | rights[i].bits);
        check_rights(&j, rights[i].permitted, i);
    }
}

/* 13.4.1: EL2 without E2H and EL3 have one level: AP[1] and privilege do not count, UXN is XN. */
static void test_one_level(void **state)
{
    static const struct {
        const char *cd;
        uint64_t bits, table;
        const char *permitted;
    } rows[] = {
        {NULL, 0, 0, "RWXrwx"},
        {NULL, USER | PXN, 0, "RWXrwx"},
        {NULL, RO, 0, "RXrx"},
        {NULL, UXN, 0, "RWrw"},
        {NULL, 0, UINT64_C(1) << 62, "RXrx"},
        {NULL, 0, UINT64_C(1) << 60, "RWrw"},
        {NULL, 0, UINT64_C(5) << 59, "RWXrwx"}, /* APTable[0], PXNTable */
        {"WXN=1", 0, 0, "RWrw"},
        {"PAN=1", USER, 0, "RWXrwx"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct words w = {0};
        struct journey j = journey(&w, CD64 "T0SZ=25", rows[i].cd, 0x4567890abc);

        j.at.place.regs[0] = "E2H=0";
        j.at.ste[0] = S1 "STRW=el2";
        put(&w, 0x40000000 + 8 * 0x115, 0x41000003 | rows[i].table);
        put(&w, 0x41000000 + 8 * 0x13c, 0x7000200000 | AF | 1 | rows[i].bits);
        check_rights(&j, rows[i].permitted, i);
    }
}

/* Secure streams: NS, NSTable and NSCFG0; Realm ones: NS above EL1. */
static void test_spaces(void **state)
{
    static const struct {
        enum hl_security security;
        const char *ste, *cd;
        uint64_t table, leaf;
        enum hl_space tables, next, output;
    } rows[] = {
        {HL_SECURE, S1, NULL, 0, 0, HL_SPACE_SECURE, HL_SPACE_SECURE, HL_SPACE_SECURE},
        {HL_SECURE, S1, NULL, 0, 32, HL_SPACE_SECURE, HL_SPACE_SECURE, HL_SPACE_NONSECURE},
        {HL_SECURE, S1, NULL, UINT64_C(1) << 63, 0, HL_SPACE_SECURE, HL_SPACE_NONSECURE,
         HL_SPACE_NONSECURE},
        {HL_SECURE, S1, "NSCFG0=1", 0, 0, HL_SPACE_NONSECURE, HL_SPACE_NONSECURE,
         HL_SPACE_NONSECURE},
        {HL_NONSECURE, S1, NULL, UINT64_C(1) << 63, 32, HL_SPACE_NONSECURE, HL_SPACE_NONSECURE,
         HL_SPACE_NONSECURE},
        {HL_REALM, S1, NULL, 0, 32, HL_SPACE_REALM, HL_SPACE_REALM, HL_SPACE_REALM},
        {HL_REALM, S1 "STRW=el2", NULL, 0, 32, HL_SPACE_REALM, HL_SPACE_REALM, HL_SPACE_NONSECURE},
        {HL_REALM, S1 "STRW=el2", NULL, 0, 0, HL_SPACE_REALM, HL_SPACE_REALM, HL_SPACE_REALM},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct words w = {0};
        struct journey j = journey(&w, CD64 "T0SZ=25", rows[i].cd, 0x4567890abc);
        struct hl_response r;

        j.at.place.security = rows[i].security;
        j.at.ste[0] = rows[i].ste;
        put_in(&w, rows[i].tables, 0x40000000 + 8 * 0x115, 0x41000003 | rows[i].table);
        put_in(&w, rows[i].next, 0x41000000 + 8 * 0x13c, 0x7000200000 | BLOCK | rows[i].leaf);
        r = travel(&j);
        if (r.outcome != HL_OUTPUT || r.space != rows[i].output)
            fail_msg("row %zu: space %d, %s", i, (int)r.space, response_text(&r));
    }
}

/* An ATS request is told the permissions, and does not fault for want of them. */
static void test_ats(void **state)
{
    struct words w = {0};
    struct journey j = journey(&w, CD64 "T0SZ=25", NULL, 0x4567890000);
    struct hl_response r;

    (void)state;
    j.at.ste[0] = S1 "EATS=full";
    j.traffic = HL_ATS_REQUEST;
    j.write = true;
    put(&w, 0x40000000 + 8 * 0x115, 0x8040000000 | BLOCK | RO);
    r = travel(&j);
    if (r.outcome != HL_OUTPUT || !r.read || r.write || r.address >> 30 != 0x8040000000 >> 30)
        fail_msg("%s", response_text(&r));
    w.word[0].value &= ~(uint64_t)AF;
    r = travel(&j);
    assert_int_equal(r.outcome, HL_ATS_NO_ACCESS);
}

static void test_not_modelled(void **state)
{
    static const struct {
        const char *regs, *ste, *cd;
        enum hl_step step;
    } rows[] = {
        {LPAE_SMMU, S1, CD32, HL_STEP_NM_S1_VMSA32},
        {NULL, S1 "S1PIE=1", CD128 "T0SZ=20", HL_STEP_NM_VMSA128},
        {NULL, S1 "S1PIE=1", CD64 "PIE=1", HL_STEP_NM_S1PIE},
        {NULL, S1, CD64 "HA=1 HAFT=1", HL_STEP_NM_HAFT},
        {NULL, S1, CD64 "PnCH=1", HL_STEP_NM_THE},
        {NULL, NESTED "AssuredOnly=1", CD64, HL_STEP_NM_THE},
        {NULL, NESTED "S2PIE=1", CD64, HL_STEP_NM_S2PIE},
        {NULL, NESTED "S2HA=1 S2HAFT=1", CD64, HL_STEP_NM_HAFT},
        {NULL, WIDE "Config=nested S2PS=48-bit", CD64, HL_STEP_NM_VMSA128},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct words w = {0};
        struct journey j = journey(&w, rows[i].cd, NULL, 0x1000);
        struct hl_response r;

        j.at.place.regs[0] = rows[i].regs;
        j.at.ste[0] = rows[i].ste;
        r = travel(&j);
        if (r.outcome != HL_NOT_MODELLED || r.step != rows[i].step)
            fail_msg("%s %s: %s", rows[i].ste, rows[i].cd, response_text(&r));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geometry),     cmocka_unit_test(test_big_endian),
        cmocka_unit_test(test_ranges),       cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_address_size), cmocka_unit_test(test_access_flag),
        cmocka_unit_test(test_permissions),  cmocka_unit_test(test_one_level),
        cmocka_unit_test(test_spaces),       cmocka_unit_test(test_ats),
        cmocka_unit_test(test_not_modelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
