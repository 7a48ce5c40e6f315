// SPDX-License-Identifier: MIT
/* Programs of kind DRIVER as operations: every input is a machine and operations, writing is the
 * inverse of reading, and what is derived makes sense. */
#include "helpers.h"

#include "program/drive.h"
#include "program/parts.h"

enum { HEADER = 7, ROUNDS = 3000 };

static void read_drive(const uint8_t *bytes, size_t size, struct hl_program *p,
                       struct hl_drive *drive)
{
    hl_program_read(bytes, size, HL_PROGRAM_DRIVER, p);
    p->version = HL_PROGRAM_VERSION;
    hl_drive_read(p, drive);
}

static void random_drive(uint64_t *random, struct hl_program *p, struct hl_drive *drive)
{
    uint8_t bytes[600];
    const size_t size = random_below(random, sizeof bytes + 1);

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(random) >> 40);
    read_drive(bytes, size, p, drive);
}

static void check_operation(const struct hl_operation *o)
{
    char words[HL_OPERATION_WORDS];

    assert_true(o->kind < HL_DO_COUNT && o->device < HLK_DEVICES && o->domain < HLK_DOMAINS);
    assert_true(o->mm < HLK_MMS && o->viommu < HLK_VIOMMUS && o->interrupt <= HLK_GERROR);
    assert_true(o->domain_kind < HLK_NESTED && o->commands <= HL_GUEST_COMMANDS);
    assert_true(o->domain >= HLK_DOM_FREE || o->kind == HL_DO_ATTACH || o->domain == 0);
    assert_true((o->iova | o->size | o->pa) % 4096 == 0);
    assert_true(strlen(hl_operation_words(o, words)) < HL_OPERATION_WORDS - 1);
}

static void check_machine(const struct hlk_machine *m)
{
    assert_in_range(m->devices, 1, HLK_DEVICES);
    for (unsigned i = 0; i < m->devices; i++) {
        assert_in_range(m->device[i].streams, 1, HLK_STREAMS);
        assert_true(m->device[i].pasid_bits <= 20);
        for (unsigned k = 0; k < i; k++)
            for (unsigned s = 0; s < HLK_STREAMS * HLK_STREAMS; s++)
                assert_true(m->device[i].sid[s / 2] == 0 ||
                            m->device[i].sid[s / 2] != m->device[k].sid[s % 2]);
    }
}

static void test_every_input(void **state)
{
    static struct hl_program p;
    static struct hl_drive drive;
    uint64_t random = 1, kinds = 0;

    (void)state;
    for (unsigned n = 0; n < ROUNDS; n++) {
        struct hlk_machine machine;
        random_drive(&random, &p, &drive);
        machine = hl_drive_machine(&drive);
        check_machine(&machine);
        assert_true(drive.count <= HL_DRIVE_OPERATIONS);
        for (unsigned i = 0; i < drive.count; i++) {
            const struct hl_operation o = hl_drive_operation(&drive, i);
            check_operation(&o);
            kinds |= UINT64_C(1) << o.kind;
        }
    }
    assert_int_equal(kinds, (UINT64_C(1) << HL_DO_COUNT) - 1);
}

/* Written and read again it is the same, without anything derived. */
static void test_inverse(void **state)
{
    static struct hl_program p;
    static struct hl_drive drive, again;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 2;

    (void)state;
    for (unsigned n = 0; n < ROUNDS; n++) {
        random_drive(&random, &p, &drive);
        if (drive.count > HL_DRIVER_STEPS - 1) {
            assert_false(hl_drive_write(&drive, &p));
            continue;
        }
        assert_true(hl_drive_write(&drive, &p));
        read_drive(bytes, hl_program_write(&p, bytes), &p, &again);
        assert_memory_equal(&drive, &again, sizeof drive);
    }
}

/* Of the derived operations, few are refused, and no kind is missing. */
static void test_derived(void **state)
{
    static struct hl_program p;
    static struct hl_drive drive;
    unsigned all = 0, refused = 0, done[HL_DO_COUNT] = {0};

    (void)state;
    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        const uint8_t bytes[HEADER] = {HL_PROGRAM_VERSION,     HL_PROGRAM_DRIVER,   0, 0, 0,
                                       (uint8_t)(seed & 0xff), (uint8_t)(seed >> 8)};
        struct hl_contract contract;
        struct hlk_machine machine;

        read_drive(bytes, sizeof bytes, &p, &drive);
        assert_int_equal(drive.count, HL_PROGRAM_ENTRIES * HL_OPERATIONS_PER_ENTRY);
        machine = hl_drive_machine(&drive);
        hl_contract_begin(&contract, &machine, drive.address_bits);
        for (unsigned i = 0; i < machine.devices; i++)
            contract.device[i].probed = true;
        for (unsigned i = 0; i < drive.count; i++) {
            const struct hl_operation o = hl_drive_operation(&drive, i);
            struct hl_operation first;
            while (o.kind == HL_DO_RELEASE && hl_contract_releases(&contract, o.device, &first)) {
                assert_null(hl_contract_refuses(&contract, &first));
                hl_contract_enter(&contract, &first);
                hl_contract_leave(&contract, &first, 0, 0);
            }
            all++;
            if (hl_contract_refuses(&contract, &o)) {
                refused++;
                continue;
            }
            done[o.kind]++;
            hl_contract_enter(&contract, &o);
            hl_contract_leave(&contract, &o, 0, 0x10000u + o.mm);
        }
    }
    if (refused > all / 20)
        fail_msg("%u of %u are refused", refused, all);
    for (unsigned kind = 0; kind < HL_DO_COUNT; kind++)
        if (!done[kind] && kind < HL_DO_SUSPEND)
            fail_msg("never: %s", hl_operation_names[kind]);
}

/* A step that is suggested at a place is not refused there. */
static void test_suggested(void **state)
{
    static struct hl_program p;
    static struct hl_drive drive;
    uint64_t random = 5;
    unsigned refused = 0;

    (void)state;
    for (unsigned n = 0; n < ROUNDS; n++) {
        struct hl_contract contract;
        struct hlk_machine machine;
        struct hl_operation o;

        hl_program_read(NULL, 0, HL_PROGRAM_DRIVER, &p);
        p.derive_seed = (uint16_t)n;
        hl_drive_read(&p, &drive);
        drive.count = 12;
        assert_true(hl_drive_write(&drive, &p));
        hl_drive_suggest(&p, 1, &random, &p.step[1]); /* after nothing but the devices' probe */
        hl_program_reduce(&p);
        hl_drive_read(&p, &drive);
        machine = hl_drive_machine(&drive);
        hl_contract_begin(&contract, &machine, drive.address_bits);
        for (unsigned i = 0; i < machine.devices; i++)
            contract.device[i].probed = true;
        o = hl_drive_operation(&drive, 0);
        refused += hl_contract_refuses(&contract, &o) != NULL;
    }
    assert_true(refused < ROUNDS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_input),
        cmocka_unit_test(test_inverse),
        cmocka_unit_test(test_derived),
        cmocka_unit_test(test_suggested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
