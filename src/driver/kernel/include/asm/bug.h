/* SPDX-License-Identifier: MIT */
/* WARN_ON() notes that what it asserts is under way: who asserts that a call does not fail cannot
 * do without, so that no allocation in it is made to fail (memory.c). All else is asm-generic's. */
#ifndef HITLESS_ASM_BUG_H
#define HITLESS_ASM_BUG_H

#ifndef __ASSEMBLY__
#include <asm/hitless.h>

#define WARN_ON(condition)                                                                         \
    ({                                                                                             \
        hl_asserting++;                                                                            \
        const int hl_failed_ = !!(condition);                                                      \
        hl_asserting--;                                                                            \
        if (__builtin_expect(hl_failed_, 0))                                                       \
            __WARN();                                                                              \
        __builtin_expect(hl_failed_, 0);                                                           \
    })
#endif

#include <asm-generic/bug.h>

#endif
