// SPDX-License-Identifier: MIT
/* What a hooked object calls in place of the C library's functions (cmake/hook.cmake renames them
 * in it), and what newer compilers call by themselves. */
#include "hook/hook_work.h"

#include <string.h>

#define COPY(name, how)                                                                            \
    void *name(void *to, const void *from, size_t bytes);                                          \
    void *name(void *to, const void *from, size_t bytes)                                           \
    {                                                                                              \
        hl_hook_before(to, bytes, HL_HOOK_RANGE, __builtin_return_address(0));                     \
        how(to, from, bytes);                                                                      \
        hl_hook_after();                                                                           \
        return to;                                                                                 \
    }
/* memmove() for memcpy(), too: compilers assign a structure to itself by it. */
COPY(hl_hook_memcpy, memmove)
COPY(hl_hook_memmove, memmove)
COPY(__tsan_memcpy, memmove)
COPY(__tsan_memmove, memmove)

#define SET(name)                                                                                  \
    void *name(void *to, int byte, size_t bytes);                                                  \
    void *name(void *to, int byte, size_t bytes)                                                   \
    {                                                                                              \
        hl_hook_before(to, bytes, HL_HOOK_RANGE, __builtin_return_address(0));                     \
        memset(to, byte, bytes);                                                                   \
        hl_hook_after();                                                                           \
        return to;                                                                                 \
    }
SET(hl_hook_memset)
SET(__tsan_memset)
