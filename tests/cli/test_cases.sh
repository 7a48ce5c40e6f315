#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless check CASE...: expectations met and not met, and files that are no cases.
. "$(dirname "$0")/helper"

head_of_case='title: a test
entry: ste
smmu: mmu-700'

case_file good.yaml <<EOF
$head_of_case
old: {V: 1, Config: s1, S1ContextPtr: 0x80000000, S2VMID: 3}
new: {V: 1, Config: s2, S2TTB: 0x90000000, S2VMID: 5, S2T0SZ: 20, S2SL0: 2, S2PS: 44-bit, S2AA64: 1}
expect:
- sequencer: naive
  outcome: torn
  findings: [mixed-view, illegal-view]
- sequencer: break-first
  outcome: breaking
EOF
run check good.yaml
status 0
silent
out_has "ok       good.yaml: naive: torn illegal-view mixed-view"
out_has "ok       good.yaml: break-first: breaking"
out_has "2 as expected, 0 different, 0 skipped"
run check --json good.yaml
out_has '"case":"good.yaml","sequencer":"naive","expected":"torn","status":"ok"'

sed 's/outcome: torn/outcome: hitless/; s/findings: .*/findings: []/' good.yaml >different.yaml
run check different.yaml
status 1
out_has "DIFFERS  different.yaml: naive: expected hitless, found torn illegal-view mixed-view"
sed 's/mixed-view, //' good.yaml >fewer.yaml
run check --sequencer naive fewer.yaml
status 1
out_has "0 as expected, 1 different, 0 skipped"
run check --sequencer break-first different.yaml
status 0
run check --sequencer used-bits good.yaml
one_line "no case expects anything of used-bits"

# A tree that this build cannot have is skipped, and the skip is counted. It is never as expected.
unjudged()
{
    status 125
    [ "$(wc -l <stderr)" -eq 1 ] || fail "not one line of error"
    err_has "hitless: nothing is judged: no case expects anything of"
}
sed 's/sequencer: naive/sequencer: linux-1.0/' good.yaml >tree.yaml
run check tree.yaml
out_has "1 as expected, 0 different, 1 skipped"
if "$hitless" sequencers | grep -q '^linux '; then
    out_has "skipped  tree.yaml: linux: the case expects nothing of Linux"
    unjudged
    run check --sequencer linux tree.yaml
    unjudged
    run check --sequencer linux good.yaml
    unjudged
    sed 's/sequencer: naive/sequencer: linux>=1.0/; s/\[mixed-view.*/[]/; s/torn/unchanged/' good.yaml >different.yaml
    run check different.yaml
    status 1
    out_has "DIFFERS  different.yaml: linux>=1.0: expected unchanged"
else
    status 0
    out_has "skipped  tree.yaml: linux: this build has no kernel tree"
    sed -i '/break-first/,$d' tree.yaml
    run check tree.yaml
    out_has "0 as expected, 0 different, 1 skipped"
    unjudged
fi
run check good.yaml
status 0

# What is expected of Linux must be clear whatever the tree.
sed 's/sequencer: naive/sequencer: linux-next/' good.yaml >bad.yaml
run check bad.yaml
one_line "bad.yaml:7:14: expect.1.sequencer: not a release, a range or a feature of Linux: next"
sed 's/sequencer: naive/sequencer: linux>=7.0/; s/break-first/linux with mev/' good.yaml >bad.yaml
run check bad.yaml
one_line "bad.yaml:10:14: expect.2.sequencer: a tree may match linux>=7.0 as well, and neither is the more"
sed 's/sequencer: naive/sequencer: linux-7.0/; s/break-first/linux-7.0/' good.yaml >bad.yaml
run check bad.yaml
one_line "expect.2.sequencer: a second expectation of linux-7.0"

case_file silent.yaml <<EOF
$head_of_case
old: {V: 1}
new: {V: 1}
EOF
run check silent.yaml
one_line "silent.yaml: expect: the case expects nothing"

# One bad file does not hide the others.
run check nothing.yaml good.yaml
one_line "nothing.yaml: No such file or directory"
out_has "2 as expected"

bad_case()
{
    { [ "$1" = headless ] || echo "$head_of_case"; cat; } >bad.yaml
}

bad_case whole <<EOF
old: {V: 1, Confg: s1}
new: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:4:13: old.Confg: no such field in an STE"

bad_case whole <<EOF
old: {V: 1}
new:
  V: 2
EOF
run check bad.yaml
one_line "bad.yaml:6:6: new.V: value too wide for the field (1 bit): 2"

bad_case whole <<EOF
old: {V: [1]}
new: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:4:10: old.V: expecting STRING"

bad_case whole <<EOF
old: 5
new: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:4:6: old: expecting MAPPING"

bad_case whole <<EOF
old: {V: 1, S1ContextPtr: 0x80000001}
new: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:4:27: old.S1ContextPtr: address has bits below the field"

bad_case whole <<EOF
old: {V: 1}
new: {raw: "1 2 3"}
EOF
run check bad.yaml
one_line "bad.yaml:5:12: new.raw: fewer than 8 qwords"

bad_case whole <<EOF
old: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:1:1: missing: new"

bad_case whole <<EOF
old: {V: 1}
new: {V: 1}
colour: red
EOF
run check bad.yaml
one_line "bad.yaml:6:1: colour: unknown key"

bad_case whole <<EOF
old: {V: 1}
new: {V: 1}
expect:
- sequencer: naive
  outcome: splendid
EOF
run check bad.yaml
one_line "bad.yaml:8:12: expect.1.outcome: unknown outcome: splendid"

bad_case whole <<EOF
old: {V: 1}
new: {V: 1}
expect:
- sequencer: naive
  outcome: torn
  findings: [torn-view]
EOF
run check bad.yaml
one_line "bad.yaml:9:14: expect.1.findings.1: unknown finding: torn-view"

bad_case whole <<EOF
old: {V: 1}
new: {V: 1}
expect:
- sequencer: nobody
  outcome: torn
EOF
run check bad.yaml
one_line "bad.yaml:7:14: expect.1.sequencer: unknown sequencer: nobody"
run explain bad.yaml
one_line "bad.yaml:7:14: expect.1.sequencer: unknown sequencer: nobody"
run check <(cat bad.yaml)
one_line ": expect.1.sequencer: unknown sequencer: nobody"

bad_case headless <<EOF
title: registers that contradict each other
entry: ste
smmu: idr0=0x2,idr5=0x15
old: {V: 1}
new: {V: 1}
EOF
run check bad.yaml
one_line "bad.yaml:3:7: smmu: contradicting registers: idr0: TTF=0"

sed 's/^entry: ste/entry: cd/; s/^old:.*/old: {V: 1}/; s/^new:.*/new: {V: 1}/' good.yaml >bad.yaml
sed -i '/break-first/,$d' bad.yaml
run check bad.yaml
one_line "bad.yaml:1:1: missing: ste"
cp good.yaml bad.yaml
sed -i 's/^old:/ste: {V: 1}\nold:/' bad.yaml
run check bad.yaml
one_line "ste: only a CD has an STE that leads to it"

printf 'title: a\nold: {V: 1\n' >bad.yaml
run check bad.yaml
one_line "bad.yaml:3:1: "
printf '%s\nold: {}\nnew: {}\n---\ntitle: b\n' "$head_of_case" >bad.yaml
run check bad.yaml
one_line "bad.yaml:6:1: a second document"
printf '%s\nold: &a {}\nnew: *a\n' "$head_of_case" >bad.yaml
run check bad.yaml
one_line "bad.yaml:5:6: an alias"
printf -- '- 1\n' >bad.yaml
run check bad.yaml
one_line "bad.yaml:1:1: not a mapping but a sequence"
: >bad.yaml
run check bad.yaml
one_line "bad.yaml:1:1: empty"
printf '\377\376\0\001\002' >bad.yaml
run check bad.yaml
one_line "bad.yaml:"
head -c 300 /dev/zero | tr '\0' '[' >bad.yaml
run check bad.yaml
one_line "bad.yaml:1:"
truncate -s 10G huge.yaml
run check huge.yaml
one_line "huge.yaml: larger than 64 KiB"
run check /dev/zero
one_line "/dev/zero: larger than 64 KiB"
run check .
one_line ".: is a directory"
run check good.yaml --old "$s1_entry"
one_line "--old or --new beside case files"

done_testing
