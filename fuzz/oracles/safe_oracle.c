// SPDX-License-Identifier: MIT
#include "oracles/safe_oracle.h"

struct hl_entry hl_safe_open(const struct hl_safe_pair *pair)
{
    return hl_entry_and(hl_entry_xor(pair->old, pair->target),
                        hl_entry_and(pair->old_used, pair->target_used));
}

struct hl_entry hl_safe_view(const struct hl_safe_pair *pair, const struct hl_entry *mask,
                             unsigned set)
{
    const struct hl_entry open = hl_safe_open(pair);
    struct hl_entry view = pair->old;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        if (set >> i & 1) {
            const uint64_t early = ~pair->old_used.q[i] | (mask->q[i] & open.q[i]);
            view.q[i] = (pair->old.q[i] & ~early) | (pair->target.q[i] & early);
        }
    return view;
}

static bool differ(const struct hl_safe_pair *pair, const struct hl_meaning *a,
                   const struct hl_meaning *b)
{
    const struct hl_entry d = hl_entry_andnot(hl_entry_xor(a->regime, b->regime), pair->overlook);
    return a->state != b->state || !hl_entry_is_zero(&d);
}

/* Stopping the stream is never a tear, but an ILLEGAL entry where no side is one raises an event
 * that neither side would. */
bool hl_safe_is_bad(const struct hl_safe_pair *pair, const struct hl_entry *view)
{
    struct hl_meaning m;

    hl_decode(pair->decoder, view, &m);
    if (m.state == HL_STATE_ILLEGAL)
        return pair->old_means.state != HL_STATE_ILLEGAL &&
               pair->target_means.state != HL_STATE_ILLEGAL;
    return m.state == HL_STATE_LIVE && differ(pair, &m, &pair->old_means) &&
           differ(pair, &m, &pair->target_means);
}

/* Every combination of the qwords; one that does not change is in no need of both. */
void hl_safe_judge(const struct hl_safe_pair *pair, const struct hl_entry *mask,
                   struct hl_safe_answer *answer)
{
    const struct hl_entry all = hl_safe_view(pair, mask, HL_SAFE_SETS - 1);
    unsigned changed = 0;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        changed |= all.q[i] != pair->old.q[i] ? 1u << i : 0;
    answer->unsound = false;
    for (unsigned set = 0; set < HL_SAFE_SETS; set++) {
        struct hl_entry view = pair->old;

        if (set & ~changed) {
            answer->bad[set] = answer->bad[set & changed];
            continue;
        }
        for (unsigned i = 0; i < HL_QWORDS; i++)
            if (set >> i & 1)
                view.q[i] = all.q[i];
        answer->bad[set] = hl_safe_is_bad(pair, &view);
        answer->unsound |= answer->bad[set];
    }
}

bool hl_safe_is_blurred(const struct hl_safe_pair *pair)
{
    static const struct hl_entry nothing;
    struct hl_safe_answer answer;

    hl_safe_judge(pair, &nothing, &answer);
    return answer.unsound;
}

void hl_safe_begin(struct hl_safe_pair *pair)
{
    hl_decode(pair->decoder, &pair->old, &pair->old_means);
    hl_decode(pair->decoder, &pair->target, &pair->target_means);
}

struct hl_entry hl_safe_bits(const struct hl_safe_pair *pair)
{
    const struct hl_entry both = hl_entry_and(pair->old_means.used, pair->target_means.used);
    const struct hl_entry open = hl_entry_and(hl_entry_xor(pair->old, pair->target), both);
    struct hl_entry safe = {{0}};

    for (unsigned bit = 0; bit < 64 * HL_QWORDS; bit++) {
        struct hl_entry e = pair->old;
        struct hl_meaning m;

        if (!hl_entry_bit(&open, bit))
            continue;
        hl_entry_flip(&e, bit);
        hl_decode(pair->decoder, &e, &m);
        if (!differ(pair, &m, &pair->old_means))
            hl_entry_flip(&safe, bit);
    }
    return safe;
}
