#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# hitless import: what a proof's harness shows of a counterexample, in an answer of CBMC's form.
reproducers=$(realpath "$(dirname "$0")/../../reproducers")
. "$(dirname "$0")/helper"
case=$reproducers/attach_abort_to_s2.yaml

answer() { # NAME=NUMBER...: one law holds, CBMC's own does not, a cover goal is reached, a law is refuted
  python3 - "$@" <<'END'
import json
import sys

shown = [dict(stepType="output", outputID=name, values=[dict(name="integer", binary=format(int(value, 0), "064b"))])
         for name, value in (word.split("=") for word in sys.argv[1:])]
results = [dict(property="main.assertion.1", description="no illegal view", status="SUCCESS"),
           dict(property="main.unwind.0", description="unwinding", status="FAILURE", trace=[]),
           dict(property="main.assertion.2", description="cover: a break", status="FAILURE", trace=shown),
           dict(property="main.assertion.3", description="no third regime", status="FAILURE",
                trace=[dict(stepType="loop-head"), *shown])]
print(json.dumps([dict(program="CBMC"), dict(result=results), dict(cProverStatus="failure")]))
END
}
qwords() { # NAME QWORD...
  local i=0 name=$1
  for qword in "${@:2}"; do
    echo "$name$i=$qword"
    i=$((i + 1))
  done
}

run export --format trace --sequencer naive "$case"
status 0
read -ra old <<<"$(sed -n 's/^old //p' stdout)"
read -ra new <<<"$(sed -n 's/^new //p' stdout)"
registers=$("$hitless" profiles --json | sed -n 's/.*"mmu-600".*"registers":"\([^"]*\)".*/\1/p')
mapfile -t shown < <(qwords old "${old[@]}" && qwords new "${new[@]}" && echo ats-quiesced=1 && tr , '\n' <<<"$registers")
answer "${shown[@]}" sl-pamax=1 >answer.json

run import --cbmc answer.json
status 0
silent
for line in 'title: "A counterexample to: no third regime"' "smmu: mmu-600" "sl-pamax=1" "ats-quiesced"; do
  tr -d "'\"" <stdout | grep -qF "$(tr -d '"' <<<"$line")" || fail "no line that says: $line"
done
cp stdout case.yaml

# It can be judged, and reduced.
run minimize --sequencer naive case.yaml
status 1
out_has mixed-view
cp stdout small.yaml
run check small.yaml
status 0
run explain --sequencer naive case.yaml
status 1
out_has mixed-view

# By the name of a law or a cover goal.
run import --cbmc answer.json --law "a break"
status 0
out_has "a break"
run import --cbmc answer.json --law "no illegal view"
one_line "answer.json: no counterexample in it"

# What is no counterexample.
answer "${shown[@]:1}" typo=1 >typo.json
run import --cbmc typo.json
one_line "typo.json: a harness that shows what no case has"
answer ats-quiesced=1 >none.json
run import --cbmc none.json
one_line "none.json: the harness shows no update"
answer "${shown[@]}" idr5=0xffffffff >impossible.json
run import --cbmc impossible.json
one_line "impossible.json: "
echo '[{' >broken.json
run import --cbmc broken.json
one_line "broken.json: "
run import --cbmc absent.json
one_line "absent.json: "
run import
one_line "nothing to import"
done_testing
