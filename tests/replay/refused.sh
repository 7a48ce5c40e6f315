#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# refused.sh HITLESS SEED_TOOL FILE...: each file is refused as its line "# refused: LINE:COLUMN: why"
# says, as a case, or as the program file that it is.
. "$(dirname "$0")/helper"
hitless=$1 seed_tool=$2
shift 2

for file in "$@"; do
  wanted=$(grep -a -m 1 '^# refused: ' "$file") || complain "$file: does not say what is wrong"
  if grep -aq '^program: ' "$file"; then
    must_fail 2 "$file:${wanted#\# refused: }" "$seed_tool" "$file" "$work/seed"
  else
    must_fail 2 "$file:${wanted#\# refused: }" "$hitless" check "$file"
  fi
  [ "$(wc -l <"$work/out")" -eq 1 ] || complain "$file: not one line"
done

# A file that is not refused is noticed.
printf '%s\n' '# refused: 1:1: no' 'title: t' 'entry: ste' 'smmu: mmu-700' 'old: {}' 'new: {}' \
  'expect: [{sequencer: naive, outcome: unchanged}]' >"$work/good.text"
must "$hitless" check "$work/good.text"
[ -n "${nested-}" ] || nested=1 must_fail 1 "succeeded: $hitless check" \
  bash "$0" "$hitless" "$seed_tool" "$work/good.text"
done_testing
