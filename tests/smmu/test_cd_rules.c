// SPDX-License-Identifier: MIT
/* Every rule of CdIllegal(): a CD to which it applies, and a sibling, different in one decisive
 * field, register, option or STE field, to which it does not. Expected values are those of IHI 0070
 * section 5.4. */
#include "cd_helpers.h"

#define RULE(id) .rule = HL_RULE_CD_##id
#define EL2_SMMU "E2H=0 S_E2H=0 R_E2H=0 "
#define EL2 "STRW=el2"
#define SECURE_EL3 S1 "STRW=el3"

struct row {
    unsigned rule;
    enum hl_security security;
    const char *regs, *options, *ste, *cd;
    /* the sibling: what is set on top, and what it then gives */
    const char *regs2, *options2, *ste2, *cd2;
    unsigned rule2;
};

static const struct row rows[] = {
    {RULE(V), .cd = CD64 "V=0", .cd2 = "V=1"},
    {RULE(V), .security = HL_REALM, .cd = CD64 "V=0 S=1 TG0=3", .cd2 = "V=1 S=0 TG0=4k"},
    {RULE(RES0), .options = "res0-illegal=1", .cd = CD64 "@120=1", .cd2 = "@120=0"},
    {RULE(RES0), .options = "res0-illegal=1", .cd = CD64 "@511=1", .options2 = "res0-illegal=0"},

    /* 5.5 */
    {RULE(S_S1STALLD), .ste = S1 "S1STALLD=1", .cd = CD64 "S=1", .cd2 = "S=0"},
    {RULE(S_S1STALLD), .ste = NESTED "S1STALLD=1", .cd = CD64 "S=1", .ste2 = "S1STALLD=0"},
    {RULE(A), .regs = "TERM_MODEL=1", .cd = CD64 "A=0", .cd2 = "A=1"},
    {RULE(A), .regs = "TERM_MODEL=1", .cd = CD64 "A=0 S=1", .regs2 = "TERM_MODEL=0"},
    {RULE(S_TERMINATE), .regs = "S_STALL_MODEL=1", .cd = CD64 "S=1", .cd2 = "S=0"},
    {RULE(S_TERMINATE), .regs = "S_STALL_MODEL=1", .cd = CD64 "S=1", .regs2 = "S_STALL_MODEL=0"},
    {RULE(S_TERMINATE), .regs = "NSSTALLD=1", .cd = CD64 "S=1", .regs2 = "NSSTALLD=0"},
    {RULE(S_TERMINATE), .security = HL_SECURE, .regs = "S_STALL_MODEL=1", .cd = CD64 "S=1",
     .cd2 = "S=0"},
    {RULE(S_TERMINATE), .security = HL_REALM, .regs = "R_STALL_MODEL=1", .cd = CD64 "S=1",
     .regs2 = "R_STALL_MODEL=0"},
    {RULE(S_STALL), .regs = "S_STALL_MODEL=2", .cd = CD64, .cd2 = "S=1"},
    {RULE(S_STALL), .security = HL_SECURE, .regs = "S_STALL_MODEL=2", .cd = CD64,
     .regs2 = "S_STALL_MODEL=0"},

    /* ENDI */
    {RULE(ENDI_BIG), .regs = "TTENDIAN=2", .cd = CD64 "ENDI=1", .cd2 = "ENDI=0"},
    {RULE(ENDI_BIG), .regs = "TTENDIAN=2", .cd = CD64 "ENDI=1", .cd2 = "EPD0=1"},
    {RULE(ENDI_BIG), .regs = "TTENDIAN=2", .cd = BOTH "EPD0=1 ENDI=1", .cd2 = "EPD1=1"},
    {RULE(ENDI_BIG), .regs = "TTENDIAN=2", .cd = CD64 "ENDI=1", .regs2 = "TTENDIAN=0"},
    {RULE(ENDI_LITTLE), .regs = "TTENDIAN=3", .cd = CD64, .cd2 = "ENDI=1"},
    {RULE(ENDI_LITTLE), .regs = "TTENDIAN=3", .cd = CD64, .cd2 = "EPD0=1"},
    {RULE(ENDI_LITTLE), .regs = "TTENDIAN=3 " EL2_SMMU, .ste = S1 EL2, .cd = CD64 "EPD0=1",
     .cd2 = "ENDI=1"}, /* EPDn are IGNORED there */

    /* AA64 */
    {RULE(AA64_VMSA32), .regs = LPAE_SMMU "TTF=2", .cd = CD32, .regs2 = "TTF=3"},
    {RULE(AA64_VMSA32), .regs = LPAE_SMMU "TTF=2", .cd = CD32, .cd2 = "AA64=1 T0SZ=16"},
    {RULE(AA64_VMSA32_WORLD), .regs = LPAE_SMMU, .ste = S1 EL2, .cd = CD32, .regs2 = EL2_SMMU},
    {RULE(AA64_VMSA32_WORLD), .regs = LPAE_SMMU, .ste = S1 EL2, .cd = CD32, .ste2 = "STRW=el1"},
    {RULE(AA64_VMSA32_WORLD), .security = HL_SECURE, .regs = LPAE_SMMU "RME_IMPL=0",
     .ste = SECURE_EL3, .cd = CD32, .ste2 = "STRW=el1"},
    {RULE(AA64_VMSA32_SEL2), .security = HL_SECURE, .regs = LPAE_SMMU EL2_SMMU, .ste = S1 EL2,
     .cd = CD32, .ste2 = "STRW=el1"},
    {RULE(AA64_VMSA32_SEL2), .security = HL_SECURE, .regs = LPAE_SMMU EL2_SMMU, .ste = S1 EL2,
     .cd = CD32, .cd2 = "AA64=1 T0SZ=16"},
    {RULE(AA64_VMSA64), .regs = LPAE_SMMU "TTF=1", .cd = CD64, .regs2 = "TTF=3"},
    {RULE(AA64_VMSA64), .regs = LPAE_SMMU "TTF=1", .cd = CD64, .cd2 = "AA64=0"},
    {RULE(AA64_STAGE2), .regs = LPAE_SMMU, .ste = NESTED "S2AA64=0 S2T0SZ=0", .cd = CD64,
     .cd2 = "AA64=0"},
    {RULE(AA64_STAGE2), .regs = LPAE_SMMU, .ste = NESTED "S2AA64=0 S2T0SZ=0", .cd = CD64,
     .ste2 = "Config=s1"},
    {RULE(AA64_STAGE2), .regs = LPAE_SMMU, .ste = NESTED "S2AA64=0 S2T0SZ=0", .cd = CD64,
     .ste2 = "S2AA64=1 S2T0SZ=25"},

    /* HA, HD, HAFT */
    {RULE(HA), .regs = "HTTU=0", .cd = CD64 "HA=1", .regs2 = "HTTU=1"},
    {RULE(HA), .regs = "HTTU=0", .cd = CD64 "HD=1", .cd2 = "HD=0"},
    {RULE(HA), .regs = LPAE_SMMU "HTTU=0", .cd = CD64 "HA=1", .cd2 = "AA64=0"},
    {RULE(HD), .regs = "HTTU=1", .cd = CD64 "HA=1 HD=1", .regs2 = "HTTU=2"},
    {RULE(HD), .regs = "HTTU=1", .cd = CD64 "HD=1", .cd2 = "HD=0 HA=1"},
    {RULE(HAFT), .cd = CD64 "HAFT=1", .cd2 = "HA=1"},
    {RULE(HAFT), .cd = CD64 "HAFT=1", .regs2 = "HTTU=2"},
    {RULE(HAFT), .cd = CD64 "HAFT=1", .regs2 = LPAE_SMMU, .cd2 = "AA64=0"},

    /* ASID */
    {RULE(ASID), .regs = "ASID16=0", .cd = CD64 "ASID=0x100", .cd2 = "ASID=0xff"},
    {RULE(ASID), .regs = "ASID16=0", .cd = CD64 "ASID=0x8000", .regs2 = "ASID16=1"},
    {RULE(ASID), .regs = "ASID16=0", .ste = S1 EL2, .cd = CD64 "ASID=0x100", .regs2 = EL2_SMMU},
    {RULE(ASID), .security = HL_REALM, .regs = "ASID16=0", .cd = CD64 "ASID=0x100",
     .cd2 = "ASID=1"},

    /* T0SZ, T1SZ: the largest */
    {RULE(T0SZ), .cd = CD64 "T0SZ=49", .cd2 = "T0SZ=48"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=48 TG0=64k", .cd2 = "T0SZ=47"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=48 TG0=64k", .cd2 = "TG0=16k"},
    {RULE(T0SZ), .regs = "STT=0 SEL2=0", .cd = CD64 "T0SZ=40", .cd2 = "T0SZ=39"},
    {RULE(T0SZ), .regs = "STT=0 SEL2=0", .cd = CD64 "T0SZ=40", .regs2 = "STT=1"},
    {RULE(T1SZ), .cd = BOTH "T1SZ=49", .cd2 = "T1SZ=48"},
    {RULE(T1SZ), .cd = BOTH "T1SZ=48 TG1=64k", .cd2 = "TG1=16k"},
    {RULE(T1SZ), .cd = BOTH "T1SZ=49", .cd2 = "EPD1=1"},
    {RULE(T1SZ), .cd = BOTH "T1SZ=49", .ste2 = EL2, .regs2 = EL2_SMMU},
    /* the smallest */
    {RULE(T0SZ), .cd = CD64 "T0SZ=15", .cd2 = "T0SZ=16"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=15", .cd2 = "EPD0=1"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=12", .cd2 = "TG0=64k"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=12", .cd2 = "DS=1"},
    {RULE(T0SZ), .cd = CD64 "T0SZ=11 DS=1", .cd2 = "T0SZ=12"},
    {RULE(T0SZ), .regs = LPAE_SMMU "VAX=0", .cd = CD64 "T0SZ=15 TG0=64k", .cd2 = "T0SZ=16"},
    {RULE(T0SZ), .regs = LPAE_SMMU "VAX=0", .cd = CD64 "T0SZ=12 TG0=64k", .regs2 = "VAX=1"},
    {RULE(T1SZ), .cd = BOTH "T1SZ=15", .cd2 = "T1SZ=12 DS=1"},
    {RULE(T0SZ), .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=8", .cd2 = "T0SZ=9"},
    {RULE(T0SZ), .security = HL_SECURE, .regs = "RME_IMPL=0", .ste = SECURE_EL3 " S1PIE=1",
     .cd = CD128 "T0SZ=7", .cd2 = "T0SZ=8"},
    {RULE(T0SZ), .regs = "VAX=1", .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=11", .cd2 = "T0SZ=12"},
    {RULE(T0SZ), .regs = "VAX=0", .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=15", .cd2 = "T0SZ=16"},
    {RULE(T0SZ), .regs = "STT=0 SEL2=0", .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=40",
     .options2 = "txsz-stt-vmsa128=0"},
    {RULE(T0SZ), .regs = "STT=0 SEL2=0", .options = "txsz-stt-vmsa128=0", .ste = S1 "S1PIE=1",
     .cd = CD128 "T0SZ=49", .cd2 = "T0SZ=48"},
    {RULE(T0SZ), .regs = LPAE_SMMU "ARCH_MINOR=0 OAS=5 VAX=0 DS=0", .cd = CD64 "T0SZ=15",
     .options2 = "txsz-oor-illegal=0"},
    {RULE(T1SZ), .regs = LPAE_SMMU "ARCH_MINOR=0 OAS=5 VAX=0 DS=0", .cd = BOTH "T1SZ=49",
     .options2 = "txsz-oor-illegal=0"},
    {RULE(T0SZ), .regs = LPAE_SMMU "ARCH_MINOR=0 OAS=5", .cd = CD64 "T0SZ=12 TG0=64k",
     .regs2 = "ARCH_MINOR=1"},

    /* TGn, TTBn */
    {RULE(TG0), .cd = CD64 "TG0=3 T0SZ=25", .cd2 = "TG0=4k"},
    {RULE(TG0), .cd = CD64 "TG0=3 T0SZ=25", .cd2 = "EPD0=1"},
    {RULE(TG0), .regs = "GRAN16K=0", .cd = CD64 "TG0=16k", .regs2 = "GRAN16K=1"},
    {RULE(TG0), .regs = "GRAN64K=0", .cd = CD64 "TG0=64k", .cd2 = "TG0=4k"},
    {RULE(TG1), .cd = BOTH "TG1=0 T1SZ=25", .cd2 = "TG1=1"},
    {RULE(TG1), .cd = BOTH "TG1=0 T1SZ=25", .cd2 = "EPD1=1"},
    {RULE(TG1), .regs = "GRAN4K=0", .cd = BOTH "TG0=64k", .cd2 = "TG1=3"},
    {RULE(TG1), .cd = BOTH "TG1=0 T1SZ=25", .regs2 = LPAE_SMMU, .cd2 = "AA64=0"},
    {RULE(TTB0), .cd = CD64 "IPS=40-bit TTB0=0x10000000000", .cd2 = "TTB0=0xfffffff000"},
    {RULE(TTB0), .cd = CD64 "IPS=40-bit TTB0=0x10000000000", .cd2 = "IPS=42-bit"},
    {RULE(TTB0), .cd = CD64 "IPS=40-bit TTB0=0x10000000000", .cd2 = "EPD0=1"},
    {RULE(TTB0), .cd = CD64 "IPS=52-bit TTB0=0x1000000000000", .cd2 = "DS=1"},
    {RULE(TTB0), .cd = CD64 "IPS=52-bit TTB0=0x1000000000000", .cd2 = "TG0=64k"},
    {RULE(TTB0), .regs = "D128=0 VAX=1 OAS=5", .cd = CD64 "IPS=52-bit DS=1 TTB0=0x1000000000000",
     .regs2 = "OAS=6"},
    {RULE(TTB0), .regs = LPAE_SMMU, .cd = CD32 "TTB0=0x10000000000", .cd2 = "TTB0=0x8000000000"},
    {RULE(TTB0), .regs = LPAE_SMMU, .cd = CD32 "TTB0=0x10000000000", .cd2 = "EPD0=1"},
    {RULE(TTB1), .cd = BOTH "IPS=40-bit TTB1=0x10000000000", .cd2 = "IPS=42-bit"},
    {RULE(TTB1), .cd = BOTH "IPS=52-bit TTB1=0x1000000000000", .cd2 = "TG1=3"},
    {RULE(TTB1), .cd = BOTH "IPS=40-bit TTB1=0x10000000000", .cd2 = "EPD1=1"},

    /* a start table of 2^34 bytes: bits that its alignment drops, too */
    {RULE(TTB0), .ste = S1 "S1PIE=1",
     .cd = CD128 "T0SZ=20 TG0=16k HWU062=1 IPS=32-bit TTB0=0x100000000", .cd2 = "IPS=36-bit"},
    {RULE(TTB1), .ste = S1 "S1PIE=1",
     .cd = BOTH "AA64=0 T1SZ=20 TG1=1 HWU162=1 IPS=32-bit TTB1=0x100000000", .cd2 = "IPS=36-bit"},

    /* VMSAv9-128 */
    {RULE(S1PIE), .cd = CD128, .ste2 = "S1PIE=1"},
    {RULE(S1PIE), .cd = CD128, .cd2 = "AA64=1"},
    {RULE(AA64_VMSA128_EL2), .regs = EL2_SMMU, .ste = S1 "S1PIE=1 STRW=el2", .cd = CD128,
     .regs2 = "E2H=1"},
    {RULE(AA64_VMSA128_EL2), .regs = EL2_SMMU, .ste = S1 "S1PIE=1 STRW=el2", .cd = CD128,
     .cd2 = "AA64=1"},
    /* 4KB: a level resolves 8 bits; 48 bits are levels -1 to 3 */
    {RULE(SKL0), .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=36 HWU061=0 HWU062=1",
     .cd2 = "HWU061=1 HWU062=0"},
    {RULE(SKL0), .ste = S1 "S1PIE=1", .cd = CD128 "T0SZ=28 HWU061=1 HWU062=1", .cd2 = "T0SZ=27"},
    {RULE(SKL1), .ste = S1 "S1PIE=1", .cd = BOTH "AA64=0 T1SZ=36 HWU162=1", .cd2 = "T1SZ=35"},
    {RULE(SKL1), .ste = S1 "S1PIE=1", .cd = BOTH "AA64=0 T1SZ=36 HWU162=1", .cd2 = "EPD1=1"},

    /* stage 1 permission indirection */
    {RULE(PIIP), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP0=4", .cd2 = "PIIP0=5"},
    {RULE(PIIP), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP15=6", .cd2 = "PIE=0"},
    {RULE(PIIP), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP7=6", .ste2 = "S1PIE=0"},
    {RULE(PIIP), .ste = S1 "S1PIE=1", .cd = CD128 "PIIP7=4", .cd2 = "PIIP7=7"},
    {RULE(PIIP), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP7=6",
     .regs2 = "S1PI=0 D128=0 OAS=6 VAX=1"},
    {RULE(PIIU), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIU0=4", .cd2 = "PIIU0=3"},
    {RULE(PIIU), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIU15=6", .cd2 = "PIIU15=7"},
    {RULE(PIIU), .ste = S1 "S1PIE=1 STRW=el2", .cd = CD64 "PIE=1 PIIU3=4", .regs2 = EL2_SMMU},
    {RULE(PIIP_PIIU), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP5=2 PIIU5=5", .cd2 = "PIIU5=1"},
    {RULE(PIIP_PIIU), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP5=3 PIIU5=7", .cd2 = "PIIP5=1"},
    {RULE(PIIP_PIIU), .ste = S1 "S1PIE=1", .cd = CD64 "PIE=1 PIIP5=7 PIIU5=5", .cd2 = "PIIP5=5"},
    {RULE(PIIP_PIIU), .ste = S1 "S1PIE=1 STRW=el2", .cd = CD64 "PIE=1 PIIP5=2 PIIU5=5",
     .regs2 = EL2_SMMU},
};

static unsigned decode_row(const struct row *r, bool sibling, struct hl_meaning *m)
{
    const struct cd_place p = {
        .place = {"v3.4-full",
                  r->security,
                  {r->regs, sibling ? r->regs2 : NULL},
                  {r->options, sibling ? r->options2 : NULL}},
        .ste = {r->ste ? r->ste : S1, sibling ? r->ste2 : NULL},
        .cd = {r->cd, sibling ? r->cd2 : NULL},
    };
    struct cd_bench b;
    struct hl_entry cd = make_cd(&p);

    make_cd_bench(&b, &p);
    hl_cd_decode(&b.context, &cd, m);
    return m->rule;
}

static void test_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct hl_meaning m;
        unsigned rule = decode_row(&rows[i], false, &m);

        if (rule != rows[i].rule)
            fail_msg("row %zu, %s: %s, not %s", i, rows[i].cd, cd_rule_text(rule),
                     cd_rule_text(rows[i].rule));
        assert_int_equal(m.state, rule == HL_RULE_CD_V ? HL_STATE_OFF : HL_STATE_ILLEGAL);
        assert_int_equal(m.config, HL_CD_CONFIG_INVALID);
        assert_true(hl_entry_is_zero(&m.regime));
        rule = decode_row(&rows[i], true, &m);
        if (rule != rows[i].rule2)
            fail_msg("row %zu, sibling of %s (%s): %s, not %s", i, cd_rule_text(rows[i].rule),
                     rows[i].cd, cd_rule_text(rule), cd_rule_text(rows[i].rule2));
    }
}

static void test_every_rule_has_a_row(void **state)
{
    (void)state;
    for (unsigned rule = 1; rule < HL_CD_RULE_COUNT; rule++) {
        bool seen = false;
        for (size_t i = 0; i < LENGTH(rows); i++)
            seen |= rows[i].rule == rule;
        if (!seen)
            fail_msg("no row for %s", cd_rule_text(rule));
    }
}

/* 5.4 TTBn: a table so large that its alignment drops bits beyond the IPS, which the range check
 * sees: they are used, although they are zero in every regime. */
static void test_range_beyond_alignment(void **state)
{
    static const char *const tables[][2] = {
        {"T0SZ=16 TG0=16k HWU061=1 HWU062=1 TTB0=0", "TTB0=0x100000000"},
        {"T1SZ=16 TG1=1 HWU161=1 HWU162=1 TTB1=0", "TTB1=0x100000000"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(tables); i++) {
        struct cd_place p = {
            .place = {"v3.4-full", HL_NONSECURE, {"", NULL}, {NULL, NULL}},
            .ste = {S1 "S1PIE=1"},
            .cd = {BOTH "AA64=0 IPS=32-bit", tables[i][0], NULL},
        };
        struct hl_entry within, beyond;
        struct hl_meaning m, m2;
        struct cd_bench b;

        make_cd_bench(&b, &p);
        within = make_cd(&p);
        p.cd[2] = tables[i][1];
        beyond = make_cd(&p);
        hl_cd_decode(&b.context, &within, &m);
        hl_cd_decode(&b.context, &beyond, &m2);
        assert_int_equal(m.rule, HL_CD_LEGAL);
        assert_int_equal(m2.rule, i == 0 ? HL_RULE_CD_TTB0 : HL_RULE_CD_TTB1);
        assert_false(hl_entry_agree(&within, &beyond, &m.used));
    }
}

/* 3.3.4: which STEs lead to which StreamWorld, and which lead to no CD. */
static void test_contexts(void **state)
{
    static const struct {
        enum hl_security security;
        const char *regs, *ste;
        enum hl_world world;
    } worlds[] = {
        {HL_NONSECURE, NULL, S1, HL_WORLD_EL1},
        {HL_NONSECURE, NULL, NESTED "STRW=el2", HL_WORLD_EL1},
        {HL_NONSECURE, NULL, S1 EL2, HL_WORLD_EL2_E2H},
        {HL_NONSECURE, "E2H=0", S1 EL2, HL_WORLD_EL2},
        {HL_SECURE, "S_E2H=0", S1 EL2, HL_WORLD_EL2},
        {HL_SECURE, "E2H=0", S1 EL2, HL_WORLD_EL2_E2H},
        {HL_SECURE, "RME_IMPL=0", SECURE_EL3, HL_WORLD_EL3},
        {HL_REALM, "R_E2H=0", S1 EL2, HL_WORLD_EL2},
        {HL_REALM, NULL, S1 EL2, HL_WORLD_EL2_E2H},
    };
    static const char *const none[] = {S2, BYPASS, ABORT, S1 "V=0", S1 "S1CDMax=31"};

    (void)state;
    for (size_t i = 0; i < LENGTH(worlds); i++) {
        const struct cd_place p = {
            .place = {"v3.4-full", worlds[i].security, {worlds[i].regs, NULL}, {NULL, NULL}},
            .ste = {worlds[i].ste},
        };
        struct cd_bench b;
        make_cd_bench(&b, &p);
        assert_int_equal(b.context.world, worlds[i].world);
    }
    for (size_t i = 0; i < LENGTH(none); i++) {
        const struct place p = {"v3.4-full", HL_NONSECURE, {NULL, NULL}, {NULL, NULL}};
        struct hl_entry ste = {{0}};
        struct hl_meaning meaning;
        struct hl_cd_context context;
        struct hl_smmu smmu;
        make_smmu(&smmu, &p);
        set_fields(&ste, none[i]);
        hl_ste_decode(&smmu, &ste, &meaning);
        assert_false(hl_cd_context_init(&context, &smmu, &meaning));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_every_rule_has_a_row),
        cmocka_unit_test(test_range_beyond_alignment),
        cmocka_unit_test(test_contexts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
