#!/bin/sh
# SPDX-License-Identifier: MIT
# mutant.sh SOURCE: tools/linux-mutant changes one line of a copy of the kernel tree HITLESS_LINUX_TREE,
# which hitless still knows, and refuses a tree that has nothing to change. No network.
set -eu

source=$(cd "$1" && pwd)
tree=${HITLESS_LINUX_TREE:?a kernel tree}
driver=drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c
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

# changes NAME FUNCTION: one line of FUNCTION differs, and extract.sh takes the tree.
changes() {
    "$source/tools/linux-mutant" "$1" "$tree" "$work/mutant" >/dev/null || fail "$1"
    diff "$tree/$driver" "$work/mutant/$driver" >"$work/diff" && fail "$1: nothing changed"
    [ "$(wc -l <"$work/diff")" -eq 4 ] || fail "$1: not one line: $(cat "$work/diff")"
    line=$(sed -n '1s/c.*//p' "$work/diff")
    ctags=${CTAGS:-ctags}
    "$ctags" -x --_xformat='%N %n %{end}' --kinds-C=f "$tree/$driver" |
        awk -v f="$2" -v l="$line" '$1 == f && $2 <= l && l <= $3 { found = 1 } END { exit !found }' ||
        fail "$1: line $line is not of $2"
    "$source/src/linux/extract.sh" "$work/mutant" "$work/extracted" >/dev/null || fail "$1: extract.sh"
    refuses "exactly once" "$1" "$work/mutant" "$work/out"
    rm -rf "$work/mutant"
}

changes s2vmid arm_smmu_get_ste_used
if grep -q '^void arm_smmu_get_ste_update_safe' "$tree/$driver"; then
    changes s2s arm_smmu_get_ste_update_safe
    changes s1chk arm_smmu_get_ste_update_safe
else
    refuses arm_smmu_get_ste_update_safe s2s "$tree" "$work/out"
fi
refuses usage s2vmid "$tree"
refuses "no such mutant" s2vmids "$tree" "$work/out"
refuses "not a kernel tree" s2vmid "$work" "$work/out"
mkdir "$work/there"
refuses "is there already" s2vmid "$tree" "$work/there"

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
