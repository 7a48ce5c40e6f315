#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
. "$(dirname "$0")/helper"
small=(--smmu mmu-700 --fields "Config,EATS,S2S")
total() { python3 -c "import json,sys; print(sum(s['$1'] for s in json.load(open(sys.argv[1]))['smmus']))" "$2"; }

# The right algorithm, on every profile: what is left out is said.
run sweep --sequencer update-safe --pairs 66000
status 0
silent
for profile in $("$hitless" profiles --json | sed 's/.*"name":"\([^"]*\)".*/\1/'); do out_has "$profile "; done
out_has "left out by --pairs:"
out_has "no finding"

# The same whoever does it, in parts, and with other processes.
run sweep --sequencer bug-safe-s2s "${small[@]}" --jobs 2 --json
status 1
cp stdout whole
out_has '"title":"illegal-view STE_EATS_FULL_S2S'
run sweep --sequencer bug-safe-s2s "${small[@]}" --jobs 1 --json
cmp -s stdout whole || fail "another number of processes finds something else"
for shard in 1 2 3; do
  run sweep --sequencer bug-safe-s2s "${small[@]}" --shard $shard/3 --json
  cp stdout part-$shard
done
for key in judged hitless breaking torn; do
  sum=$(($(total $key part-1) + $(total $key part-2) + $(total $key part-3)))
  [ "$sum" = "$(total $key whole)" ] || fail "$key: $sum in three parts"
done

# What was found is kept as cases, and by a journal: whatever its end is, the next run goes on.
run sweep --sequencer bug-safe-s2s "${small[@]}" --out kept --json
status 1
cmp -s stdout whole || fail "keeping changes something"
cases=$(find kept -name '*.yaml' | wc -l)
[ "$cases" = "$(grep -o '"title"' whole | wc -l)" ] || fail "$cases cases"
run check kept/*.yaml
status 0
lines=$(wc -l <kept/journal) bytes=$(stat -c %s kept/journal)
[ "$lines" -gt 4 ] || fail "only $lines lines"
cp -r kept again
for cut in 0 40 $((bytes / 2)) $((bytes - 1)); do
  rm -rf kept
  cp -r again kept
  truncate -s "$cut" kept/journal
  run sweep --sequencer bug-safe-s2s "${small[@]}" --out kept --json
  cmp -s stdout whole || fail "cut off at $cut: something else"
  [ "$(wc -l <kept/journal)" = "$lines" ] || fail "cut off at $cut: not the same journal"
done
sed -i '3s/pairs ./pairs 7/' kept/journal
run sweep --sequencer bug-safe-s2s "${small[@]}" --out kept --json
cmp -s stdout whole || fail "a changed line counts"
# Killed at any moment.
for delay in 0.02 0.1; do
  rm -rf killed
  "$hitless" sweep --sequencer bug-safe-s2s "${small[@]}" --out killed >/dev/null 2>&1 &
  sleep $delay
  kill -KILL $! 2>/dev/null
  wait $! 2>/dev/null
  for _ in $(seq 50); do
    run sweep --sequencer bug-safe-s2s "${small[@]}" --out killed --json
    grep -q "at work there" stderr || break
    sleep 0.1
  done
  cmp -s stdout whole || fail "killed after $delay s: something else"
done

# CDs; what is accepted; what is not needed.
run sweep --sequencer naive --kind cd --smmu mmu-700 --pairs 400000
status 1
run sweep --sequencer bug-safe-s2s "${small[@]}" --tolerate illegal-view,mixed-view
status 0
out_has "; accepted)"
printf '%s\n' suppressions: '- {finding: illegal-view, rule: STE_EATS_FULL_S2S, reason: known}' \
  '- {finding: illegal-view, rule: STE_S2AA64_VMSA32, reason: another}' >known.yaml
run sweep --sequencer bug-safe-s2s "${small[@]}" --suppressions known.yaml
status 0
out_has "suppression not needed: "

bad() {
  local text=$1
  shift
  run sweep "$@"
  one_line "$text"
}
bad "--fields: the STE has no field Nonsense" --fields Nonsense
bad "--shard: not I/N" --shard 0/3
bad "--shard: not I/N" --shard 4/3
bad "--shard: not I/N" --shard 1/3x
bad "--pairs: a number from 1" --pairs 0
bad "--pairs: a number from 1" --pairs many
bad "--jobs: a number from 1" --jobs 1000
bad "--tolerate: no such finding: torn" --tolerate torn
bad "unexpected argument: more" more
bad "of another sweep" --sequencer naive "${small[@]}" --out kept
: >file
bad "file/journal: Not a directory" "${small[@]}" --out file
bad "No such file" "${small[@]}" --out none/there
done_testing
