// SPDX-License-Identifier: MIT
/* One case for each function at a time: write, invalidate, send, look. */
#ifndef HITLESS_ORACLE_BATCH_H
#define HITLESS_ORACLE_BATCH_H

#include "machine.h"
#include "report.h"

/* Compare the cases first to last - 1, at most HQ_FUNCTIONS; their differences are printed and
 * counted. False: QEMU is lost. */
bool hq_batch(struct hq_machine *machine, enum hl_kind kind, uint64_t seed, uint64_t first,
              uint64_t last, struct hq_counts *counts);

#endif
