// SPDX-License-Identifier: MIT
/* Cases made smaller. */
#ifndef HITLESS_CASE_REDUCE_H
#define HITLESS_CASE_REDUCE_H

#include "case/case.h"

/* Make a case smaller, field by field, as long as its first finding (kind and rule), its outcome
 * and the configurations of both sides stay. False: the sequencer has no finding there; the case is
 * not changed. The expectations stay as they are. */
bool hl_case_reduce(struct hl_case *c, const struct hl_sequencer *sequencer);

#endif
