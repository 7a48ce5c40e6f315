/* SPDX-License-Identifier: MIT */
/* Included before everything: initcalls are functions with names, which boot.c calls. A section of
 * pointers would not survive a sanitizer's redzones. */
#ifndef HITLESS_ASM_INITCALLS_H
#define HITLESS_ASM_INITCALLS_H

#include <linux/init.h>

#undef ___define_initcall
#define ___define_initcall(fn, id, section)                                                        \
    int hl_initcall_##fn(void);                                                                    \
    int hl_initcall_##fn(void)                                                                     \
    {                                                                                              \
        return fn();                                                                               \
    }

#endif
