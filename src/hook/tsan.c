// SPDX-License-Identifier: MIT
/* The functions that a compiler calls under -fsanitize=thread, for ours and not for its runtime's
 * ends. One thread, so that an atomic access is one whatever it is made of. */
#include "hook/hook_work.h"

#define BY __builtin_return_address(0)

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller);
void __tsan_func_entry(void *caller)
{
    (void)caller;
    hl_hook_event();
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
    hl_hook_event();
}

/* ---- Loads and stores ---- */

/* A load is no event: gcc tells of a structure's assignment by a store's call, a load's call, and
 * does both after that. */
#define LOAD(name)                                                                                 \
    void name(void *from);                                                                         \
    void name(void *from)                                                                          \
    {                                                                                              \
        (void)from;                                                                                \
    }
#define STORE(name, bytes, how)                                                                    \
    void name(void *to);                                                                           \
    void name(void *to)                                                                            \
    {                                                                                              \
        hl_hook_before(to, bytes, how, BY);                                                        \
    }
/* read_write: of what is read first, one call stands for both. Whether it is aligned is looked at
 * in the address. */
#define ACCESS(bytes)                                                                              \
    LOAD(__tsan_read##bytes)                                                                       \
    LOAD(__tsan_unaligned_read##bytes)                                                             \
    LOAD(__tsan_volatile_read##bytes)                                                              \
    LOAD(__tsan_unaligned_volatile_read##bytes)                                                    \
    STORE(__tsan_write##bytes, bytes, HL_HOOK_PLAIN)                                               \
    STORE(__tsan_unaligned_write##bytes, bytes, HL_HOOK_PLAIN)                                     \
    STORE(__tsan_read_write##bytes, bytes, HL_HOOK_PLAIN)                                          \
    STORE(__tsan_unaligned_read_write##bytes, bytes, HL_HOOK_PLAIN)                                \
    STORE(__tsan_volatile_write##bytes, bytes, HL_HOOK_VOLATILE)                                   \
    STORE(__tsan_unaligned_volatile_write##bytes, bytes, HL_HOOK_VOLATILE)
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)

void __tsan_read_range(void *from, size_t bytes);
void __tsan_read_range(void *from, size_t bytes)
{
    (void)from, (void)bytes;
}

void __tsan_write_range(void *to, size_t bytes);
/* gcc tells so of an access that is not aligned. */
void __tsan_write_range(void *to, size_t bytes)
{
    const bool access = bytes == 2 || bytes == 4 || bytes == 8;

    hl_hook_before(to, bytes, access ? HL_HOOK_PLAIN : HL_HOOK_RANGE, BY);
}

/* ---- Atomics ---- */

__extension__ typedef unsigned __int128 uint128;

/* What an operation makes of the value that is there. */
#define exchange_of(old, v) (v)
#define add_of(old, v) ((old) + (v))
#define sub_of(old, v) ((old) - (v))
#define and_of(old, v) ((old) & (v))
#define or_of(old, v) ((old) | (v))
#define xor_of(old, v) ((old) ^ (v))
#define nand_of(old, v) (~((old) & (v)))

/* A type cannot stand in parentheses. NOLINTBEGIN(bugprone-macro-parentheses) */
#define OPERATION(type, name, op)                                                                  \
    type name(volatile type *at, type v, int order);                                               \
    type name(volatile type *at, type v, int order)                                                \
    {                                                                                              \
        const type old = *at;                                                                      \
        (void)order;                                                                               \
        hl_hook_before(at, sizeof *at, HL_HOOK_ATOMIC, BY);                                        \
        *at = (type)op##_of(old, v);                                                               \
        hl_hook_after();                                                                           \
        return old;                                                                                \
    }
/* Nothing is stored where the value is another one. */
#define STORE_IF(at, old, expected, v)                                                             \
    do {                                                                                           \
        hl_hook_event();                                                                           \
        if ((old) == (expected)) {                                                                 \
            hl_hook_before(at, sizeof *(at), HL_HOOK_ATOMIC, BY);                                  \
            *(at) = (v);                                                                           \
            hl_hook_after();                                                                       \
        }                                                                                          \
    } while (0)
#define COMPARE(type, name)                                                                        \
    int name(volatile type *at, type *expected, type v, int order, int otherwise);                 \
    int name(volatile type *at, type *expected, type v, int order, int otherwise)                  \
    {                                                                                              \
        const type old = *at;                                                                      \
        const int same = old == *expected;                                                         \
        (void)order, (void)otherwise;                                                              \
        STORE_IF(at, old, *expected, v);                                                           \
        *expected = old;                                                                           \
        return same;                                                                               \
    }
#define ATOMIC(bits, type)                                                                         \
    type __tsan_atomic##bits##_load(const volatile type *at, int order);                           \
    type __tsan_atomic##bits##_load(const volatile type *at, int order)                            \
    {                                                                                              \
        (void)order;                                                                               \
        hl_hook_event();                                                                           \
        return *at;                                                                                \
    }                                                                                              \
    void __tsan_atomic##bits##_store(volatile type *at, type v, int order);                        \
    void __tsan_atomic##bits##_store(volatile type *at, type v, int order)                         \
    {                                                                                              \
        (void)order;                                                                               \
        hl_hook_before(at, sizeof *at, HL_HOOK_ATOMIC, BY);                                        \
        *at = v;                                                                                   \
        hl_hook_after();                                                                           \
    }                                                                                              \
    OPERATION(type, __tsan_atomic##bits##_exchange, exchange)                                      \
    OPERATION(type, __tsan_atomic##bits##_fetch_add, add)                                          \
    OPERATION(type, __tsan_atomic##bits##_fetch_sub, sub)                                          \
    OPERATION(type, __tsan_atomic##bits##_fetch_and, and)                                          \
    OPERATION(type, __tsan_atomic##bits##_fetch_or, or)                                            \
    OPERATION(type, __tsan_atomic##bits##_fetch_xor, xor)                                          \
    OPERATION(type, __tsan_atomic##bits##_fetch_nand, nand)                                        \
    COMPARE(type, __tsan_atomic##bits##_compare_exchange_strong)                                   \
    COMPARE(type, __tsan_atomic##bits##_compare_exchange_weak)                                     \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected, type v,      \
                                                    int order, int otherwise);                     \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *at, type expected, type v,      \
                                                    int order, int otherwise)                      \
    {                                                                                              \
        const type old = *at;                                                                      \
        (void)order, (void)otherwise;                                                              \
        STORE_IF(at, old, expected, v);                                                            \
        return old;                                                                                \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)
ATOMIC(128, uint128)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    hl_hook_fence(order);
}

/* Of the compiler only. */
void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
    (void)order;
    hl_hook_event();
}
