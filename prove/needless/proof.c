// SPDX-License-Identifier: MIT
/* A break that was not needed. A hitless sequence is a path of single stores on which every entry
 * has the old or the new regime; whatever its length, one of its stores leads from an entry that
 * means what the old one means to one that means what the target does, and these two differ in one
 * qword. Qwords that are the same give the same regime wherever both use it, and
 * what is used follows from the regime (both: ste-laws/pair): so there is none where the two
 * regimes differ in two qwords in what both use. */
#include "critical.h"
#include "update.h"

/* The qwords in which no path can do without a change. */
static unsigned critical_qwords(void)
{
    const struct hl_entry differ = differing(&of_old, &of_target, &overlook);
    unsigned n = 0;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        n += differ.q[i] != 0;
    return n;
}

#define KNOWN(name, reproducer, condition)                                                         \
    static inline bool is_##name(const struct hl_entry *e, const struct hl_meaning *m)             \
    {                                                                                              \
        (void)m;                                                                                   \
        return condition;                                                                          \
    }
#include "known.h"
#undef KNOWN

#define IS_(name) is_##name
#define IS(name) IS_(name)

/* ONLY: the name of the known one that is asked for, without the others; else none of them is. */
static bool is_asked(void)
{
    unsigned known = 0;

#define KNOWN(name, reproducer, condition)                                                         \
    known += is_##name(&old, &of_old) || is_##name(&target, &of_target);
#include "known.h"
#undef KNOWN
#ifdef ONLY
    return known == 1 && (IS(ONLY)(&old, &of_old) || IS(ONLY)(&target, &of_target));
#else
    return known == 0;
#endif
}

int main(void)
{
    bool broke;

    any_sides();
    ASSUME(is_asked());
    update();
    broke = is_off(&seen.view) && !stops(&of_old) && !stops(&of_target);
    PROVE("no needless break", !broke || critical_qwords() > 1);
    COVER("a break", broke);
    COVER("more than one qword changes, and no break",
          !stops(&of_old) && !stops(&of_target) && seen.stores > 1 && seen.syncs > 1 && !broke);
    return 0;
}
