// SPDX-License-Identifier: MIT
/* Every rule of SteIllegal(): an entry to which it applies, and a sibling, different in one
 * decisive field, register or option, to which it does not. The expected values are those of IHI
 * 0070. */
#include "helpers.h"

#define FULL "v3.4-full"
#define NS HL_NONSECURE
#define SEC HL_SECURE
#define RLM HL_REALM
#define LEGAL HL_STE_LEGAL
#define RULE(id) HL_RULE_STE_##id

struct row {
    unsigned rule;
    const char *profile;
    enum hl_security security;
    const char *regs, *options, *entry;
    /* the sibling: what is set on top, and what it then gives */
    const char *regs2, *options2, *entry2;
    unsigned rule2;
};

/* regs, options, entry | regs, options, entry of the sibling */
#define ENTRY(id, profile, sec, regs, entry, entry2, rule2)                                        \
    {                                                                                              \
        RULE(id), profile, sec, regs, NULL, entry, NULL, NULL, entry2, rule2                       \
    }
#define REGS(id, profile, sec, regs, entry, regs2, rule2)                                          \
    {                                                                                              \
        RULE(id), profile, sec, regs, NULL, entry, regs2, NULL, NULL, rule2                        \
    }
#define OPTION(id, profile, sec, regs, option, entry, option2, rule2)                              \
    {                                                                                              \
        RULE(id), profile, sec, regs, option, entry, NULL, option2, NULL, rule2                    \
    }

static const struct row rows[] = {
    /* 5.2 V, chapter 5 */
    ENTRY(V, FULL, NS, NULL, S1 "V=0", "V=1", LEGAL),
    ENTRY(V, FULL, SEC, NULL, S1 "V=0", "V=1", LEGAL),
    ENTRY(V, FULL, RLM, NULL, SECURE_S2 "V=0", "V=1", LEGAL),
    {RULE(RES0), FULL, NS, NULL, "res0-illegal=1", S1 "@56=1", NULL, NULL, "@56=0", LEGAL},
    {RULE(RES0), FULL, NS, NULL, "res0-illegal=1", S2 "@255=1", NULL, NULL, "@255=0", LEGAL},
    {RULE(RES0), FULL, SEC, NULL, "res0-illegal=1", SECURE_S2 "@387=1", NULL, NULL, "@387=0",
     LEGAL},
    OPTION(RES0, FULL, NS, NULL, "res0-illegal=1", S1 "@105=1", "res0-illegal=0", LEGAL),
    OPTION(RES0, FULL, NS, NULL, "res0-illegal=1", ABORT "@300=1", "res0-illegal=0", LEGAL),

    /* 5.2 Config */
    REGS(CONFIG_S1P, "grace", NS, "S1P=0 HYP=0", S1, "S1P=1", LEGAL),
    REGS(CONFIG_S1P, "grace", NS, "S1P=0 HYP=0", NESTED, "S1P=1", LEGAL),
    ENTRY(CONFIG_S1P, "grace", NS, "S1P=0 HYP=0", NESTED, "Config=s2", LEGAL),
    ENTRY(CONFIG_S1P, "grace", NS, "S1P=0 HYP=0", S1, "Config=bypass", LEGAL),
    ENTRY(CONFIG_S1P, "grace", NS, "S1P=0 HYP=0", S1, "Config=1", LEGAL),
    REGS(CONFIG_S2P, "grace", NS, "S2P=0 HYP=0", S2, "S2P=1", LEGAL),
    ENTRY(CONFIG_S2P, "grace", NS, "S2P=0 HYP=0", NESTED, "Config=s1", LEGAL),
    ENTRY(CONFIG_S2P, "v3.0-s1", NS, NULL, S2, "Config=3", LEGAL),
    REGS(CONFIG_SEL2, "mmu-600", SEC, NULL, SECURE_S2, "SEL2=1", LEGAL),
    ENTRY(CONFIG_SEL2, "mmu-600", SEC, NULL, SECURE_NESTED, "Config=s1", LEGAL),
    ENTRY(CONFIG_VMSA32, "mmu-600", RLM, NULL, LPAE "S2T0SZ=25", "S2AA64=1", LEGAL),
    ENTRY(CONFIG_VMSA32, "mmu-600", SEC, "SEL2=1", LPAE "S2T0SZ=25 " SECURE_WALK, "S2AA64=1",
          LEGAL),
    ENTRY(CONFIG_VMSA32, "mmu-700", SEC, NULL, SECURE_S2 "S2AA64=0", "S2AA64=1", LEGAL),

    /* 5.2 EATS */
    ENTRY(EATS_SPLIT, "grace", NS, NULL, S2 "EATS=split", "Config=nested", LEGAL),
    ENTRY(EATS_SPLIT, "grace", NS, NULL, S1 "EATS=split", "EATS=full", LEGAL),
    ENTRY(EATS_SPLIT, "grace", NS, NULL, S1 "EATS=split", "EATS=dpt", LEGAL),
    ENTRY(EATS_SPLIT, "grace", NS, NULL, S1 "EATS=split", "Config=bypass", LEGAL),
    ENTRY(EATS_SPLIT, "grace", NS, NULL, NESTED "EATS=split S2S=1", "S2S=0", LEGAL),
    ENTRY(EATS_SPLIT, "grace", NS, "ATSCHK=0", NESTED "EATS=split S2S=1", "S2S=0", LEGAL),
    REGS(EATS_SPLIT, "grace", NS, "NS1ATS=1", NESTED "EATS=split", "NS1ATS=0", LEGAL),
    REGS(EATS_SPLIT, "grace", NS, NULL, S2 "EATS=split", "PRI=0 ATS=0", LEGAL),
    REGS(EATS_SPLIT, FULL, RLM, NULL, S2 "EATS=split", "R_PRI=0 R_DPT=0 R_ATS=0", LEGAL),
    ENTRY(EATS_SPLIT, FULL, RLM, NULL, S2 "EATS=split", "Config=nested", LEGAL),
    ENTRY(EATS_FULL_S2S, "grace", NS, NULL, S2 "EATS=full S2S=1", "S2S=0", LEGAL),
    ENTRY(EATS_FULL_S2S, "grace", NS, NULL, NESTED "EATS=full S2S=1", "EATS=off", LEGAL),
    ENTRY(EATS_FULL_S2S, "grace", NS, NULL, NESTED "EATS=full S2S=1", "Config=s1", LEGAL),
    REGS(EATS_FULL_S2S, "grace", NS, NULL, S2 "EATS=full S2S=1", "PRI=0 ATS=0", LEGAL),
    OPTION(EATS_FULL_S2S, "v3.0-s2", NS, NULL, "eats-s2s-bypass=1", S1 "EATS=full S2S=1",
           "eats-s2s-bypass=0", LEGAL),
    {RULE(EATS_FULL_S2S), "v3.0-s2", NS, NULL, "eats-s2s-bypass=1", S1 "EATS=full S2S=1", NULL,
     NULL, "S2S=0", LEGAL},
    {RULE(EATS_FULL_S2S), "v3.0-s2", NS, NULL, "eats-s2s-bypass=1", S1 "EATS=full S2S=1",
     "ARCH_MINOR=1", NULL, NULL, LEGAL},
    {RULE(EATS_FULL_S2S), "v3.0-s2", NS, NULL, "eats-s2s-bypass=1", S1 "EATS=full S2S=1", NULL,
     NULL, "Config=bypass", LEGAL},
    ENTRY(EATS_DPT_WORLD, FULL, NS, NULL, S1 "EATS=dpt STRW=el2", "STRW=el1", LEGAL),
    ENTRY(EATS_DPT_WORLD, FULL, NS, NULL, S1 "EATS=dpt STRW=3", "EATS=full", RULE(STRW)),
    REGS(EATS_DPT_WORLD, FULL, NS, NULL, S1 "EATS=dpt STRW=el2", "DPT=0", LEGAL),
    REGS(EATS_DPT_WORLD, FULL, NS, "ATSCHK=0", S1 "EATS=dpt STRW=el2", "DPT=0", LEGAL),
    REGS(EATS_DPT_WORLD, FULL, NS, NULL, S1 "EATS=dpt STRW=el2", "HYP=0", LEGAL),
    ENTRY(EATS_DPT_WORLD, FULL, RLM, NULL, S1 "EATS=dpt STRW=el2", "Config=nested " WALK, LEGAL),
    REGS(EATS_DPT_WORLD, FULL, RLM, NULL, S1 "EATS=dpt STRW=el2", "R_DPT=0", LEGAL),
    ENTRY(DPT_VMATCH, FULL, RLM, NULL, S1 "EATS=dpt DPT_VMATCH=1", "DPT_VMATCH=0", LEGAL),
    ENTRY(DPT_VMATCH, FULL, RLM, NULL, S2 "EATS=dpt DPT_VMATCH=3", "EATS=full", LEGAL),
    REGS(DPT_VMATCH, FULL, RLM, NULL, S2 "EATS=dpt DPT_VMATCH=2", "R_DPT=0", LEGAL),
    ENTRY(EATS_DPT_S2S, FULL, NS, NULL, S2 "EATS=dpt S2S=1", "S2S=0", LEGAL),
    ENTRY(EATS_DPT_S2S, FULL, NS, NULL, NESTED "EATS=dpt S2S=1", "Config=s1", LEGAL),
    OPTION(EATS_DPT_S2S, FULL, NS, NULL, NULL, S2 "EATS=dpt S2S=1", "eats-dpt-s2s=0", LEGAL),
    OPTION(EATS_DPT_S2S, FULL, RLM, NULL, NULL, S2 "EATS=dpt S2S=1", "eats-dpt-s2s=0",
           RULE(S2S_REALM)),
    REGS(EATS_DPT_S2S, FULL, NS, NULL, S2 "EATS=dpt S2S=1", "DPT=0", LEGAL),

    /* 5.2 STRW */
    ENTRY(STRW, FULL, NS, NULL, S1 "STRW=1", "STRW=2", LEGAL),
    ENTRY(STRW, FULL, NS, NULL, S1 "STRW=3", "STRW=0", LEGAL),
    ENTRY(STRW, FULL, NS, NULL, S1 "STRW=3", "Config=nested " WALK, LEGAL),
    ENTRY(STRW, FULL, NS, NULL, S1 "STRW=3", "Config=bypass", LEGAL),
    REGS(STRW, FULL, NS, NULL, S1 "STRW=1", "HYP=0", LEGAL),
    ENTRY(STRW, FULL, RLM, NULL, S1 "STRW=1", "STRW=2", LEGAL),
    ENTRY(STRW, FULL, RLM, "HYP=0", S1 "STRW=3", "STRW=2", LEGAL),
    ENTRY(STRW_SECURE, FULL, SEC, NULL, S1 "STRW=3", "STRW=2", LEGAL),
    ENTRY(STRW_SECURE, "mmu-600", SEC, NULL, S1 "STRW=3", "STRW=1", LEGAL),
    ENTRY(STRW_SECURE, FULL, SEC, "HYP=0", S1 "STRW=3", "Config=s2 " WALK SECURE_WALK, LEGAL),
    REGS(STRW_EL3, FULL, SEC, NULL, S1 "STRW=el3", "RME_IMPL=0", LEGAL),
    ENTRY(STRW_EL3, FULL, SEC, NULL, S1 "STRW=el3", "STRW=el2", LEGAL),
    REGS(STRW_SEL2, "mmu-600", SEC, NULL, S1 "STRW=el2", "SEL2=1 STT=1", LEGAL),
    ENTRY(STRW_SEL2, "mmu-600", SEC, NULL, S1 "STRW=el2", "STRW=el3", LEGAL),
    ENTRY(STRW_SEL2, "mmu-600", SEC, NULL, S1 "STRW=el2", "Config=s2", RULE(CONFIG_SEL2)),

    /* 5.2 S1STALLD, 5.5, 3.12 */
    ENTRY(S1STALLD, "qemu", NS, NULL, S1 "S1STALLD=1", "S1STALLD=0", LEGAL),
    ENTRY(S1STALLD, "qemu", NS, NULL, NESTED "S1STALLD=1", "Config=s2", LEGAL),
    REGS(S1STALLD, "grace", NS, "STALL_MODEL=2", S1 "S1STALLD=1", "STALL_MODEL=0", LEGAL),
    REGS(S1STALLD, FULL, NS, "NSSTALLD=1", S1 "S1STALLD=1", "NSSTALLD=0", LEGAL),
    REGS(S1STALLD, FULL, NS, "S_STALL_MODEL=2 STALL_MODEL=2", S1 "S1STALLD=1",
         "S_STALL_MODEL=0 STALL_MODEL=0", LEGAL),
    REGS(S1STALLD_SECURE, FULL, SEC, "S_STALL_MODEL=1", S1 "S1STALLD=1", "S_STALL_MODEL=0", LEGAL),
    REGS(S1STALLD_SECURE, FULL, SEC, "S_STALL_MODEL=2", S1 "S1STALLD=1", "S_STALL_MODEL=0", LEGAL),
    ENTRY(S1STALLD_SECURE, FULL, SEC, "S_STALL_MODEL=1", S1 "S1STALLD=1", "S1STALLD=0", LEGAL),
    REGS(S1STALLD_REALM, FULL, RLM, NULL, S1 "S1STALLD=1", "R_STALL_MODEL=0", LEGAL),
    REGS(S1STALLD_REALM, FULL, RLM, NULL, S1 "S1STALLD=1", "R_STALL_MODEL=2", LEGAL),
    OPTION(S1STALLD_REALM, FULL, RLM, "R_STALL_MODEL=2", "realm-s1stalld-any=1", S1 "S1STALLD=1",
           "realm-s1stalld-any=0", LEGAL),

    /* 5.2 S1CDMax, S1Fmt; 3.4.3 */
    ENTRY(S1CDMAX, "v3.0-s1", NS, NULL, S1 "S1CDMax=9", "S1CDMax=8", LEGAL),
    ENTRY(S1CDMAX, FULL, NS, NULL, S1 "S1CDMax=21 S1ContextPtr=0", "S1CDMax=20", LEGAL),
    REGS(S1CDMAX, "v3.0-s1", NS, NULL, S1 "S1CDMax=31", "SSIDSIZE=0", LEGAL),
    ENTRY(S1CDMAX, "v3.0-s2", NS, NULL, NESTED "S1CDMax=9", "Config=s2", LEGAL),
    REGS(S1FMT, "grace", NS, "CD2L=0", S1 "S1CDMax=4 S1Fmt=1", "CD2L=1", LEGAL),
    ENTRY(S1FMT, "grace", NS, "CD2L=0", S1 "S1CDMax=4 S1Fmt=2", "S1Fmt=0", LEGAL),
    ENTRY(S1FMT, "grace", NS, "CD2L=0", S1 "S1CDMax=4 S1Fmt=2", "S1Fmt=3", LEGAL),
    ENTRY(S1FMT, "grace", NS, "CD2L=0", S1 "S1CDMax=4 S1Fmt=1", "S1CDMax=0", LEGAL),
    REGS(S1FMT, "grace", NS, "CD2L=0", S1 "S1CDMax=4 S1Fmt=1", "SSIDSIZE=0", LEGAL),
    ENTRY(S1CONTEXTPTR, "grace", NS, NULL, S1 "S1ContextPtr=0x1000000000000",
          "S1ContextPtr=0xffffffffffc0", LEGAL),
    ENTRY(S1CONTEXTPTR, "grace", NS, NULL, NESTED "S1ContextPtr=0x80000000000000",
          "S1ContextPtr=0xffffffffffc0", LEGAL),
    REGS(S1CONTEXTPTR, FULL, NS, "OAS=6", S1 "S1ContextPtr=0x80000000000000", "OAS=7", LEGAL),
    /* IAS is 40 bits where VMSAv8-32 LPAE is supported */
    ENTRY(S1CONTEXTPTR, "mmu-600", NS, "OAS=0", NESTED "S1ContextPtr=0x10000000000",
          "S1ContextPtr=0xffffffffc0", LEGAL),
    ENTRY(S1CONTEXTPTR, "mmu-600", NS, "OAS=0", S1 "S1ContextPtr=0x100000000",
          "S1ContextPtr=0xffffffc0", LEGAL),
    ENTRY(S1CONTEXTPTR, "mmu-600", NS, "OAS=0", S1 "S1ContextPtr=0x100000000",
          "Config=nested " WALK, LEGAL),
    OPTION(S1CONTEXTPTR, "grace", NS, NULL, NULL, NESTED "S1ContextPtr=0x1000000000000",
           "s1contextptr-oor-illegal=0", LEGAL),
    OPTION(S1CONTEXTPTR, "v3.0-s1", NS, NULL, NULL, S1 "S1ContextPtr=0x1000000000000",
           "s1contextptr-oor-illegal=0", LEGAL),
    OPTION(S1CONTEXTPTR, "v3.0-s2", NS, NULL, NULL, NESTED "S1ContextPtr=0x1000000000000",
           "s1contextptr-oor-illegal=0", LEGAL),
    {RULE(S1CONTEXTPTR), "grace", NS, NULL, "s1contextptr-oor-illegal=0",
     S1 "S1ContextPtr=0x1000000000000", "ARCH_MINOR=0", NULL, NULL, LEGAL},

    /* 5.2 S2FWB */
    ENTRY(S2FWB, "mmu-600", NS, "FWB=1", LPAE "S2FWB=1", "S2FWB=0", LEGAL),
    REGS(S2FWB, "mmu-600", NS, "FWB=1", LPAE "S2FWB=1", "FWB=0", LEGAL),
    ENTRY(S2FWB, "mmu-600", NS, "FWB=1", LPAE "S2FWB=1 S2T0SZ=25", "S2AA64=1", LEGAL),

    /* 5.5 */
    ENTRY(S2S_TERMINATE, "qemu", NS, NULL, S2 "S2S=1", "S2S=0", LEGAL),
    REGS(S2S_TERMINATE, "grace", NS, "STALL_MODEL=1", NESTED "S2S=1", "STALL_MODEL=2", LEGAL),
    REGS(S2S_TERMINATE, FULL, NS, "NSSTALLD=1", S2 "S2S=1", "NSSTALLD=0", LEGAL),
    ENTRY(S2S_TERMINATE, "qemu", NS, NULL, NESTED "S2S=1", "Config=s1", LEGAL),
    OPTION(S2S_TERMINATE, FULL, SEC, "NSSTALLD=1", NULL, SECURE_S2 "S2S=1", "secure-s2s-own=1",
           LEGAL),
    {RULE(S2S_TERMINATE), FULL, SEC, "S_STALL_MODEL=1 STALL_MODEL=1", "secure-s2s-own=1",
     SECURE_S2 "S2S=1", NULL, NULL, "S2S=0", LEGAL},
    ENTRY(S2S_REALM, FULL, RLM, NULL, S2 "S2S=1", "S2S=0", LEGAL),
    REGS(S2S_REALM, FULL, RLM, NULL, NESTED "S2S=1", "R_STALL_MODEL=0", LEGAL),
    REGS(S2S_REALM, FULL, RLM, NULL, NESTED "S2S=1", "NSSTALLD=1", RULE(S2S_TERMINATE)),
    ENTRY(S2S_STALL, "grace", NS, "STALL_MODEL=2", S2, "S2S=1", LEGAL),
    REGS(S2S_STALL, "grace", NS, "STALL_MODEL=2", S2, "STALL_MODEL=0", LEGAL),
    ENTRY(S2S_STALL, "grace", NS, "STALL_MODEL=2", NESTED, "Config=s1", LEGAL),
    REGS(S2S_STALL, FULL, SEC, "S_STALL_MODEL=2 STALL_MODEL=2", SECURE_S2,
         "S_STALL_MODEL=0 STALL_MODEL=0", LEGAL),

    /* 5.2 S2AA64 */
    REGS(S2AA64_VMSA32, "grace", NS, NULL, LPAE, "TTF=3", LEGAL),
    ENTRY(S2AA64_VMSA32, "grace", NS, NULL, LPAE "S2T0SZ=25", "S2AA64=1", LEGAL),
    REGS(S2AA64_VMSA64, "mmu-600", NS, "TTF=1", S2, "TTF=3", LEGAL),
    ENTRY(S2AA64_VMSA64, "mmu-600", NS, "TTF=1", S2, "S2AA64=0", LEGAL),

    /* 5.2 S2HA, S2HD, S2HAFT */
    REGS(S2HA, "mmu-600", NS, "HTTU=0", S2 "S2HA=1", "HTTU=1", LEGAL),
    REGS(S2HA, "mmu-600", NS, "HTTU=0", S2 "S2HD=1", "HTTU=2", LEGAL),
    ENTRY(S2HA, "mmu-600", NS, "HTTU=0", S2 "S2HA=1", "S2HA=0", LEGAL),
    ENTRY(S2HA, "mmu-600", NS, NULL, LPAE "S2HA=1 S2T0SZ=25", "S2AA64=1", LEGAL),
    ENTRY(S2HA, "mmu-600", NS, NULL, LPAE "S2HD=1", "S2HD=0", LEGAL),
    REGS(S2HD, "mmu-600", NS, "HTTU=1", S2 "S2HA=1 S2HD=1", "HTTU=2", LEGAL),
    ENTRY(S2HD, "mmu-600", NS, "HTTU=1", S2 "S2HA=1 S2HD=1", "S2HD=0", LEGAL),
    ENTRY(S2HD, "mmu-600", NS, "HTTU=1", S2 "S2HD=1", "S2HD=0", LEGAL),
    ENTRY(S2HAFT, FULL, NS, NULL, S2 "S2HAFT=1", "S2HA=1", LEGAL),
    REGS(S2HAFT, FULL, NS, NULL, S2 "S2HAFT=1", "HTTU=2", LEGAL),
    ENTRY(S2HAFT, FULL, NS, NULL, WIDE "S2HAFT=1", "S2HAFT=0", LEGAL),

    /* 5.2 S2TG */
    ENTRY(S2TG, FULL, NS, NULL, S2 "S2TG=3", "S2TG=0", LEGAL),
    REGS(S2TG, "v3.0-s2", NS, NULL, S2 "S2TG=16k S2T0SZ=28", "GRAN16K=1", LEGAL),
    REGS(S2TG, "grace", NS, "GRAN64K=0", S2 "S2TG=64k", "GRAN64K=1", LEGAL),
    REGS(S2TG, "grace", NS, "GRAN4K=0", S2, "GRAN4K=1", LEGAL),
    REGS(S2TG, FULL, NS, "GRAN16K=0", WIDE "S2TG=16k", "GRAN16K=1", LEGAL),
    ENTRY(S2TG, "mmu-600", NS, NULL, S2 "S2TG=3", "S2AA64=0", LEGAL),

    /* 5.2 S2TTB, S2PS */
    ENTRY(S2TTB, "grace", NS, NULL, S2 "S2PS=32-bit S2TTB=0x100000000", "S2PS=36-bit", LEGAL),
    ENTRY(S2TTB, "grace", NS, NULL, S2 "S2PS=40-bit S2TTB=0x10000000000", "S2PS=42-bit", LEGAL),
    ENTRY(S2TTB, "grace", NS, NULL, S2 "S2PS=44-bit S2TTB=0x100000000000", "S2PS=48-bit", LEGAL),
    REGS(S2TTB, "grace", NS, "OAS=4", S2 "S2TTB=0x100000000000", "OAS=5", LEGAL),
    ENTRY(S2TTB, FULL, NS, NULL, S2 "S2PS=52-bit S2TTB=0x1000000000000", "S2DS=1", LEGAL),
    ENTRY(S2TTB, FULL, NS, NULL, S2 "S2PS=52-bit S2TTB=0x1000000000000", "S2TG=64k", LEGAL),
    ENTRY(S2TTB, FULL, NS, NULL, S2 "S2PS=48-bit S2DS=1 S2TTB=0x1000000000000", "S2PS=52-bit",
          LEGAL),
    REGS(S2TTB, "v3.0-s2", NS, "ARCH_MINOR=1", S2 "S2TTB=0x1000000000000", "ARCH_MINOR=0", LEGAL),
    ENTRY(S2TTB, FULL, NS, NULL, WIDE "S2PS=52-bit S2TTB=0x80000000000000", "S2PS=56-bit", LEGAL),
    ENTRY(S2TTB, FULL, NS, NULL, WIDE "S2PS=52-bit S2TTB=0x80000000000000",
          "S2AA64=1 S2T0SZ=25 S2SL0=1", LEGAL),
    ENTRY(S2TTB, "mmu-600", NS, NULL, LPAE "S2PS=48-bit S2TTB=0x10000000000", "S2TTB=0xfffffffff0",
          LEGAL),

    /* 5.2 S2T0SZ */
    ENTRY(S2T0SZ, "grace", NS, NULL, S2 "S2T0SZ=49 S2SL0=3", "S2T0SZ=48", LEGAL),
    ENTRY(S2T0SZ, "grace", NS, NULL, S2 "S2TG=64k S2T0SZ=48 S2SL0=0", "S2T0SZ=47", LEGAL),
    REGS(S2T0SZ, "mmu-600", NS, NULL, S2 "S2T0SZ=40 S2SL0=0", "STT=1", LEGAL),
    ENTRY(S2T0SZ, FULL, NS, NULL, S2 "S2T0SZ=15 S2SL0=2", "S2DS=1", LEGAL),
    REGS(S2T0SZ, FULL, NS, "DS=0", S2 "S2DS=1 S2T0SZ=15 S2SL0=2", "DS=1", LEGAL),
    REGS(S2T0SZ, "grace", NS, NULL, S2 "S2TG=64k S2T0SZ=15 S2SL0=2", "OAS=6", LEGAL),
    REGS(S2T0SZ, "grace", NS, "OAS=4", S2 "S2T0SZ=19 S2SL0=2", "OAS=5", LEGAL),
    ENTRY(S2T0SZ, "mmu-600", NS, "OAS=0", S2 "S2T0SZ=23", "S2T0SZ=24", LEGAL),
    ENTRY(S2T0SZ, FULL, NS, NULL, WIDE "S2T0SZ=7", "S2T0SZ=8", LEGAL),
    ENTRY(S2T0SZ, FULL, NS, "OAS=6", WIDE "S2T0SZ=11", "S2T0SZ=12", LEGAL),
    ENTRY(S2T0SZ, FULL, NS, NULL, WIDE "S2T0SZ=49", "S2T0SZ=48", LEGAL),
    ENTRY(S2T0SZ, FULL, NS, NULL, WIDE "S2TG=64k S2T0SZ=48", "S2T0SZ=47", LEGAL),
    OPTION(S2T0SZ, "v3.0-s2", NS, NULL, NULL, S2 "S2T0SZ=45 S2SL0=0", "s2t0sz-oor-illegal=0",
           LEGAL),
    OPTION(S2T0SZ, "v3.0-s2", NS, NULL, NULL, S2 "S2T0SZ=3 S2SL0=2", "s2t0sz-oor-illegal=0", LEGAL),
    {RULE(S2T0SZ), "v3.0-s2", NS, "ARCH_MINOR=1", "s2t0sz-oor-illegal=0", S2 "S2T0SZ=45 S2SL0=0",
     "ARCH_MINOR=0", NULL, NULL, LEGAL},

    /* 5.2 S2SL0 */
    ENTRY(S2SL0, "grace", NS, NULL, S2 "S2SL0=2", "S2T0SZ=24", LEGAL),
    REGS(S2SL0, "mmu-600", NS, NULL, S2 "S2T0SZ=39 S2SL0=3", "STT=1", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, S2 "S2TG=64k S2SL0=3", "S2SL0=1", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, S2 "S2DS=1 S2T0SZ=15 S2SL0=0", "S2SL0_2=1", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, S2 "S2DS=1 S2SL0_2=1 S2SL0=1", "S2SL0_2=0", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, S2 "S2TG=16k S2T0SZ=16 S2SL0=3", "S2DS=1", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, WIDE "S2T0SZ=28 S2SKL=3", "S2SKL=2", LEGAL),
    ENTRY(S2SL0, FULL, NS, NULL, WIDE "S2T0SZ=28 S2SKL=3", "S2T0SZ=27", LEGAL),
    ENTRY(S2SL0, "mmu-600", NS, NULL, LPAE "S2SL0=2", "S2SL0=0", LEGAL),
    ENTRY(S2SL0, "mmu-600", NS, NULL, LPAE "S2T0SZ=8 S2SL0=0", "S2SL0=1", LEGAL),
    OPTION(S2SL0, "grace", NS, "OAS=3", "sl-pamax=1", S2 "S2T0SZ=24 S2SL0=2", "sl-pamax=0", LEGAL),
    OPTION(S2SL0, FULL, NS, "D128=0 VAX=1 OAS=5", "sl-pamax=1",
           S2 "S2TG=16k S2DS=1 S2T0SZ=16 S2SL0=3", "sl-pamax=0", LEGAL),

    /* the same of the Secure table */
    ENTRY(S_S2TG, FULL, SEC, NULL, SECURE_S2 "S_S2TG=3", "S_S2TG=0", LEGAL),
    REGS(S_S2TG, FULL, SEC, "GRAN64K=0", SECURE_S2 "S_S2TG=64k", "GRAN64K=1", LEGAL),
    REGS(S_S2TG, FULL, SEC, "GRAN16K=0", WIDE "S_S2T0SZ=24 S_S2TG=16k S_S2TTB=0x40000000",
         "GRAN16K=1", LEGAL),
    ENTRY(S_S2TTB, FULL, SEC, NULL, SECURE_S2 "S_S2TTB=0x1000000000000", "S2PS=52-bit S2DS=1",
          LEGAL),
    ENTRY(S_S2TTB, FULL, SEC, NULL, SECURE_S2 "S2PS=52-bit S_S2TTB=0x1000000000000", "S_S2TG=64k",
          LEGAL),
    ENTRY(S_S2T0SZ, FULL, SEC, NULL, SECURE_S2 "S_S2T0SZ=49 S_S2SL0=3", "S_S2T0SZ=48", LEGAL),
    ENTRY(S_S2T0SZ, FULL, SEC, NULL, SECURE_S2 "S_S2T0SZ=15 S_S2SL0=2", "S2DS=1", LEGAL),
    ENTRY(S_S2SL0, FULL, SEC, NULL, SECURE_S2 "S_S2SL0=2", "S_S2T0SZ=24", LEGAL),
    ENTRY(S_S2SL0, FULL, SEC, NULL, SECURE_S2 "S2DS=1 S_S2T0SZ=15 S_S2SL0=0", "S_S2SL0_2=1", LEGAL),
    ENTRY(S_S2SL0, FULL, SEC, NULL, WIDE "S_S2T0SZ=28 S_S2TG=4k S_S2TTB=0x40000000 S_S2SKL=3",
          "S_S2SKL=2", LEGAL),
    ENTRY(S2SL0, FULL, SEC, NULL, SECURE_S2 "S2SL0=2", "S2T0SZ=24", LEGAL),

    /* 5.2 S2ENDI */
    ENTRY(S2ENDI_BIG, "grace", NS, NULL, S2 "S2ENDI=1", "S2ENDI=0", LEGAL),
    REGS(S2ENDI_BIG, "grace", NS, NULL, S2 "S2ENDI=1", "TTENDIAN=0", LEGAL),
    ENTRY(S2ENDI_LITTLE, "grace", NS, "TTENDIAN=3", S2, "S2ENDI=1", LEGAL),
    REGS(S2ENDI_LITTLE, "grace", NS, "TTENDIAN=3", S2, "TTENDIAN=2", LEGAL),

    /* 5.2 S2PIE, S2POE, S2POI */
    ENTRY(S2PIE, "mmu-600", NS, "S2PI=1", LPAE "S2PIE=1", "S2PIE=0", LEGAL),
    REGS(S2PIE, "mmu-600", NS, "S2PI=1", LPAE "S2PIE=1", "S2PI=0", LEGAL),
    ENTRY(S2PIE, "mmu-600", NS, "S2PI=1", LPAE "S2PIE=1 S2T0SZ=25", "S2AA64=1", LEGAL),
    OPTION(S2PIE, "mmu-600", NS, "S2PI=1", NULL, LPAE "S2PIE=1", "s2pie-vmsa32=0", LEGAL),
    ENTRY(S2POE_DIRECT, FULL, NS, NULL, S2 "S2POE=1", "S2PIE=1", LEGAL),
    REGS(S2POE_DIRECT, FULL, NS, "D128=0 OAS=6 VAX=1", S2 "S2POE=1", "S2PO=0", LEGAL),
    ENTRY(S2POE_DIRECT, FULL, NS, NULL, S2 "S2POE=1", "S2AA64=0", LEGAL),
    ENTRY(S2POE_DIRECT, "mmu-600", NS, "S2PI=1 S2PO=1", LPAE "S2POE=1", "S2POE=0", LEGAL),
    OPTION(S2POE_DIRECT, "mmu-600", NS, "S2PI=1 S2PO=1", "s2pie-vmsa32=0", LPAE "S2POE=1 S2PIE=1",
           "s2pie-vmsa32=1", RULE(S2PIE)),
    ENTRY(S2POE_PBHA, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2HWU59=1", "S2HWU59=0", LEGAL),
    ENTRY(S2POE_PBHA, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2HWU60=1", "S2HWU60=0", LEGAL),
    ENTRY(S2POE_PBHA, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2HWU61=1", "S2HWU61=0", LEGAL),
    ENTRY(S2POE_PBHA, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2HWU62=1", "S2POE=0", LEGAL),
    REGS(S2POE_PBHA, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2HWU62=1", "PBHA=0", LEGAL),
    OPTION(S2POE_PBHA, FULL, NS, NULL, "s2hwu-vmsa128=1", WIDE "S2POE=1 S2HWU60=1",
           "s2hwu-vmsa128=0", LEGAL),
    ENTRY(S2POI, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2POI3=1", "S2POI3=2", LEGAL),
    ENTRY(S2POI, FULL, NS, NULL, S2 "S2POE=1 S2PIE=1 S2POI15=5", "S2POI15=7", LEGAL),
    ENTRY(S2POI, FULL, NS, NULL, WIDE "S2POE=1 S2POI0=5", "S2POE=0", LEGAL),
    REGS(S2POI, FULL, NS, "D128=0 OAS=6 VAX=1", S2 "S2POE=1 S2PIE=1 S2POI0=5", "S2PO=0", LEGAL),

    /* 5.2 S2VMID */
    ENTRY(S2VMID, "v3.0-s2", NS, NULL, S2 "S2VMID=0x100", "S2VMID=0xff", LEGAL),
    REGS(S2VMID, "grace", NS, "VMID16=0", NESTED "S2VMID=0x8000", "VMID16=1", LEGAL),
    ENTRY(S2VMID, "grace", NS, "VMID16=0", S1 "S2VMID=0x100", "STRW=el2", LEGAL),
    ENTRY(S2VMID, "grace", NS, "VMID16=0", S1 "S2VMID=0x100", "Config=bypass", LEGAL),
    REGS(S2VMID, "grace", NS, "VMID16=0 HYP=0", S1 "S2VMID=0x100 STRW=el2", "HYP=1", LEGAL),
    REGS(S2VMID, "grace", NS, "VMID16=0 HYP=0", S1 "S2VMID=0x100", "S2P=0", LEGAL),
    ENTRY(S2VMID, FULL, SEC, "VMID16=0", SECURE_NESTED "S2VMID=0x100", "Config=s1", LEGAL),
    ENTRY(S2VMID, FULL, RLM, "VMID16=0", S1 "S2VMID=0x100", "STRW=el2", LEGAL),

    /* 5.2 VMSPtr, 5.6.1 */
    ENTRY(VMSPTR, "mmu-700", NS, NULL, NESTED "S1MPAM=1 VMSPtr=0x10000000000000",
          "VMSPtr=0xffffffffff000", LEGAL),
    ENTRY(VMSPTR, "mmu-700", NS, NULL, NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "S1MPAM=0",
          LEGAL),
    ENTRY(VMSPTR, "mmu-700", NS, NULL, NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "Config=s1",
          LEGAL),
    REGS(VMSPTR, "mmu-700", NS, NULL, NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "MPAM=0", LEGAL),
    REGS(VMSPTR, "mmu-700", NS, NULL, NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "PARTID_MAX=0",
         LEGAL),
    REGS(VMSPTR, FULL, NS, "OAS=6", NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "OAS=7", LEGAL),
    ENTRY(VMSPTR, FULL, SEC, "OAS=6 PARTID_MAX=0", SECURE_NESTED "S1MPAM=1 VMSPtr=0x10000000000000",
          "MPAM_NS=1", LEGAL),
    OPTION(VMSPTR, FULL, SEC, "OAS=6 PARTID_MAX=0", "vmsptr-partid=0",
           SECURE_NESTED "S1MPAM=1 MPAM_NS=1 VMSPtr=0x10000000000000", "vmsptr-partid=1", LEGAL),
    ENTRY(VMSPTR, FULL, RLM, "OAS=6", NESTED "S1MPAM=1 VMSPtr=0x10000000000000", "S1MPAM=0", LEGAL),

    /* errata */
    OPTION(ERRATUM_S1_S2TTB, "grace", NS, NULL, "erratum-s1-s2ttb=1", S1 "S2TTB=0x40000000",
           "erratum-s1-s2ttb=0", LEGAL),
    {RULE(ERRATUM_S1_S2TTB), "v3.0-s2", NS, NULL, "erratum-s1-s2ttb=1", S1 "S2TTB=0x10", NULL, NULL,
     "S2TTB=0", LEGAL},
    {RULE(ERRATUM_S1_S2TTB), "grace", NS, NULL, "erratum-s1-s2ttb=1", S1 "S2TTB=0x40000000", NULL,
     NULL, "Config=nested " WALK, LEGAL},
    {RULE(ERRATUM_S1_S2TTB), "grace", NS, NULL, "erratum-s1-s2ttb=1", S1 "S2TTB=0x40000000", NULL,
     NULL, "Config=bypass", LEGAL},
    {RULE(ERRATUM_S1_S2TTB), "grace", NS, NULL, "erratum-s1-s2ttb=1", S1 "S2TTB=0x40000000", NULL,
     NULL, "S1CDMax=21", RULE(S1CDMAX)},
    OPTION(ERRATUM_NESTED_TLBI, "mmu-600", NS, NULL, "erratum-nested-tlbi=1", NESTED,
           "erratum-nested-tlbi=0", LEGAL),
    {RULE(ERRATUM_NESTED_TLBI), "mmu-600", NS, NULL, "erratum-nested-tlbi=1", NESTED, NULL, NULL,
     "Config=s2", LEGAL},
    {RULE(ERRATUM_NESTED_TLBI), "mmu-600", NS, NULL, "erratum-nested-tlbi=1", NESTED, NULL, NULL,
     "Config=s1", LEGAL},
};

static const char *text(const char *s)
{
    return s ? s : "";
}

static unsigned decode_row(const struct row *r, bool sibling, struct hl_meaning *m)
{
    struct place p = {r->profile,
                      r->security,
                      {r->regs, sibling ? r->regs2 : NULL},
                      {r->options, sibling ? r->options2 : NULL}};
    struct hl_entry e = {{0}};
    struct hl_smmu smmu;

    make_smmu(&smmu, &p);
    set_fields(&e, r->entry);
    if (sibling)
        set_fields(&e, r->entry2);
    hl_ste_decode(&smmu, &e, m);
    return m->rule;
}

/* What the architecture says of every decoded entry, whatever the rule. */
static bool consistent(const struct hl_meaning *m)
{
    bool zero = hl_entry_is_zero(&m->regime);

    if (m->rule == HL_RULE_STE_V)
        return m->state == HL_STATE_OFF && zero && m->config == HL_CONFIG_INVALID;
    if (m->rule)
        return m->state == HL_STATE_ILLEGAL && zero && m->config == HL_CONFIG_INVALID;
    if (m->config == HL_CONFIG_ABORT)
        return m->state == HL_STATE_STOP;
    return m->state == HL_STATE_LIVE && m->config != HL_CONFIG_INVALID;
}

static void test_rows(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct row *r = &rows[i];
        struct hl_meaning m, m2;
        unsigned got = decode_row(r, false, &m), got2 = decode_row(r, true, &m2);

        assert_int_not_equal(r->rule, r->rule2);
        if (got != r->rule || got2 != r->rule2 || !consistent(&m) || !consistent(&m2)) {
            print_error("%s %d [%s] [%s] '%s': %s, not %s\n", r->profile, (int)r->security,
                        text(r->regs), text(r->options), r->entry, rule_text(got),
                        rule_text(r->rule));
            print_error("   with [%s] [%s] '%s': %s, not %s\n", text(r->regs2), text(r->options2),
                        text(r->entry2), rule_text(got2), rule_text(r->rule2));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_every_rule_has_rows(void **state)
{
    bool seen[HL_STE_RULE_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        seen[rows[i].rule] = true;
    for (unsigned rule = 1; rule < HL_STE_RULE_COUNT; rule++)
        if (!seen[rule])
            fail_msg("no row for %s", rule_text(rule));
}

/* Legal for a reason of its own, not as the sibling of something. */
static void test_legal(void **state)
{
    static const struct {
        const char *profile;
        enum hl_security security;
        const char *regs, *entry;
    } legal[] = {
        {FULL, NS, NULL, BYPASS "EATS=split STRW=3 S1CDMax=31 S2TG=3 S2VMID=0xffff"},
        {FULL, SEC, NULL, BYPASS "EATS=split STRW=3 S1CDMax=31 S2TG=3 S2VMID=0xffff"},
        {FULL, RLM, NULL, BYPASS "EATS=dpt DPT_VMATCH=3 STRW=3 S2S=1 S1STALLD=1"},
        {FULL, NS, NULL, ABORT "EATS=split STRW=3 S1CDMax=31 S2TG=3"},
        {FULL, NS, NULL, S1 "EATS=dpt DPT_VMATCH=1"},
        {FULL, SEC, NULL, S1 "EATS=split S2S=1"},
        {FULL, SEC, NULL, SECURE_S2 "EATS=split S2S=1 DPT_VMATCH=3"},
        {FULL, NS, NULL, NESTED "STRW=3"},
        {FULL, RLM, NULL, NESTED "STRW=3"},
        {FULL, NS, NULL, S2 "S_S2TG=3 S_S2T0SZ=63 S_S2TTB=0xfffffffffffff0"},
        {FULL, RLM, NULL, S2 "S_S2TG=3 S_S2T0SZ=63 S_S2TTB=0xfffffffffffff0"},
        {"grace", NS, "STALL_MODEL=2", S1},
        {"mmu-600", NS, "TTENDIAN=0", LPAE "S2ENDI=1 S2TG=3 S2PS=7 S2T0SZ=0x30 S2DS=1"},
        {"mmu-600", NS, "GRAN4K=1 GRAN16K=0 GRAN64K=0", LPAE "S2TG=1"},
        {FULL, NS, NULL, WIDE "S2SL0=3 S2SL0_2=1 S2DS=1"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(legal); i++) {
        struct place p = {legal[i].profile, legal[i].security, {legal[i].regs, NULL}, {NULL, NULL}};
        struct hl_entry e = {{0}};
        struct hl_meaning m;
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        set_fields(&e, legal[i].entry);
        hl_ste_decode(&smmu, &e, &m);
        if (m.rule || !consistent(&m))
            fail_msg("%s %d '%s': %s", p.profile, (int)p.security, legal[i].entry,
                     rule_text(m.rule));
    }
}

/* Where several rules apply, the first of SteIllegal() is given. */
static void test_order(void **state)
{
    static const char *const fields[] = {
        "V=0",      "EATS=split", "STRW=3",   "S1CDMax=31",   "S2FWB=0",
        "S2HAFT=1", "S2TG=3",     "S2PS=0",   "S2T0SZ=63",    "S2SL0=0",
        "S2ENDI=1", "S2POE=1",    "S2POI0=1", "S2VMID=0x100", "VMSPtr=0x10000000000000"};
    static const unsigned expected[] = {
        RULE(V),          RULE(EATS_SPLIT),   RULE(S1CDMAX), RULE(S1CDMAX), RULE(S2HAFT),
        RULE(S2HAFT),     RULE(S2TG),         RULE(S2TTB),   RULE(S2T0SZ),  RULE(S2SL0),
        RULE(S2ENDI_BIG), RULE(S2POE_DIRECT), RULE(S2VMID),  RULE(S2VMID),  RULE(VMSPTR)};
    struct place p = {
        FULL, NS, {"OAS=6 D128=0 VAX=1 VMID16=0 NS1ATS=1 TTENDIAN=2", NULL}, {NULL, NULL}};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (size_t first = 0; first < LENGTH(fields); first++) {
        struct hl_entry e = {{0}};
        struct hl_meaning m;
        set_fields(&e, NESTED "S1MPAM=1 S2TTB=0x100000000");
        for (size_t i = first; i < LENGTH(fields); i++)
            set_fields(&e, fields[i]);
        hl_ste_decode(&smmu, &e, &m);
        if (m.rule != expected[first])
            fail_msg("from %s on: %s, not %s", fields[first], rule_text(m.rule),
                     rule_text(expected[first]));
    }
}

static void test_names(void **state)
{
    struct hl_smmu smmu;
    struct place p = {FULL, NS, {NULL, NULL}, {NULL, NULL}};

    (void)state;
    make_smmu(&smmu, &p);
    struct hl_decoder d = hl_ste_decoder(&smmu);
    assert_null(d.rule_name(0));
    assert_null(d.rule_section(0));
    assert_null(d.rule_name(HL_STE_RULE_COUNT));
    assert_null(d.rule_section(HL_STE_RULE_COUNT));
    assert_null(d.config_name(HL_CONFIG_COUNT));
    assert_string_equal(d.rule_name(RULE(S2AA64_VMSA32)), "STE_S2AA64_VMSA32");
    assert_string_equal(d.config_name(HL_CONFIG_NESTED), "nested");
    assert_true(d.kind == HL_KIND_STE && d.layout == &hl_ste_layout && d.valid.q[0] == 1);
    for (unsigned rule = 1; rule < HL_STE_RULE_COUNT; rule++) {
        assert_non_null(d.rule_name(rule));
        assert_non_null(d.rule_section(rule));
        for (unsigned other = 1; other < rule; other++)
            assert_string_not_equal(d.rule_name(rule), d.rule_name(other));
    }
}

/* 3.3.3, 5.2 STRW */
static void test_streamworld(void **state)
{
    static const struct {
        const char *profile;
        enum hl_security security;
        const char *regs, *entry, *world;
    } worlds[] = {
        {FULL, NS, NULL, "V=0", NULL},
        {FULL, NS, NULL, ABORT, NULL},
        {FULL, NS, NULL, BYPASS "STRW=el2", NULL},
        {FULL, NS, NULL, S1, "NS-EL1"},
        {FULL, NS, NULL, S2 "STRW=el2", "NS-EL1"},
        {FULL, NS, NULL, NESTED "STRW=el2", "NS-EL1"},
        {FULL, NS, "E2H=0", S1 "STRW=el2", "NS-EL2"},
        {FULL, NS, "E2H=1 S_E2H=0 R_E2H=0", S1 "STRW=el2", "NS-EL2-E2H"},
        {FULL, NS, "HYP=0", S1 "STRW=el2", "NS-EL1"},
        {FULL, SEC, NULL, S1, "Secure"},
        {FULL, SEC, NULL, SECURE_S2 "STRW=el2", "Secure"},
        {FULL, SEC, "S_E2H=0", S1 "STRW=el2", "S-EL2"},
        {FULL, SEC, "S_E2H=1 E2H=0", S1 "STRW=el2", "S-EL2-E2H"},
        {"mmu-600", SEC, NULL, S1 "STRW=el3", "EL3"},
        {FULL, RLM, NULL, S1, "Realm-EL1"},
        {FULL, RLM, NULL, S2, "Realm-EL1"},
        {FULL, RLM, "R_E2H=0", S1 "STRW=el2", "Realm-EL2"},
        {FULL, RLM, "R_E2H=1 E2H=0", S1 "STRW=el2", "Realm-EL2-E2H"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(worlds); i++) {
        struct place p = {
            worlds[i].profile, worlds[i].security, {worlds[i].regs, NULL}, {NULL, NULL}};
        struct hl_entry e = {{0}};
        struct hl_meaning m;
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        set_fields(&e, worlds[i].entry);
        hl_ste_decode(&smmu, &e, &m);
        const char *world = hl_ste_streamworld(&smmu, &m);
        if (!worlds[i].world)
            assert_null(world);
        else
            assert_string_equal(world ? world : "none", worlds[i].world);
    }
}

static void test_assumption_names(void **state)
{
    struct hl_assumptions a;

    (void)state;
    assert_true(hl_assumptions_parse("", &a));
    assert_false(a.ats_quiesced);
    assert_true(hl_assumptions_parse("none", &a));
    assert_false(a.ats_quiesced);
    assert_true(hl_assumptions_parse("none,ats-quiesced", &a));
    assert_true(a.ats_quiesced);
    assert_false(hl_assumptions_parse("ats", &a));
    assert_false(hl_assumptions_parse("ats-quiesced,", &a));
    assert_false(hl_assumptions_parse(",ats-quiesced", &a));
    assert_false(hl_assumptions_parse("ats-quiesced x", &a));
}

/* 5.2 MEV; 3.9.2: EATS, and NSCFG of a Realm STE where only Full ATS reads it. */
static void test_assumptions(void **state)
{
    static const struct place p = {FULL, RLM, {"R_XT=0", NULL}, {NULL, NULL}};
    struct hl_entry mev = {{0}}, mask, a = {{0}}, b = {{0}};
    struct hl_meaning ma, mb;
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    HL_MARK(STE, &mev, MEV);
    set_fields(&a, S2 "EATS=full NSCFG=2");
    set_fields(&b, S2 "EATS=full NSCFG=3");

    mask = hl_ste_assume(&smmu, &(struct hl_assumptions){.ats_quiesced = false});
    assert_true(hl_entry_equal(&mask, &mev));
    hl_ste_decode(&smmu, &a, &ma);
    hl_ste_decode(&smmu, &b, &mb);
    assert_false(same_meaning(&ma, &mb));

    mask = hl_ste_assume(&smmu, &(struct hl_assumptions){.ats_quiesced = true});
    assert_int_equal(HL_GET(STE, &mask, EATS), 3);
    assert_int_equal(HL_GET(STE, &mask, MEV), 1);
    assert_int_equal(HL_GET(STE, &mask, Config), 0);
    assert_int_equal(HL_GET(STE, &mask, NSCFG), 0);
    hl_ste_decode(&smmu, &a, &ma);
    hl_ste_decode(&smmu, &b, &mb);
    assert_true(same_meaning(&ma, &mb));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_rule_has_rows),
        cmocka_unit_test(test_legal),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_streamworld),
        cmocka_unit_test(test_assumption_names),
        cmocka_unit_test(test_assumptions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
