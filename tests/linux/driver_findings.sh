#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# driver_findings.sh HITLESS: of what fuzz_driver finds in a tree, each program made smaller finds the same, is the same for the
# same input, and stays so when it is made smaller again; and as JSON it says what docs/formats.md says.
set -euo pipefail
hitless=$(realpath "$1")
cd "$(mktemp -d)"
trap 'rm -rf "$PWD"' EXIT
failures=0
complain() {
  echo "FAIL: $*"
  failures=$((failures + 1))
}
title_of() { python3 -c 'import json, sys; print(json.loads(sys.stdin.read())["title"])'; }

# Programs of 32 derived operations each. What every program finds hides what else is in it.
for seed in {0..159}; do
  # shellcheck disable=SC2059 # escapes
  printf "$(printf '\\002\\005\\%03o\\000\\000\\%03o\\000' $((seed % 11)) "$seed")" >"program-$seed"
done
check_some() { # LIMIT ARGUMENT...
  local limit=$1 program
  shift
  { "$hitless" replay --json "$@" program-* || true; } >found
  for program in $(sed -n 's/^{"file":"\([^"]*\)".*"finding":"[a-z].*/\1/p' found | head -n "$limit"); do
    "$hitless" minimize "$@" "$program" >small.yaml || [ $? -eq 1 ] || complain "$program: not minimized"
    "$hitless" minimize "$@" "$program" >again.yaml || true
    cmp -s small.yaml again.yaml || complain "$program: another program for the same input"
    "$hitless" minimize "$@" small.yaml >again.yaml || true
    cmp -s small.yaml again.yaml || complain "$program: another program for what is minimized"
    "$hitless" replay --json "$@" small.yaml >small.json || true
    [ "$(title_of <small.json)" = "$(grep -F "\"$program\"" found | title_of)" ] || complain "$program: another finding"
    [ "$(grep -c '^- op:' small.yaml)" -le 6 ] || complain "$program: not small"
    minimized=$((minimized + 1))
  done
}
minimized=0
check_some 4 --tolerate unordered-store,stale-entry
check_some 1
[ "$minimized" -gt 0 ] || complain "nothing is found"

printf '\002\005' >empty
"$hitless" replay --json empty >empty.json || [ $? -eq 1 ] || complain "empty: status $?"
python3 - empty.json <<'E2' || complain "JSON"
import json, sys
line = open(sys.argv[1]).read()
found = json.loads(line)
assert line.count("\n") == 1
assert found["file"] == "empty" and found["target"] == "fuzz_driver"
assert (found["finding"], found["severity"], found["operation"]) == ("unordered-store", "lost-dma", "probe"), found
assert found["title"] == "unordered-store STE in probe" and found["section"] == "3.21.3.1"
assert found["structure"]["name"] == "STE" and found["structure"]["stream"] == 0
assert found["devices"][0]["streams"] == [8]
assert found["reproducer"].startswith("program: driver\n")
last = found["timeline"][-1]
kinds = [next(iter(step)) for step in last["steps"]]
assert kinds.count("store") == last["stores"] and kinds.count("command") == last["commands"] and "finding" in kinds
E2
echo "$minimized programs minimized"
[ "$failures" -eq 0 ]
