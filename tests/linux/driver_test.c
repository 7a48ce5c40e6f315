// SPDX-License-Identifier: MIT
/* The whole driver of the tree: what it installs, what it refuses, and that the machine forgets. */
#include "driver/machine.h"
#include "smmu/registers.h"
#include "smmu/ste.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DEV_PCI, DEV_DEEP, DEV_STALLS, DOM_A = HLK_DOM_FREE, DOM_B, DOM_C, DOM_D };
static const struct hlk_machine machine = {
    .devices = 3,
    .coherent = true,
    .device = {{.sid = {0x8, 0x108}, .streams = 2, .pasid_bits = 4, .pci = true, .ats = true},
               {.sid = {0x9}, .streams = 1, .pasid_bits = 12, .pci = true, .ats = true},
               {.sid = {0x300}, .streams = 1, .stall = true}}};

/* What was heard since it was last cleared. */
static struct {
    unsigned warnings, refusals, stores, commands, syncs, waits;
    bool ats[HLK_DEVICES];
    uint64_t sum;      /* of all that could differ */
    unsigned unmap_at; /* unmap DOM_B at this wait */
    int unmapped;
    enum hlk_entry entry; /* what could have been done there */
} heard;

static void mix(uint64_t value)
{
    heard.sum = (heard.sum ^ value) * UINT64_C(0x100000001b3);
}

static void on_store(void *context, const struct hl_machine_store *s)
{
    (void)context;
    ++heard.stores;
    mix(s->address);
    mix(s->old);
    mix(s->value);
}

static void on_wait(void *context)
{
    (void)context;
    if (++heard.waits == heard.unmap_at) {
        heard.entry = hlk_may_enter();
        heard.unmapped = hlk_unmap(DOM_B, 0x1000, 0x1000);
    }
}

static void on_ats(void *context, unsigned dev, bool on)
{
    (void)context;
    heard.ats[dev] = on;
}

static void on_warn(void *context, const char *file, int line, const char *text)
{
    (void)context;
    ++heard.warnings;
    print_message("WARN %s:%d %s\n", file, line, text);
}

static void on_command(void *context, const struct hl_command *command)
{
    (void)context;
    ++heard.commands;
    mix(command->kind);
    mix(command->sid);
}

static void on_synced(void *context)
{
    (void)context;
    ++heard.syncs;
}

static void on_refused(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    (void)context, (void)value;
    ++heard.refusals;
    print_message("%s: %s\n", hl_model_register_list[reg].name, why);
}

static void listen(void *context)
{
    const struct hl_machine_listener listener = {
        .store = on_store, .wait = on_wait, .ats = on_ats, .warn = on_warn};
    const struct hl_model_listener model = {
        .command = on_command, .synced = on_synced, .refused = on_refused};

    (void)context;
    assert_true(hl_machine_listen(&listener));
    assert_true(hl_model_listen(hl_machine_model(), &model));
}

static void clear(void)
{
    memset(&heard, 0, sizeof heard);
}

static void start_with(const struct hlk_machine *with, const char *profile,
                       const struct hl_model_shape *shape)
{
    clear();
    assert_true(hl_machine_boot());
    hl_machine_pace(0);
    assert_int_equal(hl_machine_probe(with, &hl_profile_find(profile)->regs, shape, listen, NULL),
                     0);
    for (unsigned i = 0; i < with->devices; ++i)
        assert_int_equal(hlk_device_probe(i), 0);
}

static void start(const char *profile, const struct hl_model_shape *shape)
{
    start_with(&machine, profile, shape);
}

static uint64_t reg(enum hl_model_register which)
{
    return hl_machine_model()->value[which];
}

static struct hl_entry entry_at(uint64_t address)
{
    struct hl_entry entry;
    const void *memory = hl_machine_memory(address, sizeof entry.q);

    assert_non_null(memory);
    memcpy(entry.q, memory, sizeof entry.q);
    return entry;
}

/* STRTAB_BASE and STRTAB_BASE_CFG (6.3.24, 6.3.25), and what they lead to. */
static struct hl_entry ste_of(uint32_t sid)
{
    const uint64_t base = reg(HL_MREG_STRTAB_BASE) & UINT64_C(0x00ffffffffffffc0);
    const unsigned split = reg(HL_MREG_STRTAB_BASE_CFG) >> 6 & 31;
    const uint64_t *l1;

    if (!(reg(HL_MREG_STRTAB_BASE_CFG) >> 16 & 3))
        return entry_at(base + sid * 64);
    l1 = hl_machine_memory(base + (sid >> split) * 8, 8);
    assert_non_null(l1);
    return entry_at((*l1 & UINT64_C(0x00ffffffffffffc0)) + (sid & ((1u << split) - 1)) * 64);
}

static unsigned config_of(uint32_t sid)
{
    const struct hl_entry ste = ste_of(sid);
    struct hl_smmu smmu;
    struct hl_meaning meaning;
    struct hl_registers regs;

    hl_model_registers(hl_machine_model(), &regs);
    hl_smmu_init(&smmu, &regs, HL_NONSECURE, &hl_default_options);
    hl_ste_decode(&smmu, &ste, &meaning);
    if (meaning.rule)
        print_message("sid %#x: %s\n", sid, hl_ste_rules[meaning.rule].id);
    return meaning.config;
}

static void test_profiles(void **state)
{
    static const struct hl_model_shape shapes[] = {
        {0}, {.no_msi = true, .sev = true}, {.no_msi = true, .no_sev = true}};

    (void)state;
    for (size_t i = 0; i < hl_profile_count; ++i)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; ++s) {
            const char *name = hl_profiles[i].name;
            start(name, &shapes[s]);
            const bool s1 = hl_reg_S1P(&hl_profiles[i].regs);
            assert_int_equal(hlk_domain_alloc(DOM_A, s1 ? HLK_S1 : HLK_S2, DEV_PCI), 0);
            if (!hl_reg_S1P(&hl_profiles[i].regs) || !hl_reg_S2P(&hl_profiles[i].regs))
                assert_int_equal(hlk_domain_alloc(DOM_B, s1 ? HLK_S2 : HLK_S1, DEV_PCI),
                                 -EOPNOTSUPP);
            for (unsigned d = 0; d < machine.devices; ++d)
                assert_int_equal(hlk_attach(d, DOM_A), 0);
            for (unsigned d = 0; d < machine.devices; ++d)
                for (unsigned n = 0; n < machine.device[d].streams; ++n)
                    assert_int_equal(config_of(machine.device[d].sid[n]),
                                     s1 ? HL_CONFIG_S1 : HL_CONFIG_S2);
            assert_int_equal(heard.ats[DEV_PCI], hl_reg_ATS(&hl_profiles[i].regs));
            assert_false(heard.ats[DEV_STALLS]);
            assert_int_equal(hlk_attach(DEV_PCI, HLK_DOM_IDENTITY), 0);
            assert_int_equal(hlk_attach(DEV_DEEP, HLK_DOM_BLOCKED), 0);
            assert_int_equal(config_of(0x9), HL_CONFIG_ABORT);
            assert_int_equal(config_of(0x108), HL_CONFIG_BYPASS);
            assert_true(heard.stores && heard.commands && heard.syncs);
            assert_int_equal(heard.warnings + heard.refusals, 0);
        }
}

/* A day of a device's. */
static void day(void)
{
    uint32_t pasid = 0;

    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_domain_alloc(DOM_B, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_attach(DEV_PCI, DOM_A), 0);
    assert_int_equal(hlk_map(DOM_A, 0x1000, 0x1000, 0x1000, HLK_READ), 0);
    assert_int_equal(hlk_pasid_attach(DEV_DEEP, 0x801, DOM_B), 0);
    assert_int_equal(hlk_sva_bind(DEV_PCI, 0, &pasid), 0);
    assert_int_equal(hlk_mm_exit(0), 0);
    assert_int_equal(hlk_sva_unbind(DEV_PCI, 0), 0);
    assert_int_equal(hlk_unmap(DOM_A, 0x1000, 0x1000), 0);
    assert_int_equal(hlk_pasid_detach(DEV_DEEP, 0x801), 0);
    assert_int_equal(hlk_detach(DEV_PCI), 0);
}

static void test_restore(void **state)
{
    uint64_t sum = 0;

    (void)state;
    start("mmu-700", NULL);
    hl_machine_save();
    for (unsigned i = 0; i < 3; ++i) {
        clear();
        day();
        if (i == 1)
            assert_int_equal(hlk_device_release(DEV_DEEP), 0);
        if (!i)
            sum = heard.sum;
        else if (i == 2)
            assert_true(heard.sum == sum);
        hl_machine_restore();
    }
    assert_int_equal(config_of(0x9), HL_CONFIG_S1); /* the default domain */
}

/* Each allocation fails once: the driver says so, warns of nothing, and can do it afterwards. */
static void test_failures(void **state)
{
    unsigned failures = 0;

    (void)state;
    start("mmu-600", NULL);
    hl_machine_save();
    for (unsigned nth = 1; nth < 40; ++nth) {
        hl_machine_restore();
        hlk_fail_alloc(nth);
        int result = hlk_domain_alloc(DOM_A, HLK_S1, DEV_DEEP);
        if (!result)
            result = hlk_pasid_attach(DEV_DEEP, 0x5c0, DOM_A);
        const bool struck = hlk_alloc_failed();
        hlk_fail_alloc(0);
        assert_true(!result || (struck && result == -12)); /* an xarray tries again: 0 */
        failures += result == -12;
        if (hlk_domain_free(DOM_A))
            assert_true(struck);
    }
    assert_in_range(failures, 4, 20);
    assert_int_equal(heard.warnings, 0);
}

/* The core goes back to a domain, and asserts that this does not fail: when it detaches, and in
 * 6.12 also when an attach is refused, here because stage 2 has no PASIDs. */
static void test_no_failure_where_none_can_be(void **state)
{
    uint32_t pasid;

    (void)state;
    start("mmu-600", NULL);
    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_attach(DEV_PCI, DOM_A), 0);
    hlk_fail_alloc(1);
    assert_int_equal(hlk_detach(DEV_PCI), 0);
    hlk_fail_alloc(0);
    if (hlk_domain_alloc(DOM_B, HLK_S2, DEV_PCI)) /* later: as a parent only */
        assert_int_equal(hlk_domain_alloc(DOM_B, HLK_NEST_PARENT, DEV_PCI), 0);
    assert_int_equal(hlk_sva_bind(DEV_PCI, 0, &pasid), 0);
    hl_machine_save();
    for (unsigned nth = 1; nth < 10; ++nth) {
        hl_machine_restore();
        hlk_fail_alloc(nth);
        assert_int_not_equal(hlk_attach(DEV_PCI, DOM_B), 0);
        hlk_fail_alloc(0);
    }
    assert_int_equal(heard.warnings, 0);
}

/* A device has several processes at a time, whether it asks for faults or not. */
static void test_processes(void **state)
{
    static struct hlk_machine with;
    uint32_t first, second;

    (void)state;
    with = machine;
    with.device[DEV_STALLS].pasid_bits = 4;
    start_with(&with, "mmu-700", NULL);
    for (unsigned dev = 0; dev < with.devices; ++dev)
        for (unsigned i = 0; i < 2; ++i) {
            assert_int_equal(hlk_sva_bind(dev, 0, &first), 0);
            assert_int_equal(hlk_sva_bind(dev, 1, &second), 0);
            assert_int_not_equal(first, second);
            assert_int_equal(hlk_sva_unbind(dev, 0), 0);
            assert_int_equal(hlk_sva_bind(dev, 0, &first), 0);
            assert_int_equal(hlk_sva_unbind(dev, 1), 0);
            assert_int_equal(hlk_sva_unbind(dev, 0), 0);
        }
    for (unsigned dev = 0; dev < with.devices; ++dev)
        assert_int_equal(hlk_device_release(dev), 0);
    assert_int_equal(heard.warnings, 0);
}

static void test_another_cpu(void **state)
{
    (void)state;
    start("mmu-600", NULL);
    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_domain_alloc(DOM_B, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_attach(DEV_DEEP, DOM_B), 0);
    assert_int_equal(hlk_map(DOM_B, 0x1000, 0x1000, 0x1000, HLK_READ), 0);
    assert_int_equal(hlk_may_enter(), HLK_ENTER_ANY);
    clear();
    heard.unmap_at = 1;
    heard.unmapped = -1;
    assert_int_equal(hlk_attach(DEV_PCI, DOM_A), 0);
    assert_int_equal(heard.entry, HLK_ENTER_UNLOCKED); /* the group's mutex is held */
    assert_int_equal(heard.unmapped, 0);
    assert_int_equal(heard.warnings, 0);
    assert_int_equal(config_of(0x108), HL_CONFIG_S1);
}

static void test_refusals(void **state)
{
    uint32_t pasid;

    (void)state;
    start("mmu-600", NULL);
    assert_int_equal(hlk_device_probe(DEV_PCI), -22);
    assert_int_equal(hlk_attach(DEV_PCI, DOM_A), -22);
    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_PCI), 0);
    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_PCI), -22);
    assert_int_equal(hlk_pasid_attach(DEV_PCI, 16, DOM_A), -22); /* it has 4 bits */
    assert_int_equal(hlk_pasid_attach(DEV_PCI, 15, DOM_A), 0);
    assert_int_not_equal(hlk_pasid_attach(DEV_PCI, 15, DOM_A), 0);
    assert_int_not_equal(hlk_sva_bind(DEV_STALLS, 0, &pasid), 0); /* it has no PASIDs */
    assert_int_equal(heard.warnings, 0);
}

static void test_nesting(void **state)
{
    const uint64_t bypass[2] = {0x9, 0}, illegal[2] = {0xb, UINT64_MAX};
    const uint64_t commands[3][2] = {{0x12, 0}, {0x13, 0}, {0x11 | UINT64_C(1) << 48, 0}};
    unsigned done;

    (void)state;
    start("grace", NULL);
    const int parent = hlk_domain_alloc(DOM_A, HLK_NEST_PARENT, DEV_DEEP);
    if (parent == HLK_ABSENT) {
        assert_int_equal(hlk_viommu_alloc(0, DEV_DEEP, DOM_A), HLK_ABSENT);
        skip();
    }
    assert_int_equal(parent, 0);
    assert_int_equal(hlk_attach(DEV_DEEP, DOM_A), 0);
    assert_int_equal(config_of(0x9), HL_CONFIG_S2);
    assert_int_equal(hlk_viommu_alloc(0, DEV_DEEP, DOM_A), 0);
    assert_int_equal(hlk_vdevice_add(0, DEV_DEEP, 0x77), 0);
    assert_int_not_equal(hlk_nested_alloc(DOM_B, 0, illegal), 0);
    assert_int_equal(hlk_nested_alloc(DOM_B, 0, bypass), 0);
    assert_int_equal(hlk_attach(DEV_DEEP, DOM_B), 0);
    assert_int_equal(config_of(0x9), HL_CONFIG_S2); /* a guest's bypass */
    clear();
    assert_int_equal(hlk_viommu_invalidate(0, commands, 2, &done), 0);
    assert_int_equal(done, 2);
    assert_int_equal(heard.commands, 2);
    assert_int_equal(hlk_attach(DEV_DEEP, DOM_A), 0);
    assert_int_equal(hlk_domain_free(DOM_B), 0);
    assert_int_equal(hlk_vdevice_remove(0, DEV_DEEP), 0);
    assert_int_equal(hlk_viommu_free(0), 0);
    assert_int_equal(heard.warnings, 0);
}

/* A reader of RCU in its wait keeps nobody out where no ATC is concerned (7.3's invs; 6.12 has
 * none). */
static void test_reader(void **state)
{
    (void)state;
    start("mmu-600", NULL);
    assert_int_equal(hlk_domain_alloc(DOM_A, HLK_S1, DEV_STALLS), 0);
    assert_int_equal(hlk_domain_alloc(DOM_B, HLK_S1, DEV_STALLS), 0);
    assert_int_equal(hlk_attach(DEV_STALLS, DOM_A), 0);
    assert_int_equal(hlk_map(DOM_A, 0x1000, 0x1000, 0x1000, HLK_READ), 0);
    assert_int_equal(hlk_map(DOM_B, 0x1000, 0x1000, 0x1000, HLK_READ), 0);
    clear();
    heard.unmap_at = 1;
    assert_int_equal(hlk_unmap(DOM_A, 0x1000, 0x1000), 0);
    assert_int_equal(heard.entry, HLK_ENTER_ANY);
    assert_int_equal(heard.unmapped, 0);
    assert_int_equal(hlk_may_enter(), HLK_ENTER_ANY);
    assert_int_equal(heard.warnings, 0);
}

/* Another kernel boots over a live SMMU: it keeps off the other's memory. */
static void test_reboot(void **state)
{
    (void)state;
    start("mmu-600", NULL);
    const uint64_t before = reg(HL_MREG_STRTAB_BASE);
    clear();
    assert_int_equal(hl_machine_reboot(&machine, true), 0);
    assert_int_not_equal(reg(HL_MREG_STRTAB_BASE), before);
    assert_int_equal(hlk_device_probe(DEV_PCI), 0);
    assert_int_equal(config_of(0x8), HL_CONFIG_S1);
    assert_int_equal(heard.warnings, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profiles),    cmocka_unit_test(test_restore),
        cmocka_unit_test(test_failures),    cmocka_unit_test(test_processes),
        cmocka_unit_test(test_another_cpu), cmocka_unit_test(test_no_failure_where_none_can_be),
        cmocka_unit_test(test_refusals),    cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_reboot),      cmocka_unit_test(test_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
