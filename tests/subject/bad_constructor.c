// SPDX-License-Identifier: MIT
/* A shared object that crashes while it is loaded. */
#include <stdlib.h>

__attribute__((constructor)) static void begin(void)
{
    abort();
}
