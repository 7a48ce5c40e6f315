// SPDX-License-Identifier: MIT
/* Time is simulated: it goes on when it is asked for, and when somebody waits. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>

#include "shim.h"

unsigned long long hl_clock = 1;
unsigned long volatile jiffies = INITIAL_JIFFIES;

/* Who looks at the clock all the time waits, too: there are loops without a cpu_relax(). */
enum { HL_LOOKS = 1000 };
static unsigned int hl_looks;

static void pass(unsigned long long nanoseconds)
{
    hl_looks = 0;
    hl_clock += nanoseconds;
    hlh_wait();
}

/* cpu_relax() */
void hl_wait(void)
{
    pass(50);
}

/* wfe(): an event may never come; a timer's does, 100 us later (arm64's event stream). */
void hl_wait_event(void)
{
    pass(100000);
}

ktime_t ktime_get(void)
{
    if (++hl_looks == HL_LOOKS)
        pass(0);
    return (ktime_t)(hl_clock += 100);
}

HL_UNTYPED(void, __udelay, (unsigned long microseconds))
{
    pass(microseconds * 1000ULL);
}

HL_UNTYPED(void, __ndelay, (unsigned long nanoseconds))
{
    pass(nanoseconds);
}

/* Of a constant delay in units of 2^-32 s, as asm-generic/delay.h makes them. */
HL_UNTYPED(void, __const_udelay, (unsigned long part))
{
    pass((unsigned long long)part * 1000000000ULL >> 32);
}

HL_UNTYPED(void, usleep_range_state, (unsigned long least, unsigned long most, unsigned int state))
{
    pass(most * 1000ULL);
}

HL_UNTYPED(void, msleep, (unsigned int milliseconds))
{
    pass(milliseconds * 1000000ULL);
}
