// SPDX-License-Identifier: MIT
#include "update/entry_sync.h"

struct sync_run {
    const struct hl_update *u;
    struct hl_entry memory;
};

/* Store the quanta from `first` on that differ, and sync once if there were any. Returns whether
 * there were. */
static bool put_range(struct sync_run *r, const struct hl_entry *values, unsigned first,
                      unsigned count)
{
    struct hl_writer *w = r->u->writer;
    bool changed = false;

    for (unsigned i = first; i < first + count && i < HL_QWORDS; i++) {
        if (r->memory.q[i] == values->q[i])
            continue;
        r->memory.q[i] = values->q[i];
        hl_store64(w, i, values->q[i]);
        changed = true;
    }
    if (changed)
        w->sync(w);
    return changed;
}

static void warn_if(const struct hl_update *u, bool wrong)
{
    if (wrong && u->writer->warn)
        u->writer->warn(u->writer);
}

/* *early: memory with all that it ignores as in the target. Returns the quanta (one bit each) that
 * are not the target's even then. */
static unsigned differing(const struct hl_update *u, struct hl_entry *early)
{
    struct hl_meaning old, target;
    struct hl_entry rest;

    hl_decode(u->decoder, &u->current, &old);
    hl_decode(u->decoder, &u->target, &target);
    rest = hl_entry_andnot(u->target, target.used);
    warn_if(u, !hl_entry_is_zero(&rest)); /* whoever makes entries sets used bits only */
    *early = hl_entry_merge(u->target, u->current, old.used);
    rest = hl_entry_xor(hl_entry_and(*early, target.used), u->target);
    return hl_entry_qwords(&rest);
}

/* Nothing of the old entry stays in V's quantum, all else is filled in, then V's. */
static void write_breaking(struct sync_run *r, unsigned home, unsigned mistakes)
{
    const struct hl_entry *target = &r->u->target, zero = {{0}};
    unsigned first = home + 1, end = HL_QWORDS;

    if (mistakes & HL_ENTRY_SYNC_V_AMONG_REST)
        first = home;
    if (mistakes & HL_ENTRY_SYNC_LAST_UNWRITTEN)
        end = HL_QWORDS - 1;
    put_range(r, &zero, home, 1);
    put_range(r, target, 0, home);
    put_range(r, target, first, end - first);
    put_range(r, target, home, 1);
}

void hl_entry_sync_update(unsigned mistakes, const struct hl_update *u)
{
    struct sync_run r = {u, u->current};
    struct hl_entry early;
    const unsigned differ = differing(u, &early);
    unsigned home = 0, critical;

    while (!u->decoder->valid.q[home])
        home++;
    if (differ == 0) {
        /* The entry was to have no bit set that it ignores. */
        warn_if(u, put_range(&r, &u->target, 0, HL_QWORDS));
        return;
    }
    if (differ & (differ - 1)) {
        write_breaking(&r, home, mistakes);
        return;
    }
    critical = (unsigned)__builtin_ctz(differ);
    early.q[critical] = u->current.q[critical]; /* stored in the next step anyhow */
    put_range(&r, &early, 0, HL_QWORDS);
    put_range(&r, &u->target, critical, 1);
    put_range(&r, &u->target, 0, HL_QWORDS);
}
