/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_SIGCONTEXT_H
#define HITLESS_ASM_SIGCONTEXT_H

struct sigcontext {
    unsigned long nothing;
};

#endif
