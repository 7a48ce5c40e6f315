// SPDX-License-Identifier: MIT
/* The pairs of a sweep against all pairs, by brute force, on a few fields. */
#include "entry/text.h"
#include "helpers.h"
#include "sweep/tiles.h"

static const char *const few[] = {"Config", "S1DSS", "EATS", "S2T0SZ", "S2VMID"};
enum { FEW = sizeof few / sizeof few[0] };

static const bool *some_fields(size_t count)
{
    static bool wanted[HL_STE_FIELD_COUNT];

    memset(wanted, 0, sizeof wanted);
    for (size_t i = 0; i < count; i++)
        wanted[hl_field_find(&hl_ste_layout, few[i]) - hl_ste_layout.fields] = true;
    return wanted;
}

static void settings_of(const char *profile, struct hl_case *c)
{
    memset(c, 0, sizeof *c);
    c->kind = HL_KIND_STE;
    c->setting.options = hl_default_options;
    c->setting.regs = hl_profile_find(profile)->regs;
}

static bool has(const struct hl_space *space, const struct hl_entry *e)
{
    for (unsigned i = 0; i < space->count; i++)
        if (hl_entry_equal(&space->entry[i], e))
            return true;
    return false;
}

/* What is representative, by its words: all of a few bits; else 0, one bit, all, all but the
 * highest; of an address the last page below a power of two. */
static bool is_wanted(const struct hl_field *f, uint64_t value)
{
    const uint64_t all = hl_ones(f->width);

    const uint64_t address = value << f->shift, end = address + 4096;

    if (f->shift && address && address % 4096 == 0 && (end & (end - 1)) == 0)
        return true;
    return f->width <= 6 || (value & (value - 1)) == 0 || value == all || value == all >> 1;
}

static void test_entries_by_force(void **state)
{
    static struct hl_space space;
    static struct hl_case c;
    unsigned expected = 0;

    (void)state;
    settings_of("mmu-700", &c);
    assert_null(hl_space_build(&space, &c, hl_builtin_sequencer_find("naive"), some_fields(FEW)));
    for (unsigned base = 0; base < hl_sweep_base_count(HL_KIND_STE); base++) {
        for (size_t i = 0; i < FEW; i++) {
            const struct hl_field *f = hl_field_find(&hl_ste_layout, few[i]);

            for (uint64_t value = 0; value <= hl_ones(f->width); value++) {
                struct hl_entry e;
                if (!is_wanted(f, value))
                    continue;
                e = hl_sweep_base(HL_KIND_STE, base);
                hl_field_set(f, &e, value);
                assert_true(has(&space, &e));
            }
        }
        assert_true(hl_sweep_base_count(HL_KIND_STE) >= 30);
    }
    /* Neither more: each is a base but for one field, with such a value; nor one twice. */
    for (unsigned n = 0; n < space.count; n++) {
        bool known = false;
        for (unsigned base = 0; !known && base < hl_sweep_base_count(HL_KIND_STE); base++) {
            struct hl_entry e = hl_sweep_base(HL_KIND_STE, base);
            known = hl_entry_equal(&e, &space.entry[n]);
            for (size_t i = 0; !known && i < FEW; i++) {
                const struct hl_field *f = hl_field_find(&hl_ste_layout, few[i]);
                const uint64_t value = hl_field_get(f, &space.entry[n]);
                struct hl_entry changed = e;
                hl_field_set(f, &changed, value);
                known = is_wanted(f, value) && hl_entry_equal(&changed, &space.entry[n]);
            }
        }
        assert_true(known);
        for (unsigned k = 0; k < n; k++)
            assert_false(hl_entry_equal(&space.entry[k], &space.entry[n]));
        expected++;
    }
    assert_int_equal(space.made, space.count + space.alike + space.illegal + space.refused);
    assert_int_equal(expected, space.count);
    assert_true(space.count > 2 * HL_TILE); /* more than one tile, and one that is cut off */
    assert_true(space.count % HL_TILE != 0);
    hl_space_free(&space);
}

/* Every pair is in one tile, once; what the tiles count is what a plain loop counts. */
static void test_pairs_by_force(void **state)
{
    static struct hl_space space;
    static struct hl_tile_result r;
    static struct hl_verdict v;
    static struct hl_case c;
    uint64_t outcome[HL_OUTCOME_COUNT] = {0}, torn = 0, causes = 0, judged, within = 0;
    unsigned char *seen;

    (void)state;
    settings_of("grace", &c);
    assert_null(
        hl_space_build(&space, &c, hl_builtin_sequencer_find("bug-second-sync"), some_fields(3)));
    seen = calloc(space.count, space.count);
    assert_non_null(seen);
    for (unsigned place = 0; place < hl_tile_count(space.count); place++) {
        const struct hl_tile t = hl_tile_at(space.count, place);

        hl_tile_judge(&space, &t, &r);
        assert_int_equal(r.pairs, t.olds * t.targets);
        for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
            outcome[i] += r.outcome[i];
        for (unsigned i = 0; i < r.causes; i++) {
            const struct hl_question q = hl_tile_question(&space, &t, r.cause[i].first);
            hl_judge(&q, &v);
            assert_true(v.found[r.cause[i].kind] != 0);
            causes += r.cause[i].count;
        }
        for (unsigned i = 0; i < t.olds; i++)
            for (unsigned j = 0; j < t.targets; j++)
                assert_int_equal(seen[(t.old + i) * space.count + t.target + j]++, 0);
        within += r.pairs;
        assert_int_equal(hl_tiles_within(space.count, within, &judged), place + 1);
        assert_int_equal(judged, within);
        assert_int_equal(hl_tiles_within(space.count, within - 1, &judged), place);
    }
    assert_true(hl_tile_count(space.count) >= 4 && space.count % HL_TILE != 0);
    assert_int_equal(within, (uint64_t)space.count * space.count);
    for (unsigned i = 0; i < space.count; i++)
        for (unsigned j = 0; j < space.count; j++) {
            struct hl_question q = space.trial.question;
            q.old = space.entry[i];
            q.target = space.entry[j];
            hl_judge(&q, &v); /* decodes both itself */
            assert_true(outcome[v.outcome]-- > 0);
            torn += v.outcome == HL_TORN;
        }
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        assert_int_equal(outcome[i], 0);
    assert_true(torn > 0 && causes >= torn);
    free(seen);
    hl_space_free(&space);
}

static void nothing_used(const struct hl_sequencer *self, const struct hl_decoder *d,
                         const struct hl_entry *entry, struct hl_entry *used)
{
    (void)self;
    (void)d;
    (void)entry;
    *used = (struct hl_entry){{0xf}};
}

static void test_addresses(void **state)
{
    const struct hl_field *f = hl_field_find(&hl_ste_layout, "S1ContextPtr");
    uint64_t value[HL_SWEEP_VALUES];
    const unsigned n = hl_sweep_values(f, value);
    unsigned pages = 0;

    (void)state;
    for (unsigned i = 0; i < n; i++) {
        assert_true(value[i] <= hl_ones(f->width) && is_wanted(f, value[i]));
        pages += value[i] << f->shift == UINT64_C(0xffffffff000); /* of 44 bits */
    }
    assert_int_equal(pages, 1);
    for (unsigned i = 0; i < HL_STE_FIELD_COUNT; i++)
        assert_true(hl_sweep_values(&hl_ste_layout.fields[i], value) <= HL_SWEEP_VALUES);
}

/* Who takes legal and sanitised entries alone is given no other. */
static void test_needs(void **state)
{
    struct hl_sequencer picky = *hl_builtin_sequencer_find("naive");
    static struct hl_space space;
    static struct hl_case c;

    (void)state;
    settings_of("mmu-700", &c);
    picky.used = nothing_used;
    picky.needs = HL_NEEDS_LEGAL | HL_NEEDS_SANITISED | HL_NEEDS_CONFIGS;
    assert_null(hl_space_build(&space, &c, &picky, NULL));
    assert_true(space.count >= 2 && space.illegal && space.refused && space.alike);
    for (unsigned i = 0; i < space.count; i++) {
        assert_true(space.meaning[i].state != HL_STATE_ILLEGAL);
        assert_true(hl_sequencer_is_sanitised(&picky, &space.trial.at.decoder, &space.entry[i]));
    }
    assert_int_equal(space.made, space.count + space.alike + space.illegal + space.refused);
    hl_space_free(&space);
}

static void test_cds(void **state)
{
    static struct hl_space space;
    static struct hl_case c;
    unsigned live = 0;

    (void)state;
    settings_of("mmu-700", &c);
    c.kind = HL_KIND_CD;
    assert_null(hl_space_build(&space, &c, hl_builtin_sequencer_find("naive"), NULL));
    for (unsigned i = 0; i < space.count; i++)
        live += space.meaning[i].state == HL_STATE_LIVE;
    assert_true(live > 100);
    for (unsigned i = 1; i < hl_sweep_base_count(HL_KIND_CD); i++) {
        const struct hl_entry e = hl_sweep_base(HL_KIND_CD, i);
        struct hl_meaning m;
        hl_decode(&space.trial.at.decoder, &e, &m);
        assert_int_equal(m.state, HL_STATE_LIVE);
    }
    hl_space_free(&space);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_by_force),
        cmocka_unit_test(test_pairs_by_force),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_cds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
