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

# What follows an accepted fault that leaves the driver's state broken is not judged; that it is accepted within an unbind alone, and
# that it ends its program, each counts.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
race=$root/reproducers/driver/exit_during_unbind.yaml
ends() { # STATUS SED-SCRIPT
  local status=0
  sed "$2; s|: \.\./reproducers|: $root/reproducers|" "$known" >"$work/known.yaml"
  "$build/hitless" replay --suppressions "$work/known.yaml" "$race" >"$work/out" 2>&1 || status=$?
  [ "$status" -eq "$1" ] && return 0
  echo "not ok: $race with '$2': status $status: $(head -n 3 "$work/out")"
  failures=$((failures + 1))
}
if [ -x "$build/fuzz/replay_driver" ]; then
  ends 0 ''
  ends 1 '/^  ends: true$/d'
  ends 1 's/^  within: unbind$/  within: bind/'
fi
echo "$stopped targets stop without $known"
[ "$failures" -eq 0 ] && [ "$stopped" -gt 0 ]
