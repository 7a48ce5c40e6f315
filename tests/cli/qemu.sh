#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# qemu.sh HITLESS REPRODUCERS: what `hitless export --format qemu` writes is run by QEMU: what it says of each step is what the SMMU
# of profile qemu does. Skipped (77) where there is no QEMU with a nested SMMU.
reproducers=$(realpath "$2")
qemu=$(command -v qemu-system-aarch64 || true)
version=$("${qemu:-false}" --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9]*\)\..*/\1/p')
[ "${version:-0}" -ge 10 ] || { echo "no QEMU 10 or newer here" && exit 77; }
. "$(dirname "$0")/helper"

# does SEQUENCER CASE LINES: the steps and what becomes of each, blanks squeezed
does() {
  run export --format qemu --sequencer "$1" "$reproducers/$2.yaml"
  status 0
  cp stdout script
  last="sh script, of $2 by $1"
  sh script "$qemu" >answer 2>stderr || fail "status $?"
  tr -s ' ' <answer >stdout
  out "$3"
}
does naive bypass_to_s1 "old passes
step 1, store to qword 0 aborted, event 0x04 C_BAD_STE
step 2, store to qword 1 aborted, event 0x04 C_BAD_STE
step 3, sync aborted, event 0x04 C_BAD_STE
mixed-view aborted, event 0x04 C_BAD_STE
mixed-view passes"
does update-safe detach_s2_to_abort "old aborted, event 0x0b F_WALK_EABT
step 1, store to qword 2 aborted, event 0x0b F_WALK_EABT
step 2, sync aborted, event 0x0b F_WALK_EABT
step 3, store to qword 0 aborted, no event
step 4, sync aborted, no event
step 5, store to qword 2 aborted, no event
step 6, store to qword 3 aborted, no event
step 7, sync aborted, no event"
# Its trace events are what `hitless trace' takes for syncs: of old, three steps and two views each has one, and the sync another.
run export --format qemu --sequencer naive "$reproducers/bypass_to_s1.yaml"
cp stdout script
printf '#!/bin/sh\nexec "%s" -trace "smmuv3_cmdq_*" -D events "$@"\n' "$qemu" >traced
chmod +x traced
sh script ./traced >/dev/null
{ echo "old 9 0 0 0 0 0 0 0" && cat events; } >recorded
run trace --json --stream 8 --smmu mmu-700 recorded
out_has '"syncs":7,'
run trace --json --stream 9 --smmu mmu-700 recorded
out_has '"syncs":0,'

# A QEMU that ends is told in a line.
sh script false >stdout 2>stderr && fail "false is no QEMU"
[ "$(wc -l <stderr)" -eq 1 ] || fail "not one line of error"
run export --format qemu --sequencer naive "$reproducers/cd_install.yaml"
one_line "QEMU's script takes Non-secure STEs"
done_testing
