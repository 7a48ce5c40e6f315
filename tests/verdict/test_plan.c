// SPDX-License-Identifier: MIT
/* The planner: what it finds is hitless by brute force, and what it does not find is not there, by
 * an exhaustive search. A sequence of single stores, each followed by a sync, has the fewest views,
 * so that a hitless sequence exists if and only if a path of harmless entries leads from old to
 * target, of which each differs from the one before in one qword. */
#include "helpers.h"

#include "program/ste_recipe.h"
#include "verdict/verdict.h"

struct judge {
    const struct hl_question *q;
    struct hl_meaning old, target;
};

static struct judge judge_of(const struct hl_question *q)
{
    struct judge j = {.q = q};

    hl_decode(q->decoder, &q->old, &j.old);
    hl_decode(q->decoder, &q->target, &j.target);
    return j;
}

static bool live_equal(const struct judge *j, const struct hl_meaning *m,
                       const struct hl_meaning *side)
{
    struct hl_entry difference = hl_entry_xor(m->regime, side->regime);

    difference = hl_entry_andnot(difference, j->q->overlook);
    return side->state == HL_STATE_LIVE && hl_entry_is_zero(&difference);
}

static bool harmless(const struct judge *j, const struct hl_entry *view)
{
    struct hl_meaning m;

    hl_decode(j->q->decoder, view, &m);
    if (m.state == HL_STATE_ILLEGAL)
        return j->old.state == HL_STATE_ILLEGAL || j->target.state == HL_STATE_ILLEGAL;
    if (m.state != HL_STATE_LIVE)
        return j->old.state != HL_STATE_LIVE || j->target.state != HL_STATE_LIVE;
    return live_equal(j, &m, &j->old) || live_equal(j, &m, &j->target);
}

/* Whether a log without a second store to a qword in one epoch is hitless and ends in the target.
 */
static void assert_hitless(const struct hl_question *q, const struct hl_log *log)
{
    struct judge j = judge_of(q);
    struct hl_entry begin = q->old;

    assert_true(hl_entry_equal(&log->initial, &q->old));
    assert_false(log->overflow);
    for (unsigned from = 0, to; from < log->stores; from = to) {
        unsigned epoch = log->store[from].epoch, stored = 0;
        assert_true(epoch < log->syncs);
        for (to = from; to < log->stores && log->store[to].epoch == epoch; to++) {
            assert_false(stored >> log->store[to].index & 1);
            stored |= 1u << log->store[to].index;
        }
        for (unsigned set = 0; set < 1u << (to - from); set++) {
            struct hl_entry view = begin;
            for (unsigned i = from; i < to; i++)
                if (set >> (i - from) & 1)
                    view.q[log->store[i].index] = log->store[i].value;
            assert_true(harmless(&j, &view));
        }
        for (unsigned i = from; i < to; i++)
            begin.q[log->store[i].index] = log->store[i].value;
    }
    assert_true(hl_entry_equal(&begin, &q->target));
}

/* The values that each qword may take on the way. */
enum { MAX_VALUES = 16, MAX_STATES = 1 << 18 };
struct space {
    unsigned count[HL_QWORDS];
    uint64_t value[HL_QWORDS][MAX_VALUES];
};

static void add_value(struct space *s, unsigned i, uint64_t value)
{
    for (unsigned n = 0; n < s->count[i]; n++)
        if (s->value[i][n] == value)
            return;
    assert_true(s->count[i] < MAX_VALUES);
    s->value[i][s->count[i]++] = value;
}

static size_t number_of(const struct space *s, const struct hl_entry *e)
{
    size_t number = 0;

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        unsigned n = 0;
        while (s->value[i][n] != e->q[i])
            n++;
        number = number * s->count[i] + n;
    }
    return number;
}

static size_t states_of(const struct space *s)
{
    size_t states = 1;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        states *= s->count[i];
    return states;
}

/* Only between these can a break be needless. */
static bool both_live(const struct hl_question *q)
{
    struct judge j = judge_of(q);

    return j.old.state == HL_STATE_LIVE && j.target.state == HL_STATE_LIVE;
}

/* Whether a path of harmless entries leads from old to target. */
static bool search_path(const struct hl_question *q, const struct space *s)
{
    static struct hl_entry stack[MAX_STATES];
    static bool seen[MAX_STATES];
    struct judge j = judge_of(q);
    size_t depth = 0;

    assert_true(states_of(s) <= MAX_STATES);
    memset(seen, 0, states_of(s) * sizeof seen[0]);
    seen[number_of(s, &q->old)] = true;
    stack[depth++] = q->old;
    while (depth) {
        struct hl_entry at = stack[--depth];
        if (hl_entry_equal(&at, &q->target))
            return true;
        for (unsigned i = 0; i < HL_QWORDS; i++)
            for (unsigned n = 0; n < s->count[i]; n++) {
                struct hl_entry next = at;
                next.q[i] = s->value[i][n];
                size_t number = number_of(s, &next);
                if (seen[number])
                    continue;
                seen[number] = true;
                if (harmless(&j, &next))
                    stack[depth++] = next;
            }
    }
    return false;
}

static void print_pair(const struct hl_question *q)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(&q->old, text);
    print_message("  old %s\n", text);
    hl_entry_format(&q->target, text);
    print_message("  new %s\n", text);
}

/* ---- STEs by hand ---- */

static struct hl_smmu smmu;
static struct hl_decoder ste_decoder;

static struct hl_question ask(const char *profile, bool quiesced, const char *old,
                              const char *target)
{
    const struct hl_assumptions assume = {.ats_quiesced = quiesced};
    const struct place place = {.profile = profile};
    struct hl_question q = {.decoder = &ste_decoder};

    make_smmu(&smmu, &place);
    ste_decoder = hl_ste_decoder(&smmu);
    q.overlook = hl_ste_assume(&smmu, &assume);
    set_fields(&q.old, old);
    set_fields(&q.target, target);
    return q;
}

static void assert_legal(const struct hl_question *q)
{
    struct judge j = judge_of(q);

    assert_string_equal(rule_text(j.old.rule), "legal");
    assert_string_equal(rule_text(j.target.rule), "legal");
}

/* EATS=full with S2S is ILLEGAL: EATS can only be set after S2S is gone, and must go before S2S
 * comes. */
static void test_eats_follows_s2s(void **state)
{
    struct hl_question q = ask("mmu-700", true, S2 "S2S=1 EATS=0", S2 "S2S=0 EATS=full");
    struct hl_log plan;

    (void)state;
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.stores, 2);
    assert_int_equal(plan.store[0].index, 2);
    assert_int_equal(plan.store[1].index, 1);
    assert_int_equal(plan.store[1].epoch, 1);

    q = ask("mmu-700", true, S2 "S2S=0 EATS=full", S2 "S2S=1 EATS=0");
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.store[0].index, 1);
    assert_int_equal(plan.store[1].index, 2);
    assert_int_equal(plan.store[1].epoch, 1);

    q = ask("mmu-700", false, S2 "S2S=0 EATS=full", S2 "S2S=1 EATS=0"); /* now EATS counts */
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
    q = ask("mmu-700", false, S2 "EATS=0", S2 "EATS=full"); /* alone it may change */
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
}

static void test_two_critical_qwords(void **state)
{
    struct hl_question q = ask("mmu-700", true, S2 "S2VMID=1", S2 "S2VMID=2 S2TTB=0x80000000");
    struct hl_log plan;

    (void)state;
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
    q = ask("mmu-700", true, NESTED "S1CDMax=4 S1DSS=bypass",
            NESTED "S1CDMax=4 S1DSS=ssid0 S2VMID=3");
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_NONE);
}

static void test_one_critical_qword(void **state)
{
    static const char *const pairs[][2] = {
        {S2 "S2VMID=1", S2 "S2VMID=2"},
        {S2 "S2VMID=1", S2 "S2VMID=2 MEV=1"}, /* MEV is no difference */
        {S2 "S2VMID=1 MEV=1", S2 "S2VMID=2 EATS=full"},
        {BYPASS, S2 "S2VMID=5"},
        {S2 "S2VMID=5", BYPASS},
        {BYPASS "SHCFG=incoming", S1 "SHCFG=incoming"},
        {ABORT, NESTED "S2VMID=5"},
        {NESTED "S2VMID=5", ABORT},
    };
    struct hl_log plan;

    (void)state;
    for (size_t i = 0; i < LENGTH(pairs); i++) {
        struct hl_question q = ask("mmu-700", true, pairs[i][0], pairs[i][1]);
        assert_legal(&q);
        if (hl_plan(&q, &plan) != HL_PLAN_FOUND)
            fail_msg("no plan from %s to %s", pairs[i][0], pairs[i][1]);
        assert_hitless(&q, &plan);
    }
}

/* One qword changes: one store is hitless, although the other qwords' fields come to mean something
 * else by it (MemAttr is IGNORED in front of stage 1). */
static void test_one_store_is_enough(void **state)
{
    struct hl_question q = ask("mmu-700", false, S2 "MTCFG=1 MemAttr=3 S2PTW=1", NESTED);
    struct hl_log plan;

    (void)state;
    for (unsigned i = 1; i < HL_QWORDS; i++)
        q.target.q[i] = q.old.q[i];
    assert_legal(&q);
    assert_int_equal(hl_plan(&q, &plan), HL_PLAN_FOUND);
    assert_hitless(&q, &plan);
    assert_int_equal(plan.stores, 1);
}

static void test_off_and_illegal_sides(void **state)
{
    static const char *const sides[] = {"V=0", S2 "S2VMID=2", S2 "S2TG=3", NESTED "S2VMID=3",
                                        "S2TTB=0x80000000 MEV=1"};
    struct hl_log plan;

    (void)state;
    for (size_t a = 0; a < LENGTH(sides); a++)
        for (size_t b = 0; b < LENGTH(sides); b++) {
            struct hl_question q = ask("mmu-700", true, sides[a], sides[b]);
            if (hl_plan(&q, &plan) == HL_PLAN_FOUND)
                assert_hitless(&q, &plan);
            if (a == b)
                assert_int_equal(plan.stores, 0);
            else if (a == 0 || b == 0 || a == 4 || b == 4)
                assert_true(hl_entry_equal(&plan.memory, &q.target));
        }
}

/* ---- Random STEs ---- */

static void fill(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

/* Two legal STEs that share most of their recipe, with stray bits. False: not legal. */
static bool random_pair(struct hl_question *q, uint64_t *seed)
{
    struct hl_entry *const sides[2] = {&q->old, &q->target};
    unsigned change = random_below(seed, 8);
    uint8_t bytes[16];

    fill(bytes, sizeof bytes, seed);
    for (unsigned i = 0; i < 2; i++) {
        *sides[i] = hl_recipe(&smmu, bytes);
        if (!(next_random(seed) >> 33 & 3))
            sides[i]->q[random_below(seed, HL_QWORDS)] ^= UINT64_C(1) << random_below(seed, 64);
        hl_legalise(&smmu, sides[i]);
        for (unsigned n = 0; n < change; n++)
            fill(&bytes[random_below(seed, 16)], 1, seed);
    }
    struct judge j = judge_of(q);
    return j.old.rule == 0 && j.target.rule == 0;
}

static struct hl_question random_question(unsigned n, uint64_t *seed)
{
    const struct hl_assumptions assume = {.ats_quiesced = next_random(seed) >> 33 & 3};
    struct hl_question q = {.decoder = &ste_decoder};

    hl_smmu_init(&smmu, &hl_profiles[n % hl_profile_count].regs,
                 (enum hl_security)(n / hl_profile_count % 3), &hl_default_options);
    ste_decoder = hl_ste_decoder(&smmu);
    q.overlook = hl_ste_assume(&smmu, &assume);
    while (!random_pair(&q, seed))
        ;
    return q;
}

/* What a qword may hold on the way: old, new, and merged by what either side uses, or overlooks. */
static struct space merged_values(const struct hl_question *q)
{
    struct judge j = judge_of(q);
    struct space s = {.count = {0}};

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        uint64_t used = j.old.used.q[i], new_used = j.target.used.q[i];
        const uint64_t from_old[] = {~UINT64_C(0),
                                     0,
                                     used,
                                     ~new_used,
                                     used & new_used,
                                     used & ~new_used,
                                     q->overlook.q[i],
                                     ~q->overlook.q[i],
                                     used & ~q->overlook.q[i],
                                     ~new_used | q->overlook.q[i],
                                     ~new_used & ~q->overlook.q[i],
                                     used & new_used & q->overlook.q[i]};
        for (size_t n = 0; n < LENGTH(from_old); n++)
            add_value(&s, i, (q->old.q[i] & from_old[n]) | (q->target.q[i] & ~from_old[n]));
    }
    return s;
}

static void test_random_stes(void **state)
{
    unsigned found = 0, missed = 0, elsewhere = 0, skipped = 0, pairs = 20000;
    uint64_t seed = 77;

    (void)state;
    for (unsigned n = 0; n < pairs; n++) {
        struct hl_question q = random_question(n, &seed);
        struct space s = merged_values(&q);
        struct hl_log plan;
        if (hl_plan(&q, &plan) == HL_PLAN_FOUND) {
            assert_hitless(&q, &plan);
            found++;
        } else if (states_of(&s) > MAX_STATES) {
            skipped++;
        } else if (search_path(&q, &s)) {
            elsewhere += !both_live(&q);
            if (both_live(&q) && !missed++)
                print_pair(&q);
        }
    }
    print_message("STEs: %u pairs, %u plans, %u missed (%u more from or to a stop), %u too large\n",
                  pairs, found, missed, elsewhere, skipped);
    assert_true(found > pairs / 10);
    assert_true(skipped < pairs / 100);
    assert_int_equal(missed, 0);
}

/* ---- Small worlds: a decoder made up at random, small enough to search everything ---- */

/* Qword 0: V and a 2-bit mode. Fields of 2 bits: 0 and 1 in qword 1, 2 in qword 2, 3 in qword 3. */
enum { FIELDS = 4, PAIRS = 4 };
static const unsigned field_lsb[FIELDS] = {64, 66, 128, 192};
static const struct hl_field world_fields[] = {
    {"V", 0, 1, 0, NULL},   {"mode", 1, 2, 0, NULL}, {"f0", 64, 2, 0, NULL},
    {"f1", 66, 2, 0, NULL}, {"f2", 128, 2, 0, NULL}, {"f3", 192, 2, 0, NULL},
};
static const struct hl_layout world_layout = {"world", world_fields, LENGTH(world_fields)};

struct world {
    unsigned uses[4];       /* by mode: a set of fields */
    unsigned alias[FIELDS]; /* what the value 3 behaves as */
    struct {
        unsigned field[2], value[2]; /* illegal together, or */
        bool stops;                  /* the stream instead, like Config abort */
    } clash[PAIRS];
};

static void decode_world(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    const struct world *w = context;
    unsigned mode = e->q[0] >> 1 & 3, value[FIELDS] = {0};

    memset(m, 0, sizeof *m);
    m->used.q[0] = e->q[0] & 1 ? 7 : 1;
    m->state = e->q[0] & 1 ? HL_STATE_LIVE : HL_STATE_OFF;
    if (m->state == HL_STATE_OFF)
        return;
    m->regime.q[0] = e->q[0] & 7;
    for (unsigned f = 0; f < FIELDS; f++) {
        if (!(w->uses[mode] >> f & 1))
            continue;
        value[f] = (unsigned)hl_bits_get(e, field_lsb[f], 2);
        hl_bits_set(&m->used, field_lsb[f], 2, 3);
        hl_bits_set(&m->regime, field_lsb[f], 2, value[f] == 3 ? w->alias[f] : value[f]);
    }
    for (unsigned c = 0; c < PAIRS; c++) {
        unsigned a = w->clash[c].field[0], b = w->clash[c].field[1];
        if (a != b && (w->uses[mode] >> a & w->uses[mode] >> b & 1) &&
            value[a] == w->clash[c].value[0] && value[b] == w->clash[c].value[1]) {
            m->state = w->clash[c].stops ? HL_STATE_STOP : HL_STATE_ILLEGAL;
            m->rule = !w->clash[c].stops;
            m->regime = (struct hl_entry){{0}};
            return;
        }
    }
}

static struct world random_world(uint64_t *seed)
{
    struct world w;

    for (unsigned i = 0; i < 4; i++)
        w.uses[i] = random_below(seed, 1 << FIELDS);
    for (unsigned f = 0; f < FIELDS; f++)
        w.alias[f] = random_below(seed, 8) < 3 ? random_below(seed, 3) : 3;
    for (unsigned c = 0; c < PAIRS; c++) {
        w.clash[c].stops = random_below(seed, 4) == 0;
        for (unsigned side = 0; side < 2; side++) {
            w.clash[c].field[side] = random_below(seed, FIELDS);
            w.clash[c].value[side] = random_below(seed, 4);
        }
    }
    return w;
}

static struct hl_entry random_inhabitant(uint64_t *seed)
{
    struct hl_entry e = {{next_random(seed) >> 40 & 7, next_random(seed) >> 40 & 15,
                          next_random(seed) >> 40 & 3, next_random(seed) >> 40 & 3}};

    if (random_below(seed, 8))
        e.q[0] |= 1;
    return e;
}

/* Every value of every qword. */
static const struct space *whole_world(void)
{
    static struct space s;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        for (unsigned v = 0; v < (const unsigned[]){8, 16, 4, 4, 1, 1, 1, 1}[i]; v++)
            add_value(&s, i, v);
    return &s;
}

/* separate: a field a qword, as where no qword holds two that must go different ways. */
static void explore_worlds(bool separate, unsigned rounds, unsigned *found, unsigned *missed,
                           unsigned *none)
{
    uint64_t seed = 4711;

    *found = *missed = *none = 0;
    for (unsigned n = 0; n < rounds; n++) {
        struct world w = random_world(&seed);
        struct hl_decoder decoder = {.kind = HL_KIND_CD,
                                     .layout = &world_layout,
                                     .context = &w,
                                     .decode = decode_world,
                                     .valid = {{1}}};
        struct hl_question q = {.decoder = &decoder};
        struct hl_log plan;
        q.old = random_inhabitant(&seed);
        q.target = random_inhabitant(&seed);
        if (separate)
            for (unsigned i = 0; i < 4; i++)
                w.uses[i] &= ~2u;
        for (unsigned i = random_below(&seed, 5); i; i--)
            hl_bits_set(&q.overlook, field_lsb[random_below(&seed, FIELDS)], 2, 3);
        if (hl_plan(&q, &plan) == HL_PLAN_FOUND) {
            assert_hitless(&q, &plan);
            ++*found;
        } else if (!search_path(&q, whole_world())) {
            ++*none;
        } else if (!(*missed)++) {
            print_pair(&q);
            for (unsigned i = 0; i < 4; i++)
                print_message("  uses %x alias %u\n", w.uses[i], w.alias[i]);
            for (unsigned i = 0; i < PAIRS; i++)
                print_message("  clash %u=%u %u=%u\n", w.clash[i].field[0], w.clash[i].value[0],
                              w.clash[i].field[1], w.clash[i].value[1]);
        }
    }
    print_message("%s: %u pairs, %u plans, %u impossible, %u missed\n",
                  separate ? "a field a qword" : "two fields in a qword", rounds, *found, *none,
                  *missed);
}

static void test_small_worlds(void **state)
{
    unsigned found, missed, none;

    (void)state;
    explore_worlds(true, 20000, &found, &missed, &none);
    assert_true(found > 1000 && none > 1000);
    assert_int_equal(missed, 0);
    explore_worlds(false, 20000, &found, &missed, &none);
    assert_true(found > 1000 && none > 1000);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eats_follows_s2s),      cmocka_unit_test(test_two_critical_qwords),
        cmocka_unit_test(test_one_critical_qword),    cmocka_unit_test(test_one_store_is_enough),
        cmocka_unit_test(test_off_and_illegal_sides), cmocka_unit_test(test_random_stes),
        cmocka_unit_test(test_small_worlds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
