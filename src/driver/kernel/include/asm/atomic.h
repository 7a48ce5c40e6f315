/* SPDX-License-Identifier: MIT */
/* 64-bit atomics of one CPU: plain C. The 32-bit ones are asm-generic's. */
#ifndef HITLESS_ASM_ATOMIC_H
#define HITLESS_ASM_ATOMIC_H

#include <linux/types.h>
#include <asm/cmpxchg.h>
#include <asm-generic/atomic.h>

#define ATOMIC64_INIT(i)                                                                           \
    {                                                                                              \
        (i)                                                                                        \
    }
#define arch_atomic64_read(v) READ_ONCE((v)->counter)
#define arch_atomic64_set(v, i) WRITE_ONCE((v)->counter, (i))

#define HL_ATOMIC64(op, c_op)                                                                      \
    static __always_inline void arch_atomic64_##op(s64 i, atomic64_t *v)                           \
    {                                                                                              \
        v->counter = (s64)((u64)v->counter c_op(u64) i);                                           \
    }                                                                                              \
    static __always_inline s64 arch_atomic64_fetch_##op(s64 i, atomic64_t *v)                      \
    {                                                                                              \
        const s64 old = v->counter;                                                                \
        arch_atomic64_##op(i, v);                                                                  \
        return old;                                                                                \
    }
HL_ATOMIC64(add, +)
HL_ATOMIC64(sub, -)
HL_ATOMIC64(and, &)
HL_ATOMIC64(or, |)
HL_ATOMIC64(xor, ^)
#undef HL_ATOMIC64

static __always_inline s64 arch_atomic64_add_return(s64 i, atomic64_t *v)
{
    arch_atomic64_add(i, v);
    return v->counter;
}
static __always_inline s64 arch_atomic64_sub_return(s64 i, atomic64_t *v)
{
    arch_atomic64_sub(i, v);
    return v->counter;
}
#define arch_atomic64_fetch_add arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and arch_atomic64_fetch_and
#define arch_atomic64_fetch_or arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor arch_atomic64_fetch_xor
#define arch_atomic64_add_return arch_atomic64_add_return
#define arch_atomic64_sub_return arch_atomic64_sub_return
#define arch_atomic64_cmpxchg(v, old, new) arch_cmpxchg(&(v)->counter, (old), (new))
#define arch_atomic64_xchg(v, new) arch_xchg(&(v)->counter, (new))

#endif
