/* SPDX-License-Identifier: MIT */
/* WRITE_ONCE() tells the machine of a store to memory that the SMMU may read. All else is
 * asm-generic's. */
#ifndef HITLESS_ASM_RWONCE_H
#define HITLESS_ASM_RWONCE_H

#include <asm-generic/rwonce.h>

#ifndef __ASSEMBLY__
#include <asm/hitless.h>

#undef __WRITE_ONCE
#define __WRITE_ONCE(x, val)                                                                       \
    do {                                                                                           \
        __unqual_scalar_typeof(x) hl_value_ = (val);                                               \
        hl_note_store(&(x), &hl_value_, sizeof(x));                                                \
        *(volatile typeof(x) *)&(x) = hl_value_;                                                   \
    } while (0)
#endif

#endif
