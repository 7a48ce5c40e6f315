#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
. "$(dirname "$0")/helper"

# A case with much that its tear does not need.
run minimize --sequencer naive --old "9 0 0 0 0 0 0 1234" --new "280000008000000b d 3 0 0 0 0 0"
status 1
silent
out_has "title: "
out_has "  findings: [mixed-view]"
out_lacks "S2POI"
cp stdout small.yaml
run check small.yaml
status 0
out_has "ok "

# What is small stays so.
run minimize --sequencer naive small.yaml
status 1
diff small.yaml stdout >/dev/null || fail "another case than the minimised one"

run minimize --sequencer update-safe small.yaml
one_line "update-safe has no finding there"
run minimize small.yaml
one_line "no --sequencer"
run minimize --sequencer naive missing.yaml
one_line "missing.yaml: No such file"
run minimize --sequencer naive --old "$bypass_entry" small.yaml
one_line "beside a file"
run minimize --sequencer naive small.yaml small.yaml
one_line "more than one file"

# A walk: its target makes it smaller, and what is left finds the same. Again it stays as it is.
cat >walk.yaml <<'END'
program: life
version: 2
target: fuzz_attach
attach: bug-attach-cd-first
smmu: grace
assume: [ats-quiesced]
steps:
- {op: attach, what: s1, domain: 5}
- {op: ats, enable: 1}
- {op: set-pasid, pasid: 2, what: s1, domain: 6}
- {op: remove-pasid, pasid: 2}
- {op: attach, what: identity}
END
run minimize walk.yaml
status 1
silent
out_has "title: 'needless-break: "
out_lacks "pasid"
out_lacks "domain: 5"
out_lacks "assume"
[ "$(grep -c '^- op:' stdout)" -eq 2 ] || fail "not two steps"
cp stdout walk_small.yaml
run minimize walk_small.yaml
diff walk_small.yaml stdout >/dev/null || fail "another walk than the minimised one"
run replay walk_small.yaml
status 1
err_has "needless-break: "

# A guest, whose finding no case shows: steps, fields and the header go.
cat >guest.yaml <<'END'
program: guest
version: 2
hypervisor: bug-nested-break
smmu: grace
flips: [idr0.18]
entries: 6
derive-seed: 0x77
parent: {op: raw, entry: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1, S2TTB: 0x40000000}}
steps:
- {op: bypass}
- {op: raw, entry: {V: 1, Config: s1, S1ContextPtr: 0x80000000, S1CDMax: 2, S1CIR: 1, S1COR: 1, S1CSH: 3}}
- {op: abort}
END
run minimize guest.yaml
status 1
silent
out_has "program: guest"
out_lacks "flips"
out_lacks "S1CSH"
out_lacks "derive-seed"
cp stdout guest_small.yaml
run replay guest_small.yaml
status 1
run minimize guest_small.yaml
diff guest_small.yaml stdout >/dev/null || fail "another guest than the minimised one"

# An engine's input of updates: what is left is a case.
printf '\002\001\003\000\040\000\000' >input
run minimize --sequencer bug-two-as-one input
one_line "input: fuzz_ste_update: nothing found"
printf '\002\001\003\000\000\011\000' >input
run minimize --sequencer bug-two-as-one input
status 1
out_has "entry: ste"
cp stdout case.yaml
run check case.yaml
status 0
done_testing
