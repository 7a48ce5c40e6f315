// SPDX-License-Identifier: MIT
/* The cause of a finding in words, alike for alike findings and whatever else differs in the
 * update: its kind, the rule, both configurations, and of a break without need the first field for
 * which there was no need. */
#ifndef HITLESS_CASE_CAUSE_H
#define HITLESS_CASE_CAUSE_H

#include "verdict/verdict.h"

enum { HL_CAUSE_TEXT = 256 };
#define HL_CAUSE_FIELD "; without cause: " /* stands before the field */

/* note: put behind the configurations, or "". innocent: the target is wrong, so that it is no fault
 * of the sequencer. */
void hl_cause_words(const struct hl_question *q, const struct hl_finding *f, const char *note,
                    bool innocent, char words[HL_CAUSE_TEXT]);

/* What another sequencer that breaks in this update may be named for, by number: no field, or one
 * of the other fields for which there was no need. False: no more. */
bool hl_cause_other(const struct hl_question *q, const struct hl_finding *f, const char *note,
                    unsigned number, char words[HL_CAUSE_TEXT]);

/* A number that follows from the words. */
uint64_t hl_cause_hash(const char *words);

#endif
