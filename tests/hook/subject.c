// SPDX-License-Identifier: MIT
/* Compiled several times, each with another name for SUBJECT. */
#include "subject.h"

#include <string.h>

static void one(uint8_t *to, uint8_t value)
{
    *to = value;
}

static void two(uint16_t *to, uint16_t value)
{
    *to = value;
}

static void four(uint32_t *to, uint32_t value)
{
    *to = value;
}

static void eight(uint64_t *to, uint64_t value)
{
    *to = value;
}

__extension__ typedef unsigned __int128 uint128;

static void sixteen(void *to, uint64_t low, uint64_t high)
{
    *(uint128 *)to = (uint128)high << 64 | low;
}

static void unaligned(struct packed *to, uint64_t value)
{
    to->eight = value;
}

static void fields(struct fields *to)
{
    to->config = 5;
    to->v = 1;
}

static void assign(struct ste *to, const struct ste *from)
{
    *to = *from;
}

static void clear(struct ste *to)
{
    *to = (struct ste){{0}};
}

__attribute__((noinline)) static struct ste made(uint64_t value)
{
    struct ste made = {{value, 1, 2, 3, 4, 5, 6, value}};

    return made;
}

static void give_back(struct ste *to, uint64_t value)
{
    *to = made(value);
}

static void copy(void *to, const void *from, size_t bytes)
{
    memcpy(to, from, bytes);
}

static void copy64(void *to, const void *from)
{
    memcpy(to, from, 64);
}

static void move(void *to, const void *from, size_t bytes)
{
    memmove(to, from, bytes);
}

static void set(void *to, int byte, size_t bytes)
{
    memset(to, byte, bytes);
}

static void set64(void *to)
{
    memset(to, 0x5a, 64);
}

static void loop(uint64_t *to, const uint64_t *from)
{
    for (unsigned i = 8; i-- > 0;)
        to[i] = from[i];
}

static void write_once(uint64_t *to, uint64_t value)
{
    *(volatile uint64_t *)to = value;
}

static void atomic_store(uint64_t *to, uint64_t value)
{
    __atomic_store_n(to, value, __ATOMIC_RELEASE);
}

static void atomic_or(uint64_t *to, uint64_t value)
{
    __atomic_fetch_or(to, value, __ATOMIC_RELAXED);
}

static uint64_t exchange(uint64_t *to, uint64_t value)
{
    return __atomic_exchange_n(to, value, __ATOMIC_SEQ_CST);
}

static int compare_exchange(uint32_t *to, uint32_t expected, uint32_t value)
{
    return __atomic_compare_exchange_n(to, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static void twice(uint64_t *to, uint64_t first, uint64_t then)
{
    *to = first;
    *to = then;
}

static void with_fence(uint64_t *to, uint64_t value)
{
    to[1] = value;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    to[0] = value;
}

static void assembler(uint64_t *to, uint64_t value)
{
#if defined(__x86_64__)
    __asm__ volatile("movq %1, %0" : "=m"(*to) : "r"(value));
#elif defined(__aarch64__)
    __asm__ volatile("str %1, %0" : "=m"(*to) : "r"(value));
#else
    (void)to, (void)value;
#endif
}

extern const struct subject SUBJECT;
const struct subject SUBJECT = {NAME,         one,
                                two,          four,
                                eight,        sixteen,
                                unaligned,    fields,
                                assign,       clear,
                                give_back,    copy,
                                copy64,       move,
                                set,          set64,
                                loop,         write_once,
                                atomic_store, atomic_or,
                                exchange,     compare_exchange,
                                twice,        with_fence,
                                assembler};
