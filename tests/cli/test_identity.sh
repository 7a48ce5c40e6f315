#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A case's entries are also updated to themselves: nothing may happen.
source=$(realpath "$(dirname "$0")/../../src")
. "$(dirname "$0")/helper"

# It does not look whether there is anything to do.
cat >eager.c <<'EOF2'
#include "update/sequencer.h"
static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_store64(u->writer, 0, 0);
    u->writer->sync(u->writer);
    for (unsigned i = HL_QWORDS; i-- > 0;)
        hl_store64(u->writer, i, u->target.q[i]);
    u->writer->sync(u->writer);
}
const struct hl_sequencer hitless_sequencer = {.abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_STE,
                                               .name = "eager", .update = update};
EOF2
"${CC:-cc}" -std=c11 -I"$source" -shared -fPIC -o eager.so eager.c || exit 1
case_file case.yaml <<'EOF2'
title: A stream is installed
entry: ste
smmu: mmu-700
old: {}
new: {V: 1, Config: bypass}
expect:
- sequencer: update-safe
  outcome: hitless
- sequencer: ./eager.so
  outcome: hitless
EOF2
run check --sequencer update-safe case.yaml
status 0
out_lacks "itself"
run check case.yaml
status 1
out_has "ok       case.yaml: update-safe: hitless"
out_has "ok       case.yaml: ./eager.so: hitless"
out_has "DIFFERS  case.yaml: ./eager.so: the new entry to itself: expected unchanged, found breaking"
out_lacks "the old entry"
out_has "1 as expected, 1 different, 0 skipped"
run check --json case.yaml
status 1
out_has '"identity":"new"'
done_testing
