// SPDX-License-Identifier: MIT
/* What a run did and found, in some lines at its end. */
#ifndef HITLESS_FUZZ_HARNESS_SUMMARY_H
#define HITLESS_FUZZ_HARNESS_SUMMARY_H

#include <stdio.h>

/* Print it when the process exits. more: the target's own lines, or NULL. */
void hl_summary_at_exit(void (*more)(FILE *out));

/* Print it now: where the process does not exit. */
void hl_summary_print(void);

#endif
