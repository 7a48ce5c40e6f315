#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# mutator_runs.sh FUZZ-TARGET [AFL-TARGET MUTATOR SEED]: the mutator runs in libFuzzer, and in afl-fuzz with
# its trimming; within a budget of executions it finds a seeded bug that the engine's own mutations miss.
# The bug needs one exact address (bug-used-s1ctxptr). Measured: libFuzzer with the mutator needs 173 to 11282
# executions (seeds 1 to 5), less than a quarter of BUDGET. These numbers move with every change of derive.c or
# pool.c; `./dev bugs bug-used-s1ctxptr` gives those of both engines, with and without the mutator.
set -u
fuzz=$1 afl=${2:-} mutator=${3:-} seed=${4:-}
engines=$(dirname "$0")/../../tools/engines.sh
readonly BUG=bug-used-s1ctxptr BUDGET=52000 AFL_BUDGET=100000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
unset HITLESS_TOLERATE HITLESS_FINDINGS HITLESS_OPTIONS HITLESS_QUIET HITLESS_MUTATOR LIB_FUZZING_ENGINE

complain() {
  echo "FAIL: $*"
  failures=$((failures + 1))
}

# run_libfuzzer on|off SEQUENCER RUNS: its output is in $work/log
run_libfuzzer() {
  rm -rf "$work/corpus" && mkdir "$work/corpus"
  HITLESS_MUTATOR=$1 HITLESS_SEQUENCER=$2 "$engines" run_libfuzzer "$fuzz" -seed=1 -runs="$3" \
    -artifact_prefix="$work/" "$work/corpus" >"$work/log" 2>&1
}

mutations() { sed -n "s/^mutations: .*$1 \([0-9]*\).*/\1/p" "$2" | tail -n 1; }

# at_least NUMBER COUNTER FILE
at_least() {
  [ "$(mutations "$2" "$3" | grep . || echo 0)" -ge "$1" ] || {
    complain "fewer than $1 of $2: $(grep '^mutations:' "$3" | tail -n 1)"
  }
}

run_libfuzzer on update-safe 2000 || complain "the right algorithm fails: $(tail -n 3 "$work/log")"
at_least 1000 custom "$work/log"
at_least 100 plain "$work/log"
at_least 10 crossovers "$work/log"
run_libfuzzer off update-safe 2000 || complain "the right algorithm fails: $(tail -n 3 "$work/log")"
at_least 1000 plain "$work/log"
[ "$(mutations custom "$work/log")" = 0 ] || complain "HITLESS_MUTATOR=off: the mutator ran"

run_libfuzzer on $BUG $BUDGET && complain "libFuzzer: $BUG is not found with the mutator"
grep -q '^==== hitless: finding ====' "$work/log" || complain "libFuzzer: not a finding: $(tail -n 3 "$work/log")"
echo "libFuzzer: $(grep '^executions' "$work/log" | tail -n 1)"
run_libfuzzer off $BUG $BUDGET || complain "libFuzzer: $BUG is found without the mutator, too"

# run_afl on|off SEQUENCER EXECUTIONS INPUT: the mutator's counts are in $work/counts
run_afl() {
  local library='' status=0
  [ "$1" = off ] || library=$mutator
  rm -rf "$work/in" "$work/out" "$work/counts" && mkdir "$work/in"
  cp "$4" "$work/in/"
  env ${library:+AFL_CUSTOM_MUTATOR_LIBRARY="$library"} HITLESS_MUTATOR_LOG="$work/counts" \
    HITLESS_SEQUENCER="$2" HITLESS_QUIET=1 AFL_BENCH_UNTIL_CRASH=1 HITLESS_MUTATOR=off \
    "$engines" run_afl "$afl" -s 1 -i "$work/in" -o "$work/out" -E "$3" >"$work/log" 2>&1 || status=$?
  [ $status -eq 0 ] || complain "afl-fuzz, status $status: $(tail -n 3 "$work/log")"
}
crashes() { sed -n 's/^saved_crashes *: //p' "$work/out/default/fuzzer_stats"; }

if [ -n "$afl" ]; then
  # With steps that add nothing: something to trim.
  { cat "$seed" && printf '\5%.0s' {1..12}; } >"$work/input"
  run_afl on update-safe 2000 "$work/input"
  [ "$(crashes)" = 0 ] || complain "afl-fuzz: the right algorithm fails"
  at_least 100 custom "$work/counts"
  at_least 10 crossovers "$work/counts"
  at_least 1 trims "$work/counts"
  at_least 1 trimmed "$work/counts"

  printf input >"$work/input" # what OSS-Fuzz starts from: no program at all
  run_afl on $BUG $AFL_BUDGET "$work/input"
  [ "$(crashes)" -ge 1 ] || complain "afl-fuzz: $BUG is not found with the mutator"
  echo "afl-fuzz: $(grep '^execs_done' "$work/out/default/fuzzer_stats")"
fi
[ $failures -eq 0 ] && echo ok
