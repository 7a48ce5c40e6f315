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

/* Count a finding that is not one of a single entry. made: a driver's own entries show it. False:
 * it is neither tolerated nor known, and to be reported. */
bool hl_ledger_note(const struct hl_cause *cause, bool made);

/* Report a disagreement between two of our own oracles, and abort. */
_Noreturn void hl_ledger_disagree(const struct hl_judged *j, const char *what);

#endif
