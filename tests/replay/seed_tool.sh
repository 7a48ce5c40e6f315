#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# seed_tool.sh SEED_TOOL HITLESS ROOT KNOWN_TOOL: files to inputs and back, and what is refused.
. "$(dirname "$0")/helper"
tool=$1 hitless=$2 root=$3 known=$4
case=$root/reproducers/s1_to_s2_other_vmid.yaml

# From a case to an input, to a program file, to the same input.
must "$tool" --kind ste "$case" "$work/seed"
must "$tool" --text "$work/seed"
cp "$work/out" "$work/program.yaml"
grep -qx 'program: ste' "$work/program.yaml" || complain "not a program file"
must "$tool" "$work/program.yaml" "$work/again"
must cmp "$work/seed" "$work/again"

# And to a case with the same entries and verdicts.
must "$tool" --case "$work/seed"
{ cat "$work/out"; sed -n '/^expect:/,$p' "$case"; } >"$work/case.yaml"
must "$hitless" check "$work/case.yaml"
must "$tool" --case "$work/seed" 1 0
grep -qx 'title: Entry 1 to entry 0 of an input' "$work/out" || complain "no title"
must_fail 2 "seed: it does not have so many entries" "$tool" --case "$work/seed" 0 2
must_fail 2 "999: not the number of an entry" "$tool" --case "$work/seed" 0 999
must_fail 2 "x: not the number of an entry" "$tool" --case "$work/seed" x 1

# What is refused.
must_fail 2 "a program of another kind than the target's" "$tool" --kind cd "$case" "$work/no"
sed 's/^version: .*/version: 1/' "$work/program.yaml" >"$work/old.yaml"
must_fail 2 "old.yaml:2:10: version: a program of version 1 of the format: this is version 2" \
  "$tool" "$work/old.yaml" "$work/no"
sed '/^version: /d' "$work/program.yaml" >"$work/no_version.yaml"
must_fail 2 "no_version.yaml:1:1: missing: version" "$tool" "$work/no_version.yaml" "$work/no"
must_fail 2 "missing.yaml: No such file" "$tool" "$work/missing.yaml" "$work/no"
must_fail 2 "usage" "$tool" --kind smmu "$case" "$work/no"
must_fail 2 "usage" "$tool"
must_fail 2 "No such file" "$tool" "$case" "$work/nowhere/seed"
[ ! -e "$work/no" ] || complain "a seed was written"
: >"$work/empty"
must_fail 2 "empty: empty" "$tool" --text "$work/empty"
printf '\001\001\001\001' >"$work/version"
must_fail 2 "version: an input of another version of the format" "$tool" --text "$work/version"
printf '\002\000\001\001' >"$work/kind"
must_fail 2 "kind: an input of no kind of program" "$tool" --text "$work/kind"
# As engines make them: read as the target reads it.
printf '\377\377\001\004\030\000\000\006' >"$work/wild"
must "$tool" --kind cd --text "$work/wild"
for line in 'program: cd' 'version: 2' '  op: abort'; do
  grep -qxF -- "$line" "$work/out" || complain "no line '$line'"
done
must_fail 2 "wild: an input of another version of the format" "$tool" --text "$work/wild"
must_fail 2 "usage" "$tool" --kind smmu --text "$work/wild"
printf '\002\004\001\001' >"$work/life"
must "$tool" --text "$work/life"
must_fail 2 "life: neither a program of STEs nor of CDs" "$tool" --case "$work/life"
# What is known becomes a source that compiles, and says what the file says.
cat >"$work/known.yaml" <<'END'
suppressions:
- {finding: mixed-view, from: s1, to: s2, title: 'a "title"?', reason: it is known}
- {finding: stale-entry, title: '* in probe', severity: lost-dma, reason: it is known}
END
must "$known" "$work/known.yaml" "$work/known.c"
must "${CC:-cc}" -std=c11 -fsyntax-only -Werror -Wall -I"$root/src" -I"$root/fuzz" "$work/known.c"
grep -q '"\* in probe"' "$work/known.c" || complain "no pattern"
[ "$(grep -c '^    {[0-9]*, ' "$work/known.c")" -eq 2 ] || complain "not two suppressions"
grep -q 'hl_known_built_in_count = 2;' "$work/known.c" || complain "not a count of 2"
must_fail 2 "hitless_known: $work/no.yaml: No such file" "$known" "$work/no.yaml" "$work/known.c"
must_fail 2 "usage" "$known" "$work/known.yaml"
done_testing
