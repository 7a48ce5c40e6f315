// SPDX-License-Identifier: MIT
/* What the headers in asm/ tell of goes to the machine, by the addresses that the SMMU knows. */
#include "shim.h"

/* The headers in asm/ have their own words for what driver/kernel.h says. */
static_assert(HL_SEEN_FROM == HLK_VIRTUAL && HL_SEEN_BYTES == 2 * HLK_ARENA);
static_assert(HL_PAGES_VIRTUAL == HLK_VIRTUAL + HLK_ARENA && HL_PAGES_BYTES == HLK_ARENA);
static_assert(HL_PAGES_PHYSICAL == HLK_PHYSICAL);
static_assert(HLK_BARRIER_DMA_WRITE == 0 && HLK_BARRIER_WRITE == 1 && HLK_BARRIER_DMA_READ == 2 &&
              HLK_BARRIER_READ == 3 && HLK_BARRIER_FULL == 4);

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
