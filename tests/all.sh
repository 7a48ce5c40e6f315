#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# All tests, as `./dev test` and CI run them: every step runs even when one before it failed, and the last
# line counts them. A skipped step is said and counted.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. tools/lib.sh
passed=0 failed=0 skipped=0

# step NAME COMMAND...: run it; show its output only when it fails
step() {
  local name=$1 log status=0 start=$SECONDS
  shift
  mkdir -p build/steps
  log=build/steps/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9\n' _).log
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ $status -eq 0 ]; then
    passed=$((passed + 1))
    printf 'ok      %s (%d s)\n' "$name" $((SECONDS - start))
  else
    failed=$((failed + 1))
    printf 'FAILED  %s (%d s), status %d:\n' "$name" $((SECONDS - start)) $status
    tail -n 40 "$log" | sed 's/^/    /'
  fi
  return $status
}

skip() {
  skipped=$((skipped + 1))
  printf 'SKIPPED %s: %s\n' "$1" "$2"
}

# configure, build and ctest one preset; ctest's own counts are added
preset() {
  local name=$1 folder=$2 summary
  shift 2
  step "configure $name" cmake --preset "${name%% *}" -B "$folder" -DHITLESS_WERROR=ON "$@" || return 1
  step "build $name" cmake --build "$folder" || return 1
  step "ctest $name" ctest --test-dir "$folder" --output-on-failure -j "$(nproc)"
  summary=$(grep -oE '[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+' \
    "build/steps/ctest_$(printf '%s' "$name" | tr -c 'a-zA-Z0-9\n' _).log" | tail -n 1)
  printf '        %s\n' "${summary:-no ctest summary}"
  # A build without tests would pass as well: it must not.
  if ! [[ $summary =~ out\ of\ ([0-9]+) ]] || [ "${BASH_REMATCH[1]}" -lt 20 ]; then
    failed=$((failed + 1))
    echo "FAILED  ctest $name: fewer than 20 tests"
  fi
}

# a run of a libFuzzer target that must find nothing that stops it
survives() { # FOLDER TARGET SEQUENCER SECONDS TOLERATED
  local work=$1/smoke-$2-$3
  rm -rf "$work" && mkdir -p "$work"
  HITLESS_SEQUENCER=$3 HITLESS_TOLERATE=$5 "$1/fuzz/$2" -entropic=0 -max_len=4096 \
    -max_total_time="$4" -seed=1 -artifact_prefix="$work/" "$work" "build/release/corpus/$2"
}

every_bug_is_caught() {
  local log=build/steps/bugs.log
  ./dev bugs --engine libfuzzer --mutator on --seeds 1 --time 60 >"$log" 2>&1 || { cat "$log"; return 1; }
  tail -n 3 "$log"
  [ "$(sed -n 's/^\([0-9]*\) rows, 0 runs not found$/\1/p' "$log")" -ge 50 ] || { echo "fewer than 50 seeded bugs"; return 1; }
}

# AFL++ builds, runs every target, makes executions, and finds nothing in the right algorithm
afl_runs() {
  local target
  ./dev fuzz all --engine afl --sequencer update-safe --time 6 --seed 1 || return 1
  for target in $(targets); do
    [ "$(stat_of "build/afl/run-update-safe/$target/stats" executions)" -ge 50 ] ||
      { echo "$target: fewer than 50 executions"; return 1; }
  done
}

linux_series() { # SERIES: what this tree is known for is tolerated
  local series=$1 tree folder=build/asan-linux-$1 target tolerated
  if ! tree=$(tools/linux-source "$series" 2>build/steps/linux-source.log); then
    skip "linux $series" "$(tail -n 1 build/steps/linux-source.log)"
    return
  fi
  preset "asan linux $series" "$folder" -DHITLESS_LINUX_TREE="$tree"
  for target in fuzz_ste_update fuzz_cd_update fuzz_nested fuzz_attach fuzz_update_safe fuzz_used; do
    tolerated=needless-break
    # 6.12 makes CDs for kernels with 52-bit addresses that are ILLEGAL without DS.
    [ "$series/$target" != 6.12/fuzz_cd_update ] || tolerated+=,illegal-target
    [ "$series/$target" != 6.12/fuzz_attach ] || tolerated+=,illegal-target
    step "fuzz linux $series: $target, 10 s, ASan and UBSan" survives "$folder" $target linux 10 $tolerated
  done
}

mkdir -p build/steps
step "clang-format" ./dev lint_format
step "shellcheck" ./dev lint_shell
preset release build/release
preset gcc build/gcc
step "clang-tidy" ./dev lint_tidy
preset asan build/asan
for target in $(targets); do
  step "fuzz $target, 12 s, ASan and UBSan" survives build/asan "$target" update-safe 12 ''
done
step "build fuzz" bash -c 'cmake --preset fuzz -DHITLESS_WERROR=ON && cmake --build --preset fuzz'
step "every seeded bug is caught by libFuzzer from an empty corpus" every_bug_is_caught
step "build afl" env AFL_QUIET=1 bash -c 'cmake --preset afl -DHITLESS_WERROR=ON && cmake --build --preset afl'
step "AFL++ runs every target, 6 s each" afl_runs
step "the mutator runs in both engines and finds what plain mutation misses" bash tests/fuzz/mutator_runs.sh \
  build/fuzz/fuzz/fuzz_ste_update build/afl/fuzz/fuzz_ste_update build/release/fuzz/mutate_ste_update.so \
  build/release/corpus/fuzz_ste_update/abort_to_s1
step "the committed seeds cover the core" ./dev coverage
step "OSS-Fuzz's checks, ASan and libFuzzer" ./dev oss-fuzz-check --quick
step "configure probe" cmake --preset probe -DHITLESS_WERROR=ON
step "build probe" cmake --build --preset probe
step "every rule and IGNORED condition is seen both ways" bash tests/rules/coverage.sh build/probe
step "every rule and IGNORED condition, negated, fails a test" bash tests/rules/mutate.sh build/probe
step "QEMU: 20000 STEs and 1000 CDs, nothing unexplained" ./dev qemu --stes 20000 --cds 1000
linux_series 6.12
linux_series 7.3

printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ] && [ $passed -gt 0 ]
