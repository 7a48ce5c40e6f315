// SPDX-License-Identifier: MIT
/* What the driver's own make functions build, field by field. */
#include "helpers.h"
#include "smmu/cd.h"

/* The rule that forbids a CD under an STE, by our decoder. */
static unsigned illegal_cd(const struct hl_registers *regs, struct hl_entry ste,
                           const struct hl_entry *cd)
{
    struct hl_cd_context context;
    struct hl_smmu smmu;
    struct hl_meaning m;

    hl_smmu_init(&smmu, regs, HL_NONSECURE, &hl_default_options);
    hl_ste_decode(&smmu, &ste, &m);
    CHECK(hl_cd_context_init(&context, &smmu, &m));
    hl_cd_decode(&context, cd, &m);
    return m.rule;
}

static void test_make(void)
{
    const struct hl_linux_info *info = hl_linux_info();
    struct hl_registers regs = everything;
    struct hl_linux_stream stream = plain;
    struct hl_entry e;

    e = made(HL_LINUX_ABORT, &regs, &stream);
    CHECK(e.q[0] == 1 && e.q[1] == 0);
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == 4 && field("SHCFG", &e) == 1);

    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("Config", &e) == 5 && field("S1CDMax", &e) == 0 && field("S1Fmt", &e) == 0);
    CHECK(field("S1DSS", &e) == 2 && field("S1STALLD", &e) == 1 && field("STRW", &e) == 0);
    CHECK((e.q[0] & UINT64_C(0x000fffffffffffc0)) == stream.cdtab);
    stream.ssid_bits = 20;
    stream.s1dss = 0;
    stream.vhe = true;
    stream.ats = true;
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1CDMax", &e) == 16 && field("S1Fmt", &e) == 2); /* SSIDSIZE, two levels */
    CHECK(field("S1DSS", &e) == (hl_linux_has(info, HL_FEATURE_S1DSS) ? 0 : 2));
    CHECK(field("STRW", &e) == 2 && field("EATS", &e) == 1);
    regs.idr0 &= ~(1u << 19 | 1u << 9 | 1u << 10);
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1CDMax", &e) == 10 && field("S1Fmt", &e) == 0); /* 64 KB of descriptors */
    CHECK(field("STRW", &e) == 0 && field("EATS", &e) == 0);

    /* 48 bits: 4 KB begin at level 0, 16 KB are concatenated at level 1, 64 KB begin at level 1. */
    regs = everything;
    stream = plain;
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("Config", &e) == 6 && field("S2TG", &e) == 0 && field("S2T0SZ", &e) == 16);
    CHECK(field("S2SL0", &e) == 2 && field("S2PS", &e) == 5 && field("S2AA64", &e) == 1);
    CHECK(field("S2ENDI", &e) == 0 && field("S2SH0", &e) == 3 && field("S2VMID", &e) == 0x1235);
    CHECK(e.q[3] == stream.pgd);
    stream.granule = 1;
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("S2TG", &e) == 2 && field("S2SL0", &e) == 2);
    stream.granule = 2;
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("S2TG", &e) == 1 && field("S2SL0", &e) == 2);
    CHECK((e.q[3] & 0xffff) == 0);
    /* 40 bits with 4 KB: two tables at level 1; not coherent: outer shareable, not cached. */
    regs.idr5 = 2u | 1u << 4;
    regs.idr0 &= ~(1u << 4);
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("S2T0SZ", &e) == 24 && field("S2SL0", &e) == 1 && field("S2PS", &e) == 2);
    CHECK((e.q[3] & 0x1fff) == 0 && field("S2SH0", &e) == 2 && field("S2IR0", &e) == 0);
    /* Forced stalls, and the VMIDs that there are. */
    regs.idr0 = (regs.idr0 & ~(1u << 18)) | 2u << 24;
    stream.ats = true;
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("S2S", &e) == hl_linux_has(info, HL_FEATURE_S1DSS) && field("EATS", &e) == 0);
    CHECK(field("S2VMID", &e) > 0 && field("S2VMID", &e) < 256);

    regs = everything;
    regs.idr0 &= ~1u;
    CHECK(hl_linux_make(HL_LINUX_S2, &regs, &stream, &e) == HL_LINUX_UNSUPPORTED);
    regs.idr0 = everything.idr0 & ~2u;
    CHECK(hl_linux_make(HL_LINUX_CDTABLE, &regs, &stream, &e) == HL_LINUX_UNSUPPORTED);
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("S2FWB", &e) == 0); /* only a nesting parent forces write-back */
    regs.idr0 = everything.idr0 | 3u << 21;
    CHECK(hl_linux_make(HL_LINUX_ABORT, &regs, &stream, &e) == HL_LINUX_UNSUPPORTED);

    stream = plain;
    stream.ats = true;
    stream.vste[0] = 1 | 5u << 1 | UINT64_C(0x1000);
    stream.vste[1] = 2 | 1u << 28;
    if (!hl_linux_has(info, HL_FEATURE_NESTING)) {
        CHECK(hl_linux_make(HL_LINUX_NESTED, &everything, &stream, &e) == HL_LINUX_UNSUPPORTED);
        return;
    }
    e = made(HL_LINUX_NESTED, &everything, &stream);
    CHECK(field("Config", &e) == 7 && field("S1DSS", &e) == 2 && field("EATS", &e) == 1);
    CHECK(field("MEV", &e) == hl_linux_has(info, HL_FEATURE_MEV));
    CHECK(field("S2FWB", &e) == hl_linux_has(info, HL_FEATURE_S2FWB));
    stream.vste[1] = 2;
    e = made(HL_LINUX_NESTED, &everything, &stream);
    CHECK(field("EATS", &e) == 0);
    stream.vste[0] = 1 | 4u << 1;
    e = made(HL_LINUX_NESTED, &everything, &stream);
    CHECK(field("Config", &e) == 6 && field("EATS", &e) == 1);
    stream.vste[0] = 0;
    e = made(HL_LINUX_NESTED, &everything, &stream);
    CHECK(field("Config", &e) == 0 && field("V", &e) == 1);
    stream.vste[0] = 1 | 6u << 1;
    CHECK(hl_linux_make(HL_LINUX_NESTED, &everything, &stream, &e) == HL_LINUX_REJECTED);
}

/* A device that needs ATS also under an identity domain: a CD table with a place for SubstreamIDs,
 * so that S1DSS counts (5.2 S1CDMax), although the device has none. */
static void test_ats_always_on(void)
{
    const bool knows = hl_linux_has(hl_linux_info(), HL_FEATURE_ATS_ALWAYS_ON);
    struct hl_registers regs = everything;
    struct hl_linux_stream stream = plain;
    struct hl_entry e;

    stream.ats_always_on = true;
    stream.stall = true; /* no PCI function */
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == (knows ? 5 : 4));
    CHECK(field("S1CDMax", &e) == knows && field("S1DSS", &e) == knows);
    CHECK(field("EATS", &e) == knows && field("S1STALLD", &e) == knows);
    CHECK(field("SHCFG", &e) == 1);
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1CDMax", &e) == knows && field("S1DSS", &e) == 2 && field("EATS", &e) == knows);
    stream.s1dss = 1; /* as when the last PASID goes */
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1CDMax", &e) == knows && field("S1DSS", &e) == (knows ? 1 : 2));
    stream.s1dss = 0; /* that one is blocked by an abort STE */
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1DSS", &e) == 2);
    e = made(HL_LINUX_ABORT, &regs, &stream);
    CHECK(e.q[0] == 1 && e.q[1] == 0);
    e = made(HL_LINUX_S2, &regs, &stream);
    CHECK(field("EATS", &e) == knows);
    stream.ssid_bits = 5;
    stream.s1dss = 1;
    e = made(HL_LINUX_CDTABLE, &regs, &stream);
    CHECK(field("S1CDMax", &e) == 5);
    /* The driver refuses such a device where S1DSS means nothing or ATS is not there. */
    regs.idr1 &= ~(31u << 6);
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == 4);
    regs.idr1 = everything.idr1;
    regs.idr0 = everything.idr0 & ~2u;
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == 4);
    regs.idr0 = everything.idr0 & ~(1u << 10);
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == 4);
    regs.idr0 = (everything.idr0 & ~(3u << 24)) | 2u << 24;
    e = made(HL_LINUX_BYPASS, &regs, &stream);
    CHECK(field("Config", &e) == 4);
    CHECK(hl_linux_warnings() == 0);
}

static void test_make_s1_cd(void)
{
    const bool tracks = hl_linux_has(hl_linux_info(), HL_FEATURE_DIRTY);
    struct hl_registers regs = everything;
    struct hl_linux_stream stream = plain;
    struct hl_entry e;

    stream.asid = 0x1ff;
    stream.dirty = true; /* without HTTU nobody can track */
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("V", &e) == 1 && cd_field("AA64", &e) == 1 && cd_field("EPD1", &e) == 1);
    CHECK(cd_field("T0SZ", &e) == 16 && cd_field("TG0", &e) == 0 && cd_field("IPS", &e) == 5);
    CHECK(cd_field("SH0", &e) == 3 && cd_field("IR0", &e) == 1 && cd_field("OR0", &e) == 1);
    CHECK(cd_field("EPD0", &e) == 0 && cd_field("HA", &e) == 0 && cd_field("HD", &e) == 0);
    CHECK(cd_field("S", &e) == 0 && cd_field("R", &e) == 1 && cd_field("A", &e) == 1);
    CHECK(cd_field("TTB0", &e) == stream.pgd >> 4 && cd_field("MAIR0", &e) == 0xf404ff44);
    CHECK(cd_field("ASID", &e) == 1 + 0x1ff % 0xff); /* 8 bits */
    regs.idr0 |= 1u << 12 | 2u << 6;
    stream.stall = true;
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("ASID", &e) == 0x200 && cd_field("S", &e) == 1);
    CHECK(cd_field("HA", &e) == tracks && cd_field("HD", &e) == tracks);
    stream.ats = true; /* a PCI function does not stall */
    stream.granule = 2;
    stream.va_bits = 1;
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("TG0", &e) == 1 && cd_field("T0SZ", &e) == 64 - 42 && cd_field("S", &e) == 0);
    CHECK((cd_field("TTB0", &e) << 4 & 0xffff) == 0);
    /* 52 bits only with 64 KB and where the SMMU has them. */
    stream.va_bits = 2;
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("T0SZ", &e) == 16);
    regs.idr5 |= 1u << 10 | 6u;
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("T0SZ", &e) == 12);
    stream.granule = 0;
    regs.idr0 &= ~(1u << 4);
    e = made_cd(HL_LINUX_CD_S1, &regs, &stream);
    CHECK(cd_field("T0SZ", &e) == 16 && cd_field("SH0", &e) == 2 && cd_field("IR0", &e) == 0);
    CHECK(cd_field("HA", &e) == 0); /* dirty tracking wants coherent walks */
    regs.idr0 &= ~2u;
    CHECK(hl_linux_make_cd(HL_LINUX_CD_S1, &regs, &stream, &e) == HL_LINUX_UNSUPPORTED);
}

static void test_make_sva_cd(void)
{
    const bool knows_haft = hl_linux_has(hl_linux_info(), HL_FEATURE_HAFT);
    struct hl_registers regs = everything;
    struct hl_linux_stream stream = plain;
    struct hl_entry bound, released;
    struct recorder r;

    regs.idr0 |= 3u << 6;
    stream.haft = true;
    stream.parange = 2;
    stream.stall = true;
    CHECK(hl_linux_make_cd(HL_LINUX_CD_SVA, &regs, &stream, &bound) == HL_LINUX_UNSUPPORTED);
    stream.ssid_bits = 8; /* PASIDs */
    bound = made_cd(HL_LINUX_CD_SVA, &regs, &stream);
    CHECK(cd_field("T0SZ", &bound) == 16 && cd_field("IPS", &bound) == 2);
    CHECK(cd_field("TTB0", &bound) << 4 == (plain.pgd & 0xffffffffff));
    CHECK(cd_field("S", &bound) == 1 && cd_field("HAFT", &bound) == knows_haft);
    CHECK(cd_field("EPD0", &bound) == 0 && cd_field("EPD1", &bound) == 1);
    released = made_cd(HL_LINUX_CD_SVA_RELEASED, &regs, &stream);
    CHECK(cd_field("EPD0", &released) == 1 && cd_field("TTB0", &released) == 0);
    CHECK(cd_field("S", &released) == 0 && cd_field("R", &released) == 0);
    /* Released first, then the table's address; and the other way round. */
    run(&r, HL_KIND_CD, bound, released, NULL);
    CHECK(strcmp(r.text, "0s1s") == 0);
    run(&r, HL_KIND_CD, released, bound, NULL);
    CHECK(strcmp(r.text, "1s0s") == 0);
    regs.idr0 |= 2u << 24;
    released = made_cd(HL_LINUX_CD_SVA_RELEASED, &regs, &stream);
    CHECK(cd_field("S", &released) == 1); /* forced */
    stream.parange = 6;                   /* reduced to the OAS */
    bound = made_cd(HL_LINUX_CD_SVA, &regs, &stream);
    CHECK(cd_field("IPS", &bound) == 5);
    regs.idr0 &= ~(1u << 4); /* processes have coherent tables */
    CHECK(hl_linux_make_cd(HL_LINUX_CD_SVA, &regs, &stream, &bound) == HL_LINUX_UNSUPPORTED);
    CHECK(hl_linux_warnings() == 0);
}

/* 52-bit virtual addresses with 4KB pages need LPA2 (CD.DS), which the driver does not use. Linux
 * before 6.14 offers SVA nevertheless, and its CD is ILLEGAL; later ones refuse. */
static void test_sva_lpa2(void)
{
    struct hl_registers regs = everything;
    struct hl_linux_stream stream = plain;
    struct hl_entry cd;

    regs.idr0 |= 3u << 6;
    regs.idr5 |= 1u << 10 | 6u;
    stream.ssid_bits = 8;
    stream.va_bits = 2;
    if (hl_linux_make_cd(HL_LINUX_CD_SVA, &regs, &stream, &cd) == HL_LINUX_UNSUPPORTED) {
        stream.granule = 2; /* what needs no LPA2 is not refused */
        cd = made_cd(HL_LINUX_CD_SVA, &regs, &stream);
        CHECK(cd_field("T0SZ", &cd) == 12 && cd_field("TG0", &cd) == 1);
        return;
    }
    CHECK(cd_field("T0SZ", &cd) == 12 && cd_field("TG0", &cd) == 0 && cd_field("DS", &cd) == 0);
    CHECK(illegal_cd(&regs, made(HL_LINUX_CDTABLE, &regs, &stream), &cd) == HL_RULE_CD_T0SZ);
    stream.va_bits = 0;
    cd = made_cd(HL_LINUX_CD_SVA, &regs, &stream);
    CHECK(illegal_cd(&regs, made(HL_LINUX_CDTABLE, &regs, &stream), &cd) == HL_CD_LEGAL);
}

int main(void)
{
    const struct hl_linux_info *info = hl_linux_info();

    if (!info || !hl_linux_sequencer()) {
        fprintf(stderr, "no kernel tree in this build\n");
        return 1;
    }
    if (info->makers_unknown) {
        printf("skipped: this tree's makers are not known: %s\n", info->makers_unknown);
        return 77;
    }
    test_make();
    test_ats_always_on();
    test_make_s1_cd();
    test_make_sva_cd();
    test_sva_lpa2();
    printf("%u failures\n", failures);
    return failures != 0;
}
