#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The flags and the environment with which every run of an engine begins. Sourced by scripts; others run
#   tools/engines.sh run_libfuzzer PROGRAM [ARGUMENT...]
#   tools/engines.sh run_afl PROGRAM [ARGUMENT...]      HITLESS_MUTATOR=off: without our mutator

libfuzzer_flags=(-entropic=0 -max_len=4096)

run_libfuzzer() {
  local program=$1
  shift
  exec "$program" "${libfuzzer_flags[@]}" "$@"
}

afl_environment() {
  export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
  export AFL_NO_WARN_INSTABILITY=1
}

# use_mutator TARGET: our mutator beside AFL++'s own, for targets that have one
use_mutator() {
  local library=$PWD/build/release/fuzz/mutate_${1#fuzz_}.so
  if [ "${HITLESS_MUTATOR:-on}" = on ] && [ -f "$library" ]; then
    export AFL_CUSTOM_MUTATOR_LIBRARY=$library
  fi
}

run_afl() {
  local program=$1
  shift
  afl_environment
  use_mutator "$(basename "$program")"
  exec afl-fuzz "$@" -- "$program"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  cd "$(dirname "$0")/.." || exit 2
  "$@"
fi
