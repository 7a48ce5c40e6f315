// SPDX-License-Identifier: MIT
/* What the headers in asm/ tell of goes to the machine, by the addresses that the SMMU knows. */
#include "shim.h"

void hl_store(const volatile void *to, const void *value, unsigned int bytes)
{
    const unsigned long at = (unsigned long)to - HLK_VIRTUAL;
    u64 number = 0;
    memcpy(&number, value, bytes < sizeof number ? bytes : sizeof number);
    hlh_store(at < HLK_ARENA ? at + HLK_DMA : at - HLK_ARENA + HLK_PHYSICAL, bytes, number);
}

void hl_barrier(int barrier)
{
    hlh_barrier((enum hlk_barrier)barrier);
}
