#!/bin/sh
# SPDX-License-Identifier: MIT
# drift.sh SOURCE [CMAKE]: a kernel tree (HITLESS_LINUX_TREE) in which something is not what hitless
# knows. What updates entries must stop the configuration with one line that names it; of what makes
# them, and of the driver's own test, one line says that it is left out. No network.
set -eu

source=$(cd "$1" && pwd)
cmake=${2:-cmake}
tree=${HITLESS_LINUX_TREE:?a kernel tree}
smmu=drivers/iommu/arm/arm-smmu-v3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
copy=$work/tree/$smmu

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

# insert FUNCTION LINE: as the last line of a function of the driver.
insert() {
    for file in "$copy"/arm-smmu-v3*.c; do
        awk -v f="$1" -v l="$2" '
            $0 ~ "(^|[ *])" f "\\(" && !/;/ { inside = 1 }
            inside && /^}/ { print l; inside = 0 }
            { print }' "$file" >"$work/file"
        mv "$work/file" "$file"
    done
}

extract() { "$source/src/linux/extract.sh" "$work/tree" "$work/out" >"$work/stdout" 2>"$work/stderr"; }
unknown() { sed -n 's/^#define HL_LINUX_MAKERS_UNKNOWN //p' "$work/out/info.h"; }

# refused NAME: the extraction fails, and its only line names NAME.
refused() {
    if extract; then
        fail "$1 is gone, and nobody noticed"
    elif [ "$(wc -l <"$work/stderr")" -ne 1 ] || ! grep -qF "$1" "$work/stderr"; then
        fail "$1: $(cat "$work/stderr")"
    fi
}

copy
extract || fail "the tree as it is: $(cat "$work/stderr")"
[ "$(wc -l <"$work/stdout")" -ge 15 ] || fail "few functions: $(cat "$work/stdout")"
[ -z "$(unknown)" ] || fail "the tree as it is: $(unknown)"
for function in arm_smmu_write_entry entry_set arm_smmu_get_ste_used arm_smmu_get_cd_used; do
    copy
    replace $function ${function}_renamed
    refused $function
done
makers="arm_smmu_make_abort_ste arm_smmu_make_cdtable_ste arm_smmu_make_sva_cd arm_smmu_domain_finalise
    arm_smmu_device_hw_probe arm_smmu_sva_supported"
! grep -q make_nested "$work/stdout" || makers="$makers arm_smmu_make_nested_domain_ste arm_smmu_validate_vste"
for function in $makers; do
    copy
    replace "$function" "${function}_renamed"
    extract || fail "$function is gone, and the tree is refused: $(cat "$work/stderr")"
    unknown | grep -qF "$function is not known" || fail "$function is gone: $(unknown)"
    ! grep -q "_make_" "$work/stdout" || fail "$function is gone, and makers are there"
done

copy
sed -i 's/^\t\.get_used = arm_smmu_get_ste_used,/&\n\t.get_more = arm_smmu_get_ste_more,/' "$copy/arm-smmu-v3.c"
refused "get_more=arm_smmu_get_ste_more) is not known"
copy
rm "$copy/arm-smmu-v3.h"
refused arm-smmu-v3.h

# A function of the driver may stand in any of its files, with what it needs of that file.
copy
{
    echo '#include "arm-smmu-v3.h"'
    echo '#define ABORT_MEANS STRTAB_STE_0_CFG_ABORT'
    sed -n '/^void arm_smmu_make_abort_ste/,/^}/p' "$copy/arm-smmu-v3.c" | sed 's/STRTAB_STE_0_CFG_ABORT/ABORT_MEANS/'
} >"$copy/arm-smmu-v3-common.c"
sed -i '/^void arm_smmu_make_abort_ste/,/^}/d' "$copy/arm-smmu-v3.c"
extract || fail "arm_smmu_make_abort_ste elsewhere: $(cat "$work/stderr")"
[ -z "$(unknown)" ] || fail "arm_smmu_make_abort_ste elsewhere: $(unknown)"
grep -q 'define ABORT_MEANS' "$work/out/makers.inc" || fail "ABORT_MEANS was not taken"

# The same through CMake.
mkdir "$work/project"
cat >"$work/project/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(drift C)
add_library(hitless_core INTERFACE)
include($source/cmake/linux.cmake)
END
configure() {
    "$cmake" -S "$work/project" -B "$work/build" -DHITLESS_LINUX_TREE="$work/tree" >"$work/log" 2>&1
}
configure || fail "arm_smmu_make_abort_ste elsewhere: $(cat "$work/log")"
! grep -q 'HITLESS_LINUX_TREE: ' "$work/log" || fail "arm_smmu_make_abort_ste elsewhere: $(cat "$work/log")"
copy
configure || fail "the tree as it is: $(cat "$work/log")"
! grep -q 'HITLESS_LINUX_TREE: ' "$work/log" || fail "the tree as it is: $(cat "$work/log")"

# stops TEXT, goes_on TEXT: one line that has it, and the configuration fails, or not.
one_line() {
    [ "$(grep -c "HITLESS_LINUX_TREE: .*$1" "$work/log")" -eq 1 ] || fail "$1: $(cat "$work/log")"
}
stops() {
    ! configure || fail "$1: configured"
    one_line "$1"
}
goes_on() {
    configure || fail "$1: $(cat "$work/log")"
    one_line "$1"
}

replace arm_smmu_get_cd_used arm_smmu_cd_used
stops arm_smmu_get_cd_used
for function in arm_smmu_write_entry arm_smmu_make_bypass_ste; do
    verdict=stops text=
    [ $function = arm_smmu_write_entry ] || verdict=goes_on text='makers are not known: .*'
    copy
    insert $function 'arm_smmu_declared_by_nobody();'
    $verdict "${text}arm-smmu-v3.c:.*arm_smmu_declared_by_nobody"
    copy
    insert $function 'arm_smmu_defined_by_nobody();'
    sed -i '/^struct arm_smmu_ste {/i void arm_smmu_defined_by_nobody(void);' "$copy/arm-smmu-v3.h"
    $verdict "${text}arm-smmu-v3.c:.*arm_smmu_defined_by_nobody"
    copy
    insert $function 'this is no C;'
    $verdict "${text}arm-smmu-v3.c:.*error: "
done
copy
replace arm_smmu_ctx_desc_cfg arm_smmu_ctx_desc_cfg_renamed
sed -i '/^struct arm_smmu_ctx_desc_cfg_renamed {/,/^};/d' "$copy/arm-smmu-v3.h"
stops arm_smmu_ctx_desc_cfg
copy
rm "$work/tree/drivers/iommu/io-pgtable-arm.c"
configure || fail "no io-pgtable-arm.c: $(cat "$work/log")"
grep -q 'makers are not known: drivers/iommu/io-pgtable-arm.c is missing' "$work/log" || fail "no io-pgtable-arm.c: $(cat "$work/log")"
# Posted: the ASID is in a tag, an argument of its own.
if grep -q '^struct arm_smmu_inv {' "$copy/arm-smmu-v3.h"; then
    copy
    for file in "$copy"/*.[ch]; do
        awk '
            /^void arm_smmu_make_s1_cd\(/ { inside = 1 }
            inside { sub(/\*smmu_domain\)/, "*smmu_domain, struct arm_smmu_inv *tag)"); sub(/cd->asid/, "tag->id") }
            /^}/ || /\);$/ { inside = 0 }
            { print }' "$file" >"$work/file"
        mv "$work/file" "$file"
    done
    configure || fail "the ASID in a tag: $(cat "$work/log")"
    ! grep -q 'makers are not known' "$work/log" || fail "the ASID in a tag: $(cat "$work/log")"
    grep -qx '#define HL_TAG_arm_smmu_make_s1_cd 1' "$work/build/linux/info.h" || fail "the ASID in a tag: no tag"
fi
copy
sed -i 's/^MODULE_LICENSE/int broken = arm_smmu_defined_by_nobody();\n&/' "$copy/arm-smmu-v3-test.c"
goes_on "own test cannot be run: .*arm_smmu_defined_by_nobody"

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
