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
printf '%s\n' 'program: driver' 'version: 2' 'smmu: mmu-700' >program.yaml
run minimize --sequencer naive program.yaml
one_line "program.yaml:1:10: program: a program file, not a case: hitless replay runs it"
run minimize --sequencer naive missing.yaml
one_line "missing.yaml: No such file"
run minimize --sequencer naive --old "$bypass_entry" small.yaml
one_line "beside a case file"
run minimize --sequencer naive small.yaml small.yaml
one_line "more than one case"
done_testing
