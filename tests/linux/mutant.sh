#!/bin/sh
# SPDX-License-Identifier: MIT
# mutant.sh SOURCE: tools/linux-mutant changes a few lines of the functions it names in a copy of the kernel tree
# HITLESS_LINUX_TREE, which hitless still knows and which has the rest of the tree, too, and refuses a tree that has
# nothing to change. No network. That each is found by fuzzing is tested by ./dev bugs --linux-source.
set -eu

source=$(cd "$1" && pwd)
tree=${HITLESS_LINUX_TREE:?a kernel tree}
folder=drivers/iommu/arm/arm-smmu-v3
driver=$folder/arm-smmu-v3.c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "not ok: $1" >&2
    failures=$((failures + 1))
}

# refuses TEXT ARGUMENT...: it fails with one line that has TEXT, and leaves nothing behind.
refuses() {
    text=$1
    shift
    if "$source/tools/linux-mutant" "$@" >"$work/stdout" 2>"$work/stderr"; then
        fail "$* succeeds"
    elif [ "$(wc -l <"$work/stderr")" -ne 1 ] || ! grep -qF "$text" "$work/stderr"; then
        fail "$*: $(cat "$work/stderr")"
    elif [ -e "$work/out" ]; then
        fail "$*: leaves a tree"
    fi
}

# changes NAME FUNCTION LINES [FILE]: so many lines of FUNCTION differ, and no other file.
changes() {
    file=$folder/${4:-arm-smmu-v3.c}
    "$source/tools/linux-mutant" "$1" "$tree" "$work/mutant" >/dev/null || fail "$1"
    diff "$tree/$file" "$work/mutant/$file" >"$work/diff" && fail "$1: nothing changed"
    [ "$(grep -c '^>' "$work/diff")" -eq "$3" ] || fail "$1: not $3 lines: $(cat "$work/diff")"
    others=$(diff -rq "$tree/drivers" "$work/mutant/drivers") || :
    [ "$(echo "$others" | wc -l)" -eq 1 ] || fail "$1: not one file: $others"
    [ "$(ls "$tree")" = "$(ls "$work/mutant")" ] || fail "$1: no full tree"
    [ -e "$work/mutant/include/linux/io-pgtable.h" ] || fail "$1: links that lead nowhere"
    ctags=${CTAGS:-ctags}
    lines=$(sed -n 's/^\([0-9]*\)[0-9,]*[cd].*/\1/p' "$work/diff")
    for line in $lines; do
        "$ctags" -x --_xformat='%N %n %{end}' --kinds-C=f "$tree/$file" |
            awk -v f="$2" -v l="$line" '$1 == f && $2 <= l && l <= $3 { found = 1 } END { exit !found }' ||
            fail "$1: line $line is not of $2"
    done
    "$source/src/linux/extract.sh" "$work/mutant" "$work/extracted" >/dev/null || fail "$1: extract.sh"
    case $1 in
    unlimited) refuses "exactly once, but 0" "$1" "$work/mutant" "$work/out" ;; # its text is gone
    s2s) # what has no such function
        sed -i 's/arm_smmu_get_ste_update_safe/arm_smmu_get_ste_safe/' "$work/mutant/$driver"
        refuses "exactly once, but 0" "$1" "$work/mutant" "$work/out"
        ;;
    driver-cd-ssid) # the text is there twice
        sed -i '/streams\[i\]\.id, ssid,/p; /\.ssid[ 	]*= ssid/p' "$work/mutant/$driver"
        sed -i 's/streams\[i\]\.id, 0,/streams[i].id, ssid, streams[i].id, ssid,/; s/\.ssid = 0/.ssid = ssid, .ssid = ssid/' \
            "$work/mutant/$driver"
        refuses "exactly once, but 2" "$1" "$work/mutant" "$work/out"
        ;;
    esac
    rm -rf "$work/mutant"
}

changes s2vmid arm_smmu_get_ste_used 1
changes privcfg arm_smmu_make_bypass_ste 1
changes shcfg arm_smmu_make_cdtable_ste 1
changes driver-cd-ssid arm_smmu_sync_cd 1
changes driver-cfgi-early entry_set 2
changes driver-quiet-cd arm_smmu_mm_release 1 arm-smmu-v3-sva.c
if grep -q '^#define STRTAB_STE_1_MEV' "$tree/$folder/arm-smmu-v3.h"; then
    changes s2fwb arm_smmu_get_ste_used 1
    changes old-used arm_smmu_get_ste_used 3
else
    refuses "exactly once, but 0" s2fwb "$tree" "$work/out"
fi
if grep -q '^void arm_smmu_get_ste_update_safe' "$tree/$driver"; then
    changes s2s arm_smmu_get_ste_update_safe 1
    changes s1chk arm_smmu_get_ste_update_safe 1
    changes unlimited arm_smmu_entry_qword_diff 1
    changes driver-guest-vmid arm_vsmmu_init 1 arm-smmu-v3-iommufd.c
    "$source/tools/linux-mutant" --list "$tree" >"$work/stdout" 2>"$work/stderr" || fail "--list fails"
    [ ! -s "$work/stderr" ] || fail "does not fit: $(cat "$work/stderr")"
else
    refuses arm_smmu_get_ste_update_safe s2s "$tree" "$work/out"
    refuses arm-smmu-v3-iommufd.c driver-guest-vmid "$tree" "$work/out"
    [ "$("$source/tools/linux-mutant" --list "$tree" 2>/dev/null | wc -l)" -ge 50 ] || fail "fewer than 50 fit"
fi
refuses usage s2vmid "$tree"
refuses "no such mutant" s2vmids "$tree" "$work/out"
refuses "not a kernel tree" s2vmid "$work" "$work/out"
mkdir "$work/there"
refuses "is there already" s2vmid "$tree" "$work/there"

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
