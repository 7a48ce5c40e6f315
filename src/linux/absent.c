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

enum hl_linux_made hl_linux_make(enum hl_linux_make what, const struct hl_registers *regs,
                                 const struct hl_linux_stream *stream, struct hl_entry *ste)
{
    (void)what;
    (void)regs;
    (void)stream;
    (void)ste;
    return HL_LINUX_UNSUPPORTED;
}

enum hl_linux_made hl_linux_make_cd(enum hl_linux_make_cd what, const struct hl_registers *regs,
                                    const struct hl_linux_stream *stream, struct hl_entry *cd)
{
    (void)what;
    (void)regs;
    (void)stream;
    (void)cd;
    return HL_LINUX_UNSUPPORTED;
}
