// SPDX-License-Identifier: MIT
#include "observe/observe.h"

static void add_value(struct hl_epoch *epoch, unsigned u, const struct hl_entry *memory)
{
    uint64_t(*value)[2] = epoch->value[u];
    uint64_t low = memory->q[u * epoch->unit];
    uint64_t high = epoch->unit == 2 ? memory->q[u * 2 + 1] : 0;

    for (unsigned i = 0; i < epoch->values[u]; i++)
        if (value[i][0] == low && value[i][1] == high)
            return;
    value[epoch->values[u]][0] = low;
    value[epoch->values[u]][1] = high;
    epoch->values[u]++;
}

unsigned hl_epoch_load(const struct hl_log *log, unsigned number, unsigned unit,
                       const struct hl_entry *begin, struct hl_epoch *epoch)
{
    struct hl_entry memory = *begin;
    unsigned stores = 0;

    epoch->begin = *begin;
    epoch->unit = unit == 2 ? 2 : 1;
    for (unsigned u = 0; u < HL_QWORDS / epoch->unit; u++) {
        epoch->values[u] = 0;
        add_value(epoch, u, begin);
    }
    for (unsigned i = 0; i < log->stores; i++) {
        const struct hl_store *s = &log->store[i];
        if (s->epoch != number)
            continue;
        memory.q[s->index] = s->value;
        /* Of two qwords stored at once, a unit of both never has only the first. */
        if (!(s->joined && epoch->unit == 2))
            add_value(epoch, s->index / epoch->unit, &memory);
        stores++;
    }
    epoch->end = memory;
    return stores;
}

unsigned hl_epoch_views(const struct hl_epoch *epoch)
{
    unsigned long n = 1;

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
