// SPDX-License-Identifier: MIT
/* The fuzz program: reading is total, and writing is its inverse. */
#include "programs.h"

#include "device/device.h"
#include "driver/operation.h"

enum { LONGEST = 2000 };

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

static void test_every_size(void **state)
{
    static uint8_t bytes[LONGEST];
    uint64_t seed = 1;

    (void)state;
    for (size_t size = 0; size <= LONGEST; size++) {
        struct hl_program p;
        struct hl_pool pool;
        fill(bytes, size, &seed);
        read_as((enum hl_program_kind)(1 + size % (HL_PROGRAM_KINDS - 1)), bytes, size, &p);
        assert_true(p.profile <= hl_profile_count && p.security <= HL_REALM);
        assert_true(p.steps <= hl_program_most_steps((enum hl_program_kind)p.kind) &&
                    p.flips <= HL_PROGRAM_FLIPS);
        assert_canonical(&p);
        build(&pool, &p);
    }
}

static void test_many_short_ones(void **state)
{
    uint8_t bytes[160];
    uint64_t seed = 2;

    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        size_t size = random_below(&seed, sizeof bytes + 1);
        struct hl_program p;
        struct hl_pool pool;
        fill(bytes, size, &seed);
        read_as((enum hl_program_kind)(1 + n % (HL_PROGRAM_KINDS - 1)), bytes, size, &p);
        assert_canonical(&p);
        if (n % 4 == 0)
            build(&pool, &p);
    }
}

/* Bytes that all have one value reach the ends of every modulo. */
static void test_uniform_bytes(void **state)
{
    static uint8_t bytes[LONGEST];

    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        struct hl_program p;
        struct hl_pool pool;
        memset(bytes, (int)value, sizeof bytes);
        for (unsigned kind = 1; kind < HL_PROGRAM_KINDS; kind++) {
            read_as((enum hl_program_kind)kind, bytes, sizeof bytes, &p);
            assert_canonical(&p);
            build(&pool, &p);
        }
    }
}

/* What is cut off is zero. */
static void test_missing_bytes_are_zero(void **state)
{
    static uint8_t bytes[LONGEST];
    uint64_t seed = 3;

    (void)state;
    for (unsigned n = 0; n < 500; n++) {
        struct hl_program cut, padded;
        uint8_t full[HL_PROGRAM_BYTES];
        size_t size = random_below(&seed, 300);
        fill(bytes, size, &seed);
        read_exactly(bytes, size, &cut);
        size_t written = hl_program_write(&cut, full);
        if (written < size)
            continue; /* more bytes than a program has */
        memset(bytes + size, 0, written - size);
        read_exactly(bytes, written, &padded);
        assert_same(&cut, &padded);
    }
}

static void test_empty_input(void **state)
{
    struct hl_program p, zero;
    struct hl_pool pool;

    (void)state;
    memset(&zero, 0, sizeof zero);
    zero.kind = HL_PROGRAM_STE;
    zero.entries = HL_PROGRAM_ENTRIES;
    read_exactly(NULL, 0, &p);
    assert_same(&p, &zero);
    build(&pool, &p);
    assert_int_equal(pool.count, HL_PROGRAM_ENTRIES); /* all derived */
    p.entries = 0;
    build(&pool, &p);
    assert_int_equal(pool.count, 0);
    assert_memory_equal(&pool.at.smmu.regs, &hl_profiles[0].regs, sizeof pool.at.smmu.regs);
}

/* Byte 3 as program.h describes it, and that nothing in it is lost. */
static void test_flags(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags < 256; flags++) {
        uint8_t bytes[] = {HEADER(0, (uint8_t)flags)};
        struct hl_program p;
        read_exactly(bytes, sizeof bytes, &p);
        assert_int_equal(p.security, (flags & 3) == 3 ? 0 : flags & 3);
        assert_int_equal(p.ats_quiesced, flags >> 2 & 1);
        assert_int_equal(p.has_options, flags >> 3 & 1);
        assert_int_equal(p.mask_mode, flags >> 4 & 3);
        assert_int_equal(p.legalise, flags >> 6 & 1);
        assert_int_equal(p.has_flips, flags >> 7 & 1);
        assert_canonical(&p);
    }
}

/* One byte of another version still is a program, and keeps its version for those who ask. */
static void test_version_is_kept(void **state)
{
    const uint8_t bytes[] = {7, 0, 1, 0, 0, 0, 0, HL_OP_ABORT};
    struct hl_program p;

    (void)state;
    read_exactly(bytes, sizeof bytes, &p);
    assert_int_equal(p.version, 7);
    assert_int_equal(p.steps, 1);
    assert_canonical(&p);
}

/* Raw registers: taken if they can be, else profile 0's; a flip that would contradict is left out.
 */
static void test_registers(void **state)
{
    struct hl_registers regs = hl_profile_find("grace")->regs;
    struct hl_program p;
    struct hl_setting setting;

    (void)state;
    read_exactly(NULL, 0, &p);
    p.profile = (uint8_t)hl_profile_count;
    regs.idr0 &= ~(UINT32_C(1) << 18); /* VMID16 */
    p.raw = regs;
    assert_null(hl_registers_wrong(&regs));
    assert_canonical(&p);
    setting = hl_program_setting(&p);
    assert_memory_equal(&setting.regs, &regs, sizeof regs);

    p.raw.aidr = 0x77; /* no such architecture */
    assert_non_null(hl_registers_wrong(&p.raw));
    assert_canonical(&p);
    setting = hl_program_setting(&p);
    assert_memory_equal(&setting.regs, &hl_profiles[0].regs, sizeof regs);

    p.raw = regs;
    p.has_flips = true;
    p.flips = 2;
    p.flip[0][0] = 0; /* idr0.VMID16 back */
    p.flip[0][1] = 18;
    p.flip[1][0] = 4; /* aidr: major version 1 */
    p.flip[1][1] = 4;
    assert_canonical(&p);
    setting = hl_program_setting(&p);
    assert_memory_equal(&setting.regs, &hl_profile_find("grace")->regs, sizeof regs);
}

/* Whatever is flipped, it stays an SMMU that could be. */
static void test_flips_never_contradict(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        struct hl_program p;
        struct hl_setting setting;
        read_exactly(NULL, 0, &p);
        p.profile = (uint8_t)(n % hl_profile_count);
        p.has_flips = true;
        p.flips = random_below(&seed, HL_PROGRAM_FLIPS + 1);
        for (unsigned i = 0; i < p.flips; i++) {
            p.flip[i][0] = (uint8_t)random_below(&seed, (unsigned)hl_register_count);
            p.flip[i][1] = (uint8_t)random_below(&seed, 32);
        }
        assert_canonical(&p);
        setting = hl_program_setting(&p);
        assert_null(hl_registers_wrong(&setting.regs));
    }
}

/* A life has steps without ops. */
static void test_life(void **state)
{
    uint8_t bytes[HEADER_BYTES + HL_LIFE_DATA + 1] = {HEADER(0, 0), 0xff};
    struct hl_program p;

    (void)state;
    bytes[sizeof bytes - 1] = 9;
    read_as(HL_PROGRAM_LIFE, bytes, sizeof bytes, &p);
    assert_int_equal(p.steps, 2);
    assert_int_equal(p.step[0].op, HL_OP_LIFE);
    assert_int_equal(p.step[0].size, HL_LIFE_DATA);
    assert_int_equal(p.step[0].data[0], 0xff % HL_ACTION_COUNT);
    assert_int_equal(p.step[1].data[0], 9 % HL_ACTION_COUNT);
    assert_canonical(&p);
}

/* A driver's first step is the machine; the others are operations, longer where a guest shows an
 * STE. */
static void test_driver(void **state)
{
    uint8_t bytes[HEADER_BYTES + 4 * HL_OPERATION_DATA + 16] = {HEADER(0, 0)};
    uint8_t *step = bytes + HEADER_BYTES;
    struct hl_program p;

    (void)state;
    memset(step, 0xff, HL_OPERATION_DATA);
    memset(step + 8, 0xff, 3 * HL_OPERATION_DATA + 16);
    step[8] = HL_DO_COUNT + HL_DO_NESTED;
    step[32] = HL_DO_FREE;
    step[40] = HL_DO_RESUME;
    read_as(HL_PROGRAM_DRIVER, bytes, sizeof bytes, &p);
    assert_int_equal(p.steps, 4);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(p.step[i].op, HL_OP_OPERATION);
    assert_int_equal(p.step[0].size, HL_OPERATION_DATA);
    assert_int_equal(p.step[0].data[0], 0x4c); /* endpoints and sids: modulo 3 */
    assert_int_equal(p.step[0].data[2], 0xff); /* all bits of the only endpoint */
    assert_int_equal(p.step[0].data[4], 0);    /* none of the next one */
    assert_int_equal(p.step[1].size, HL_OPERATION_DATA + 16);
    assert_int_equal(p.step[1].data[0], HL_DO_NESTED);
    assert_int_equal(p.step[1].data[1], 7 << 2); /* when, but no device */
    assert_int_equal(p.step[1].data[2], 7 % 6);  /* a domain of its own */
    assert_int_equal(p.step[1].data[23], 0xff);
    assert_int_equal(p.step[2].size, HL_OPERATION_DATA);
    assert_int_equal(p.step[2].data[0], HL_DO_FREE);
    assert_int_equal(p.step[3].data[2], 0);
    assert_canonical(&p);
}

/* Of a step that has parts only these are kept, each as the value that it counts as. */
static void test_parts(void **state)
{
    uint8_t bytes[HEADER_BYTES + 1 + 32] = {HEADER(0, 0), HL_OP_DRIVER};
    uint8_t life[HEADER_BYTES + 2 * HL_LIFE_DATA] = {HEADER(0, 0)};
    struct hl_program p;

    (void)state;
    memset(bytes + HEADER_BYTES + 1, 0xff, 32);
    read_exactly(bytes, sizeof bytes, &p);
    assert_int_equal(p.step[0].data[0], 0xff % HL_LINUX_MAKE_COUNT);
    assert_int_equal(p.step[0].data[1], 0x1f); /* five flags */
    for (unsigned i = 2; i < 32; i++)
        assert_int_equal(p.step[0].data[i], 0xff);
    read_as(HL_PROGRAM_CD, bytes, sizeof bytes, &p); /* the first step is the STE */
    assert_int_equal(p.step[0].data[31], 0xff);

    memset(life + HEADER_BYTES, 0xff, sizeof life - HEADER_BYTES);
    life[HEADER_BYTES] = life[HEADER_BYTES + HL_LIFE_DATA] = HL_REMOVE_PASID;
    read_as(HL_PROGRAM_LIFE, life, sizeof life, &p);
    assert_int_equal(p.step[0].data[1], HL_DEVICE_PASIDS - 1);
    assert_int_equal(p.step[0].data[3], 0); /* no domain */
    assert_true(p.step[0].data[4] == 3 && p.step[0].data[5] == 3 && p.step[0].data[6] == 5);
    assert_true(p.step[1].data[4] == 0 && p.step[1].data[5] == 0 && p.step[1].data[6] == 0);
    assert_canonical(&p);
}

/* There is room for every option and register, and the largest program fits. */
static void test_room(void **state)
{
    static uint8_t bytes[LONGEST];
    uint8_t out[HL_PROGRAM_BYTES];
    struct hl_program p;

    (void)state;
    assert_true(hl_option_count <= 32);
    assert_true(hl_register_count * 4 == sizeof(struct hl_registers));
    bytes[2] = (uint8_t)hl_profile_count;
    bytes[3] = 0xf8;
    bytes[HEADER_BYTES + hl_register_count * 4 + 4] = HL_PROGRAM_FLIPS;
    read_exactly(bytes, sizeof bytes, &p); /* op 0, HL_OP_RAW, all along */
    assert_int_equal(p.steps, HL_PROGRAM_STEPS);
    assert_int_equal(p.flips, HL_PROGRAM_FLIPS);
    assert_int_equal(hl_program_write(&p, out),
                     HL_PROGRAM_BYTES - HL_MOST_STEP_BYTES + HL_PROGRAM_STEPS * (1 + HL_STEP_DATA));

    /* A driver's, with a guest's STE in each step but the machine. */
    memset(bytes + HEADER_BYTES + hl_register_count * 4 + 4 + 1 + 14 + 64, HL_DO_NESTED,
           sizeof bytes - 200);
    read_as(HL_PROGRAM_DRIVER, bytes, sizeof bytes, &p);
    assert_int_equal(p.steps, HL_DRIVER_STEPS);
    assert_int_equal(hl_program_write(&p, out), HL_PROGRAM_BYTES - 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_many_short_ones),
        cmocka_unit_test(test_uniform_bytes),
        cmocka_unit_test(test_missing_bytes_are_zero),
        cmocka_unit_test(test_empty_input),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_version_is_kept),
        cmocka_unit_test(test_registers),
        cmocka_unit_test(test_flips_never_contradict),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_driver),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
