// SPDX-License-Identifier: MIT
#include "observe/observe.h"

enum { MAX_PARTS = 64 };

/* Stores to some bytes of one unit, since the last barrier or store of the whole unit. A unit of
 * one qword has its value in [0]. */
struct parts {
    struct hl_epoch *epoch;
    unsigned unit;
    uint64_t base[2]; /* before the first of them */
    unsigned count;
    uint64_t mask[MAX_PARTS][2], value[MAX_PARTS][2];
    uint64_t before[MAX_PARTS]; /* the earlier ones that share a byte: coherence orders these */
};

static void add_value(struct hl_epoch *epoch, unsigned u, const uint64_t now[2])
{
    uint64_t(*value)[2] = epoch->value[u];

    for (unsigned i = 0; i < epoch->values[u]; i++)
        if (value[i][0] == now[0] && value[i][1] == now[1])
            return;
    if (epoch->values[u] == HL_MAX_VALUES) {
        epoch->too_many |= 1u << u;
        return;
    }
    value[epoch->values[u]][0] = now[0];
    value[epoch->values[u]++][1] = now[1];
}

/* Every set of parts in which a part comes with those before it: program order first. */
static void add_sets(const struct parts *p, unsigned next, uint64_t taken, const uint64_t now[2])
{
    if (next < p->count && (p->before[next] & ~taken) == 0) {
        uint64_t with[2];

        for (unsigned i = 0; i < 2; i++)
            with[i] = (now[i] & ~p->mask[next][i]) | p->value[next][i];
        add_value(p->epoch, p->unit, with);
        add_sets(p, next + 1, taken | UINT64_C(1) << next, with);
    }
    if (next < p->count && !(p->epoch->too_many >> p->unit & 1))
        add_sets(p, next + 1, taken, now);
}

/* What comes now is ordered behind all parts. */
static void settle(struct parts *p)
{
    add_sets(p, 0, 0, p->base);
    for (unsigned n = 0; n < p->count; n++)
        for (unsigned i = 0; i < 2; i++)
            p->base[i] = (p->base[i] & ~p->mask[n][i]) | p->value[n][i];
    p->count = 0;
}

static void add_part(struct parts *p, unsigned half, uint64_t mask, uint64_t value)
{
    const unsigned n = p->count;

    if (n == MAX_PARTS) {
        p->epoch->too_many |= 1u << p->unit;
        return;
    }
    p->mask[n][half] = mask;
    p->mask[n][!half] = 0;
    p->value[n][half] = value & mask;
    p->value[n][!half] = 0;
    p->before[n] = 0;
    for (unsigned i = 0; i < n; i++)
        if (p->mask[i][half] & mask)
            p->before[n] |= UINT64_C(1) << i;
    p->count++;
}

static uint64_t bytes_of(const struct hl_store *s)
{
    return s->bytes == 8 ? ~UINT64_C(0) : ((UINT64_C(1) << 8 * s->bytes) - 1) << 8 * s->at;
}

/* Whether a barrier lies between two stores. */
static bool is_ordered(const struct hl_log *log, unsigned from, unsigned to)
{
    for (unsigned i = 0; i < log->barriers; i++)
        if (log->barrier[i].stores > from && log->barrier[i].stores <= to)
            return true;
    return false;
}

/* Returns how many of them are of this unit. */
static unsigned load_unit(const struct hl_log *log, unsigned number, unsigned u,
                          struct hl_epoch *epoch)
{
    const bool wide = epoch->unit == 2;
    struct parts p = {.epoch = epoch, .unit = u};
    unsigned stores = 0, last = 0;

    p.base[0] = epoch->begin.q[u * epoch->unit];
    p.base[1] = wide ? epoch->begin.q[u * 2 + 1] : 0;
    add_value(epoch, u, p.base);
    for (unsigned i = 0; i < log->stores; i++) {
        const struct hl_store *s = &log->store[i];
        const unsigned half = wide ? s->index % 2 : 0;

        if (s->epoch != number || s->index / epoch->unit != u)
            continue;
        if (stores++ && is_ordered(log, last, i))
            settle(&p);
        last = i;
        epoch->end.q[s->index] = s->value;
        if (wide && s->joined) { /* two qwords at once: never only the first */
            settle(&p);
            p.base[0] = s->value;
            p.base[1] = s[1].value;
            add_value(epoch, u, p.base);
            last = ++i;
            epoch->end.q[s[1].index] = s[1].value;
            stores++;
        } else if (!wide && s->bytes == 8) {
            settle(&p);
            p.base[0] = s->value;
            add_value(epoch, u, p.base);
        } else {
            add_part(&p, half, bytes_of(s), s->value);
        }
    }
    settle(&p);
    return stores;
}

unsigned hl_epoch_load(const struct hl_log *log, unsigned number, unsigned unit,
                       const struct hl_entry *begin, struct hl_epoch *epoch)
{
    unsigned stores = 0;

    epoch->begin = epoch->end = *begin;
    epoch->unit = unit == 2 ? 2 : 1;
    epoch->too_many = 0;
    for (unsigned u = 0; u < HL_QWORDS / epoch->unit; u++) {
        epoch->values[u] = 0;
        stores += load_unit(log, number, u, epoch);
    }
    return stores;
}

unsigned hl_epoch_views(const struct hl_epoch *epoch)
{
    unsigned long n = 1;

    if (epoch->too_many)
        return 0;
    for (unsigned u = 0; u < HL_QWORDS / epoch->unit; u++) {
        n *= epoch->values[u];
        if (n > HL_MAX_VIEWS)
            return 0;
    }
    return (unsigned)n;
}

struct hl_entry hl_epoch_view(const struct hl_epoch *epoch, unsigned number)
{
    struct hl_entry view = epoch->begin;

    for (unsigned u = 0; u < HL_QWORDS / epoch->unit; u++) {
        unsigned i = number % epoch->values[u];
        number /= epoch->values[u];
        view.q[u * epoch->unit] = epoch->value[u][i][0];
        if (epoch->unit == 2)
            view.q[u * 2 + 1] = epoch->value[u][i][1];
    }
    return view;
}
