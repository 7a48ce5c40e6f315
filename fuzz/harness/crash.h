// SPDX-License-Identifier: MIT
/* The end of a run that found something: the report, the command that shows it again, abort(). */
#ifndef HITLESS_FUZZ_HARNESS_CRASH_H
#define HITLESS_FUZZ_HARNESS_CRASH_H

#include "case/case.h"

/* Save a case in the folder of HITLESS_FINDINGS, if that is set: KIND-HASH.yaml. The name follows
 * from what is wrong, so that several processes save one cause once. */
void hl_crash_save(const struct hl_case *c, const char *kind);

/* Print a case with its verdict, save it, and end. innocent: it is not the sequencer's fault. */
_Noreturn void hl_crash_report(const struct hl_case *c, const struct hl_verdict *v, bool innocent);

/* How to see again what has been reported; the summary; abort. */
_Noreturn void hl_crash_stop(void);

#endif
