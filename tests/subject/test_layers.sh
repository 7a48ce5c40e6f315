#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# test_layers.sh BUILD SOURCE: a hypervisor and an attach layer in shared objects, judged by fuzz_nested and
# fuzz_attach: the right ones survive, each mistake is found, and a crash is a finding.
build=$(realpath "$1") source=$(realpath "$2")
# shellcheck source=../cli/helper
. "$source/tests/cli/helper" "$build/hitless"
export HITLESS_SUBJECT_TIMEOUT=400 HITLESS_SEQUENCER=update-safe # also in a build with a kernel tree

for wrong in 0 1 2 3 4; do
  "${CC:-cc}" -std=c11 -O1 -w -DWRONG=$wrong -I"$source/src" -shared -fPIC -o "layer-$wrong.so" \
    "$source/tests/subject/attach_plugin.c" || exit 1
  "${CC:-cc}" -std=c11 -O1 -w -DWRONG=$wrong -I"$source/src" -shared -fPIC -o "vmm-$wrong.so" \
    "$source/tests/subject/vmm_plugin.c" "$build/libhitless.a" || exit 1
done
mkdir walks guests
for seed in {0..63}; do
  byte="\\x$(printf %02x "$seed")"
  printf '%b' "\\x02\\x03\\x0$((seed % 7))\\x00\\x00$byte\\x00" >"guests/$seed"
  printf '%b' "\\x02\\x04\\x0$((seed % 7))\\x00\\x00$byte\\x00" >"walks/$seed"
done

of() # STATUS VARIABLE OBJECT TARGET INPUTS [TEXT]
{
  last="$3 in $4"
  env "$2=$3" timeout 100 "$build/fuzz/replay_$4" "$5" >stdout 2>stderr
  result=$?
  status "$1"
  [ -z "${6:-}" ] || err_has "$6"
  [ "$1" -ne 134 ] || [ ! -f "$3" ] || err_has "$2=$(realpath "$3") $build/fuzz/replay_$4 CRASH-FILE"
}
of 0 HITLESS_ATTACH ./layer-0.so attach walks "under $PWD/layer-0.so"
of 134 HITLESS_ATTACH ./layer-1.so attach walks "<-- found here"
of 134 HITLESS_ATTACH ./layer-2.so attach walks "subject-crash: a call of $PWD/layer-2.so: SIGSEGV"
of 134 HITLESS_ATTACH ./layer-3.so attach walks "an entry that the device does not have"
of 134 HITLESS_ATTACH ./layer-4.so attach walks "subject-hang: a call of $PWD/layer-4.so: no return"
of 0 HITLESS_HYPERVISOR ./vmm-0.so nested guests "under $PWD/vmm-0.so"
of 134 HITLESS_HYPERVISOR ./vmm-1.so nested guests "hitless: finding"
of 134 HITLESS_HYPERVISOR ./vmm-2.so nested guests "subject-crash: a call of $PWD/vmm-2.so: SIGSEGV"
of 134 HITLESS_HYPERVISOR ./vmm-3.so nested guests "subject-hang: a call of $PWD/vmm-3.so: no return"
of 2 HITLESS_ATTACH ./vmm-0.so attach walks "no symbol hitless_attach"
of 2 HITLESS_HYPERVISOR ./layer-0.so nested guests "no symbol hitless_hypervisor"
of 2 HITLESS_HYPERVISOR nobody nested guests "unknown hypervisor: nobody"
of 2 HITLESS_ATTACH nobody attach walks "unknown attach layer: nobody"
of 134 HITLESS_ATTACH bug-attach-cd-first attach walks "<-- found here"
done_testing
