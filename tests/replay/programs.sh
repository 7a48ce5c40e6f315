#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# programs.sh HITLESS PROGRAM...: what programs of a whole driver expect of trees is judged in one run, or skipped without a
# tree. A finding that is not expected, one that is not found, another severity and another section are noticed.
. "$(dirname "$0")/helper"
hitless=$1
shift

"$hitless" check "$@" >"$work/out" 2>&1
status=$?
judged=$(grep -c '^ok ' "$work/out")
skipped=$(grep -c '^skipped ' "$work/out")
tail -n 1 "$work/out"
[ $((judged + skipped)) -eq $# ] || complain "not all $# as expected"
if [ "$judged" -eq 0 ]; then
  [ "$status" -eq 125 ] || complain "exit status $status"
else
  [ "$status" -eq 0 ] || complain "exit status $status"
  # One in which several things are found.
  grep '^ok .*), ' "$work/out" | sed 's/^ok *//; s/: .*//' | head -n 1 >"$work/judged"
  [ -s "$work/judged" ] || complain "no program of several findings"
fi

# What is wrong with a file.
sed '/^expect:/,/^[a-z]*:/{/^ /d;/^-/d;/^expect:/d}' "$1" >"$work/nothing.yaml"
must_fail 2 "nothing.yaml: the program expects nothing" "$hitless" check "$work/nothing.yaml"
wrong() { # FIELD VALUE ERROR
  sed "0,/\( *\)$1: .*/s//\1$1: $2/" "$work/first.yaml" >"$work/wrong.yaml"
  must_fail 2 "$3" "$hitless" check "$work/wrong.yaml"
}
cp "$1" "$work/first.yaml"
wrong tree hurd "tree: not a range of kernel trees: hurd"
wrong tree "linux>=7.2 <7.2" "no Linux can be all of"
wrong finding "no-such STE in probe" "finding: unknown finding: no-such STE in probe"
wrong severity grave "severity: unknown severity: grave"
awk '/^[a-z]/ {on = 0; n = 0} /^expect:/ {on = 1} /^- / {n++} on && n == 1' "$1" >"$work/one"
sed "/^expect:/r $work/one" "$1" >"$work/twice.yaml"
must_fail 2 "a tree may match" "$hitless" check "$work/twice.yaml"
nothing='- {tree: linux, finding: nothing, severity: advice}'
sed "s/^expect:/&\n$nothing/" "$1" >"$work/twice.yaml"
must_fail 2 "a tree may match" "$hitless" check "$work/twice.yaml"

# What would not be noticed?
if [ -s "$work/judged" ]; then
  program=$(cat "$work/judged")
  cp "$program" "$work/first.yaml"
  differs() { # EDIT
    sed "$1" "$work/first.yaml" >"$work/different.yaml"
    must_fail 1 "DIFFERS" "$hitless" check "$work/different.yaml"
  }
  differs '0,/^  finding: .*/s//  finding: mixed-view view in attach/'
  differs '0,/^  severity: .*/s//  severity: advice/'
  differs '0,/^  section: .*/s//  section: 1.1/'
  sed "/^expect:/,/^[a-z]*:/{/^ /d;/^-/d;s/^expect:/&\n$nothing/}" "$program" >"$work/different.yaml"
  must_fail 1 "expected nothing, found" "$hitless" check "$work/different.yaml"
  # A linear stream table, and a device: nothing is found in any tree.
  printf 'program: driver\nversion: 2\nsmmu: grace\nflips: [idr0.27]\nexpect:\n%s\n' "$nothing" >"$work/good.yaml"
  must "$hitless" check "$work/good.yaml"
  grep -q '^ok .*: nothing$' "$work/out" || complain "nothing is not as expected"
  # The first alone.
  awk '/^[a-z]/ {on = 0; n = 0} /^expect:/ {on = 1} /^- / {n++} !on || n < 2' "$program" >"$work/first.yaml"
  differs ''
fi

# Where the SMMU may first read the view: another CPU's store to the CD that it may still hold as valid.
if [ -s "$work/judged" ]; then
  "$hitless" replay --json --tolerate subject-warning "$(dirname "$1")/exit_during_unbind.yaml" >"$work/out"
  python3 - "$work/out" <<'END' || complain "the view at fault is not where it can first be read"
import json, sys
steps = [s for o in json.load(open(sys.argv[1]))["timeline"] for s in o.get("steps", [])]
seen = [s for s in steps if "view" in s]
held = {k["structure"]: sorted(k["qwords"]) for k in seen[0]["held"]}
sys.exit(len(seen) != 1 or not seen[0]["store"].startswith("CD 0x8.1 qword 1") or held != {"CD 0x8.1": ["0", "1"]})
END
fi

# As crashes: each finds something, and what is written of a cause shows it again.
if [ -s "$work/judged" ]; then
  "$hitless" triage --json "$@" >"$work/out"
  tail -n 1 "$work/out" | grep -qF "\"replayed\":$#,\"" || complain "not all $# are triaged: $(tail -n 1 "$work/out")"
  [ "$(grep -o '"class":"[a-z-]*"' "$work/out" | sort -u)" = '"class":"finding"' ] || complain "not all are findings"
  "$hitless" triage --json --out "$work/causes" "$program" >"$work/out"
  grep -F '"count":1,' "$work/out" | grep -qF '"minimised":true' || complain "$program: not minimised"
  cause=$(sed -n 's/.*"cause":"\([^"]*\)".*/\1/p' "$work/out")
  "$hitless" replay --json "$work"/causes/*.yaml >"$work/out"
  grep -qF "\"title\":\"$cause\"" "$work/out" || complain "$program: what is written does not show: $cause"
fi
done_testing
