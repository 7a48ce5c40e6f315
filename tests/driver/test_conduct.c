// SPDX-License-Identifier: MIT
/* Operations as calls of a driver, which is a fake: in order, within one another, refused by the
 * contract or by the driver; and a program that shows a mistake of it is reduced to what that
 * needs. */
#include "helpers.h"

#include "fake_driver.h"
#include "program/drive_reduce.h"
#include "program/parts.h"
#include "program/text.h"

#define OP(id, ...) ((struct hl_operation){.kind = HL_DO_##id, __VA_ARGS__})
enum { MOST = 32 };

static struct hl_conduct run;

static const struct hlk_machine machine = {.devices = 2,
                                           .device = {{.streams = 1}, {.streams = 1}}};

static void begin_event(void *context, const struct hl_operation *o)
{
    (void)context;
    (void)o;
    fake_note("< ");
}

static void end_event(void *context, const struct hl_operation *o, int result)
{
    (void)context;
    (void)o;
    fake_note(result ? "!> " : "> ");
}

static const struct hl_conduct_host silent, loud = {.begin = begin_event, .end = end_event};

static void perform(const struct hl_conduct_host *host, const struct hl_operation *o,
                    unsigned count, unsigned waits)
{
    fake_begin(&run);
    hl_conduct_begin(&run, host, &machine, 40);
    fake.log[0] = '\0';
    fake.waits = waits;
    hl_conduct_operations(&run, o, count);
}

static void test_every_call(void **state)
{
    const struct hl_operation all[] = {
        OP(DOMAIN, .device = 1, .domain = 2, .domain_kind = HLK_NEST_PARENT),
        OP(ATTACH, .device = 1, .domain = 2),
        OP(SET_PASID, .device = 0, .pasid = 5, .domain = 2),
        OP(REPLACE_PASID, .device = 0, .pasid = 5, .domain = 2),
        OP(REMOVE_PASID, .device = 0, .pasid = 5),
        OP(MAP, .domain = 2, .iova = 0x1000, .pa = 0x9000, .size = 0x2000, .prot = 7),
        OP(UNMAP, .domain = 2, .iova = 0x1000, .size = 0x2000),
        OP(BIND, .device = 0, .mm = 1),
        OP(INVALIDATE, .mm = 1, .iova = 0x1000, .size = 0x1000),
        OP(EXIT, .mm = 1),
        OP(UNBIND, .device = 0, .mm = 1),
        OP(VIOMMU, .device = 1, .viommu = 1, .domain = 2),
        OP(VDEVICE, .device = 1, .viommu = 1, .vsid = 6),
        OP(NESTED, .domain = 3, .viommu = 1, .vste = {11, 12}),
        OP(GUEST_COMMAND, .viommu = 1, .commands = 1, .command = {{0x10}}),
        OP(REMOVE_VDEVICE, .device = 1, .viommu = 1),
        OP(FREE, .domain = 3),
        OP(FREE_VIOMMU, .viommu = 1),
        OP(DETACH, .device = 1),
        OP(FREE, .domain = 2),
        OP(INTERRUPT, .interrupt = HLK_PRIQ),
        OP(FAULT, .device = 1),
        OP(RELEASE, .device = 1),
        OP(PROBE, .device = 1),
        OP(SUSPEND, .nth = 0),
        OP(RESUME, .nth = 0),
        OP(RESTART, .nth = 0),
        OP(REMOVE_SMMU, .nth = 0),
    };

    (void)state;
    perform(&silent, all, LENGTH(all), 0);
    assert_string_equal(
        fake.log,
        "domain(2,2,1) attach(1,2) set-pasid(0,5,2) replace-pasid(0,5,2) remove-pasid(0,5) "
        "map(2,1000,9000,2000,7) unmap(2,1000,2000) bind(0,1) invalidate(1,1000,2000) exit(1) "
        "unbind(0,1) viommu(1,1,2) vdevice(1,1,6) nested(3,1,b,c) guest(1,1,10) "
        "remove-vdevice(1,1) free(3) free-viommu(1) detach(1) free(2) interrupt(1) release(1) "
        "probe(1) suspend() resume() release(0) release(1) remove-smmu() ");
    for (unsigned i = 0; i < LENGTH(all); i++) {
        if (run.outcome[i].refused)
            fail_msg("%s: %s", hl_operation_names[all[i].kind], run.outcome[i].refused);
        assert_int_equal(run.outcome[i].result,
                         all[i].kind == HL_DO_RESTART || all[i].kind == HL_DO_FAULT ? HLK_ABSENT
                                                                                    : 0);
    }
}

static int note_restart(void *context, bool crashed)
{
    (void)context;
    fake_note("restart(%d) ", crashed);
    return 0;
}

static void note_errors(void *context, unsigned errors)
{
    (void)context;
    fake_note("raise(%x) ", errors);
}

static bool note_fault(void *context, const struct hl_operation *o, enum hlk_interrupt *interrupt)
{
    (void)context;
    fake_note("fault(%u) ", o->fault);
    *interrupt = HLK_PRIQ;
    return o->fault != HL_FAULT_ACCESS;
}

/* What the host does for an operation comes before the driver's part. */
static void test_host(void **state)
{
    static const struct hl_conduct_host host = {
        .restart = note_restart, .raise = note_errors, .fault = note_fault};
    const struct hl_operation all[] = {
        OP(INTERRUPT, .interrupt = HLK_GERROR, .errors = 4),
        OP(FAULT, .device = 0, .fault = HL_FAULT_PAGE_REQUEST),
        OP(FAULT, .device = 0, .fault = HL_FAULT_ACCESS),
        OP(RESTART, .shutdown = true),
    };

    (void)state;
    perform(&host, all, LENGTH(all), 0);
    assert_string_equal(fake.log, "raise(4) interrupt(2) fault(11) interrupt(1) fault(2) "
                                  "shutdown() restart(0) ");
    assert_int_equal(run.outcome[2].result, HLK_ABSENT);
}

static void test_refused(void **state)
{
    const struct hl_operation all[] = {OP(FREE, .domain = 2), OP(ATTACH, .device = 0, .domain = 2),
                                       OP(DETACH, .device = 0)};

    (void)state;
    perform(&loud, all, LENGTH(all), 0);
    assert_string_equal(fake.log, "< detach(0) > ");
    assert_string_equal(run.outcome[0].refused, "no such domain");
    assert_string_equal(run.outcome[1].refused, "no such domain");
    assert_null(run.outcome[2].refused);
    fake.refuse = -22;
    fake.log[0] = '\0';
    hl_conduct_operations(&run, &all[2], 1);
    assert_string_equal(fake.log, "< detach(0) !> ");
    assert_int_equal(run.outcome[0].result, -22);
}

/* Within the waits of the one before; what finds no wait follows, and so does what would change a
 * device a second time. */
static void test_at_once(void **state)
{
    const struct hl_operation all[] = {
        OP(ATTACH, .device = 0, .domain = 1), OP(DETACH, .device = 1, .during = 2),
        OP(ATTACH, .device = 1, .domain = 0, .during = 2), OP(DETACH, .device = 1, .during = 5),
        OP(DETACH, .device = 0)};

    (void)state;
    perform(&loud, all, LENGTH(all), 2);
    assert_string_equal(fake.log,
                        "< attach(0,1) [ ] [ < detach(1) [ ] [ ] > ] > < attach(1,0) [ ] [ ] "
                        "> < detach(1) [ ] [ ] > < detach(0) [ ] [ ] > ");
}

/* A process ends when it likes: while it is bound or let go, and while its device is attached. */
static void test_process_ends(void **state)
{
    const struct hl_operation all[] = {
        OP(BIND, .device = 0, .mm = 1),   OP(BIND, .device = 1, .mm = 1),
        OP(EXIT, .mm = 1, .during = 1),   OP(BIND, .device = 0, .mm = 0),
        OP(UNBIND, .device = 0, .mm = 0), OP(EXIT, .mm = 0, .during = 1),
        OP(BIND, .device = 0, .mm = 2),   OP(ATTACH, .device = 0, .domain = 1),
        OP(EXIT, .mm = 2, .during = 1)};

    (void)state;
    perform(&silent, all, LENGTH(all), 1);
    assert_string_equal(fake.log, "bind(0,1) [ ] bind(1,1) [ exit(1) [ ] ] bind(0,0) [ ] "
                                  "unbind(0,0) [ exit(0) [ ] ] bind(0,2) [ ] "
                                  "attach(0,1) [ exit(2) [ ] ] ");
}

/* While a mutex is held only what takes none; while a spinlock is, nothing. */
static void test_locks(void **state)
{
    const struct hl_operation all[] = {
        OP(DOMAIN, .device = 0, .domain = 2), OP(MAP, .domain = 2, .size = 0x1000),
        OP(ATTACH, .device = 0, .domain = 2), OP(DETACH, .device = 1, .during = 1),
        OP(UNMAP, .domain = 2, .size = 0x1000, .during = 1)};

    (void)state;
    fake_begin(&run);
    hl_conduct_begin(&run, &silent, &machine, 40);
    hl_conduct_operations(&run, all, 2);
    fake.waits = 1;
    fake.entry = HLK_ENTER_UNLOCKED;
    fake.log[0] = '\0';
    hl_conduct_operations(&run, all + 2, 3);
    assert_string_equal(fake.log, "attach(0,2) [ unmap(2,0,1000) [ ] ] detach(1) [ ] ");
    fake.waits = 0;
    hl_conduct_operations(&run, all + 1, 1);
    fake.waits = 1;
    fake.entry = HLK_ENTER_NOT;
    fake.log[0] = '\0';
    hl_conduct_operations(&run, all + 2, 3);
    assert_string_equal(fake.log, "attach(0,2) [ ] detach(1) [ ] unmap(2,0,1000) [ ] ");
}

/* What would fill the queue comes after. */
static void test_much_within(void **state)
{
    const struct hl_operation all[] = {
        OP(DOMAIN, .device = 0, .domain = 2), OP(MAP, .domain = 2, .size = 2 * HL_CONDUCT_WITHIN),
        OP(ATTACH, .device = 0, .domain = 2),
        OP(UNMAP, .domain = 2, .size = 2 * HL_CONDUCT_WITHIN, .during = 1)};

    (void)state;
    fake_begin(&run);
    hl_conduct_begin(&run, &silent, &machine, 40);
    hl_conduct_operations(&run, all, 2);
    fake.waits = 1;
    fake.log[0] = '\0';
    hl_conduct_operations(&run, all + 2, 2);
    assert_string_equal(fake.log, "attach(0,2) [ ] unmap(2,0,20000) [ ] ");
}

static void test_allocations(void **state)
{
    const struct hl_operation all[] = {OP(FAIL_ALLOCATION, .nth = 3),
                                       OP(DOMAIN, .device = 0, .domain = 2),
                                       OP(DOMAIN, .device = 0, .domain = 2),
                                       OP(FAIL_ALLOCATION, .nth = 1), /* that must not fail */
                                       OP(DETACH, .device = 0)};

    (void)state;
    perform(&loud, all, LENGTH(all), 0);
    assert_string_equal(fake.log, "fail(3) < domain(2,0,0) !> < domain(2,0,0) > < detach(0) > ");
    assert_int_equal(run.outcome[1].result, -12);
}

/* What a driver's end takes away comes first. */
static void test_release(void **state)
{
    const struct hl_operation all[] = {OP(ATTACH, .device = 0, .domain = 1),
                                       OP(BIND, .device = 0, .mm = 2), OP(RELEASE, .device = 0)};

    (void)state;
    perform(&loud, all, LENGTH(all), 0);
    assert_string_equal(fake.log, "< attach(0,1) > < bind(0,2) > < unbind(0,2) > < detach(0) > < "
                                  "release(0) > ");
}

/* ---- Reduction ---- */

static struct hl_operation operations[HL_DRIVE_OPERATIONS];

static void perform_case(const struct hl_drive_case *c)
{
    const struct hlk_machine m = hl_drive_machine(&c->drive);

    fake_begin(&run);
    fake.waits = 2;
    hl_conduct_begin(&run, &silent, &m, c->drive.address_bits);
    for (unsigned i = 0; i < c->drive.count; i++)
        operations[i] = hl_drive_operation(&c->drive, i);
    hl_conduct_operations(&run, operations, c->drive.count);
}

/* The fake's mistake: whoever attaches a domain to two devices and then unmaps it. */
static bool shows_sharing(void *context, const struct hl_drive_case *c)
{
    (void)context;
    perform_case(c);
    for (unsigned d = HLK_DOM_FREE; d < HLK_DOMAINS; d++) {
        char first[32], second[32], unmap[32];
        const char *at;
        snprintf(first, sizeof first, "attach(0,%u)", d);
        snprintf(second, sizeof second, "attach(1,%u)", d);
        snprintf(unmap, sizeof unmap, "unmap(%u,", d);
        at = strstr(fake.log, first);
        at = at ? strstr(at, second) : NULL;
        if (at && strstr(at, unmap))
            return true;
    }
    return false;
}

/* Another one: something is unmapped while an attach waits. */
static bool shows_race(void *context, const struct hl_drive_case *c)
{
    const char *at = fake.log;

    (void)context;
    perform_case(c);
    while ((at = strstr(at, "attach(")) != NULL) {
        at = strchr(at, ' ') + 1;
        while (strncmp(at, "[ ] ", 4) == 0)
            at += 4;
        if (strncmp(at, "[ unmap(", 8) == 0)
            return true;
    }
    return false;
}

/* Programs without a step of their own, by their seed, until one shows it. */
static bool find(hl_drive_shows *shows, struct hl_drive_case *c)
{
    for (unsigned seed = 0; seed < 5000; seed++) {
        const uint8_t bytes[] = {HL_PROGRAM_VERSION,    HL_PROGRAM_DRIVER,   0, 0, 0,
                                 (uint8_t)(seed & 255), (uint8_t)(seed >> 8)};

        hl_program_read(bytes, sizeof bytes, HL_PROGRAM_DRIVER, &c->program);
        hl_drive_read(&c->program, &c->drive);
        if (shows(NULL, c))
            return true;
    }
    return false;
}

static void check_reduced(hl_drive_shows *shows, unsigned operations_left, const char *wanted)
{
    static struct hl_drive_case c;
    char *text = NULL;
    size_t size;
    FILE *out;

    assert_true(find(shows, &c));
    assert_true(hl_drive_reduce(&c, 5000, shows, NULL) > 0);
    assert_true(shows(NULL, &c));
    assert_int_equal(c.drive.count, operations_left);
    assert_true(hl_drive_write(&c.drive, &c.program));
    c.program.version = HL_PROGRAM_VERSION;
    out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(hl_program_format(out, &c.program, NULL));
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

#define PLAIN                                                                                      \
    "program: driver\nversion: 2\nsmmu: mmu-700\n"                                                 \
    "machine:\n  msi: 1\n  coherent: 1\n  sids: near\ndevices:\n"
#define DEVICE "- streams: 1\n  pasid-bits: 4\n  pci: 1\n  ats: 1\n  pri: 1\n"
#define DOMAIN "- op: domain\n  device: 0\n  domain: 2\n  kind: s1\n"
#define RANGE "  domain: 2\n  iova: 0x0\n  size: 0x1000\n"

static void test_reduce(void **state)
{
    (void)state;
    check_reduced(shows_sharing, 5,
                  PLAIN DEVICE DEVICE "steps:\n" DOMAIN "- op: attach\n  device: 0\n  domain: 2\n"
                                      "- op: attach\n  device: 1\n  domain: 2\n"
                                      "- op: map\n" RANGE "  prot: rw\n"
                                      "- op: unmap\n" RANGE);
    check_reduced(shows_race, 4,
                  PLAIN DEVICE "steps:\n" DOMAIN "- op: map\n" RANGE "  prot: rw\n"
                               "- op: attach\n  device: 0\n  domain: 2\n"
                               "- op: unmap\n  during: 2\n" RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call),  cmocka_unit_test(test_host),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_locks),       cmocka_unit_test(test_process_ends),
        cmocka_unit_test(test_much_within), cmocka_unit_test(test_allocations),
        cmocka_unit_test(test_release),     cmocka_unit_test(test_reduce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
