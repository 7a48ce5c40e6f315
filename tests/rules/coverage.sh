#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# coverage.sh BUILD [--json FILE]: which rules and IGNORED conditions hold and do not hold in the unit
# tests, in the replay of cases and seeds, and in a fixed random run. BUILD has HITLESS_PROBE.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
build=$(realpath "$1") json=''
shift
if [ "${1:-}" = --json ] && [ $# -eq 2 ]; then
  json=$2
elif [ $# -gt 0 ]; then
  echo "rules: $1: unknown option, or without its value" >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count NAME COMMAND...: its counts go to work/NAME
count() {
  mkdir "$work/$1"
  if ! HITLESS_PROBE_OUT=$work/$1 "${@:2}" >"$work/$1.log" 2>&1; then
    tail -20 "$work/$1.log" >&2
    echo "rules: $1: a test failed" >&2
    exit 1
  fi
}

count unit ctest --test-dir "$build" --no-tests=error -j "$(nproc)" -R '^test_'
count replay ctest --test-dir "$build" --no-tests=error -j "$(nproc)" -R '^(reproducer|replay)\.'
count random "$build/tests/random_run"
awk -v json="$json" -f "$here/coverage.awk" "$work" unit replay random
