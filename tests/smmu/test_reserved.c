// SPDX-License-Identifier: MIT
/* Fields that are RES0 by the registers or the Security state (of a CD: by its STE, too): sections
 * 5.2 and 5.4. Each row sets a field where it is RES0, names the condition, and says where the same
 * field is not: it counts there, or is IGNORED. */
#include "cd_helpers.h"
#include "helpers.h"

#include "smmu/conditions.h"

#define FULL "v3.4-full"
#define NS HL_NONSECURE
#define SEC HL_SECURE
#define RLM HL_REALM
#define NARROW "D128=0 OAS=6 VAX=1 " /* an SMMU without VMSAv9-128 */

struct row {
    const char *why;   /* the condition */
    const char *field; /* what is set */
    const char *profile;
    enum hl_security security;
    const char *regs, *entry;
    const char *regs2, *entry2; /* on top: where it is not RES0; NULL, NULL: nowhere */
};

static const struct row stes[] = {
    {"STE_S1STALLD_S1P", "S1STALLD=1", "grace", NS, "S1P=0 HYP=0", S2, "S1P=1", NULL},
    {"STE_S1CONTEXTPTR_RANGE", "S1ContextPtr=0x1000000000000", "v3.0-s1", NS, NULL, S1,
     "ARCH_MINOR=1", NULL},
    {"STE_S1PIE_S1PI", "S1PIE=1", FULL, NS, NARROW "S1PI=0", S1, "S1PI=1", NULL},
    {"STE_S1PIE_S1PI", "S1PIE=1", FULL, NS, NARROW "S1PI=0", S1, NULL, "Config=bypass"},
    {"STE_S2_S2P", "S2TTB=0x1000", "v3.0-s1", NS, NULL, S1, "S2P=1", NULL},
    {"STE_S2_S2P", "S2S=1", "v3.0-s1", NS, NULL, BYPASS, "S2P=1", NULL},
    {"STE_S2_S2P", "S2AA64=1", "grace", NS, "HYP=0 S2P=0", S1, "S2P=1", NULL},
    {"STE_S2_S2P", "S2T0SZ=1", "grace", NS, "HYP=0 S2P=0", S1, NULL, ABORT},
    {"STE_S2HWU_V30", "S2HWU59=1", "v3.0-s2", NS, NULL, S2, "ARCH_MINOR=1", NULL},
    {"STE_S2HWU_V30", "S2HWU62=1", "v3.0-s2", NS, NULL, S2, NULL, "Config=s1"},
    {"STE_DRE_V30", "DRE=1", "grace", NS, "ARCH_MINOR=0", S1, "ARCH_MINOR=1", NULL},
    {"STE_DRE_V30", "DCP=1", "grace", NS, "ARCH_MINOR=0", BYPASS, "ARCH_MINOR=1", NULL},
    {"STE_PPAR_PRI", "PPAR=1", "grace", NS, "PRI=0", S1, "PRI=1", NULL},
    {"STE_PPAR_PRI", "PPAR=1", FULL, SEC, "R_PRI=0 PRI=0", S1, "R_PRI=1 PRI=1", NULL},
    {"STE_PPAR_PRI", "PPAR=1", FULL, RLM, "R_PRI=0 PRI=0", S1, "R_PRI=1 PRI=1", NULL},
    {"STE_PPAR_SSIDSIZE", "PPAR=1", "grace", NS, "SSIDSIZE=0", S2, "PPS=1 SSIDSIZE=1", NULL},
    {"STE_S2FWB_FWB", "S2FWB=1", "mmu-600", NS, NULL, S2, "FWB=1", NULL},
    {"STE_S2FWB_FWB", "S2FWB=1", "mmu-600", NS, NULL, S2, NULL, "Config=s1"},
    {"STE_EATS_SECURE", "EATS=full", FULL, SEC, NULL, S1, NULL, NULL},
    {"STE_STRW_S1P", "STRW=el2", "grace", NS, "S1P=0 HYP=0", S2, "S1P=1 HYP=1", NULL},
    {"STE_STRW_HYP", "STRW=el2", "grace", NS, "HYP=0", S2, "HYP=1", NULL},
    {"STE_MTCFG_ATTR_TYPES_OVR", "SHCFG=incoming", "mmu-700", NS, "ATTR_TYPES_OVR=0", BYPASS,
     "ATTR_TYPES_OVR=1", NULL},
    {"STE_MTCFG_ATTR_TYPES_OVR", "MTCFG=1", "mmu-700", NS, "ATTR_TYPES_OVR=0", S1,
     "ATTR_TYPES_OVR=1", NULL},
    {"STE_MTCFG_ATTR_TYPES_OVR", "MemAttr=15", "mmu-700", RLM, "ATTR_TYPES_OVR=0", S2,
     "ATTR_TYPES_OVR=1", NULL},
    {"STE_MTCFG_ATTR_TYPES_OVR", "ALLOCCFG=8", "mmu-700", NS, "ATTR_TYPES_OVR=0", BYPASS, NULL,
     ABORT},
    {"STE_NSCFG_ATTR_PERMS_OVR", "NSCFG=2", FULL, SEC, "ATTR_PERMS_OVR=0", BYPASS,
     "ATTR_PERMS_OVR=1", NULL},
    {"STE_NSCFG_ATTR_PERMS_OVR", "NSCFG=2", FULL, SEC, "ATTR_PERMS_OVR=0", BYPASS, NULL,
     "Config=s1"},
    {"STE_PRIVCFG_ATTR_PERMS_OVR", "PRIVCFG=2", FULL, NS, "ATTR_PERMS_OVR=0", BYPASS,
     "ATTR_PERMS_OVR=1", NULL},
    {"STE_PRIVCFG_ATTR_PERMS_OVR", "INSTCFG=3", FULL, NS, "ATTR_PERMS_OVR=0", S2,
     "ATTR_PERMS_OVR=1", NULL},
    {"STE_S2HAFT_HTTU", "S2HAFT=1", "grace", NS, "HTTU=2", S2 "S2HA=1", "HTTU=3", NULL},
    {"STE_S2PIE_S2PI", "S2PIE=1", FULL, NS, NARROW "S2PO=0 S2PI=0", S2, "S2PI=1", NULL},
    {"STE_S2POE_S2PO", "S2POE=1", FULL, NS, NARROW "S2PO=0", S2 "S2PIE=1", "S2PO=1", NULL},
    {"STE_S2POE_S2PO", "S2POI3=ro", FULL, NS, NARROW "S2PO=0", S2 "S2PIE=1", "S2PO=1", NULL},
    {"STE_DPT_VMATCH_DPT", "DPT_VMATCH=1", FULL, NS, "DPT=0", S2, "DPT=1", NULL},
    {"STE_S_S2_SECURITY", "S2NSW=1", FULL, NS, NULL, S2, NULL, "Config=s1"},
    {"STE_S_S2_SECURITY", "S_S2TTB=0x1000", FULL, RLM, NULL, S2, NULL, "Config=s1"},
    {"STE_S2DS_DS", "S2DS=1", "mmu-600", NS, NULL, S2, "DS=1", NULL},
    {"STE_S2DS_DS", "S2SL0_2=1", "mmu-600", NS, NULL, S2, NULL, "Config=s1"},
    {"STE_S2TTB_V30", "S2TTB=0x1000000000000", "v3.0-s2", NS, NULL, S2, "ARCH_MINOR=1", NULL},
    {"STE_S2TTB_VMSA128", "S2TTB=0x10000000000000", "mmu-700", NS, NULL, S2, NULL, "Config=s1"},
    {"STE_S2SKL_D128", "S2SKL=1", "mmu-700", NS, NULL, S2, NULL, "Config=s1"},
    {"STE_MPAM_MPAM", "PARTID=1", FULL, NS, "MPAM=0", S1, "MPAM=1", NULL},
    {"STE_MPAM_MPAM", "S1MPAM=1", FULL, NS, "MPAM=0", S1, NULL, "Config=s2 " WALK},
    {"STE_MPAM_IDS", "PMG=1", FULL, SEC, "S_PARTID_MAX=0 S_PMG_MAX=0", BYPASS, "S_PMG_MAX=1", NULL},
    {"STE_MPAM_NS_NONSECURE", "MPAM_NS=1", FULL, NS, NULL, BYPASS, NULL, NULL},
    {"STE_MPAM_NS_HAS", "MPAM_NS=1", FULL, RLM, "S_HAS_MPAM_NS=0 R_HAS_MPAM_NS=0", BYPASS,
     "S_HAS_MPAM_NS=1 R_HAS_MPAM_NS=1", NULL},
    {"STE_VMSPTR_VMS", "VMSPtr=0x1000", FULL, NS, "PARTID_MAX=0", NESTED, "PARTID_MAX=1", NULL},
    {"STE_MECID_SECURITY", "MECID=1", FULL, NS, NULL, S1, NULL, NULL},
    {"STE_MECID_MEC", "MECID=1", FULL, RLM, "R_MEC=0", S1, "R_MEC=1", NULL},
    {"STE_MECID_SIZE", "MECID=0x8000", FULL, RLM, "R_MEC=1 MECIDSIZE=7", S1, "MECIDSIZE=15", NULL},
    {"STE_ASSUREDONLY_THE", "AssuredOnly=1", FULL, NS, NARROW "THE=0", S2, "THE=1", NULL},
    {"STE_ASSUREDONLY_THE", "TL0=1", FULL, NS, NARROW "THE=0", BYPASS, "THE=1", NULL},
    {"STE_S_S2_SEL2", "S2SW=1", "mmu-600", SEC, NULL, S2, "SEL2=1 STT=1", NULL},

    /* no field has it, whatever the Config */
    {NULL, "@105=1", "grace", NS, NULL, S1, NULL, "V=0"},
    {NULL, "@56=1", "grace", NS, NULL, ABORT, NULL, "V=0"},
    {NULL, "@255=1", FULL, RLM, NULL, NESTED, NULL, NULL},
};

#define EL2_SMMU "E2H=0 S_E2H=0 R_E2H=0 "
#define EL2 S1 "STRW=el2 "
#define V30 LPAE_SMMU "ARCH_MINOR=0 OAS=5 VAX=0 DS=0 PBHA=0 "

/* entry and entry2 are of the STE; the CD is BOTH with the field. */
static const struct row cds[] = {
    {"CD_WORLD_TTB1", "T1SZ=16", FULL, NS, EL2_SMMU, EL2, "E2H=1", NULL},
    {"CD_WORLD_TTB1", "TBI1=1", FULL, NS, EL2_SMMU, EL2, NULL, "STRW=el1"},
    {"CD_WORLD_TTB1", "NSCFG1=1", FULL, SEC, EL2_SMMU, EL2, "S_E2H=1", NULL},
    {"CD_WORLD_TTB1", "NSCFG1=1", FULL, NS, EL2_SMMU, EL2, NULL, "STRW=el1"},
    {"CD_WORLD_TTB1", "HAD1=1", FULL, NS, EL2_SMMU, EL2, "E2H=1", NULL},
    {"CD_WORLD_TTB1", "HWU161=1", FULL, NS, EL2_SMMU, EL2, LPAE_SMMU, NULL},
    {"CD_WORLD_EPAN", "EPAN=1", FULL, NS, EL2_SMMU, EL2, "E2H=1", NULL},
    {"CD_WORLD_E0PD", "E0PD1=1", FULL, NS, EL2_SMMU, EL2, "E2H=1", NULL},
    {"CD_WORLD_PIIU", "PIIU4=1", FULL, NS, EL2_SMMU, EL2, "E2H=1", NULL},
    {"CD_NO_E0PD", "E0PD0=1", FULL, NS, "E0PD=0", S1, "E0PD=1", NULL},
    {"CD_NO_EPAN", "EPAN=1", FULL, NS, "EPAN=0", S1, "EPAN=1", NULL},
    {"CD_NO_THE", "PnCH=1", FULL, NS, NARROW "THE=0", S1, "THE=1", NULL},
    {"CD_NO_AIE", "AIE=1", FULL, NS, NARROW "AIE=0", S1, "AIE=1", NULL},
    {"CD_NO_S1PI", "PIE=1", FULL, NS, NULL, S1, NULL, "S1PIE=1"},
    {"CD_NO_S1PI", "PIE=1", FULL, NS, NARROW "S1PI=0", S1 "S1PIE=1", "S1PI=1", NULL},
    {"CD_NO_HAFT", "HAFT=1", FULL, NS, "HTTU=2", S1, "HTTU=3", NULL},
    {"CD_NO_DS", "DS=1", FULL, NS, NARROW "DS=0", S1, "DS=1", NULL},
    {"CD_S1MPAM", "PARTID=1", FULL, NS, NULL, S1, NULL, "S1MPAM=1"},
    {"CD_S1MPAM", "PMG=1", FULL, NS, "MPAM=0", S1 "S1MPAM=1", "MPAM=1", NULL},
    {"CD_PARTID_NESTED", "PARTID=32", FULL, NS, NULL, NESTED "S1MPAM=1", NULL, "Config=s1"},
    {"CD_HWU_V30", "HWU059=1", FULL, NS, V30, S1, "ARCH_MINOR=1", NULL},
    {"CD_HWU_V30", "HWU162=1", FULL, NS, V30, S1, "ARCH_MINOR=1", NULL},
    {"CD_TTB_D128", "TTB0=0x10000000000000", FULL, NS, NARROW, S1, NULL, NULL},
    {"CD_TTB_D128", "TTB1=0x10000000000000", FULL, NS, NARROW, S1, NULL, NULL},
    {"CD_TTB_V30", "TTB0=0x1000000000000", FULL, NS, V30, S1, "ARCH_MINOR=1", NULL},
    {NULL, "@120=1", FULL, NS, NULL, S1, NULL, NULL},
};

/* What is RES0 only by another field of the CD, or IGNORED. */
static const struct row clean_cds[] = {
    {NULL, "HAD0=1", FULL, NS, LPAE_SMMU "PBHA=0 HAD=0", S1, NULL, NULL},
    {NULL, "HWU059=1", FULL, NS, "PBHA=0", S1, NULL, NULL},
    {NULL, "HWU159=1", FULL, NS, EL2_SMMU, EL2, NULL, NULL},
    {NULL, "ASID=9", FULL, NS, EL2_SMMU, EL2, NULL, NULL},
    {NULL, "PAN=1", FULL, NS, EL2_SMMU, EL2, NULL, NULL},
    {NULL, "PIIP3=1", FULL, NS, NULL, S1, NULL, NULL},
    {NULL, "NSCFG0=1", FULL, NS, NULL, S1, NULL, NULL},
    {NULL, "TTB0=0x10000000000000", FULL, NS, NULL, S1, NULL, NULL},
};

/* IGNORED, or RES0 by another field of the entry, is not RES0 by the SMMU. */
static const struct {
    const char *profile;
    enum hl_security security;
    const char *regs, *entry;
} clean[] = {
    {"grace", NS, "PRI=0 ATS=0", S1 "EATS=full"},
    {"grace", NS, NULL, BYPASS "S2TTB=0x1000 S1ContextPtr=0x1000 S2VMID=9 EATS=full STRW=el2"},
    {"grace", NS, NULL, ABORT "SHCFG=ish S2TTB=0x1000 PRIVCFG=3 PARTID=9 S_S2T0SZ=3"},
    {"grace", NS, "PBHA=0", S2 "S2HWU59=1"},
    {"grace", NS, "SSIDSIZE=0", S1 "S1CDMax=4 S1Fmt=2 S1DSS=ssid0"},
    {"grace", NS, "ATTR_TYPES_OVR=1", S1 "SHCFG=ish MemAttr=15"},
    {FULL, NS, NULL, S2 "S2POI3=ro DPT_VMATCH=1 S2SKL=1"},
    {FULL, NS, NULL, S2 "S2TTB=0x10000000000000"},
    {"grace", NS, NULL, S1 "S1CDMax=4 S1ContextPtr=0x40"},
    {FULL, NS, NULL, S1 "NSCFG=2 SW_RESERVED=15"},
    {FULL, SEC, NULL, S1 "PPAR=1"},
};

static struct hl_reason why(const struct hl_decoder *d, const struct hl_entry *e,
                            const struct hl_entry *bits)
{
    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++)
        if (hl_entry_bit(bits, bit))
            return d->why_reserved(d->context, e, bit);
    return (struct hl_reason){"none", NULL, NULL};
}

static bool same_id(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The bits of the row's field that are RES0 there. */
static bool is_reserved(const struct hl_decoder *d, const struct hl_entry *e, const char *field,
                        const char **reason)
{
    struct hl_entry f = {{0}}, bits = hl_reserved(d, e);

    set_fields(&f, field);
    bits = hl_entry_and(bits, f);
    *reason = why(d, e, &bits).id;
    return !hl_entry_is_zero(&bits);
}

static bool ste_is_reserved(const struct row *r, bool sibling, const char **reason)
{
    struct place p = {r->profile, r->security, {r->regs, sibling ? r->regs2 : NULL}, {NULL, NULL}};
    struct hl_entry e = {{0}};
    struct hl_decoder d;
    struct hl_smmu smmu;

    if (strcmp(r->field, "S1ContextPtr=0x1000000000000") == 0)
        p.options[0] = "s1contextptr-oor-illegal=0";
    make_smmu(&smmu, &p);
    d = hl_ste_decoder(&smmu);
    set_fields(&e, r->entry);
    if (sibling && r->entry2)
        set_fields(&e, r->entry2);
    set_fields(&e, r->field);
    return is_reserved(&d, &e, r->field, reason);
}

static void test_stes(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < LENGTH(stes); i++) {
        const char *reason, *other;

        if (!ste_is_reserved(&stes[i], false, &reason) || !same_id(reason, stes[i].why)) {
            print_error("%s: %s, not %s\n", stes[i].field, reason, stes[i].why);
            wrong++;
        }
        if ((stes[i].regs2 || stes[i].entry2) && ste_is_reserved(&stes[i], true, &other)) {
            print_error("%s with %s %s: %s\n", stes[i].field, stes[i].regs2, stes[i].entry2, other);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_clean_stes(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(clean); i++) {
        const struct place p = {clean[i].profile, clean[i].security, {clean[i].regs}, {NULL}};
        struct hl_entry e = {{0}}, bits;
        struct hl_decoder d;
        struct hl_smmu smmu;

        make_smmu(&smmu, &p);
        d = hl_ste_decoder(&smmu);
        set_fields(&e, clean[i].entry);
        bits = hl_reserved(&d, &e);
        if (!hl_entry_is_zero(&bits))
            fail_msg("'%s': %s", clean[i].entry, why(&d, &e, &bits).id);
    }
}

static bool cd_is_reserved(const struct row *r, bool sibling, const char **reason)
{
    const struct cd_place p = {
        .place = {r->profile, r->security, {r->regs, sibling ? r->regs2 : NULL}, {NULL, NULL}},
        .ste = {r->entry, sibling ? r->entry2 : NULL},
        .cd = {BOTH, r->field}};
    struct hl_entry cd = make_cd(&p), f = {{0}}, bits;
    struct hl_decoder d;
    struct cd_bench b;

    make_cd_bench(&b, &p);
    d = hl_cd_decoder(&b.context);
    set_layout_fields(&hl_cd_layout, &f, r->field);
    bits = hl_entry_and(hl_reserved(&d, &cd), f);
    *reason = why(&d, &cd, &bits).id;
    HL_SET(CD, &cd, V, 0);
    f = hl_reserved(&d, &cd);
    assert_true(hl_entry_is_zero(&f));
    return !hl_entry_is_zero(&bits);
}

static void test_cds(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < LENGTH(cds); i++) {
        const char *reason, *other;

        if (!cd_is_reserved(&cds[i], false, &reason) || !same_id(reason, cds[i].why)) {
            print_error("%s: %s, not %s\n", cds[i].field, reason, cds[i].why);
            wrong++;
        }
        if ((cds[i].regs2 || cds[i].entry2) && cd_is_reserved(&cds[i], true, &other)) {
            print_error("%s with %s %s: %s\n", cds[i].field, cds[i].regs2, cds[i].entry2, other);
            wrong++;
        }
    }
    for (size_t i = 0; i < LENGTH(clean_cds); i++) {
        const char *reason;

        if (cd_is_reserved(&clean_cds[i], false, &reason)) {
            print_error("%s: %s\n", clean_cds[i].field, reason);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* RES0 by another field of the entry: never the SMMU's doing. */
static const char *const by_fields[] = {
    "STE_UNDEFINED",       "STE_S1CONTEXTPTR_ALIGN", "STE_S2HWU_VMSA128",       "STE_MEMATTR_MTCFG",
    "STE_S2SL0_VMSA128",   "STE_S2TG_VMSA32",        "STE_S2PIE_VMSA128",       "STE_S2PIE_VMSA32",
    "STE_DPT_VMATCH_EATS", "STE_S2DS_VMSA32",        "STE_S2DS_VMSA128",        "STE_S2DS_S2TG",
    "STE_S2DS_S_S2TG",     "STE_S2SKL_VMSA64",       "STE_ASSUREDONLY_VMSA128", "STE_S2POI_S2POE",
    "CD_VMSA32_FEATURES",  "CD_VMSA128_FEATURES",    "CD_TTB_VMSA128",          "CD_DS_64K",
    "CD_PI_OFF",
};

static bool has_row(const char *id)
{
    for (size_t i = 0; i < LENGTH(stes); i++)
        if (stes[i].why && strcmp(stes[i].why, id) == 0)
            return true;
    for (size_t i = 0; i < LENGTH(cds); i++)
        if (cds[i].why && strcmp(cds[i].why, id) == 0)
            return true;
    return false;
}

static void test_every_condition_has_rows(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < hl_condition_count; i++) {
        bool listed = false;

        for (size_t k = 0; k < LENGTH(by_fields); k++)
            listed |= strcmp(by_fields[k], hl_conditions[i].id) == 0;
        if (listed == has_row(hl_conditions[i].id) && (listed || hl_conditions[i].res0))
            fail_msg("%s: %s", hl_conditions[i].id, listed ? "has a row" : "has no row");
        if (listed && !hl_conditions[i].res0)
            fail_msg("%s is no RES0 condition", hl_conditions[i].id);
        count += listed;
    }
    assert_int_equal(count, LENGTH(by_fields));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stes),
        cmocka_unit_test(test_clean_stes),
        cmocka_unit_test(test_cds),
        cmocka_unit_test(test_every_condition_has_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
