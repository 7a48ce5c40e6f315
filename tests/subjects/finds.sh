#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# finds.sh: Linux 6.1 and Xen, out of Debian's packages: the reproducers, and from an empty corpus, within 5 s each, that
# stage 2 to abort is torn: ILLEGAL, and live. Exit status 77: the packages cannot be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tools/lib.sh
seconds=5
fail() {
  echo "not ok: $*" >&2
  exit 1
}

# finds NAME KIND TITLE: a run of libFuzzer ends with this finding, others tolerated by their title
finds() {
  local name=$1 kind=$2 title=$3 log=$work/log case start end
  start=$(date +%s%N)
  HITLESS_SEQUENCER=$name HITLESS_STATS='' HITLESS_TOLERATE=all HITLESS_FINDINGS=$work/found timeout 60 \
    "$folder/fuzz/fuzz_ste_update" -max_total_time=$seconds -seed=1 -entropic=0 -max_len=4096 -artifact_prefix="$work/" >"$log" 2>&1 ||
    fail "$name: the run ended: $(tail -n 1 "$log")"
  end=$(date +%s%N)
  case=$(grep -lE "^title: '?$title" "$work"/found/*.yaml | head -n 1) || fail "$name: no $title"
  build/release/hitless check "$case" >/dev/null 2>&1 || [ $? -le 1 ] || fail "$name: its case is no case: $case"
  grep -q "findings: .*$kind" "$case" || fail "$name: $case is no $kind"
  echo "ok: $name: $title, in $(((end - start) / 1000000)) ms with all else"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in linux-before-6.9 xen; do
  tree=$(tools/subject-source "$name" 2>"$work/why") || {
    echo "skipped: $name: $(tail -n 1 "$work/why")" >&2
    exit 77
  }
  trees=${trees:+$trees;}$name=$tree
done
folder=build/fuzz-subjects
if ! { cmake --preset fuzz -B "$folder" -DHITLESS_WERROR=ON -DHITLESS_SUBJECTS="$trees" &&
  cmake --build "$folder" --target fuzz_ste_update; } >"$work/log" 2>&1; then
  tail -n 20 "$work/log" >&2
  exit 1
fi
for name in linux-before-6.9 xen; do
  finds "$name" illegal-view 'illegal-view STE_S2AA64_VMSA32: s2 to abort'
  finds "$name" mixed-view 'mixed-view: s2 to abort'
done
