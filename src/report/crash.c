// SPDX-License-Identifier: MIT
#include "report/report.h"

void hl_report_crash(FILE *out, const struct hl_case *c, const struct hl_sequencer *sequencer,
                     const struct hl_verdict *verdict, const char *program, const char *replay)
{
    struct hl_trial trial;
    const char *wrong = hl_trial_init(&trial, c, NULL);

    fputs("==== hitless: finding ====\n", out);
    hl_text_sequencer(out, sequencer);
    if (wrong)
        fprintf(out, "%s: %s\n", hl_outcome_names[verdict->outcome], wrong);
    else
        hl_text_verdict(out, &trial, verdict);
    fputs("---- case\n", out);
    hl_case_write(out, c);
    if (program)
        fprintf(out, "---- program\n%s", program);
    fprintf(out, "---- replay\n%s\n==========================\n", replay);
    fflush(out);
}
