// SPDX-License-Identifier: MIT
/* A case made ready for judging. */
#ifndef HITLESS_CASE_TRIAL_H
#define HITLESS_CASE_TRIAL_H

#include "case/case.h"

/* It points into itself and into its case: it must stay in its
 * place, and the case must outlive it. */
struct hl_trial {
    const struct hl_case *source;
    struct hl_reading at;
    struct hl_question question;
};

/* Prepare a case for a sequencer; NULL where only decoding is wanted. Returns NULL, or as a
 * constant text why the case cannot be judged. A CD without an STE needs hl_reading_lead() first.
 */
const char *hl_trial_init(struct hl_trial *trial, const struct hl_case *c,
                          const struct hl_sequencer *sequencer);

/* "NS-EL1", or NULL where no translation is made: of an STE, or of the STE that leads to a CD. */
const char *hl_trial_streamworld(const struct hl_trial *trial, const struct hl_meaning *meaning);

#endif
