#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A sequencer in a shared object, as other people write one.
source=$(realpath "$(dirname "$0")/../../src")
. "$(dirname "$0")/helper"

cat >one_store.c <<'EOF'
#include "update/sequencer.h"
#ifndef NEEDS
#define NEEDS 0
#endif
static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_store64(u->writer, 0, u->target.q[0]);
    u->writer->sync(u->writer);
}
const struct hl_sequencer hitless_sequencer = {.abi = HL_SEQUENCER_ABI + WRONG, .kinds = HL_KIND_STE,
                                               .name = "one-store", .update = update,
                                               .needs = NEEDS};
EOF
"${CC:-cc}" -std=c11 -DWRONG=0 -I"$source" -shared -fPIC -o one_store.so one_store.c || exit 1
"${CC:-cc}" -std=c11 -DWRONG=7 -I"$source" -shared -fPIC -o other_abi.so one_store.c || exit 1
"${CC:-cc}" -std=c11 -shared -fPIC -o empty.so -x c /dev/null || exit 1

run check --sequencer ./one_store.so --old "$bypass_entry" --new "$abort_entry"
status 0
silent
out_has "sequencer $(realpath one_store.so)"
out_has "hitless: 1 store"
run check --sequencer ./one_store.so --json --old "$s1_entry" --new "$s2_entry"
status 1
out_has "wrong-final"
run check --sequencer ./other_abi.so --old "$s1_entry" --new "$s2_entry"
one_line "interface version 9, not 1 or 2"
run check --sequencer ./empty.so --old "$s1_entry" --new "$s2_entry"
one_line "no symbol hitless_sequencer"
run check --sequencer ./absent.so --old "$s1_entry" --new "$s2_entry"
one_line "absent.so: No such file or directory"
echo text >text.so
run check --sequencer ./text.so --old "$s1_entry" --new "$s2_entry"
one_line "text.so"

# Stores of 16 bytes: S2VMID and S2TTB are seen together by an SMMU that reads as much at once, and by no other.
cat >pairs.c <<'EOF'
#include "update/sequencer.h"
static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    for (unsigned i = 0; i < HL_QWORDS; i += 2)
        if (u->target.q[i] != u->current.q[i] || u->target.q[i + 1] != u->current.q[i + 1])
            u->writer->store(u->writer, 8 * i, 16, u->target.q[i], u->target.q[i + 1]);
    u->writer->sync(u->writer);
}
const struct hl_sequencer hitless_sequencer = {
    .abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_STE, .name = "pairs", .update = update};
EOF
"${CC:-cc}" -std=c11 -I"$source" -shared -fPIC -o pairs.so pairs.c || exit 1
other_vm="d 0 040c009400000006 a0000000 0 0 0 0"
run check --sequencer ./pairs.so --old "$s2_entry" --new "$other_vm"
status 1
out_has "torn: "
run check --sequencer ./pairs.so --unit 64 --old "$s2_entry" --new "$other_vm"
status 1
run check --sequencer ./pairs.so --unit 128 --old "$s2_entry" --new "$other_vm"
status 0
out_has "hitless: "
run check --sequencer ./pairs.so --unit 256 --old "$s2_entry" --new "$other_vm"
one_line "--unit: neither 64 nor 128: 256"
cat >wide.yaml <<EOF
title: another virtual machine, by stores of 16 bytes
entry: ste
smmu: mmu-700
unit: 128
old: {raw: "$s2_entry"}
new: {raw: "$other_vm"}
expect:
- {sequencer: ./pairs.so, outcome: hitless}
EOF
run check wide.yaml
status 0
sed 's/^unit: 128/unit: 64/' wide.yaml >narrow.yaml
run check narrow.yaml
status 1
sed 's/^unit: 128/unit: 32/' wide.yaml >wrong.yaml
run check wrong.yaml
one_line "wrong.yaml:4:7: unit: neither 64 nor 128: 32"

# A case made with a shared object names it, and replays from anywhere.
run minimize --sequencer ./one_store.so --old "$s1_entry" --new "$s2_entry"
status 1
silent
mkdir -p away
cp stdout away/made.yaml
grep -qF "sequencer: $(realpath one_store.so)" away/made.yaml || fail "does not name the object"
run check away/made.yaml
status 0
out_has "1 as expected"
run check --sequencer ./one_store.so away/made.yaml
status 0
run check --sequencer away/../one_store.so away/made.yaml
status 0
run explain away/made.yaml
status 1
out_has "wrong-final"

# A relative path in a case begins in the folder of the case.
sed "s|sequencer: .*/one_store.so|sequencer: ./one_store.so|" away/made.yaml >made.yaml
cp made.yaml away/lost.yaml
run check made.yaml
status 0
cd away || exit 1
run check ../made.yaml
status 0
run check --sequencer ../one_store.so ../made.yaml
status 0
run check lost.yaml
status 2
err_has "/one_store.so: No such file or directory"
cd .. || exit 1

# Names are exact.
for name in linuxfoo linux7.3 linux- linux-7 linux-7.3foo updatesafe one-store; do
  run check --sequencer $name --old "$s1_entry" --new "$s2_entry"
  one_line "unknown sequencer: $name"
done
for name in linux-1.2 linux-1.23 linux-7.3.1 linux-7.3-rc1; do
  run check --sequencer $name --old "$s1_entry" --new "$s2_entry"
  one_line "this build has no kernel tree for $name"
done

# One of ABI 1, built with nothing of today's: what it stores, its masks and what it assumes.
"${CC:-cc}" -std=c11 -shared -fPIC -o abi1.so "$source/../tests/subject/abi1_plugin.c" || exit 1
run check --sequencer ./abi1.so --old "$bypass_entry" --new "$s1_entry"
status 1
out_has "torn: "
out_has "unsound-used"
run check --sequencer ./abi1.so --old "$abort_entry" --new "$bypass_entry"
status 0
out_has "hitless: 1 store, 1 sync, 2 views"
run used --sequencer ./abi1.so "$s1_entry"
status 0
out_has "0x000000000000000f 0x0000000000000000"
"${CC:-cc}" -std=c11 -shared -fPIC -DASSUMES='"miracles"' -o abi1_other.so "$source/../tests/subject/abi1_plugin.c" || exit 1
run check --sequencer ./abi1_other.so --old "$bypass_entry" --new "$abort_entry"
one_line "assumes what is not known here: miracles"
"${CC:-cc}" -std=c11 -shared -fPIC -DFAR -o abi1_far.so "$source/../tests/subject/abi1_plugin.c" || exit 1
run check --sequencer ./abi1_far.so --old "$bypass_entry" --new "$abort_entry"
status 1
out_has "wild-store"

# What it needs must be known, and be possible.
for needs in 2048 16 128; do
  "${CC:-cc}" -std=c11 -DWRONG=0 -DNEEDS=$needs -I"$source" -shared -fPIC -o needs_$needs.so one_store.c || exit 1
done
run check --sequencer ./needs_2048.so --old "$s1_entry" --new "$s2_entry"
one_line "needs what is not known here: 0x800"
run check --sequencer ./needs_16.so --old "$s1_entry" --new "$s2_entry"
one_line "needs sanitised entries, without a used function"
run check --sequencer ./needs_128.so --old "$s1_entry" --new "$s2_entry"
one_line "needs entries of its own, which it cannot give"

done_testing

# What always breaks would break an entry that stays as it is, too: a case of it is still as expected.
sed 's/hl_store64(u->writer, 0, u->target.q\[0\]);/hl_store64(u->writer, 0, 0); u->writer->sync(u->writer); &/' one_store.c >breaks.c
"${CC:-cc}" -std=c11 -DWRONG=0 -I"$source" -shared -fPIC -o breaks.so breaks.c || exit 1
run minimize --sequencer ./breaks.so --old "$bypass_entry" --new "$s1_entry"
cp stdout breaks.yaml
run check breaks.yaml
status 0
out_has "1 as expected"
