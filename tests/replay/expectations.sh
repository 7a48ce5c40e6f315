#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# expectations.sh HITLESS CASE...: all cases in one run. Of what a case expects of Linux one expectation
# is checked; without a kernel tree that is skipped and counted, and of a tree only cases of a feature that
# it lacks may be. Then: what would not be noticed?
. "$(dirname "$0")/helper"
here=$(dirname "$0") hitless=$1
shift

must "$hitless" check "$@"
cp "$work/out" "$work/all"
# Of a subject, as of Linux, one expectation a case, and none without a tree of it.
of_subjects=0 without=0
while read -r subject state; do
  cases=$(grep -lE -- "^- sequencer: $subject([<>= ]|-[0-9]|\$)" "$@" | wc -l)
  of_subjects=$((of_subjects + cases))
  [ "$state" = here ] || without=$((without + cases))
done < <("$hitless" subjects --json | python3 -c '
import json, sys
for line in sys.stdin:
    one = json.loads(line)
    print(one["name"], one["state"].split()[0])')
subjects=$("$hitless" subjects | sed -n 's/^\([^ ][^ ]*\) .*/\1/p' | paste -sd'|')
cat "$@" | grep '^- sequencer: ' | grep -vE "^- sequencer: ($subjects)([<>= ]|-[0-9]|\$)" >"$work/others"
named=$(grep -cv '^- sequencer: linux' "$work/others")
linux=$(grep -lE '^- sequencer: linux([-<>= ][^b]|$)' "$@" | wc -l)
skipped=$linux
if "$hitless" sequencers | grep -q '^linux '; then
  skipped=0
  ! "$hitless" sequencers | grep -q ', mev no' || skipped=$(grep -l '^- sequencer: linux<7.0 with mev ' "$@" | wc -l)
fi
skipped=$((skipped + without))
tail -n 1 "$work/all"
[ "$(tail -n 1 "$work/all")" = "$((named + linux + of_subjects - skipped)) as expected, 0 different, $skipped skipped" ] ||
  complain "not $named expectations, and one of each of the $linux cases of Linux and $of_subjects of subjects but $skipped"
[ "$(grep -c '^skipped ' "$work/all")" -eq "$skipped" ] || complain "not every skip is printed"

# A reproducer that names a series would say nothing of the next one.
series=$(grep -l '^- sequencer: linux-[0-9]' "$@")
[ -z "$series" ] || complain "expectations of one series, not of a range or a feature: $series"

must python3 "$here/bugs.py" "$hitless" "$@"
must_fail 1 "no case catches it" python3 "$here/bugs.py" "$hitless" "$1"

# An expectation that does not hold fails.
sed '/^expect:/,$d' "$1" >"$work/case.yaml"
printf 'expect:\n- sequencer: break-first\n  outcome: torn\n' >>"$work/case.yaml"
must_fail 1 "DIFFERS" "$hitless" check "$work/case.yaml"
must_fail 1 "$work/case.yaml" python3 "$here/bugs.py" "$hitless" "$@" "$work/case.yaml"
done_testing
