// SPDX-License-Identifier: MIT
/* What becomes of a verdict in a fuzz run: counted, listed by its cause if it is tolerated, or
 * reported, and the run ends. */
#ifndef HITLESS_FUZZ_HARNESS_LEDGER_H
#define HITLESS_FUZZ_HARNESS_LEDGER_H

#include "harness/judged.h"

/* Count a verdict; report and abort at a finding that is not tolerated. */
void hl_ledger_count(const struct hl_judged *j);

/* The same for an update that is counted already: its findings. */
void hl_ledger_find(const struct hl_judged *j);

/* Count a finding that is not one of a single entry. signature: alike for alike findings; made: a
 * driver's own entries show it. False: it is not tolerated, and to be reported. */
bool hl_ledger_note(enum hl_finding_kind kind, const char *signature, bool made);

/* Report a disagreement between two of our own oracles, and abort. */
_Noreturn void hl_ledger_disagree(const struct hl_judged *j, const char *what);

#endif
