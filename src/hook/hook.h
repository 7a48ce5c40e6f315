/* SPDX-License-Identifier: MIT */
/* Plain C stores, seen in code that is not changed for it. A subject's source is compiled with
 * -fsanitize=thread and linked with this instead of ThreadSanitizer's runtime (cmake/hook.cmake):
 * the compiler then calls __tsan_write8() and its kin right before each store. Those to memory that
 * is watched become events, in order. What a store has written is looked up when the next thing
 * happens: the next hook, hl_hook_settle(), or the end; that is when it is told.
 *
 * A shadow of the watched memory is the second check: a change that no hook announced (a file that
 * was not compiled so, inline assembler, a library's function) is told as HL_HOOK_UNSEEN. That is a
 * mistake of whoever built the subject, or of ours, and has to be reported as one.
 *
 * What is told is what this compiler made of the source, on this machine: stores that it merged are
 * one, those that it removed are none, one that it turned into a loop or a call of memset() is a
 * range. Another compiler may do otherwise; only HL_HOOK_VOLATILE and HL_HOOK_ATOMIC promise more.
 * IHI 0070 3.21.3: the SMMU reads a structure by 64 bits at once, in any order. docs/trust.md says
 * which stores are one step for it.
 *
 * There is one of it in a process, as there is one runtime; one thread. No allocation. */
#ifndef HITLESS_HOOK_HOOK_H
#define HITLESS_HOOK_HOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hl_hook_how {
    HL_HOOK_PLAIN,     /* an ordinary store that is aligned; the language lets a compiler split,
                          merge, repeat or remove it, which this one has not done any more */
    HL_HOOK_VOLATILE,  /* WRITE_ONCE() and its kin: one access */
    HL_HOOK_ATOMIC,    /* one access, C11's or the compiler's */
    HL_HOOK_UNALIGNED, /* a part of a store that is not aligned: its bytes, in any order */
    HL_HOOK_RANGE,     /* a part of an assigned structure, of memcpy(), memmove(), memset(): its
                          parts in any order, and perhaps not even whole */
    HL_HOOK_UNSEEN,    /* a change that no hook announced */
    HL_HOOK_HOWS
};
extern const char *const hl_hook_how_names[HL_HOOK_HOWS];

/* What hl_writer.store (update/sequencer.h) takes: 1, 2, 4, 8 or 16 bytes at a multiple of that.
 * 16: PLAIN, VOLATILE or ATOMIC only, two qwords that may be seen in any order where the SMMU does
 * not read as many at once. Larger or unaligned stores are told in parts. Of RANGE and UNSEEN only
 * the parts that changed are told; of the others a store of what is there already is told, too. */
struct hl_hook_store {
    uintptr_t address; /* in this process */
    unsigned bytes;
    enum hl_hook_how how;
    uint64_t old, value;           /* as numbers of the host, which is little-endian */
    uint64_t old_high, value_high; /* of 16 bytes */
    unsigned part;                 /* of one store that is told in parts: 0, 1, ... */
    const void *by; /* where in the subject's code, as a return address; NULL: unknown */
};

struct hl_hook_listener {
    void *context;
    /* Must not call the subject, nor write to memory that is watched. */
    void (*store)(void *context, const struct hl_hook_store *store);
    /* A fence of C11's or the compiler's (memory_order); NULL: not wanted. Stores before it were
     * told. */
    void (*fence)(void *context, int order);
};

/* From now on, nothing is watched, and this listener is told. NULL: nothing is told. Also forgets
 * all that is pending. */
void hl_hook_listen(const struct hl_hook_listener *listener);

/* Watch memory, with room for as many bytes for its shadow, which is set to what is there. Neither
 * may overlap with anything else that is watched. False: there is no room for more. */
enum { HL_HOOK_RANGES = 32 };
bool hl_hook_watch(void *memory, size_t bytes, void *shadow);
/* What is at this place is watched no more; what is pending there is told before. */
void hl_hook_unwatch(const void *memory);

/* What is watched from here on is this long now; what comes or goes is no event. False: nothing is
 * watched from here on. */
bool hl_hook_resize(const void *memory, size_t bytes);

/* The subject called out (a barrier, a command, a register, the end): what is pending is told, and
 * so is what the shadow shows. */
void hl_hook_settle(void);
/* The same, but for the comparison that was not asked for (hl_hook_compare_always). */
void hl_hook_event(void);
/* Whoever drives the subject has written there by itself: no event. */
void hl_hook_written(const void *memory, size_t bytes);
/* Compare with the shadow at the hooks of stores and of functions, too, so that an unseen change is
 * told in its place among the stores; else by hl_hook_settle() only. hl_hook_listen() sets it true.
 */
void hl_hook_compare_always(bool always);

/* How many events of each kind since hl_hook_listen(); stores: that were announced, to any memory.
 */
struct hl_hook_counts {
    uint64_t told[HL_HOOK_HOWS], stores;
};
struct hl_hook_counts hl_hook_counts(void);

#endif
