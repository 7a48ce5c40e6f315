// SPDX-License-Identifier: MIT
/* What tools/prove must notice. */
#include "prove.h"

unsigned elsewhere(unsigned x);

int main(void)
{
    unsigned x = nondet_unsigned(), n = 0;

    ASSUME(x < 7);
#ifdef NO_BODY
    x = elsewhere(x);
#endif
#ifdef BOUND
    for (unsigned i = 0; i < 50 + x; i++)
        n++;
#endif
#ifdef VACUOUS
    ASSUME(x > 9);
#endif
#ifdef WRONG
    x++;
#endif
    PROVE("seven is not reached", x < 7);
    COVER("any", n + x < 100);
    return 0;
}
