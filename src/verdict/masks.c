// SPDX-License-Identifier: MIT
/* The sequencer's own beliefs, judged: unsound-used and unsound-safe. */
#include "verdict/judge.h"

static bool same_meaning(const struct hl_question *q, const struct hl_meaning *a,
                         const struct hl_meaning *b)
{
    return a->state == b->state && hl_same_regime(q, a, b);
}

static bool flip_matters(const struct hl_sides *s, const struct hl_entry *e,
                         const struct hl_meaning *m, const struct hl_entry *bits)
{
    struct hl_entry flipped = hl_entry_xor(*e, *bits);
    struct hl_meaning after;

    hl_decode(s->q->decoder, &flipped, &after);
    return !same_meaning(s->q, m, &after);
}

/* Of `bits`, those that matter alone; all of them if none does. */
static struct hl_entry culprits(const struct hl_sides *s, const struct hl_entry *e,
                                const struct hl_meaning *m, const struct hl_entry *bits)
{
    struct hl_entry found = {{0}};

    for (unsigned b = 0; b < 64 * HL_QWORDS; b++) {
        struct hl_entry one = {{0}};
        if (!hl_entry_bit(bits, b))
            continue;
        hl_entry_flip(&one, b);
        if (flip_matters(s, e, m, &one))
            hl_entry_flip(&found, b);
    }
    return hl_entry_is_zero(&found) ? *bits : found;
}

/* The bits of e that this update changes while the sequencer takes them to be unused. */
static void check_used_of(const struct hl_sides *s, const struct hl_entry *e,
                          const struct hl_meaning *m, struct hl_verdict *verdict)
{
    const struct hl_sequencer *seq = s->q->sequencer;
    struct hl_entry claimed, bits;

    if (m->state != HL_STATE_LIVE && m->state != HL_STATE_STOP)
        return;
    seq->used(seq, &s->remembering, e, &claimed);
    bits = hl_entry_andnot(hl_entry_xor(s->old, s->target), claimed);
    bits = hl_entry_and(bits, m->used);
    if (hl_entry_is_zero(&bits) || !flip_matters(s, e, m, &bits))
        return;
    hl_add_finding(verdict, &(struct hl_finding){
                                .kind = HL_UNSOUND_USED,
                                .view = hl_entry_xor(*e, bits),
                                .bits = culprits(s, e, m, &bits),
                            });
}

void hl_check_used(const struct hl_sides *s, struct hl_verdict *verdict)
{
    if (!s->q->sequencer->used)
        return;
    check_used_of(s, &s->old, s->old_meaning, verdict);
    check_used_of(s, &s->target, s->new_meaning, verdict);
}

/* The safe bits that this update changes and that both sides use, by the sequencer's own account.
 */
static struct hl_entry safe_changes(const struct hl_sides *s, struct hl_entry *ignored)
{
    const struct hl_sequencer *seq = s->q->sequencer;
    struct hl_entry old_used = s->old_meaning->used, new_used = s->new_meaning->used, safe;

    if (seq->used) {
        seq->used(seq, &s->remembering, &s->old, &old_used);
        seq->used(seq, &s->remembering, &s->target, &new_used);
    }
    if (s->q->safe)
        safe = *s->q->safe;
    else
        seq->update_safe(seq, &s->remembering, &s->old, &s->target, &safe);
    *ignored = hl_entry_andnot(hl_entry_xor(s->old, s->target), old_used);
    safe = hl_entry_and(safe, hl_entry_and(old_used, new_used));
    return hl_entry_and(safe, hl_entry_xor(s->old, s->target));
}

/* The old entry with, in the qwords of `set`, the bits of `change` as in the target. */
static struct hl_entry changed_early(const struct hl_sides *s, const struct hl_entry *change,
                                     unsigned set)
{
    struct hl_entry view = s->old;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (set >> i & 1)
            view.q[i] ^= change->q[i];
    return view;
}

static void add_unsound_safe(struct hl_verdict *verdict, unsigned rule, const struct hl_entry *view,
                             const struct hl_entry *without)
{
    hl_add_finding(verdict, &(struct hl_finding){
                                .kind = HL_UNSOUND_SAFE,
                                .rule = rule,
                                .view = *view,
                                .bits = hl_entry_xor(*view, *without),
                            });
}

/* The safe bits alone, in any of their qwords. False: one of these views uses bits that change with
 * them because the old entry ignored them; then only looking at every view tells. */
static bool check_safe_alone(const struct hl_sides *s, const struct hl_entry *safe,
                             const struct hl_entry *ignored, struct hl_verdict *verdict)
{
    unsigned all = hl_entry_qwords(safe), rule;

    for (unsigned set = all; set; set = (set - 1) & all) {
        struct hl_entry view = changed_early(s, safe, set), woken;
        struct hl_meaning m;

        hl_decode(s->q->decoder, &view, &m);
        woken = hl_entry_and(m.used, *ignored);
        if (!hl_entry_is_zero(&woken))
            return false;
        if (hl_view_is_bad(hl_view_classify(s, &view, &rule))) {
            add_unsound_safe(verdict, rule, &view, &s->old);
            return true;
        }
    }
    return true;
}

/* Early change means: together with the bits that the old entry ignores, in any of the qwords that
 * an SMMU may have read before and after. It is the safe bits' fault when the ignored ones alone
 * are fine. */
void hl_check_safe(const struct hl_sides *s, struct hl_verdict *verdict)
{
    struct hl_entry safe, ignored, early;
    unsigned all, rule, ignore_rule;

    if (!s->q->safe && !s->q->sequencer->update_safe)
        return;
    safe = safe_changes(s, &ignored);
    if (hl_entry_is_zero(&safe) || check_safe_alone(s, &safe, &ignored, verdict))
        return;
    early = hl_entry_or(safe, ignored);
    all = hl_entry_qwords(&early);
    for (unsigned set = all; set; set = (set - 1) & all) {
        struct hl_entry view = changed_early(s, &early, set);
        struct hl_entry without = changed_early(s, &ignored, set);

        if (hl_view_is_bad(hl_view_classify(s, &view, &rule)) &&
            !hl_view_is_bad(hl_view_classify(s, &without, &ignore_rule))) {
            add_unsound_safe(verdict, rule, &view, &without);
            return;
        }
    }
}
