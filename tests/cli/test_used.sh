#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless used: the decoder's used bits, and a sequencer's.
. "$(dirname "$0")/helper"

run used "0 0 0 0 0 0 0 0"
status 0
silent
out "0x0000000000000001$(printf ' 0x%016x' 0 0 0 0 0 0 0)"

run used --sequencer update-safe "$s1_entry"
status 0
printf '%s\n%s\n' "$s1_entry" "$s2_entry" >input
run used <input
[ "$(wc -l <stdout)" -eq 2 ] || fail "not two lines"

run used --sequencer naive "$s1_entry"
one_line "naive does not say which bits are used"
run used --sequencer nobody "$s1_entry"
one_line "unknown sequencer: nobody"
printf 'g\n' >input
run used <input
one_line "stdin:1:1: not a hexadecimal digit"
run used --kind cd "$cd_entry"
one_line "no STE before the CD"

done_testing
