// SPDX-License-Identifier: MIT
/* What the steps of a program make: the pool's entries. An update becomes a program whose pool is
 * that update. */
#include "programs.h"

#include "program/ste_recipe.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_op),
        cmocka_unit_test(test_fields_and_splices),
        cmocka_unit_test(test_sanitise_and_legalise),
        cmocka_unit_test(test_from_update),
        cmocka_unit_test(test_cds),
        cmocka_unit_test(test_derived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
