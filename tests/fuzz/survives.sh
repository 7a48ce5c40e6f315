#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# survives.sh FOLDER TARGET SEQUENCER RUNS TOLERATED: a run of a libFuzzer target from its seeds that must find nothing
# that stops it. So many executions with one seed: where it ends is the same on every machine.
set -euo pipefail
folder=$1 target=$2 sequencer=$3 runs=$4 tolerated=$5
work=$folder/smoke-$target-$sequencer
rm -rf "$work"
mkdir -p "$work"
unset HITLESS_FINDINGS HITLESS_OPTIONS HITLESS_QUIET HITLESS_MUTATOR HITLESS_STATS
HITLESS_SEQUENCER=$sequencer HITLESS_TOLERATE=$tolerated exec tools/engines.sh run_libfuzzer "$folder/fuzz/$target" \
  -runs="$runs" -seed=1 -artifact_prefix="$work/" "$work" "build/release/corpus/$target"
