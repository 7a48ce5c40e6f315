// SPDX-License-Identifier: MIT
/* The sequencer's used function against the decoder's, entry by entry and field by field. A bit
 * that it misses is shown with a pair of entries whose update tears because of it, a bit that it
 * adds with a pair whose update breaks because of it; what cannot be shown is counted
 * (used_tally.h). */
#include "program/ste_recipe.h"
#include "harness/target.h"
#include "harness/subject.h"
#include "harness/updates.h"
#include "oracles/used_tally.h"

struct run {
    struct hl_updates u;
    uint64_t random;
    /* The entry that is looked at. */
    struct hl_entry entry, claimed;
    struct hl_meaning means;
    struct hl_entry settable; /* what the sequencer calls used somewhere, or its makers set */
};

static void claims(const struct run *r, const struct hl_entry *e, struct hl_entry *claimed)
{
    const struct hl_sequencer *seq = r->u.q.sequencer;
    seq->used(seq, r->u.q.decoder, e, claimed);
}

static struct hl_entry field_bits(const struct hl_field *f)
{
    struct hl_entry bits = {{0}};
    hl_field_set(f, &bits, ~UINT64_C(0));
    return bits;
}

/* Whether a change of these bits of the entry is one of its meaning. */
static bool matters(const struct run *r, const struct hl_entry *bits)
{
    const struct hl_entry changed = hl_entry_xor(r->entry, *bits);
    struct hl_entry differ;
    struct hl_meaning m;

    hl_decode(r->u.q.decoder, &changed, &m);
    differ = hl_entry_andnot(hl_entry_xor(m.regime, r->means.regime), r->u.q.overlook);
    return m.state != r->means.state || !hl_entry_is_zero(&differ);
}

/* An entry that an update may begin from or end at. */
static bool is_possible(const struct run *r, const struct hl_entry *e)
{
    struct hl_meaning m;

    hl_decode(r->u.q.decoder, e, &m);
    return (m.state == HL_STATE_LIVE || m.state == HL_STATE_STOP) &&
           (!hl_subject_needs(HL_NEEDS_SANITISED) || hl_updates_is_sanitised(&r->u, e));
}

/* Change a field of another qword that both masks call used: there must be something critical, or
 * whatever changes can be done in one store. False: nothing fits. */
static bool change_elsewhere(struct run *r, struct hl_entry *e, unsigned qword)
{
    const struct hl_layout *layout = r->u.q.decoder->layout;
    const uint64_t from = hl_next_random(&r->random);

    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[(from + i) % layout->count];
        const struct hl_entry field = field_bits(f);
        struct hl_entry t = *e, claimed, one;
        struct hl_meaning m;

        if (f->lsb / 64u == qword || !hl_entry_agree(&field, &r->claimed, &field) ||
            !hl_entry_agree(&field, &r->means.used, &field))
            continue;
        hl_field_set(f, &t, hl_field_get(f, &t) ^ 1);
        claims(r, &t, &claimed);
        hl_decode(r->u.q.decoder, &t, &m);
        one = hl_entry_xor(t, *e);
        if (m.config == r->means.config && matters(r, &one) && is_possible(r, &t) &&
            hl_entry_equal(&claimed, &r->claimed)) {
            *e = t;
            return true;
        }
    }
    return false;
}

/* Judge an update; returns whether it shows a finding of this kind. What the sequencer misses is no
 * finding where nothing tears. */
static bool shows(struct run *r, const struct hl_entry *old, const struct hl_entry *target,
                  enum hl_finding_kind kind)
{
    hl_updates_ask_entries(&r->u, old, target);
    hl_judge(&r->u.q, &r->u.v);
    if (r->u.v.outcome != HL_TORN)
        hl_updates_forget(&r->u, HL_UNSOUND_USED);
    hl_updates_forget(&r->u, HL_UNSOUND_SAFE); /* fuzz_update_safe */
    hl_updates_count(&r->u, false);
    return r->u.v.found[kind];
}

/* Bits that are called used and are not: an update that changes them and something else. */
static void look_at_added(struct run *r, size_t field, const struct hl_entry *bits)
{
    const struct hl_field *f = &r->u.q.decoder->layout->fields[field];
    struct hl_entry t = hl_entry_xor(r->entry, *bits);

    hl_used_count(HL_USED_ADDED, r->means.config, field);
    if (matters(r, bits)) {
        hl_updates_ask_entries(&r->u, &r->entry, &t);
        hl_judge(&r->u.q, &r->u.v);
        hl_updates_disagree(&r->u, "a change of bits that the decoder calls unused matters");
    }
    if (change_elsewhere(r, &t, f->lsb / 64u) && is_possible(r, &t) &&
        shows(r, &r->entry, &t, HL_NEEDLESS_BREAK))
        hl_used_count(HL_USED_BREAKS, r->means.config, field);
}

/* What some make sure of before an update. */
static void make_possible(struct run *r, struct hl_entry *e)
{
    if (hl_subject_needs(HL_NEEDS_SANITISED))
        hl_pool_sanitise(&r->u.pool, r->u.q.sequencer, e);
}

/* Candidate number n for the other end of an update that changes a bit, which the entry has: the
 * entry itself in each configuration, with something else changed, and the others of the pool. */
static bool candidate(struct run *r, unsigned n, unsigned bit, struct hl_entry *t)
{
    enum { SAME = 8 };

    *t = r->entry;
    if (n < SAME)
        HL_SET(STE, t, Config, n);
    else if (n > SAME)
        *t = r->u.pool.entry[n - SAME - 1];
    if (hl_entry_bit(t, bit) == hl_entry_bit(&r->entry, bit))
        hl_entry_flip(t, bit);
    if (n == SAME)
        return change_elsewhere(r, t, bit / 64) && is_possible(r, t);
    if (n < SAME)
        hl_legalise(&r->u.pool.at.smmu, t);
    make_possible(r, t);
    return hl_entry_bit(t, bit) != hl_entry_bit(&r->entry, bit) && is_possible(r, t);
}

/* Search for an update that tears because this bit is not called used. */
static bool is_shown(struct run *r, unsigned bit)
{
    for (unsigned n = 0; n < 9 + r->u.pool.count; n++) {
        struct hl_entry t;

        if (candidate(r, n, bit, &t) &&
            (shows(r, &r->entry, &t, HL_UNSOUND_USED) || shows(r, &t, &r->entry, HL_UNSOUND_USED)))
            return true;
    }
    return false;
}

static enum hl_used_gap judge_missed(struct run *r, const struct hl_entry *bits)
{
    enum hl_used_gap gap = HL_USED_NO_EFFECT;

    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        struct hl_entry one = {{0}};

        if (!hl_entry_bit(bits, bit))
            continue;
        hl_entry_flip(&one, bit);
        if (!matters(r, &one))
            continue;
        if (hl_subject_needs(HL_NEEDS_SANITISED) && !hl_entry_bit(&r->settable, bit)) {
            hl_used_never_set(r->means.config, &one);
            gap = gap == HL_USED_NO_EFFECT ? HL_USED_NEVER_SET : gap;
            continue;
        }
        if (is_shown(r, bit))
            return HL_USED_TEARS;
        gap = HL_USED_OPEN;
    }
    return gap;
}

static void look_at(struct run *r, unsigned n)
{
    const struct hl_layout *layout = r->u.q.decoder->layout;

    r->entry = r->u.pool.entry[n];
    r->means = r->u.pool.meaning[n];
    if (!(r->u.pool.made[n] && r->means.state != HL_STATE_ILLEGAL) && !is_possible(r, &r->entry))
        return;
    if (hl_subject_needs(HL_NEEDS_CONFIGS) && HL_GET(STE, &r->entry, Config) - 1 < 3)
        return; /* Reserved, behaves as abort */
    claims(r, &r->entry, &r->claimed);
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_entry field = field_bits(&layout->fields[i]);
        struct hl_entry added = hl_entry_andnot(r->claimed, r->means.used);
        struct hl_entry missed = hl_entry_andnot(r->means.used, r->claimed);

        added = hl_entry_and(added, field);
        missed = hl_entry_and(missed, field);
        if (!hl_entry_is_zero(&added))
            look_at_added(r, i, &added);
        if (!hl_entry_is_zero(&missed))
            hl_used_count(judge_missed(r, &missed), r->means.config, i);
    }
}

/* What a driver's entries can have set at all. */
static void find_settable(struct run *r)
{
    r->settable = (struct hl_entry){{0}};
    for (unsigned n = 0; n < r->u.pool.count; n++) {
        if (r->u.pool.made[n])
            hl_used_made(&r->u.pool.entry[n]);
        if (r->u.pool.made[n])
            r->settable = hl_entry_or(r->settable, r->u.pool.entry[n]);
        for (unsigned config = 0; config < 8; config++) {
            struct hl_entry e = r->u.pool.entry[n], claimed;

            HL_SET(STE, &e, V, 1);
            HL_SET(STE, &e, Config, config);
            claims(r, &e, &claimed);
            r->settable = hl_entry_or(r->settable, claimed);
        }
    }
}

static void run(const struct hl_program *program)
{
    static struct run r;

    hl_updates_begin(&r.u, program);
    r.u.q.checks = HL_CHECK_MASKS;
    if (!r.u.q.sequencer->used)
        return; /* it does not say */
    r.random = program->derive_seed;
    find_settable(&r);
    for (unsigned n = 0; n < r.u.pool.count; n++)
        look_at(&r, n);
}

static void begin(void)
{
    hl_updates_require(HL_KIND_STE);
    hl_updates_require_masks(false);
}

HL_TARGET(fuzz_used) = {
    .kind = HL_PROGRAM_STE, .begin = begin, .summary = hl_used_summary, .run = run};
