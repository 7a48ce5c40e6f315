#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless check: one update, and --batch.
. "$(dirname "$0")/helper"

run check --sequencer update-safe --old "$bypass_entry" --new "$abort_entry"
status 0
silent
out_has "sequencer update-safe"
out_has "hitless: 1 store, 1 sync, 2 views"

run check --sequencer naive --old "$s1_entry" --new "$s2_entry"
status 1
out_has "torn: 4 stores, 1 sync, 16 views"
out_has "illegal-view, epoch 1: STE_S2AA64_VMSA32 (5.2.2)"
out_has "mixed-view, epoch 1"

# A break that was not necessary comes with what could have been done.
run check --sequencer break-first --json --old 9 0 0 0 0 0 0 0 --new 9 100000000000 0 0 0 0 0 0
status 1
out_has '"outcome":"breaking"'
out_has '{"kind":"needless-break","plan":[{"store":{"qword":1,"value":"0x0000100000000000"}},"sync"],"severity":"lost-dma"}'

run check --sequencer naive --json --old "$s1_entry" --new "$s1_entry"
status 0
out '{"outcome":"unchanged","findings":[],"stores":0,"syncs":0,"views":1}'

# JSON of views: the entry as text, the rule and its section.
run check --sequencer naive --json --old "$s1_entry" --new "$s2_entry"
status 1
out_has '"kind":"illegal-view","epoch":1,"view":"0x'
out_has '"rule":"STE_S2AA64_VMSA32","section":"5.2.2"'
out_has '"kind":"mixed-view","epoch":1,"view":"0x'
out_has '"rule":null,"section":null'
out_has '"stores":4,"syncs":1,"views":16'

# What the target sets although it is RES0 on this SMMU is advice; what is IGNORED is none.
run check --sequencer naive --smmu qemu --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
status 0
out_has "reserved-field"
out_has "SHCFG=incoming is RES0: STE_MTCFG_ATTR_TYPES_OVR (5.2): ATTR_TYPES_OVR is 0"
run check --sequencer naive --smmu qemu --json --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
status 0
out_has '"kind":"reserved-field"'
out_has '"reserved":[{"field":"SHCFG","qword":1,"bits":1,"rule":"STE_MTCFG_ATTR_TYPES_OVR","section":"5.2"}]'
run check --sequencer naive --smmu qemu --old "$bypass_entry" --new "9 0 9 80000000 0 0 0 0"
out_lacks "reserved-field"
run check --sequencer naive --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
out_lacks "reserved-field"

# A safe mask of the caller's.
run check --sequencer update-safe --json --safe 0,100000000000,0,0,0,0,0,0 \
    --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
out_has '"outcome"'
run check --sequencer update-safe --assume ats-quiesced --old "$bypass_entry" --new "$abort_entry"
status 0

# Batches: 16 qwords, or 24 with a safe mask.
printf '%s %s\n# comment\n%s %s 0 0 0 0 0 0 0 0\n' \
    "$bypass_entry" "$abort_entry" "$bypass_entry" "$abort_entry" >input
run check --batch --sequencer update-safe <input
status 0
silent
[ "$(sort -u stdout)" = '{"outcome":"hitless","findings":[],"stores":1,"syncs":1,"views":2}' ] ||
    fail "other verdicts"
[ "$(wc -l <stdout)" -eq 2 ] || fail "not two lines"
printf '%s %s\n' "$s1_entry" "$s2_entry" >input
run check --batch --sequencer naive <input
status 1
printf '%s\n' "$s1_entry" >input
run check --batch --sequencer naive <input
one_line "stdin:1:"
err_has "fewer than 16 qwords"
printf '%s %s 0\n' "$s1_entry" "$s1_entry" >input
run check --batch --sequencer naive <input
one_line "more qwords than expected"
printf '%s %sq\n' "$s1_entry" "$s1_entry" >input
run check --batch --sequencer naive <input
one_line "not a hexadecimal digit"

# Bad use.
run check
one_line "nothing to check"
run check --old "$s1_entry" --new "$s1_entry"
one_line "no --sequencer"
run check --batch
one_line "no --sequencer"
run check --sequencer naive --old "$s1_entry"
one_line "no --new"
run check --sequencer naive --new "$s1_entry"
one_line "no --old"
run check --sequencer naive --old "1 2" --new "$s1_entry"
one_line "--old:4: fewer than 8 qwords"
run check --sequencer naive --old "$s1_entry" --new "1 2 3 4 5 6 7 zz"
one_line "--new:15: not a hexadecimal digit"
run check --sequencer nobody --old "$s1_entry" --new "$s1_entry"
one_line "unknown sequencer: nobody"
run check --sequencer ./nothing.so --old "$s1_entry" --new "$s1_entry"
one_line "./nothing.so"
run check --sequencer naive --assume miracles --old "$s1_entry" --new "$s1_entry"
one_line "unknown assumption"
run check --sequencer naive --smmu idr0=2 --old "$s1_entry" --new "$s1_entry"
one_line "contradicting registers"
run check --sequencer naive --kind cd --old "$cd_entry" --new "$cd_entry"
one_line "no --ste"
run check --sequencer naive --batch --old "$s1_entry"
one_line "--batch"

done_testing
