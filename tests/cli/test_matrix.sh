#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
. "$(dirname "$0")/helper"

# count LABEL WORD: how many cells of a column are of a class
count() {
  sed -n "s/^$1: //p" stdout | tr ',' '\n' | sed -n "s/^ *\([0-9]*\) $2\$/\1/p"
}

# The right algorithm breaks where it must, and nowhere else; "best" has no break of its own.
run matrix --sequencer update-safe
status 0
silent
hitless_best=$(count best hitless)
[ "$(count update-safe hitless)" = "$hitless_best" ] || fail "update-safe is not the best"
[ "$(count update-safe breaking)" = "$(count best breaking)" ] || fail "update-safe breaks elsewhere"
[ "${hitless_best:-0}" -gt 100 ] || fail "hardly anything is hitless"
out_lacks "where they differ"

# The others are as their names say.
run matrix --sequencer break-first
status 1
[ "$(count break-first needless)" -gt 50 ] || fail "break-first breaks nothing needlessly"
[ -z "$(count break-first torn)" ] || fail "break-first tears"
run matrix --sequencer naive
status 1
[ "$(count naive torn)" -gt 50 ] || fail "naive tears nothing"
out_has "s2 -> s1 ssid0: naive torn, best breaking"

# What a device cannot be is not asked; what is ILLEGAL is said.
run matrix --json
out_lacks '"old":"s1 el2","new":"s1"'
out_has '"old":"s1 el2","new":"s2"'
run matrix --smmu idr0=0xa,idr1=0x105,idr5=0x75
status 0
out_has "  s2 is ILLEGAL there: STE_CONFIG_S2P"

# Files of other builds are columns, too; only of the same question.
run matrix --sequencer naive --json
cp stdout naive.json
run matrix --sequencer break-first naive.json
status 1
out_has "naive: "
out_has "break-first: "
out_has "s2 -> s1 ssid0: naive torn, break-first breaking, best breaking"
run matrix naive.json
status 1
out_has "best: "
run matrix --sequencer naive --smmu mmu-600 naive.json
one_line "naive.json: another SMMU, other assumptions, or other kinds"
run matrix --sequencer naive --security secure naive.json
one_line "naive.json: another SMMU, other assumptions, or other kinds"
run matrix --sequencer naive --option cont=0 naive.json
one_line "naive.json: another SMMU, other assumptions, or other kinds"
run matrix none.json
one_line "none.json: "
for text in '' '[]' '{}' '{"smmu":1}' '"x"' '{"smmu":"mmu-700","security":"ns","kinds":[1],"ats-quiesced":true,"unit":64}' \
  '{"smmu":"mmu-700","security":"ns","kinds":[{"name":"a"}],"ats-quiesced":true,"unit":7}' \
  '{"smmu":"mmu-700","security":"ns","kinds":[{"name":"a"}],"ats-quiesced":true,"unit":64,"columns":[]}' \
  '{"smmu":"mmu-700","security":"ns","kinds":[{"name":"a"}],"ats-quiesced":true,"unit":64,"columns":[{"name":"x","cells":[{}]}]}' \
  '{"smmu":"mmu-700","security":"ns","kinds":[{"name":"a"}],"ats-quiesced":true,"unit":64,"columns":[{"name":"x","cells":[3]}]}'; do
  echo "$text" >bad.json
  run matrix bad.json
  one_line "bad.json: "
done
files=$(yes naive.json | head -8)
# shellcheck disable=SC2086 # words
run matrix $files
one_line "more than 7 sequencers and files"

# A page and a picture, whole or not at all.
run matrix --sequencer naive --html page.html --svg picture.svg
status 1
out ""
grep -q '</html>' page.html || fail "no whole page"
grep -q '</svg>' picture.svg || fail "no whole picture"
grep -q 'http' <(sed 's|http://www.w3.org/2000/svg||' page.html picture.svg) && fail "they need the network"
run matrix --html none/page.html
one_line "none/page.html: "
[ "$(find . -name '*.html*' | wc -l)" -eq 1 ] || fail "something half-written is left"

# What docs/matrix.md says of the kernel's.
series=$("$hitless" sequencers | sed -n 's/^ *linux  *.*\b\(6\.12\|7\.3\)\..*/\1/p')
if [ -n "$series" ]; then
  run matrix --sequencer linux
  status 1
  grep -q '^  s1 el2 -> s2: linux [0-9.]* needless, best hitless' stdout || fail "no break between s1 el2 and s2"
  [ "$series" = 7.3 ] || grep -q '^  s2 ats -> nested: linux [0-9.]* needless' stdout || fail "6.12: EATS"
  [ "$series" = 6.12 ] || ! grep -q '^  s2 ats -> nested: ' stdout || fail "7.3: EATS"
fi

run matrix --kind cd
one_line "--kind: a matrix is of STEs"
run matrix --unit 32
one_line "--unit"
run matrix --assume much
one_line "--assume"
run matrix --sequencer none
one_line "none"

done_testing
