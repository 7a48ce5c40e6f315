#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# coverage.sh BUILD: how often each legality rule and IGNORED condition held and did not hold, in the unit
# tests of the decoders, in the seeds and reproducers, and in a fixed random run. Fails if one was not seen both ways.
set -euo pipefail
build=$(realpath "$1") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# sum NAME: the counters of every process that wrote into $work/NAME
sum() {
  [ -n "$(ls -A "$work/$1")" ] || { echo "rules: $1: no process counted anything" >&2; exit 1; }
  cat "$work/$1"/* | awk '{ held[$1] += $2; not[$1] += $3 } END { for (c in held) print c, held[c], not[c] }' |
    LC_ALL=C sort >"$work/$1.sum"
}

mkdir "$work/tests" "$work/seeds" "$work/random"
(cd "$build" && HITLESS_PROBE_OUT=$work/tests ctest -j "$(nproc)" -L '^smmu$' >"$work/tests.log" 2>&1) ||
  { tail -n 20 "$work/tests.log" >&2; exit 1; }
(cd "$build" && HITLESS_PROBE_OUT=$work/seeds ctest -j "$(nproc)" -R '^replay' >"$work/seeds.log" 2>&1) ||
  { tail -n 20 "$work/seeds.log" >&2; exit 1; }
HITLESS_PROBE_OUT=$work/random "$build/tests/random_decodes"
for run in tests seeds random; do sum "$run"; done

{
  "$build/hitless" rules --kind all | awk '{ print $1, $2 }'
} >"$work/list"
awk -v list="$work/list" -v tests="$work/tests.sum" -v seeds="$work/seeds.sum" -v random="$work/random.sum" '
  function load(file, held, not,   f) {
    while ((getline <file) > 0) { held[$1] = $2; not[$1] = $3 }
  }
  BEGIN {
    load(tests, th, tn); load(seeds, sh, sn); load(random, rh, rn)
    printf "%-24s %-9s %25s %25s %25s\n", "", "", "unit tests", "seeds", "random"
    printf "%-24s %-9s %12s %12s %12s %12s %12s %12s\n", "condition", "section", "holds", "not", "holds", "not", "holds", "not"
    while ((getline <list) > 0) {
      c = $1
      if (!(c in th)) { print "rules: " c ": not counted" >"/dev/stderr"; bad++ ; continue }
      printf "%-24s %-9s %12d %12d %12d %12d %12d %12d\n", c, $2, th[c], tn[c], sh[c], sn[c], rh[c], rn[c]
      all++
      if (!(th[c] + sh[c] + rh[c])) { print "rules: " c ": never held" >"/dev/stderr"; bad++ }
      if (!(tn[c] + sn[c] + rn[c])) { print "rules: " c ": always held" >"/dev/stderr"; bad++ }
      if (!th[c] || !tn[c]) { print "rules: " c ": not seen both ways by the unit tests" >"/dev/stderr"; bad++ }
    }
    for (c in th) counted++
    if (counted != all) { print "rules: " counted " conditions counted, " all " listed" >"/dev/stderr"; bad++ }
    printf "rules: %d conditions, %s\n", all, bad ? bad " not seen both ways" : "all seen both ways, and by the unit tests alone"
    exit bad || !all
  }'
