// SPDX-License-Identifier: MIT
/* Updates between the CDs of a program, under the STE that leads to them, by the sequencer under
 * test: every view is judged, and the sequencer's own masks are. Aborts on a finding (see
 * ledger.h). */
#include "harness/target.h"
#include "harness/updates.h"

static void begin(void)
{
    hl_updates_require(HL_KIND_CD);
}

HL_TARGET(fuzz_cd_update) = {.kind = HL_PROGRAM_CD, .begin = begin, .run = hl_updates_run};
