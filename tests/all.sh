#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# All tests, as `./dev test` and CI run them: every step runs even when one before it failed, and the last
# line counts them. A skipped step is said and counted.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
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

# a run of the libFuzzer target that must find nothing that stops it
survives() { # FOLDER TARGET SEQUENCER SECONDS TOLERATE
  local work=$1/smoke-$2-$3 seeds=build/release/corpus/$2
  rm -rf "$work" && mkdir -p "$work"
  [ -d "corpus/$2" ] || seeds=
  HITLESS_SEQUENCER=$3 HITLESS_TOLERATE=$5 "$1/fuzz/$2" -entropic=0 \
    -max_total_time="$4" -seed=1 -artifact_prefix="$work/" "$work" ${seeds:+"$seeds"}
}

# a seeded bug must be found from an empty corpus
is_caught() { # SEQUENCER
  local work=build/fuzz/caught-$1 target=fuzz_ste_update
  [[ $1 != bug-cd-* ]] || target=fuzz_cd_update
  [[ $1 != bug-nested-* ]] || target=fuzz_nested
  rm -rf "$work" && mkdir -p "$work"
  HITLESS_SEQUENCER=$1 "build/fuzz/fuzz/$target" -entropic=0 -max_total_time=60 -seed=1 \
    -artifact_prefix="$work/" "$work" >"$work.log" 2>&1 && { echo "$1 was not found"; return 1; }
  grep -q '^==== hitless: finding ====' "$work.log"
}

every_bug_is_caught() {
  local bug status=0 bugs
  bugs=$(build/release/hitless sequencers | grep -oE '^ *bug-[a-z0-9-]+')
  [ "$(wc -w <<<"$bugs")" -ge 12 ] || { echo "fewer than 12 seeded bugs"; return 1; }
  for bug in $bugs; do
    is_caught "$bug" || { echo "$bug: not caught"; status=1; }
  done
  return $status
}

# AFL++ builds, runs, makes executions, and finds nothing in the right algorithm
afl_runs() {
  AFL_QUIET=1 cmake --preset afl -DHITLESS_WERROR=ON && AFL_QUIET=1 cmake --build --preset afl || return 1
  ./dev fuzz --engine afl --sequencer update-safe --time 15 || return 1
  grep -qE '^execs_done *: [1-9]' build/afl/run-update-safe/default/fuzzer_stats
}

linux_series() { # SERIES TOLERATED TOLERATED-OF-CDS
  local series=$1 tree folder=build/asan-linux-$1
  if ! tree=$(tools/linux-source "$series" 2>build/steps/linux-source.log); then
    skip "linux $series" "$(tail -n 1 build/steps/linux-source.log)"
    return
  fi
  preset "asan linux $series" "$folder" -DHITLESS_LINUX_TREE="$tree"
  step "fuzz linux $series, 30 s, ASan and UBSan" survives "$folder" fuzz_ste_update linux 30 "$2"
  step "fuzz linux $series, CDs, 30 s" survives "$folder" fuzz_cd_update linux 30 "$3"
  step "fuzz linux $series, guests, 30 s" survives "$folder" fuzz_nested linux 30 needless-break
  step "fuzz linux $series, masks, 20 s" survives "$folder" fuzz_update_safe linux 20 "$2"
  step "fuzz linux $series, used bits, 10 s" survives "$folder" fuzz_used linux 10 "$2"
}

mkdir -p build/steps
step "clang-format" ./dev lint_format
step "shellcheck" ./dev lint_shell
preset release build/release
preset gcc build/gcc
step "clang-tidy" ./dev lint_tidy
preset asan build/asan
step "fuzz update-safe, 30 s, ASan and UBSan" survives build/asan fuzz_ste_update update-safe 30 ''
step "fuzz update-safe, CDs, 30 s" survives build/asan fuzz_cd_update update-safe 30 ''
step "fuzz update-safe, guests, 30 s" survives build/asan fuzz_nested update-safe 30 ''
step "fuzz update-safe, masks, 20 s" survives build/asan fuzz_update_safe update-safe 20 ''
step "fuzz update-safe, used bits, 10 s" survives build/asan fuzz_used update-safe 10 ''
step "build fuzz" bash -c 'cmake --preset fuzz -DHITLESS_WERROR=ON && cmake --build --preset fuzz'
step "every seeded bug is caught by libFuzzer from an empty corpus" every_bug_is_caught
step "fuzz translate, 20 s, ASan and UBSan" build/asan/fuzz/fuzz_translate -max_total_time=20 -seed=1 \
  -artifact_prefix=build/asan/ build/asan/corpus/fuzz_translate
step "configure probe" cmake --preset probe -DHITLESS_WERROR=ON
step "build probe" cmake --build --preset probe
step "every rule and IGNORED condition is seen both ways" bash tests/rules/coverage.sh build/probe
step "every rule and IGNORED condition, negated, fails a test" bash tests/rules/mutate.sh build/probe
step "QEMU: 20000 STEs and 1000 CDs, nothing unexplained" ./dev qemu --stes 20000 --cds 1000
step "AFL++, 15 s" afl_runs
step "the mutator runs in both engines and finds what plain mutation misses" bash tests/fuzz/mutator_runs.sh \
  build/fuzz/fuzz/fuzz_ste_update build/afl/fuzz/fuzz_ste_update build/release/fuzz/mutate_ste_update.so \
  build/release/corpus/fuzz_ste_update/abort_to_s1
linux_series 6.12 needless-break needless-break,illegal-target
linux_series 7.3 needless-break needless-break

printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ] && [ $passed -gt 0 ]
