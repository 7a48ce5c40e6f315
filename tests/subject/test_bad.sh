#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# test_bad.sh HITLESS REPLAY-FOLDER: subjects that loop, crash, exit, print and write where they must
# not are findings, in a bounded time, of the command and of fuzz targets, and take nothing down.
here=$(realpath "$(dirname "$0")") replays=$(realpath "$2")
# shellcheck source=../cli/helper
. "$here/../cli/helper"
export HITLESS_SUBJECT_TIMEOUT=400

for what in loop sleep stores barriers null exit _exit abort divide stack const stale prints used bytes; do
  "${CC:-cc}" -std=c11 -O1 -w -D_GNU_SOURCE -DWHAT="\"$what\"" -I"$here/../../src" -shared -fPIC -o "$what.so" \
    "$here/bad_plugin.c" || exit 1
done
"${CC:-cc}" -shared -fPIC -o constructor.so "$here/bad_constructor.c" || exit 1

# of WHAT FINDING [HOW]: what each command says of it
of()
{
  local what=$1 finding=$2 how=${3:-}
  local ask=(--sequencer "./$what.so" --old "$s1_entry" --new "$s2_entry")
  run check "${ask[@]}"
  status 1
  out_has "  $finding${how:+: $how}"
  run check --json "${ask[@]}"
  status 1
  out_has "\"kind\":\"$finding\"${how:+,\"how\":\"$how\"}"
  [ "$(wc -l <stdout)" -eq 1 ] || fail "not one line of JSON"
  run explain "${ask[@]}"
  status 1
  out_has "$finding"
  run minimize "${ask[@]}"
  status 1
  out_has "$finding"
  cp stdout "$what.yaml"
  run check "$what.yaml"
  status 0
  out_has "1 as expected"
  # In a batch, the lines before and after it are answered.
  last="hitless check --batch of $what"
  printf '%s\n' "0 0 0 0 0 0 0 0  $s2_entry" "$s1_entry $s2_entry" "0 0 0 0 0 0 0 0  $s1_entry" |
    "$hitless" check --sequencer "./$what.so" --batch >stdout 2>stderr
  result=$?
  status 1
  [ "$(wc -l <stdout)" -eq 3 ] || fail "not three lines of JSON"
  [ "$(grep -cF "\"$finding\"" stdout)" -eq 1 ] || fail "not one line with $finding"
}
of loop subject-hang "no return"
of sleep subject-hang "no return"
of stores no-progress
of barriers no-progress
of null subject-crash SIGSEGV
of exit subject-crash "exit()"
of _exit subject-crash "exit()"
of abort subject-crash SIGABRT
of stack subject-crash SIGSEGV
of const subject-crash "it wrote into the entries that it was given"
case $(uname -m) in x86_64) of divide subject-crash SIGFPE ;; esac

run check --json --sequencer ./prints.so --old "$abort_entry" --new "$bypass_entry"
status 0
[ "$(cat stdout)" = '{"outcome":"hitless","findings":[],"stores":1,"syncs":1,"views":2}' ] || fail "not just JSON"
err_has "words of the plug-in"
run check --sequencer ./used.so --old "$s1_entry" --new "$s2_entry"
status 1
out_has "subject-crash: SIGSEGV"
run used --sequencer ./used.so "$s1_entry"
one_line "used.so: subject-crash: SIGSEGV"
run check --sequencer ./constructor.so --old "$s1_entry" --new "$s2_entry"
one_line "constructor.so: SIGABRT while it was loaded"

# The fuzz targets: two STEs that are on, and 0.
cat >ste.yaml <<'YAML'
program: ste
version: 2
smmu: mmu-700
entries: 3
steps:
- {op: bypass}
- {op: abort}
- {op: "off"}
YAML
"$replays/hitless_seed" --kind ste ste.yaml ste >stdout 2>stderr || fail "no seed"
fuzzed()
{
  local what=$1 finding=$2 how=$3 start=$SECONDS
  last="$what in replay_ste_update"
  HITLESS_SEQUENCER=./$what.so HITLESS_FINDINGS=found HITLESS_TOLERATE=${4:-} timeout -k 1 60 \
    "$replays/replay_ste_update" ste >stdout 2>stderr
  result=$?
  status 134
  err_has "hitless: finding"
  err_has "$finding"
  err_has "$how"
  err_has "---- replay"
  err_has "HITLESS_SEQUENCER=$PWD/$what.so"
  [ $((SECONDS - start)) -le 30 ] || fail "takes $((SECONDS - start)) s"
}
fuzzed loop subject-hang "no return"
fuzzed sleep subject-hang "no return"
fuzzed stores no-progress ""
fuzzed null subject-crash SIGSEGV
fuzzed exit subject-crash "exit()"
fuzzed abort subject-crash SIGABRT
fuzzed stack subject-crash SIGSEGV
fuzzed const subject-crash "it wrote into the entries"
fuzzed stale subject-crash "a writer whose update has ended"
for made in found/crash-*.yaml; do
  [ "$(grep -c 'sequencer: /' "$made")" -ge 1 ] || fail "$made does not name the object"
done

# _exit() ends a target without a word, but is not taken for a run that found nothing.
run replay --sequencer ./_exit.so ste.yaml
status 1
err_has "ste.yaml: fuzz_ste_update ended before its end: its subject called _exit()"

# More views than are judged are counted, and the run goes on: aborts whose IGNORED bits are stored byte by byte.
cat >many.yaml <<'YAML'
program: ste
version: 2
smmu: mmu-700
entries: 2
steps:
- {op: raw, entry: {raw: "1 1111111111111111 1111111111111111 1111111111111111 0 0 0 0"}}
- {op: raw, entry: {raw: "1 2222222222222222 2222222222222222 2222222222222222 0 0 0 0"}}
YAML
"$replays/hitless_seed" --kind ste many.yaml many >stdout 2>stderr || fail "no seed"
last="bytes, of too many views"
HITLESS_SEQUENCER=./bytes.so HITLESS_STATS=counts "$replays/replay_ste_update" many >stdout 2>stderr
result=$?
status 0
err_has "not judged: 2, of more than 65536 views"
"$replays/hitless_stats" counts >stdout 2>stderr
out_has "unjudged 2"

# A finding that is tolerated is counted, and the run goes on.
last="null, tolerated"
HITLESS_SEQUENCER=./null.so HITLESS_TOLERATE=subject-crash,mixed-view,illegal-view,needless-break,wrong-final \
  "$replays/replay_ste_update" ste >stdout 2>stderr
result=$?
status 0
err_has "subject-crash"
done_testing
