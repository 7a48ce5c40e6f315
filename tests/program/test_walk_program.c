// SPDX-License-Identifier: MIT
/* Walks as fuzz programs: every input is one, steps and actions are inverse, words tell actions
 * apart, and a finding's walk is reduced to what it needs. */
#include "device_helpers.h"

#include "program/life.h"

enum { HEADER = 7 };

static void read_walk(const uint8_t *bytes, size_t size, struct hl_walk *walk)
{
    static struct hl_program program;

    hl_program_read(bytes, size, HL_PROGRAM_LIFE, &program);
    hl_walk_read(&program, walk);
}

static void test_every_input_is_a_walk(void **state)
{
    uint8_t bytes[HEADER + 20 * HL_LIFE_DATA];
    uint64_t random = 3;
    static struct hl_walk walk;
    unsigned kinds = 0;

    (void)state;
    for (unsigned n = 0; n < 2000; n++) {
        size_t size = random_below(&random, sizeof bytes + 1);

        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)next_random(&random);
        read_walk(bytes, size, &walk);
        assert_true(walk.count <= HL_WALK_ACTIONS);
        assert_true(walk.shape.streams >= 1 && walk.shape.streams <= HL_DEVICE_STREAMS);
        for (unsigned i = 0; i < walk.count; i++) {
            const struct hl_action *a = &walk.action[i];
            assert_true(a->kind < HL_ACTION_COUNT && a->pasid < HL_DEVICE_PASIDS);
            assert_true(a->attachment.domain < HL_DEVICE_DOMAINS);
            assert_true(a->attachment.kind < HL_RID_COUNT);
            kinds |= 1u << a->kind;
        }
    }
    assert_int_equal(kinds, (1u << HL_ACTION_COUNT) - 1);
}

/* Without a byte the walk is derived; fewer entries take derived actions away, and only those. */
static void test_derived(void **state)
{
    uint8_t bytes[HEADER + 2 * HL_LIFE_DATA] = {HL_PROGRAM_VERSION, HL_PROGRAM_LIFE};
    static struct hl_walk walk, other;

    (void)state;
    read_walk(bytes, HEADER, &walk);
    assert_int_equal(walk.count, HL_WALK_ACTIONS);
    bytes[5] = 1;
    read_walk(bytes, HEADER, &other);
    assert_memory_not_equal(walk.action, other.action, sizeof walk.action);
    bytes[4] = HL_PROGRAM_ENTRIES - 4;
    read_walk(bytes, HEADER, &walk);
    assert_int_equal(walk.count, 4 * HL_PER_ENTRY);
    assert_memory_equal(walk.action, other.action, walk.count * sizeof walk.action[0]);
    bytes[4] = HL_PROGRAM_ENTRIES;
    read_walk(bytes, sizeof bytes, &walk);
    assert_int_equal(walk.count, 2);
}

/* All actions that bytes can say, each with its words. */
static unsigned all_actions(struct hl_action *list, unsigned room)
{
    unsigned n = 0;

    for (unsigned i = 0; i < HL_ACTION_COUNT * 8 * 8 * 16; i++) {
        struct hl_program_step step = {.op = HL_OP_LIFE, .size = HL_LIFE_DATA};
        struct hl_program program = {.kind = HL_PROGRAM_LIFE, .steps = 1};
        static struct hl_walk walk;

        step.data[0] = (uint8_t)(i % HL_ACTION_COUNT);
        step.data[1] = (uint8_t)(i / HL_ACTION_COUNT % 8);
        step.data[2] = (uint8_t)(i / HL_ACTION_COUNT / 8 % 8);
        step.data[3] = step.data[4] = (uint8_t)(i / HL_ACTION_COUNT / 64);
        step.data[5] = (uint8_t)(step.data[1] >> 1);
        step.data[6] = step.data[1] & 7;
        program.step[0] = step;
        hl_walk_read(&program, &walk);
        if (n < room)
            list[n++] = walk.action[0];
    }
    return n;
}

static void test_steps_are_inverse(void **state)
{
    static struct hl_action list[HL_ACTION_COUNT * 8 * 8 * 16];
    unsigned n = all_actions(list, LENGTH(list));

    (void)state;
    assert_int_equal(n, LENGTH(list));
    for (unsigned i = 0; i < n; i++) {
        struct hl_program program = {.kind = HL_PROGRAM_LIFE, .steps = 1};
        static struct hl_walk walk;
        char words[2][HL_WORDS];

        hl_life_step(&list[i], &program.step[0]);
        hl_walk_read(&program, &walk);
        assert_memory_equal(&walk.action[0], &list[i], sizeof list[i]);
        hl_action_words(&list[i], words[0]);
        hl_action_words(&walk.action[0], words[1]);
        assert_string_equal(words[0], words[1]);
        assert_true(strlen(words[0]) < HL_WORDS - 1);
    }
}

/* A walk becomes an input that is that walk. */
static void test_write(void **state)
{
    static struct hl_walk walk, again;
    static struct hl_program p;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 9;

    (void)state;
    for (unsigned n = 0; n < 500; n++) {
        memset(&p, 0, sizeof p);
        p.version = HL_PROGRAM_VERSION;
        walk.shape = random_shape(&random);
        walk.count = 1 + random_below(&random, HL_PROGRAM_STEPS);
        for (unsigned i = 0; i < walk.count; i++)
            walk.action[i] = random_action(&random);
        if (walk.action[0].kind == HL_RELEASE) {
            assert_false(hl_walk_write(&walk, &p));
            continue;
        }
        assert_true(hl_walk_write(&walk, &p));
        read_walk(bytes, hl_program_write(&p, bytes), &again);
        assert_int_equal(again.count, walk.count);
        assert_memory_equal(&again.shape, &walk.shape, sizeof walk.shape);
        for (unsigned i = 0; i < walk.count; i++) {
            char words[2][HL_WORDS];
            hl_action_words(&walk.action[i], words[0]);
            hl_action_words(&again.action[i], words[1]);
            assert_string_equal(words[0], words[1]);
        }
    }
    walk.count = HL_PROGRAM_STEPS + 1;
    assert_false(hl_walk_write(&walk, &p));
}

static void words_are(const struct hl_action *a, const char *wanted)
{
    char words[HL_WORDS];

    hl_action_words(a, words);
    assert_string_equal(words, wanted);
}

static void test_words(void **state)
{
    const struct hl_action s1 = attach(HL_RID_S1, 3), blocked = attach(HL_RID_BLOCKED, 3);
    const struct hl_action sva = set_pasid(2, HL_PASID_SVA, 1), gone = remove_pasid(2);
    const struct hl_action exits = exit_mm(1), on = set_ats(true), out = release(2);

    (void)state;
    words_are(&s1, "attach stage 1 domain 3 to the RID");
    words_are(&blocked, "attach blocked to the RID");
    words_are(&sva, "attach SVA domain 1 to PASID 2");
    words_are(&gone, "remove PASID 2");
    words_are(&exits, "the process of SVA domain 1 exits");
    words_are(&on, "ATS on");
    words_are(&out, "release the device; probe one with 2 streams, 3 bits of SubstreamIDs");
}

/* What is in the way goes, the life before, too. */
static void test_reduce(void **state)
{
    const struct hl_action walk[] = {
        attach(HL_RID_S2, 0),
        release(3),
        attach(HL_RID_IDENTITY, 0),
        set_pasid(2, HL_PASID_S1, 1),
        set_ats(true),
        remove_pasid(2),
        attach(HL_RID_S1, 0),
        set_pasid(1, HL_PASID_S1, 2),
        attach(HL_RID_IDENTITY, 0),
    };
    static struct bench b;
    static struct hl_reduced r;
    struct hl_walk w = {.shape = {.streams = 1}, .count = LENGTH(walk)};
    unsigned last = LENGTH(walk) - 1;

    (void)state;
    open_bench(&b, "grace", "update-safe", "bug-attach-cd-first", w.shape);
    for (unsigned i = 0; i <= last; i++) {
        w.action[i] = walk[i];
        w.done[i] = hl_device_step(&b.device, &walk[i], &b.verdict);
        assert_true(w.done[i]);
        assert_int_equal(b.verdict.findings > 0, i == last);
    }
    assert_true(hl_walk_reduce(&w, last, &b.device, &b.verdict.finding[0], &r));
    assert_int_equal(r.walk.count, 2);
    assert_int_equal(r.walk.shape.streams, 1);
    assert_int_equal(r.walk.action[0].attachment.kind, HL_RID_S1);
    assert_int_equal(r.walk.action[1].attachment.kind, HL_RID_IDENTITY);
    assert_int_equal(r.finding.kind, HL_NEEDLESS_BREAK);
    assert_int_equal(r.finding.pasid, HL_NO_PASID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_input_is_a_walk),
        cmocka_unit_test(test_derived),
        cmocka_unit_test(test_steps_are_inverse),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_reduce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
