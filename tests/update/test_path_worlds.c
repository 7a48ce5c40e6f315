// SPDX-License-Identifier: MIT
/* The search for a path in small made-up worlds, beside an exhaustive search of all their entries:
 * what it finds is hitless, and what it does not find is not there, whatever the decoder promises
 * of its bits. Worlds too large for it are given up, and said to be. */
#include "paths.h"

/* Qword 0: V and a 2-bit mode. Fields of 1 or 2 bits in qwords 1 to 4. */
enum { FIELDS = 12, CLASHES = 16, HOME = 2 };

struct world {
    unsigned fields;
    struct hl_field field[HOME + FIELDS]; /* V and mode first */
    struct hl_layout layout;
    unsigned uses[4];       /* by mode: a set of fields */
    unsigned alias[FIELDS]; /* what the highest value behaves as */
    unsigned overlooked;    /* a set of fields that are no difference, if legal */
    struct {
        unsigned field[2], value[2]; /* illegal together, or */
        bool stops;                  /* the stream instead, like Config abort */
    } clash[CLASHES];
};

static const struct hl_field *field_of_world(const struct world *w, unsigned f)
{
    return &w->field[HOME + f];
}

static bool clashes(const struct world *w, unsigned mode, const unsigned value[FIELDS], bool *stops)
{
    for (unsigned c = 0; c < CLASHES; c++) {
        unsigned a = w->clash[c].field[0], b = w->clash[c].field[1];
        *stops = w->clash[c].stops;
        if (a != b && (w->uses[mode] >> a & w->uses[mode] >> b & 1) &&
            value[a] == w->clash[c].value[0] && value[b] == w->clash[c].value[1])
            return true;
    }
    return false;
}

static void decode_world(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    const struct world *w = context;
    unsigned mode = e->q[0] >> 1 & 3, value[FIELDS] = {0};
    bool stops;

    memset(m, 0, sizeof *m);
    m->used.q[0] = e->q[0] & 1 ? 7 : 1;
    m->state = e->q[0] & 1 ? HL_STATE_LIVE : HL_STATE_OFF;
    if (m->state == HL_STATE_OFF)
        return;
    m->regime.q[0] = e->q[0] & 7;
    for (unsigned f = 0; f < w->fields; f++) {
        const struct hl_field *field = field_of_world(w, f);
        const unsigned top = (1u << field->width) - 1;
        if (!(w->uses[mode] >> f & 1))
            continue;
        value[f] = (unsigned)hl_field_get(field, e);
        hl_field_set(field, &m->used, top);
        hl_field_set(field, &m->regime, value[f] == top ? w->alias[f] : value[f]);
    }
    if (clashes(w, mode, value, &stops)) {
        m->state = stops ? HL_STATE_STOP : HL_STATE_ILLEGAL;
        m->rule = !stops;
        m->regime = (struct hl_entry){{0}};
    }
}

/* Fields of so many bits in all, several to a qword. */
static void random_world(struct world *w, unsigned bits, uint64_t *seed)
{
    unsigned next_lsb[5] = {0};

    memset(w, 0, sizeof *w);
    w->field[0] = (struct hl_field){"V", 0, 1, 0, NULL};
    w->field[1] = (struct hl_field){"mode", 1, 2, 0, NULL};
    while (bits && w->fields < FIELDS) {
        const unsigned width = bits > 1 && random_below(seed, 3) ? 2 : 1;
        const unsigned qword = 1 + random_below(seed, 4), top = (1u << width) - 1;
        const unsigned f = w->fields++;
        w->field[HOME + f] = (struct hl_field){"f", (uint16_t)(64 * qword + next_lsb[qword]),
                                               (uint8_t)width, 0, NULL};
        next_lsb[qword] += width;
        w->alias[f] = width == 2 && random_below(seed, 8) < 3 ? random_below(seed, 3) : top;
        bits -= width;
    }
    w->layout = (struct hl_layout){"world", w->field, HOME + w->fields};
    for (unsigned i = 0; i < 4; i++) /* most fields are used, or all updates are easy */
        w->uses[i] = random_below(seed, 1u << w->fields) | random_below(seed, 1u << w->fields);
    w->overlooked = random_below(seed, 1u << w->fields);
    if (random_below(seed, 2))
        w->overlooked |= random_below(seed, 1u << w->fields);
    for (unsigned c = 0; c < CLASHES; c++) {
        w->clash[c].stops = random_below(seed, 4) == 0;
        for (unsigned side = 0; side < 2; side++) {
            unsigned tries = side ? 0 : 8;
            do
                w->clash[c].field[side] = random_below(seed, w->fields);
            while (tries-- && !(w->overlooked >> w->clash[c].field[side] & 1));
            w->clash[c].value[side] =
                random_below(seed, 1u << field_of_world(w, w->clash[c].field[side])->width);
        }
    }
}

static bool is_in_a_clash(const struct world *w, unsigned f)
{
    for (unsigned c = 0; c < CLASHES; c++)
        if (w->clash[c].field[0] == f || w->clash[c].field[1] == f)
            return true;
    return false;
}

/* What is true of a world's bits: fields without an alias are plain, those in no clash separable.
 */
static void promise(const struct world *w, struct hl_decoder *d)
{
    d->plain.q[0] = d->separable.q[0] = 7;
    for (unsigned f = 0; f < w->fields; f++) {
        const struct hl_field *field = field_of_world(w, f);
        if (w->alias[f] == (1u << field->width) - 1)
            hl_field_set(field, &d->plain, ~UINT64_C(0));
        if (!is_in_a_clash(w, f))
            hl_field_set(field, &d->separable, ~UINT64_C(0));
    }
}

/* Some fields of a live entry with other values. */
static struct hl_entry random_inhabitant(const struct world *w, const struct hl_entry *from,
                                         uint64_t *seed)
{
    struct hl_entry e = *from;

    for (unsigned f = 0; f < w->layout.count; f++)
        if (random_below(seed, 3))
            hl_field_set(&w->field[f], &e, next_random(seed) >> 40);
    if (random_below(seed, 16))
        e.q[0] |= 1;
    return e;
}

static void random_pair(const struct world *w, struct hl_question *q, uint64_t *seed)
{
    struct judge j;
    unsigned tries = 0;

    do {
        q->old = random_inhabitant(w, &(struct hl_entry){{0}}, seed);
        q->target = random_inhabitant(w, &q->old, seed);
        j = judge_of(q);
    } while ((j.old.state != HL_STATE_LIVE || j.target.state != HL_STATE_LIVE) && tries++ < 40);
}

static struct space whole_world(const struct world *w)
{
    struct space s = {0};

    for (size_t i = 0; i < w->layout.count; i++) {
        const struct hl_field *f = &w->field[i];
        add_choice(&s, f->lsb / 64, hl_ones(f->width) << f->lsb % 64);
        add_all_values(&s);
    }
    finish_space(&s);
    return s;
}

/* What paths there were: a search that never needs more than three steps proves little. */
struct tally {
    unsigned found, none, gave_up;
    unsigned long_ones;   /* more than three epochs */
    unsigned apart;       /* a qword stored to more than once */
    unsigned third_value; /* an overlooked field was neither old's nor target's */
};

static void count_path(struct tally *t, const struct hl_question *q, const struct hl_log *log)
{
    struct hl_entry now = q->old, strange;
    unsigned stored = 0, again = 0;
    bool third = false;

    for (unsigned i = 0; i < log->stores; i++) {
        const unsigned bit = 1u << log->store[i].index;
        again |= stored & bit;
        stored |= bit;
        now.q[log->store[i].index] = log->store[i].value;
        strange =
            hl_entry_andnot(hl_entry_and(hl_entry_xor(now, q->old), hl_entry_xor(now, q->target)),
                            hl_entry_xor(q->old, q->target));
        third |= !hl_entry_is_zero(&strange);
    }
    t->found++;
    t->apart += again != 0;
    t->third_value += third;
    t->long_ones += log->syncs > 3;
}

static void print_world(const struct world *w, const struct hl_question *q)
{
    char text[HL_ENTRY_TEXT];

    print_pair(q);
    hl_entry_format(&q->overlook, text);
    print_message("  overlook %s\n", text);
    for (unsigned i = 0; i < w->fields; i++)
        print_message("  field %u at %u, %u bits, alias %u\n", i, w->field[HOME + i].lsb,
                      w->field[HOME + i].width, w->alias[i]);
    for (unsigned i = 0; i < 4; i++)
        print_message("  mode %u uses %x\n", i, w->uses[i]);
    for (unsigned i = 0; i < CLASHES; i++)
        print_message("  clash %u=%u %u=%u\n", w->clash[i].field[0], w->clash[i].value[0],
                      w->clash[i].field[1], w->clash[i].value[1]);
}

/* A break of which nothing is known is called neither. */
static void assert_no_claim(const struct hl_question *q)
{
    static struct hl_verdict v;
    struct hl_question breaking = *q;

    breaking.sequencer = hl_builtin_sequencer_find("break-first");
    hl_judge(&breaking, &v);
    assert_true(v.plan_gave_up == (v.outcome == HL_BREAKING));
    assert_int_equal(v.found[HL_NEEDLESS_BREAK], 0);
}

static void look_at_pair(const struct world *w, const struct hl_question *q, struct tally *t)
{
    const struct space s = whole_world(w);
    struct hl_log plan;

    switch (hl_plan(q, &plan)) {
    case HL_PLAN_FOUND:
        if (!log_is_hitless(q, &plan)) {
            print_world(w, q);
            fail_msg("a plan that is not hitless");
        }
        count_path(t, q, &plan);
        break;
    case HL_PLAN_NONE:
        t->none++;
        if (search_path(q, &s)) {
            print_world(w, q);
            fail_msg("a path that was not found");
        }
        break;
    case HL_PLAN_GAVE_UP:
        t->gave_up++;
        assert_no_claim(q);
        break;
    }
}

static struct tally explore(unsigned bits, bool promised, unsigned rounds, const char *name)
{
    struct tally t = {0};
    uint64_t seed = 4711 + bits;

    for (unsigned n = 0; n < rounds; n++) {
        struct world w;
        random_world(&w, bits, &seed);
        struct hl_decoder decoder = {.kind = HL_KIND_CD,
                                     .layout = &w.layout,
                                     .context = &w,
                                     .decode = decode_world,
                                     .valid = {{1}}};
        struct hl_question q = {.decoder = &decoder};
        if (promised)
            promise(&w, &decoder);
        for (unsigned f = 0; f < w.fields; f++)
            if (w.overlooked >> f & 1)
                hl_field_set(field_of_world(&w, f), &q.overlook, ~UINT64_C(0));
        random_pair(&w, &q, &seed);
        look_at_pair(&w, &q, &t);
    }
    print_message("%s: %u pairs, %u paths (%u of more than three epochs, %u with a qword stored to "
                  "more than once, %u through a third value), %u have none, %u given up\n",
                  name, rounds, t.found, t.long_ones, t.apart, t.third_value, t.none, t.gave_up);
    return t;
}

static void assert_telling(const struct tally *t, unsigned rounds)
{
    assert_int_equal(t->gave_up, 0);
    assert_true(t->found > rounds / 20 && t->none > rounds / 20);
    assert_true(!HL_IN_FULL || (t->long_ones > 50 && t->apart > 50 && t->third_value > 50));
}

static void test_nothing_promised(void **state)
{
    const struct tally t = explore(9, false, HL_ROUNDS(20000), "nothing promised");

    (void)state;
    assert_telling(&t, HL_ROUNDS(20000));
}

static void test_promised(void **state)
{
    const struct tally t = explore(12, true, HL_ROUNDS(20000), "plain and separable");

    (void)state;
    assert_telling(&t, HL_ROUNDS(20000));
}

/* Beyond the bound a search says that it gave up, never that there is none. */
static void test_too_large(void **state)
{
    const struct tally t = explore(12, false, HL_ROUNDS(2000), "too large");

    (void)state;
    assert_true(t.gave_up > 0);
    assert_int_equal(t.none, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_promised),
        cmocka_unit_test(test_promised),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
