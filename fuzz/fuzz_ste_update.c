// SPDX-License-Identifier: MIT
/* Updates between the STEs of a program by the sequencer under test: every view is judged, and the
 * sequencer's own masks with it. Aborts on a finding (see ledger.h). */
#include "target.h"
#include "updates.h"

static void run_program(const struct hl_program *program)
{
    static struct hl_updates u;

    hl_updates_begin(&u, program);
    hl_updates_check_made(&u);
    for (unsigned from = 0; from < u.pool.count; from++)
        for (unsigned to = 0; to < u.pool.count; to++)
            if (hl_updates_possible(&u, from, to))
                /* Masks have targets of their own: here some pairs are enough. */
                hl_updates_judge(&u, from, to, to == from + 1 ? HL_CHECK_MASKS : 0);
}

static void begin(void)
{
    hl_updates_need(HL_KIND_STE);
}

const struct hl_target hl_target = {
    .name = "fuzz_ste_update", .kind = HL_PROGRAM_STE, .begin = begin, .run = run_program};
