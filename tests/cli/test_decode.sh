#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless decode: one entry, entries from standard input, JSON.
. "$(dirname "$0")/helper"

run decode "$s1_entry"
status 0
silent
out_has "s1 StreamWorld=NS-EL1"
out_has "S1ContextPtr=0x80000000"

# One argument or eight, with or without 0x, spaces or commas.
run decode 0xd 0x0 0x040c009400000005 0x90000000 0x0 0x0 0x0 0x0
cp stdout eight
run decode d,0,040c009400000005,90000000,0,0,0,0
out "$(cat eight)"
out_has "S2TTB=0x90000000"

run decode --json "$bypass_entry"
out_has '{"legal":true,"rule":null,"section":null,"config":"bypass","regime":{"V":1,"Config":4'
run decode --json "$s1_entry"
out_has '"S1ContextPtr":2147483648'
out_has '"StreamWorld":"NS-EL1"'

run decode --json "0 0 0 0 0 0 0 0"
out '{"legal":false,"rule":"STE_V","section":"5.2","config":"invalid","regime":{}}'
status 0

# Stage 2 with VMSAv8-32 tables is illegal on an SMMU that has none.
run decode "d 0 0 0 0 0 0 0"
out_has "invalid STE_S2AA64_VMSA32 (5.2.2)"

# What is set although it is RES0 on this SMMU, or of no field, and why.
run decode --smmu qemu "9 100000000000 0 0 0 0 0 100"
out "bypass V=1 Config=bypass; set but RES0: SHCFG=incoming (STE_MTCFG_ATTR_TYPES_OVR)"
run decode --smmu qemu "9 020000000000 0 0 0 0 0 0"
out "bypass V=1 Config=bypass; set but RES0: 0x20000000000 of qword 1 (no field)"
run decode --smmu qemu --json "9 120000000000 0 0 0 0 0 0"
out_has '"reserved":[{"field":"SHCFG","qword":1,"bits":1,"rule":"STE_MTCFG_ATTR_TYPES_OVR","section":"5.2"},{"field":null,"qword":1,"bits":2199023255552,"rule":null,"section":"5"}]'
run decode --smmu qemu --option res0-illegal=1 "9 100000000000 0 0 0 0 0 0"
out_has "invalid STE_RES0 (5)"

# Lines of standard input: blank lines and comments are skipped, the last newline may be missing.
printf '# two entries\n\n%s\n  %s' "$abort_entry" "$bypass_entry" >input
run decode --json <input
status 0
silent
out_has '"config":"abort"'
out_has '"config":"bypass"'
[ "$(wc -l <stdout)" -eq 2 ] || fail "not two lines"

# Nothing is printed for a bad line, and the lines before it are.
printf '%s\n1 2 3 4 5 6 7 x\n' "$abort_entry" >input
run decode <input
one_line "stdin:2:15: not a hexadecimal digit"
out_has "abort"
printf '1 2\n' >input
run decode <input
one_line "stdin:1:4: fewer than 8 qwords"
printf '1 2 \0 3\n' >input
run decode <input
one_line "stdin:1:5: a NUL character"
head -c 200000 /dev/zero | tr '\0' 1 >input
run decode <input
one_line "stdin:1:1: longer than any line"
run decode </dev/null
status 0
out ""

# The SMMU, the Security state and the options matter.
run decode --smmu v3.0-s1 "$s2_entry"
out_has "invalid STE_CONFIG_S2P"
run decode --smmu idr0=0x1a,idr5=0x15 "b 0 0 0 0 0 0 0"
out_has "s1"
run decode --security realm "$bypass_entry"
status 0
run decode --option res0-illegal=1 "1000000000000009 0 0 0 0 0 0 0"
status 0

# CDs: the STE before each of them, or once.
run decode --kind cd "$s1_entry $cd_entry"
out_has "vmsa64 StreamWorld=NS-EL1 T0SZ=0x10"
out_has "ASID=5"
cp stdout cd
run decode --kind cd --ste "$s1_entry" "$cd_entry"
out "$(cat cd)"
# shellcheck disable=SC2086
run decode --kind cd $s1_entry $cd_entry
out "$(cat cd)"
printf '%s %s\n%s %s\n' "$s1_entry" "$cd_entry" "$s1_entry" "0 0 0 0 0 0 0 0" >input
run decode --kind cd --json <input
out_has '"legal":true,"rule":null,"section":null,"config":"vmsa64","regime":{"T0SZ":16,'
out_has '{"legal":false,"rule":"CD_V","section":"5.4","config":"invalid","regime":{}}'
status 0

# Bad use.
run decode "1 2 3"
one_line "ENTRY:6: fewer than 8 qwords"
run decode "1 2 3 4 5 6 7 8 9"
one_line "ENTRY:17: more qwords than expected"
run decode 1 2 3 4 5 6 7 8 9
one_line "ENTRY:17: more qwords than expected"
run decode 1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8 9
one_line "more than 16 arguments"
run decode "zz 2 3 4 5 6 7 8"
one_line "ENTRY:1: not a hexadecimal digit"
run decode "10000000000000000 2 3 4 5 6 7 8"
one_line "more than 64 bits"
run decode --kind cd "$cd_entry"
one_line "ENTRY:41: no STE before the CD, and no --ste"
run decode --kind cd --ste "$bypass_entry" "$cd_entry"
one_line "the STE does not enable stage 1"
run decode --kind cd --ste "b 0 0 0 0 0 0 0" --smmu idr0=0x9,idr5=0x15 "$cd_entry"
one_line "the STE is not legal"
printf '%s %s\n%s %s\n' "$s1_entry" "$cd_entry" "$bypass_entry" "$cd_entry" >input
run decode --kind cd <input
err_has "stdin:2:1: the STE does not enable stage 1"
status 2
run decode --kind xyz "$abort_entry"
one_line "--kind"
run decode --ste "$abort_entry" "$abort_entry"
one_line "--ste: only with --kind cd"
run decode --security top "$abort_entry"
one_line "--security"
run decode --option nonsense=1 "$abort_entry"
one_line "unknown decoder option"
run decode --option cont=2 "$abort_entry"
one_line "NAME=0 or NAME=1"
run decode --nonsense
one_line "unrecognized option '--nonsense'"
run decode --smmu
one_line "requires an argument"
run decode --json=3
one_line "doesn't allow an argument"

# SMMUs that do not exist.
run decode --smmu mmu-9000 "$abort_entry"
one_line 'unknown profile: "mmu-9000"'
run decode --smmu idr0=0x2,idr5=0x15 "$abort_entry"
one_line "TTF=0 (no table format) with S1P=1"
run decode --smmu idr9=0 "$abort_entry"
one_line "unknown register: idr9"
run decode --smmu idr0=12z "$abort_entry"
one_line "register idr0: not a number"
run decode --smmu idr0=0x100000000 "$abort_entry"
one_line "register idr0: more than 32 bits"
run decode --smmu idr1=0,idr1=1 "$abort_entry"
one_line "given twice"

# A kernel log, pasted: event records, with what else is there; and dumps of entries, by 1, 2, 4 and 8 bytes.
cat >log <<'END'
[   12.345678] pci 0000:00:01.0: enabling device (0000 -> 0002)
[   12.345678] arm-smmu-v3 arm-smmu-v3.0.auto: event 0x04 received:
[   12.345678] arm-smmu-v3 arm-smmu-v3.0.auto: 	0x0000000800005804
[   12.345678] arm-smmu-v3 arm-smmu-v3.0.auto: 	0x0000000000000000
[   12.345678] arm-smmu-v3 arm-smmu-v3.0.auto: 	0x0000000000000000
[   12.345678] arm-smmu-v3 arm-smmu-v3.0.auto: 	0x0000000000000000
[   12.345679] arm-smmu-v3 arm-smmu-v3.0.auto: event: C_BAD_STE client: 0000:00:01.0 sid: 0x8 ssid: 0x5
Nov 28 12:00:00 host kernel: arm-smmu-v3 2b400000.iommu: event 0x10 received:
Nov 28 12:00:00 host kernel: arm-smmu-v3 2b400000.iommu: 	0x0000010000000010
Nov 28 12:00:00 host kernel: arm-smmu-v3 2b400000.iommu: 	0x0000028680000007
Nov 28 12:00:00 host kernel: arm-smmu-v3 2b400000.iommu: 	0x00000000fffff123
Nov 28 12:00:00 host kernel: arm-smmu-v3 2b400000.iommu: 	0x0000000012345000
END
run decode <log
status 0
silent
out "event C_BAD_STE (0x04, 7.3): StreamID 0x8, SubstreamID 0x5
event F_TRANSLATION (0x10, 7.3): StreamID 0x100, privileged instruction write at 0xfffff123, stage 2, CLASS=IN, IPA 0x12345000, stalled with STAG 0x7"
run decode --json <log
out_has '{"event":"C_BAD_STE","number":4,"stream":8,"substream":5,"stag":null}'
out_has '{"event":"F_TRANSLATION","number":16,"stream":256,"substream":null,"input":"0xfffff123","access":"write","instruction":true,"privileged":true,"stage":2,"class":"IN","ipa":"0x12345000","stag":7}'
sed 's/event 0x04/event 0xe4/; s/5804/00e4/' log >unknown
run decode <unknown
out_has "event 0xe4, of which nothing is known here: StreamID 0x8"
run decode "$s2_entry"
cp stdout meant
zeros="00000000 00000000 0000000000000000"
dumped() # PREFIX ROW ROW
{
    printf '%s: %s\n' "${1}00" "$2" "${1}10" "$3" "${1}20" "$zeros" "${1}30" "$zeros" >dump
    run decode <dump
    status 0
    out "$(cat meant)"
}
dumped "[ 1.0] ste: 000000" "000000000000000d 0000000000000000" "040c009400000005 0000000090000000"
dumped ffff0000123400 "0000000d 00000000 00000000 00000000" "00000005 040c0094 90000000 00000000"
dumped "ste 000000" "0d00 0000 0000 0000 0000 0000 0000 0000  ..." "0500 0000 9400 0c04 0000 0090 0000 0000  ."
dumped 000000 "0d 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" "05 00 00 00 94 00 0c 04 00 00 00 90 00 00 00 00"
# What has begun must end, and nothing may come between.
head -n 4 log >short
run decode <short
one_line "stdin:4:1: the end, within what a log shows of an event"
sed 4d log >short
run decode <short
one_line "stdin:6:1: not a qword of the event record that has begun"
head -n 3 dump >short
run decode <short
one_line "stdin:3:1: the end, within what a log shows of an entry"
sed 2d dump >short
run decode <short
one_line "stdin:2:1: not the next 16 bytes of the dump that has begun"
sed 1d dump >short
run decode <short
one_line "stdin:1:1: a dump of an entry begins at a multiple of 64 bytes"
sed '2s/^/# /' dump >short
run decode <short
one_line "not the next 16 bytes"
run used <log
one_line "stdin:1:1: not a hexadecimal digit"

done_testing
