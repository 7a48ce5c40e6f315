#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A folder of crashes: what each does is told apart, and grouped by cause.
# shellcheck disable=SC1091,SC2154 # the helper
source=$(realpath "$(dirname "$0")/../../src")
. "$(dirname "$0")/helper"

# A sequencer that goes wrong as qword 3 of the target says; minimising takes bits of it away.
cat >bad.c <<'EOF'
#include "update/sequencer.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    static const char report[] = "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1\n"
                                 "    #0 0x1 in __asan_memcpy (x+1)\n    #1 0x2 in write_entry /x.c:3:4\n";
    static const char undefined[] = "a.c:12:3: runtime error: shift exponent 77 is too large\n";

    (void)self;
    switch (u->target.q[3] >> 16) {
    case 1:
        for (volatile int more = 1; more;)
            ;
        break;
    case 2:
        for (;;)
            memset(malloc(1 << 20), 1, 1 << 20);
    case 3:
        kill(getpid(), SIGKILL);
        break;
    case 4:
        fputs(report, stderr);
        _exit(1);
    case 5:
        fputs(undefined, stderr);
        _exit(1);
    case 6:
        _exit(0);
    }
    hl_store64(u->writer, 0, u->target.q[0]);
    if (u->target.q[3] >> 16 != 0x80)
        for (unsigned i = 1; i < HL_QWORDS; i++)
            if (u->target.q[i] != u->current.q[i])
                hl_store64(u->writer, i, u->target.q[i]);
    u->writer->sync(u->writer);
}
const struct hl_sequencer hitless_sequencer = {
    .abi = HL_SEQUENCER_ABI, .kinds = HL_KIND_STE, .name = "bad", .update = update};
EOF
"${CC:-cc}" -std=gnu11 -I"$source" -shared -fPIC -o bad.so bad.c || exit 1

# program NAME S2TTB: a program in which stage 2 gets this table.
program()
{
    mkdir -p "$(dirname "$1")"
    cat >"$1" <<EOF
program: ste
version: 2
smmu: grace
sequencer: $PWD/bad.so
steps:
- {op: raw, entry: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1}}
- {op: fields, fields: [S2TTB=$2]}
EOF
}
program d/timeout-1 0x10000
program d/oom-1 0x20000
program d/crash-killed 0x30000
program d/crash-asan 0x40000
program d/crash-undefined 0x50000
program d/crash-exit 0x60000
program d/crash-finding 0x800000
program d/slow-unit-1 0x1000000
# The same cause, under the names of other engines.
program "d/afl/crashes/id:000001,sig:06,src:000000,op:havoc" 0x800000
program d/SIGABRT.PC.5555.STACK.1.CODE.-6.ADDR.0.INSTR.mov.fuzz 0x800000
program d/clusterfuzz-testcase-minimized-fuzz_ste_update-12 0x800000
sed -i 's/^smmu:.*/&\n# longer than the others/' d/clusterfuzz*
printf 'program: ste\nversion: 2\nsteps: [{op: nonsense}]\n' >d/crash-nonsense
# None of these is an engine's crash.
program d/afl/queue/id:000000 0x800000
program d/notes 0x800000
program d/.hidden/crash-x 0x800000
program d/afl/README.txt 0x800000

# The subject is to reach the limits of triage, not its own.
export HITLESS_SUBJECT_TIMEOUT=60000
run triage --timeout 6 --memory 300 --json --out out --html page.html d
status 1
silent
summary='"files":12,"replayed":12,"causes":8,"passed-over":3,"finding":4,"sanitizer-error":2,"crash":2,"timeout":1,"out-of-memory":1,"unreadable":1,"pass":1'
out_has "$summary"
out_has '"interrupted":false'
json=$(cat stdout)
# class, cause, count, smallest file
has_row()
{
    grep -F "\"class\":\"$1\"" stdout | grep -F "\"cause\":\"$2" | grep -F "\"count\":$3," | grep -qF "\"smallest\":\"$4\"" ||
        fail "no row of $1, $2, $3, $4"
}
has_row finding "wrong-final: s2 to s2" 4 d/SIGABRT.PC.5555.STACK.1.CODE.-6.ADDR.0.INSTR.mov.fuzz
has_row sanitizer-error "AddressSanitizer: heap-use-after-free in write_entry" 1 d/crash-asan
has_row sanitizer-error "a.c:12:3: runtime error: shift exponent ## is too large" 1 d/crash-undefined
has_row crash "ended by signal 9" 1 d/crash-killed
has_row timeout "no end" 1 d/timeout-1
has_row out-of-memory "" 1 d/oom-1
has_row unreadable "" 1 d/crash-nonsense
out_has '"named":"timeout","bytes"'
grep -q '<td>heap' page.html && fail "not a row"
grep -q 'wrong-final: s2 to s2' page.html || fail "the page does not name the cause"
[ "$(find . -maxdepth 1 -name '*.[0-9]*' | wc -l)" -eq 0 ] || fail "something is left: $(ls)"

# A file of each cause; the finding's is a case that shows it, smaller than the program.
[ "$(find out -type f | wc -l)" -eq 8 ] || fail "not a file of each cause"
case_of=$(echo out/wrong-final-*.yaml)
run check "$case_of"
status 0
grep -q 'S2TTB' "$case_of" || fail "the case lacks what differs"
grep -q '^program:' "$case_of" && fail "the finding's file is no case"
echo "$json" | grep -F '"class":"finding"' | grep -qF '"minimised":true' || fail "not minimised"

# As text; what was written is triaged alike.
run triage d/afl d/crash-asan d/crash-nonsense d/slow-unit-1
status 1
out_has "4 of 4 files, 3 causes, 1 finding, 1 sanitizer-error, 1 unreadable, 1 pass; 2 without an engine's name passed over"
out_has "     1  finding: wrong-final: s2 to s2 ($PWD/bad.so)"
out_has "     1  sanitizer-error: AddressSanitizer: heap-use-after-free in write_entry (fuzz_ste_update)"
run triage --timeout 6 --memory 300 --json out
out_has '"finding":1,"sanitizer-error":2,"crash":2,"timeout":1,"out-of-memory":1,"unreadable":1,"pass":0'
run triage --sequencer update-safe d/crash-finding
status 0
out "1 of 1 files, 0 causes, 1 pass"
run triage d/crash-nonsense
status 2
run triage --timeout 1 --all d/notes d/afl/queue
out_has "wrong-final: s2 to s2"
out_has "2 of 2 files"

# Other kinds: a walk, and a case.
cat >walk.yaml <<'EOF'
program: life
version: 2
attach: bug-attach-cd-first
smmu: grace
steps:
- {op: attach, what: s1}
- {op: attach, what: identity}
EOF
cat >case.yaml <<EOF
entry: ste
smmu: mmu-700
old: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 1}
new: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 24, S2SL0: 1, S2VMID: 2, S2TTB: 0x40000000}
expect:
- {sequencer: naive, outcome: torn}
EOF
cat >guest.yaml <<'EOF'
program: guest
version: 2
sequencer: naive
smmu: mmu-700
parent: {op: raw, entry: {V: 1, Config: s2, S2AA64: 1, S2T0SZ: 16, S2SL0: 2, S2VMID: 5, S2TTB: 0x90000000, EATS: full}}
steps:
- {op: raw, entry: {V: 1, Config: s1, S1ContextPtr: 0x80000000}}
- {op: bypass}
EOF
run triage --json walk.yaml case.yaml guest.yaml
status 1
out_has '"causes":3'
out_has "needless-break"
out_has '"target":"fuzz_attach"'
out_has '"target":"fuzz_nested"'
run triage --tolerate all walk.yaml
status 0

# An input is for the target that its path names, if that is one of its kind.
mkdir -p crashes/fuzz_case crashes/fuzz_attach crashes/other
printf 'V=1 Config=' >crashes/fuzz_case/crash-1
printf 'V=1 Config=' >crashes/fuzz_attach/crash-1
run triage crashes
status 2
out_has "1 unreadable, 1 pass"
# Engines do not keep to the first bytes.
printf '\377\377\003\000\040\000\000' >crashes/fuzz_attach/crash-1
cp crashes/fuzz_attach/crash-1 crashes/other/crash-1
run triage crashes
status 2
out_has "1 unreadable, 2 pass"

children_of() { awk -v parent="$1" '$4 == parent { print $1 }' /proc/[0-9]*/stat 2>/dev/null; }

# Ctrl-C: what was replayed is told, and nothing is left behind.
rm -rf many
for i in $(seq 1 9); do
    program "many/crash-$i" 0x10000
done
HITLESS_SUBJECT_TIMEOUT=60000 "$hitless" triage --jobs 2 --timeout 60 --out left --html left.html many >stdout 2>stderr &
triage=$!
for _ in $(seq 1 100); do
    children=$(children_of "$triage" | wc -l)
    [ "$children" -lt 2 ] || break
    sleep 0.05
done
[ "$children" -eq 2 ] || fail "$children processes at a time, not 2"
children=$(children_of "$triage")
kill -TERM "$triage"
wait "$triage"
result=$?
last="hitless triage, interrupted"
status 143
out_has "0 of 9 files, 0 causes; interrupted"
for child in $children; do
    [ ! -d "/proc/$child" ] || fail "a process is left"
done

# Errors: one line, and nothing written.
touch before after
ls >before
run triage
one_line "triage: no folder"
run triage absent
one_line "absent: No such file or directory"
run triage d/afl/queue
one_line "d/afl/queue: no file here has a fuzz engine's name"
run triage --timeout 0 d
one_line "--timeout: a number from 1 to 3600, not 0"
run triage --memory much d
one_line "--memory: a number from 1 to 1048576, not much"
run triage --jobs 257 d
one_line "--jobs: a number from 1 to 256, not 257"
run triage --out out d
one_line "--out: out: File exists"
run triage --out nowhere/out d
one_line "--out: nowhere/out: No such file or directory"
run triage --html nowhere/page.html d/crash-nonsense
one_line "--html: nowhere/page.html: No such file or directory"
run triage --sequencer "$(printf '%01100d' 1)" d
one_line "--sequencer: too long"
ls >after
cmp -s before after || fail "something was written: $(diff before after)"

done_testing
