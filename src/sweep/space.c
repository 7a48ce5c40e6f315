// SPDX-License-Identifier: MIT
#include "sweep/space.h"

#include "entry/random.h"
#include "entry/text.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL = 6, PAGE = 12 /* bits */ };

static const char *const cd_fields[] = {
#define HL_SWEEP_CD(fields) fields,
#include "sweep/cd_kinds.def"
#undef HL_SWEEP_CD
};
enum { CDS = sizeof(cd_fields) / sizeof(cd_fields[0]) };

unsigned hl_sweep_values(const struct hl_field *field, uint64_t value[HL_SWEEP_VALUES])
{
    unsigned n = 0;

    if (field->width <= SMALL) {
        for (; n < 1u << field->width; n++)
            value[n] = n;
        return n;
    }
    value[n++] = 0;
    for (unsigned bit = 0; bit < field->width; bit++)
        value[n++] = UINT64_C(1) << bit;
    value[n++] = hl_ones(field->width);
    value[n++] = hl_ones(field->width - 1u);
    for (unsigned bit = PAGE - field->shift + 1u; field->shift && bit <= field->width; bit++)
        value[n++] = hl_ones(bit) & ~((UINT64_C(1) << (PAGE - field->shift)) - 1);
    return n;
}

unsigned hl_sweep_base_count(enum hl_kind kind)
{
    return kind == HL_KIND_CD ? CDS : 2 * hl_matrix_kind_count();
}

struct hl_entry hl_sweep_base(enum hl_kind kind, unsigned number)
{
    struct hl_entry e = {{0}};

    if (kind == HL_KIND_CD)
        hl_fields_set(&hl_cd_layout, cd_fields[number], &e);
    else
        e = hl_matrix_kind_entry(number / 2, number % 2);
    return e;
}

/* A set of the entries that are there, by what they hold. */
struct seen {
    unsigned *slot; /* index + 1; 0: free */
    unsigned mask;
};

static bool is_new(const struct hl_space *space, struct seen *seen, const struct hl_entry *e)
{
    uint64_t hash = HL_MIX_BEGIN;
    unsigned slot;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        hash = hl_mix(hash ^ hash >> 32, e->q[i]);
    for (slot = (unsigned)(hash ^ hash >> 29) & seen->mask; seen->slot[slot];
         slot = (slot + 1) & seen->mask)
        if (hl_entry_equal(&space->entry[seen->slot[slot] - 1], e))
            return false;
    seen->slot[slot] = space->count + 1;
    return true;
}

/* What its callers give the sequencer of an entry. False: they give it none. */
static bool take(const struct hl_space *space, struct hl_entry *e)
{
    const struct hl_sequencer *s = space->trial.question.sequencer;
    const struct hl_decoder *decoder = &space->trial.at.decoder;
    struct hl_entry used;

    if (hl_sequencer_needs(s, HL_NEEDS_CONFIGS) && decoder->kind == HL_KIND_STE &&
        HL_GET(STE, e, Config) - 1 < HL_STE_CONFIG_BYPASS - 1)
        return false;
    if (hl_sequencer_needs(s, HL_NEEDS_FRESH))
        *e = hl_written_fresh(s, decoder, e);
    if (!hl_sequencer_needs(s, HL_NEEDS_SANITISED))
        return true;
    if (!s->used)
        return false;
    s->used(s, decoder, e, &used);
    *e = hl_entry_and(*e, used);
    return hl_sequencer_is_sanitised(s, decoder, e);
}

static void add(struct hl_space *space, struct seen *seen, struct hl_entry e)
{
    struct hl_meaning *m = &space->meaning[space->count];

    space->made++;
    if (!take(space, &e)) {
        space->refused++;
        return;
    }
    hl_decode(&space->trial.at.decoder, &e, m);
    if (m->state == HL_STATE_ILLEGAL &&
        hl_sequencer_needs(space->trial.question.sequencer, HL_NEEDS_LEGAL)) {
        space->illegal++;
    } else if (is_new(space, seen, &e)) {
        space->entry[space->count++] = e;
    } else {
        space->alike++;
    }
}

static void add_all(struct hl_space *space, struct seen *seen, const bool *wanted)
{
    const struct hl_layout *layout = space->trial.at.decoder.layout;
    const enum hl_kind kind = space->trial.at.decoder.kind;
    uint64_t value[HL_SWEEP_VALUES];

    for (unsigned base = 0; base < hl_sweep_base_count(kind); base++) {
        const struct hl_entry from = hl_sweep_base(kind, base);

        add(space, seen, from);
        for (unsigned i = 0; i < layout->count; i++) {
            const unsigned values = hl_sweep_values(&layout->fields[i], value);

            for (unsigned v = 0; (!wanted || wanted[i]) && v < values; v++) {
                struct hl_entry e = from;

                hl_field_set(&layout->fields[i], &e, value[v]);
                add(space, seen, e);
            }
        }
    }
}

static size_t most_entries(const struct hl_layout *layout, unsigned bases)
{
    uint64_t value[HL_SWEEP_VALUES];
    size_t n = 1;

    for (size_t i = 0; i < layout->count; i++)
        n += hl_sweep_values(&layout->fields[i], value);
    return n * bases;
}

/* The STE under which CDs stand. */
static void give_lead(struct hl_case *settings)
{
    if (settings->kind != HL_KIND_CD || settings->has_ste)
        return;
    settings->has_ste = true;
    hl_fields_set(&hl_ste_layout,
                  "V=1 Config=s1 S1ContextPtr=0x40000000 S1CIR=wb-ra S1COR=wb-ra S1CSH=ish",
                  &settings->ste);
}

const char *hl_space_build(struct hl_space *space, struct hl_case *settings,
                           const struct hl_sequencer *sequencer, const bool *wanted)
{
    struct seen seen;
    const char *why;
    size_t most;

    memset(space, 0, sizeof(*space));
    give_lead(settings);
    why = hl_trial_init(&space->trial, settings, sequencer);
    if (why)
        return why;
    space->trial.question.checks = 0;
    most = most_entries(space->trial.at.decoder.layout,
                        hl_sweep_base_count(space->trial.at.decoder.kind));
    for (seen.mask = 1; seen.mask < 2 * most; seen.mask *= 2)
        ;
    seen.slot = calloc(seen.mask--, sizeof(*seen.slot));
    space->entry = calloc(most, sizeof(*space->entry));
    space->meaning = calloc(most, sizeof(*space->meaning));
    if (!seen.slot || !space->entry || !space->meaning) {
        free(seen.slot);
        hl_space_free(space);
        return "not enough memory";
    }
    add_all(space, &seen, wanted);
    free(seen.slot);
    return NULL;
}

void hl_space_free(struct hl_space *space)
{
    free(space->entry);
    free(space->meaning);
    space->entry = NULL;
    space->meaning = NULL;
    space->count = 0;
}
