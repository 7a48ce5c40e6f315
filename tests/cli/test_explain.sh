#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless explain: the timeline of a torn, a breaking and a hitless update.
. "$(dirname "$0")/helper"

case_file case.yaml <<'EOF'
title: stage 1 to stage 2
origin: a test
entry: ste
smmu: mmu-700
old: {V: 1, Config: s1, S1ContextPtr: 0x80000000, S1CDMax: 5, S1DSS: bypass, S2VMID: 3}
new: {V: 1, Config: s2, S2TTB: 0x90000000, S2VMID: 5, S2T0SZ: 20, S2SL0: 2, S2PS: 44-bit, S2AA64: 1}
expect:
- sequencer: linux-1.0
  outcome: torn
- sequencer: naive
  outcome: torn
EOF

run explain --sequencer naive --smmu qemu --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
status 0
out_has "SHCFG         nsh (unused)                    incoming (RES0)"
out_has "    SHCFG=incoming is RES0: STE_MTCFG_ATTR_TYPES_OVR (5.2)"

run explain case.yaml
status 1
silent
out_has "stage 1 to stage 2"
out_has "origin a test"
out_has "sequencer naive"
out_has "S1CDMax       5                               0 (unused)"
out_has " 1. store qword 0:"
out_has "Config s1 -> s2"
out_has "16 views of this epoch"
out_has "rule STE_S2AA64_VMSA32 (5.2.2)"
out_has "event C_BAD_STE"
out_has "mixed-view: old qwords"
out_has "vs old: S1DSS bypass -> terminate"
out_has "read at IOVA 0x1000: old -> PA 0x1000"
out_has "view -> aborted with C_BAD_STE"
out_has "torn: 4 stores, 1 sync, 16 views"
! grep -q '.\{101\}' stdout || fail "lines of more than 100 columns"
! grep -q "$(printf '\033')" stdout || fail "colour although this is no terminal"

run explain case.yaml --sequencer break-first
out_has "stopped: "
out_has "a transaction is aborted, event C_BAD_STE (V=0)"
out_has "breaking: "

run explain --sequencer break-first --old "$bypass_entry" --new "9 100000000000 0 0 0 0 0 0"
status 1
out_has "needless-break"
out_has "this would have been hitless:"
out_has " 1. store qword 1 = 0x0000100000000000"

run explain --sequencer naive --old "$s1_entry" --new "$s1_entry"
status 0
out_has "no store, no sync"
out_has "unchanged"

run explain
one_line "nothing to explain"
run explain nothing.yaml
one_line "nothing.yaml: No such file or directory"
run explain case.yaml case.yaml
one_line "more than one case"
run explain case.yaml --new "$s1_entry"
one_line "beside a case file"
run explain case.yaml --sequencer nobody
one_line "unknown sequencer: nobody"
sed -i '/naive/,$d' case.yaml
run explain case.yaml
one_line "no --sequencer"

# A CD, and what the device would see.
case_file cd.yaml <<EOF
title: another TTB0
entry: cd
smmu: mmu-700
ste: {V: 1, Config: s1, S1ContextPtr: 0x80000000}
old: {raw: "$cd_entry"}
new: {V: 1, T0SZ: 25, EPD1: 1, IPS: 40-bit, AA64: 1, R: 1, A: 1, ASID: 6, TTB0: 0xa0000000, MAIR0: 0xff}
EOF
run explain --sequencer naive cd.yaml
status 1
silent
out_has "vmsa64, StreamWorld NS-EL1"
out_has "mixed-view: "
out_has "read at IOVA 0x1000: old -> PA 0x"
out_has "a transaction is translated by stage 1 tables at 0x90000000 and"
! grep -q '.\{101\}' stdout || fail "lines of more than 100 columns"

# Views whose transactions are all alike are findings all the same.
case_file alike.yaml <<EOF
title: only the ASID and TTB1's TBI differ
entry: cd
smmu: mmu-700
ste: {V: 1, Config: s1, S1ContextPtr: 0x80000000}
old: {V: 1, T0SZ: 25, EPD1: 1, IPS: 40-bit, AA64: 1, R: 1, A: 1, ASID: 6, TTB0: 0xa0000000, AMAIR0: 1}
new: {V: 1, T0SZ: 25, EPD1: 1, IPS: 40-bit, AA64: 1, R: 1, A: 1, ASID: 7, TTB0: 0xa0000000, AMAIR0: 2}
EOF
run explain --sequencer naive alike.yaml
out_has "mixed-view: "
out_has "every probed transaction does the same with the old entry, the view and the new one:"
out_has "the configuration differs all the same"
out_has "no probe shows ASID: a tag of TLB entries"
out_has "no probe shows AMAIR0: IMPLEMENTATION DEFINED attributes"

# Incoming attributes that tell nsh from incoming; and what no probe shows, with the reason.
case_file shcfg.yaml <<EOF
title: bypass, from SHCFG=nsh to SHCFG=incoming and another PARTID
entry: ste
smmu: v3.4-full
old: {V: 1, Config: bypass, SHCFG: nsh}
new: {V: 1, Config: bypass, SHCFG: incoming, PARTID: 1}
EOF
run explain --sequencer naive shcfg.yaml
status 1
silent
out_has "read at IOVA 0x1000, incoming iWB-oWB-ISH: old -> PA 0x1000 iWB-oWB-NSH privileged,"
out_has "view -> PA 0x1000 iWB-oWB-ISH privileged, new -> PA 0x1000 iWB-oWB-ISH privileged"
out_has "every probed transaction does as with the new entry:"
out_has "every probed transaction does as with the old entry:"
out_has "no probe shows PARTID: MPAM labels are not modelled"
! grep -q '.\{101\}' stdout || fail "lines of more than 100 columns"

# Transactions that come to the same are shown once.
run explain case.yaml --sequencer naive
out_has "read at IOVA 0x1000: "
test "$(grep -c 'write at IOVA 0x1000: ' stdout)" -eq 0 || fail "the same twice"

# A page, whole or not at all; what a case says is text in it.
sed 's|^title:.*|title: "<script>alert(1)</script> \& more"|' case.yaml >marked.yaml
grep -q '^title:' marked.yaml || echo 'title: "<script>alert(1)</script> & more"' >>marked.yaml
run explain marked.yaml --sequencer naive --html page.html
status 1
out ""
grep -q '</html>' page.html || fail "no whole page"
grep -qF '&lt;script&gt;alert(1)&lt;/script&gt; &amp; more' page.html || fail "the title is not in the page as text"
[ "$(grep -c '<script>' page.html)" -eq 1 ] || fail "a script that is not ours"
! grep -qE 'https?:' page.html || fail "the page needs the network"
run explain case.yaml --sequencer naive --html none/page.html
one_line "none/page.html: "
done_testing
