// SPDX-License-Identifier: MIT
/* Masks of update_safe bits. Ours, given to the sequencer: the engine's verdict on a mask, the
 * definition of a right one (safe_oracle.h), and what the sequencer with this mask really shows
 * must agree. And the sequencer's own: as a whole, each field and each bit alone, and whether a
 * right mask would spare a break. */
#include "harness/counts.h"
#include "oracles/safe_oracle.h"
#include "harness/target.h"
#include "harness/subject.h"
#include "harness/updates.h"

enum { MASKS = 64 }; /* of each shape, in one execution */

struct run {
    struct hl_updates u;
    struct hl_safe_pair pair; /* of the question */
    struct hl_entry open;     /* what a mask can be about */
    bool deep;                /* the engine's verdicts on this pair are judged, too */
    uint64_t random;
};

static void used_by(const struct run *r, const struct hl_entry *e, struct hl_entry *used)
{
    const struct hl_sequencer *seq = r->u.q.sequencer;
    seq->used(seq, r->u.q.decoder, e, used);
}

static void begin_pair(struct run *r)
{
    r->pair.decoder = r->u.q.decoder;
    r->pair.old = r->u.q.old;
    r->pair.target = r->u.q.target;
    r->pair.overlook = r->u.q.overlook;
    used_by(r, &r->pair.old, &r->pair.old_used);
    used_by(r, &r->pair.target, &r->pair.target_used);
    hl_safe_begin(&r->pair);
    r->open = hl_safe_open(&r->pair);
}

/* Whether a view is one of the sequencer's first epoch: all that may be early is early there. */
static bool was_shown(const struct hl_log *log, const struct hl_entry *view)
{
    struct hl_entry first = log->initial;

    for (unsigned i = 0; i < log->stores && log->store[i].epoch == 0; i++)
        first.q[log->store[i].index] = log->store[i].value;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (view->q[i] != log->initial.q[i] && view->q[i] != first.q[i])
            return false;
    return true;
}

static bool tore_at_first(const struct hl_verdict *v)
{
    for (unsigned i = 0; i < v->findings; i++)
        if ((v->finding[i].kind == HL_ILLEGAL_VIEW || v->finding[i].kind == HL_MIXED_VIEW) &&
            v->finding[i].epoch == 1)
            return true;
    return false;
}

/* What the sequencer did with a mask, against what the mask is. */
static void check_shown(const struct run *r, const struct hl_entry *mask,
                        const struct hl_safe_answer *answer)
{
    const struct hl_verdict *v = &r->u.v;

    if (!answer->unsound && v->outcome == HL_TORN)
        hl_updates_disagree(&r->u, "a sound mask leads to a tear");
    if (!answer->unsound || tore_at_first(v))
        return;
    for (unsigned set = 0; set < HL_SAFE_SETS; set++) {
        const struct hl_entry view = hl_safe_view(&r->pair, mask, set);
        if (answer->bad[set] && was_shown(&v->log, &view))
            hl_updates_disagree(&r->u, "an unsound mask was followed and nothing tore");
    }
}

/* The engine's verdict on a mask; the answer of the definition. */
static struct hl_safe_answer check_verdict(const struct run *r, const struct hl_entry *mask)
{
    struct hl_safe_answer answer;

    hl_safe_judge(&r->pair, mask, &answer);
    if (answer.unsound != (r->u.v.found[HL_UNSOUND_SAFE] != 0))
        hl_updates_disagree(&r->u, answer.unsound ? "a mask unsound by definition is called sound"
                                                  : "a mask sound by definition is called unsound");
    return answer;
}

/* A driver relies on a mask without the bits that decide what else is used. */
static void drop_selectors(const struct run *r, struct hl_entry *mask)
{
    const struct hl_entry change = hl_entry_and(*mask, r->open);
    struct hl_entry all = hl_entry_xor(r->pair.old, change), used;

    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        struct hl_entry e = r->pair.old;
        if (!hl_entry_bit(&change, bit))
            continue;
        hl_entry_flip(&e, bit);
        used_by(r, &e, &used);
        if (!hl_entry_equal(&used, &r->pair.old_used))
            hl_entry_flip(mask, bit);
    }
    used_by(r, &all, &used);
    if (!hl_entry_equal(&used, &r->pair.old_used)) /* only together do they decide */
        *mask = hl_entry_andnot(*mask, change);
}

static void try_mask(struct run *r, struct hl_entry mask)
{
    struct hl_safe_answer answer;

    if (hl_subject_needs(HL_NEEDS_SANITISED))
        drop_selectors(r, &mask);
    r->u.q.safe = &mask;
    hl_judge(&r->u.q, &r->u.v);
    hl_count_trial(r->u.v.views);
    answer = check_verdict(r, &mask);
    if (!r->u.v.found[HL_UNSOUND_USED]) /* what it tears for is not the mask then */
        check_shown(r, &mask, &answer);
    r->u.q.safe = NULL;
}

static struct hl_entry masked_to_field(struct hl_entry bits, const struct hl_field *f)
{
    struct hl_entry field = {{0}};

    hl_field_set(f, &field, ~UINT64_C(0));
    return hl_entry_and(bits, field);
}

/* The mask of bit number n of those that are set. */
static struct hl_entry nth(const struct hl_entry *bits, unsigned n)
{
    struct hl_entry one = {{0}};

    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++)
        if (hl_entry_bit(bits, bit) && n-- == 0) {
            hl_entry_flip(&one, bit);
            break;
        }
    return one;
}

static struct hl_entry any_of(struct run *r, const struct hl_entry *bits)
{
    const unsigned n = hl_entry_count(bits);
    return nth(bits, n ? (unsigned)(hl_next_random(&r->random) % n) : 0);
}

/* Two bits, in one qword or in two. */
static void try_two(struct run *r)
{
    const struct hl_entry one = any_of(r, &r->open);
    const bool same = hl_next_random(&r->random) & 1;
    struct hl_entry rest = hl_entry_andnot(r->open, one), other;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if ((one.q[i] != 0) != same)
            rest.q[i] = 0;
    other = any_of(r, &rest);
    if (!hl_entry_is_zero(&other))
        try_mask(r, hl_entry_or(one, other));
}

static struct hl_entry masked_at_random(struct run *r)
{
    struct hl_entry mask;

    for (unsigned i = 0; i < HL_QWORDS; i++) { /* a quarter of the bits */
        mask.q[i] = hl_next_random(&r->random);
        mask.q[i] &= hl_next_random(&r->random);
    }
    return mask;
}

static void try_given(struct run *r)
{
    const struct hl_entry right = hl_safe_bits(&r->pair);

    switch (r->u.program.mask_mode) {
    case HL_MASK_RAW:
        try_mask(r, r->u.program.mask);
        break;
    case HL_MASK_WILD:
        try_mask(r, masked_at_random(r));
        break;
    default:
        break;
    }
    try_mask(r, right);
    try_mask(r, hl_entry_and(right, masked_at_random(r)));
}

/* Masks of every shape, `each` of a shape; all bits and all fields when there are no more. */
static void try_masks(struct run *r, unsigned each)
{
    const struct hl_layout *layout = r->u.q.decoder->layout;
    const unsigned bits = hl_entry_count(&r->open);
    const uint64_t from = hl_next_random(&r->random);
    unsigned fields = 0;

    if (!bits)
        return;
    try_given(r);
    for (unsigned i = 0; i < bits && i < each; i++)
        try_mask(r, nth(&r->open, (unsigned)((from + i) % bits)));
    for (unsigned i = 0; i < bits && i < each; i++)
        try_two(r);
    for (size_t i = 0; i < layout->count && fields < each; i++) {
        const struct hl_field *f = &layout->fields[(from + i) % layout->count];
        const struct hl_entry mask = masked_to_field(r->open, f);
        if (hl_entry_is_zero(&mask))
            continue;
        try_mask(r, mask);
        fields++;
    }
}

/* Whether the update is hitless as soon as the sequencer knows which bits are safe. */
static bool mask_would_help(struct run *r)
{
    static struct hl_verdict v;
    struct hl_question q = r->u.q;
    const struct hl_entry right = hl_safe_bits(&r->pair);

    q.safe = &right;
    hl_judge(&q, &v);
    return v.outcome == HL_HITLESS;
}

/* An update with the sequencer's own mask. */
static void judge_own(struct run *r, bool made)
{
    const struct hl_sequencer *seq = r->u.q.sequencer;
    struct hl_verdict *v = &r->u.v;
    struct hl_entry safe;

    hl_judge(&r->u.q, v);
    seq->update_safe(seq, r->u.q.decoder, &r->u.q.old, &r->u.q.target, &safe);
    if (r->deep && !hl_safe_is_blurred(&r->pair))
        check_verdict(r, &safe);
    if (v->found[HL_NEEDLESS_BREAK] && !mask_would_help(r))
        hl_updates_forget(&r->u, HL_NEEDLESS_BREAK);
    hl_updates_count(&r->u, made);
}

/* An update in which of the bits that the sequencer calls safe only some change: it may say
 * otherwise now, but must be right again. Bits of one qword change at once, so that for a part of a
 * mask there has to be an update of its own. */
static void judge_part(struct run *r, const struct hl_entry *safe, const struct hl_entry *part)
{
    const struct hl_safe_pair whole = r->pair;
    const struct hl_entry open = r->open;
    struct hl_entry target = hl_entry_merge(whole.target, whole.old, hl_entry_andnot(*safe, *part));
    struct hl_meaning m;

    hl_decode(r->u.q.decoder, &target, &m);
    if (hl_subject_needs(HL_NEEDS_LEGAL) && m.state == HL_STATE_ILLEGAL)
        return;
    if (hl_subject_needs(HL_NEEDS_SANITISED) && !hl_updates_is_sanitised(&r->u, &target))
        return;
    hl_updates_ask_entries(&r->u, &whole.old, &target);
    begin_pair(r);
    judge_own(r, false);
    r->pair = whole;
    r->open = open;
}

static void judge_parts(struct run *r)
{
    const struct hl_sequencer *seq = r->u.q.sequencer;
    const struct hl_layout *layout = r->u.q.decoder->layout;
    struct hl_entry safe;

    seq->update_safe(seq, r->u.q.decoder, &r->pair.old, &r->pair.target, &safe);
    safe = hl_entry_and(safe, r->open);
    if (hl_entry_count(&safe) < 2)
        return;
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_entry field = masked_to_field(safe, &layout->fields[i]);
        const unsigned bits = hl_entry_count(&field);

        if (!bits)
            continue;
        judge_part(r, &safe, &field);
        for (unsigned n = 0; bits > 1 && n < bits && n < 8; n++) {
            const struct hl_entry one = nth(&field, n);
            judge_part(r, &safe, &one);
        }
    }
}

static void run_pair(struct run *r, unsigned from, unsigned to)
{
    const struct hl_sequencer *seq = r->u.q.sequencer;
    const unsigned n = r->u.pool.count;

    hl_updates_ask(&r->u, from, to);
    begin_pair(r);
    r->deep = to == (from + 1) % n; /* brute force is slow: some pairs are enough */
    judge_own(r, r->u.pool.made[from] && r->u.pool.made[to]);
    if (r->u.v.log.warnings)
        return; /* what the driver's masks are worth then is not the question */
    judge_parts(r);
    if (!r->deep || hl_sequencer_is_seeded_bug(seq))
        return; /* a mistake in the algorithm is no disagreement about masks */
    hl_updates_ask(&r->u, from, to);
    if (!hl_safe_is_blurred(&r->pair))
        try_masks(r, 1 + MASKS / n);
}

static void run(const struct hl_program *program)
{
    static struct run r;

    hl_updates_begin(&r.u, program);
    r.u.q.checks = HL_CHECK_MASKS;
    if (!r.u.q.sequencer->used || !r.u.q.sequencer->update_safe)
        return; /* it takes no masks */
    r.random = program->mask_seed;
    for (unsigned from = 0; from < r.u.pool.count; from++)
        for (unsigned to = 0; to < r.u.pool.count; to++)
            if (hl_updates_possible(&r.u, from, to))
                run_pair(&r, from, to);
}

static void begin(void)
{
    hl_updates_require(HL_KIND_STE);
    hl_updates_require_masks(true);
}

HL_TARGET(fuzz_update_safe) = {.kind = HL_PROGRAM_STE, .begin = begin, .run = run};
