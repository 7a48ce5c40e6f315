#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# suppressions.sh BUILD ROOT TREE: with what is known of a tree of this series no seed stops a target, and without it one does. Exit
# status 77: nothing is known of this series.
set -euo pipefail
build=$1 root=$2
series=$(sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$3/Makefile" | paste -sd.)
known=$root/suppressions/linux-$series.yaml
[ -f "$known" ] || exit 77
failures=0 stopped=0
export HITLESS_SEQUENCER=linux HITLESS_QUIET=1
unset HITLESS_TOLERATE HITLESS_FINDINGS HITLESS_AGAINST
for target in ste_update cd_update nested attach update_safe used driver; do
  replay=$build/fuzz/replay_$target
  [ -x "$replay" ] || continue
  said=$(HITLESS_KNOWN=$known "$replay" "$build/corpus/fuzz_$target" 2>&1) || {
    echo "not ok: fuzz_$target: $(grep -A 2 -a '^==== hitless\|^title: ' <<<"$said" | head -n 6)"
    failures=$((failures + 1))
  }
  "$replay" "$build/corpus/fuzz_$target" >/dev/null 2>&1 || stopped=$((stopped + 1))
done
echo "$stopped targets stop without $known"
[ "$failures" -eq 0 ] && [ "$stopped" -gt 0 ]
