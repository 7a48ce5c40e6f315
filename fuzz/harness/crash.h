// SPDX-License-Identifier: MIT
/* The end of a run that found something: the report, the file and the
 * command that show it again, abort(). Or, for the command, what was found as an object of JSON, or
 * the file alone. */
#ifndef HITLESS_FUZZ_HARNESS_CRASH_H
#define HITLESS_FUZZ_HARNESS_CRASH_H

#include "case/case.h"

struct json_object;

enum hl_crash_form {
    HL_CRASH_TEXT, /* the report, on standard error: the default */
    HL_CRASH_JSON, /* a line of standard output: docs/formats.md */
    HL_CRASH_FILE  /* the case or program file that shows it, on standard output */
};

/* How what is found is told from now on; file: what JSON says that it was found in. */
void hl_crash_tell(enum hl_crash_form form, const char *file);

/* Who gets the object of JSON instead of standard output; NULL: nobody. */
void hl_crash_hand(void (*take)(void *context, struct json_object *told), void *context);

/* Where a target says in words what it has found: nowhere, if that is not the form. */
FILE *hl_crash_text(void);

/* The object to which a target adds what it knows more; NULL, if that is not the form. */
struct json_object *hl_crash_json(void);

/* A smaller input is looked for, and so many were tried: told on a terminal, if the file is wanted.
 */
void hl_crash_progress(unsigned tries, unsigned steps);

/* Save a case in the folder of HITLESS_FINDINGS, if that is set: KIND-HASH.yaml. The name follows
 * from what is wrong, so that several processes save one cause once. */
void hl_crash_save(const struct hl_case *c, const char *kind);

/* Print a case with its verdict, save it, and end. finding: its kind, or NULL where two of our own
 * oracles disagree. shows: judging the case shows the same again; else the input is printed and
 * saved, too. */
_Noreturn void hl_crash_report(const char *finding, const struct hl_case *c,
                               const struct hl_verdict *v, bool shows);

/* The input and how to see again what has been reported; the summary; abort. title: what it was. */
_Noreturn void hl_crash_stop(const char *finding, const char *title);

/* End with an exit status from now on, not by abort(). */
void hl_crash_exit(int status);

#endif
