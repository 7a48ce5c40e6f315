// SPDX-License-Identifier: MIT
/* A build without a kernel tree. */
#include "linux/linux.h"

const struct hl_linux_info *hl_linux_info(void)
{
    return NULL;
}

const struct hl_sequencer *hl_linux_sequencer(void)
{
    return NULL;
}

unsigned hl_linux_warnings(void)
{
    return 0;
}
