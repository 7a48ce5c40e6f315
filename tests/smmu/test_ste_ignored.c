// SPDX-License-Identifier: MIT
/* Every IGNORED, RES0 and "behaves as" condition of IHI 0070 section 5.2: two entries that differ
 * only in what is ignored mean the same, and those bits are not used; where the field matters, they
 * do not mean the same, and the bits are used. */
#include "helpers.h"

#define FULL "v3.4-full"
#define NS HL_NONSECURE
#define SEC HL_SECURE
#define RLM HL_REALM

enum kind {
    IGNORED, /* the differing bits are not used */
    SAME     /* "behaves as": the bits are used, but these two values mean the same */
};

struct row {
    enum kind kind;
    const char *a, *b; /* what differs, set on top of the entry */
    const char *profile;
    enum hl_security security;
    const char *regs, *options, *entry;    /* where it does not matter */
    const char *regs2, *options2, *entry2; /* set on top: where it matters; all NULL: nowhere */
};

/* ignored because of a field, a register, an option */
#define ENTRY(a, b, profile, sec, regs, entry, entry2)                                             \
    {                                                                                              \
        IGNORED, a, b, profile, sec, regs, NULL, entry, NULL, NULL, entry2                         \
    }
#define REGS(a, b, profile, sec, regs, entry, regs2)                                               \
    {                                                                                              \
        IGNORED, a, b, profile, sec, regs, NULL, entry, regs2, NULL, NULL                          \
    }
#define OPTION(a, b, profile, sec, regs, option, entry, option2)                                   \
    {                                                                                              \
        IGNORED, a, b, profile, sec, regs, option, entry, NULL, option2, NULL                      \
    }
#define BEHAVES(a, b, profile, sec, regs, entry)                                                   \
    {                                                                                              \
        SAME, a, b, profile, sec, regs, NULL, entry, NULL, NULL, NULL                              \
    }

#define POI(n)                                                                                     \
    ENTRY("S2POI" #n "=ro", "S2POI" #n "=rw", FULL, NS, NULL, S2 "S2PIE=1", "S2POE=1"),            \
        REGS("S2POI" #n "=ro", "S2POI" #n "=rw", FULL, NS, "D128=0 OAS=6 VAX=1 S2PO=0",            \
             S2 "S2PIE=1 S2POE=1", "S2PO=1")
#define HWU(n)                                                                                     \
    REGS("S2HWU" #n "=0", "S2HWU" #n "=1", FULL, NS, "PBHA=0", S2, "PBHA=1"),                      \
        ENTRY("S2HWU" #n "=0", "S2HWU" #n "=1", FULL, NS, NULL, WIDE, S2)

static const struct row rows[] = {
    /* 5.2 TL0, TL1: checks on stage 1's walks */
    ENTRY("TL0=0", "TL0=1", FULL, NS, NULL, S2, "Config=nested"),
    ENTRY("TL1=0", "TL1=1", FULL, NS, NULL, S2, "Config=nested"),

    /* stage 1 */
    ENTRY("S1Fmt=0", "S1Fmt=1", "grace", NS, NULL, S1 "S1CDMax=0", "S1CDMax=4"),
    REGS("S1Fmt=0", "S1Fmt=2", "grace", NS, "SSIDSIZE=0", S1 "S1CDMax=4", "SSIDSIZE=20"),
    BEHAVES("S1Fmt=3", "S1Fmt=0", "grace", NS, NULL, S1 "S1CDMax=4"),
    REGS("S1CDMax=0", "S1CDMax=4", "grace", NS, "SSIDSIZE=0", S1, "SSIDSIZE=20"),
    ENTRY("S1DSS=0", "S1DSS=1", "grace", NS, NULL, S1 "S1CDMax=0", "S1CDMax=1"),
    ENTRY("S1DSS=1", "S1DSS=2", "grace", NS, NULL, NESTED "S1CDMax=0", "S1CDMax=1"),
    REGS("S1DSS=0", "S1DSS=2", "grace", NS, "SSIDSIZE=0", S1 "S1CDMax=4", "SSIDSIZE=20"),
    BEHAVES("S1DSS=3", "S1DSS=0", "grace", NS, NULL, S1 "S1CDMax=4"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL, S1 "S1CDMax=1",
          "S1CDMax=0"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x10200", "grace", NS, NULL, S1 "S1CDMax=4",
          "S1CDMax=3"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x103c0", "grace", NS, NULL, S1 "S1CDMax=4",
          "S1Fmt=1"),
    ENTRY("S1ContextPtr=0", "S1ContextPtr=0x2000000", "grace", NS, NULL, S1 "S1CDMax=20",
          "S1CDMax=19"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL, S1 "S1Fmt=3 S1CDMax=4",
          "S1Fmt=1"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL,
          S1 "S1Fmt=1 S1CDMax=10", "S1CDMax=9"),
    ENTRY("S1ContextPtr=0", "S1ContextPtr=0x10000", "grace", NS, NULL, S1 "S1Fmt=1 S1CDMax=20",
          "S1CDMax=19"),
    ENTRY("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL,
          S1 "S1Fmt=2 S1CDMax=14", "S1CDMax=13"),
    ENTRY("S1ContextPtr=0", "S1ContextPtr=0x1000", "grace", NS, NULL, S1 "S1Fmt=2 S1CDMax=20",
          "S1CDMax=19"),
    REGS("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL, S1 "S1CDMax=1",
         "SSIDSIZE=0"),
    OPTION("S1ContextPtr=0x10000", "S1ContextPtr=0x10040", "grace", NS, NULL, NULL, S1 "S1CDMax=1",
           "s1contextptr-align=0"),
    {IGNORED, "S1ContextPtr=0x1000", "S1ContextPtr=0x100000001000", "v3.0-s1", NS, NULL,
     "s1contextptr-oor-illegal=0", S1, "OAS=5", NULL, NULL},
    {IGNORED, "S1ContextPtr=0x1000", "S1ContextPtr=0x100000001000", "v3.0-s2", NS, NULL,
     "s1contextptr-oor-illegal=0", NESTED, "ARCH_MINOR=1", NULL, NULL},
    {IGNORED, "S1ContextPtr=0x1000", "S1ContextPtr=0x10000001000", "mmu-600", NS,
     "OAS=0 ARCH_MINOR=0", "s1contextptr-oor-illegal=0", NESTED, "OAS=5", NULL, NULL},
    {IGNORED, "S1ContextPtr=0x1000", "S1ContextPtr=0x100001000", "mmu-600", NS,
     "OAS=0 ARCH_MINOR=0", "s1contextptr-oor-illegal=0", S1, NULL, NULL, "Config=nested " WALK},
    ENTRY("S1CSH=0", "S1CSH=3", "grace", NS, NULL, S1, "S1CIR=1"),
    ENTRY("S1CSH=2", "S1CSH=3", "grace", NS, NULL, NESTED, "S1COR=2"),
    BEHAVES("S1CSH=1", "S1CSH=0", "grace", NS, NULL, S1 "S1CIR=1 S1COR=1"),
    REGS("S1PIE=0", "S1PIE=1", FULL, NS, "D128=0 OAS=6 VAX=1 S1PI=0", S1, "S1PI=1"),
    ENTRY("S1STALLD=0", "S1STALLD=1", "grace", NS, NULL, S2, "Config=nested"),
    ENTRY("S1CIR=0", "S1CIR=3", "grace", NS, NULL, S2, "Config=nested"),
    ENTRY("S1COR=0", "S1COR=3", "grace", NS, NULL, BYPASS, "Config=s1"),
    ENTRY("S1PIE=0", "S1PIE=1", FULL, NS, NULL, S2, "Config=nested"),

    /* what stage 2 needs of a stage 1 STE */
    ENTRY("S2VMID=1", "S2VMID=2", "grace", NS, NULL, S1 "STRW=el2", "STRW=el1"),
    REGS("S2VMID=1", "S2VMID=2", "grace", NS, "HYP=0 S2P=0", S1, "S2P=1"),
    ENTRY("S2VMID=1", "S2VMID=2", FULL, SEC, NULL, S1, "Config=s2 " WALK SECURE_WALK),
    ENTRY("S2VMID=1", "S2VMID=2", FULL, RLM, NULL, S1 "STRW=el2", "STRW=el1"),
    ENTRY("S2VMID=1", "S2VMID=2", "grace", NS, NULL, BYPASS, "Config=s2 " WALK),
    REGS("STRW=0", "STRW=2", "grace", NS, "HYP=0", S1, "HYP=1"),
    ENTRY("STRW=0", "STRW=2", "grace", NS, NULL, NESTED, "Config=s1"),
    ENTRY("STRW=0", "STRW=3", "grace", NS, NULL, S2, "Config=s1"),
    ENTRY("STRW=0", "STRW=2", FULL, SEC, NULL, SECURE_NESTED, "Config=s1"),
    ENTRY("STRW=0", "STRW=2", FULL, RLM, NULL, S2, "Config=s1"),
    ENTRY("S2S=0", "S2S=1", "grace", NS, NULL, S1, "Config=nested " WALK),
    OPTION("S2S=0", "S2S=1", "v3.0-s2", NS, NULL, NULL, S1 "EATS=full", "eats-s2s-bypass=1"),

    /* 5.2 DRE, DCP, CONT, PPAR, MEV, SW_RESERVED, IMPLEMENTATION DEFINED */
    REGS("DRE=0", "DRE=1", "grace", NS, "ARCH_MINOR=0", S1, "ARCH_MINOR=1"),
    REGS("DCP=0", "DCP=1", "grace", NS, "ARCH_MINOR=0", S1, "ARCH_MINOR=1"),
    ENTRY("DRE=0", "DRE=1", "grace", NS, NULL, BYPASS, "Config=s1"),
    ENTRY("DCP=0", "DCP=1", "grace", NS, NULL, BYPASS, "Config=s1"),
    OPTION("DRE=0", "DRE=1", "grace", NS, NULL, "dre-dcp=0", S2, "dre-dcp=1"),
    OPTION("DCP=0", "DCP=1", "grace", NS, NULL, "dre-dcp=0", S2, "dre-dcp=1"),
    OPTION("CONT=0", "CONT=3", "grace", NS, NULL, "cont=0", S1, "cont=1"),
    OPTION("CONT=0", "CONT=3", "grace", NS, NULL, "cont=0", ABORT, "cont=1"),
    OPTION("CONT=0", "CONT=3", "grace", NS, NULL, "cont=0", BYPASS, "cont=1"),
    REGS("PPAR=0", "PPAR=1", "grace", NS, "PRI=0", S1, "PRI=1"),
    REGS("PPAR=0", "PPAR=1", "grace", NS, "SSIDSIZE=0", S1, "SSIDSIZE=1"),
    REGS("PPAR=0", "PPAR=1", "grace", NS, "PPS=1", S1, "PPS=0"),
    REGS("PPAR=0", "PPAR=1", FULL, SEC, "PRI=1 PPS=0", S1, NULL),
    REGS("PPAR=0", "PPAR=1", FULL, RLM, "R_PRI=0 PRI=0", S1, "R_PRI=1 PRI=1"),
    ENTRY("MEV=0", "MEV=1", "grace", NS, NULL, ABORT, "Config=s1"),
    ENTRY("SW_RESERVED=0", "SW_RESERVED=0xf", "grace", NS, NULL, S1, NULL),
    ENTRY("SW_RESERVED=0", "SW_RESERVED=0xf", FULL, RLM, NULL, NESTED, NULL),
    OPTION("IMPDEF_1=0", "IMPDEF_1=0x800", "grace", NS, NULL, "impdef=0", S1, "impdef=1"),
    OPTION("IMPDEF_2=0", "IMPDEF_2=0x8000", "grace", NS, NULL, "impdef=0", S2, "impdef=1"),
    OPTION("IMPDEF_4=0", "IMPDEF_4=0x8001", "grace", NS, NULL, "impdef=0", BYPASS, "impdef=1"),
    OPTION("@56=0", "@56=1", "grace", NS, NULL, NULL, S1, "res0-illegal=1"),
    OPTION("@447=0", "@447=1", "grace", NS, NULL, NULL, BYPASS, "res0-illegal=1"),

    /* 5.2 EATS, DPT_VMATCH */
    REGS("EATS=0", "EATS=1", "grace", NS, "PRI=0 ATS=0", S1, "ATS=1"),
    REGS("EATS=0", "EATS=2", FULL, RLM, "R_DPT=0 R_PRI=0 R_ATS=0", NESTED, "R_ATS=1"),
    ENTRY("EATS=0", "EATS=1", "grace", NS, NULL, BYPASS, "Config=s1"),
    ENTRY("EATS=0", "EATS=3", FULL, SEC, NULL, S1, NULL),
    {SAME, "EATS=0", "EATS=2", "grace", NS, "ATSCHK=0", NULL, NESTED, "ATSCHK=1", NULL, NULL},
    {SAME, "EATS=0", "EATS=3", FULL, NS, "ATSCHK=0", NULL, S1, "ATSCHK=1", NULL, NULL},
    {SAME, "EATS=0", "EATS=3", FULL, NS, "DPT=0", NULL, S1, "DPT=1", NULL, NULL},
    {SAME, "EATS=0", "EATS=3", FULL, RLM, "R_DPT=0", NULL, NESTED, "R_DPT=1 ATSCHK=0", NULL, NULL},
    ENTRY("DPT_VMATCH=0", "DPT_VMATCH=1", FULL, NS, NULL, S1 "EATS=full", "EATS=dpt"),
    REGS("DPT_VMATCH=0", "DPT_VMATCH=2", FULL, NS, "DPT=0", S1 "EATS=dpt", "DPT=1"),
    REGS("DPT_VMATCH=0", "DPT_VMATCH=2", FULL, NS, "ATSCHK=0", S1 "EATS=dpt", "ATSCHK=1"),
    ENTRY("DPT_VMATCH=0", "DPT_VMATCH=2", FULL, RLM, NULL, S2 "EATS=split Config=nested",
          "EATS=dpt"),
    BEHAVES("DPT_VMATCH=0", "DPT_VMATCH=3", FULL, NS, NULL, S1 "EATS=dpt"),

    /* 5.2 MemAttr to SHCFG, table 13.5 and 13.1.4 */
    ENTRY("MemAttr=1", "MemAttr=0xf", "grace", NS, NULL, BYPASS, "MTCFG=1"),
    REGS("MemAttr=1", "MemAttr=0xf", "grace", NS, "ATTR_TYPES_OVR=0", BYPASS "MTCFG=1",
         "ATTR_TYPES_OVR=1"),
    OPTION("MemAttr=1", "MemAttr=0xf", "grace", NS, NULL, "overrides=0", S2 "MTCFG=1",
           "overrides=1"),
    BEHAVES("MemAttr=4", "MemAttr=0", "grace", NS, NULL, BYPASS "MTCFG=1"),
    BEHAVES("MemAttr=8", "MemAttr=0", "grace", NS, NULL, S2 "MTCFG=1"),
    BEHAVES("MemAttr=0xc", "MemAttr=0", "grace", NS, NULL, BYPASS "MTCFG=1"),
    {SAME, "MemAttr=1", "MemAttr=2", "grace", NS, NULL, NULL, S1 "MTCFG=1", NULL, NULL,
     "Config=bypass"},
    {SAME, "MemAttr=0", "MemAttr=5", "grace", NS, NULL, NULL, NESTED "MTCFG=1", NULL, NULL,
     "Config=s2"},
    {SAME, "MemAttr=0xa", "MemAttr=0xf", "grace", NS, NULL, NULL, S1 "MTCFG=1", NULL, NULL,
     "S1CDMax=1 S1DSS=bypass"},
    {SAME, "MemAttr=0xa", "MemAttr=0xf", "grace", NS, NULL, NULL, S1 "MTCFG=1 S1DSS=bypass", NULL,
     NULL, "S1CDMax=1"},
    REGS("MTCFG=0", "MTCFG=1", "grace", NS, "ATTR_TYPES_OVR=0", BYPASS, "ATTR_TYPES_OVR=1"),
    OPTION("MTCFG=0", "MTCFG=1", "grace", NS, NULL, "overrides=0", BYPASS, "overrides=1"),
    REGS("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, "ATTR_TYPES_OVR=0", BYPASS, "ATTR_TYPES_OVR=1"),
    OPTION("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, "overrides=0", S1, "overrides=1"),
    ENTRY("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, BYPASS "MTCFG=1", "MTCFG=0"),
    ENTRY("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, BYPASS "MTCFG=1 MemAttr=5", "MemAttr=7"),
    ENTRY("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, S1 "MTCFG=1 MemAttr=3", "MemAttr=0xf"),
    ENTRY("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, S2 "MTCFG=1 MemAttr=0xc", "MemAttr=0xd"),
    OPTION("ALLOCCFG=8", "ALLOCCFG=0xe", "grace", NS, NULL, "alloccfg-alone=0", BYPASS,
           "alloccfg-alone=1"),
    ENTRY("ALLOCCFG=0", "ALLOCCFG=7", "grace", NS, NULL, BYPASS, NULL),
    ENTRY("ALLOCCFG=1", "ALLOCCFG=4", "grace", NS, NULL, NESTED, NULL),
    BEHAVES("ALLOCCFG=9", "ALLOCCFG=8", "grace", NS, NULL, BYPASS),
    REGS("SHCFG=0", "SHCFG=3", "grace", NS, "ATTR_TYPES_OVR=0", BYPASS, "ATTR_TYPES_OVR=1"),
    OPTION("SHCFG=0", "SHCFG=3", "grace", NS, NULL, "overrides=0", BYPASS, "overrides=1"),
    ENTRY("SHCFG=0", "SHCFG=1", "grace", NS, NULL, S1, "S1CDMax=1 S1DSS=bypass"),
    ENTRY("SHCFG=0", "SHCFG=3", "grace", NS, NULL, NESTED, "Config=s2"),
    ENTRY("SHCFG=0", "SHCFG=2", "grace", NS, NULL, BYPASS "MTCFG=1 MemAttr=1", "MTCFG=0"),
    ENTRY("SHCFG=0", "SHCFG=2", "grace", NS, NULL, S2 "MTCFG=1 MemAttr=5", "MemAttr=6"),

    /* 5.2 NSCFG, 3.10.2.2, 3.10.3.3, 3.9.1.3, 3.9.4.3 */
    ENTRY("NSCFG=2", "NSCFG=3", FULL, NS, NULL, BYPASS, NULL),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, SEC, NULL, S1, "Config=bypass"),
    ENTRY("NSCFG=0", "NSCFG=3", FULL, SEC, NULL, S1, "S1CDMax=1 S1DSS=bypass"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, SEC, NULL, SECURE_NESTED, "Config=s2"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, SEC, NULL, SECURE_NESTED, "S1CDMax=1 S1DSS=bypass"),
    REGS("NSCFG=2", "NSCFG=3", FULL, SEC, "ATTR_PERMS_OVR=0", BYPASS, "ATTR_PERMS_OVR=1"),
    REGS("NSCFG=2", "NSCFG=3", FULL, SEC, "ATTR_PERMS_OVR=0", S1 "S1CDMax=1 S1DSS=bypass",
         "ATTR_PERMS_OVR=1"),
    BEHAVES("NSCFG=1", "NSCFG=0", FULL, SEC, NULL, BYPASS),
    ENTRY("NSCFG=0", "NSCFG=3", FULL, RLM, "R_XT=0", S1, "Config=bypass"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, RLM, "R_XT=0", S1, "S1CDMax=1 S1DSS=bypass"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, RLM, "R_XT=0", S2, "EATS=full"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, RLM, "R_XT=0", NESTED "EATS=split", "EATS=full"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, RLM, "R_XT=0", NESTED "EATS=dpt", "EATS=full"),
    ENTRY("NSCFG=2", "NSCFG=3", FULL, RLM, "R_XT=0", NESTED "S1CDMax=1 S1DSS=bypass", "Config=s1"),
    {SAME, "NSCFG=2", "NSCFG=3", FULL, RLM, NULL, NULL, S2, NULL, NULL, "EATS=full"},
    {SAME, "NSCFG=0", "NSCFG=1", FULL, RLM, "R_XT=0", NULL, BYPASS, "R_XT=1", NULL, NULL},
    REGS("NSCFG=0", "NSCFG=1", FULL, RLM, "R_XT=0", S2, "R_XT=1"),
    REGS("PRIVCFG=0", "PRIVCFG=3", "grace", NS, "ATTR_PERMS_OVR=0", S1, "ATTR_PERMS_OVR=1"),
    BEHAVES("PRIVCFG=1", "PRIVCFG=0", "grace", NS, NULL, S1),
    REGS("INSTCFG=0", "INSTCFG=3", "grace", NS, "ATTR_PERMS_OVR=0", S1, "ATTR_PERMS_OVR=1"),
    BEHAVES("INSTCFG=1", "INSTCFG=0", "grace", NS, NULL, S2),

    /* stage 2: 5.2 S2HWU59 to S2FWB, S2T0SZ to S2POE */
    HWU(59),
    HWU(60),
    HWU(61),
    HWU(62),
    REGS("S2HWU59=0", "S2HWU59=1", FULL, NS, "ARCH_MINOR=0", S2, "ARCH_MINOR=1"),
    OPTION("S2HWU59=0", "S2HWU59=1", FULL, NS, NULL, NULL, WIDE, "s2hwu-vmsa128=1"),
    REGS("S2FWB=0", "S2FWB=1", "grace", NS, "FWB=0", S2, "FWB=1"),
    ENTRY("S2FWB=0", "S2FWB=1", "grace", NS, NULL, NESTED "Config=s1", "Config=nested"),
    ENTRY("S2T0SZ=0", "S2T0SZ=0x30", "mmu-600", NS, NULL, LPAE, NULL),
    ENTRY("S2T0SZ=9", "S2T0SZ=25", "mmu-600", NS, NULL, LPAE, "S2AA64=1"),
    ENTRY("S2TG=0", "S2TG=1", "mmu-600", NS, NULL, LPAE "S2T0SZ=25", "S2AA64=1"),
    ENTRY("S2TG=0", "S2TG=3", "mmu-600", NS, NULL, LPAE, NULL),
    ENTRY("S2PS=0", "S2PS=5", "mmu-600", NS, NULL, LPAE "S2T0SZ=25", "S2AA64=1"),
    ENTRY("S2DS=0", "S2DS=1", "mmu-600", NS, "DS=1 VAX=1", LPAE "S2T0SZ=25", "S2AA64=1"),
    ENTRY("S2SL0_2=0", "S2SL0_2=1", "mmu-600", NS, "DS=1 VAX=1", LPAE "S2T0SZ=25 S2DS=1 S2SL0=1",
          "S2AA64=1"),
    OPTION("S2PIE=0", "S2PIE=1", "mmu-600", NS, "S2PI=1", "s2pie-vmsa32=0", LPAE, "s2pie-vmsa32=1"),
    ENTRY("S2SL0_2=0", "S2SL0_2=1", FULL, NS, NULL, S2, "S2DS=1"),
    ENTRY("S2SL0_2=0", "S2SL0_2=1", FULL, NS, NULL, S2 "S2DS=1 S2TG=16k S2T0SZ=28", "S2TG=4k"),
    ENTRY("S2SL0_2=0", "S2SL0_2=1", FULL, NS, NULL, S2 "S2DS=1 S2TG=64k", "S2TG=4k S2T0SZ=25"),
    ENTRY("S2SL0_2=0", "S2SL0_2=1", FULL, NS, NULL, WIDE "S2DS=1", "S2AA64=1 S2SL0=2"),
    REGS("S2SL0_2=0", "S2SL0_2=1", FULL, NS, "DS=0", S2 "S2DS=1", "DS=1"),
    REGS("S2DS=0", "S2DS=1", FULL, NS, "DS=0", S2, "DS=1"),
    ENTRY("S2DS=0", "S2DS=1", FULL, NS, NULL, S2 "S2TG=64k", "S2TG=4k"),
    ENTRY("S2DS=0", "S2DS=1", FULL, NS, NULL, WIDE, "S2AA64=1 S2SL0=2"),
    ENTRY("S2DS=0", "S2DS=1", FULL, SEC, NULL, SECURE_S2 "S_S2TG=64k", "S_S2TG=4k"),
    ENTRY("S2DS=0", "S2DS=1", FULL, SEC, NULL, SECURE_S2 "S2TG=64k", "S2TG=4k"),
    ENTRY("S2SL0=0", "S2SL0=3", FULL, NS, NULL, WIDE, "S2AA64=1 S2T0SZ=34"),
    ENTRY("S_S2SL0=1", "S_S2SL0=2", FULL, SEC, NULL, SECURE_S2 "S2AA64=0", "S2AA64=1"),
    ENTRY("S_S2SL0_2=0", "S_S2SL0_2=1", FULL, SEC, NULL, SECURE_S2, "S2DS=1"),
    ENTRY("S_S2SL0_2=0", "S_S2SL0_2=1", FULL, SEC, NULL, SECURE_S2 "S2DS=1 S_S2TG=16k S_S2T0SZ=28",
          "S_S2TG=4k S_S2T0SZ=25"),
    ENTRY("S_S2SL0_2=0", "S_S2SL0_2=1", FULL, SEC, NULL, SECURE_S2 "S2AA64=0 S2DS=1", "S2AA64=1"),
    REGS("S_S2SL0_2=0", "S_S2SL0_2=1", FULL, SEC, "DS=0", SECURE_S2 "S2DS=1", "DS=1"),
    ENTRY("S2SKL=0", "S2SKL=1", FULL, NS, NULL, S2, "S2AA64=0"),
    REGS("S2SKL=0", "S2SKL=1", FULL, NS, "D128=0 OAS=6 VAX=1", S2, NULL),
    ENTRY("S2SKL=0", "S2SKL=3", "mmu-600", NS, NULL, LPAE, NULL),
    ENTRY("S_S2SKL=0", "S_S2SKL=1", FULL, SEC, NULL, SECURE_S2, "S2AA64=0"),
    ENTRY("S2SH0=2", "S2SH0=3", "grace", NS, NULL, S2 "S2IR0=0 S2OR0=0", "S2IR0=1"),
    ENTRY("S2SH0=2", "S2SH0=3", "grace", NS, NULL, S2 "S2IR0=0 S2OR0=0", "S2OR0=2"),
    ENTRY("S2SH0=2", "S2SH0=3", FULL, NS, NULL, S2 "S2IR0=0 S2OR0=0", "S2DS=1"),
    BEHAVES("S2SH0=1", "S2SH0=0", "grace", NS, NULL, S2),
    BEHAVES("S2PS=6", "S2PS=5", "grace", NS, NULL, S2),
    BEHAVES("S2PS=7", "S2PS=5", "grace", NS, NULL, S2),
    BEHAVES("S2PS=7", "S2PS=6", "mmu-700", NS, NULL, S2),
    BEHAVES("S2PS=7", "S2PS=6", "mmu-700", NS, "ARCH_MINOR=3", S2),
    BEHAVES("S2PS=6", "S2PS=5", "v3.0-s2", NS, "OAS=5", S2),
    BEHAVES("S2PS=7", "S2PS=5", "v3.0-s2", NS, "OAS=5", S2),
    BEHAVES("S2PS=7", "S2PS=4", "v3.0-s2", NS, NULL, S2),
    ENTRY("S2AFFD=0", "S2AFFD=1", "grace", NS, NULL, S2 "S2HA=1", "S2HA=0"),
    ENTRY("S2PTW=0", "S2PTW=1", "grace", NS, NULL, S2, "Config=nested"),
    {SAME, "S2HD=0", "S2HD=1", "grace", NS, NULL, NULL, S2, NULL, NULL, "S2HA=1"},
    ENTRY("S2R=0", "S2R=1", "grace", NS, NULL, S2 "S2S=1", "S2S=0"),
    REGS("S2HAFT=0", "S2HAFT=1", FULL, NS, "HTTU=2", S2 "S2HA=1", "HTTU=3"),
    REGS("S2PIE=0", "S2PIE=1", "grace", NS, "S2PI=0", S2, "S2PI=1"),
    ENTRY("S2PIE=0", "S2PIE=1", FULL, NS, NULL, WIDE, "S2AA64=1 S2SL0=2"),
    REGS("S2POE=0", "S2POE=1", "grace", NS, "S2PI=1 S2PO=0", S2 "S2PIE=1", "S2PO=1"),
    POI(0),
    POI(1),
    POI(2),
    POI(3),
    POI(4),
    POI(5),
    POI(6),
    POI(7),
    POI(8),
    POI(9),
    POI(10),
    POI(11),
    POI(12),
    POI(13),
    POI(14),
    POI(15),
    ENTRY("S2POI0=ro", "S2POI0=1", FULL, NS, NULL, WIDE, "S2POE=1"),
    REGS("AssuredOnly=0", "AssuredOnly=1", FULL, NS, "THE=0", S2, "THE=1"),
    ENTRY("AssuredOnly=0", "AssuredOnly=1", FULL, NS, NULL, WIDE, "S2AA64=1 S2SL0=2"),
    ENTRY("AssuredOnly=0", "AssuredOnly=1", FULL, NS, "D128=0 OAS=6 VAX=1", S1, "Config=s2 " WALK),
    ENTRY("TL0=0", "TL0=1", FULL, NS, "D128=0 OAS=6 VAX=1", S1, "Config=nested " WALK),
    ENTRY("TL0=0", "TL0=1", FULL, NS, NULL, NESTED "Config=s2", "Config=nested"),
    ENTRY("TL1=0", "TL1=1", FULL, NS, NULL, NESTED "Config=s2", "Config=nested"),
    REGS("TL0=0", "TL0=1", FULL, NS, "THE=0", NESTED, "THE=1"),
    REGS("TL1=0", "TL1=1", FULL, NS, "THE=0", NESTED, "THE=1"),

    /* the Secure table, and the choice of the output space: 3.10.2.2 */
    ENTRY("S_S2T0SZ=25", "S_S2T0SZ=26", FULL, NS, NULL, SECURE_S2, NULL),
    ENTRY("S_S2TG=0", "S_S2TG=1", FULL, RLM, NULL, SECURE_S2, NULL),
    ENTRY("S_S2TTB=0x1000", "S_S2TTB=0x2000", FULL, NS, NULL, SECURE_S2, NULL),
    ENTRY("S_S2SL0=0", "S_S2SL0=1", FULL, RLM, NULL, SECURE_S2, NULL),
    ENTRY("S_S2T0SZ=25", "S_S2T0SZ=26", FULL, SEC, NULL, SECURE_S2 "Config=s1", "Config=s2"),
    ENTRY("S_S2TTB=0x1000", "S_S2TTB=0x2000", FULL, SEC, NULL, SECURE_NESTED "Config=s1",
          "Config=nested"),
    ENTRY("S_S2TG=0", "S_S2TG=1", FULL, SEC, NULL, SECURE_S2 "Config=bypass", "Config=s2"),
    ENTRY("S2NSW=0", "S2NSW=1", FULL, NS, NULL, S2, NULL),
    ENTRY("S2NSW=0", "S2NSW=1", FULL, RLM, NULL, S2, NULL),
    ENTRY("S2NSW=0", "S2NSW=1", FULL, SEC, NULL, SECURE_S2 "Config=s1", "Config=s2"),
    ENTRY("S2NSA=0", "S2NSA=1", FULL, NS, NULL, S2, NULL),
    ENTRY("S2SW=0", "S2SW=1", FULL, RLM, NULL, S2, NULL),
    ENTRY("S2SW=0", "S2SW=1", FULL, SEC, NULL, SECURE_S2 "Config=bypass", "Config=s2"),
    ENTRY("S2SA=0", "S2SA=1", FULL, NS, NULL, S2, NULL),
    ENTRY("S2SA=0", "S2SA=1", FULL, SEC, NULL, SECURE_S2 "S2SW=1", "S2SW=0"),
    ENTRY("S2NSA=0", "S2NSA=1", FULL, SEC, NULL, SECURE_S2 "S2NSW=1", "S2NSW=0"),
    ENTRY("S2NSA=0", "S2NSA=1", FULL, SEC, NULL, SECURE_S2 "S2SA=1", "S2SA=0"),
    ENTRY("S2NSA=0", "S2NSA=1", FULL, SEC, NULL, SECURE_S2 "S2SW=1", "S2SW=0"),

    /* 5.2 S2TTB: the address below the table's alignment and above the field */
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40000070", "grace", NS, NULL, S2 "S2T0SZ=30 S2SL0=1", NULL),
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40000800", "grace", NS, NULL, S2, "S2T0SZ=27"),
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40001000", "grace", NS, NULL, S2 "S2T0SZ=24", "S2T0SZ=25"),
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40000020", FULL, NS, NULL,
          S2 "S2T0SZ=33 S2PS=52-bit S2TTB=0x40000000", "S2PS=48-bit"),
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40000010", FULL, NS, NULL, WIDE "S2T0SZ=19", NULL),
    ENTRY("S2TTB=0x40000000", "S2TTB=0x40000010", FULL, NS, NULL, WIDE "S2T0SZ=35",
          "S2AA64=1 S2T0SZ=33 S2SL0=1 S2PS=48-bit"),
    ENTRY("S2TTB=0", "S2TTB=0x10000000", FULL, NS, NULL, WIDE "S2T0SZ=24 S2SKL=3", "S2SKL=0"),
    ENTRY("S2TTB=0", "S2TTB=0x8000000000000", "v3.0-s2", NS, NULL, S2, NULL),
    ENTRY("S2TTB=0", "S2TTB=0x40000000", "grace", NS, NULL, S1, "Config=nested " WALK),
    ENTRY("S2TTB=0", "S2TTB=0x40000000", "grace", NS, NULL, BYPASS, "Config=s2 " WALK),
    OPTION("S2TTB=0", "S2TTB=0x40000000", "grace", NS, NULL, NULL, S1, "erratum-s1-s2ttb=1"),
    {IGNORED, "S2TTB=0", "S2TTB=0x40000000", "grace", NS, NULL, "erratum-s1-s2ttb=1", BYPASS, NULL,
     NULL, NULL},
    {IGNORED, "S2TTB=0", "S2TTB=0x10000000000000", "grace", NS, NULL, "erratum-s1-s2ttb=1", S1,
     NULL, NULL, NULL},
    ENTRY("S2TTB=0", "S2TTB=0x80000000000000", FULL, NS, NULL, S2 "S2PS=7 S2DS=1", "S2AA64=0"),
    REGS("S2TTB=0", "S2TTB=0x10000000000000", FULL, NS, "D128=0 OAS=6 VAX=1", S2, NULL),
    ENTRY("S2TTB=0", "S2TTB=0x10000000000000", FULL, NS, NULL, S2 "S2PS=7 S2DS=1", "S2AA64=0"),
    ENTRY("S_S2TTB=0", "S_S2TTB=0x10000000000000", FULL, SEC, NULL, SECURE_S2 "S2PS=7 S2DS=1",
          "S2AA64=0"),
    REGS("S_S2TTB=0", "S_S2TTB=0x10000000000000", FULL, SEC, "D128=0 OAS=6 VAX=1", SECURE_S2, NULL),
    ENTRY("S_S2TTB=0x40000000", "S_S2TTB=0x40000800", FULL, SEC, NULL, SECURE_S2, "S_S2T0SZ=27"),
    ENTRY("S_S2TTB=0", "S_S2TTB=0x80000000000000", FULL, SEC, NULL, SECURE_S2 "S2PS=7 S2DS=1",
          "S2AA64=0"),

    /* 5.2 PARTID to VMSPtr, MECID; 17.1, 17.7, 5.6.1 */
    REGS("PARTID=0", "PARTID=1", FULL, NS, "MPAM=0", S1, "MPAM=1"),
    REGS("PARTID=0", "PARTID=1", FULL, NS, "PARTID_MAX=0 PMG_MAX=0", BYPASS, "PMG_MAX=1"),
    REGS("PMG=0", "PMG=1", FULL, SEC, "S_PARTID_MAX=0 S_PMG_MAX=0", BYPASS, "S_PARTID_MAX=1"),
    REGS("PMG=0", "PMG=1", FULL, RLM, "MPAM=0", S2, "MPAM=1"),
    REGS("PARTID=0", "PARTID=1", FULL, RLM, "R_PARTID_MAX=0 R_PMG_MAX=0", S2, "R_PARTID_MAX=1"),
    REGS("PARTID=0", "PARTID=1", FULL, RLM, "R_PARTID_MAX=0 R_PMG_MAX=0", S2, "R_PMG_MAX=1"),
    REGS("PARTID=0", "PARTID=1", FULL, SEC, "S_PARTID_MAX=0 S_PMG_MAX=0", S1, "S_PMG_MAX=1"),
    REGS("S1MPAM=0", "S1MPAM=1", FULL, NS, "MPAM=0", S1, "MPAM=1"),
    ENTRY("S1MPAM=0", "S1MPAM=1", FULL, NS, NULL, S2, "Config=nested"),
    ENTRY("S1MPAM=0", "S1MPAM=1", FULL, NS, NULL, BYPASS, "Config=s1"),
    ENTRY("MPAM_NS=0", "MPAM_NS=1", FULL, NS, NULL, BYPASS, NULL),
    REGS("MPAM_NS=0", "MPAM_NS=1", FULL, SEC, "S_HAS_MPAM_NS=0 R_HAS_MPAM_NS=0", S1,
         "S_HAS_MPAM_NS=1 R_HAS_MPAM_NS=1"),
    REGS("MPAM_NS=0", "MPAM_NS=1", FULL, RLM, "S_HAS_MPAM_NS=0 R_HAS_MPAM_NS=0", BYPASS,
         "S_HAS_MPAM_NS=1 R_HAS_MPAM_NS=1"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, NS, NULL, NESTED, "S1MPAM=1"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, NS, NULL, S2 "S1MPAM=1", "Config=nested"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, NS, NULL, NESTED "S1MPAM=1 Config=s1",
          "Config=nested"),
    REGS("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, NS, "PARTID_MAX=0 R_PARTID_MAX=0",
         NESTED "S1MPAM=1", "PARTID_MAX=1"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, SEC, "PARTID_MAX=0 R_PARTID_MAX=0",
          SECURE_NESTED "S1MPAM=1 MPAM_NS=1", "MPAM_NS=0"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, SEC, "S_PARTID_MAX=0",
          SECURE_NESTED "S1MPAM=1 MPAM_NS=0", "MPAM_NS=1"),
    /* 5.6.1: without any PARTID there is no VMS, whatever enables VMSPtr */
    {IGNORED, "VMSPtr=0x1000", "VMSPtr=0x2000", FULL, NS, "PARTID_MAX=0 R_PARTID_MAX=0 PMG_MAX=1",
     "vmsptr-partid=0", NESTED "S1MPAM=1", "PARTID_MAX=1", NULL, NULL},
    OPTION("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, SEC, "S_PARTID_MAX=0", NULL,
           SECURE_NESTED "S1MPAM=1", "vmsptr-partid=0"),
    REGS("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, RLM, "R_PARTID_MAX=0", NESTED "S1MPAM=1",
         "R_PARTID_MAX=1"),
    REGS("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, RLM, "PARTID_MAX=0 R_PARTID_MAX=1",
         NESTED "S1MPAM=1 MPAM_NS=1", "PARTID_MAX=1"),
    ENTRY("VMSPtr=0x1000", "VMSPtr=0x2000", FULL, RLM, "PARTID_MAX=0 R_PARTID_MAX=1",
          NESTED "S1MPAM=1 MPAM_NS=1", "MPAM_NS=0"),
    ENTRY("MECID=0", "MECID=1", FULL, NS, NULL, BYPASS, NULL),
    ENTRY("MECID=0", "MECID=1", FULL, SEC, NULL, S1, NULL),
    ENTRY("MECID=0", "MECID=1", FULL, RLM, NULL, ABORT, "Config=bypass"),
    REGS("MECID=0", "MECID=1", FULL, RLM, "R_MEC=0", S1, "R_MEC=1"),
    REGS("MECID=0", "MECID=0x10", FULL, RLM, "MECIDSIZE=3", S1, "MECIDSIZE=4"),
};

struct both {
    struct hl_entry a, b, differ;
    struct hl_meaning ma, mb;
};

static void decode_both(const struct row *r, bool where_it_matters, struct both *both)
{
    struct place p = {r->profile,
                      r->security,
                      {r->regs, where_it_matters ? r->regs2 : NULL},
                      {r->options, where_it_matters ? r->options2 : NULL}};
    struct hl_smmu smmu;

    make_smmu(&smmu, &p);
    both->a = (struct hl_entry){{0}};
    set_fields(&both->a, r->entry);
    if (where_it_matters)
        set_fields(&both->a, r->entry2);
    both->b = both->a;
    set_fields(&both->a, r->a);
    set_fields(&both->b, r->b);
    both->differ = hl_entry_xor(both->a, both->b);
    hl_ste_decode(&smmu, &both->a, &both->ma);
    hl_ste_decode(&smmu, &both->b, &both->mb);
}

static bool touches(const struct hl_meaning *m, const struct hl_entry *bits)
{
    struct hl_entry common = hl_entry_and(m->used, *bits);
    return !hl_entry_is_zero(&common);
}

static const char *wrong_ignored(const struct row *r)
{
    struct both x;

    decode_both(r, false, &x);
    if (x.ma.rule)
        return rule_text(x.ma.rule);
    if (!same_meaning(&x.ma, &x.mb))
        return "they differ where it is ignored";
    if (!hl_entry_equal(&x.ma.used, &x.mb.used) && r->kind == IGNORED)
        return "the used bits differ where it is ignored";
    if (r->kind == IGNORED && (touches(&x.ma, &x.differ) || touches(&x.mb, &x.differ)))
        return "it is used where it is ignored";
    return NULL;
}

static const char *wrong_relevant(const struct row *r)
{
    struct both x;

    if (!r->regs2 && !r->options2 && !r->entry2)
        return NULL;
    decode_both(r, true, &x);
    if (x.ma.rule && x.mb.rule)
        return "both are illegal where it matters";
    if (same_meaning(&x.ma, &x.mb))
        return "they are the same where it matters";
    if (!touches(&x.ma, &x.differ) || !touches(&x.mb, &x.differ))
        return "it is not used where it matters";
    return NULL;
}

static void test_rows(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct row *r = &rows[i];
        const char *why = wrong_ignored(r);

        if (!why)
            why = wrong_relevant(r);
        if (why) {
            print_error("%s/%s %s %d [%s] [%s] '%s' / [%s] [%s] '%s': %s\n", r->a, r->b, r->profile,
                        (int)r->security, r->regs ? r->regs : "", r->options ? r->options : "",
                        r->entry, r->regs2 ? r->regs2 : "", r->options2 ? r->options2 : "",
                        r->entry2 ? r->entry2 : "", why);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* 5.2 MemAttr, table 13.5 and 13.4.2: directly, a reserved encoding is Device-nGnRnE and every
 * other one is itself; stage 1 asks only which of the inner and outer type are WB or WT. */
static unsigned memory_class(unsigned memattr, bool replaced)
{
    unsigned outer = memattr >> 2, inner = memattr & 3;

    if (outer && !inner)
        memattr = outer = 0;
    if (!replaced)
        return memattr;
    return outer == 0 ? 0 : (outer > 1 ? 2u : 0u) | (inner > 1 ? 1u : 0u);
}

static void test_memattr(void **state)
{
    static const struct place p = {"grace", NS, {NULL, NULL}, {NULL, NULL}};
    static const char *const entries[] = {BYPASS, S2, S1 "S1CDMax=1 S1DSS=bypass", S1, NESTED};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (unsigned n = 0; n < LENGTH(entries) * 256; n++) {
        unsigned a = n % 16, b = n / 16 % 16;
        bool replaced = n / 256 >= 3;
        struct hl_entry ea = {{0}}, eb;
        struct hl_meaning ma, mb;

        set_fields(&ea, entries[n / 256]);
        set_fields(&ea, "MTCFG=1 ALLOCCFG=0xe SHCFG=3");
        eb = ea;
        HL_SET(STE, &ea, MemAttr, a);
        HL_SET(STE, &eb, MemAttr, b);
        hl_ste_decode(&smmu, &ea, &ma);
        hl_ste_decode(&smmu, &eb, &mb);
        if (same_meaning(&ma, &mb) != (memory_class(a, replaced) == memory_class(b, replaced)))
            fail_msg("'%s': MemAttr %#x and %#x", entries[n / 256], a, b);
    }
}

/* Which of the values that mean the same stands in the regime: the one that the others behave as,
 * 0 for what is IGNORED. */
static void test_regimes(void **state)
{
    static const struct {
        const char *profile;
        enum hl_security security;
        const char *regs, *options, *entry, *regime;
    } regimes[] = {
        {FULL, NS, NULL, NULL, "V=1 Config=3 CONT=2 MEV=1", "V=1 CONT=2"},
        {FULL, NS, NULL, NULL, BYPASS "CONT=2 MEV=1", BYPASS "CONT=2 MEV=1"},
        {FULL, NS, NULL, NULL, BYPASS "EATS=full S2VMID=1 S1CDMax=3 SW_RESERVED=5 @56=1", BYPASS},
        {FULL, NS, NULL, NULL, S1 "S1DSS=ssid0 S1Fmt=1 S1CSH=3 S2VMID=7", S1 "S2VMID=7"},
        {FULL, NS, NULL, NULL, S1 "S1CDMax=4 S1DSS=3 S1Fmt=3 S1CIR=1 S1CSH=1",
         S1 "S1CDMax=4 S1CIR=1"},
        {FULL, NS, NULL, NULL, S1 "S1CDMax=4 S1ContextPtr=0x101c0", S1 "S1CDMax=4"},
        {FULL, NS, NULL, NULL, S1 "STRW=el2 S2VMID=7", S1 "STRW=el2"},
        {FULL, NS, NULL, NULL, S1 "PRIVCFG=1 INSTCFG=1 NSCFG=2", S1},
        {FULL, NS, NULL, NULL, S1 "ALLOCCFG=7 SHCFG=3 MemAttr=9", S1},
        {FULL, NS, NULL, NULL, BYPASS "ALLOCCFG=9 SHCFG=1", BYPASS "ALLOCCFG=8 SHCFG=1"},
        {FULL, NS, NULL, NULL, BYPASS "MTCFG=1 MemAttr=8 ALLOCCFG=0xe SHCFG=3", BYPASS "MTCFG=1"},
        {FULL, NS, "ATSCHK=0", NULL, NESTED "EATS=split", NESTED},
        {FULL, NS, "ATSCHK=0", NULL, S1 "EATS=dpt DPT_VMATCH=2", S1},
        {FULL, NS, NULL, NULL, S1 "EATS=dpt DPT_VMATCH=3", S1 "EATS=dpt"},
        {FULL, NS, NULL, NULL, S1 "EATS=full DPT_VMATCH=3", S1 "EATS=full"},
        {"v3.0-s2", NS, NULL, "eats-s2s-bypass=1", S1 "S2S=1", S1},
        {"grace", NS, NULL, NULL, S2 "S2PS=7", S2 "S2PS=5"},
        {"v3.0-s2", NS, "OAS=5", NULL, S2 "S2PS=6", S2 "S2PS=5"},
        {"v3.0-s2", NS, NULL, "s2t0sz-oor-illegal=0", S2 "S2T0SZ=45 S2SL0=0",
         S2 "S2T0SZ=39 S2SL0=0 S2PS=4"},
        {"v3.0-s2", NS, NULL, "s2t0sz-oor-illegal=0", S2 "S2T0SZ=3 S2SL0=2",
         S2 "S2T0SZ=20 S2SL0=2 S2PS=4"},
        {"grace", NS, NULL, NULL, S2 "S2HD=1", S2},
        {"grace", NS, NULL, NULL, S2 "S2HD=1 S2HA=1 S2AFFD=1", S2 "S2HD=1 S2HA=1"},
        {"grace", NS, NULL, NULL, S2 "S2S=1 S2R=1 S2PTW=1", S2 "S2S=1"},
        {"grace", NS, NULL, NULL, S2 "S2SH0=1", S2 "S2SH0=0"},
        {"grace", NS, NULL, NULL, S2 "S2IR0=0 S2OR0=0 S2SH0=3", S2 "S2IR0=0 S2OR0=0 S2SH0=0"},
        {"grace", NS, NULL, NULL, S2 "S2TTB=0x40000ff0", S2},
        {FULL, NS, NULL, NULL, S2 "S2POI3=5 S2POI0=ro", S2},
        {FULL, NS, NULL, NULL, WIDE "S2SL0=2 S2DS=1 S2PIE=1 AssuredOnly=1 S2HWU59=1", WIDE},
        {"mmu-600", NS, NULL, NULL, LPAE "S2T0SZ=0x30 S2TG=2 S2PS=3 S2DS=1", LPAE},
        {FULL, SEC, NULL, NULL, SECURE_S2 "S2SW=1 S2SA=1 S2NSA=1", SECURE_S2 "S2SW=1"},
        {FULL, SEC, NULL, NULL, S1 "NSCFG=3 S2VMID=7", S1},
        {FULL, RLM, NULL, NULL, S2 "NSCFG=1", S2 "NSCFG=1"},
        {FULL, RLM, NULL, NULL, S2 "NSCFG=3", S2},
        {FULL, RLM, "R_XT=0", NULL, BYPASS "NSCFG=1", BYPASS},
        {FULL, RLM, "MECIDSIZE=3", NULL, BYPASS "MECID=0xff", BYPASS "MECID=0xf"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(regimes); i++) {
        struct place p = {regimes[i].profile,
                          regimes[i].security,
                          {regimes[i].regs, NULL},
                          {regimes[i].options, NULL}};
        struct hl_entry e = {{0}}, want = {{0}};
        char text[HL_ENTRY_TEXT];
        struct hl_meaning m;
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        set_fields(&e, regimes[i].entry);
        set_fields(&want, regimes[i].regime);
        hl_ste_decode(&smmu, &e, &m);
        hl_entry_format(&m.regime, text);
        if (m.rule || !hl_entry_equal(&m.regime, &want))
            fail_msg("%s '%s': %s %s", p.profile, regimes[i].entry, rule_text(m.rule), text);
    }
}

/* Every field whose meaning depends on something appears in some row. */
static void test_every_field_has_a_row(void **state)
{
    static const char *const unconditional[] = {"V",      "Config", "S2IR0", "S2OR0",
                                                "S2AA64", "S2ENDI", "S2HA"};

    (void)state;
    for (size_t f = 0; f < hl_ste_layout.count; f++) {
        const char *name = hl_ste_layout.fields[f].name;
        bool seen = false;

        for (size_t i = 0; i < LENGTH(unconditional); i++)
            seen |= strcmp(name, unconditional[i]) == 0;
        for (size_t i = 0; i < LENGTH(rows); i++) {
            struct hl_entry a = {{0}}, b = {{0}}, differ;
            set_fields(&a, rows[i].a);
            set_fields(&b, rows[i].b);
            differ = hl_entry_xor(a, b);
            seen |= hl_field_get(&hl_ste_layout.fields[f], &differ) != 0;
        }
        if (!seen)
            fail_msg("no row for %s", name);
    }
}

static bool begins(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* 5.2 V, 5.2.1 and the Config table: the fields that no valid STE of this Config uses. */
static bool used_in(const char *name, unsigned config)
{
    static const char *const not_in_bypass[] = {"EATS",   "STRW",        "DRE", "DCP", "DPT_VMATCH",
                                                "VMSPtr", "AssuredOnly", "TL0", "TL1"};

    if (strcmp(name, "V") == 0 || strcmp(name, "CONT") == 0)
        return true;
    if (config < 4)
        return strcmp(name, "Config") == 0;
    if (config == 4)
        for (size_t i = 0; i < LENGTH(not_in_bypass); i++)
            if (strcmp(name, not_in_bypass[i]) == 0)
                return false;
    if (config != 7 && (strcmp(name, "VMSPtr") == 0 || strcmp(name, "S2PTW") == 0))
        return false;
    if (config != 5 && strcmp(name, "STRW") == 0)
        return false;
    if (config == 5 && strcmp(name, "S2VMID") == 0)
        return true;
    if (begins(name, "S1"))
        return config & 1;
    if (begins(name, "S2") || begins(name, "S_S2") || strcmp(name, "AssuredOnly") == 0 ||
        begins(name, "TL"))
        return config & 2;
    return true;
}

static void test_prefixes(void **state)
{
    static const char *const entries[8] = {ABORT,          "V=1 Config=1", "V=1 Config=2",
                                           "V=1 Config=3", BYPASS,         S1,
                                           SECURE_S2,      SECURE_NESTED};

    (void)state;
    for (unsigned security = 0; security < 3; security++) {
        struct place p = {FULL, (enum hl_security)security, {NULL, NULL}, {NULL, NULL}};
        struct hl_smmu smmu;
        make_smmu(&smmu, &p);
        for (unsigned config = 0; config < 8; config++)
            for (size_t f = 0; f < hl_ste_layout.count; f++) {
                const struct hl_field *field = &hl_ste_layout.fields[f];
                struct hl_entry e = {{0}}, flipped;
                struct hl_meaning m, m2;

                if (used_in(field->name, config))
                    continue;
                set_fields(&e, entries[config]);
                flipped = e;
                hl_field_set(field, &flipped, ~hl_field_get(field, &e));
                hl_ste_decode(&smmu, &e, &m);
                hl_ste_decode(&smmu, &flipped, &m2);
                assert_int_equal(m.rule, 0);
                if (!same_meaning(&m, &m2) || hl_field_get(field, &m.used))
                    fail_msg("%s in Config %u, %u", field->name, config, security);
            }
    }
}

/* RES0 for want of a feature: not used, although the STE is ILLEGAL for want of it, too. */
static void test_res0_of_illegal(void **state)
{
    static const struct {
        const char *profile;
        enum hl_security security;
        const char *regs, *entry;
        unsigned rule;
        const char *res0;
    } rows_illegal[] = {
        {"grace", NS, "S1P=0 HYP=0", S1, HL_RULE_STE_CONFIG_S1P, "STRW=3"},
        {"grace", SEC, "S1P=0 HYP=0", S1, HL_RULE_STE_CONFIG_S1P, "STRW=3"},
        {"grace", NS, "S2P=0 HYP=0", S2, HL_RULE_STE_CONFIG_S2P, "S2VMID=0xffff"},
        {"mmu-600", SEC, NULL, SECURE_S2, HL_RULE_STE_CONFIG_SEL2,
         "S2NSW=1 S2NSA=1 S2SW=1 S2SA=1 S_S2T0SZ=63 S_S2SL0=3 S_S2SL0_2=1 S_S2TG=3 S_S2SKL=3 "
         "S_S2TTB=0xfffffffffffff0 S2VMID=0xffff"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows_illegal); i++) {
        struct place p = {rows_illegal[i].profile,
                          rows_illegal[i].security,
                          {rows_illegal[i].regs, NULL},
                          {NULL, NULL}};
        struct hl_entry e = {{0}}, res0 = {{0}};
        struct hl_meaning m;
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        set_fields(&e, rows_illegal[i].entry);
        set_fields(&res0, rows_illegal[i].res0);
        hl_ste_decode(&smmu, &e, &m);
        assert_int_equal(m.rule, rows_illegal[i].rule);
        if (touches(&m, &res0))
            fail_msg("%s '%s': %s is used", p.profile, rows_illegal[i].entry, rows_illegal[i].res0);
    }
}

/* 5.2 V and Config: an invalid STE uses V alone; 0b0xx is one Config. */
static void test_off_and_abort(void **state)
{
    struct place p = {FULL, NS, {NULL, NULL}, {"cont=0", NULL}};
    uint64_t random = 1;
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &p);
    for (unsigned i = 0; i < 200; i++) {
        struct hl_entry e, v = {{1}}, abort_used = {{9}};
        struct hl_meaning m;

        for (unsigned q = 0; q < HL_QWORDS; q++)
            e.q[q] = next_random(&random);
        e.q[0] &= ~UINT64_C(1);
        hl_ste_decode(&smmu, &e, &m);
        assert_int_equal(m.state, HL_STATE_OFF);
        assert_true(hl_entry_equal(&m.used, &v) && hl_entry_is_zero(&m.regime));
        e.q[0] = (e.q[0] & ~UINT64_C(8)) | 1;
        hl_ste_decode(&smmu, &e, &m);
        assert_int_equal(m.state, HL_STATE_STOP);
        assert_int_equal(m.config, HL_CONFIG_ABORT);
        assert_true(hl_entry_equal(&m.used, &abort_used) && hl_entry_equal(&m.regime, &v));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_memattr),
        cmocka_unit_test(test_regimes),
        cmocka_unit_test(test_every_field_has_a_row),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_off_and_abort),
        cmocka_unit_test(test_res0_of_illegal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
