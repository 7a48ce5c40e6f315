// SPDX-License-Identifier: MIT
#include "hook/hook_work.h"

#include <string.h>

const char *const hl_hook_how_names[HL_HOOK_HOWS] = {"plain",     "volatile", "atomic",
                                                     "unaligned", "range",    "unseen"};

enum { QWORD = 8, PAIR = 16 };

struct watched {
    unsigned char *memory, *shadow;
    size_t bytes;
};

static struct {
    struct hl_hook_listener listener;
    bool listened, always;
    unsigned ranges;
    uintptr_t low, span; /* all that is watched lies there */
    struct watched range[HL_HOOK_RANGES];
    struct {
        uintptr_t address;
        size_t bytes; /* 0: nothing is pending */
        enum hl_hook_how how;
        const void *by;
    } pending;
    struct hl_hook_counts counts;
} hook;

/* ---- What is told ---- */

static uint64_t number_at(const unsigned char *from, unsigned bytes)
{
    uint64_t number = 0;

    for (unsigned i = bytes; i-- > 0;)
        number = number << 8 | from[i];
    return number;
}

/* The bytes at `at` of a range, at most 16 of them. */
static void tell(const struct watched *w, size_t at, struct hl_hook_store *store)
{
    unsigned char *const shadow = w->shadow + at, *const memory = w->memory + at;
    const unsigned low = store->bytes < QWORD ? store->bytes : QWORD;

    store->address = (uintptr_t)memory;
    store->old = number_at(shadow, low);
    store->value = number_at(memory, low);
    store->old_high = number_at(shadow + low, store->bytes - low);
    store->value_high = number_at(memory + low, store->bytes - low);
    memcpy(shadow, memory, store->bytes);
    hook.counts.told[store->how]++;
    if (hook.listened)
        hook.listener.store(hook.listener.context, store);
    store->part++;
}

/* The most bytes, up to a qword, of which there is a multiple at this address. */
static unsigned aligned_part(uintptr_t address, size_t left)
{
    unsigned bytes = QWORD;

    while (address % bytes || bytes > left)
        bytes /= 2;
    return bytes;
}

static void tell_changed(const struct watched *w, size_t at, size_t end,
                         struct hl_hook_store *store)
{
    for (; at < end; at += store->bytes) {
        store->bytes = aligned_part((uintptr_t)w->memory + at, end - at);
        if (memcmp(w->memory + at, w->shadow + at, store->bytes) != 0)
            tell(w, at, store);
    }
}

static bool is_power(size_t bytes)
{
    return bytes && !(bytes & (bytes - 1));
}

/* What a processor does not do at once is told in what it does: two qwords of 16 bytes that are
 * not aligned to 16; all bytes of what is not aligned. */
static void tell_access(const struct watched *w, size_t at, size_t end, struct hl_hook_store *store)
{
    const uintptr_t address = (uintptr_t)w->memory + at;
    const size_t bytes = end - at;

    if (bytes <= PAIR && is_power(bytes) && address % bytes == 0) {
        store->bytes = (unsigned)bytes;
    } else if (bytes == PAIR && address % QWORD == 0) {
        store->bytes = QWORD;
    } else {
        store->bytes = 1;
        store->how = HL_HOOK_UNALIGNED;
    }
    for (; at < end; at += store->bytes)
        tell(w, at, store);
}

static void tell_pending(void)
{
    const uintptr_t from = hook.pending.address, to = from + hook.pending.bytes;
    struct hl_hook_store store = {.how = hook.pending.how, .by = hook.pending.by};

    hook.pending.bytes = 0;
    for (unsigned i = 0; i < hook.ranges; i++) {
        const struct watched *w = &hook.range[i];
        const uintptr_t base = (uintptr_t)w->memory;
        const size_t at = from > base ? from - base : 0;
        const size_t end = to < base + w->bytes ? to - base : w->bytes;

        if (to <= base || at >= end)
            continue;
        if (hook.pending.how == HL_HOOK_RANGE)
            tell_changed(w, at, end, &store);
        else
            tell_access(w, at, end, &store);
    }
}

static void compare(void)
{
    for (unsigned i = 0; i < hook.ranges; i++) {
        const struct watched *w = &hook.range[i];
        struct hl_hook_store store = {.how = HL_HOOK_UNSEEN};

        if (memcmp(w->memory, w->shadow, w->bytes) != 0)
            tell_changed(w, 0, w->bytes, &store);
    }
}

/* ---- What is watched ---- */

static void bound(void)
{
    uintptr_t low = UINTPTR_MAX, high = 0;

    for (unsigned i = 0; i < hook.ranges; i++) {
        const uintptr_t from = (uintptr_t)hook.range[i].memory, to = from + hook.range[i].bytes;
        low = from < low ? from : low;
        high = to > high ? to : high;
    }
    hook.low = low;
    hook.span = hook.ranges ? high - low : 0;
}

void hl_hook_listen(const struct hl_hook_listener *listener)
{
    memset(&hook, 0, sizeof hook);
    hook.listened = listener != NULL;
    hook.always = true;
    if (listener)
        hook.listener = *listener;
}

bool hl_hook_watch(void *memory, size_t bytes, void *shadow)
{
    if (hook.ranges == HL_HOOK_RANGES)
        return false;
    hl_hook_settle();
    memcpy(shadow, memory, bytes);
    hook.range[hook.ranges++] = (struct watched){memory, shadow, bytes};
    bound();
    return true;
}

void hl_hook_unwatch(const void *memory)
{
    hl_hook_settle();
    for (unsigned i = hook.ranges; i-- > 0;)
        if (hook.range[i].memory == memory)
            hook.range[i] = hook.range[--hook.ranges];
    bound();
}

bool hl_hook_resize(const void *memory, size_t bytes)
{
    hl_hook_event();
    for (unsigned i = 0; i < hook.ranges; i++) {
        struct watched *w = &hook.range[i];

        if (w->memory != memory)
            continue;
        if (bytes > w->bytes)
            memcpy(w->shadow + w->bytes, w->memory + w->bytes, bytes - w->bytes);
        w->bytes = bytes;
        bound();
        return true;
    }
    return false;
}

void hl_hook_written(const void *memory, size_t bytes)
{
    const uintptr_t from = (uintptr_t)memory, to = from + bytes;

    for (unsigned i = 0; i < hook.ranges; i++) {
        const struct watched *w = &hook.range[i];
        const uintptr_t base = (uintptr_t)w->memory;
        const size_t at = from > base ? from - base : 0;
        const size_t end = to < base + w->bytes ? to - base : w->bytes;

        if (to > base && at < end)
            memcpy(w->shadow + at, w->memory + at, end - at);
    }
}

void hl_hook_settle(void)
{
    if (hook.pending.bytes)
        tell_pending();
    compare();
}

void hl_hook_compare_always(bool always)
{
    hook.always = always;
}

struct hl_hook_counts hl_hook_counts(void)
{
    return hook.counts;
}

/* ---- What the compiler's calls come to ---- */

void hl_hook_event(void)
{
    if (hook.pending.bytes)
        tell_pending();
    if (hook.always)
        compare();
}

void hl_hook_before(const volatile void *to, size_t bytes, enum hl_hook_how how, const void *by)
{
    const uintptr_t address = (uintptr_t)to;

    hook.counts.stores++;
    hl_hook_event();
    if (address + bytes <= hook.low || address >= hook.low + hook.span)
        return;
    hook.pending.address = address;
    hook.pending.bytes = bytes;
    hook.pending.how = how;
    hook.pending.by = by;
}

void hl_hook_after(void)
{
    if (hook.pending.bytes)
        tell_pending();
}

void hl_hook_fence(int order)
{
    hl_hook_event();
    if (hook.listened && hook.listener.fence)
        hook.listener.fence(hook.listener.context, order);
}
