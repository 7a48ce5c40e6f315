// SPDX-License-Identifier: MIT
/* CDs of the unit tests, and the SMMU and STE under which they are decoded. */
#ifndef HITLESS_TESTS_CD_HELPERS_H
#define HITLESS_TESTS_CD_HELPERS_H

#include "helpers.h"

#include "smmu/cd.h"

/* Legal on "v3.4-full" under S1 and NESTED. */
#define CD64                                                                                       \
    "V=1 AA64=1 T0SZ=16 TG0=4k IR0=1 OR0=1 SH0=3 TTB0=0x40000000 IPS=48-bit A=1 R=1 ASID=5 "       \
    "EPD1=1 MAIR0=0xff04 "
#define BOTH CD64 "EPD1=0 T1SZ=16 TG1=2 IR1=1 OR1=1 SH1=3 TTB1=0x50000000 "
#define CD32                                                                                       \
    "V=1 AA64=0 T0SZ=1 IR0=1 OR0=1 SH0=3 TTB0=0x40000000 A=1 R=1 ASID=5 EPD1=1 MAIR0=0xff04 "
#define CD128 CD64 "AA64=0 "
/* SMMUv3.4 with VMSAv8-32 LPAE instead of VMSAv9-128 */
#define LPAE_SMMU "D128=0 OAS=6 VAX=1 TTF=3 DPT=0 R_DPT=0 "
#define E2H_SMMU "E2H=1 S_E2H=1 R_E2H=1 "

/* A decoding: the texts of helpers.h, each on top of the one before. */
struct cd_place {
    struct place place;
    const char *ste[3];
    const char *cd[3];
};

struct cd_bench {
    struct hl_smmu smmu;
    struct hl_meaning ste;
    struct hl_cd_context context;
};

static inline void make_cd_bench(struct cd_bench *b, const struct cd_place *p)
{
    struct hl_entry ste = {{0}};

    make_smmu(&b->smmu, &p->place);
    for (unsigned i = 0; i < 3; i++)
        set_fields(&ste, p->ste[i]);
    hl_ste_decode(&b->smmu, &ste, &b->ste);
    if (!hl_cd_context_init(&b->context, &b->smmu, &b->ste))
        fail_msg("%s %s: the STE leads to no CD: %s", p->place.regs[0], p->ste[0],
                 rule_text(b->ste.rule));
}

static inline struct hl_entry make_cd(const struct cd_place *p)
{
    struct hl_entry cd = {{0}};

    for (unsigned i = 0; i < 3; i++)
        set_layout_fields(&hl_cd_layout, &cd, p->cd[i]);
    return cd;
}

static inline const char *cd_rule_text(unsigned rule)
{
    return rule ? hl_cd_rules[rule].id : "legal";
}

#endif
