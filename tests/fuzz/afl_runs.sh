#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# afl_runs.sh TARGET EXECUTIONS: AFL++ runs the target with our mutator from the one input that OSS-Fuzz starts with, makes
# that many executions, and finds nothing in the right algorithm.
set -euo pipefail
target=$1 runs=$2
work=build/afl/smoke-$target
rm -rf "$work"
mkdir -p "$work/in"
printf input >"$work/in/input"
: >"$work/stats"
unset HITLESS_TOLERATE HITLESS_FINDINGS HITLESS_OPTIONS HITLESS_MUTATOR
HITLESS_QUIET=1 HITLESS_SEQUENCER=update-safe HITLESS_STATS=$work/stats \
  tools/engines.sh run_afl "build/afl/fuzz/$target" -i "$work/in" -o "$work/out" -s 1 -t 2000+ -E "$runs"
value() { sed -n "s/^$1 *: //p" "$work/out/default/fuzzer_stats"; }
done=$(value execs_done) crashes=$(value saved_crashes)
ours=$(build/release/fuzz/hitless_stats "$work/stats" | sed -n 's/^executions //p')
[ "$crashes" = 0 ] || { echo "$target: $crashes crashes: $work/out/default/crashes" && exit 1; }
[ "$done" -ge "$runs" ] || { echo "$target: afl-fuzz made $done executions" && exit 1; }
[ "${ours:-0}" -ge "$runs" ] || { echo "$target: the target counted ${ours:-0} executions" && exit 1; }
