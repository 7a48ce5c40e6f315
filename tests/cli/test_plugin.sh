#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A sequencer in a shared object, as other people write one.
source=$(realpath "$(dirname "$0")/../../src")
. "$(dirname "$0")/helper"

cat >one_store.c <<'EOF'
#include "update/sequencer.h"
static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    u->writer->store(u->writer, 0, u->target.q[0]);
    u->writer->sync(u->writer);
}
const struct hl_sequencer hitless_sequencer = {.abi = HL_SEQUENCER_ABI + WRONG, .kinds = HL_KIND_STE,
                                               .name = "one-store", .update = update};
EOF
"${CC:-cc}" -std=c11 -DWRONG=0 -I"$source" -shared -fPIC -o one_store.so one_store.c || exit 1
"${CC:-cc}" -std=c11 -DWRONG=7 -I"$source" -shared -fPIC -o other_abi.so one_store.c || exit 1
"${CC:-cc}" -std=c11 -shared -fPIC -o empty.so -x c /dev/null || exit 1

run check --sequencer ./one_store.so --old "$bypass_entry" --new "$abort_entry"
status 0
silent
out_has "sequencer one-store"
out_has "hitless: 1 store"
run check --sequencer ./one_store.so --json --old "$s1_entry" --new "$s2_entry"
status 1
out_has "wrong-final"
run check --sequencer ./other_abi.so --old "$s1_entry" --new "$s2_entry"
one_line "interface version 8, not 1"
run check --sequencer ./empty.so --old "$s1_entry" --new "$s2_entry"
one_line "no symbol hitless_sequencer"

done_testing
