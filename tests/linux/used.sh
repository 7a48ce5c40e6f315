#!/bin/sh
# SPDX-License-Identifier: MIT
# used.sh REPLAY CASES SEEDS: what fuzz_used says of the driver's used function for its seeds: nothing
# missed that shows, and of what is needless at least what the cases in CASES were found for.
set -eu

replay=$1 cases=$2 seeds=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
HITLESS_SEQUENCER=linux HITLESS_TOLERATE=needless-break HITLESS_FINDINGS=$work/findings
export HITLESS_SEQUENCER HITLESS_TOLERATE HITLESS_FINDINGS
unset HITLESS_QUIET HITLESS_OPTIONS

fail() {
    echo "not ok: $1" >&2
    failures=$((failures + 1))
}

# breaks CASE CONFIG FIELD: the seed of this case shows that the field is needlessly used.
breaks() {
    [ -f "$cases/$1.yaml" ] || fail "no case $1"
    "$replay" "$seeds/$1" >"$work/out" 2>&1 || fail "$1: $(tail -n 1 "$work/out")"
    grep "^used, added, and breaks: $2:" "$work/out" | grep -q " $3 " ||
        fail "$1: not a word of $3: $(grep '^used' "$work/out")"
}

breaks bypass_to_s2_without_overrides s2 SHCFG
breaks s1_el2_to_s2_other_vmid s1 S2VMID
breaks s2_table_and_s2ptw_change s2 S2PTW
breaks nested_cd_table_and_shcfg_change nested SHCFG
breaks nested_s1csh_of_uncached_cds nested S1CSH
breaks nested_s1fmt_without_substreams nested S1Fmt
breaks s1_el2_to_nested nested STRW
ls "$work"/findings/finding-*.yaml >/dev/null || fail "no case was written"

"$replay" "$seeds" >"$work/out" 2>&1 || fail "all seeds: $(tail -n 1 "$work/out")"
if grep '^used, missed, \(and tears\|no pair\)' "$work/out"; then
    fail "the driver misses something"
fi
grep -q '^used, missed, never set: s1: .*CONT' "$work/out" || fail "nothing is missed"

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
