// SPDX-License-Identifier: MIT
/* The mutator: what comes out is always a canonical program of the same kind that fits; every
 * operation does something; rules are broken and mended one by one; trimming ends. */
#include "random.h"

#include "device/device.h"
#include "program/cd_recipe.h"
#include "program/parts.h"
#include "mutate/mutate.h"
#include "mutate/mutation.h"
#include "program/ste_recipe.h"
#include "mutate/rule_moves.h"
#include "mutate/trim.h"

enum {
    LONGEST = 1500,
    ROUNDS = HL_ROUNDS(100000),
    ENTRIES = 20000,
    MEND_TRIES = 50,
    KINDS = HL_PROGRAM_KINDS - 1
};

static enum hl_program_kind kind_of(unsigned n)
{
    return (enum hl_program_kind)(HL_PROGRAM_STE + n % KINDS);
}

/* Bytes that are a program of version 2, empty, short or as long as they get. */
static void random_program(uint64_t *random, enum hl_program_kind kind, struct hl_program *p)
{
    uint8_t bytes[LONGEST];
    size_t size = random_below(random, random_below(random, 3) ? LONGEST : 40);

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)next_random(random);
    hl_program_read(bytes, size, kind, p);
}

/* The bytes are those of a program of this kind, which is p, and no more than fit. */
static void assert_canonical(const uint8_t *bytes, size_t size, size_t max_size,
                             enum hl_program_kind kind, const struct hl_program *p)
{
    uint8_t again[HL_PROGRAM_BYTES];
    struct hl_program back;

    assert_in_range(size, HL_PROGRAM_HEADER, max_size);
    assert_int_equal(bytes[0], HL_PROGRAM_VERSION);
    assert_int_equal(bytes[1], kind);
    hl_program_read(bytes, size, kind, &back);
    assert_memory_equal(p, &back, sizeof back);
    assert_int_equal(hl_program_write(&back, again), size);
    assert_memory_equal(bytes, again, size);
}

static void test_canonical(void **state)
{
    static struct hl_program p[KINDS];
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 1;

    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        const enum hl_program_kind kind = kind_of(round);
        struct hl_program *const q = &p[round % KINDS];
        size_t max = random_below(&random, 4) ? HL_PROGRAM_BYTES
                                              : HL_PROGRAM_HEADER + random_below(&random, 300);

        if (random_below(&random, 40) == 0)
            random_program(&random, kind, q);
        q->kind = (uint8_t)kind;
        assert_canonical(bytes, hl_mutate(q, next_random(&random), max, bytes), max, kind, q);
    }
}

static void test_too_small(void **state)
{
    struct hl_program p;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 1;

    (void)state;
    for (size_t max = 0; max < HL_PROGRAM_HEADER; max++) {
        random_program(&random, HL_PROGRAM_STE, &p);
        assert_int_equal(hl_mutate(&p, max, max, bytes), 0);
    }
}

static void test_same_seed_same_bytes(void **state)
{
    struct hl_program p, a, b;
    uint8_t x[HL_PROGRAM_BYTES], y[HL_PROGRAM_BYTES];
    uint64_t random = 2;
    unsigned differ = 0;

    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        size_t size;
        random_program(&random, kind_of(round), &p);
        a = b = p;
        size = hl_mutate(&a, round, sizeof x, x);
        memset(y, 0xa5, sizeof y);
        assert_int_equal(hl_mutate(&b, round, sizeof y, y), size);
        assert_memory_equal(x, y, size);
        b = p;
        differ += hl_mutate(&b, round + 1, sizeof y, y) != size || memcmp(x, y, size) != 0;
    }
    assert_true(differ > 1900);
}

/* How often a change finds something to do in 800 programs of a kind, and shows in the bytes. */
static void try_change(size_t n, enum hl_program_kind kind, unsigned *done, unsigned *changed)
{
    uint8_t before[HL_PROGRAM_BYTES], after[HL_PROGRAM_BYTES];
    uint64_t random = n + 1;

    *done = *changed = 0;
    for (unsigned round = 0; round < 800; round++) {
        struct hl_program p;
        size_t size, size_after;

        random_program(&random, kind, &p);
        p.version = HL_PROGRAM_VERSION;
        p.legalise |= round % 2; /* most random entries are off or ILLEGAL */
        size = hl_program_write(&p, before);
        if (!hl_mutate_once(&p, n, &random))
            continue;
        size_after = hl_program_fit(&p, sizeof after, after);
        ++*done;
        *changed += size != size_after || memcmp(before, after, size) != 0;
    }
}

/* Each change finds something to do in most programs of STEs, or of a driver. */
static void test_operations(void **state)
{
    (void)state;
    for (size_t n = 0; n < hl_change_count; n++) {
        unsigned done, changed;

        try_change(n, HL_PROGRAM_STE, &done, &changed);
        if (done == 0)
            try_change(n, HL_PROGRAM_DRIVER, &done, &changed);
        if (done < 10 || changed < done * 3 / 4)
            fail_msg("%s: %u of 800 done, %u changed", hl_changes[n].name, done, changed);
        assert_true(hl_changes[n].weight > 0);
    }
}

/* Every operation is drawn: with its weight, from the program that the seed makes. */
static void test_no_operation_fails_on_nothing(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (size_t n = 0; n < hl_change_count; n++) {
            struct hl_program p;
            uint8_t bytes[HL_PROGRAM_BYTES];
            uint64_t random = n + 1;
            size_t size;

            hl_program_read(NULL, 0, kind_of(kind), &p);
            hl_mutate_once(&p, n, &random);
            p.version = HL_PROGRAM_VERSION;
            size = hl_program_fit(&p, sizeof bytes, bytes);
            assert_canonical(bytes, size, sizeof bytes, kind_of(kind), &p);
        }
}

/* Of a life without the device, which is that of the first step. */
enum { ACTION = offsetof(struct hl_program_step, data) + 4 };

static size_t operation_of(const char *name)
{
    size_t n = 0;

    while (n < hl_change_count && strcmp(hl_changes[n].name, name) != 0)
        n++;
    assert_true(n < hl_change_count);
    return n;
}

/* Of a machine its endpoints, too. */
static void note_changes(const struct hl_program_step *s, const struct hl_program_step *first,
                         bool changed[HL_PART_COUNT])
{
    for (unsigned part = 0; part < HL_PART_COUNT; part++) {
        const unsigned at = hl_parts[part].uses & HL_USE_ENDPOINT ? hl_endpoint_at(2) : 0;
        changed[part] |= hl_part_get((enum hl_part)part, s->data + at) !=
                         hl_part_get((enum hl_part)part, first->data + at);
    }
}

/* Change the data of the last step of a program again and again: every part that it has, and every
 * bit of a guest's STE, must come out as something else at some time. */
static void see_all_change(const struct hl_program *given)
{
    const unsigned step = given->steps - 1;
    const uint64_t uses = hl_step_uses(given, step);
    const struct hl_program_step *first = &given->step[step];
    bool changed[HL_PART_COUNT] = {false};
    struct hl_entry guest = {{0}}, e;
    uint64_t random = 4;

    assert_true(uses != 0);
    for (unsigned round = 0; round < 8000; round++) {
        struct hl_program p = *given;

        hl_mutate_once(&p, operation_of("change_step_data"), &random);
        hl_program_reduce(&p);
        note_changes(&p.step[step], first, changed);
        e = hl_guest_get(p.step[step].data, hl_guest_at(uses));
        guest = hl_entry_or(guest, e);
    }
    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if (!changed[part] &&
            (hl_parts[part].uses & (uses | (uses & HL_USE_MACHINE ? HL_USE_ENDPOINT : 0))))
            fail_msg("%s never changes", hl_parts[part].key ? hl_parts[part].key : "the action");
    e = hl_layout_mask(&hl_ste_layout);
    e.q[0] &= guest.q[0] ^ e.q[0];
    e.q[1] &= guest.q[1] ^ e.q[1];
    assert_true(!hl_guest_at(uses) || (e.q[0] == 0 && e.q[1] == 0));
}

static void test_every_part_changes(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind <= HL_DO_COUNT; kind++) {
        struct hl_program p = {.kind = HL_PROGRAM_DRIVER, .steps = kind == HL_DO_COUNT ? 1 : 2};

        p.step[0].op = p.step[1].op = HL_OP_OPERATION;
        hl_part_put(HL_PART_ENDPOINTS, p.step[0].data, HLK_DEVICES - 1);
        if (kind < HL_DO_COUNT)
            hl_part_put(HL_PART_OPERATION, p.step[1].data, kind);
        hl_program_reduce(&p);
        see_all_change(&p);
    }
    for (unsigned n = 0; n < 2 + 2 * HL_ACTION_COUNT; n++) {
        struct hl_program p = {.kind = HL_PROGRAM_STE, .steps = 1};
        struct hl_program_step *s = &p.step[0];

        if (n < 2) { /* of a driver: an STE, or a CD after it */
            p.kind = n ? HL_PROGRAM_CD : HL_PROGRAM_STE;
            p.steps = 1 + n;
            p.step[0].op = p.step[1].op = HL_OP_DRIVER;
            p.step[0].size = p.step[1].size = (uint8_t)hl_op_size(HL_OP_DRIVER);
        } else { /* of a life: the first step, or a later one */
            p.kind = HL_PROGRAM_LIFE;
            p.steps = 1 + n % 2;
            for (unsigned i = 0; i < 2; i++)
                p.step[i] = (struct hl_program_step){.op = HL_OP_LIFE, .size = HL_LIFE_DATA};
            s = &p.step[p.steps - 1];
            hl_part_put(HL_PART_ACTION, s->data, (n - 2) / 2);
        }
        see_all_change(&p);
    }
}

static bool has_step(const struct hl_program *p, const struct hl_program_step *s)
{
    for (unsigned i = 0; i < p->steps; i++)
        if (memcmp(&p->step[i], s, p->kind == HL_PROGRAM_LIFE ? ACTION : sizeof *s) == 0)
            return true;
    return false;
}

static void test_cross_takes_from_both(void **state)
{
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 3;
    unsigned both = 0, headers[2] = {0};

    (void)state;
    for (unsigned round = 0; round < 2000; round++) {
        const enum hl_program_kind kind = kind_of(round);
        struct hl_program a, b, p;
        unsigned from_a = 0, from_b = 0;
        size_t size;

        random_program(&random, kind, &a);
        random_program(&random, kind, &b);
        p = a;
        size = hl_cross(&p, &b, round, sizeof bytes, bytes);
        assert_canonical(bytes, size, sizeof bytes, kind, &p);
        for (unsigned i = 0; i < p.steps; i++) {
            const bool in_a = has_step(&a, &p.step[i]), in_b = has_step(&b, &p.step[i]);
            assert_true(in_a || in_b);
            from_a += in_a && !in_b;
            from_b += in_b && !in_a;
        }
        both += from_a && from_b;
        headers[0] += p.derive_seed == a.derive_seed;
        headers[1] += p.derive_seed == b.derive_seed;
    }
    assert_true(both > 1000);
    assert_true(headers[0] > 500 && headers[1] > 500);
}

static unsigned rule_of(const struct hl_decoder *decoder, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_decode(decoder, e, &m);
    return m.rule;
}

static unsigned fields_changed(const struct hl_layout *layout, const struct hl_entry *a,
                               const struct hl_entry *b)
{
    unsigned n = 0;

    for (size_t i = 0; i < layout->count; i++)
        n += hl_field_get(&layout->fields[i], a) != hl_field_get(&layout->fields[i], b);
    return n;
}

/* From a legal entry, by one field, to the rule, and back by one field. */
static bool across(const struct hl_decoder *decoder, const struct hl_entry *legal, unsigned rule,
                   uint64_t *random)
{
    struct hl_entry e = *legal, back;

    if (!hl_reach_rule(decoder, &e, rule, random)) {
        assert_true(hl_entry_equal(&e, legal));
        return false;
    }
    assert_int_equal(rule_of(decoder, &e), rule);
    assert_int_equal(fields_changed(decoder->layout, legal, &e), 1);
    back = e;
    for (unsigned tries = 0; tries < MEND_TRIES && rule_of(decoder, &back); tries++)
        hl_reach_rule(decoder, &back, 0, random);
    if (rule_of(decoder, &back))
        fail_msg("%s: not mended", decoder->rule_name(rule));
    assert_int_equal(fields_changed(decoder->layout, &back, &e), 1);
    return true;
}

/* Which rules were reached so far; the one about bits that are no field's counts as such. */
struct reach {
    bool reached[HL_STE_RULE_COUNT + HL_CD_RULE_COUNT];
    unsigned rules, missing;
};

static struct reach begin_reach(unsigned rules, unsigned res0)
{
    struct reach r = {.rules = rules, .missing = rules - 2};

    r.reached[res0] = true;
    return r;
}

static void reach_from(struct reach *r, const struct hl_decoder *decoder,
                       const struct hl_entry *entry, uint64_t *random)
{
    if (rule_of(decoder, entry))
        return;
    for (unsigned rule = 1; rule < r->rules; rule++)
        if (!r->reached[rule] && across(decoder, entry, rule, random)) {
            r->reached[rule] = true;
            r->missing--;
        }
}

static void assert_all_reached(const struct reach *r, const struct hl_decoder *decoder)
{
    for (unsigned rule = 1; rule < r->rules; rule++)
        if (!r->reached[rule])
            print_error("not reached: %s\n", decoder->rule_name(rule));
    assert_int_equal(r->missing, 0);
}

/* Each rule is reached from some entry that is legal on some SMMU. */
static void test_ste_rules(void **state)
{
    struct reach r = begin_reach(HL_STE_RULE_COUNT, HL_RULE_STE_RES0);
    struct hl_decoder decoder = {0};
    uint64_t random = 5;

    (void)state;
    make_ste_templates();
    for (unsigned round = 0; r.missing && round < ENTRIES; round++) {
        struct hl_smmu smmu;
        struct hl_entry e;

        random_smmu(&random, round, &smmu);
        decoder = hl_ste_decoder(&smmu);
        e = random_ste(&random);
        hl_legalise(&smmu, &e);
        reach_from(&r, &decoder, &e, &random);
    }
    assert_all_reached(&r, &decoder);
}

static void test_cd_rules(void **state)
{
    struct reach r = begin_reach(HL_CD_RULE_COUNT, HL_RULE_CD_RES0);
    struct hl_decoder decoder = {0};
    uint64_t random = 6;

    (void)state;
    make_cd_templates();
    for (unsigned round = 0; r.missing && round < ENTRIES; round++) {
        struct hl_cd_context context;
        struct hl_meaning ste;
        struct hl_smmu smmu;
        struct hl_entry e;

        random_smmu(&random, round, &smmu);
        random_cd_context(&random, &smmu, &ste, &context);
        if (!context.smmu)
            continue; /* no stage 1 here */
        decoder = hl_cd_decoder(&context);
        e = random_cd(&random);
        hl_cd_legalise(&context, &e);
        reach_from(&r, &decoder, &e, &random);
    }
    assert_all_reached(&r, &decoder);
}

/* Trimming with an oracle that says yes or no at random, always, or never. */
static void test_trim(void **state)
{
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = 4;

    (void)state;
    for (unsigned round = 0; round < 600; round++) {
        const enum hl_program_kind kind = kind_of(round);
        struct hl_program p;
        struct hl_trim trim;
        unsigned attempts = 0, most;
        size_t size, best;

        random_program(&random, kind, &p);
        p.kind = (uint8_t)kind;
        best = hl_program_write(&p, bytes);
        most = hl_trim_begin(&trim, &p);
        while ((size = hl_trim_next(&trim, bytes)) != 0) {
            assert_true(++attempts <= most);
            assert_canonical(bytes, size, best, kind, &trim.tried);
            if (round % 3 == 0 || (round % 3 == 1 && random_below(&random, 2))) {
                hl_trim_accept(&trim);
                best = size;
            }
        }
        if (round % 3 == 0) {
            assert_true(trim.best.steps == 0);
            assert_int_equal(best, HL_PROGRAM_HEADER);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_no_operation_fails_on_nothing),
        cmocka_unit_test(test_cross_takes_from_both),
        cmocka_unit_test(test_every_part_changes),
        cmocka_unit_test(test_ste_rules),
        cmocka_unit_test(test_cd_rules),
        cmocka_unit_test(test_trim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
