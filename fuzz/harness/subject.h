// SPDX-License-Identifier: MIT
/* What the subject under test needs of what it is given. */
#ifndef HITLESS_FUZZ_HARNESS_SUBJECT_H
#define HITLESS_FUZZ_HARNESS_SUBJECT_H

#include "program/program.h"
#include "update/sequencer.h"

/* Whether the sequencer under test needs this of whoever asks it. */
bool hl_subject_needs(enum hl_need need);

/* Report what failed by itself outside of an update that was judged: a mask, or a layer above. */
void hl_subject_check(void);

/* A program's setting as the subject may meet it: as its sequencer needs it, less what
 * HITLESS_OPTIONS waives. */
struct hl_setting hl_subject_setting(const struct hl_program *p);

/* The same for something that needs more than that; enum hl_need, or-ed. */
struct hl_setting hl_subject_setting_for(const struct hl_program *p, unsigned needs);

#endif
