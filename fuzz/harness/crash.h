// SPDX-License-Identifier: MIT
/* The end of a run that found something: the report, the file and the
 * command that show it again, abort(). */
#ifndef HITLESS_FUZZ_HARNESS_CRASH_H
#define HITLESS_FUZZ_HARNESS_CRASH_H

#include "case/case.h"

/* Save a case in the folder of HITLESS_FINDINGS, if that is set: KIND-HASH.yaml. The name follows
 * from what is wrong, so that several processes save one cause once. */
void hl_crash_save(const struct hl_case *c, const char *kind);

/* Print a case with its verdict, save it, and end. shows: judging the case shows the same again;
 * else the input is printed and saved, too. */
_Noreturn void hl_crash_report(const struct hl_case *c, const struct hl_verdict *v, bool shows);

/* The input and how to see again what has been reported; the summary; abort. title: what it was. */
_Noreturn void hl_crash_stop(const char *title);

/* End with an exit status from now on, not by abort(). */
void hl_crash_exit(int status);

#endif
