// SPDX-License-Identifier: MIT
/* Updates between the STEs of a program by the sequencer under test: every view is judged, and the
 * sequencer's own masks with it. Aborts on a finding (see ledger.h). */
#include "harness/target.h"
#include "harness/updates.h"

static void begin(void)
{
    hl_updates_require(HL_KIND_STE);
}

HL_TARGET(fuzz_ste_update) = {.kind = HL_PROGRAM_STE, .begin = begin, .run = hl_updates_run};
