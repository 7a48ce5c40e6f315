#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# hitless export and hitless trace.
reproducers=$(realpath "$(dirname "$0")/../../reproducers")
. "$(dirname "$0")/helper"
case=$reproducers/attach_abort_to_s2.yaml

# The program shows the bad views, without anything of ours; with the right algorithm there is none.
run export --format c --sequencer naive "$case"
status 0
cp stdout naive.c
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -o naive naive.c || fail "the program is not C"
./naive >views && fail "the program finds nothing"
[ "$(grep -c "mixed-view can be read" views)" -eq 3 ] || fail "not the three views"
# A sync after each of the stores to qwords 2 and 3, before qword 0: it is mended.
sed -i '/store(0,/d; s/^    sync();$/&\n    store(0, 0xdu);\n    sync();/' naive.c
"${CC:-cc}" -std=c11 -o mended naive.c || fail "the mended program is not C"
./mended || fail "the mended program finds something"
run export --format c --sequencer update-safe "$case"
one_line "attach_abort_to_s2.yaml: no bad view is found"

# A trace is judged as the sequencer was.
for sequencer in naive break-first update-safe; do
  run export --format trace --sequencer $sequencer "$case"
  status 0
  cp stdout recorded
  run check --json --sequencer $sequencer --smmu mmu-600 --assume ats-quiesced --old "$(sed -n 's/^old //p' recorded)" \
    --new "$(sed -n 's/^new //p' recorded)"
  before=$result
  sed 's/,"views".*//' stdout >judged
  run trace --json recorded
  status "$before"
  [ "$(sed 's/,"views".*//' stdout)" = "$(cat judged)" ] || fail "$sequencer is judged otherwise when recorded"
done
cat >by-hand <<'END'
# an entry that becomes stage 2 by 32-bit stores, the wrong way round
smmu mmu-700
old 0 0 0 0 0 0 0 0
write 0 4 0xd
  barrier
write 4 4 0
store 2 0x044c355800000005
store 3 0x90000000
sync
END
run trace by-hand
status 1
out_has "store qword 0"
out_has "torn: "
# Two qwords at once, where the SMMU reads two at once: no mixture of both.
printf '%s\n' "unit 128" "assume none" "smmu mmu-600" "old 1 0 0 0 0 0 0 0" >pair
cp pair singly
echo "write 16 16 0x044c355800000005 0x90000000" >>pair
printf 'store 2 0x044c355800000005\nstore 3 0x90000000\n' >>singly
for trace in pair singly; do
  printf 'sync\nstore 0 0xd\nsync\n' >>$trace
  run trace --json $trace
  status 0
  cp stdout $trace.json
done
grep -q '"views":4' pair.json || fail "two qwords at once are not one store: $(cat pair.json)"
grep -q '"views":6' singly.json || fail "two stores are one: $(cat singly.json)"
run trace --json <by-hand
status 1
out_has '"outcome":"torn"'

# bad TEXT LINE...: a trace of these lines, after an old entry, is refused with this text
bad() {
  local text=$1
  shift
  { echo "old 0 0 0 0 0 0 0 0" && printf '%s\n' "$@"; } >bad.trace
  run trace bad.trace
  one_line "$text"
}
bad "bad.trace:2:1: unknown word: stor" "stor 0 1"
bad "bad.trace:2:1: not \`store QWORD VALUE'" "store 8 1"
bad "bad.trace:2:1: not \`store QWORD VALUE'" "store 1"
bad "bad.trace:2:1: not \`store QWORD VALUE'" "store 1 2 3"
bad "bad.trace:2:1: not \`store QWORD VALUE'" "store 1 0x1ffffffffffffffff"
bad "bad.trace:2:1: not \`store QWORD VALUE'" "store 1 -1"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 2 4 1"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 64 8 1"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 0 1 256"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 0 3 1"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 0 16 1"
bad "bad.trace:2:1: not \`write OFFSET BYTES VALUE'" "write 8 16 1 2"
bad "bad.trace:3:1: sync takes nothing" "sync" "sync 1"
bad "bad.trace:2:1: barrier takes nothing" "barrier all"
bad "bad.trace:2:1: given twice" "old 0 0 0 0 0 0 0 0"
bad "bad.trace:3:1: an entry after the first step" "sync" "new 0 0 0 0 0 0 0 0"
bad "bad.trace:2:1: kind is ste or cd" "kind"
bad "bad.trace:2:1: smmu: " "smmu none"
bad "bad.trace:2:1: unit is 64 or 128" "unit 32"
bad "bad.trace:2:1: an unknown assumption" "assume much"
bad "bad.trace:2:1: security is ns, secure or realm" "security none"
mapfile -t many < <(yes sync | head -300)
bad "bad.trace:226:1: more steps than an update may have" "${many[@]}"
run trace none.trace
one_line "none.trace: "
run trace /dev/null
one_line "/dev/null: no line \`old'"

# The bytes are those of memory.
run export --format hex --sequencer naive "$case"
status 0
out_has "# old"
out_has "# mixed-view"
out_has "00000000: 0d 00 00 00 00 00 00 00 00 00 00 00 00 10 00 00"
sed -n '/^# new/,/^# mixed/p' stdout | grep '^0' >new.hex
[ "$(wc -l <new.hex)" -eq 4 ] || fail "an entry is not four lines"

# A KUnit test; linux.export_kunit compiles and runs them.
run export --format kunit --sequencer naive "$case"
status 0
out_has "static void hitless_attach_abort_to_s2(struct kunit *test)"
out_has "KUNIT_EXPECT_EQ(test, w.seen, 0U);"
out_lacks "w.stopped, 0U"
run export --format kunit --sequencer update-safe "$case"
one_line "nothing is found that shows at a sync"

run export "$case"
one_line "no --format"
run export --format pdf "$case"
one_line "--format: unknown: pdf"
run export --format c --sequencer naive
one_line "no --old"
run export --format c --sequencer naive none.yaml
one_line "none.yaml"
run export --format c "$case" "$case"
one_line "more than one case"
# A trace out of logs. QEMU's events of commands: only those that cover the stream, and their CMD_SYNC, are a sync.
cat >qemu.log <<'END'
smmu mmu-700
old 0x8000000b d4 0 0 0 0 0 0
5171@1700000000.000001:smmuv3_cmdq_consume prod=3 cons=0 prod.wrap=0 cons.wrap=0
5171@1700000000.000002:smmuv3_cmdq_opcode <--- SMMU_CMD_CFGI_STE
5171@1700000000.000003:smmuv3_cmdq_cfgi_ste streamid= 0x9
5171@1700000000.000004:smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC
store 0 9
smmuv3_cmdq_cfgi_cd sid=0x8
smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC
smmuv3_cmdq_cfgi_ste streamid= 0x8
smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC
[  100.000001] mine: store 1 0
[  100.000002] arm-smmu-v3 arm-smmu-v3.0.auto: probed
          kworker-7  [001] d..2.  100.000003: write_entry: barrier
smmuv3_cmdq_opcode <--- SMMU_CMD_CFGI_ALL
smmuv3_cmdq_cfgi_ste_range start=0x0 - end=0xffffffff
smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC
END
run trace --json --stream 8 qemu.log
status 0
out_has '"outcome":"hitless"'
out_has '"stores":2,"syncs":2,'
# Without what covers the stream there is no sync between the two stores.
run trace --json --stream 7 qemu.log
status 1
out_has '"outcome":"torn"'
out_has '"syncs":1,'
sed 's/streamid= 0x8/streamid =8/' qemu.log >older.log
run trace --json --stream 8 older.log
out_has '"syncs":2,'
# Dumps of the entry: what changed from one to the next was stored, in no order that is known.
dump() # QWORD0 QWORD1
{
    printf '[ 1.0] ste: 00000000: %016x %016x\n' "$1" "$2"
    printf '[ 1.0] ste: 000000%d0: 0000000000000000 0000000000000000\n' 1 2 3
}
{ echo "smmu mmu-700"; dump 0x8000000b 0xd4; dump 9 0; echo "[ 1.0] mine: sync"; } >dumps.log
run trace --json dumps.log
status 1
out_has '"outcome":"torn"'
out_has '"stores":2,"syncs":1,"views":4'
{ echo "smmu mmu-700"; dump 0x8000000b 0xd4; dump 9 0xd4; echo sync; dump 9 0; echo sync; } >dumps.log
run trace --json dumps.log
out_has '"outcome":"hitless"'
sed '$d' dumps.log | sed '$d' >short
run trace short
one_line "short:13:1: the end, within what a log shows"
run trace --stream all qemu.log
one_line "--stream: not a StreamID: all"
done_testing
