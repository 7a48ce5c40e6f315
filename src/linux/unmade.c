// SPDX-License-Identifier: MIT
/* No kernel tree, or one whose make functions are not known. */
#include "linux/linux.h"

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
