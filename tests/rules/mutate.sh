#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# mutate.sh BUILD [ID...]: negate each rule, and let it never hold; IGNORED conditions also always.
# The decoders' unit tests must fail each time, or survivors.txt must say why they cannot. BUILD has
# HITLESS_PROBE.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
build=$(realpath "$1")
shift
explained=$here/survivors.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "mutate: $*" >&2
  exit 2
}

# Tests with expectations first: what only a property on random entries kills is said.
tests=()
for test in "$build"/tests/test_{ste,cd,stage2}*; do
  [[ -x $test && $test != *_properties ]] && tests+=("$test")
done
for test in "$build"/tests/test_{ste,cd}*_properties; do
  [ -x "$test" ] && tests+=("$test")
done
[ ${#tests[@]} -ge 4 ] || die "only ${#tests[@]} test programs in $build/tests"
mkdir "$work/out"
for test in "${tests[@]}"; do
  HITLESS_PROBE_OUT=$work/out "$test" >"$work/log" 2>&1 || die "$test fails without any mutation"
done

# judge MUTANT: one line "MUTANT survived", or "MUTANT killed by TEST"
judge() {
  local test log=$work/log.$BASHPID status how
  for test in $TESTS; do
    status=0
    HITLESS_PROBE_MUTATE=$1 timeout 60 "$test" >"$log" 2>&1 || status=$?
    ! grep -q '^hitless probe:' "$log" || { cat "$log" >&2 && return 255; }
    [ "$status" -ne 0 ] || continue
    how=killed
    if [ "$status" -eq 124 ]; then how="timed out"; fi
    if [ "$status" -gt 128 ] || grep -q 'failed with exception' "$log"; then how=crashed; fi
    echo "$1 $how by ${test##*/}"
    return 0
  done
  echo "$1 survived"
}
export -f judge
export work TESTS="${tests[*]}"

find "$work/out" -name '*.counts' -exec cat {} + |
  awk '!seen[$1]++ { print "negate:" $1; print "never:" $1; if ($2 == "ignored") print "always:" $1 }' \
    >"$work/all"
if [ $# -gt 0 ]; then
  for id in "$@"; do
    grep -x -E "[a-z]+:$id" "$work/all" || die "$id: no such rule or condition"
  done >"$work/mutants"
else
  cp "$work/all" "$work/mutants"
fi
[ -s "$work/mutants" ] || die "no mutants"
xargs -a "$work/mutants" -P "$(nproc)" -I '{}' bash -c 'judge {}' >"$work/results" ||
  die "a mutant could not be judged"
[ "$(wc -l <"$work/results")" -eq "$(wc -l <"$work/mutants")" ] || die "results are missing"

awk -v whole=$(($# == 0)) '
  FNR == 1 { file++ }
  file == 1 && $0 !~ /^#/ && NF { why[$1] = substr($0, length($1) + 2); next }
  file == 1 { next }
  file == 2 { known[$1] = 1; next }
  {
    mutants++
    if ($2 == "survived" && $1 in why && why[$1] != "") {
      print "survivor: " $1 ": " why[$1]
      survivors++
    } else if ($2 == "survived") {
      print "SURVIVED: " $1
      unexplained++
    } else {
      killed++
      by[$NF]++
      if ($2 != "killed") print $0
      if ($NF ~ /_properties$/) print "only by a property: " $1
      if ($1 in why) { print "STALE: survivors.txt: " $0; stale++ }
    }
  }
  END {
    for (m in why)
      if (!(m in known)) { print "STALE: survivors.txt: " m ": no such mutant"; stale++ }
    for (test in by) print by[test] " killed by " test
    printf "mutate: %d mutants, %d killed, %d survivors explained, %d unexplained%s\n", mutants, killed,
      survivors, unexplained, stale ? ", " stale " stale explanations" : ""
    exit unexplained || stale
  }' "$explained" "$work/all" "$work/results"
