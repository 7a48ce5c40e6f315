#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# expectations.sh HITLESS CASE...: all cases in one run. Only the expectations of kernel series that
# this build does not have are skipped, and they are counted. Then: what would not be noticed?
. "$(dirname "$0")/helper"
here=$(dirname "$0") hitless=$1
shift

must "$hitless" check "$@"
cp "$work/out" "$work/all"
version=$("$hitless" sequencers | sed -n 's/.*driver of Linux \([0-9]*\.[0-9]*\).*/\1/p')
total=$(cat "$@" | grep -c '^- sequencer: ')
foreign=$(grep -h '^- sequencer: linux-' "$@" | grep -cvxF -- "- sequencer: linux-${version:-none}")
tail -n 1 "$work/all"
[ "$(tail -n 1 "$work/all")" = "$((total - foreign)) as expected, 0 different, $foreign skipped" ] ||
  complain "not all expectations but the $foreign of other kernel series were checked"
[ "$(grep -c '^skipped ' "$work/all")" -eq "$foreign" ] || complain "not every skip is printed"

must bash "$here/bugs.sh" "$hitless" "$@"
must_fail 1 "no case catches it" bash "$here/bugs.sh" "$hitless" "$1"

# An expectation that does not hold fails.
sed '/^expect:/,$d' "$1" >"$work/case.yaml"
printf 'expect:\n- sequencer: break-first\n  outcome: torn\n' >>"$work/case.yaml"
must_fail 1 "DIFFERS" "$hitless" check "$work/case.yaml"
must_fail 1 "$work/case.yaml" bash "$here/bugs.sh" "$hitless" "$@" "$work/case.yaml"
done_testing
