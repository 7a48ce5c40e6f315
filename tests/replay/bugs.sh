#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bugs.sh HITLESS CASE...: every seeded bug is caught by some case on which update-safe is clean.
set -u
hitless=$1 bad=0 bugs=0
shift
checked=$("$hitless" check "$@") || { grep -v '^ok' <<<"$checked"; exit 1; }

# Lines are "ok FILE: SEQUENCER: OUTCOME FINDING...".
caught=$(awk '
  $1 == "ok" && $3 == "update-safe:" && NF == 4 { clean[$2] = 1 }
  $1 == "ok" && $3 ~ /^bug-/ && NF > 4 { by[$3] = by[$3] " " $2 }
  END {
    for (bug in by) {
      n = split(by[bug], files, " ")
      for (i = 1; i <= n; i++)
        if (files[i] in clean) { print substr(bug, 1, length(bug) - 1); break }
    }
  }' <<<"$checked")
for bug in $("$hitless" sequencers | grep -oE '^bug-[a-z0-9-]+'); do
  bugs=$((bugs + 1))
  grep -qxF -- "$bug" <<<"$caught" || { echo "$bug: no case catches it"; bad=1; }
done
[ "$bugs" -ge 12 ] || { echo "only $bugs seeded bugs"; bad=1; }
exit "$bad"
