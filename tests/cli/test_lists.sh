#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# hitless itself, and the subcommands that list things.
. "$(dirname "$0")/helper"

run --version
status 0
out_has "hitless "
run --help
status 0
silent
for word in decode check explain used matrix sweep sequencers subjects profiles options rules findings; do
    out_has "  $word"
done
for word in decode check explain used matrix sweep sequencers subjects profiles options rules findings; do
    run "$word" --help
    status 0
    silent
    out_has "Usage: hitless $word"
done
run check --help
out_has "default mmu-700"
out_has "default ns"

run sequencers
status 0
for word in naive break-first used-bits update-safe bug- "hypervisors" "  nested " "  bug-nested-"; do
    out_has "$word"
done
run profiles
out_has "mmu-700"
out_has "idr0=0x"
run options
out_has "res0-illegal"
run rules
out_has "STE_S2AA64_VMSA32"
out_has "5.2.2"
out_lacks "CD_V"
run rules --kind cd
out_has "CD_PIIP_PIIU"
out_lacks "STE_V"
run rules --kind ste-ignored
out_has "STE_S1FMT_S1CDMAX"
run rules --kind cd-ignored
out_has "CD_EPD0"
run rules --kind ste-res0
out_has "STE_MTCFG_ATTR_TYPES_OVR"
out_lacks "STE_EATS_ATS"
out_lacks "CD_"
run rules --kind cd-res0
out_has "CD_NO_E0PD"
out_lacks "CD_NO_HAD"
out_lacks "STE_"
run rules --kind all
out_has "STE_V"
out_has "CD_EPD0"
run rules --kind none
one_line "--kind: neither ste, cd, ste-ignored, cd-ignored, ste-res0, cd-res0 nor all: none"

run findings
out_has "needless-break     the update stopped"
out_has "excess-sync        advice: "

# --json: an object a line, as many as there are lines of text, with the same names.
for list in sequencers profiles options "rules --kind all" findings; do
    # shellcheck disable=SC2086 # a list and its option
    run $list --json
    status 0
    silent
    python3 -c '
import json, sys
objects = [json.loads(line) for line in open("stdout")]
assert len(objects) > 5 and len({o["name"] for o in objects}) == len(objects)
assert len({tuple(o) for o in objects}) == 1
open("names", "w").write("\n".join(o["name"] for o in objects))' || fail "not objects of one form, each with a name"
    # shellcheck disable=SC2086
    run $list
    while read -r name; do
        out_has "$name"
    done <names
done
run subjects
out_has "xen                Xen's SMMUv3 driver, GPL-2.0; from: "
run subjects --json
out_has '{"name":"xen","title":"Xen'"'"'s SMMUv3 driver","licence":"GPL-2.0","source":'
run sequencers --json
out_has '"name":"bug-used-shcfg","layer":"sequencer","kinds":"ste","target":"fuzz_used"'
out_has '"target":"fuzz_nested"'
out_has '"name":"update-safe","layer":"sequencer","kinds":"ste,cd","target":"fuzz_ste_update"'
run findings --json
out_has '{"name":"excess-sync","weight":"advice"'
run rules --kind cd --json
out_has '{"name":"CD_PIIP_PIIU","kind":"cd","section":'

run
one_line "no command"
run nonsense
one_line "unknown command: nonsense"
run --nonsense
one_line "unrecognized option"
run rules extra
one_line "too many arguments"

# Output that does not arrive is an error.
last="hitless rules >/dev/full"
"$hitless" rules >/dev/full 2>stderr
result=$?
: >stdout
one_line "standard output: No space left on device"
last="hitless rules >&-"
"$hitless" rules >&- 2>stderr
result=$?
one_line "standard output"

done_testing
