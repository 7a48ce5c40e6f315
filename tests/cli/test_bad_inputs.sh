#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154,SC2034 # the helper; eval
# Bad inputs to all subcommands (bad_inputs.table): one line with place and reason, status 2, nothing printed, and no file is left.
table=$(realpath "$(dirname "$0")/bad_inputs.table")
. "$(dirname "$0")/helper"
mkdir files
cd files || exit 1

entry=$bypass_entry
head_of_case='title: a test
entry: ste
smmu: mmu-700'
sides='old: {V: 1, Config: s1, S1ContextPtr: 0x80000000}
new: {V: 1, Config: s2, S2TTB: 0x90000000, S2T0SZ: 20, S2SL0: 2, S2PS: 44-bit, S2AA64: 1}
expect:
- {sequencer: update-safe, outcome: hitless}'
printf '%s\n%s\n' "$head_of_case" "$sides" >good.yaml
mkdir folder
ln -s loop loop
: >empty
head -c 3000 "$hitless" >binary
printf '%s\n1 2 3\n' "" >short.entries
{ printf 'title: ' && head -c 70000 /dev/zero | tr '\0' x && printf '\n%s\n%s\n' "${head_of_case#*$'\n'}" "$sides"; } >long.yaml
{ printf 'title: ' && head -c 200 /dev/zero | tr '\0' '['; } >deep.yaml
printf 'title: &it a test\nentry: *it\n' >alias.yaml
printf 'title: a test\n%s\n%s\n' "$head_of_case" "$sides" >twice.yaml
printf '%s\n%s\n---\ntitle: another\n' "$head_of_case" "$sides" >documents.yaml
printf 'title: a test\n\tentry: ste\n' >tab.yaml
sed 's/S1ContextPtr/S1ContextPointer/' good.yaml >field.yaml
sed 's/S2T0SZ: 20/S2T0SZ: 64/' good.yaml >wide.yaml
sed '/^expect/,$d' good.yaml >expects.yaml
printf 'program: ste\nversion: 99\nsmmu: grace\n' >version.yaml
printf 'program: l1std\nversion: 2\nsmmu: grace\n' >kind.yaml
printf 'program: ste\nversion: 2\nsmmu: grace\nsteps:\n- {op: nonsense}\n' >step.yaml
printf 'program: ste\nversion: 2\nsmmu: grace\nentries: many\n' >number.yaml
printf 'program: ste\nversion: 2\nsmmu: grace\n' >program.yaml
printf 'program: ste\nversion: 2\nsequencer: naive\nsmmu: grace\nsteps:\n%s\n%s\n' \
    '- {op: raw, entry: {V: 1, Config: s1, S1ContextPtr: 0x80000000, S1CIR: wb-ra}}' '- {op: bypass}' >torn.yaml
printf 'suppressions:\n- {finding: torn, reason: it is known}\n' >known.yaml
printf 'program: guest\nversion: 2\nsmmu: grace\n' >guest.yaml
printf 'program: life\nversion: 2\nsmmu: grace\n' >life.yaml
printf '\001\001\000\000' >older.input
printf '\002\377\000\000' >nokind.input
printf 'old %s\njump 1\n' "$entry" >word.trace
printf 'old %s\nstore 8 1\n' "$entry" >store.trace
printf 'old %s\nwrite 0 2 0x10000\n' "$entry" >value.trace
printf 'old %s\nstore 0 1\nnew %s\n' "$entry" "$entry" >late.trace
echo '{"matrix": 1}' >other.json

ls -A >../before
lines=0
while IFS= read -r line; do
    [[ $line != '#'* ]] || continue
    words=${line%% | *}
    run_it="run ${words}"
    [[ $words == *'<'* ]] || run_it+=' </dev/null'
    eval "$run_it"
    last="hitless $words"
    one_line "${line#* | }"
    [ ! -s stdout ] || fail "prints something"
    rm -f stdout stderr
    ls -A >../after
    cmp -s ../before ../after || fail "leaves $(diff ../before ../after | tail -n 1)"
    lines=$((lines + 1))
done <"$table"

[ "$lines" -ge 40 ] || fail "only $lines lines"
last=$table
for command in $("$hitless" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    [ "$(grep -c "^$command " "$table")" -ge 2 ] || fail "fewer than two bad inputs to $command"
done
done_testing
