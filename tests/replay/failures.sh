#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# failures.sh REPLAY FOLDER KIND HITLESS: a replay fails, and says why, on everything that is no replay.
. "$(dirname "$0")/helper"
replay=$1 folder=$2 kind=$3 hitless=$4
seed=$(find "$folder" -type f | LC_ALL=C sort | head -n 1)
cp "$seed" "$work/seed"

must "$replay" "$work/seed"
must_fail 2 "no inputs" "$replay"
mkdir "$work/empty"
must_fail 2 "empty: no inputs" "$replay" "$work/empty"
must_fail 2 "empty: no inputs" "$replay" "$work/seed" "$work/empty"
must_fail 2 "missing: No such file" "$replay" "$work/missing"

: >"$work/nothing"
must_fail 2 "nothing: empty" "$replay" "$work/nothing"
truncate -s 2M "$work/huge"
must_fail 2 "huge: too large" "$replay" "$work/huge"
if [ "$kind" != NONE ]; then
  for version in '\000' '\001' '\377'; do
    # shellcheck disable=SC2059 # an escape to be understood
    { printf "$version"; tail -c +2 "$work/seed"; } >"$work/version"
    must_fail 2 "another version of the format" "$replay" "$work/version"
  done
  { head -c 1 "$work/seed"; printf '\377'; tail -c +3 "$work/seed"; } >"$work/kind"
  must_fail 2 "another kind of target" "$replay" "$work/kind"
fi

# One bad input among good ones.
mkdir "$work/mixed"
cp "$work/seed" "$work/mixed/a"
cp "$work/seed" "$work/mixed/c"
must "$replay" "$work/mixed"
mkdir "$work/mixed/b"
must_fail 2 "mixed/b: Is a directory" "$replay" "$work/mixed"
rmdir "$work/mixed/b"
ln -s nowhere "$work/mixed/b"
must_fail 2 "mixed/b: No such file" "$replay" "$work/mixed"
rm "$work/mixed/b"
if [ "$(id -u)" -ne 0 ]; then
  cp "$work/seed" "$work/mixed/b"
  chmod 000 "$work/mixed/b"
  must_fail 2 "mixed/b: Permission denied" "$replay" "$work/mixed"
  rm -f "$work/mixed/b"
fi

# Targets with a sequencer: a finding is a failure, and each kind of target finds its own. One that
# does not update entries of the target's kind is refused.
case $replay in
  *_ste_update) bugs="two-as-one safe-s2s" other=cd-pair ;;
  *_cd_update) bugs="two-as-one cd-pair" other=safe-s2s ;;
  *_update_safe) bugs="safe-uncalled safe-s2s safe-s1chk safe-s2ttb" other=cd-pair ;;
  *_used) bugs="used-s2vmid used-shcfg used-s1dss" other=cd-pair ;;
  *_nested) bugs="nested-break nested-stale nested-qword-0 nested-v nested-bypass nested-s2vmid nested-s2s nested-s1dss
    nested-s1cdmax nested-eats nested-qword-1" other='' ;;
  *) bugs='' ;;
esac
for bug in $bugs; do
  HITLESS_SEQUENCER=bug-$bug must_fail any "hitless: finding" "$replay" "$folder"
  kind_found=$(sed -n '/^==== hitless: finding/,/^----/p' "$work/out" | sed -n 's/^  \([a-z-]*\).*/\1/p' | head -n 1)
  printed_file "$work/found.yaml"
  must_fail 1 "  $kind_found" "$hitless" replay "$work/found.yaml"
done
if [ -n "$bugs" ]; then
  HITLESS_SEQUENCER=nobody must_fail 2 "unknown sequencer" "$replay" "$work/seed"
  [ -z "$other" ] ||
    HITLESS_SEQUENCER=bug-$other must_fail 2 "does not update entries of this kind" \
      "$replay" "$folder"
fi
if [[ $replay == *_used ]]; then
  must env -u HITLESS_QUIET HITLESS_SEQUENCER=bug-used-s2vmid \
    HITLESS_TOLERATE=unsound-used,mixed-view,illegal-view "$replay" "$folder"
  grep -q '^used, missed, and tears: s1: S2VMID [1-9]' "$work/out" || complain "no summary"
fi
done_testing
