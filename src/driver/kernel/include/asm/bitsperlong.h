/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_BITSPERLONG_H
#define HITLESS_ASM_BITSPERLONG_H

#define __BITS_PER_LONG 64
#include <asm-generic/bitsperlong.h>

#endif
