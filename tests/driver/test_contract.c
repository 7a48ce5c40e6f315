// SPDX-License-Identifier: MIT
/* The callers' contract: what would break it is refused, with everything that is done and undone,
 * and while another operation is under way. */
#include "helpers.h"

#include "driver/contract.h"

static struct hl_contract c;

#define OP(id, ...) ((struct hl_operation){.kind = HL_DO_##id, __VA_ARGS__})

static void begin(void)
{
    const struct hlk_machine machine = {.devices = 2,
                                        .device = {{.streams = 1, .pasid_bits = 4, .pci = true},
                                                   {.streams = 1, .pasid_bits = 4, .pci = true}}};
    hl_contract_begin(&c, &machine, 40);
}

static void refused(struct hl_operation o, const char *why)
{
    const char *is = hl_contract_refuses(&c, &o);

    if (!is || strcmp(is, why) != 0)
        fail_msg("%s: \"%s\" instead of \"%s\"", hl_operation_names[o.kind], is ? is : "nothing",
                 why);
}

static void done(struct hl_operation o)
{
    const char *why = hl_contract_refuses(&c, &o);

    if (why)
        fail_msg("%s: %s", hl_operation_names[o.kind], why);
    hl_contract_enter(&c, &o);
    hl_contract_leave(&c, &o, 0, o.kind == HL_DO_BIND ? 100u + o.mm : 0);
}

static void test_devices(void **state)
{
    (void)state;
    begin();
    refused(OP(DETACH, .device = 0), "no such device");
    refused(OP(RELEASE, .device = 0), "no such device");
    refused(OP(PROBE, .device = 2), "no such device, or it is there");
    done(OP(PROBE, .device = 0));
    refused(OP(PROBE, .device = 0), "no such device, or it is there");
    done(OP(ATTACH, .device = 0, .domain = HLK_DOM_BLOCKED));
    refused(OP(RELEASE, .device = 0), "something is attached");
    done(OP(DETACH, .device = 0));
    done(OP(RELEASE, .device = 0));
}

static void test_domains(void **state)
{
    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    refused(OP(ATTACH, .device = 0, .domain = 2), "no such domain");
    refused(OP(FREE, .domain = HLK_DOM_IDENTITY), "it is static");
    done(OP(DOMAIN, .device = 0, .domain = 2, .domain_kind = HLK_S1));
    refused(OP(DOMAIN, .device = 0, .domain = 2, .domain_kind = HLK_S2), "that domain exists");
    done(OP(ATTACH, .device = 0, .domain = 2));
    refused(OP(FREE, .domain = 2), "it is attached");
    done(OP(ATTACH, .device = 0, .domain = HLK_DOM_IDENTITY));
    done(OP(SET_PASID, .device = 0, .domain = 2, .pasid = 3));
    refused(OP(FREE, .domain = 2), "it is attached");
    refused(OP(SET_PASID, .device = 0, .domain = 2, .pasid = 3), "that PASID has a domain");
    refused(OP(REPLACE_PASID, .device = 0, .domain = 2, .pasid = 4), "that PASID has no domain");
    done(OP(DOMAIN, .device = 0, .domain = 3));
    done(OP(REPLACE_PASID, .device = 0, .domain = 3, .pasid = 3));
    done(OP(FREE, .domain = 2));
    refused(OP(FREE, .domain = 3), "it is attached");
    refused(OP(REMOVE_PASID, .device = 0, .pasid = 4), "that PASID has no domain");
    done(OP(REMOVE_PASID, .device = 0, .pasid = 3));
    refused(OP(REMOVE_PASID, .device = 0, .pasid = 3), "that PASID has no domain");
    done(OP(FREE, .domain = 3));
    refused(OP(FREE, .domain = 3), "no such domain");
}

static void test_mappings(void **state)
{
    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    refused(OP(MAP, .domain = HLK_DOM_IDENTITY, .size = 4096), "nothing can be mapped there");
    done(OP(DOMAIN, .device = 0, .domain = 2));
    done(OP(MAP, .domain = 2, .iova = 0x1000, .size = 0x1000, .pa = 0x40000000));
    refused(OP(MAP, .domain = 2, .iova = 0, .size = 0x2000), "it is mapped already");
    done(OP(MAP, .domain = 2, .iova = 0, .size = 0x1000));
    done(OP(MAP, .domain = 2, .iova = 0x200000, .size = 0x200000));
    refused(OP(MAP, .domain = 2, .iova = UINT64_C(1) << 40, .size = 0x1000),
            "beyond the address space");
    refused(OP(MAP, .domain = 2, .iova = 0x3000, .size = 0x1000, .pa = UINT64_C(1) << 40),
            "beyond the address space");
    refused(OP(UNMAP, .domain = 2, .iova = 0x200000, .size = 0x1000), "a part of a mapping");
    refused(OP(UNMAP, .domain = 2, .iova = 0x1000, .size = 0x2000), "not mapped");
    refused(OP(UNMAP, .domain = 2, .iova = 0x5000, .size = 0x1000), "not mapped");
    done(OP(UNMAP, .domain = 2, .iova = 0, .size = 0x2000));
    refused(OP(UNMAP, .domain = 2, .iova = 0, .size = 0x1000), "not mapped");
    assert_int_equal(c.domain[2].mappings, 1);
    assert_int_equal(c.domain[2].mapping[0].iova, 0x200000);
    for (unsigned i = 1; i < HL_CONTRACT_MAPPINGS; i++)
        done(OP(MAP, .domain = 2, .iova = 0x1000000 * (i + 1), .size = 0x1000));
    refused(OP(MAP, .domain = 2, .iova = 0, .size = 0x1000), "too many mappings");
}

static void test_processes(void **state)
{
    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(PROBE, .device = 1));
    refused(OP(EXIT, .mm = 1), "no such process");
    refused(OP(INVALIDATE, .mm = 1, .size = 0x1000), "no such process");
    refused(OP(UNBIND, .device = 0, .mm = 1), "it is not bound");
    done(OP(BIND, .device = 0, .mm = 1));
    refused(OP(BIND, .device = 0, .mm = 1), "it is bound");
    refused(OP(SET_PASID, .device = 0, .domain = 0, .pasid = 101), "that PASID is a process's");
    done(OP(BIND, .device = 1, .mm = 1));
    done(OP(INVALIDATE, .mm = 1, .size = 0x1000));
    done(OP(EXIT, .mm = 1));
    refused(OP(EXIT, .mm = 1), "no such process");
    refused(OP(INVALIDATE, .mm = 1, .size = 0x1000), "no such process");
    done(OP(UNBIND, .device = 0, .mm = 1));
    refused(OP(BIND, .device = 0, .mm = 1), "that process is gone");
    done(OP(UNBIND, .device = 1, .mm = 1));
    done(OP(BIND, .device = 0, .mm = 1)); /* the next one */
}

/* Who binds it or lets it go has no hold on it, who invalidates pages of it has; and while it ends
 * nobody comes. */
static void test_process_ends(void **state)
{
    const struct hl_operation unbind = OP(UNBIND, .device = 0, .mm = 1),
                              invalidate = OP(INVALIDATE, .mm = 1, .size = 0x1000),
                              end = OP(EXIT, .mm = 1);

    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(PROBE, .device = 1));
    done(OP(BIND, .device = 0, .mm = 1));
    done(OP(BIND, .device = 1, .mm = 1));
    hl_contract_enter(&c, &invalidate);
    refused(end, "another CPU is at it");
    hl_contract_leave(&c, &invalidate, 0, 0);
    hl_contract_enter(&c, &unbind);
    done(end);
    hl_contract_leave(&c, &unbind, 0, 0);
    assert_true(c.exited[1]);
    done(OP(UNBIND, .device = 1, .mm = 1));
    assert_false(c.exited[1]);
    done(OP(BIND, .device = 0, .mm = 1));
    hl_contract_enter(&c, &end);
    refused(unbind, "another CPU is at it");
    refused(end, "another CPU is at it");
    refused(invalidate, "another CPU is at it");
}

static void test_guests(void **state)
{
    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(PROBE, .device = 1));
    done(OP(DOMAIN, .device = 0, .domain = 2, .domain_kind = HLK_S2));
    done(OP(DOMAIN, .device = 0, .domain = 3, .domain_kind = HLK_NEST_PARENT));
    refused(OP(VIOMMU, .device = 0, .domain = 2, .viommu = 0), "that domain is no parent");
    refused(OP(NESTED, .domain = 4, .viommu = 0), "no such viommu");
    refused(OP(GUEST_COMMAND, .viommu = 0, .commands = 1), "no such viommu");
    done(OP(VIOMMU, .device = 0, .domain = 3, .viommu = 0));
    refused(OP(VIOMMU, .device = 0, .domain = 3, .viommu = 0), "that viommu exists");
    refused(OP(FREE, .domain = 3), "it is attached");
    done(OP(VDEVICE, .device = 0, .viommu = 0, .vsid = 5));
    refused(OP(VDEVICE, .device = 0, .viommu = 0, .vsid = 6), "the device is in a viommu");
    refused(OP(VDEVICE, .device = 1, .viommu = 0, .vsid = 5), "that StreamID is another device's");
    done(OP(NESTED, .domain = 4, .viommu = 0, .vste = {1}));
    refused(OP(MAP, .domain = 4, .size = 0x1000), "nothing can be mapped there");
    refused(OP(FREE_VIOMMU, .viommu = 0), "a device is in it");
    refused(OP(REMOVE_VDEVICE, .device = 1, .viommu = 0), "the device is not in it");
    done(OP(REMOVE_VDEVICE, .device = 0, .viommu = 0));
    refused(OP(FREE_VIOMMU, .viommu = 0), "it has nested domains");
    done(OP(FREE, .domain = 4));
    done(OP(FREE_VIOMMU, .viommu = 0));
    done(OP(FREE, .domain = 3));
}

/* What the driver refuses has not happened. */
static void test_failures(void **state)
{
    const struct hl_operation domain = OP(DOMAIN, .device = 0, .domain = 2);

    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    hl_contract_enter(&c, &domain);
    hl_contract_leave(&c, &domain, -12, 0);
    refused(OP(ATTACH, .device = 0, .domain = 2), "no such domain");
    refused(OP(RESUME, .nth = 0), "it is not suspended");
    done(OP(SUSPEND, .nth = 0));
    refused(OP(ATTACH, .device = 0, .domain = 0), "the machine is suspended");
    done(OP(RESUME, .nth = 0));
    done(OP(SUSPEND, .nth = 0));
    done(OP(RESTART, .nth = 0));
    refused(OP(DETACH, .device = 0), "no such device");
    refused(OP(RESTART, .nth = 0), "once is enough"); /* there is no memory for more */
    done(OP(REMOVE_SMMU, .nth = 0));
    refused(OP(PROBE, .device = 0), "the SMMU is gone");
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(DOMAIN, .device = 0, .domain = 2));
    refused(OP(REMOVE_SMMU, .nth = 0), "a device is there");
    done(OP(RELEASE, .device = 0));
    refused(OP(REMOVE_SMMU, .nth = 0), "a domain is there");
    done(OP(FREE, .domain = 2));
    done(OP(REMOVE_SMMU, .nth = 0));
}

/* Who makes or ends a thing is alone with it; others share. */
static void test_at_once(void **state)
{
    const struct hl_operation map = OP(MAP, .domain = 2, .iova = 0, .size = 0x1000);
    const struct hl_operation attach = OP(ATTACH, .device = 0, .domain = 2);
    const struct hl_operation leave = OP(FREE, .domain = 3);

    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(DOMAIN, .device = 0, .domain = 2));
    done(OP(DOMAIN, .device = 0, .domain = 3));
    hl_contract_enter(&c, &map);
    refused(OP(FREE, .domain = 2), "another CPU is at it");
    refused(OP(SUSPEND, .nth = 0), "another CPU is at it");
    refused(OP(MAP, .domain = 2, .iova = 0, .size = 0x2000), "another CPU is at it");
    done(OP(FREE, .domain = 3));
    done(OP(DOMAIN, .device = 0, .domain = 3));
    hl_contract_enter(&c, &attach);
    refused(OP(RELEASE, .device = 0), "another CPU is at it");
    done(OP(MAP, .domain = 2, .iova = 0x4000, .size = 0x1000));
    hl_contract_leave(&c, &map, 0, 0);
    refused(OP(MAP, .domain = 2, .iova = 0, .size = 0x2000), "it is mapped already");
    refused(OP(FREE, .domain = 2), "another CPU is at it");
    hl_contract_leave(&c, &attach, -16, 0);
    done(OP(FREE, .domain = 2));
    hl_contract_enter(&c, &leave);
    refused(OP(ATTACH, .device = 0, .domain = 3), "another CPU is at it");
    refused(OP(FREE, .domain = 3), "another CPU is at it");
    hl_contract_leave(&c, &leave, 0, 0);
    refused(OP(ATTACH, .device = 0, .domain = 3), "no such domain");
}

/* A release is preceded by all that a driver's end takes away. */
static void test_releases(void **state)
{
    static const enum hl_operation_kind order[] = {HL_DO_UNBIND, HL_DO_REMOVE_PASID, HL_DO_DETACH,
                                                   HL_DO_REMOVE_VDEVICE};
    struct hl_operation next;

    (void)state;
    begin();
    done(OP(PROBE, .device = 0));
    done(OP(DOMAIN, .device = 0, .domain = 2, .domain_kind = HLK_NEST_PARENT));
    done(OP(VIOMMU, .device = 0, .domain = 2, .viommu = 1));
    done(OP(VDEVICE, .device = 0, .viommu = 1));
    done(OP(ATTACH, .device = 0, .domain = 2));
    done(OP(SET_PASID, .device = 0, .domain = 2, .pasid = 3));
    done(OP(BIND, .device = 0, .mm = 2));
    for (unsigned i = 0; i < LENGTH(order); i++) {
        assert_true(hl_contract_releases(&c, 0, &next));
        assert_int_equal(next.kind, order[i]);
        done(next);
    }
    assert_false(hl_contract_releases(&c, 0, &next));
    done(OP(RELEASE, .device = 0));
}

static void test_words(void **state)
{
    const struct {
        struct hl_operation o;
        const char *words;
    } all[] = {
        {OP(ATTACH, .device = 1, .domain = 3), "attach device 1 domain 3"},
        {OP(ATTACH, .domain = HLK_DOM_IDENTITY), "attach device 0 identity"},
        {OP(REMOVE_PASID, .device = 1, .pasid = 1025), "remove-pasid device 1 PASID 1025"},
        {OP(UNMAP, .domain = 2, .iova = 0x1000, .size = 0x2000, .during = 2),
         "unmap domain 2 0x1000 to 0x2fff (on another CPU, at SYNC 2)"},
        {OP(GUEST_COMMAND, .viommu = 1, .commands = 2, .command = {{1, 2}, {3, 4}}),
         "guest-command viommu 1: 0000000000000001 0000000000000002, "
         "0000000000000003 0000000000000004"},
        {OP(DOMAIN, .domain = 2, .domain_kind = HLK_NEST_PARENT),
         "domain 2: nest parent, for device 0"},
    };
    char words[HL_OPERATION_WORDS];

    (void)state;
    for (size_t i = 0; i < LENGTH(all); i++)
        assert_string_equal(hl_operation_words(&all[i].o, words), all[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_devices),      cmocka_unit_test(test_domains),
        cmocka_unit_test(test_mappings),     cmocka_unit_test(test_processes),
        cmocka_unit_test(test_process_ends), cmocka_unit_test(test_guests),
        cmocka_unit_test(test_failures),     cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_releases),     cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
