// SPDX-License-Identifier: MIT
/* The fuzz program: reading is total, writing is its inverse, and an update becomes a program whose
 * pool is that update. */
#include "helpers.h"

#include "device/device.h"
#include "driver/operation.h"
#include "program/pool.h"
#include "program/ste_recipe.h"

enum { LONGEST = 2000 };

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

/* The header of a program of STEs with no derived entries. */
#define HEADER(profile, flags)                                                                     \
    HL_PROGRAM_VERSION, HL_PROGRAM_STE, (profile), (flags), HL_PROGRAM_ENTRIES, 0, 0
enum { HEADER_BYTES = 7 };

/* In a block of exactly that size, so that a sanitizer sees a read past its end. */
static void read_as(enum hl_program_kind kind, const uint8_t *bytes, size_t size,
                    struct hl_program *p)
{
    uint8_t *copy = malloc(size ? size : 1);

    assert_non_null(copy);
    if (size)
        memcpy(copy, bytes, size);
    hl_program_read(copy, size, kind, p);
    free(copy);
}

static void read_exactly(const uint8_t *bytes, size_t size, struct hl_program *p)
{
    read_as(HL_PROGRAM_STE, bytes, size, p);
}

static void build(struct hl_pool *pool, const struct hl_program *p)
{
    const struct hl_setting setting = hl_program_setting(p);
    hl_pool_build(pool, p, &setting, hl_builtin_sequencer_find("update-safe"));
    assert_true(pool->count <= HL_PROGRAM_ENTRIES);
    assert_null(hl_registers_wrong(&pool->at.smmu.regs));
}

static void assert_same(const struct hl_program *a, const struct hl_program *b)
{
    assert_int_equal(a->steps, b->steps);
    assert_memory_equal(a, b, sizeof *a);
}

/* read(write(p)) is p, and so write(read(write(p))) is write(p). */
static void assert_canonical(const struct hl_program *p)
{
    uint8_t bytes[HL_PROGRAM_BYTES], again[HL_PROGRAM_BYTES];
    size_t size = hl_program_write(p, bytes);
    struct hl_program back;

    assert_true(size <= sizeof bytes);
    read_as((enum hl_program_kind)p->kind, bytes, size, &back);
    assert_same(p, &back);
    assert_int_equal(hl_program_write(&back, again), size);
    assert_memory_equal(bytes, again, size);
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

/* The program of one step: `op` and bytes that count up. */
static void one_step(uint8_t op, struct hl_program *p)
{
    uint8_t bytes[HEADER_BYTES + 1 + HL_STEP_DATA] = {HEADER(0, 0), op};

    for (unsigned i = 0; i < HL_STEP_DATA; i++)
        bytes[HEADER_BYTES + 1 + i] = (uint8_t)(i + 1);
    read_exactly(bytes, sizeof bytes, p);
    p->steps = 1;
    memset(&p->step[1], 0, sizeof p->step - sizeof p->step[0]);
}

static void test_every_op(void **state)
{
    static const uint8_t sizes[HL_OP_COUNT] = {64, 16, 0, 32, 2, 0, 0, 0};
    struct hl_program p;
    struct hl_pool pool;

    (void)state;
    for (unsigned op = 0; op < 256; op++) {
        one_step((uint8_t)op, &p);
        const unsigned kind = (op & HL_OP_KIND) % HL_OP_COUNT;
        assert_int_equal(p.step[0].op, (op & HL_OP_SANITISE) | kind);
        if (kind != HL_OP_FIELDS)
            assert_int_equal(p.step[0].size, sizes[kind]);
        assert_canonical(&p);
        build(&pool, &p);
    }
    one_step(HL_OP_RAW, &p);
    build(&pool, &p);
    assert_int_equal(pool.count, 1);
    assert_int_equal(pool.entry[0].q[0], UINT64_C(0x0807060504030201));
    assert_int_equal(pool.entry[0].q[7], UINT64_C(0x403f3e3d3c3b3a39));
    one_step(HL_OP_RECIPE, &p);
    build(&pool, &p);
    struct hl_entry recipe = hl_recipe(&pool.at.smmu, p.step[0].data);
    assert_true(hl_entry_equal(&pool.entry[0], &recipe));
    one_step(HL_OP_OFF, &p);
    build(&pool, &p);
    assert_true(hl_entry_is_zero(&pool.entry[0]));
    one_step(HL_OP_ABORT, &p);
    build(&pool, &p);
    assert_int_equal(pool.entry[0].q[0], 1);
    one_step(HL_OP_BYPASS, &p);
    build(&pool, &p);
    assert_int_equal(pool.entry[0].q[0], 9);
    one_step(HL_OP_SPLICE, &p); /* of nothing */
    build(&pool, &p);
    assert_int_equal(pool.count, 0);
    assert_int_equal(sizeof sizes, HL_OP_COUNT);
}

static void test_fields_and_splices(void **state)
{
    const uint8_t bytes[] = {HEADER(0, 0),
                             HL_OP_ABORT,
                             HL_OP_FIELDS, /* of the entry before: two fields */
                             5,            /* 5 % 4 + 1 */
                             HL_STE_Config,
                             5,
                             HL_STE_FIELD_COUNT + HL_STE_S2VMID, /* modulo their number */
                             0x34,
                             0x12,
                             HL_OP_SPLICE, /* qword 0 of entry 0 */
                             2,
                             1};
    struct hl_program p;
    struct hl_pool pool;

    (void)state;
    read_exactly(bytes, sizeof bytes, &p);
    assert_int_equal(p.steps, 3);
    assert_canonical(&p);
    build(&pool, &p);
    assert_int_equal(pool.count, 3);
    assert_int_equal(HL_GET(STE, &pool.entry[1], Config), 5);
    assert_int_equal(HL_GET(STE, &pool.entry[1], V), 1);
    assert_int_equal(HL_GET(STE, &pool.entry[1], S2VMID), 0x1234);
    assert_int_equal(HL_GET(STE, &pool.entry[2], Config), 0);
    assert_int_equal(HL_GET(STE, &pool.entry[2], S2VMID), 0x1234);
}

static void test_sanitise_and_legalise(void **state)
{
    uint8_t bytes[HEADER_BYTES + 65] = {HEADER(0, 0), HL_OP_RAW | HL_OP_SANITISE};
    uint8_t *step = bytes + HEADER_BYTES;
    struct hl_program p;
    struct hl_pool pool;
    struct hl_meaning m;

    (void)state;
    memset(step + 1, 0xff, 64);
    step[1] = 9; /* bypass */
    step[2] = 0;
    read_exactly(bytes, sizeof bytes, &p);
    build(&pool, &p);
    hl_decode(&pool.at.decoder, &pool.entry[0], &m);
    struct hl_entry unused = hl_entry_andnot(pool.entry[0], m.used);
    assert_true(hl_entry_is_zero(&unused));
    assert_int_not_equal(pool.meaning[0].state, HL_STATE_ILLEGAL);

    step[0] = HL_OP_RAW;
    step[1] = 15; /* nested, and all wrong */
    read_exactly(bytes, sizeof bytes, &p);
    build(&pool, &p);
    assert_int_equal(pool.meaning[0].state, HL_STATE_ILLEGAL);
    bytes[3] = 0x40;
    read_exactly(bytes, sizeof bytes, &p);
    build(&pool, &p);
    assert_int_not_equal(pool.meaning[0].state, HL_STATE_ILLEGAL);
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

/* A case file's update, and back. */
static void test_from_update(void **state)
{
    uint64_t seed = 6;

    (void)state;
    for (unsigned n = 0; n < 2000; n++) {
        struct hl_registers regs = hl_profiles[n % hl_profile_count].regs;
        struct hl_options options = hl_default_options;
        struct hl_setting setting = {.security = (enum hl_security)(n % 3),
                                     .assume.ats_quiesced = n & 1};
        struct hl_entry old, target, safe;
        struct hl_program p, back;
        struct hl_pool pool;
        uint8_t bytes[HL_PROGRAM_BYTES];
        bool raw = n % 4 == 1, masked = n % 5 == 1;

        if (raw)
            regs.mpamidr ^= 5u << 16; /* no profile has this */
        assert_null(hl_registers_wrong(&regs));
        for (size_t i = 0; n % 3 == 1 && i < hl_option_count; i++)
            hl_option_set(&options, hl_option_list[i].name, next_random(&seed) >> 33 & 1);
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            old.q[i] = next_random(&seed);
            target.q[i] = next_random(&seed);
            safe.q[i] = next_random(&seed);
        }
        setting.regs = regs;
        setting.options = options;
        hl_program_from_update(
            &(struct hl_program_parts){
                .setting = &setting, .old = &old, .target = &target, .safe = masked ? &safe : NULL},
            &p);
        assert_int_equal(p.version, HL_PROGRAM_VERSION);
        assert_int_equal(p.profile == hl_profile_count, raw);
        assert_canonical(&p);
        read_exactly(bytes, hl_program_write(&p, bytes), &back);
        build(&pool, &back);
        assert_int_equal(pool.count, 2);
        assert_true(hl_entry_equal(&pool.entry[0], &old));
        assert_true(hl_entry_equal(&pool.entry[1], &target));
        assert_memory_equal(&pool.at.smmu.regs, &regs, sizeof regs);
        assert_memory_equal(&pool.at.smmu.options, &options, sizeof options);
        assert_int_equal(back.security, setting.security);
        assert_int_equal(back.ats_quiesced, setting.assume.ats_quiesced);
        assert_int_equal(back.mask_mode, masked ? HL_MASK_RAW : HL_MASK_OWN);
        assert_true(!masked || hl_entry_equal(&back.mask, &safe));
    }
}

/* A program of CDs: the STE, then its CDs, which are of its StreamWorld. */
static void test_cds(void **state)
{
    uint8_t bytes[] = {HEADER(0, 0), HL_OP_BYPASS, HL_OP_FIELDS, 1, /* 1 % 4 + 1 */
                       HL_CD_ASID,   0x34,         0x12,         HL_CD_AA64, 1, HL_OP_SPLICE, 0,
                       0xff};
    struct hl_program p;
    struct hl_pool pool;

    (void)state;
    read_as(HL_PROGRAM_CD, bytes, sizeof bytes, &p);
    assert_int_equal(p.steps, 3);
    assert_ptr_equal(hl_program_layout(HL_PROGRAM_CD, 0), &hl_ste_layout);
    assert_ptr_equal(hl_program_layout(HL_PROGRAM_CD, 1), &hl_cd_layout);
    assert_canonical(&p);
    build(&pool, &p);
    assert_int_equal(pool.at.decoder.kind, HL_KIND_CD);
    assert_int_equal(HL_GET(STE, &pool.lead, Config), 5); /* of a bypass, what leads to CDs */
    assert_int_equal(pool.count, 1);
    assert_int_equal(HL_GET(CD, &pool.entry[0], ASID), 0x1234);
    assert_int_equal(HL_GET(CD, &pool.entry[0], AA64), 1);
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

/* Derived entries: as many as there is room for, no two alike, the same each time. */
static void test_derived(void **state)
{
    static struct hl_pool pool, again;
    uint64_t seed = 7;
    unsigned legal = 0, all = 0;

    (void)state;
    for (unsigned n = 0; n < 2000; n++) {
        const uint8_t bytes[] = {HL_PROGRAM_VERSION,
                                 HL_PROGRAM_STE,
                                 (uint8_t)(n % 7),
                                 0x40,
                                 (uint8_t)(n % 5),
                                 (uint8_t)(next_random(&seed) >> 40),
                                 1,
                                 HL_OP_BYPASS};
        struct hl_program p;

        read_exactly(bytes, sizeof bytes, &p);
        build(&pool, &p);
        build(&again, &p);
        assert_int_equal(pool.count, HL_PROGRAM_ENTRIES - n % 5);
        assert_memory_equal(pool.entry, again.entry, pool.count * sizeof pool.entry[0]);
        for (unsigned i = 0; i < pool.count; i++) {
            legal += pool.meaning[i].state == HL_STATE_LIVE;
            for (unsigned k = 0; k < i; k++)
                assert_false(hl_entry_equal(&pool.entry[i], &pool.entry[k]));
        }
        all += pool.count;
    }
    assert_true(legal > all / 2);
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
        cmocka_unit_test(test_every_op),
        cmocka_unit_test(test_fields_and_splices),
        cmocka_unit_test(test_sanitise_and_legalise),
        cmocka_unit_test(test_registers),
        cmocka_unit_test(test_flips_never_contradict),
        cmocka_unit_test(test_from_update),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_cds),
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_driver),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_derived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
