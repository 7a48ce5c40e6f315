#!/bin/sh
# SPDX-License-Identifier: MIT
# drift.sh SOURCE [CMAKE]: a kernel tree (HITLESS_LINUX_TREE) in which something is not what hitless
# knows must stop the configuration with one line that names it. No network.
set -eu

source=$(cd "$1" && pwd)
cmake=${2:-cmake}
tree=${HITLESS_LINUX_TREE:?a kernel tree}
smmu=drivers/iommu/arm/arm-smmu-v3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "not ok: $1" >&2
    failures=$((failures + 1))
}

# A fresh copy of what is read of the tree.
copy() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/include/linux" "$work/tree/drivers/iommu/arm"
    cp "$tree/Makefile" "$work/tree/"
    cp "$tree/include/linux/io-pgtable.h" "$work/tree/include/linux/"
    cp "$tree"/drivers/iommu/io-pgtable-arm.[ch] "$work/tree/drivers/iommu/"
    cp -r "$tree/$smmu" "$work/tree/drivers/iommu/arm/"
}

# replace FROM TO: as a word, in all of the copy.
replace() {
    find "$work/tree" -name '*.[ch]' -exec sed -i "s/\<$1\>/$2/g" {} +
}

# expect NAME: the extraction fails, and its only line names NAME.
expect() {
    if "$source/src/linux/extract.sh" "$work/tree" "$work/out" >"$work/stdout" 2>"$work/stderr"; then
        fail "$1 is gone, and nobody noticed"
    elif [ "$(wc -l <"$work/stderr")" -ne 1 ] || ! grep -q "$1" "$work/stderr"; then
        fail "$1: $(cat "$work/stderr")"
    fi
}

copy
functions=$("$source/src/linux/extract.sh" "$work/tree" "$work/out") || fail "the tree as it is"
[ "$(echo "$functions" | wc -l)" -ge 15 ] || fail "few functions: $functions"
for function in $functions; do
    case $function in
    # What they call is found missing by the compiler.
    arm_smmu_get_httu | arm_lpae_concat_mandatory | arm_smmu_make_nested_cd_table_ste | \
        page_size_to_cd) continue ;;
    esac
    copy
    replace "$function" "${function}_renamed"
    expect "$function"
done

copy
sed -i 's/^\t\.get_used = arm_smmu_get_ste_used,/&\n\t.get_more = arm_smmu_get_ste_more,/' \
    "$work/tree/$smmu/arm-smmu-v3.c"
expect get_more

copy
rm "$work/tree/$smmu/arm-smmu-v3.h"
expect arm-smmu-v3.h

# The same through CMake, and a type that only the compiler misses.
mkdir "$work/project"
cat >"$work/project/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(drift C)
add_library(hitless_core INTERFACE)
include($source/cmake/linux.cmake)
END
configure() {
    "$cmake" -S "$work/project" -B "$work/build" -DHITLESS_LINUX_TREE="$work/tree" \
        >"$work/log" 2>&1
}
copy
configure || fail "the tree as it is: $(cat "$work/log")"
for name in arm_smmu_get_cd_used arm_smmu_ctx_desc_cfg; do
    copy
    replace "$name" "${name}_renamed"
    [ $name = arm_smmu_get_cd_used ] ||
        sed -i '/^struct arm_smmu_ctx_desc_cfg_renamed {/,/^};/d' "$work/tree/$smmu/arm-smmu-v3.h"
    if configure; then
        fail "$name: configured"
    elif [ "$(grep -c "HITLESS_LINUX_TREE: .*$name" "$work/log")" -ne 1 ]; then
        fail "$name: $(cat "$work/log")"
    fi
done

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
