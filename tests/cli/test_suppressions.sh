#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
reproducers=$(realpath "$(dirname "$0")/../../reproducers")
. "$(dirname "$0")/helper"

cat >program.yaml <<'END'
program: ste
version: 2
smmu: grace
steps:
- {op: raw, entry: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1}}
- {op: fields, fields: [S2VMID=2, S2TTB=0x40000000]}
END
# known LINE...: one suppression of these keys, with a reason
known() {
  { echo "suppressions:" && printf '%s\n' "- reason: it is known" && printf '  %s\n' "$@"; } >known.yaml
}
# passes STATUS KEY...: with such a suppression the program ends so
passes() {
  local wanted=$1
  shift
  known "$@"
  run replay --sequencer naive --suppressions known.yaml program.yaml
  status "$wanted"
}
# refused TEXT KEY...: such a file is refused, by one line that has this text
refused() {
  local text=$1
  shift
  known "$@"
  run replay --sequencer naive --suppressions known.yaml program.yaml
  status 2
  [ "$(wc -l <stderr)" -eq 1 ] || fail "not one line of error"
  err_has "$text"
}

run replay --sequencer naive program.yaml
status 1
passes 0 "finding: mixed-view"
passes 0 "finding: mixed-view" "from: s2" "to: s2"
passes 0 "finding: mixed-view" "title: 'mixed-view: s2 to s2'"
passes 0 "finding: mixed-view" "title: 'mixed*s2'"
passes 0 "finding: mixed-view" "title: '*: s2 to *'"
# Each condition counts.
passes 1 "finding: mixed-view" "title: 'mixed*s1'"
passes 1 "finding: mixed-view" "title: '* to s'"
passes 1 "finding: illegal-view"
passes 1 "finding: mixed-view" "from: s1"
passes 1 "finding: mixed-view" "to: nested"
passes 1 "finding: mixed-view" "title: 'mixed-view: s2 to s1'"
passes 1 "finding: mixed-view" "rule: STE_S2VMID"
passes 1 "finding: mixed-view" "severity: isolation"
passes 1 "finding: mixed-view" "within: unbind"
passes 0 "finding: mixed-view" "ends: true"
passes 0 "finding: mixed-view" "ends: false"

# A rule: bug-safe-s2s makes a live entry ILLEGAL by it.
ats=$reproducers/s2s_off_eats_on.yaml
run replay --target fuzz_ste_update --sequencer bug-safe-s2s "$ats"
rule=$(sed -n 's/^  illegal-view, epoch [0-9]*: \([A-Z0-9_]*\).*/\1/p' stderr | head -n 1)
[ -n "$rule" ] || fail "no rule"
known "finding: illegal-view" "rule: $rule"
printf '%s\n' "- {finding: unsound-safe, reason: it is known}" >>known.yaml
run replay --target fuzz_ste_update --sequencer bug-safe-s2s --suppressions known.yaml "$ats"
status 0

# What is looked for when a program is made smaller is not what is known.
known "finding: needless-break"
run minimize --sequencer naive --suppressions known.yaml program.yaml
status 1
out_has "mixed-view"

refused "hitless: known.yaml:3:12: suppressions.1.finding: unknown finding: torn" "finding: torn"
refused "hitless: known.yaml:4:9: suppressions.1.rule: unknown rule: STE_X" "finding: mixed-view" "rule: STE_X"
refused "hitless: known.yaml:4:9: suppressions.1.from: unknown configuration: s3" "finding: mixed-view" "from: s3"
refused "hitless: known.yaml:4:7: suppressions.1.to: unknown configuration: s3" "finding: mixed-view" "to: s3"
refused "hitless: known.yaml:4:13: suppressions.1.severity: unknown severity: bad" "finding: mixed-view" "severity: bad"
refused "hitless: known.yaml:4:11: suppressions.1.within: unknown operation: bad" "finding: mixed-view" "within: bad"
refused "hitless: known.yaml:4:9: suppressions.1.ends: neither true nor false: maybe" "finding: mixed-view" "ends: maybe"
refused "hitless: known.yaml:4:15: suppressions.1.reproducer: no such file: no.yaml" "finding: mixed-view" "reproducer: no.yaml"
refused "hitless: known.yaml:4:3: suppressions.1.why: unknown key" "finding: mixed-view" "why: so"
refused "missing: finding" "from: s2"
printf 'suppressions:\n- finding: mixed-view\n' >known.yaml
run replay --sequencer naive --suppressions known.yaml program.yaml
status 2
err_has "known.yaml:2:3: suppressions.1: missing: reason"
run replay --sequencer naive --suppressions missing.yaml program.yaml
status 2
err_has "missing.yaml: No such file"
# What is not needed is told; triage and check know them, too.
known "finding: mixed-view" "from: s2"
printf '%s\n' '- {finding: mixed-view, from: nested, reason: another}' >>known.yaml
run replay --sequencer naive --suppressions known.yaml program.yaml
status 0
err_has "suppression not needed: mixed-view"
[ "$(wc -l <stderr)" -eq 1 ] || fail "more than one is not needed"
mkdir -p crashes
cp program.yaml crashes/crash-1
run triage --all --sequencer naive crashes
status 1
run triage --all --sequencer naive --suppressions known.yaml crashes
status 0
out_has "suppression not needed: mixed-view"
run triage --all --sequencer naive --suppressions known.yaml --json crashes
out_has '"not-needed":["mixed-view'
cat >torn.yaml <<'END'
title: torn
entry: ste
smmu: grace
old: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1}
new: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 2, S2TTB: 0x40000000}
END
cp torn.yaml crashes/crash-1
for verb in "replay torn.yaml" "triage --all crashes"; do
  # shellcheck disable=SC2086 # words
  run $verb --sequencer naive
  status 1
  # shellcheck disable=SC2086 # words
  run $verb --sequencer naive --suppressions known.yaml
  status 0
  # shellcheck disable=SC2086 # words
  run $verb --sequencer naive --tolerate mixed-view
  status 0
done
update=(--sequencer naive --old "$s2_entry" --new "d 0 040c009400000006 a0000000 0 0 0 0")
run check "${update[@]}"
found=$result
run check "${update[@]}" --tolerate all
status 0
[ "$found" -eq 1 ] || fail "nothing to tolerate"
run check "${update[@]}" --tolerate excess-sync
status 1
run check torn.yaml --tolerate all
one_line "beside case files"
run check "${update[@]}" --tolerate torn
one_line "no such finding: torn"

# Titles, one a line.
echo "mixed-view: s2 to s2" >titles
run replay --sequencer naive --suppressions titles program.yaml
status 0
done_testing
