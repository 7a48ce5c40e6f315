// SPDX-License-Identifier: MIT
/* A VMM over the kernel tree's nesting: what it asks for, what it keeps, and that what is made
 * means what the architecture says. A build without a tree has none. */
#include "nested_helpers.h"

#include "linux/linux.h"

static struct hl_linux_vmm vmm;

static bool has_nesting(void)
{
    return hl_linux_info() && hl_linux_has(hl_linux_info(), HL_FEATURE_NESTING);
}

/* Else the test is reported as skipped. */
static void need_nesting(void)
{
    if (!has_nesting())
        skip();
}

/* A guest of a tree with nesting. */
static void use_linux(const char *profile, bool ats)
{
    const struct hl_linux_stream stream = {
        .pgd = 0x40000000, .vmid = 5, .ats = ats, .stall = !ats, .ssid_bits = 20};
    const struct hl_hypervisor *h = hl_linux_hypervisor(&vmm, &stream);
    struct hl_nesting nesting;
    struct hl_entry parent;
    struct hl_smmu host;

    assert_non_null(h);
    make_smmu(&host, &(struct place){.profile = profile});
    assert_int_equal(hl_linux_make(HL_LINUX_S2, &host.regs, &stream, &parent), HL_LINUX_MADE);
    assert_true(hl_nesting_init(&nesting, &host, &parent));
    hl_nested_init(&nested, &nesting, &quiesced, h);
    nested.host_sequencer = hl_linux_sequencer();
}

static void test_absent(void **state)
{
    const struct hl_linux_stream stream = {.vmid = 1};

    (void)state;
    if (has_nesting())
        assert_ptr_equal(hl_linux_hypervisor(&vmm, &stream), &vmm.hypervisor);
    else
        assert_null(hl_linux_hypervisor(&vmm, &stream));
}

static const struct {
    const char *vste;
    enum hl_merge result;
    enum hl_ste_config config;
} requests[] = {
    {"V=0", HL_MERGED, HL_CONFIG_ABORT},
    {"V=0 Config=s1", HL_MERGED, HL_CONFIG_ABORT},
    {ABORT "S1DSS=1", HL_MERGED, HL_CONFIG_ABORT},
    {"V=1 Config=2", HL_MERGED, HL_CONFIG_ABORT},
    {BYPASS "SHCFG=incoming MTCFG=1", HL_MERGED, HL_CONFIG_S2},
    {GUEST_S1, HL_MERGED, HL_CONFIG_NESTED},
    {GUEST_S1 "STRW=el2 SHCFG=incoming S2VMID=9 PRIVCFG=3", HL_MERGED, HL_CONFIG_NESTED},
    {GUEST_S1 "EATS=full", HL_MERGED, HL_CONFIG_NESTED},
    {GUEST_S1 "EATS=split", HL_REJECTED, HL_CONFIG_INVALID},
    {S2, HL_REJECTED, HL_CONFIG_INVALID},
    {NESTED, HL_REJECTED, HL_CONFIG_INVALID},
};

static void test_requests(void **state)
{
    (void)state;
    need_nesting();
    for (size_t i = 0; i < LENGTH(requests); i++) {
        struct hl_entry vste = entry(requests[i].vste), due, made;
        struct hl_meaning m, due_meaning;

        use_linux("grace", true);
        if (vmm.hypervisor.merge(&vmm.hypervisor, &nested.nesting, &vste, &made) !=
            requests[i].result)
            fail_msg("%s", requests[i].vste);
        if (requests[i].result == HL_REJECTED)
            continue;
        hl_decode(&nested.host_decoder, &made, &m);
        assert_int_equal(m.config, requests[i].config);
        hl_nested_merge(&nested.nesting, &vste, &due);
        hl_decode(&nested.host_decoder, &due, &due_meaning);
        HL_SET(STE, &m.regime, MEV, 0); /* the driver's own choice */
        HL_SET(STE, &due_meaning.regime, MEV, 0);
        if (!hl_entry_equal(&m.regime, &due_meaning.regime))
            fail_msg("%s: another regime", requests[i].vste);
    }
}

/* Both with stalls and with ATS, which exclude each other. */
static void test_updates(void **state)
{
    static const char *const entries[] = {
        "V=0",
        ABORT,
        BYPASS,
        GUEST_S1,
        GUEST_S1 "EATS=full",
        GUEST_S1 "S1CDMax=4 S1Fmt=0 S1DSS=ssid0",
        S2,
        GUEST_S1 "S1CDMax=30",
    };
    static struct hl_nested_verdict v;

    (void)state;
    need_nesting();
    for (unsigned n = 0; n < 2 * LENGTH(entries) * LENGTH(entries); n++) {
        struct hl_entry old = entry(entries[n % LENGTH(entries)]);
        struct hl_entry target = entry(entries[n / 2 / LENGTH(entries)]);

        use_linux("mmu-700", n / LENGTH(entries) % 2);
        hl_nested_install(&nested, &old, &v);
        assert_int_equal(v.host.findings, 0);
        hl_nested_judge(&nested, &v.physical, &old, &target, &v);
        assert_int_equal(v.host.findings, 0);
        assert_int_equal(v.unplanned, 0);
    }
}

/* What S1CDMax = 0 makes IGNORED reaches the driver's used function. */
static void test_ignored_fields_break(void **state)
{
    static struct hl_nested_verdict v;
    struct hl_entry old = entry(GUEST_S1), target = entry(GUEST_S1 "S1Fmt=2 S1DSS=ssid0");

    (void)state;
    need_nesting();
    use_linux("grace", false);
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.guest.outcome, HL_HITLESS);
    assert_int_equal(v.host.found[HL_NEEDLESS_BREAK], 1);
    assert_false(v.wrong_merge);
    nested.hypervisor = hl_hypervisor_find("nested"); /* one that passes on what counts */
    hl_nested_install(&nested, &old, &v);
    hl_nested_judge(&nested, &v.physical, &old, &target, &v);
    assert_int_equal(v.host.findings, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_updates),
        cmocka_unit_test(test_ignored_fields_break),
    };

    make_ste_templates();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
