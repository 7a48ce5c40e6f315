// SPDX-License-Identifier: MIT
/* Every IGNORED, RES0 and "behaves as" condition of IHI 0070 section 5.4: two CDs that differ only
 * in what is ignored mean the same, and those bits are not used; where the field matters, they do
 * not mean the same, and the bits are used. */
#include "cd_helpers.h"

#define EL2_SMMU "E2H=0 S_E2H=0 R_E2H=0 "
#define EL2 S1 "STRW=el2"
#define PI_STE S1 "S1PIE=1"
#define V30 LPAE_SMMU "ARCH_MINOR=0 OAS=5 VAX=0 DS=0 PBHA=0"

struct row {
    bool same;         /* "behaves as": the bits are used, but these two values mean the same */
    const char *a, *b; /* what differs, set on top of the CD */
    enum hl_security security;
    const char *regs, *options, *ste, *cd;     /* where it does not matter */
    bool nowhere;                              /* there is no sibling */
    const char *regs2, *options2, *ste2, *cd2; /* set on top: where it matters */
};

/* a field without effect in one StreamWorld kind, with one in the other */
#define WORLD(a, b)                                                                                \
    {                                                                                              \
        false, a, b, .regs = EL2_SMMU, .ste = EL2, .cd = BOTH, .regs2 = "E2H=1"                    \
    }
/* a field of a feature */
#define FEATURE(a, b, without, with)                                                               \
    {                                                                                              \
        false, a, b, .regs = without, .cd = BOTH, .regs2 = with                                    \
    }
/* without effect when a walk is off */
#define OFF(n, a, b)                                                                               \
    {                                                                                              \
        false, a, b, .cd = BOTH "HAD" n "=1 EPD" n "=1", .cd2 = "EPD" n "=0"                       \
    }
/* with VMSAv8-32 LPAE, with VMSAv8-64 */
#define VMSA32(a, b)                                                                               \
    {                                                                                              \
        false, a, b, .regs = LPAE_SMMU, .cd = CD32 "EPD1=0", .cd2 = BOTH "AA64=1"                  \
    }
/* with VMSAv9-128, with VMSAv8-64 */
#define VMSA128(a, b)                                                                              \
    {                                                                                              \
        false, a, b, .ste = PI_STE, .cd = BOTH "HAD0=1 HAD1=1 AA64=0", .cd2 = "AA64=1"             \
    }
#define HWU(n)                                                                                     \
    FEATURE("HAD0=1 HAD1=1 HWU" #n "=0", "HAD0=1 HAD1=1 HWU" #n "=1", LPAE_SMMU "PBHA=0", "PBHA=1")
#define MAIR(field, shift, reserved, same_as)                                                      \
    {                                                                                              \
        true, field "=" reserved, field "=" same_as, .cd = CD64, .nowhere = true                   \
    }
#define PI(n)                                                                                      \
    {false, "PIIP" #n "=1", "PIIP" #n "=5", .ste = PI_STE, .cd = CD64, .cd2 = "PIE=1"},            \
        {false, "PIIU" #n "=1", "PIIU" #n "=3", .ste = PI_STE, .cd = CD64, .cd2 = "PIE=1"},        \
    {                                                                                              \
        false, "PIIU" #n "=1", "PIIU" #n "=3", .regs = EL2_SMMU, .ste = EL2 " S1PIE=1",            \
                                               .cd = CD64 "PIE=1", .regs2 = "E2H=1"                \
    }

static const struct row rows[] = {
    /* V */
    {false, "T0SZ=16", "T0SZ=20", .cd = CD64 "V=0", .cd2 = "V=1"},
    {false, "@120=0", "@120=1", .cd = CD64, .nowhere = true},

    /* StreamWorld */
    WORLD("T1SZ=16", "T1SZ=20"),
    WORLD("TG1=1", "TG1=2"),
    WORLD("IR1=0", "IR1=1"),
    WORLD("OR1=0", "OR1=1"),
    WORLD("SH1=2", "SH1=3"),
    WORLD("TTB1=0x10000", "TTB1=0x20000"),
    WORLD("TBI1=0", "TBI1=1"),
    WORLD("HAD1=0", "HAD1=1"),
    WORLD("EPD0=0", "EPD0=1"),
    WORLD("EPD1=0", "EPD1=1"),
    WORLD("ASID=1", "ASID=2"),
    WORLD("PAN=0", "PAN=1"),
    WORLD("EPAN=0", "EPAN=1"),
    WORLD("E0PD0=0", "E0PD0=1"),
    WORLD("E0PD1=0", "E0PD1=1"),
    WORLD("HAD1=1 HWU159=0", "HAD1=1 HWU159=1"),
    WORLD("HAD1=1 HWU160=0", "HAD1=1 HWU160=1"),
    {false, "NSCFG1=0", "NSCFG1=1", HL_SECURE, EL2_SMMU, NULL, EL2, BOTH, .regs2 = "S_E2H=1"},
    {false, "UWXN=0", "UWXN=1", HL_NONSECURE, LPAE_SMMU EL2_SMMU, NULL, EL2, CD32,
     .ste2 = "STRW=el1"},
    {false, "ASID=1", "ASID=2", HL_SECURE, "RME_IMPL=0", NULL, S1 "STRW=el3", CD64,
     .ste2 = "STRW=el1"},

    /* the STE */
    {false, "NSCFG0=0", "NSCFG0=1", HL_NONSECURE, .cd = CD64, .nowhere = true},
    {false, "NSCFG0=0", "NSCFG0=1", HL_REALM, .cd = CD64, .nowhere = true},
    {false, "NSCFG0=0", "NSCFG0=1", HL_SECURE, .cd = CD64 "EPD0=1", .cd2 = "EPD0=0"},
    {false, "NSCFG1=0", "NSCFG1=1", HL_SECURE, .cd = BOTH "EPD1=1", .cd2 = "EPD1=0"},
    {false, "NSCFG1=0", "NSCFG1=1", HL_NONSECURE, .cd = BOTH, .nowhere = true},
    {false, "PIE=0", "PIE=1", .cd = CD64, .ste2 = "S1PIE=1"},
    {false, "PARTID=1", "PARTID=2", .cd = CD64, .ste2 = "S1MPAM=1"},
    {false, "PMG=1", "PMG=2", .cd = CD64, .ste2 = "S1MPAM=1"},
    {false, "PARTID=0", "PARTID=32", .ste = NESTED "S1MPAM=1", .cd = CD64, .ste2 = "Config=s1"},
    {false, "PARTID=0", "PARTID=0x8000", .ste = NESTED "S1MPAM=1", .cd = CD64, .ste2 = "Config=s1"},
    {false, "PARTID=0", "PARTID=16", .ste = NESTED, .cd = CD64, .ste2 = "S1MPAM=1"},

    /* features */
    FEATURE("HAD0=0", "HAD0=1", LPAE_SMMU "HAD=0 PBHA=0", "HAD=1"),
    FEATURE("HAD1=0", "HAD1=1", LPAE_SMMU "HAD=0 PBHA=0", "HAD=1"),
    FEATURE("HAD0=0", "HAD0=1", "HAD=0 PBHA=0", "HAD=1"),
    HWU(059),
    HWU(060),
    HWU(061),
    HWU(062),
    HWU(159),
    HWU(160),
    HWU(161),
    HWU(162),
    FEATURE("HAD0=1 HWU061=0", "HAD0=1 HWU061=1", "PBHA=0", "PBHA=1"),
    FEATURE("HAD1=1 HWU162=0", "HAD1=1 HWU162=1", "PBHA=0", "PBHA=1"),
    FEATURE("E0PD0=0", "E0PD0=1", "E0PD=0", "E0PD=1"),
    FEATURE("E0PD1=0", "E0PD1=1", "E0PD=0", "E0PD=1"),
    FEATURE("EPAN=0", "EPAN=1", "EPAN=0", "EPAN=1"),
    FEATURE("PnCH=0", "PnCH=1", "THE=0", "THE=1"),
    FEATURE("AIE=0", "AIE=1", "AIE=0", "AIE=1"),
    FEATURE("HA=1 HAFT=0", "HA=1 HAFT=1", "HTTU=2", "HTTU=3"),
    FEATURE("DS=0", "DS=1", LPAE_SMMU "DS=0", "DS=1"),
    {false, "PIE=0", "PIE=1", HL_NONSECURE, LPAE_SMMU "S1PI=0", NULL, PI_STE, CD64,
     .regs2 = "S1PI=1"},
    {false, "TTB0=0", "TTB0=0x1000000000000", HL_NONSECURE, V30, NULL, NULL,
     CD64 "TG0=64k IPS=52-bit", .regs2 = "ARCH_MINOR=4 OAS=6 VAX=1 DS=1"},
    {false, "TTB1=0", "TTB1=0x1000000000000", HL_NONSECURE, V30, NULL, NULL,
     BOTH "TG1=64k IPS=52-bit", .regs2 = "ARCH_MINOR=4 OAS=6 VAX=1 DS=1"},
    {false, "HAD0=1 HWU059=0", "HAD0=1 HWU059=1", HL_NONSECURE, V30, NULL, NULL, CD64,
     .regs2 = "ARCH_MINOR=4 PBHA=1"},
    {false, "AMAIR0=0", "AMAIR0=1", .options = "impdef=0", .cd = CD64, .options2 = "impdef=1"},
    {false, "AMAIR1=0", "AMAIR1=0x80000000", .options = "impdef=0", .cd = CD64,
     .options2 = "impdef=1"},
    {false, "IMPDEF_5=0", "IMPDEF_5=1", .options = "impdef=0", .cd = CD64, .options2 = "impdef=1"},

    /* the table format */
    VMSA32("T0SZ=17", "T0SZ=25"),
    VMSA32("T1SZ=16", "T1SZ=24"),
    VMSA32("TG0=0", "TG0=2"),
    VMSA32("TG1=1", "TG1=2"),
    VMSA32("IPS=48-bit", "IPS=44-bit"),
    VMSA32("HA=0", "HA=1"),
    VMSA32("HA=1 HD=0", "HA=1 HD=1"),
    VMSA32("HA=1 HAFT=0", "HA=1 HAFT=1"),
    VMSA32("E0PD0=0", "E0PD0=1"),
    VMSA32("E0PD1=0", "E0PD1=1"),
    VMSA32("EPAN=0", "EPAN=1"),
    VMSA32("PnCH=0", "PnCH=1"),
    VMSA32("DS=0", "DS=1"),
    VMSA32("AIE=0", "AIE=1"),
    {false, "PIE=0", "PIE=1", HL_NONSECURE, LPAE_SMMU, NULL, PI_STE, CD32, .cd2 = CD64 "AA64=1"},
    {false, "UWXN=0", "UWXN=1", HL_NONSECURE, LPAE_SMMU, NULL, NULL, CD64, .cd2 = "AA64=0"},
    VMSA128("E0PD0=0", "E0PD0=1"),
    VMSA128("E0PD1=0", "E0PD1=1"),
    VMSA128("PnCH=0", "PnCH=1"),
    VMSA128("DS=0", "DS=1"),
    VMSA128("PIE=0", "PIE=1"),
    VMSA128("HWU059=0", "HWU059=1"),
    VMSA128("HWU060=0", "HWU060=1"),
    VMSA128("HWU159=0", "HWU159=1"),
    VMSA128("HWU160=0", "HWU160=1"),
    {false, "TTB0=0", "TTB0=0x10000000000000", .ste = PI_STE, .cd = CD64 "IPS=56-bit TG0=64k",
     .cd2 = "AA64=0"},
    {false, "TTB1=0", "TTB1=0x80000000000000", .ste = PI_STE, .cd = BOTH "IPS=56-bit TG1=64k",
     .cd2 = "AA64=0"},
    /* the bits that formats share */
    {false, "HAD0=0", "HAD0=1", .options = "had-d128=0", .cd = CD64, .options2 = "had-d128=1"},
    {false, "HAD1=0", "HAD1=1", .options = "had-d128=0", .ste = PI_STE, .cd = BOTH,
     .cd2 = "AA64=0"},
    {false, "HWU061=0", "HWU061=1", .options = "had-d128=0", .cd = CD64 "HAD0=1",
     .options2 = "had-d128=1"},
    {false, "HWU062=0", "HWU062=1", .options = "had-d128=0", .cd = CD64 "HAD0=1",
     .options2 = "had-d128=1"},
    {false, "HWU161=0", "HWU161=1", .options = "had-d128=0", .ste = PI_STE, .cd = BOTH "T1SZ=20",
     .cd2 = "AA64=0"},
    {false, "HWU162=0", "HWU162=1", .regs = "PBHA=0", .ste = PI_STE, .cd = BOTH "HAD1=1",
     .cd2 = "AA64=0"},

    /* EPD0, EPD1 */
    OFF("0", "T0SZ=16", "T0SZ=20"),
    OFF("0", "TG0=0", "TG0=2"),
    OFF("0", "IR0=0", "IR0=1"),
    OFF("0", "OR0=0", "OR0=1"),
    OFF("0", "SH0=2", "SH0=3"),
    OFF("0", "TTB0=0x10000", "TTB0=0x20000"),
    OFF("0", "HAD0=0", "HAD0=1"),
    OFF("0", "HWU059=0", "HWU059=1"),
    OFF("0", "HWU060=0", "HWU060=1"),
    OFF("0", "HWU061=0", "HWU061=1"),
    OFF("0", "HWU062=0", "HWU062=1"),
    OFF("1", "T1SZ=16", "T1SZ=20"),
    OFF("1", "TG1=1", "TG1=2"),
    OFF("1", "IR1=0", "IR1=1"),
    OFF("1", "OR1=0", "OR1=1"),
    OFF("1", "SH1=2", "SH1=3"),
    OFF("1", "TTB1=0x10000", "TTB1=0x20000"),
    OFF("1", "HAD1=0", "HAD1=1"),
    OFF("1", "HWU159=0", "HWU159=1"),
    OFF("1", "HWU160=0", "HWU160=1"),
    OFF("1", "HWU161=0", "HWU161=1"),
    OFF("1", "HWU162=0", "HWU162=1"),
    {false, "ENDI=0", "ENDI=1", .cd = CD64 "EPD0=1", .cd2 = "EPD0=0"},
    {false, "ENDI=0", "ENDI=1", .cd = BOTH "EPD0=1 EPD1=1", .cd2 = "EPD1=0"},
    {false, "IPS=1", "IPS=2", .cd = CD64 "EPD0=1", .cd2 = "EPD0=0"},

    /* other fields */
    {false, "SH0=0", "SH0=3", .cd = CD64 "IR0=0 OR0=0", .cd2 = "IR0=2"},
    {false, "SH0=0", "SH0=3", .cd = CD64 "IR0=0 OR0=0", .cd2 = "OR0=2"},
    {false, "SH0=0", "SH0=3", .cd = CD64 "IR0=0 OR0=0", .cd2 = "DS=1"},
    {false, "SH0=0", "SH0=3", .cd = BOTH "IR0=0 OR0=0 DS=1 TG0=64k", .cd2 = "TG0=16k"},
    {false, "SH1=0", "SH1=3", .cd = BOTH "IR1=0 OR1=0", .cd2 = "IR1=2"},
    {false, "SH1=0", "SH1=3", .cd = BOTH "IR1=0 OR1=0", .cd2 = "OR1=1"},
    {false, "SH1=0", "SH1=3", .cd = BOTH "IR1=0 OR1=0 DS=1 TG1=64k", .cd2 = "TG1=16k"},
    {true, "SH0=0", "SH0=1", .cd = CD64, .nowhere = true},
    {true, "SH1=0", "SH1=1", .cd = BOTH, .nowhere = true},
    {false, "DS=0", "DS=1", .cd = CD64 "TG0=64k", .cd2 = "TG0=4k"},
    {false, "DS=0", "DS=1", .cd = BOTH "TG0=64k TG1=64k", .cd2 = "TG1=16k"},
    {false, "DS=0", "DS=1", .cd = BOTH "TG0=64k EPD1=1", .cd2 = "EPD1=0"},
    {false, "AFFD=0", "AFFD=1", .cd = CD64 "HA=1", .cd2 = "HA=0"},
    {true, "HD=0", "HD=1", .cd = CD64, .cd2 = "HA=1"},
    {false, "R=0", "R=1", .cd = CD64 "S=1", .cd2 = "S=0"},
    {false, "HWU059=0", "HWU059=1", .cd = CD64, .cd2 = "HAD0=1"},
    {false, "HWU060=0", "HWU060=1", .cd = CD64, .cd2 = "HAD0=1"},
    {false, "HWU061=0", "HWU061=1", .cd = CD64, .cd2 = "HAD0=1"},
    {false, "HWU062=0", "HWU062=1", .cd = CD64, .cd2 = "HAD0=1"},
    {false, "HWU159=0", "HWU159=1", .cd = BOTH, .cd2 = "HAD1=1"},
    {false, "HWU160=0", "HWU160=1", .cd = BOTH, .cd2 = "HAD1=1"},
    {false, "HWU161=0", "HWU161=1", .cd = BOTH, .cd2 = "HAD1=1"},
    {false, "HWU162=0", "HWU162=1", .cd = BOTH, .cd2 = "HAD1=1"},
    {false, "WXN=0", "WXN=1", .ste = PI_STE, .cd = CD64 "PIE=1", .cd2 = "PIE=0"},
    {false, "WXN=0", "WXN=1", .ste = PI_STE, .cd = CD128, .cd2 = "AA64=1"},
    {false, "EPAN=0", "EPAN=1", .ste = PI_STE, .cd = CD64 "PIE=1", .cd2 = "PIE=0"},
    PI(0),
    PI(7),
    PI(15),
    {true, "IPS=52-bit", "IPS=48-bit", .regs = LPAE_SMMU "OAS=5", .cd = CD64, .regs2 = "OAS=6"},
    {true, "IPS=56-bit", "IPS=52-bit", .regs = LPAE_SMMU, .cd = CD64, .nowhere = true},
    {true, "IPS=7", "IPS=5", .regs = V30, .cd = CD64, .nowhere = true},

    /* TTB0 and TTB1: the alignment of the start table */
    {false, "TTB0=0x40000000", "TTB0=0x40000ff0", .cd = CD64, .cd2 = "T0SZ=22"},
    {false, "TTB0=0x40000000", "TTB0=0x40000800", .cd = CD64, .cd2 = "T0SZ=17"},
    {false, "TTB0=0x40000000", "TTB0=0x40000010", .cd = CD64 "T0SZ=23", .cd2 = "T0SZ=24"},
    {false, "TTB0=0x40000000", "TTB0=0x40000020", .cd = CD64 "TG0=64k T0SZ=21 IPS=52-bit",
     .cd2 = "IPS=48-bit"},
    {false, "TTB0=0x40000000", "TTB0=0x40000010", .ste = PI_STE, .cd = CD128 "T0SZ=43",
     .cd2 = "AA64=1 T0SZ=24"},
    {false, "TTB0=0x40000000", "TTB0=0x40000010", .regs = LPAE_SMMU, .cd = CD32 "T0SZ=0",
     .cd2 = "T0SZ=1"},
    {false, "TTB0=0x40000000", "TTB0=0x40000800", .regs = LPAE_SMMU, .cd = CD32 "T0SZ=2",
     .cd2 = "T0SZ=3"},
    {false, "TTB1=0x50000000", "TTB1=0x50000800", .cd = BOTH, .cd2 = "T1SZ=17"},
    {false, "TTB1=0x50000000", "TTB1=0x50000010", .cd = BOTH "TG1=1 T1SZ=17", .cd2 = "T1SZ=16"},

    /* 5.4 MAIR */
    MAIR("MAIR0", 0, "0x01", "0x00"),
    MAIR("MAIR0", 0, "0x0600", "0x0400"),
    MAIR("MAIR0", 0, "0x0b0000", "0x080000"),
    MAIR("MAIR0", 0, "0x0d000000", "0x0c000000"),
    MAIR("MAIR1", 0, "0xf0", "0xf3"),
    MAIR("MAIR1", 0, "0x40000000", "0x43000000"),

    /* SMMUv3.0: T0SZ, T1SZ out of range */
    {true, "T0SZ=63", "T0SZ=39", .regs = V30, .options = "txsz-oor-illegal=0", .cd = CD64,
     .nowhere = true},
    {true, "T0SZ=3", "T0SZ=16", .regs = V30, .options = "txsz-oor-illegal=0", .cd = CD64,
     .nowhere = true},
    {true, "T1SZ=40", "T1SZ=39", .regs = V30 " STT=0 SEL2=0", .options = "txsz-oor-illegal=0",
     .cd = BOTH, .nowhere = true},
    {true, "T1SZ=15", "T1SZ=16", .regs = V30, .options = "txsz-oor-illegal=0", .cd = BOTH,
     .nowhere = true},
};

static void decode(const struct row *r, bool sibling, const char *difference, struct hl_entry *cd,
                   struct hl_meaning *m)
{
    const struct cd_place p = {
        .place = {"v3.4-full",
                  r->security,
                  {r->regs, sibling ? r->regs2 : NULL},
                  {r->options, sibling ? r->options2 : NULL}},
        .ste = {r->ste ? r->ste : S1, sibling ? r->ste2 : NULL},
        .cd = {r->cd, sibling ? r->cd2 : NULL, difference},
    };
    struct cd_bench b;

    *cd = make_cd(&p);
    make_cd_bench(&b, &p);
    hl_cd_decode(&b.context, cd, m);
    if (m->rule && m->rule != HL_RULE_CD_V)
        fail_msg("%s %s: %s", r->cd, difference, cd_rule_text(m->rule));
}

static bool uses(const struct hl_meaning *m, struct hl_entry bits)
{
    struct hl_entry common = hl_entry_and(bits, m->used);
    return !hl_entry_is_zero(&common);
}

static void check(size_t i, bool sibling)
{
    const struct row *r = &rows[i];
    struct hl_entry a, b, bits;
    struct hl_meaning ma, mb;
    bool equal, used;

    decode(r, sibling, r->a, &a, &ma);
    decode(r, sibling, r->b, &b, &mb);
    bits = hl_entry_xor(a, b);
    assert_false(hl_entry_is_zero(&bits));
    equal = same_meaning(&ma, &mb);
    used = uses(&ma, bits) || uses(&mb, bits);
    if (!sibling && (!equal || used != r->same))
        fail_msg("row %zu: %s and %s in %s: %s meaning, %s", i, r->a, r->b, r->cd,
                 equal ? "same" : "another", used ? "used" : "not used");
    if (sibling && (equal || !used))
        fail_msg("row %zu: %s and %s matter in %s with %s%s%s: %s meaning, %s", i, r->a, r->b,
                 r->cd, r->cd2 ? r->cd2 : "", r->regs2 ? r->regs2 : "", r->ste2 ? r->ste2 : "",
                 equal ? "same" : "another", used ? "used" : "not used");
}

static void test_ignored(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        check(i, false);
}

static void test_matters_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        if (!rows[i].nowhere)
            check(i, true);
}

/* A start table of 2^34 bytes is larger than an IPS of 32 bits: the bits between are used, as the
 * range check sees them, although the alignment drops them. */
static void test_beyond_ips(void **state)
{
    static const struct row wide = {
        .cd = BOTH "AA64=0 T0SZ=20 TG0=16k HWU062=1 T1SZ=20 TG1=1 HWU162=1", .ste = PI_STE};
    const uint64_t between = UINT64_C(3) << 32 >> 4, below = (UINT64_C(1) << 32 >> 4) - 1;
    struct hl_meaning m;
    struct hl_entry cd;

    (void)state;
    decode(&wide, false, "IPS=32-bit TTB0=0 TTB1=0", &cd, &m);
    assert_true((HL_GET(CD, &m.used, TTB0) & (between | below)) == between);
    assert_true((HL_GET(CD, &m.used, TTB1) & (between | below)) == between);
    decode(&wide, false, "IPS=36-bit TTB0=0 TTB1=0", &cd, &m);
    assert_true((HL_GET(CD, &m.used, TTB0) & (between | below)) == 0);
    assert_true((HL_GET(CD, &m.used, TTB1) & (between | below)) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beyond_ips),
        cmocka_unit_test(test_ignored),
        cmocka_unit_test(test_matters_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
