// SPDX-License-Identifier: MIT
/* The geometry of stage 2 tables, written out from the tables of the A-profile architecture (DDI
 * 0487, D8.2.8 to D8.2.11, G5.5.7) and IHI 0070 section 5.2, against every combination. */
#include "helpers.h"

#define RULE(id) HL_RULE_STE_##id

enum { TG4K, TG64K, TG16K };
enum needs { ALWAYS, DS = 1, TTST = 2 };

/* A row of tables D8-20 to D8-24, D8-30 to D8-33, D8-39 to D8-41, with the {SL2, SL0} of D8-19,
 * D8-29, D8-38. */
struct permitted {
    unsigned tg, sl;
    unsigned t0sz_min, t0sz_max;
    enum needs needs;
};

static const struct permitted permitted[] = {
    /* D8-20: {SL2, SL0} = 0b100, level -1 */
    {TG4K, 4, 12, 15, DS},
    /* D8-21: SL0 = 0b10, level 0 */
    {TG4K, 2, 16, 24, ALWAYS},
    {TG4K, 2, 15, 15, DS},
    {TG4K, 2, 14, 14, DS},
    {TG4K, 2, 13, 13, DS},
    {TG4K, 2, 12, 12, DS},
    /* D8-22: SL0 = 0b01, level 1 */
    {TG4K, 1, 25, 33, ALWAYS},
    {TG4K, 1, 24, 24, ALWAYS},
    {TG4K, 1, 23, 23, ALWAYS},
    {TG4K, 1, 22, 22, ALWAYS},
    {TG4K, 1, 21, 21, ALWAYS},
    /* D8-23: SL0 = 0b00, level 2 */
    {TG4K, 0, 40, 42, TTST},
    {TG4K, 0, 34, 39, ALWAYS},
    {TG4K, 0, 33, 33, ALWAYS},
    {TG4K, 0, 32, 32, ALWAYS},
    {TG4K, 0, 31, 31, ALWAYS},
    {TG4K, 0, 30, 30, ALWAYS},
    /* D8-24: SL0 = 0b11, level 3 */
    {TG4K, 3, 43, 48, TTST},
    {TG4K, 3, 42, 42, TTST},
    {TG4K, 3, 41, 41, TTST},
    {TG4K, 3, 40, 40, TTST},
    {TG4K, 3, 39, 39, TTST},
    /* D8-30: SL0 = 0b11, level 0 */
    {TG16K, 3, 12, 16, DS},
    /* D8-31: SL0 = 0b10, level 1 */
    {TG16K, 2, 17, 27, ALWAYS},
    {TG16K, 2, 16, 16, ALWAYS},
    {TG16K, 2, 15, 15, DS},
    {TG16K, 2, 14, 14, DS},
    {TG16K, 2, 13, 13, DS},
    /* D8-32: SL0 = 0b01, level 2 */
    {TG16K, 1, 28, 38, ALWAYS},
    {TG16K, 1, 27, 27, ALWAYS},
    {TG16K, 1, 26, 26, ALWAYS},
    {TG16K, 1, 25, 25, ALWAYS},
    {TG16K, 1, 24, 24, ALWAYS},
    /* D8-33: SL0 = 0b00, level 3 */
    {TG16K, 0, 40, 48, TTST},
    {TG16K, 0, 39, 39, ALWAYS},
    {TG16K, 0, 38, 38, ALWAYS},
    {TG16K, 0, 37, 37, ALWAYS},
    {TG16K, 0, 36, 36, ALWAYS},
    {TG16K, 0, 35, 35, ALWAYS},
    /* D8-39: SL0 = 0b10, level 1; FEAT_LPA is what an IAS of 52 bits says */
    {TG64K, 2, 12, 15, ALWAYS},
    {TG64K, 2, 16, 21, ALWAYS},
    /* D8-40: SL0 = 0b01, level 2 */
    {TG64K, 1, 22, 34, ALWAYS},
    {TG64K, 1, 21, 21, ALWAYS},
    {TG64K, 1, 20, 20, ALWAYS},
    {TG64K, 1, 19, 19, ALWAYS},
    {TG64K, 1, 18, 18, ALWAYS},
    /* D8-41: SL0 = 0b00, level 3 */
    {TG64K, 0, 40, 47, TTST},
    {TG64K, 0, 35, 39, ALWAYS},
    {TG64K, 0, 34, 34, ALWAYS},
    {TG64K, 0, 33, 33, ALWAYS},
    {TG64K, 0, 32, 32, ALWAYS},
    {TG64K, 0, 31, 31, ALWAYS},
};

struct sizes {
    unsigned minor, oas, stt, ds, vmsa32; /* of the SMMU; oas in bits */
    unsigned tg, t0sz, sl, eds;           /* of the STE; eds: the effective S2DS */
};

static const unsigned address_bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};

static bool in_tables(const struct sizes *z)
{
    for (size_t i = 0; i < LENGTH(permitted); i++) {
        const struct permitted *p = &permitted[i];
        if (p->tg == z->tg && p->sl == z->sl && p->t0sz_min <= z->t0sz && z->t0sz <= p->t0sz_max &&
            (p->needs != DS || z->eds) && (p->needs != TTST || z->stt))
            return true;
    }
    return false;
}

static unsigned ias(const struct sizes *z)
{
    return z->vmsa32 && z->oas < 40 ? 40 : z->oas; /* 3.4 */
}

/* 5.2 S2T0SZ, VMSAv8-64 */
static bool in_range(const struct sizes *z)
{
    unsigned max, min = 64 - ias(z);

    if (!z->stt)
        max = 39;
    else if (z->tg == TG64K)
        max = 47;
    else
        max = 48;
    if (z->minor > 0) {
        unsigned least = z->tg != TG64K && !z->eds ? 16 : 12;
        if (least > min)
            min = least;
    }
    return min <= z->t0sz && z->t0sz <= max;
}

static unsigned expected_rule(const struct sizes *z)
{
    if (!in_range(z))
        return RULE(S2T0SZ);
    return in_tables(z) ? HL_STE_LEGAL : RULE(S2SL0);
}

/* AArch64.S2InvalidSL(), for option sl-pamax */
static bool invalid_sl(const struct sizes *z)
{
    switch (z->tg) {
    case TG4K:
        return (z->sl == 4 && z->oas < 52) || (z->sl == 2 && z->oas < 44) ||
               (z->sl == 3 && !z->stt) || z->sl > 4;
    case TG16K:
        return (z->sl == 3 && (!z->eds || z->oas < 52)) || (z->sl == 2 && z->oas < 42);
    default:
        return z->sl == 3 || (z->sl == 2 && z->oas < 44);
    }
}

static void smmu_of(const struct sizes *z, unsigned oas_code, enum hl_security security,
                    const char *options, struct hl_smmu *smmu)
{
    char regs[160];
    bool d128 = oas_code == 7;

    (void)snprintf(regs, sizeof regs,
                   "ARCH_MINOR=%u OAS=%u STT=%u DS=%u VAX=%u D128=%d TTF=%u GRAN4K=1 GRAN16K=1 "
                   "GRAN64K=1 RME_IMPL=0 PBHA=0 HTTU=0",
                   z->minor, oas_code, z->stt, z->ds, z->minor ? 1u : 0u, d128 ? 1 : 0,
                   z->vmsa32 ? 3u : 2u);
    const struct place p = {
        d128 ? "v3.4-full" : "mmu-700", security, {regs, NULL}, {options, NULL}};
    make_smmu(smmu, &p);
}

typedef unsigned expected_fn(const struct sizes *z);

/* Every combination of one SMMU; the walk through S2TTB, or through S_S2TTB. */
static unsigned compare(const struct hl_smmu *smmu, struct sizes *z, bool secure,
                        expected_fn *expected)
{
    const unsigned shift = secure ? RULE(S_S2T0SZ) - RULE(S2T0SZ) : 0;
    struct hl_entry base = {{0}};
    unsigned wrong = 0;

    set_fields(&base, SECURE_S2 "S2TTB=0 S_S2TTB=0");
    for (unsigned n = 0; n < 3u * 2 * 64 * 8; n++) {
        unsigned sl = n % 8, t0sz = n / 8 % 64, s2ds = n / 512 % 2, tg = n / 1024;
        struct hl_entry e = base;
        struct hl_meaning m;
        unsigned want;

        HL_SET(STE, &e, S2T0SZ, secure ? 39 : t0sz);
        HL_SET(STE, &e, S2SL0, secure ? 0 : sl & 3);
        HL_SET(STE, &e, S2SL0_2, secure ? 0 : sl >> 2);
        HL_SET(STE, &e, S2TG, secure ? 0 : tg);
        HL_SET(STE, &e, S_S2T0SZ, t0sz);
        HL_SET(STE, &e, S_S2SL0, sl & 3);
        HL_SET(STE, &e, S_S2SL0_2, sl >> 2);
        HL_SET(STE, &e, S_S2TG, tg);
        HL_SET(STE, &e, S2DS, s2ds);
        z->tg = tg;
        z->t0sz = t0sz;
        z->eds = z->ds && s2ds && tg != TG64K;
        /* 5.2 S2SL0: S2SL0_2 is considered with S2DS and 4KB only */
        z->sl = z->eds && tg == TG4K ? sl : sl & 3;
        want = expected(z);
        if (want)
            want += shift;
        hl_ste_decode(smmu, &e, &m);
        if (m.rule != want && wrong++ < 20)
            print_error("v3.%u OAS %u STT %u DS %u VMSA32 %u: TG %u T0SZ %u SL %u S2DS %u: %s, not "
                        "%s\n",
                        z->minor, z->oas, z->stt, z->ds, z->vmsa32, tg, t0sz, sl, s2ds,
                        rule_text(m.rule), rule_text(want));
    }
    return wrong;
}

static void test_vmsa64(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned n = 0; n < 2u * 2 * 8; n++) {
        struct sizes z = {.minor = 2, .stt = n & 1, .ds = n >> 1 & 1, .oas = address_bits[n >> 2]};
        struct hl_smmu smmu;

        z.minor = n >> 2 == 7 ? 4 : 2;
        smmu_of(&z, n >> 2, HL_NONSECURE, NULL, &smmu);
        wrong += compare(&smmu, &z, false, expected_rule);
        z.stt = 1; /* SMMU_S_IDR1.SEL2 */
        smmu_of(&z, n >> 2, HL_SECURE, NULL, &smmu);
        wrong += compare(&smmu, &z, true, expected_rule);
    }
    assert_int_equal(wrong, 0);
}

/* IAS is 40 bits at least where VMSAv8-32 LPAE is there too (3.4). */
static void test_vmsa64_with_vmsa32(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned code = 0; code < 7; code++) {
        struct sizes z = {.minor = 1, .stt = 1, .ds = 1, .oas = address_bits[code], .vmsa32 = 1};
        struct hl_smmu smmu;

        smmu_of(&z, code, HL_NONSECURE, NULL, &smmu);
        wrong += compare(&smmu, &z, false, expected_rule);
    }
    assert_int_equal(wrong, 0);
}

static void test_v30(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned n = 0; n < 12; n++) {
        struct sizes z = {.minor = 0, .stt = 0, .oas = address_bits[n % 6], .vmsa32 = n / 6};
        struct hl_smmu smmu;

        smmu_of(&z, n % 6, HL_NONSECURE, NULL, &smmu);
        wrong += compare(&smmu, &z, false, expected_rule);
    }
    assert_int_equal(wrong, 0);
}

/* 5.2 S2T0SZ, SMMUv3.0: an out-of-range value is taken as the nearest limit. */
static unsigned expected_clamped(const struct sizes *z)
{
    struct sizes effective = *z;

    if (effective.t0sz < 64 - ias(z))
        effective.t0sz = 64 - ias(z);
    if (effective.t0sz > 39)
        effective.t0sz = 39;
    return in_tables(&effective) ? HL_STE_LEGAL : RULE(S2SL0);
}

static void test_v30_clamped(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned code = 0; code < 6; code++) {
        struct sizes z = {.minor = 0, .stt = 0, .oas = address_bits[code]};
        struct hl_smmu smmu;

        smmu_of(&z, code, HL_NONSECURE, "s2t0sz-oor-illegal=0", &smmu);
        wrong += compare(&smmu, &z, false, expected_clamped);
    }
    assert_int_equal(wrong, 0);
}

static unsigned expected_pamax(const struct sizes *z)
{
    if (!in_range(z))
        return RULE(S2T0SZ);
    return in_tables(z) && !invalid_sl(z) ? HL_STE_LEGAL : RULE(S2SL0);
}

static void test_pamax(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned n = 0; n < 2u * 2 * 7; n++) {
        struct sizes z = {.minor = 2, .stt = n & 1, .ds = n >> 1 & 1, .oas = address_bits[n >> 2]};
        struct hl_smmu smmu;

        smmu_of(&z, n >> 2, HL_NONSECURE, "sl-pamax=1", &smmu);
        wrong += compare(&smmu, &z, false, expected_pamax);
    }
    assert_int_equal(wrong, 0);
}

/* 5.2 S2DS: 64KB in either table of a Secure STE makes it RES0, so that neither table may be of
 * 52 bits by it. */
static void test_ds_of_both_tables(void **state)
{
    static const struct place p = {"v3.4-full", HL_SECURE, {NULL, NULL}, {NULL, NULL}};
    static const struct {
        const char *entry;
        unsigned rule;
    } rows[] = {
        {SECURE_S2 "S2DS=1 S2T0SZ=15 S2SL0=2", HL_STE_LEGAL},
        {SECURE_S2 "S2DS=1 S2T0SZ=15 S2SL0=2 S_S2TG=64k", RULE(S2T0SZ)},
        {SECURE_S2 "S2DS=1 S_S2T0SZ=15 S_S2SL0=2", HL_STE_LEGAL},
        {SECURE_S2 "S2DS=1 S_S2T0SZ=15 S_S2SL0=2 S2TG=64k", RULE(S_S2T0SZ)},
    };
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct hl_entry e = {{0}};
        struct hl_meaning m;

        set_fields(&e, rows[i].entry);
        hl_ste_decode(&smmu, &e, &m);
        if (m.rule != rows[i].rule)
            fail_msg("%s: %s", rows[i].entry, rule_text(m.rule));
    }
}

/* G5.5.7, table G5-5: SL0 = 0b00 starts at level 2 with T0SZ -2 to 7, 0b01 at level 1 with T0SZ -8
 * to 1. */
static bool vmsa32_permitted(unsigned t0sz, unsigned sl)
{
    int signed_t0sz = (int)(t0sz & 15) - ((t0sz & 8) ? 16 : 0);

    if (sl == 0)
        return signed_t0sz >= -2;
    return sl == 1 && signed_t0sz <= 1;
}

static void test_vmsa32(void **state)
{
    static const struct place p = {"mmu-600", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (unsigned n = 0; n < 256; n++) {
        struct hl_entry e = {{0}};
        struct hl_meaning m;

        set_fields(&e, LPAE);
        HL_SET(STE, &e, S2T0SZ, n % 64);
        HL_SET(STE, &e, S2SL0, n / 64);
        hl_ste_decode(&smmu, &e, &m);
        if (m.rule != (vmsa32_permitted(n % 64, n / 64) ? HL_STE_LEGAL : RULE(S2SL0)))
            fail_msg("T0SZ %u SL0 %u: %s", n % 64, n / 64, rule_text(m.rule));
    }
}

/* Table D8-44. */
static const struct {
    unsigned tg, t0sz_min, t0sz_max;
    int start;
} regular[] = {
    {TG4K, 8, 11, -2},  {TG4K, 12, 19, -1}, {TG4K, 20, 27, 0},  {TG4K, 28, 35, 1},
    {TG4K, 36, 43, 2},  {TG4K, 44, 48, 3},  {TG16K, 8, 9, -1},  {TG16K, 10, 19, 0},
    {TG16K, 20, 29, 1}, {TG16K, 30, 39, 2}, {TG16K, 40, 48, 3}, {TG64K, 8, 11, 0},
    {TG64K, 12, 23, 1}, {TG64K, 24, 35, 2}, {TG64K, 36, 47, 3},
};

static const unsigned granule_bits[3] = {12, 16, 14};

static int regular_start(unsigned tg, unsigned t0sz)
{
    for (size_t i = 0; i < LENGTH(regular); i++)
        if (regular[i].tg == tg && regular[i].t0sz_min <= t0sz && t0sz <= regular[i].t0sz_max)
            return regular[i].start;
    return 100;
}

static void check_vmsa128(const struct hl_smmu *smmu, bool secure, unsigned oas, unsigned n)
{
    unsigned skl = n % 4, t0sz = n / 4 % 64, tg = n / 256, want = HL_STE_LEGAL;
    const unsigned shift = secure ? RULE(S_S2T0SZ) - RULE(S2T0SZ) : 0;
    struct hl_entry e = {{0}};
    struct hl_meaning m;

    set_fields(&e, WIDE "S2T0SZ=24 S_S2T0SZ=24 S2TTB=0");
    if (secure) {
        HL_SET(STE, &e, S_S2T0SZ, t0sz);
        HL_SET(STE, &e, S_S2SKL, skl);
        HL_SET(STE, &e, S_S2TG, tg);
    } else {
        HL_SET(STE, &e, S2T0SZ, t0sz);
        HL_SET(STE, &e, S2SKL, skl);
        HL_SET(STE, &e, S2TG, tg);
    }
    /* 5.2 S2T0SZ, VMSAv9-128 */
    if (t0sz < 8 || t0sz < 64 - oas || t0sz > (tg == TG64K ? 47u : 48u))
        want = RULE(S2T0SZ) + shift;
    else if (regular_start(tg, t0sz) + (int)skl > 3)
        want = RULE(S2SL0) + shift;
    hl_ste_decode(smmu, &e, &m);
    if (m.rule != want)
        fail_msg("OAS %u TG %u T0SZ %u SKL %u: %s, not %s", oas, tg, t0sz, skl, rule_text(m.rule),
                 rule_text(want));
}

static void test_vmsa128(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        const struct place p = {"v3.4-full",
                                n & 1 ? HL_SECURE : HL_NONSECURE,
                                {n & 2 ? "OAS=6" : "OAS=7", NULL},
                                {NULL, NULL}};
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        for (unsigned i = 0; i < 3u * 64 * 4; i++)
            check_vmsa128(&smmu, n & 1, n & 2 ? 52 : 56, i);
    }
}

/* Alignment. The bits of the address that count are those from `least` on; all bits of the range
 * are programmed. */
static void check_alignment(const struct hl_smmu *smmu, struct hl_entry *e, bool secure,
                            unsigned range, unsigned least)
{
    const struct hl_field *f = hl_field_find(&hl_ste_layout, secure ? "S_S2TTB" : "S2TTB");
    uint64_t all = hl_ones(range), want = range > least ? all & ~hl_ones(least) : 0;
    struct hl_meaning m;

    hl_field_set(f, e, all >> 4);
    hl_ste_decode(smmu, e, &m);
    assert_int_equal(m.rule, 0);
    if (hl_field_get(f, &m.regime) << 4 != want)
        fail_msg("T0SZ %u TG %u: base %#llx, not %#llx", (unsigned)HL_GET(STE, e, S2T0SZ),
                 (unsigned)HL_GET(STE, e, S2TG),
                 (unsigned long long)hl_field_get(f, &m.regime) << 4, (unsigned long long)want);
    /* below the range, used and not ignored are one */
    assert_true(((hl_field_get(f, &m.used) << 4) & all) == want);
}

/* The x of tables D8-25, D8-34 and D8-42 for a start level: constant minus T0SZ. */
static unsigned table_bits(unsigned tg, unsigned sl, unsigned t0sz)
{
    static const unsigned minuend[3][5] = {
        {46, 37, 28, 55, 19}, /* 4KB: levels 2, 1, 0, 3, -1 */
        {51, 38, 25, 0, 0},   /* 64KB: levels 3, 2, 1 */
        {53, 42, 31, 20, 0},  /* 16KB: levels 3, 2, 1, 0 */
    };

    return minuend[tg][sl] - t0sz;
}

static void test_alignment_vmsa64(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        const struct place p = {"v3.4-full",
                                n & 1 ? HL_SECURE : HL_NONSECURE,
                                {n & 2 ? "OAS=6" : NULL, NULL},
                                {NULL, NULL}};
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        for (size_t i = 0; i < LENGTH(permitted); i++)
            for (unsigned t0sz = permitted[i].t0sz_min; t0sz <= permitted[i].t0sz_max; t0sz++) {
                const struct permitted *r = &permitted[i];
                bool secure = n & 1, ds = r->needs == DS;

                for (unsigned ps = 0; ps <= 6; ps++) {
                    struct hl_entry e = {{0}};
                    unsigned range = address_bits[ps], least = table_bits(r->tg, r->sl, t0sz);

                    set_fields(&e, SECURE_S2 "S2TTB=0 S_S2TTB=0");
                    HL_SET(STE, &e, S2PS, ps);
                    HL_SET(STE, &e, S2DS, ds);
                    if (secure) {
                        HL_SET(STE, &e, S_S2TG, r->tg);
                        HL_SET(STE, &e, S_S2T0SZ, t0sz);
                        HL_SET(STE, &e, S_S2SL0, r->sl & 3);
                        HL_SET(STE, &e, S_S2SL0_2, r->sl >> 2);
                    } else {
                        HL_SET(STE, &e, S2TG, r->tg);
                        HL_SET(STE, &e, S2T0SZ, t0sz);
                        HL_SET(STE, &e, S2SL0, r->sl & 3);
                        HL_SET(STE, &e, S2SL0_2, r->sl >> 2);
                    }
                    /* 5.2 S2TTB: 64 bytes at least for 52-bit output; 48 bits without S2DS */
                    if (ps == 6 && least < 6)
                        least = 6;
                    if (range > 48 && r->tg != TG64K && !ds)
                        range = 48;
                    check_alignment(&smmu, &e, secure, range, least);
                }
            }
    }
}

/* VMSAv8-32: x is 14 - T0SZ from level 2, 5 - T0SZ from level 1; the output size is 40 bits. */
static void test_alignment_vmsa32(void **state)
{
    static const struct place p = {"mmu-600", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (unsigned n = 0; n < 32; n++) {
        int t0sz = (int)(n % 16) - 8;
        unsigned sl = n / 16;
        struct hl_entry e = {{0}};

        if (!vmsa32_permitted((unsigned)t0sz & 15, sl))
            continue;
        set_fields(&e, LPAE);
        HL_SET(STE, &e, S2T0SZ, (unsigned)t0sz & 15);
        HL_SET(STE, &e, S2SL0, sl);
        check_alignment(&smmu, &e, false, 40, (unsigned)((sl ? 5 : 14) - t0sz));
    }
}

/* D8.2.11.1: the start table has 2^Z entries of 16 bytes; 5.2 S2TTB: 32 bytes at least. */
static void test_alignment_vmsa128(void **state)
{
    static const struct place p = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (unsigned n = 0; n < 3u * 64 * 4; n++) {
        unsigned skl = n % 4, t0sz = n / 4 % 64, tg = n / 256, stride, resolved, least;
        int start;
        struct hl_entry e = {{0}};

        if (t0sz < 8 || t0sz > (tg == TG64K ? 47u : 48u))
            continue;
        start = regular_start(tg, t0sz) + (int)skl;
        if (start > 3)
            continue;
        stride = granule_bits[tg] - 4;
        resolved = 64 - t0sz - granule_bits[tg] - (unsigned)(3 - start) * stride;
        least = resolved + 4 < 5 ? 5 : resolved + 4;
        set_fields(&e, WIDE);
        HL_SET(STE, &e, S2TG, tg);
        HL_SET(STE, &e, S2T0SZ, t0sz);
        HL_SET(STE, &e, S2SKL, skl);
        for (unsigned ps = 0; ps < 8; ps++) {
            HL_SET(STE, &e, S2PS, ps);
            check_alignment(&smmu, &e, false, address_bits[ps], least);
        }
    }
}

/* 5.2 S2TTB is ILLEGAL from the effective S2PS on, even in bits below a larger alignment. */
static void test_range_within_alignment(void **state)
{
    static const struct place p = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    /* 64KB, T0SZ 8, SKL 3: one table of 2^44 bytes, in 32 bits of output */
    for (unsigned bit = 4; bit < 56; bit++) {
        struct hl_entry e = {{0}};
        struct hl_meaning m;

        set_fields(&e, WIDE "S2TG=64k S2T0SZ=8 S2SKL=3 S2PS=32-bit S2TTB=0");
        hl_entry_flip(&e, HL_STE_S2TTB_LSB + bit - 4);
        hl_ste_decode(&smmu, &e, &m);
        assert_int_equal(m.rule, bit < 32 ? HL_STE_LEGAL : RULE(S2TTB));
        if (bit < 32)
            assert_int_equal(HL_GET(STE, &m.regime, S2TTB), 0);
    }
}

/* 5.2 S2PS, S2TTB: each size, each bit of the address. */
static void test_range(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 8u * 8 * 2; n++) {
        unsigned oas = n % 8, ps = n / 8 % 8, ds = n / 64;
        unsigned range = address_bits[ps < oas ? ps : oas];
        struct sizes z = {.minor = oas == 7 ? 4 : 2, .oas = address_bits[oas], .stt = 1, .ds = 1};
        struct hl_smmu smmu;

        smmu_of(&z, oas, HL_NONSECURE, NULL, &smmu);
        if (!ds && range > 48)
            range = 48;
        for (unsigned bit = 12; bit < 56; bit++) {
            struct hl_entry e = {{0}};
            struct hl_meaning m;

            set_fields(&e, S2 "S2T0SZ=34 S2SL0=0 S2TTB=0");
            HL_SET(STE, &e, S2PS, ps);
            HL_SET(STE, &e, S2DS, ds);
            hl_entry_flip(&e, HL_STE_S2TTB_LSB + bit - 4);
            hl_ste_decode(&smmu, &e, &m);
            /* bits [55:52] are RES0 in VMSAv8-64 */
            if (m.rule != (bit < range || bit >= 52 ? HL_STE_LEGAL : RULE(S2TTB)))
                fail_msg("OAS %u PS %u DS %u bit %u: %s", oas, ps, ds, bit, rule_text(m.rule));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vmsa64),
        cmocka_unit_test(test_vmsa64_with_vmsa32),
        cmocka_unit_test(test_v30),
        cmocka_unit_test(test_v30_clamped),
        cmocka_unit_test(test_pamax),
        cmocka_unit_test(test_ds_of_both_tables),
        cmocka_unit_test(test_vmsa32),
        cmocka_unit_test(test_vmsa128),
        cmocka_unit_test(test_alignment_vmsa64),
        cmocka_unit_test(test_alignment_vmsa32),
        cmocka_unit_test(test_alignment_vmsa128),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_range_within_alignment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
