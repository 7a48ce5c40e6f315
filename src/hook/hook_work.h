/* SPDX-License-Identifier: MIT */
/* Private to hook/: what the compiler's calls (tsan.c, copies.c) come to. */
#ifndef HITLESS_HOOK_HOOK_WORK_H
#define HITLESS_HOOK_HOOK_WORK_H

#include "hook/hook.h"

/* A store of `bytes` is about to be done. */
void hl_hook_before(const volatile void *to, size_t bytes, enum hl_hook_how how, const void *by);
/* It has been done: it need not wait for the next event. */
void hl_hook_after(void);
void hl_hook_fence(int order);

#endif
