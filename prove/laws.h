// SPDX-License-Identifier: MIT
/* What the engine believes of every decoder (entry/decoder.h). */
#ifndef HITLESS_PROVE_LAWS_H
#define HITLESS_PROVE_LAWS_H

#include "critical.h"

/* The decoder, by the harness. */
static void decode(const struct hl_entry *entry, struct hl_meaning *meaning);

static inline void prove_same(const struct hl_meaning *m, const struct hl_meaning *as)
{
    PROVE("the same state", m->state == as->state);
    PROVE("the same rule", m->rule == as->rule);
    PROVE("the same config", m->config == as->config);
    PROVE("the same regime", hl_entry_equal(&m->regime, &as->regime));
}

/* An entry with the same values in the used bits of another means the same, and has the same used
 * bits. */
static inline void prove_used(const struct hl_entry *a)
{
    struct hl_meaning m, of_b;
    struct hl_entry b;

    decode(a, &m);
    b = hl_entry_merge(nondet_entry(), *a, m.used);
    decode(&b, &of_b);
    prove_same(&of_b, &m);
    PROVE("the same used bits", hl_entry_equal(&of_b.used, &m.used));
    COVER("a legal entry and one that differs where it is not used",
          m.rule == 0 && !hl_entry_equal(a, &b));
#ifndef NEVER_ILLEGAL
    COVER("an ILLEGAL entry", m.state == HL_STATE_ILLEGAL);
#endif
}

/* A regime means itself, and has no bit that is not used. */
static inline void prove_regime(const struct hl_entry *a)
{
    struct hl_meaning m, of_regime;
    struct hl_entry regime, more;

    decode(a, &m);
    ASSUME(m.state == HL_STATE_LIVE);
    regime = m.regime;
    decode(&regime, &of_regime);
    prove_same(&of_regime, &m);
    more = hl_entry_andnot(m.regime, of_regime.used);
    PROVE("it sets no bit that it does not use", hl_entry_is_zero(&more));
    COVER("a regime that is not the entry", !hl_entry_equal(a, &regime));
}

#ifdef LAW_PAIR
static struct hl_entry overlook; /* regime bits that are no difference */

static inline bool same_but(const struct hl_entry *a, const struct hl_entry *b)
{
    const struct hl_entry differ = hl_entry_andnot(hl_entry_xor(*a, *b), overlook);

    return hl_entry_is_zero(&differ);
}

/* What differs between the regimes of two live entries (critical.h) is in qwords that are not the
 * same; and where the regimes are the same, so is what is used. */
static inline void prove_pair(const struct hl_entry *a, const struct hl_entry *b)
{
    struct hl_meaning of_a, of_b;
    struct hl_entry differ;
    bool apart = false;

    decode(a, &of_a);
    decode(b, &of_b);
    ASSUME(of_a.state == HL_STATE_LIVE && of_b.state == HL_STATE_LIVE);
    differ = differing(&of_a, &of_b, &overlook);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        apart |= a->q[i] == b->q[i] && differ.q[i];
    PROVE("a qword that is the same means the same where both use it", !apart);
    PROVE("what is used follows from the regime",
          !same_but(&of_a.regime, &of_b.regime) || same_but(&of_a.used, &of_b.used));
    COVER("two regimes", !same_but(&of_a.regime, &of_b.regime));
    COVER("one regime of two entries",
          !hl_entry_equal(a, b) && same_but(&of_a.regime, &of_b.regime));
}
#endif

static inline void prove_laws(const struct hl_entry *a)
{
#if defined(LAW_PAIR)
    const struct hl_entry b = nondet_entry();

    prove_pair(a, &b);
#elif defined(LAW_REGIME)
    prove_regime(a);
#else
    prove_used(a);
#endif
}

#endif
