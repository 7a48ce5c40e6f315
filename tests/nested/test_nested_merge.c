// SPDX-License-Identifier: MIT
/* What a guest's SMMU is, and what merging makes of its entries: field by field, and on random
 * guests. */
#include "nested_helpers.h"

static void test_guest_registers(void **state)
{
    struct hl_registers host = hl_profile_find("v3.4-full")->regs, guest;

    (void)state;
    set_registers(&host, "NS1ATS=1 PPS=1 S_STALL_MODEL=1 STALL_MODEL=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_S1P(&guest), 1);
    assert_int_equal(hl_reg_S2P(&guest), 0);
    assert_int_equal(hl_reg_HYP(&guest), 0);
    assert_int_equal(hl_reg_ATS(&guest), 1);
    assert_int_equal(hl_reg_NS1ATS(&guest), 0);
    assert_int_equal(hl_reg_PRI(&guest), 0);
    assert_int_equal(hl_reg_STALL_MODEL(&guest), 1);
    assert_int_equal(hl_reg_ATTR_TYPES_OVR(&guest), 0);
    assert_int_equal(hl_reg_ATTR_PERMS_OVR(&guest), 0);
    assert_int_equal(hl_reg_MPAM(&guest), 0);
    assert_int_equal(hl_reg_DPT(&guest), 0);
    /* 6.3.4: RES0 without stage 2, and without PRI */
    assert_int_equal(hl_reg_S2PI(&guest), 0);
    assert_int_equal(hl_reg_S2PO(&guest), 0);
    assert_int_equal(hl_reg_PTWNNC(&guest), 0);
    assert_int_equal(hl_reg_PPS(&guest), 0);
    assert_int_equal(hl_reg_SSIDSIZE(&guest), 20);
    assert_int_equal(hl_reg_OAS(&guest), hl_reg_OAS(&host));

    hl_guest_registers(&host, HL_SECURE, &guest);
    assert_int_equal(hl_reg_ATS(&guest), 0);
    set_registers(&host, "R_ATS=0 R_STALL_MODEL=2");
    hl_guest_registers(&host, HL_REALM, &guest);
    assert_int_equal(hl_reg_ATS(&guest), 0);
    assert_int_equal(hl_reg_STALL_MODEL(&guest), 2);
}

/* The host's IAS, not its OAS. */
static void test_guest_output_size(void **state)
{
    struct hl_registers host = hl_profile_find("v3.0-s2")->regs, guest;

    (void)state;
    set_registers(&host, "OAS=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 2);
    set_registers(&host, "OAS=4");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 4);
    set_registers(&host, "TTF=1");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 2);
    set_registers(&host, "OAS=1 TTF=2");
    hl_guest_registers(&host, HL_NONSECURE, &guest);
    assert_int_equal(hl_reg_OAS(&guest), 1);
}

static void test_guest_registers_are_possible(void **state)
{
    uint64_t random = 1;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct hl_registers host, guest;
        random_registers(&random, &host);
        hl_guest_registers(&host, (enum hl_security)(i % 3), &guest);
        const char *wrong = hl_registers_wrong(&guest);
        if (wrong)
            fail_msg("%s", wrong);
    }
}

static void test_parents(void **state)
{
    static const struct {
        const char *profile, *regs, *parent;
        bool fits;
    } cases[] = {
        {"v3.4-full", "", PARENT, true},
        {"v3.4-full", "", PARENT "V=0", false},
        {"v3.4-full", "", NESTED, false},
        {"v3.4-full", "", BYPASS, false},
        {"v3.4-full", "", S2 "S2TG=3", false},
        {"v3.0-s1", "", PARENT, false},
        {"v3.0-s2", "S1P=0", S2 "S2PS=44-bit", false},
        {"v3.0-s2", "", S2 "S2PS=44-bit", true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(cases); i++) {
        struct hl_entry parent = entry(cases[i].parent);
        struct hl_nesting nesting;
        struct hl_smmu host;

        make_smmu(&host, &(struct place){.profile = cases[i].profile, .regs = {cases[i].regs}});
        assert_int_equal(hl_nesting_init(&nesting, &host, &parent), cases[i].fits);
    }
}

/* Physical STE, in all bits, by virtual one. */
static const struct {
    const char *parent, *vste, *physical;
} merges[] = {
    {PARENT, "V=0", ABORT},
    {PARENT, "V=0 Config=s1 S1ContextPtr=0x20000", ABORT},
    {PARENT "CONT=3", ABORT "CONT=5", ABORT "CONT=3"},
    {PARENT, "V=1 Config=3", ABORT},
    {PARENT, BYPASS "SHCFG=ish PRIVCFG=3 MTCFG=1 MemAttr=0xf S2VMID=9",
     S2 "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming"},
    {PARENT "EATS=full", BYPASS "EATS=0", S2 "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming EATS=full"},
    {PARENT, GUEST_S1,
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    /* the guest's stage 2, attributes, StreamWorld, merging and events stay out */
    {PARENT,
     GUEST_S1 "S2VMID=9 S2TTB=0x70000000 S2S=1 STRW=el2 SHCFG=ish MTCFG=1 MemAttr=0xf ALLOCCFG=15 "
              "PRIVCFG=3 INSTCFG=3 NSCFG=2 DRE=1 DCP=1 PPAR=1 CONT=3 MEV=1 S1MPAM=1 VMSPtr=0x10000 "
              "PARTID=3 S2PTW=0 S2HWU59=1 TL0=1 IMPDEF_1=7",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    /* the parent's count with stage 1 where 13.5 lets them */
    {PARENT "PRIVCFG=3 INSTCFG=2 MEV=1 PARTID=3 DRE=1 TL0=1",
     GUEST_S1 "S1CDMax=4 S1DSS=bypass S1Fmt=1 S1STALLD=1 S1PIE=1",
     NESTED
     "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming PRIVCFG=3 INSTCFG=2 MEV=1 PARTID=3 DRE=1 TL0=1 "
     "S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 S1CDMax=4 S1DSS=bypass S1Fmt=1 S1STALLD=1 "
     "S1PIE=1"},
    /* as understood, not as written */
    {PARENT, GUEST_S1 "S1DSS=bypass S1Fmt=2",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT, GUEST_S1 "S1CDMax=2 S1DSS=3 S1CIR=0 S1COR=0",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CDMax=2"},
    /* bits of the parent that never count */
    {PARENT "SW_RESERVED=5 VMSPtr=0x10000 STRW=el2", BYPASS,
     S2 "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming"},
    /* ILLEGAL on the virtual SMMU */
    {PARENT, S2, ABORT},
    {PARENT, NESTED, ABORT},
    {PARENT, GUEST_S1 "S1CDMax=21", ABORT},
    {PARENT, GUEST_S1 "EATS=split", ABORT},
    /* ATS as the parent has it, for a guest that uses it */
    {PARENT, GUEST_S1 "EATS=full",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT "EATS=full", GUEST_S1,
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
    {PARENT "EATS=full", GUEST_S1 "EATS=full",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 "
            "EATS=full"},
    {PARENT "EATS=dpt DPT_VMATCH=1", GUEST_S1 "EATS=full",
     NESTED
     "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 EATS=dpt "
     "DPT_VMATCH=1"},
    {PARENT "EATS=full", GUEST_S1 "EATS=dpt",
     NESTED "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3"},
};

static void test_merge(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH(merges); i++) {
        struct hl_entry vste = entry(merges[i].vste), due = entry(merges[i].physical), made;

        use(&full, &quiesced, merges[i].parent, hl_hypervisors);
        hl_nested_merge(&nested.nesting, &vste, &made);
        for (size_t f = 0; f < hl_ste_layout.count; f++)
            if (hl_field_get(&hl_ste_layout.fields[f], &made) !=
                hl_field_get(&hl_ste_layout.fields[f], &due))
                fail_msg("%s under %s: %s", merges[i].vste, merges[i].parent,
                         hl_ste_layout.fields[f].name);
        assert_true(hl_entry_equal(&made, &due));
    }
}

static bool is_stage2(const struct hl_field *f)
{
    static const char *const others[] = {"AssuredOnly", "TL0", "TL1", "VMSPtr", "MECID"};

    for (size_t i = 0; i < LENGTH(others); i++)
        if (strcmp(f->name, others[i]) == 0)
            return true;
    return strncmp(f->name, "S2", 2) == 0 || strncmp(f->name, "S_S2", 4) == 0;
}

static bool is_stage1(const struct hl_field *f)
{
    return strncmp(f->name, "S1", 2) == 0;
}

/* What the parent means when stage 1 is there, too: stage 1 fields zero. */
static void decode_with_stage1(struct hl_meaning *m)
{
    struct hl_entry e = nested.nesting.parent;

    HL_SET(STE, &e, Config, 7);
    for (size_t f = 0; f < hl_ste_layout.count; f++)
        if (is_stage1(&hl_ste_layout.fields[f]))
            hl_field_set(&hl_ste_layout.fields[f], &e, 0);
    hl_ste_decode(&nested.nesting.host, &e, m);
}

static void check_random_merge(const struct hl_entry *vste)
{
    struct hl_entry made, regime_made;
    struct hl_meaning guest, host, alone, with;

    hl_ste_decode(&nested.nesting.guest, vste, &guest);
    hl_nested_merge(&nested.nesting, vste, &made);
    hl_ste_decode(&nested.nesting.host, &made, &host);
    assert_string_equal(rule_text(host.rule), "legal");
    if (guest.state == HL_STATE_LIVE)
        assert_int_equal(host.state, HL_STATE_LIVE);
    else
        assert_int_equal(host.state, HL_STATE_STOP);
    if (guest.state != HL_STATE_LIVE)
        return;
    /* a guest's entry and what it means are one */
    hl_nested_merge(&nested.nesting, &guest.regime, &regime_made);
    assert_true(hl_entry_equal(&made, &regime_made));

    hl_ste_decode(&nested.nesting.host, &nested.nesting.parent, &alone);
    if (guest.config == HL_CONFIG_BYPASS) {
        assert_true(hl_entry_equal(&host.regime, &alone.regime));
        return;
    }
    assert_int_equal(host.config, HL_CONFIG_NESTED);
    decode_with_stage1(&with);
    for (size_t i = 0; i < hl_ste_layout.count; i++) {
        const struct hl_field *f = &hl_ste_layout.fields[i];
        uint64_t value = hl_field_get(f, &host.regime);
        if (is_stage2(f) && value != hl_field_get(f, &with.regime))
            fail_msg("%s is not the parent's", f->name);
        if (is_stage1(f) && value != hl_field_get(f, &guest.regime))
            fail_msg("%s is not the guest's", f->name);
    }
}

static void test_random_merges(void **state)
{
    uint64_t random = 2;
    unsigned merged = 0;

    (void)state;
    make_ste_templates();
    for (unsigned n = 0; n < 6000; n++) {
        if (!random_nesting(&random, n, hl_hypervisors))
            continue;
        for (unsigned i = 0; i < 20; i++, merged++) {
            struct hl_entry vste = random_vste(&random);
            check_random_merge(&vste);
        }
    }
    assert_true(merged > 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guest_registers),
        cmocka_unit_test(test_guest_output_size),
        cmocka_unit_test(test_guest_registers_are_possible),
        cmocka_unit_test(test_parents),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_random_merges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
