#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# plugin_runs.sh LIBFUZZER-TARGET AFL-TARGET MUTATOR: examples/sequencer/three_steps.c as a shared object is fuzzed by
# both engines from an empty corpus and survives; with its mistake compiled in, each engine finds it within a budget
# of executions, and the case that it saves replays. A subject that does not return is found by both, too.
set -u
fuzz=$(realpath "$1") afl=$(realpath "$2") mutator=$(realpath "$3")
source=$(realpath "$(dirname "$0")/../..")
readonly BUDGET=2000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
unset HITLESS_OPTIONS HITLESS_QUIET HITLESS_MUTATOR LIB_FUZZING_ENGINE
export HITLESS_TOLERATE=needless-break HITLESS_FINDINGS=$work/found HITLESS_SUBJECT_TIMEOUT=500

complain() {
  echo "FAIL: $*"
  failures=$((failures + 1))
}

build() { # NAME SOURCE [OPTION...]
  "${CC:-cc}" -std=c11 -O1 -w -D_GNU_SOURCE -shared -fPIC -I"$source/src" "${@:3}" -o "$1.so" "$2" || exit 1
}
build right "$source/examples/sequencer/three_steps.c"
build forgetful "$source/examples/sequencer/three_steps.c" -DFORGETS_THE_FIRST_SYNC
build loop "$source/tests/subject/bad_plugin.c" '-DWHAT="loop"'

# A program without an update: afl-fuzz wants a seed that does not crash.
printf 'program: ste\nversion: 2\nsmmu: mmu-700\nentries: 1\nsteps:\n- {op: abort}\n' >quiet.yaml

run_libfuzzer() { # PLUGIN
  rm -rf corpus && mkdir corpus
  HITLESS_SEQUENCER=$work/$1.so timeout 300 "$source/tools/engines.sh" run_libfuzzer "$fuzz" -seed=1 -runs=$BUDGET \
    -artifact_prefix="$work/" "$work/corpus" >log 2>&1
}
run_afl() { # PLUGIN
  rm -rf in out && mkdir in
  : >stats
  "$source/build/release/fuzz/hitless_seed" --kind ste quiet.yaml in/quiet || complain "no seed"
  AFL_CUSTOM_MUTATOR_LIBRARY=$mutator HITLESS_SEQUENCER=$work/$1.so HITLESS_QUIET=1 AFL_BENCH_UNTIL_CRASH=1 \
    HITLESS_STATS=$work/stats timeout 300 "$source/tools/engines.sh" run_afl "$afl" -t 4000 -s 1 -i "$work/in" \
    -o "$work/out" -E $BUDGET >log 2>&1
}
# What the target counted: afl-fuzz itself gives up where its driver's first input is a finding already.
counted() { "$source/build/release/fuzz/hitless_stats" stats | sed -n "s/^$1 //p"; }

run_libfuzzer right || complain "libFuzzer: the right one fails: $(tail -n 3 log)"
grep -q '^executions' log || complain "libFuzzer: no executions"
for plugin in forgetful loop; do
  rm -rf found
  run_libfuzzer $plugin && complain "libFuzzer: $plugin is not found"
  grep -q '^==== hitless: finding ====' log || complain "libFuzzer: $plugin: no finding: $(tail -n 3 log)"
  echo "libFuzzer: $plugin: $(grep '^executions' log | tail -n 1)"
  "$source/build/release/hitless" check found/crash-*.yaml >log 2>&1 || complain "the case does not replay: $(cat log)"
done
run_afl right || complain "afl-fuzz: the right one fails: $(tail -n 3 log)"
[ "$(sed -n 's/^saved_crashes *: //p' out/default/fuzzer_stats)" = 0 ] || complain "afl-fuzz: the right one crashes"
[ "$(counted mixed-view)" = "" ] || [ "$(counted mixed-view)" = 0 ] || complain "afl-fuzz: the right one tears"
for plugin in forgetful:mixed-view loop:subject-hang; do
  run_afl ${plugin%:*}
  [ "$(counted ${plugin#*:})" -ge 1 ] || complain "afl-fuzz: ${plugin%:*} is not found"
  echo "afl-fuzz: ${plugin%:*}: executions $(counted executions)"
done
[ $failures -eq 0 ] && echo ok
