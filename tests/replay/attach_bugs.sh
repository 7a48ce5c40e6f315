#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# attach_bugs.sh REPLAY HITLESS SEED: walks that bytes say: the right attach layer is clean under the right
# sequencers, every seeded bug of it is reported as a walk, and a wrong name ends with status 2.
. "$(dirname "$0")/helper"
replay=$1 hitless=$2 to_seed=$3 bugs=0

# Version, kind, profile, flags, entries less, two bytes of seed: the walk is derived from them.
mkdir "$work/walks"
for profile in 0 1 2 3 4 5 6; do
  for seed in {0..31}; do
    printf '%b' "\\x02\\x04\\x0$profile\\x00\\x00\\x$(printf %02x "$seed")\\x0$profile" \
      >"$work/walks/$profile-$seed"
  done
done
must "$replay" "$work/walks"
grep -qxF "replayed 224 inputs" "$work/out" || complain "not 224 inputs replayed"
(unset HITLESS_QUIET && must "$replay" "$work/walks" &&
  grep -qxF "walks: judged 224  left out, as nothing makes their entries 0" "$work/out") || complain "not 224 walks judged"
HITLESS_SEQUENCER=used-bits HITLESS_TOLERATE=needless-break must "$replay" "$work/walks"
for bug in $("$hitless" sequencers --json | sed -n 's/^{"name":"\(bug-[^"]*\)","layer":"attach".*/\1/p'); do
  bugs=$((bugs + 1))
  HITLESS_SEQUENCER=$bug must_fail any "<-- found here" "$replay" "$work/walks"
  grep -qF "HITLESS_SEQUENCER=$bug $replay" "$work/out" || complain "$bug: no command to replay it"
done
[ "$bugs" -ge 15 ] || complain "only $bugs seeded bugs"

# The shortest walk is a file, and leads there, too; as an input, and without the bug.
HITLESS_SEQUENCER=bug-attach-cd-first must_fail any "attach: bug-attach-cd-first" "$replay" "$work/walks"
printed_file "$work/shortest.yaml"
grep -v -e '^HITLESS_SEQUENCER=' -e '^\[hitless\] ' "$work/out" >"$work/first" # without its end by abort()
must_fail 1 "<-- found here" "$hitless" replay "$work/shortest.yaml"
grep -v '^HITLESS_SEQUENCER=' "$work/out" >"$work/second"
must diff "$work/first" "$work/second"
must "$to_seed" "$work/shortest.yaml" "$work/shortest"
HITLESS_SEQUENCER=bug-attach-cd-first must_fail any "<-- found here" "$replay" "$work/shortest"
must "$replay" "$work/shortest"
HITLESS_SEQUENCER=bug-attach-nobody must_fail 2 "unknown sequencer" "$replay" "$work/walks"

# A single entry's finding is also a case that the command judges alike.
HITLESS_SEQUENCER=naive HITLESS_FINDINGS=$work/found must_fail any "hitless: finding" \
  "$replay" "$work/walks"
must "$hitless" check "$work"/found/crash-*.yaml
done_testing
