#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
. "$(dirname "$0")/helper"

# A walk: the file says what runs it and what is under test; the command line says otherwise.
cat >walk.yaml <<'END'
program: life
version: 2
target: fuzz_attach
attach: bug-attach-cd-first
smmu: grace
steps:
- {op: attach, what: s1}
- {op: attach, what: identity}
END
run replay walk.yaml
status 1
err_has "<-- found here"
err_has "needless-break"
err_has "attach: bug-attach-cd-first"
grep -v '^attach:' walk.yaml >right.yaml
run replay right.yaml
status 0
silent
out "right.yaml: fuzz_attach: nothing found"
run replay --attach bug-attach-cd-first right.yaml
status 1
run replay --sequencer bug-attach-cd-first right.yaml
status 1
run replay --tolerate needless-break walk.yaml
status 0
run replay right.yaml walk.yaml right.yaml
status 1
[ "$(wc -l <stdout)" -eq 2 ] || fail "not both of the right ones"

# The same as an engine's input.
printf '\002\004\003\000\040\000\000' >input
run replay --attach bug-attach-cd-first input
status 0
out "input: fuzz_attach: nothing found"
# Engines do not keep to the first bytes: with a target it is its input, but not one of an older version.
printf '\377\377\003\000\040\000\000' >changed
run replay changed
status 2
run replay --target fuzz_attach changed
out "changed: fuzz_attach: nothing found"
printf '\001\004\003\000\040\000\000' >changed
run replay --target fuzz_attach changed
status 2

# A program of updates, by the target of its kind or another one.
cat >program.yaml <<'END'
program: ste
version: 2
smmu: grace
steps:
- {op: raw, entry: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1}}
- {op: fields, fields: [S2VMID=2, S2TTB=0x40000000]}
END
run replay --sequencer naive program.yaml
status 1
err_has "mixed-view"
run replay program.yaml
status 0
out "program.yaml: fuzz_ste_update: nothing found"
run replay --target fuzz_decode program.yaml
out "program.yaml: fuzz_decode: nothing found"
run replay --target fuzz_attach program.yaml
one_line "program.yaml: fuzz_attach runs no program of this kind"
run replay --target fuzz_nothing program.yaml
one_line "program.yaml: no such target: fuzz_nothing"
# The command that a report ends with: what neither the file nor an option says, the environment does.
export HITLESS_SEQUENCER=naive
run replay program.yaml
status 1
err_has "HITLESS_SEQUENCER=naive hitless replay CRASH-FILE"
run replay --sequencer update-safe program.yaml
status 0
unset HITLESS_SEQUENCER
run replay --sequencer nobody program.yaml
status 2
err_has "unknown sequencer: nobody"

# A subject that the file names and nobody knows, at its place.
sed 's/^smmu: /sequencer: nobody\n&/' program.yaml >unknown.yaml
run replay unknown.yaml
one_line "unknown.yaml:$(sed -n '/^sequencer: nobody/=' unknown.yaml):12: sequencer: unknown sequencer: nobody"
sed 's/^sequencer: nobody/sequencer: .\/nothing.so/' unknown.yaml >lost.yaml
run replay lost.yaml
one_line "lost.yaml:3:12: sequencer: ./nothing.so: No such file"
run replay --sequencer naive unknown.yaml
status 1
run replay --target fuzz_nested program.yaml
one_line "fuzz_nested runs no program of this kind"

# A case: by what it expects something of, or another one; and as a program.
run minimize --sequencer naive --old "9 0 0 0 0 0 0 0" --new "280000008000000b d 0 0 0 0 0 0"
cp stdout case.yaml
run replay case.yaml
status 1
out_has "case.yaml: sequencer naive"
out_has "torn: "
run replay --sequencer update-safe case.yaml
status 0
out_has "hitless: "
run replay --target fuzz_ste_update --sequencer naive case.yaml
status 1
sed 's/sequencer: naive/sequencer: linux-1.0/' case.yaml >elsewhere.yaml
run replay elsewhere.yaml
one_line "none of its sequencers is in this build"

# Text.
printf 'V: 1\n' >text
run replay --target fuzz_case text
status 0
out "text: fuzz_case: nothing found"

# As JSON: one object a file.
run replay --json right.yaml walk.yaml program.yaml input
status 1
[ "$(wc -l <stdout)" -eq 4 ] || fail "not one line a file"
out_has '{"file":"right.yaml","target":"fuzz_attach","finding":null,"title":null}'
out_has '"file":"walk.yaml","target":"fuzz_attach","finding":"needless-break","title":"needless-break: attach'
out_has '"reproducer":"program: life'
silent
run replay --json --sequencer naive program.yaml case.yaml
status 1
out_has '"target":"fuzz_ste_update","finding":"mixed-view","title":"mixed-view: s2 to s2","sequencer":"naive","outcome":"torn","findings":[{"kind":"mixed-view","epoch":1,"view":"'
out_has '"reproducer":"title: '
out_has '{"file":"case.yaml","finding":"mixed-view","title":"'
run replay --json --sequencer update-safe case.yaml
status 0
out_has '"finding":null'

run replay
one_line "replay: no file"
run replay missing.yaml
one_line "missing.yaml: No such file"
echo "program: ste" >short.yaml
run replay short.yaml
one_line "short.yaml:1:1: "
echo "version: 2" >no.yaml
run replay no.yaml
one_line "no.yaml:1:1: "
run replay no.yaml right.yaml
status 2
out_has "nothing found"
# Of what a case expects of ranges of trees, what it expects of this build's.
cat >ranges.yaml <<'EOF'
title: a test
entry: ste
smmu: mmu-700
old: {V: 1, Config: bypass}
new: {V: 1, Config: abort}
expect:
- {sequencer: linux<6.0, outcome: torn}
- {sequencer: linux>=6.0, outcome: hitless}
EOF
run replay ranges.yaml
if "$hitless" sequencers | grep -q '^linux '; then
    status 0
    out_has "ranges.yaml: sequencer linux: Linux"
    [ "$(grep -c sequencer stdout)" -eq 1 ] || fail "not one of them"
else
    one_line "ranges.yaml: none of its sequencers is in this build"
fi

done_testing
