#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# against.sh REPLAY HITLESS SEEDS CASE...: HITLESS_AGAINST and check --against leave out what a base does as
# well, by cause, and nothing else. The base is the same program with another sequencer. And HITLESS_KNOWN, HITLESS_SUBJECT_TIMEOUT.
. "$(dirname "$0")/helper"
replay=$1 hitless=$2 seeds=$3
shift 3

# base NAME SEQUENCER: replays and checks with that sequencer, whatever it is asked for
base() {
  printf '#!/bin/sh\nHITLESS_SEQUENCER=%s exec %s "$@"\n' "$2" "$replay" >"$work/$1"
  printf '#!/bin/sh\nshift 4\nexec %s check --causes --sequencer %s "$@"\n' "$hitless" "$2" >"$work/check-$1"
  chmod +x "$work/$1" "$work/check-$1"
}
base right update-safe
base used used-bits
base same bug-safe-s2s
printf '#!/bin/sh\nexit 3\n' >"$work/broken"
printf '#!/bin/sh\nkill -SEGV $$\n' >"$work/crashing"
chmod +x "$work/broken" "$work/crashing"

# causes FILE SEQUENCER [BASE]: what the seeds show of it, sorted; of a base, $work/others is known
causes() {
  HITLESS_SEQUENCER=$2 HITLESS_TOLERATE=all HITLESS_CAUSES=$work/causes HITLESS_AGAINST=${3:+$work/$3} \
    HITLESS_AGAINST_KNOWN=${3:+$work/others} must "$replay" "$seeds"
  sort "$work/causes" >"$work/$1"
}

export HITLESS_SEQUENCER=bug-safe-s2s
HITLESS_AGAINST=$work/same must "$replay" "$seeds"
HITLESS_AGAINST=$work/right must_fail any "STE_EATS_FULL_S2S" "$replay" "$seeds"
HITLESS_AGAINST=$work/nobody must_fail 2 "nobody: No such file" "$replay" "$seeds"
HITLESS_AGAINST=$work/broken must_fail 2 "does not replay" "$replay" "$seeds"
HITLESS_AGAINST=$work/crashing must_fail 2 "does not replay" "$replay" "$seeds"
for wrong in '' 0 x 5s -1 3600001 99999999999999999999; do
  HITLESS_SUBJECT_TIMEOUT=$wrong must_fail 2 "HITLESS_SUBJECT_TIMEOUT: not a number" "$replay" "$seeds"
  HITLESS_SUBJECT_TIMEOUT=$wrong must_fail 2 "HITLESS_SUBJECT_TIMEOUT: not a number" "$hitless" sequencers
done
HITLESS_SUBJECT_TIMEOUT=3600000 must "$hitless" sequencers
HITLESS_AGAINST=$work/right HITLESS_AGAINST_KNOWN=$work/known HITLESS_TOLERATE=all HITLESS_CAUSES=$work/causes \
  must "$replay" "$seeds"
[ -s "$work/causes" ] || complain "nothing new in bug-safe-s2s"
HITLESS_AGAINST=$work/right HITLESS_AGAINST_KNOWN=$work/causes must "$replay" "$seeds"


# Causes of which it is known that they are there do not stop a run; all others do.
HITLESS_KNOWN=$work/causes must "$replay" "$seeds"
sed 1d "$work/causes" >"$work/fewer"
HITLESS_KNOWN=$work/fewer must_fail any "$(sed -n 1p "$work/causes")" "$replay" "$seeds"
# Of those with a reason it is told which nothing needed.
cat >"$work/stated.yaml" <<'END'
suppressions:
- {finding: illegal-view, reason: it is known}
- {finding: mixed-view, reason: it is known}
- {finding: unsound-safe, reason: it is known}
- {finding: needless-break, from: s1, to: s2, reason: it is known}
- {finding: unsynced-store, from: s1, severity: isolation, reason: nothing does so}
END
HITLESS_KNOWN=$work/stated.yaml must env -u HITLESS_QUIET "$replay" "$seeds"
grep -q '^suppressions: [1234] of 5 needed$' "$work/out" || complain "no summary of suppressions"
grep -qx '  not needed: unsynced-store, from s1, isolation' "$work/out" || complain "what was not needed is not told"
HITLESS_KNOWN=$work/nobody must_fail 2 "nobody: No such file" "$replay" "$seeds"

# What one does less what the other does is what is new.
causes all bug-break-always
causes others used-bits
causes new bug-break-always used
comm -23 "$work/all" "$work/others" >"$work/wanted"
[ -s "$work/new" ] || complain "nothing is new"
[ -s "$work/others" ] || complain "nothing is not new"
[ -z "$(comm -12 "$work/new" "$work/others")" ] || complain "called new: $(comm -12 "$work/new" "$work/others" | head -n 1)"
[ -z "$(comm -23 "$work/new" "$work/wanted")" ] || complain "new from nowhere: $(comm -23 "$work/new" "$work/wanted" | head -n 1)"
causes none used-bits used
[ ! -s "$work/none" ] || complain "new against itself: $(head -n 1 "$work/none")"

# The same of cases.
must_fail 1 "unsound-safe STE_EATS_FULL_S2S" "$hitless" check --against "$work/check-right" --sequencer bug-safe-s2s "$@"
! grep -q needless-break "$work/out" || complain "a break of bug-safe-s2s that update-safe does not need"
must "$hitless" check --against "$work/check-same" --sequencer bug-safe-s2s "$@"
[ ! -s "$work/out" ] || complain "against itself: $(head -n 1 "$work/out")"
must_fail 1 "without cause: MEV" "$hitless" check --causes --sequencer entry-sync "$@"
must_fail 2 "--against: " "$hitless" check --against "$work/broken" --sequencer naive "$@"
must_fail 2 "No such file" "$hitless" check --against "$work/nobody" --sequencer naive "$@"
must_fail 2 "for case files" "$hitless" check --against "$hitless" --sequencer naive
done_testing
